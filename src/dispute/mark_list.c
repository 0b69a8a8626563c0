/* SPDX-License-Identifier: Apache-2.0 */
/* Marks as others know them: the compliance condition code of Metro 2 and the annotation type of the Chinese report,
 * out of data/dispute/mark_codes.tsv, for a case and as a file of what was set and removed. */
#include "dispute/enquiry.h"
#include "letter/deliver.h"

#include <string.h>

/* What of a mark its codes depend on. */
struct mark_row {
    const char *kind, *outcome; /* outcome: of its item or case; NULL while it is open */
    bool ended, closed;         /* closed: the account is */
};

static bool is_or_any(const char *cell, const char *value)
{
    return strcmp(cell, "*") == 0 || strcmp(cell, "any") == 0 || g_strcmp0(cell, value) == 0;
}

/* The row of the table; the first that fits. */
static size_t find_codes(const struct tsv *table, const struct mark_row *mark)
{
    const char *stage = mark->ended ? mark->outcome : "open";
    for (size_t i = 0; i < tsv_rows(table); i++)
        if (strcmp(tsv_cell(table, i, "mark"), mark->kind) == 0 && is_or_any(tsv_cell(table, i, "stage"), stage) &&
            is_or_any(tsv_cell(table, i, "law"), "fcra") &&
            is_or_any(tsv_cell(table, i, "account"), mark->closed ? "closed" : "open"))
            return i;
    return tsv_rows(table);
}

static const struct column columns[] = {
    { .id = "mark", .title = N_("Mark"), .type = VALUE_INTEGER },
    { .id = "item", .title = N_("Item"), .type = VALUE_INTEGER },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "MARK_KIND" },
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER },
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH, .priority = 2 },
    { .id = "field", .title = N_("Field"), .type = VALUE_CODE, .group = "DISPUTE_FIELD" },
    { .id = "condition", .title = N_("Condition code (Metro 2)"), .type = VALUE_TEXT },
    { .id = "annotation", .title = N_("Annotation type"), .type = VALUE_CODE, .group = "ANNOT_TYPE" },
    { .id = "target", .title = N_("Stands at"), .type = VALUE_CODE, .group = "MARK_LAYER", .priority = 2 },
    { .id = "life", .title = N_("Life"), .type = VALUE_CODE, .group = "MARK_LIFE" },
    { .id = "set", .title = N_("Set"), .type = VALUE_MOMENT, .priority = 1 },
    { .id = "removed", .title = N_("Removed"), .type = VALUE_MOMENT, .priority = 1 },
    { .id = "source", .title = N_("Source"), .type = VALUE_TEXT, .priority = 4 },
};

#define MARK_SQL                                                                                                       \
    "SELECT m.id, m.item, m.kind, m.account, m.month, m.field, coalesce(i.outcome, d.outcome), m.died IS NOT NULL, "   \
    "(SELECT 1 FROM account a WHERE a.subject = m.subject AND a.account = m.account AND a.died IS NULL AND a.closed "  \
    "IS NOT NULL), (SELECT c.at FROM change c WHERE c.id = m.born), (SELECT c.at FROM change c WHERE c.id = m.died), " \
    "m.dispute, m.subject FROM mark m LEFT JOIN dispute_item i ON i.dispute = m.dispute AND i.item = m.item LEFT "     \
    "JOIN dispute d ON d.id = m.dispute WHERE "

static struct mark_row read_mark(struct statement *row)
{
    return (struct mark_row){ .kind = statement_text(row, 2),
                              .outcome = statement_text(row, 6),
                              .ended = statement_int(row, 7) != 0,
                              .closed = statement_int(row, 8) != 0 };
}

static bool show_mark(struct statement *row, const struct tsv *table, struct table *answer, GError **error)
{
    const struct mark_row mark = read_mark(row);
    const size_t at = find_codes(table, &mark);
    const char *condition = statement_is_null(row, 3) ? "" : tsv_cell(table, at, "condition");
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, mark.kind);
    if (statement_is_null(row, 3))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, 3));
    table_add_month(answer, statement_month(row, 4));
    table_add_text(answer, statement_text(row, 5));
    table_add_text(answer, *condition != '\0' ? condition : NULL);
    table_add_text(answer, tsv_cell(table, at, "annotation"));
    table_add_text(answer, tsv_cell(table, at, "target"));
    table_add_text(answer, tsv_cell(table, at, "life"));
    for (int i = 9; i <= 10; i++)
        if (statement_is_null(row, i))
            table_add_null(answer);
        else
            table_add_int(answer, statement_int(row, i));
    table_add_text(answer, tsv_cell(table, at, "source"));
    return table_row_end(answer, error);
}

