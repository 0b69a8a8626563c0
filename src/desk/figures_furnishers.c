/* SPDX-License-Identifier: Apache-2.0 */
/* Furnishers by their errors. An error is an item of a furnisher that was corrected in a case received in the time;
 * measured by 1,000 of its accounts. The rank goes by the lower end of the interval of Wilson (E. B. Wilson, Journal of
 * the American Statistical Association 22, 1927) of errors in disputed items, so that a furnisher of whom little is
 * known does not lead by chance. */
#include "desk/desk_private.h"

#include <math.h>
#include <stdlib.h>

static const struct column columns[] = {
    { .id = "rank",
      .title = N_("Rank"),
      .type = VALUE_INTEGER,
      .help = N_("By the lower end of the interval of Wilson (1927), so that a furnisher of whom little is known does "
                 "not lead by chance.") },
    { .id = "furnisher", .title = N_("Furnisher"), .type = VALUE_TEXT },
    { .id = "accounts", .title = N_("Accounts"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "items", .title = N_("Items disputed"), .type = VALUE_INTEGER },
    { .id = "errors", .title = N_("Errors found"), .type = VALUE_INTEGER },
    { .id = "error_share", .title = N_("Errors by item"), .type = VALUE_PERCENT, .priority = 1 },
    { .id = "wilson", .title = N_("At least (95 %)"), .type = VALUE_PERCENT },
    { .id = "per_thousand", .title = N_("Errors by 1,000 accounts"), .type = VALUE_REAL, .decimals = 2 },
    { .id = "asked", .title = N_("Asked"), .type = VALUE_INTEGER },
    { .id = "answered", .title = N_("Replied"), .type = VALUE_INTEGER },
    { .id = "in_time", .title = N_("In time"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "silent", .title = N_("Silent"), .type = VALUE_INTEGER },
    { .id = "median_days", .title = N_("Median days"), .type = VALUE_REAL, .decimals = 1, .priority = 1 },
};

struct furnisher {
    int64_t source, items, errors, accounts, asked, answered, in_time, silent;
    char *code;
    double wilson;
    GArray *days;
};

static void furnisher_free(struct furnisher *each)
{
    g_free(each->code);
    g_array_unref(each->days);
    g_free(each);
}

double desk_wilson_low(int64_t errors, int64_t items)
{
    static const double z = 1.959963984540054; /* 97.5 % point of the normal distribution */
    if (items <= 0) return 0;
    const double n = (double)items, share = (double)errors / n, square = z * z;
    const double low = share + square / (2 * n) - z * sqrt(share * (1 - share) / n + square / (4 * n * n));
    return MAX(0.0, low / (1 + square / n));
}

static struct furnisher *furnisher_of(GPtrArray *list, int64_t source)
{
    for (guint i = 0; i < list->len; i++)
        if (((struct furnisher *)list->pdata[i])->source == source) return list->pdata[i];
    struct furnisher *made = g_new0(struct furnisher, 1);
    made->source = source;
    made->days = g_array_new(FALSE, FALSE, sizeof(int));
    g_ptr_array_add(list, made);
    return made;
}

static struct statement *span(struct session *session, const char *sql, struct date from, struct date to,
                              GError **error)
{
    struct statement *row = store_prepare(session->store, sql, error);
    if (row == NULL) return NULL;
    statement_bind_date(row, 1, from);
    statement_bind_date(row, 2, to);
    return row;
}

/* Disputed items of its accounts, each once, and those that were corrected. */
static bool read_items(struct session *session, GPtrArray *list, struct date from, struct date to, GError **error)
{
    g_autoptr(statement_t) row = span(
        session,
        "SELECT source, count(*), sum(wrong) FROM (SELECT (SELECT a.source FROM account a WHERE a.subject = d.subject "
        "AND a.account = i.account ORDER BY a.born DESC LIMIT 1) AS source, i.corrected IS NOT NULL AS wrong FROM "
        "dispute d JOIN dispute_item i ON i.dispute = d.id WHERE d.received >= ?1 AND d.received <= ?2 AND i.account "
        "IS NOT NULL) WHERE source IS NOT NULL GROUP BY source",
        from, to, error);
    enum step step = STEP_ERROR;
    while (row != NULL && (step = statement_step(row, error)) == STEP_ROW) {
        struct furnisher *each = furnisher_of(list, statement_int(row, 0));
        each->items = statement_int(row, 1);
        each->errors = statement_int(row, 2);
    }
    return step == STEP_DONE;
}

/* Asked in the time; silent: no answer, and its day is over or the case is no longer with it. */
static bool read_enquiries(struct session *session, GPtrArray *list, struct date from, struct date to, GError **error)
{
    g_autoptr(statement_t) row = span(
        session,
        "SELECT e.source, e.sent, e.due, e.answered, d.waiting = 'furnisher' FROM dispute_enquiry e JOIN dispute d ON "
        "d.id = e.dispute WHERE e.source IS NOT NULL AND e.sent >= ?1 AND e.sent <= ?2",
        from, to, error);
    enum step step = STEP_ERROR;
    while (row != NULL && (step = statement_step(row, error)) == STEP_ROW) {
        struct furnisher *each = furnisher_of(list, statement_int(row, 0));
        const struct date due = statement_date(row, 2), answered = statement_date(row, 3);
        each->asked++;
        if (date_is_set(answered)) {
            const int days = answered.days - statement_date(row, 1).days;
            each->answered++;
            each->in_time += answered.days <= due.days;
            g_array_append_val(each->days, days);
        } else
            each->silent += due.days < session_today(session).days || statement_int(row, 4) == 0;
    }
    return step == STEP_DONE;
}

/* All accounts are counted in one pass; furnishers of whom nothing was disputed or asked are left out. */
static bool read_accounts(struct session *session, GPtrArray *list, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT a.source, count(*), (SELECT s.code FROM source s WHERE s.id = "
                                               "a.source) FROM account a WHERE a.died IS NULL GROUP BY a.source",
                                               error);
    enum step step = STEP_ERROR;
    while (row != NULL && (step = statement_step(row, error)) == STEP_ROW)
        for (guint i = 0; i < list->len; i++) {
            struct furnisher *each = list->pdata[i];
            if (each->source != statement_int(row, 0)) continue;
            each->accounts = statement_int(row, 1);
            each->code = g_strdup(statement_text(row, 2));
            each->wilson = desk_wilson_low(each->errors, each->items);
        }
    return step == STEP_DONE;
}

static int by_wilson(const void *a, const void *b)
{
    const struct furnisher *left = *(struct furnisher *const *)a, *right = *(struct furnisher *const *)b;
    if (left->wilson > right->wilson || left->wilson < right->wilson) return left->wilson > right->wilson ? -1 : 1;
    return g_strcmp0(left->code, right->code);
}

static int by_days(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static double middle(GArray *days)
{
    if (days->len == 0) return NAN;
    qsort(days->data, days->len, sizeof(int), by_days);
    const int *all = (const int *)(const void *)days->data;
    return days->len % 2 == 1 ? all[days->len / 2] : (all[days->len / 2 - 1] + all[days->len / 2]) / 2.0;
}

static bool show(const struct furnisher *each, int64_t rank, struct table *answer, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, rank);
    table_add_text(answer, each->code);
    table_add_int(answer, each->accounts);
    table_add_int(answer, each->items);
    table_add_int(answer, each->errors);
    table_add_real(answer, each->items > 0 ? (double)each->errors / (double)each->items : NAN);
    table_add_real(answer, each->wilson);
    table_add_real(answer, each->accounts > 0 ? 1000.0 * (double)each->errors / (double)each->accounts : NAN);
    table_add_int(answer, each->asked);
    table_add_int(answer, each->answered);
    table_add_int(answer, each->in_time);
    table_add_int(answer, each->silent);
    table_add_real(answer, middle(each->days));
    return table_row_end(answer, error);
}

bool desk_command_furnishers(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    struct date from, to;
    desk_span_of(session, arguments, &from, &to);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)furnisher_free);
    if (!read_items(session, list, from, to, error) || !read_enquiries(session, list, from, to, error) ||
        !read_accounts(session, list, error))
        return false;
    if (list->len > 0) g_ptr_array_sort(list, by_wilson);
    table_fact_date(answer, "from", N_("From"), from);
    table_fact_date(answer, "to", N_("To"), to);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < list->len; i++)
        if (!show(list->pdata[i], (int64_t)i + 1, answer, error)) return false;
    return true;
}
