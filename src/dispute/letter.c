/* SPDX-License-Identifier: Apache-2.0 */
/* Letters that go out of a case: whom each kind goes to, and who is told of a correction. */
#include "dispute/case.h"
#include "dispute/receiver.h"

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
static bool to_furnishers(struct letter_draft *draft, int64_t only, GPtrArray *numbers, GError **error)
{
    g_autoptr(GHashTable) written = g_hash_table_new(NULL, NULL);
    draft->language = law_in_family(draft->each->profile, "CN") ? "zh" : "en";
    for (guint i = 0; i < draft->each->items->len; i++) {
        const struct case_item *item = draft->each->items->pdata[i];
        int64_t source = letter_account(draft->session, draft->each, item, NULL, NULL);
        if (source == 0) source = LETTER_PERSONAL_ONLY;
        if (only != 0 && source != only) continue;
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
    if (!to_furnishers(draft, 0, numbers, error)) return false;
    g_autoptr(GPtrArray) names = letters_receivers(draft->session, draft->each, error);
    draft->source = 0;
    for (guint i = 0; names != NULL && i < names->len; i++) {
        draft->addressee = names->pdata[i];
        if (!make_one(draft, numbers, error) ||
            !receiver_told(draft->session, draft->each->id, names->pdata[i], numbers->pdata[numbers->len - 1], error))
            return false;
    }
    return names != NULL;
}

bool letters_make(struct session *session, const struct dispute_case *each, const char *kind, const char *text,
                  GPtrArray *numbers, GError **error)
{
    const struct letter_extra extra = { .text = text, .planned = DATE_NONE };
    return letters_make_with(session, each, kind, &extra, numbers, error);
}

bool letters_make_with(struct session *session, const struct dispute_case *each, const char *kind,
                       const struct letter_extra *extra, GPtrArray *numbers, GError **error)
{
    if (!letter_check_text(extra->text, error)) return false;
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, error);
    if (dossier == NULL) return false;
    g_autofree char *clean = extra->text ? text_sanitise(extra->text, -1) : NULL;
    struct letter_draft draft = {
        .session = session, .each = each, .dossier = dossier, .kind = kind, .text = clean, .planned = extra->planned
    };
    const char *to = letter_receiver(kind);
    if (strcmp(to, "furnisher") == 0) return to_furnishers(&draft, extra->only, numbers, error);
    if (strcmp(to, "receivers") == 0) return to_receivers(&draft, numbers, error);
    draft.language = letter_language(dossier->language, each->profile);
    draft.addressee = dossier_name(dossier);
    return make_one(&draft, numbers, error);
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