bool dispute_command_marks(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    int64_t open = 0;
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    g_autoptr(tsv_t) table = each != NULL ? tsv_load("dispute/mark_codes.tsv", error) : NULL;
    if (table == NULL ||
        !store_query_int(session->store, &open, 0, error,
                         "SELECT count(DISTINCT dispute) FROM mark WHERE subject = ?1 AND kind = 'dispute' AND born <= "
                         "?2 AND (died IS NULL OR died > ?2)",
                         "ii", each->subject, session->view))
        return false;
    session->audited_subject = each->subject;
    session->audited_dispute = each->id;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_int(answer, "header", N_("Disputes in the header of a report"), open);
    g_autoptr(statement_t) row =
        store_prepare(session->store, MARK_SQL "m.dispute = ?1 AND m.born <= ?2 ORDER BY m.id", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!show_mark(row, table, answer, error)) return false;
    return step == STEP_DONE;
}

/* ---- the file -----------------------------------------------------------------------------------------------------
 */

static const char *const names[] = { "mark",   "case",      "item",       "furnisher", "account", "month",  "field",
                                     "action", "condition", "annotation", "target",    "set",     "removed" };
enum { NAMES = G_N_ELEMENTS(names) };

static char *day_of(struct statement *row, int column)
{
    char text[DATE_TEXT_SIZE];
    return statement_is_null(row, column) ? g_strdup("")
                                          : g_strdup(date_format(date_of_moment(statement_int(row, column)), text));
}

static char **file_row(struct session *session, struct statement *row, const struct tsv *table)
{
    char month[DATE_TEXT_SIZE];
    const struct mark_row mark = read_mark(row);
    const size_t at = find_codes(table, &mark);
    const int64_t subject = statement_int(row, 12), account = statement_int(row, 3);
    char *number =
        store_query_text(session->store, NULL,
                         "SELECT number FROM account WHERE subject = ?1 AND account = ?2 ORDER BY born DESC LIMIT 1",
                         "ii", subject, account);
    char *source =
        store_query_text(session->store, NULL,
                         "SELECT s.code FROM account a JOIN source s ON s.id = a.source WHERE a.subject = ?1 AND "
                         "a.account = ?2 ORDER BY a.born DESC LIMIT 1",
                         "ii", subject, account);
    char *const cells[NAMES] = { g_strdup_printf("%" G_GINT64_FORMAT, statement_int(row, 0)),
                                 case_number(statement_int(row, 11)),
                                 g_strdup_printf("%" G_GINT64_FORMAT, statement_int(row, 1)),
                                 source != NULL ? source : g_strdup(""),
                                 number != NULL ? number : g_strdup(""),
                                 g_strdup(month_format(statement_month(row, 4), month)),
                                 g_strdup(statement_text(row, 5)),
                                 g_strdup(tsv_cell(table, at, "life")),
                                 g_strdup(account != 0 ? tsv_cell(table, at, "condition") : ""),
                                 g_strdup(tsv_cell(table, at, "annotation")),
                                 g_strdup(tsv_cell(table, at, "target")),
                                 day_of(row, 9),
                                 day_of(row, 10) };
    char **cell = g_new0(char *, NAMES + 1);
    memcpy(cell, cells, sizeof cells);
    return cell;
}

static bool collect(struct session *session, struct date since, GPtrArray *rows, GError **error)
{
    enum step step;
    g_autoptr(tsv_t) table = tsv_load("dispute/mark_codes.tsv", error);
    g_autoptr(statement_t) row =
        table == NULL
            ? NULL
            : store_prepare(session->store,
                            MARK_SQL
                            "?1 IS NULL OR m.born >= (SELECT min(c.id) FROM change c WHERE c.at >= ?1) OR m.died "
                            ">= (SELECT min(c.id) FROM change c WHERE c.at >= ?1) ORDER BY m.id",
                            error);
    if (row == NULL) return false;
    if (date_is_set(since))
        statement_bind_int(row, 1, ((int64_t)since.days - 1) * 86400000); /* a day more: zones west and east */
    else
        statement_bind_null(row, 1);
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(rows, file_row(session, row, table));
    return step == STEP_DONE;
}

bool mark_command_export(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *path = arguments_text(arguments, "file");
    const struct date since = arguments_has(arguments, "since") ? arguments_date(arguments, "since") : DATE_NONE;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    if (!collect(session, since, rows, error)) return false;
    const bool json = g_strcmp0(arguments_text(arguments, "format"), "json") == 0 ||
                      (!arguments_has(arguments, "format") && g_str_has_suffix(path, ".json"));
    g_autofree char *text = enquiry_rows_write(names, NAMES, rows, json);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (!letter_deliver(path, arguments_has(arguments, "replace"), text, strlen(text), error)) return false;
    table_fact_int(answer, "rows", N_("Rows"), rows->len);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
