/* SPDX-License-Identifier: Apache-2.0 */
/* Letters that go out of a case: whom each kind goes to, and who is told of a correction. */
#include "dispute/case.h"

#include <string.h>

static bool make_one(struct letter_draft *draft, GPtrArray *numbers, GError **error)
{
    const struct letter letter = { LETTER_OF_DISPUTE, draft->each->id, draft->each->subject, draft->kind,
                                   draft->language };
    g_autofree char *number = letter_next_number(draft->session, &letter, error);
    if (number == NULL) return false;
    draft->number = number;
    g_autofree char *text = letter_write(draft, error);
    if (text == NULL || !letter_store(draft->session, &letter, number, text, error)) return false;
    g_ptr_array_add(numbers, g_steal_pointer(&number));
    return true;
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
    draft.language = letter_language(dossier->language, each->profile);
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
