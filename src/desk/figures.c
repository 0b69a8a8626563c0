/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of the desk, for the head of service. What each counts is in doc/disputes.md; in short: of the cases that
 * were received between two days (both counted), whatever became of them since. answered: the day a letter that answers
 * the person was made ready (event answer); in time: on or before the legal last day in force then; breached: the
 * answer came later, or has not come and the day is over. upheld: cases in which something was corrected, of those that
 * were decided. reopened: cases that dispute again what an earlier case was about (the link, or the same item). */
#include "desk/desk_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
    { .id = "by", .title = N_("Counted by"), .type = VALUE_CODE, .group = "DESK_FIGURE" },
    { .id = "value",
      .title = N_("Value"),
      .type = VALUE_CODE,
      .group = "DESK_VALUE|DISPUTE_REASON|DISPUTE_OUTCOME|DISPUTE_CHANNEL" },
    { .id = "received", .title = N_("Came in"), .type = VALUE_INTEGER },
    { .id = "late", .title = N_("Entered late"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "answered", .title = N_("Replied"), .type = VALUE_INTEGER },
    { .id = "in_time", .title = N_("In time"), .type = VALUE_INTEGER },
    { .id = "breached", .title = N_("Breached"), .type = VALUE_INTEGER },
    { .id = "open", .title = N_("Still open"), .type = VALUE_INTEGER },
    { .id = "withdrawn", .title = N_("Withdrawn"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "decided", .title = N_("Decided"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "upheld", .title = N_("Upheld"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "upheld_share", .title = N_("Upheld share"), .type = VALUE_PERCENT },
    { .id = "median_days", .title = N_("Median days"), .type = VALUE_REAL, .decimals = 1 },
    { .id = "p90_days", .title = N_("90 % within days"), .type = VALUE_REAL, .decimals = 1, .priority = 1 },
    { .id = "reopened", .title = N_("Reopened"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "complaints", .title = N_("Complaints"), .type = VALUE_INTEGER, .priority = 2 },
};

/* The counts of one line. */
struct figure {
    const char *by;
    char *value;
    int64_t received, late, answered, in_time, breached, open, withdrawn, decided, upheld, reopened, complaints;
    GArray *days; /* int: from receipt to answer */
};

/* A case as it is counted. */
struct counted {
    bool late, answered, in_time, breached, open, withdrawn, decided, upheld, reopened, complained;
    int days;
};

static void figure_free(struct figure *figure)
{
    g_free(figure->value);
    g_array_unref(figure->days);
    g_free(figure);
}

struct figures {
    GPtrArray *list;   /* struct figure *, as they come */
    GHashTable *known; /* "by value" → figure */
};

static struct figure *figure_of(struct figures *figures, const char *by, const char *value)
{
    g_autofree char *key = g_strconcat(by, " ", value, NULL);
    struct figure *found = g_hash_table_lookup(figures->known, key);
    if (found != NULL) return found;
    found = g_new0(struct figure, 1);
    found->by = by;
    found->value = g_strdup(value);
    found->days = g_array_new(FALSE, FALSE, sizeof(int));
    g_ptr_array_add(figures->list, found);
    g_hash_table_insert(figures->known, g_steal_pointer(&key), found);
    return found;
}

static void count(struct figures *figures, const char *by, const char *value, const struct counted *one)
{
    struct figure *figure = figure_of(figures, by, value);
    figure->received++;
    figure->late += one->late;
    figure->answered += one->answered;
    figure->in_time += one->in_time;
    figure->breached += one->breached;
    figure->open += one->open;
    figure->withdrawn += one->withdrawn;
    figure->decided += one->decided;
    figure->upheld += one->upheld;
    figure->reopened += one->reopened;
    figure->complaints += one->complained;
    if (one->answered) g_array_append_val(figure->days, one->days);
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

/* One pass over the cases of the time; events are looked up by the case's own key. */
static const char sql[] =
    "SELECT d.received, d.entered, d.due, d.outcome, d.closed, d.channel, d.previous IS NOT NULL OR EXISTS (SELECT 1 "
    "FROM dispute_item n JOIN dispute o ON o.subject = d.subject AND o.id < d.id AND o.closed IS NOT NULL AND o.closed "
    "<= d.received JOIN dispute_item p ON p.dispute = o.id AND p.account IS n.account AND p.month IS n.month AND "
    "p.field = n.field WHERE n.dispute = d.id), (SELECT min(e.at) FROM dispute_event e WHERE e.dispute = d.id AND "
    "e.event IN ('answer', 'judge_frivolous')), EXISTS (SELECT 1 FROM dispute_event e WHERE e.dispute = d.id AND "
    "e.event "
    "= 'complain'), EXISTS (SELECT 1 FROM dispute_item i WHERE i.dispute = d.id AND i.corrected IS NOT NULL), (SELECT "
    "group_concat(DISTINCT i.reason) FROM dispute_item i WHERE i.dispute = d.id) FROM dispute d WHERE d.received >= ?1 "
    "AND d.received <= ?2 ORDER BY d.received, d.id";

static void count_reasons(struct figures *figures, const char *reasons, const struct counted *one)
{
    g_auto(GStrv) words = g_strsplit(reasons != NULL ? reasons : "-", ",", -1);
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; words[i] != NULL; i++) {
        char *group = g_strndup(words[i], strcspn(words[i], "."));
        count(figures, "reason", words[i], one);
        if (g_hash_table_add(groups, g_strdup(group))) count(figures, "group", group, one);
        g_free(group);
    }
}

static void count_case(struct session *session, struct figures *figures, struct statement *row)
{
    char month[DATE_TEXT_SIZE];
    const struct date received = statement_date(row, 0), due = statement_date(row, 2);
    const char *outcome = statement_text(row, 3);
    const int64_t at = statement_int(row, 7);
    struct counted one = { .late = statement_date(row, 1).days > received.days,
                           .answered = !statement_is_null(row, 7),
                           .open = statement_is_null(row, 4),
                           .withdrawn = g_strcmp0(outcome, "withdrawn") == 0,
                           .reopened = statement_int(row, 6) != 0,
                           .complained = statement_int(row, 8) != 0 };
    const struct date answered = one.answered ? date_of_moment(at) : DATE_NONE;
    one.days = one.answered ? answered.days - received.days : 0;
    one.in_time = one.answered && answered.days <= due.days;
    one.breached = one.answered ? !one.in_time : one.open && session_today(session).days > due.days;
    one.decided = outcome != NULL && !one.withdrawn && strcmp(outcome, "frivolous") != 0;
    one.upheld = one.decided && statement_int(row, 9) != 0;
    count(figures, "total", "-", &one);
    count(figures, "month", month_format(month_of(received), month), &one);
    count_reasons(figures, statement_text(row, 10), &one);
    count(figures, "outcome", outcome != NULL ? outcome : "none", &one);
    count(figures, "channel", statement_text(row, 5), &one);
}

/* ---- showing ------------------------------------------------------------------------------------------------------
 */

static int by_days(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The middle (of two: their mean), and the smallest day within which nine of ten were answered (nearest rank). */
static double middle(const GArray *days)
{
    if (days->len == 0) return NAN;
    const int *all = (const int *)(const void *)days->data;
    return days->len % 2 == 1 ? all[days->len / 2] : (all[days->len / 2 - 1] + all[days->len / 2]) / 2.0;
}

static double nine_of_ten(const GArray *days)
{
    return days->len == 0 ? (double)NAN : (double)g_array_index(days, int, (days->len * 9 + 9) / 10 - 1);
}

static bool show(struct figure *figure, struct table *answer, GError **error)
{
    const int64_t counts[] = { figure->received, figure->late,      figure->answered, figure->in_time, figure->breached,
                               figure->open,     figure->withdrawn, figure->decided,  figure->upheld };
    if (figure->days->len > 0) qsort(figure->days->data, figure->days->len, sizeof(int), by_days);
    table_row_begin(answer);
    table_add_text(answer, figure->by);
    table_add_text(answer, figure->value);
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        table_add_int(answer, counts[i]);
    table_add_real(answer, figure->decided > 0 ? (double)figure->upheld / (double)figure->decided : NAN);
    table_add_real(answer, middle(figure->days));
    table_add_real(answer, nine_of_ten(figure->days));
    table_add_int(answer, figure->reopened);
    table_add_int(answer, figure->complaints);
    return table_row_end(answer, error);
}

static int by_value(const void *a, const void *b)
{
    return strcmp((*(struct figure *const *)a)->value, (*(struct figure *const *)b)->value);
}

static bool show_all(struct figures *figures, struct table *answer, GError **error)
{
    static const char *const order[] = { "total", "month", "group", "reason", "outcome", "channel" };
    if (figures->list->len > 0) g_ptr_array_sort(figures->list, by_value);
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        for (guint j = 0; j < figures->list->len; j++) {
            struct figure *figure = figures->list->pdata[j];
            if (strcmp(figure->by, order[i]) == 0 && !show(figure, answer, error)) return false;
        }
    return true;
}

void desk_span_of(struct session *session, const struct arguments *arguments, struct date *from, struct date *to)
{
    *to = arguments_has(arguments, "to") ? arguments_date(arguments, "to") : session_today(session);
    *from = arguments_has(arguments, "from") ? arguments_date(arguments, "from") : date_add_months(*to, -12);
}

bool desk_command_figures(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    struct date from, to;
    desk_span_of(session, arguments, &from, &to);
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return false;
    statement_bind_date(row, 1, from);
    statement_bind_date(row, 2, to);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)figure_free);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct figures figures = { list, known };
    figure_of(&figures, "total", "-");
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        count_case(session, &figures, row);
    if (step == STEP_ERROR) return false;
    table_fact_date(answer, "from", N_("From"), from);
    table_fact_date(answer, "to", N_("To"), to);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    return show_all(&figures, answer, error);
}
