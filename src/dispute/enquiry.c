/* SPDX-License-Identifier: Apache-2.0 */
/* Asking and reminding: one row to each furnisher of a disputed account, one about the personal details. Nobody is
 * asked about another's account. */
#include "dispute/enquiry.h"
#include "dispute/clock.h"

#include <string.h>

char *enquiry_name(int64_t enquiry)
{
    return g_strdup_printf("E-%06" G_GINT64_FORMAT, enquiry);
}

static int64_t source_of(struct session *session, const struct dispute_case *each, const struct case_item *item)
{
    const int64_t source = letter_account(session, each, item, NULL, NULL);
    return source == 0 ? LETTER_PERSONAL_ONLY : source;
}

bool enquiry_has_item(struct session *session, const struct dispute_case *each, int64_t source,
                      const struct case_item *item)
{
    return source_of(session, each, item) == (source == 0 ? LETTER_PERSONAL_ONLY : source);
}

GArray *enquiry_sources(struct session *session, const struct dispute_case *each)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < each->items->len; i++) {
        const int64_t source = source_of(session, each, each->items->pdata[i]);
        bool known = false;
        for (guint j = 0; j < found->len && !known; j++)
            known = g_array_index(found, int64_t, j) == source;
        if (!known) g_array_append_val(found, source);
    }
    return g_steal_pointer(&found);
}

/* ---- asking -------------------------------------------------------------------------------------------------------
 */

static bool insert(struct act *act, int64_t id, int64_t source, const char *number, GError **error)
{
    struct session *session = act->session;
    struct date due = date_add_days(act->each->due, -(int)machine_policy("furnisher_reserve"));
    if (due.days < session_today(session).days) due = session_today(session);
    return store_run(session->store, error,
                     "INSERT INTO dispute_enquiry (id, dispute, source, form, number, sent, due, user)"
                     " VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, ?6, ?7, ?8)",
                     "iiissdds", id, act->each->id, source > 0 ? source : (int64_t)0,
                     source > 0 && source == act->by_file ? "file" : "letter", number, session_today(session), due,
                     session->user);
}

static bool ask(struct act *act, int64_t source, GError **error)
{
    const int64_t id = store_take_ids(act->session->store, "dispute_enquiry", 1, error);
    if (id == 0) return false;
    if (source > 0 && source == act->by_file) {
        g_autofree char *name = enquiry_name(id);
        return insert(act, id, source, name, error);
    }
    const struct letter_extra extra = { .text = arguments_text(act->arguments, "text"),
                                        .planned = DATE_NONE,
                                        .only = source };
    return letters_make_with(act->session, act->each, "enquiry", &extra, act->letters, error) &&
           insert(act, id, source, act->letters->pdata[act->letters->len - 1], error);
}

bool enquiries_ask(struct act *act, GError **error)
{
    g_autoptr(GArray) sources = enquiry_sources(act->session, act->each);
    for (guint i = 0; i < sources->len; i++)
        if (!ask(act, g_array_index(sources, int64_t, i), error)) return false;
    return true;
}

bool enquiries_due(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const struct date due = clock_due(session, each->id, "furnisher", &failed);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (!date_is_set(due)) return true;
    return store_run(session->store, error,
                     "UPDATE dispute_enquiry SET due = ?2 WHERE dispute = ?1 AND answered IS NULL AND due <> ?2", "id",
                     each->id, due);
}

bool enquiries_open(struct session *session, int64_t dispute, int64_t *count, GError **error)
{
    return store_query_int(session->store, count, 0, error,
                           "SELECT count(*) FROM dispute_enquiry WHERE dispute = ?1 AND answered IS NULL", "i",
                           dispute);
}

/* ---- reminding ----------------------------------------------------------------------------------------------------
 */

struct pending {
    int64_t id, source;
};

static GArray *pending_of(struct session *session, int64_t dispute, GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct pending));
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT id, source FROM dispute_enquiry WHERE dispute = ?1 AND answered IS NULL ORDER BY id",
        error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, dispute);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct pending pending = { statement_int(row, 0), statement_int(row, 1) };
        g_array_append_val(found, pending);
    }
    return step == STEP_DONE ? g_steal_pointer(&found) : NULL;
}

bool enquiry_remind(struct session *session, const struct dispute_case *each, int64_t enquiry, int64_t source,
                    GPtrArray *numbers, GError **error)
{
    const struct letter_extra extra = { .planned = DATE_NONE, .only = source == 0 ? LETTER_PERSONAL_ONLY : source };
    return letters_make_with(session, each, "reminder", &extra, numbers, error) &&
           store_run(session->store, error,
                     "UPDATE dispute_enquiry SET reminders = reminders + 1, reminded = ?2, version = version + 1 WHERE "
                     "id = ?1",
                     "id", enquiry, session_today(session));
}

bool enquiries_remind(struct act *act, GError **error)
{
    g_autoptr(GArray) open = pending_of(act->session, act->each->id, error);
    if (open == NULL) return false;
    if (open->len == 0) /* a case from before enquiries were kept */
        return letters_make(act->session, act->each, "reminder", arguments_text(act->arguments, "text"), act->letters,
                            error);
    for (guint i = 0; i < open->len; i++) {
        const struct pending *each = &g_array_index(open, struct pending, i);
        if (!enquiry_remind(act->session, act->each, each->id, each->source, act->letters, error)) return false;
    }
    return true;
}

char *enquiry_silence(const struct dispute_case *each)
{
    char due[DATE_TEXT_SIZE];
    const struct law_step *step = machine_find("DECIDING", "cannot_determine", each->profile);
    date_format(each->due, due);
    if (step != NULL && strcmp(step->to, "CORRECTING") == 0)
        return phrase_make(N_("Without an answer by {1} the items are deleted as unverifiable ({2})"), due,
                           each->profile, NULL);
    return phrase_make(N_("Without an answer by {1} it cannot be determined: the objection is noted beside the items "
                          "({2})"),
                       due, each->profile, NULL);
}
