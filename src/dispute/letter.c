/* SPDX-License-Identifier: Apache-2.0 */
/* Letters that go out: whom each kind goes to, its number, its digest, its row. What is stored is what was sent, byte
 * for byte. */
#include "dispute/case.h"

#include <string.h>

bool letters_check_text(const char *text, GError **error)
{
    if (text == NULL) return true;
    g_autoptr(tsv_t) words = tsv_load("letters/forbidden.tsv", error);
    if (words == NULL) return false;
    g_autofree char *folded = text_fold(text);
    for (size_t i = 0; i < tsv_rows(words); i++) {
        g_autofree char *word = text_fold(tsv_cell(words, i, "word"));
        if (strstr(folded, word) == NULL) continue;
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The text says \"{1}\": a letter may not promise that ({2})."),
                         N_("Say what was done and found; promise no outcome."), tsv_cell(words, i, "word"),
                         tsv_cell(words, i, "source"), NULL);
        return false;
    }
    return true;
}

/* "2026-000214-03": the year, the case, the letter of the case. */
static char *next_number(struct session *session, const struct dispute_case *each, GError **error)
{
    int64_t made;
    int year, month, day;
    if (!store_query_int(session->store, &made, 0, error, "SELECT count(*) FROM letter WHERE dispute = ?1", "i",
                         each->id))
        return NULL;
    date_split(session_today(session), &year, &month, &day);
    return g_strdup_printf("%04d-%06" G_GINT64_FORMAT "-%02" G_GINT64_FORMAT, year, each->id, made + 1);
}

static bool store_letter(const struct letter_draft *draft, const char *text, GError **error)
{
    struct session *session = draft->session;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    int64_t id = store_take_ids(session->store, "letter", 1, error);
    return id != 0 &&
           store_run(
               session->store, error,
               "INSERT INTO letter (id, dispute, subject, kind, language, number, text, digest, made, user, change)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
               "iiisssssisi", id, draft->each->id, draft->each->subject, draft->kind, draft->language, draft->number,
               text, digest, session_now(session), session->user, session->change);
}

static bool make_one(struct letter_draft *draft, GPtrArray *numbers, GError **error)
{
    g_autofree char *number = next_number(draft->session, draft->each, error);
    if (number == NULL) return false;
    draft->number = number;
    g_autofree char *text = letter_write(draft, error);
    if (text == NULL || !store_letter(draft, text, error)) return false;
    g_ptr_array_add(numbers, g_steal_pointer(&number));
    return true;
}

static const char *language_of(const struct dossier *dossier, const char *profile)
{
    if (g_strcmp0(dossier->language, "en") == 0 || g_strcmp0(dossier->language, "zh") == 0) return dossier->language;
    return law_in_family(profile, "CN") ? "zh" : "en";
}

/* One letter to each furnisher of a disputed account with its own items, one about the personal details: nobody is told
 * of another's account. */
static bool to_furnishers(struct letter_draft *draft, GPtrArray *numbers, GError **error)
{
    g_autoptr(GHashTable) written = g_hash_table_new(NULL, NULL);
    draft->language = law_in_family(draft->each->profile, "CN") ? "zh" : "en";
    for (guint i = 0; i < draft->each->items->len; i++) {
        const struct case_item *item = draft->each->items->pdata[i];
        int64_t source = letter_account(draft->session, draft->each, item, NULL, NULL);
        if (source == 0) source = LETTER_PERSONAL_ONLY;
        if (!g_hash_table_add(written, GINT_TO_POINTER((int)source))) continue;
        const char *label = source > 0 ? source_label(draft->session->store, source, draft->language) : NULL;
        draft->source = source;
        draft->addressee = label != NULL && *label != '\0' ? label : letter_line("furnisher.any", draft->language);
        if (!make_one(draft, numbers, error)) return false;
    }
    return true;
}

static bool to_receivers(struct letter_draft *draft, GPtrArray *numbers, GError **error)
{
    if (!to_furnishers(draft, numbers, error)) return false;
    g_autoptr(GPtrArray) names = letters_receivers(draft->session, draft->each, error);
    draft->source = 0;
    for (guint i = 0; names != NULL && i < names->len; i++) {
        draft->addressee = names->pdata[i];
        if (!make_one(draft, numbers, error)) return false;
    }
    return names != NULL;
}

bool letters_make(struct session *session, const struct dispute_case *each, const char *kind, const char *text,
                  GPtrArray *numbers, GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, error);
    if (dossier == NULL) return false;
    g_autofree char *clean = text ? text_sanitise(text, -1) : NULL;
    struct letter_draft draft = { .session = session, .each = each, .dossier = dossier, .kind = kind, .text = clean };
    const char *to = letter_receiver(kind);
    if (strcmp(to, "furnisher") == 0) return to_furnishers(&draft, numbers, error);
    if (strcmp(to, "receivers") == 0) return to_receivers(&draft, numbers, error);
    draft.language = language_of(dossier, each->profile);
    draft.addressee = dossier_name(dossier);
    return make_one(&draft, numbers, error);
}

GPtrArray *letters_receivers(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT institution FROM enquiry WHERE subject = ?1 AND day >= ?3 AND" FACT_SEEN(
                          2) " GROUP BY institution ORDER BY max(day) DESC, institution",
                      error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, each->subject);
    statement_bind_int(row, 2, session->view);
    statement_bind_date(row, 3, date_add_months(session_today(session), -(int)machine_policy("recipients_window")));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(names, text_sanitise(statement_text(row, 0), -1));
    return step == STEP_ERROR ? NULL : g_steal_pointer(&names);
}

bool letters_answered(struct session *session, int64_t dispute, bool *answered, GError **error)
{
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", error);
    *answered = false;
    for (size_t i = 0; kinds != NULL && i < tsv_rows(kinds) && !*answered; i++) {
        int64_t count = 0;
        if (strcmp(tsv_cell(kinds, i, "reply"), "yes") != 0) continue;
        if (!store_query_int(session->store, &count, 0, error,
                             "SELECT count(*) FROM letter WHERE dispute = ?1 AND kind = ?2", "is", dispute,
                             tsv_cell(kinds, i, "kind")))
            return false;
        *answered = count > 0;
    }
    return kinds != NULL;
}
