/* SPDX-License-Identifier: Apache-2.0 */
/* Who received a wrong value. An enquiry is a look at the whole file on its day; a report is a row of its own. Somebody
 * who looked before the value was wrong, or after the window of the law, is not written to; the person's own looks are
 * answered by the reply. */
#include "dispute/receiver.h"

#include <string.h>

/* ---- the windows --------------------------------------------------------------------------------------------------
 */

static bool fits(const char *list, const char *word)
{
    if (strcmp(list, "*") == 0) return true;
    g_auto(GStrv) words = g_strsplit(list, ",", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (word != NULL && *words[i] != '\0' && strstr(word, words[i]) != NULL) return true;
    return false;
}

static bool holds_under(const char *families, const char *profile)
{
    if (strcmp(families, "*") == 0) return true;
    g_auto(GStrv) words = g_strsplit(families, ",", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (law_in_family(profile, words[i])) return true;
    return false;
}

/* Months that are looked back for an enquiry of this reason; 0: it is not one who is told. */
static int window_of(const struct tsv *windows, const char *profile, const char *reason)
{
    for (size_t i = 0; i < tsv_rows(windows); i++)
        if (holds_under(tsv_cell(windows, i, "families"), profile) && fits(tsv_cell(windows, i, "reasons"), reason))
            return (int)g_ascii_strtoll(tsv_cell(windows, i, "months"), NULL, 10);
    return 0;
}

/* The usual window of a profile, and the longest of any reason. */
static void windows_of(const struct tsv *windows, const char *profile, int *usual, int *longest)
{
    *usual = *longest = window_of(windows, profile, NULL);
    for (size_t i = 0; i < tsv_rows(windows); i++)
        if (holds_under(tsv_cell(windows, i, "families"), profile))
            *longest = MAX(*longest, (int)g_ascii_strtoll(tsv_cell(windows, i, "months"), NULL, 10));
}

/* The usual one; the longest when somebody is told who had it before that. */
bool receivers_months(struct session *session, const struct dispute_case *each, int *months, GError **error)
{
    g_autoptr(tsv_t) windows = tsv_load("law/receiver_windows.tsv", error);
    int longest;
    int64_t before;
    if (windows == NULL) return false;
    windows_of(windows, each->profile, months, &longest);
    const struct date first = date_add_months(session_today(session), -*months);
    if (!store_query_int(session->store, &before, 0, error,
                         "SELECT count(*) FROM dispute_receiver WHERE dispute = ?1 AND last < ?2", "id", each->id,
                         first))
        return false;
    if (before > 0) *months = longest;
    return true;
}

/* ---- while it was wrong -------------------------------------------------------------------------------------------
 */

/* The changes that wrote what an item is of, newest first. */
static GArray *versions_of(struct session *session, const struct dispute_case *each, const struct case_item *item,
                           GError **error)
{
    static const char of_account[] = "SELECT born FROM account WHERE subject = ?1 AND account = ?2 AND born <= ?3 UNION"
                                     " SELECT born FROM history WHERE subject = ?1 AND account = ?2 AND born <= ?3"
                                     " ORDER BY 1 DESC";
    static const char of_fact[] = "SELECT born FROM enquiry WHERE subject = ?1 AND fact = ?2 AND born <= ?3 UNION"
                                  " SELECT born FROM public_record WHERE subject = ?1 AND fact = ?2 AND born <= ?3"
                                  " UNION SELECT born FROM measure WHERE subject = ?1 AND fact = ?2 AND born <= ?3"
                                  " ORDER BY 1 DESC";
    static const char of_person[] = "SELECT born FROM name WHERE subject = ?1 AND ?2 = 0 AND born <= ?3"
                                    " UNION SELECT born FROM identifier WHERE subject = ?1 AND born <= ?3"
                                    " UNION SELECT born FROM contact WHERE subject = ?1 AND born <= ?3"
                                    " UNION SELECT born FROM address WHERE subject = ?1 AND born <= ?3"
                                    " UNION SELECT born FROM person WHERE subject = ?1 AND born <= ?3 ORDER BY 1 DESC";
    g_autoptr(GArray) versions = g_array_new(FALSE, FALSE, sizeof(int64_t));
    const char *sql = item->account != 0 ? of_account : item->fact != 0 ? of_fact : of_person;
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, each->subject);
    statement_bind_int(row, 2, item->account != 0 ? item->account : item->fact);
    statement_bind_int(row, 3, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t born = statement_int(row, 0);
        g_array_append_val(versions, born);
    }
    return step == STEP_ERROR ? NULL : g_steal_pointer(&versions);
}

/* What the file held for the item as of a change; NULL without an error when it held no such thing. */
static char *held_at(struct session *session, const struct dispute_case *each, const struct case_item *item,
                     int64_t change, GError **error)
{
    const int64_t view = session->view;
    session->view = change;
    g_autoptr(dossier_t) dossier = dossier_load_held(session, each->subject, error);
    session->view = view;
    return dossier != NULL ? item_held(dossier, item, NULL) : NULL;
}

static struct date day_of_change(struct session *session, int64_t change)
{
    int64_t at = 0;
    return store_query_int(session->store, &at, 0, NULL, "SELECT at FROM change WHERE id = ?1", "i", change) && at > 0
               ? date_of_moment(at)
               : DATE_NONE;
}

bool receiver_wrong_since(struct session *session, const struct dispute_case *each, const struct case_item *item,
                          struct date *since, GError **error)
{
    *since = month_is_set(item->month) ? month_last_day(item->month) : DATE_NONE;
    g_autoptr(GArray) versions = versions_of(session, each, item, error);
    if (versions == NULL) return false;
    bool met = false;
    for (guint i = 0; i < versions->len; i++) {
        g_autoptr(GError) cause = NULL;
        g_autofree char *held = held_at(session, each, item, g_array_index(versions, int64_t, i), &cause);
        if (cause != NULL) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        const bool wrong = held != NULL && g_strcmp0(held, item->stored) == 0;
        met |= wrong;
        if (!met || wrong) continue; /* newer than what was disputed, or still as wrong as later */
        const struct date day = day_of_change(session, g_array_index(versions, int64_t, i - 1));
        if (date_is_set(day) && (!date_is_set(*since) || day.days > since->days)) *since = day;
        return true;
    }
    return true;
}

static bool is_wrong(const struct case_item *item)
{
    return g_strcmp0(item->outcome, "error") == 0 || g_strcmp0(item->outcome, "unverifiable") == 0 ||
           g_strcmp0(item->outcome, "corrected") == 0;
}

/* The first day on which anything of the case was wrong. `*any` false: nothing is. */
static bool wrong_since(struct session *session, const struct dispute_case *each, bool *any, struct date *first,
                        GError **error)
{
    *any = false;
    *first = DATE_NONE;
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        struct date since;
        if (!is_wrong(item)) continue;
        if (!receiver_wrong_since(session, each, item, &since, error)) return false;
        const bool earlier = !date_is_set(since) || (date_is_set(*first) && since.days < first->days);
        if (!*any || earlier) *first = since;
        *any = true;
    }
    return true;
}

