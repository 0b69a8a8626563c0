/* SPDX-License-Identifier: Apache-2.0 */
/* Disputes of the demonstration store. They are opened and moved by the dispute room's own commands, as the people who
 * sit there would, at times that lie in the past; nothing of a case is written here. */
#include "intake/sample.h"

#include <string.h>

#define CASES 42
#define DAY   INT64_C(86400000)

struct plan { /* one case */
    int64_t subject, account;
    struct month month;
    int age;           /* days since it was received */
    const char *until; /* state in which it is left */
};

/* The way of an ordinary case: from a state, who does what. */
static const struct {
    const char *state, *event, *user;
} way[] = {
    { "RECEIVED", "accept", "li.na" },
    { "ACCEPTED", "mark", "li.na" },
    { "MARKED", "own_check", "wang.fang" },
    { "BUREAU_CHECKED", "send_furnisher", "wang.fang" },
    { "WITH_FURNISHER", "furnisher_reply", "wang.fang" },
    { "DECIDING", "confirm_error", "zhao.min" },
    { "CORRECTING", "apply", "zhao.min" },
    { "CORRECTED", "answer", "li.na" },
    { "ANSWERED_CORRECTED", "close", "li.na" },
};

/* Late months of accounts all over the store. */
static bool find_items(struct session *session, struct plan *plans, size_t wanted, size_t *found, GError **error)
{
    *found = 0;
    g_autoptr(statement_t) query =
        store_prepare(session->store,
                      "SELECT subject, account, first, states FROM history WHERE died IS NULL AND subject % 97 = 5 AND "
                      "states GLOB '*[1-7]*' ORDER BY (subject * 7919) % 10007, account",
                      error);
    if (!query) return false;
    enum step step = STEP_DONE;
    int64_t before = 0;
    while (*found < wanted && (step = statement_step(query, error)) == STEP_ROW) {
        const char *states = statement_text(query, 3);
        int64_t subject = statement_int(query, 0);
        if (subject == before) continue;
        size_t late = strcspn(states, "1234567");
        plans[(*found)++] = (struct plan){ .subject = before = subject,
                                           .account = statement_int(query, 1),
                                           .month = { statement_month(query, 2).index + (int)late } };
    }
    return step != STEP_ERROR;
}

static bool act_as(struct session *session, const char *user, const char *id, const char *const (*values)[2],
                   struct table *answer, GError **error)
{
    const struct command *command = command_find(id);
    if (!command || !command->run || !session_act_as(session, user, error)) return false;
    g_autoptr(arguments_t) arguments = arguments_new(command);
    for (; (*values)[0]; values++)
        if (!arguments_set(arguments, (*values)[0], (*values)[1], error)) return false;
    return command_run(command, session, arguments, answer, error);
}

static int64_t open_case(struct session *session, const struct plan *plan, struct date received, GError **error)
{
    char month[DATE_TEXT_SIZE], day[DATE_TEXT_SIZE], subject[24];
    g_snprintf(subject, sizeof subject, "%" G_GINT64_FORMAT, plan->subject);
    g_autofree char *item = g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=state,claimed=N",
                                            plan->account, month_format(plan->month, month));
    const char *const values[][2] = { { "subject", subject },
                                      { "item", item },
                                      { "reason", "payment.month" },
                                      { "received", date_format(received, day) },
                                      { "channel", "counter" },
                                      { "text", "该月已按时还款（样例）" },
                                      { NULL, NULL } };
    g_autoptr(table_t) answer = table_new();
    if (!act_as(session, "wang.fang", "dispute.open", values, answer, error)) return 0;
    const struct fact *fact = table_find_fact(answer, "dispute");
    return fact ? fact->cell.integer : 0;
}

/* Moves a case on until it stands in the wanted state, or its room says no; a quarter of an hour a step, and never past
 * `now`, where the log would show a clock that was set back. */
