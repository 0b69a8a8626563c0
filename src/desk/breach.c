/* SPDX-License-Identifier: Apache-2.0 */
/* Missed last days. The sweep notes each clock whose day is over, once; what it notes stands in the case and cannot be
 * taken back (triggers of the schema). It writes in short acts of some hundred cases, so that nobody waits for it, and
 * doing it again writes nothing. */
#include "desk/desk_private.h"
#include "dispute/clock.h"

enum { BATCH = 200 };

/* ---- the sweep ----------------------------------------------------------------------------------------------------
 */

static const char missed_sql[] =
    "SELECT dispute FROM dispute_clock INDEXED BY dispute_clock_missed WHERE met "
    "IS NULL AND replaced IS NULL AND breached IS NULL AND due < ?1 GROUP BY dispute ORDER BY min(due), dispute";

static GArray *missed(struct session *session, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, missed_sql, error);
    if (row == NULL) return NULL;
    statement_bind_date(row, 1, session_today(session));
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        g_array_append_val(ids, id);
    }
    return step == STEP_DONE ? g_steal_pointer(&ids) : NULL;
}

bool desk_sweep_is_due(struct session *session)
{
    int64_t found = 0;
    return store_query_int(session->store, &found, 0, NULL,
                           "SELECT 1 FROM dispute_clock INDEXED BY dispute_clock_missed WHERE met IS NULL AND replaced "
                           "IS NULL AND breached IS NULL AND due < ?1 LIMIT 1",
                           "d", session_today(session)) &&
           found != 0;
}

static bool count_breaches(struct session *session, int64_t *count, GError **error)
{
    return store_query_int(session->store, count, 0, error,
                           "SELECT count(*) FROM dispute_clock WHERE breached IS NOT NULL", "");
}

static bool sweep_batch(struct session *session, const int64_t *ids, size_t count, GError **error)
{
    if (!guard_act_begin(session, "desk.sweep", NULL, error)) return false;
    for (size_t i = 0; i < count; i++) {
        g_autoptr(dispute_case_t) each = case_load(session, ids[i], error);
        if (each == NULL || !clocks_note_breaches(session, each, error) ||
            !guard_touch(session, each->subject, each->subject, error)) {
            guard_act_rollback(session);
            return false;
        }
    }
    g_autofree char *note = g_strdup_printf("cases=%zu", count);
    return guard_act_commit(session, "desk.sweep", note, error);
}

bool desk_command_sweep(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    (void)arguments;
    int64_t before, after;
    if (!machine_loaded(error) || !clock_rules_loaded(error) || !count_breaches(session, &before, error)) return false;
    g_autoptr(GArray) ids = missed(session, error);
    if (ids == NULL) return false;
    for (guint done = 0; done < ids->len; done += BATCH) {
        session_progress(session, (double)done / ids->len, N_("Noting missed days"));
        if (session_is_cancelled(session, error) ||
            !sweep_batch(session, &g_array_index(ids, int64_t, done), MIN((guint)BATCH, ids->len - done), error))
            return false;
    }
    if (!count_breaches(session, &after, error)) return false;
    table_fact_int(answer, "cases", N_("Cases"), ids->len);
    table_fact_int(answer, "breaches", N_("Missed days noted"), after - before);
    return true;
}

/* ---- the list -----------------------------------------------------------------------------------------------------
 */

static const struct column breach_columns[] = {
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "clock", .title = N_("Clock"), .type = VALUE_CODE, .group = "DISPUTE_CLOCK" },
    { .id = "rule", .title = N_("Rule"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "due", .title = N_("Due"), .type = VALUE_DATE },
    { .id = "noted", .title = N_("Noted"), .type = VALUE_DATE, .priority = 3 },
    { .id = "met", .title = N_("Done"), .type = VALUE_DATE },
    { .id = "late", .title = N_("Days late"), .type = VALUE_INTEGER },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "maker", .title = N_("Taken in by"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "owner", .title = N_("Owner"), .type = VALUE_TEXT, .priority = 2 },
};

static bool show_breach(struct session *session, struct statement *row, struct table *answer, GError **error)
{
    g_autofree char *number = case_number(statement_int(row, 0));
    const struct date due = statement_date(row, 3), met = statement_date(row, 5);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, number);
    table_add_text(answer, statement_text(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_date(answer, due);
    table_add_date(answer, statement_date(row, 4));
    table_add_date(answer, met);
    table_add_int(answer, (date_is_set(met) ? met.days : session_today(session).days) - due.days);
    table_add_text(answer, statement_text(row, 6));
    table_add_text(answer, statement_text(row, 7));
    table_add_text(answer, statement_text(row, 8));
    return table_row_end(answer, error);
}

/* Missed days between two days, by the day that was missed. */
bool desk_command_breaches(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct date from = arguments_has(arguments, "from") ? arguments_date(arguments, "from") : DATE_NONE;
    const struct date to = arguments_has(arguments, "to") ? arguments_date(arguments, "to") : DATE_NONE;
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT c.dispute, c.clock, c.rule, c.due, c.breached, c.met, d.state, d.maker, d.owner FROM dispute_clock c "
        "INDEXED BY dispute_clock_breached JOIN dispute d ON d.id = c.dispute WHERE c.breached IS NOT NULL AND (?1 IS "
        "NULL OR c.due >= ?1) AND (?2 IS NULL OR c.due <= ?2) ORDER BY c.due, c.dispute, c.seq",
        error);
    if (row == NULL) return false;
    statement_bind_date(row, 1, from);
    statement_bind_date(row, 2, to);
    table_set_columns(answer, breach_columns, G_N_ELEMENTS(breach_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!show_breach(session, row, answer, error)) return false;
    return step == STEP_DONE;
}