/* ---- who ----------------------------------------------------------------------------------------------------------
 */

static void receiver_free(gpointer data)
{
    struct receiver *receiver = data;
    g_free(receiver->name);
    g_free(receiver);
}

static void add(GPtrArray *found, const char *kind, const char *name, struct date day)
{
    for (guint i = 0; i < found->len; i++) {
        struct receiver *known = found->pdata[i];
        if (strcmp(known->name, name) != 0) continue;
        if (day.days > known->last.days) known->last = day;
        return;
    }
    struct receiver *receiver = g_new0(struct receiver, 1);
    *receiver = (struct receiver){ .kind = kind, .name = text_sanitise(name, -1), .last = day };
    g_ptr_array_add(found, receiver);
}

/* ?1 the subject, ?2 the view: name, reason, day (or moment). */
static const struct source {
    const char *kind, *sql;
    bool moment;
} sources[] = {
    { "enquiry",
      "SELECT institution, reason, day FROM enquiry WHERE subject = ?1 AND institution IS NOT NULL AND" FACT_SEEN(2),
      false },
    { "report",
      "SELECT receiver, coalesce(purpose, kind), at FROM report WHERE subject = ?1 AND change <= ?2"
      " AND kind NOT IN ('own', 'copy', 'share') AND receiver IS NOT NULL",
      true },
    { "transfer",
      "SELECT receiver, coalesce(purpose, kind), at FROM report WHERE subject = ?1 AND change <= ?2"
      " AND kind = 'share' AND receiver IS NOT NULL",
      true },
};