static void advance(struct session *session, int64_t dispute, const char *until, int64_t now)
{
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, dispute);
    for (size_t steps = 0; steps < 2 * G_N_ELEMENTS(way); steps++) {
        g_autofree char *state =
            store_query_text(session->store, NULL, "SELECT state FROM dispute WHERE id = ?1", "i", dispute);
        if (!state || strcmp(state, until) == 0) return;
        size_t at = 0;
        while (at < G_N_ELEMENTS(way) && strcmp(way[at].state, state) != 0)
            at++;
        if (at == G_N_ELEMENTS(way)) return;
        session->clock = MIN(session->clock + 3600000 / 4, now);
        const char *const values[][2] = {
            { "dispute", number }, { "event", way[at].event }, { "text", "样例" }, { NULL, NULL }
        };
        g_autoptr(table_t) answer = table_new();
        g_autoptr(GError) error = NULL;
        if (!act_as(session, way[at].user, "dispute.act", values, answer, &error)) {
            g_debug("sample case %s, %s: %s", number, way[at].event, error ? error->message : "no command");
            return;
        }
    }
}

/* The days off of the year: what the clocks of the cases are counted by. */
static bool load_holidays(struct session *session, GError **error)
{
    const struct command *load = command_find("holiday.load");
    if (!load || !load->run) return true; /* a bureau without them says so in every clock */
    g_autofree char *file = data_path("law/holidays/CN-2026.tsv");
    const char *const values[][2] = { { "file", file }, { NULL, NULL } };
    g_autoptr(table_t) answer = table_new();
    return act_as(session, "chen.wei", "holiday.load", values, answer, error);
}

/* Ages against the legal twenty days: some overdue, some due today, in three and in seven days, the rest later. */
static int draw_age(struct dice *dice, size_t index)
{
    static const int ages[][2] = { { 21, 26 }, { 20, 20 }, { 17, 19 }, { 13, 16 }, { 0, 12 }, { 0, 12 } };
    size_t at = index % G_N_ELEMENTS(ages);
    return dice_range(dice, ages[at][0], ages[at][1]);
}

static int oldest_first(const void *a, const void *b)
{
    const struct plan *one = a, *two = b;
    if (one->age != two->age) return one->age > two->age ? -1 : 1;
    return one->subject < two->subject ? -1 : one->subject > two->subject;
}

bool sample_cases(struct session *session, uint64_t seed, int64_t begin, int *opened, GError **error)
{
    static const char *const ends[] = { "MARKED", "BUREAU_CHECKED", "WITH_FURNISHER", "WITH_FURNISHER", "DECIDING",
                                        "MARKED", "WITH_FURNISHER", "CORRECTING",     "CORRECTED",      "CLOSED" };
    struct plan plans[CASES];
    struct dice dice = { seed };
    size_t count;
    *opened = 0;
    const struct command *open = command_find("dispute.open");
    if (!open || !open->run) return true; /* a bureau without the dispute room */
    if (!find_items(session, plans, CASES, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        plans[i].age = draw_age(&dice, i);
        plans[i].until = ends[(i * 7 + i / 10) % G_N_ELEMENTS(ends)];
    }
    qsort(plans, count, sizeof *plans, oldest_first);
    int64_t now = session->clock;
    struct date today = session_today(session);
    int64_t clock = begin;
    session->clock = begin;
    if (!load_holidays(session, error)) return false;
    for (size_t i = 0; i < count; i++) {
        session_progress(session, 0.9 + 0.1 * (double)i / (double)count, N_("Opening sample disputes"));
        if (session_is_cancelled(session, error)) return false;
        const struct date received = date_add_days(today, -plans[i].age);
        const int64_t moment = now - plans[i].age * DAY + (int64_t)i * 60000;
        /* six hours earlier, so that the work lies behind: but not on the day before, where it had not arrived */
        session->clock = moment - DAY / 4;
        const bool early = session_today(session).days < received.days;
        clock = CLAMP(early ? moment : moment - DAY / 4, clock + 1000, now);
        session->clock = clock;
        int64_t dispute = open_case(session, &plans[i], received, error);
        if (dispute == 0) return false;
        (*opened)++;
        advance(session, dispute, plans[i].until, now);
        clock = MIN(session->clock, now);
    }
    session->clock = now;
    return true;
}
