/* SPDX-License-Identifier: Apache-2.0 */
/* What a case did to the facts, kept a row an item: before and after, why, the paper it rests on, the score before and
 * after, who. The store lets nobody change a row; "why" of a value finds its case by the change. */
#include "dispute/correct.h"

#include <string.h>

/* The paper that the correction of an item rests on: the one given with the act, else the newest that is about the item
 * or the whole case. NULL without an error when there is none: an error of the house shows in the file as it came. */
static char *document_of(const struct correct_work *work, const struct case_item *item, const char *paper,
                         const char *role, GError **error)
{
    g_autofree char *base = paper != NULL ? g_path_get_basename(paper) : NULL;
    g_autofree char *name = base != NULL ? text_sanitise(base, -1) : NULL;
    return store_query_text(
        work->session->store, error,
        "SELECT digest FROM attachment WHERE dispute = ?1 AND (item IS NULL OR item = ?2) AND"
        " CASE WHEN ?3 IS NULL THEN role IN ('evidence', 'furnisher') ELSE role = ?3 OR name = ?4 END"
        " ORDER BY (name = ?4) DESC, added DESC, item IS NULL, digest LIMIT 1",
        "iiss", work->each->id, item->item, role, name);
}

static bool keep_row(const struct correct_work *work, const struct correct_row *row, const char *document, int64_t seq,
                     GError **error)
{
    const struct correction *done = work->done;
    return store_run(work->session->store, error,
                     "INSERT INTO dispute_correction (dispute, seq, item, before, after, cause, document, score_before,"
                     " score_after, decider, user, at, change)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                     "iiissssnnssii", work->each->id, seq, row->item->item, row->before, row->after, row->cause,
                     document, done->scored ? (int64_t)done->before : MONEY_UNKNOWN,
                     done->scored ? (int64_t)done->after : MONEY_UNKNOWN, work->each->decider, work->session->user,
                     session_now(work->session), work->session->change);
}

bool correct_rows_keep(const struct correct_work *work, const char *paper, const char *role, GError **error)
{
    int64_t last;
    if (!store_query_int(work->session->store, &last, 0, error,
                         "SELECT max(seq) FROM dispute_correction WHERE dispute = ?1", "i", work->each->id))
        return false;
    for (guint i = 0; i < work->rows->len; i++) {
        const struct correct_row *row = work->rows->pdata[i];
        g_autoptr(GError) cause = NULL;
        g_autofree char *document = document_of(work, row->item, paper, role, &cause);
        if (cause != NULL) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        if (!keep_row(work, row, document, last + 1 + i, error)) return false;
    }
    return true;
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

enum secrecy item_secrecy(const char *field)
{
    return strcmp(field, "identity") == 0  ? SECRECY_IDENTITY
           : strcmp(field, "phone") == 0   ? SECRECY_PHONE
           : strcmp(field, "address") == 0 ? SECRECY_ADDRESS
           : strcmp(field, "name") == 0    ? SECRECY_NAME
                                           : SECRECY_OPEN;
}

static const struct column columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "item", .title = N_("Item"), .type = VALUE_INTEGER },
    { .id = "field", .title = N_("Field"), .type = VALUE_CODE, .group = "DISPUTE_FIELD" },
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
    { .id = "before", .title = N_("Before"), .type = VALUE_TEXT },
    { .id = "after", .title = N_("After"), .type = VALUE_TEXT },
    { .id = "cause", .title = N_("Why"), .type = VALUE_CODE, .group = "CORRECTION_CAUSE" },
    { .id = "document", .title = N_("Rests on"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "score_before", .title = N_("Score before"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "score_after", .title = N_("Score after"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "decider", .title = N_("Decided by"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "change", .title = N_("Change"), .type = VALUE_INTEGER, .priority = 4 },
};

/* The column holds values of every field, so a secret one is masked here, where the field is known. */
static void add_value(struct table *answer, const char *field, const char *value)
{
    const enum secrecy secrecy = item_secrecy(field);
    g_autofree char *shown = shown_text(value, secrecy, table_shown(answer, secrecy));
    table_add_text(answer, shown);
}

static void add_number(struct table *answer, struct statement *row, int column)
{
    if (statement_is_null(row, column))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, column));
}

static bool add_row(struct table *answer, const struct dispute_case *each, struct statement *row, GError **error)
{
    const struct case_item *item = case_item_at(each, statement_int(row, 1));
    const char *field = item != NULL ? item->field : "";
    const bool out = item == NULL || item->stored == NULL; /* the law took its values out of the views */
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, field);
    if (item != NULL && item->account != 0)
        table_add_int(answer, item->account);
    else
        table_add_null(answer);
    table_add_month(answer, item != NULL ? item->month : MONTH_NONE);
    add_value(answer, field, out ? NULL : statement_text(row, 2));
    add_value(answer, field, out ? NULL : statement_text(row, 3));
    table_add_text(answer, statement_text(row, 4));
    table_add_text(answer, statement_text(row, 5));
    add_number(answer, row, 6);
    add_number(answer, row, 7);
    table_add_text(answer, statement_text(row, 8));
    table_add_text(answer, statement_text(row, 9));
    table_add_int(answer, statement_int(row, 10));
    table_add_int(answer, statement_int(row, 11));
    return table_row_end(answer, error);
}

bool dispute_command_corrections(struct session *session, const struct arguments *arguments, struct table *answer,
                                 GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT c.seq, c.item, c.before, c.after, c.cause,"
        " coalesce((SELECT a.name || ' ' || substr(a.digest, 1, 12) FROM attachment a WHERE a.dispute = c.dispute AND"
        "   a.digest = c.document), substr(c.document, 1, 12)),"
        " c.score_before, c.score_after, c.decider, c.user, c.at, c.change"
        " FROM dispute_correction c WHERE c.dispute = ?1 AND c.change <= ?2 ORDER BY c.seq",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_row(answer, each, row, error)) return false;
    return step == STEP_DONE;
}