static bool read_source(struct session *session, const struct dispute_case *each, const struct source *source,
                        const struct tsv *windows, struct date first, GPtrArray *found, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, source->sql, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->subject);
    statement_bind_int(row, 2, session->view);
    const struct date today = session_today(session);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int months = window_of(windows, each->profile, statement_text(row, 1));
        const struct date day = source->moment ? date_of_moment(statement_int(row, 2)) : statement_date(row, 2);
        if (months == 0 || !date_is_set(day) || day.days < date_add_months(today, -months).days) continue;
        if (date_is_set(first) && day.days < first.days) continue;
        add(found, source->kind, statement_text(row, 0), day);
    }
    return step == STEP_DONE;
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
    const struct receiver *left = *(const struct receiver *const *)a, *right = *(const struct receiver *const *)b;
    if (left->last.days != right->last.days) return left->last.days > right->last.days ? -1 : 1;
    return strcmp(left->name, right->name);
}

GPtrArray *receivers_find(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(receiver_free);
    g_autoptr(tsv_t) windows = tsv_load("law/receiver_windows.tsv", error);
    bool any;
    struct date first;
    if (windows == NULL || !wrong_since(session, each, &any, &first, error)) return NULL;
    for (size_t i = 0; any && i < G_N_ELEMENTS(sources); i++)
        if (!read_source(session, each, &sources[i], windows, first, found, error)) return NULL;
    g_ptr_array_sort(found, newest_first);
    return g_steal_pointer(&found);
}

/* ---- kept ---------------------------------------------------------------------------------------------------------
 */

bool receivers_note(struct session *session, const struct dispute_case *each, guint *count, GError **error)
{
    g_autoptr(GPtrArray) found = receivers_find(session, each, error);
    int64_t seq;
    if (found == NULL || !store_query_int(session->store, &seq, 0, error,
                                          "SELECT max(seq) FROM dispute_receiver WHERE dispute = ?1", "i", each->id))
        return false;
    for (guint i = 0; i < found->len; i++) {
        const struct receiver *receiver = found->pdata[i];
        if (!store_run(session->store, error,
                       "INSERT INTO dispute_receiver (dispute, seq, kind, name, last, change) SELECT ?1, ?2, ?3, ?4,"
                       " ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM dispute_receiver WHERE dispute = ?1 AND name = ?4)",
                       "iissdi", each->id, seq + 1, receiver->kind, receiver->name, receiver->last, session->change))
            return false;
        seq += store_changes(session->store);
    }
    int64_t all;
    if (!store_query_int(session->store, &all, 0, error, "SELECT count(*) FROM dispute_receiver WHERE dispute = ?1",
                         "i", each->id))
        return false;
    *count = (guint)all;
    return true;
}

bool receiver_told(struct session *session, int64_t dispute, const char *name, const char *letter, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE dispute_receiver SET letter = ?3, told = ?4 WHERE dispute = ?1 AND name = ?2 AND letter IS"
                     " NULL",
                     "issd", dispute, name, letter, session_today(session));
}

GPtrArray *letters_receivers(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT name FROM dispute_receiver WHERE dispute = ?1 AND change <= ?2 ORDER BY seq", error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(names, g_strdup(statement_text(row, 0)));
    return step == STEP_ERROR ? NULL : g_steal_pointer(&names);
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static const struct column columns[] = {
    { .id = "receiver", .title = N_("Receiver"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("How it was received"), .type = VALUE_CODE, .group = "RECEIVER_KIND" },
    { .id = "last", .title = N_("Last received"), .type = VALUE_DATE },
    { .id = "letter", .title = N_("Letter"), .type = VALUE_TEXT },
    { .id = "told", .title = N_("Told"), .type = VALUE_DATE },
};

/* Those who would be told, before anything is corrected. */
static bool list_ahead(struct session *session, const struct dispute_case *each, struct table *answer, GError **error)
{
    g_autoptr(GPtrArray) found = receivers_find(session, each, error);
    for (guint i = 0; found != NULL && i < found->len; i++) {
        const struct receiver *receiver = found->pdata[i];
        table_row_begin(answer);
        table_add_text(answer, receiver->name);
        table_add_text(answer, receiver->kind);
        table_add_date(answer, receiver->last);
        table_add_null(answer);
        table_add_null(answer);
        if (!table_row_end(answer, error)) return false;
    }
    return found != NULL;
}

bool dispute_command_receivers(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT name, kind, last, letter, told FROM dispute_receiver WHERE"
                                               " dispute = ?1 AND change <= ?2 ORDER BY seq",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    bool any = false;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        any = true;
        table_row_begin(answer);
        table_add_text(answer, statement_text(row, 0));
        table_add_text(answer, statement_text(row, 1));
        table_add_date(answer, statement_date(row, 2));
        table_add_text(answer, statement_text(row, 3));
        table_add_date(answer, statement_date(row, 4));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE && (any || list_ahead(session, each, answer, error));
}
