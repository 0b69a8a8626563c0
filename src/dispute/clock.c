/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks as they start, are met, are lengthened and are missed. A row is written once; afterwards only what became of
 * it is added: the day it was met, the day its breach was noticed, the row that took its place. */
#include "dispute/clock.h"

#include <string.h>

/* A clock that runs. */
struct running {
    int64_t seq;
    char *clock, *rule; /* "US-FCRA:dispute.reinvestigate" */
    struct date since, due;
    bool breached;
};

static void running_free(struct running *running)
{
    g_free(running->clock);
    g_free(running->rule);
    g_free(running);
}

static GPtrArray *running_clocks(struct session *session, int64_t dispute, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)running_free);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT seq, clock, rule, since, due, breached IS NOT NULL FROM dispute_clock"
                      " WHERE dispute = ?1 AND met IS NULL AND replaced IS NULL ORDER BY seq",
                      error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, dispute);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        struct running *running = g_new0(struct running, 1);
        *running = (struct running){ .seq = statement_int(row, 0),
                                     .clock = g_strdup(statement_text(row, 1)),
                                     .rule = g_strdup(statement_text(row, 2)),
                                     .since = statement_date(row, 3),
                                     .due = statement_date(row, 4),
                                     .breached = statement_int(row, 5) != 0 };
        g_ptr_array_add(found, running);
    }
    return step == STEP_ERROR ? NULL : g_steal_pointer(&found);
}

/* ---- starting -----------------------------------------------------------------------------------------------------
 */

/* A count to be written: by a rule of the law, or the house's own reserve (no rule). */
struct counted {
    const char *clock;
    const struct law_rule *law;
    struct date since;
    int target; /* days before */
};

/* Our own aim: so long before the answer is due, and never before it began. */
static struct law_due count_reserve(const struct dispute_case *each, const struct counted *counted)
{
    const int64_t reserve = machine_policy("furnisher_reserve");
    struct date due = date_add_days(each->due, -(int)reserve);
    if (due.days < counted->since.days) due = counted->since;
    g_autofree char *days = g_strdup_printf("%" G_GINT64_FORMAT, reserve);
    return (struct law_due){ .due = due,
                             .rolled = DATE_NONE,
                             .reason = phrase_make(N_("Days before the answer is due: {1}, our own aim"), days, NULL) };
}

static bool count_clock(struct session *session, const struct dispute_case *each, const struct counted *counted,
                        struct law_due *due, GError **error)
{
    if (counted->law == NULL) {
        *due = count_reserve(each, counted);
        return true;
    }
    g_autoptr(law_calendar_t) calendar = law_calendar_of_store(session, each->profile, error);
    return calendar != NULL && law_count_by(counted->law, counted->since, calendar, due, error);
}

/* What is known of the days off: 1 yes, 0 no, 2 the rule does not look at them. */
static int64_t holidays_word(const struct law_due *due)
{
    return !due->holidays_matter ? 2 : due->holidays_known;
}

static void set_answer(struct dispute_case *each, const struct law_due *due, struct date target)
{
    each->due = due->due;
    each->target = target;
    g_free(each->due_reason);
    each->due_reason = g_strdup(due->reason);
}

/* Writes the row; `seq` gets its number. */
static bool write_clock(struct session *session, struct dispute_case *each, const struct counted *counted, int64_t *seq,
                        GError **error)
{
    struct law_due due;
    if (!count_clock(session, each, counted, &due, error)) return false;
    struct date target = DATE_NONE;
    if (date_is_set(due.due)) {
        target = date_add_days(due.due, -counted->target);
        if (target.days < counted->since.days) target = due.due;
    }
    g_autofree char *rule = counted->law != NULL ? g_strconcat(counted->law->profile, ":", counted->law->rule, NULL)
                                                 : g_strdup("policy:furnisher_reserve");
    const bool written =
        store_query_int(session->store, seq, 0, error, "SELECT max(seq) FROM dispute_clock WHERE dispute = ?1", "i",
                        each->id) &&
        store_run(session->store, error,
                  "INSERT INTO dispute_clock (dispute, seq, clock, rule, since, due, target, reason, holidays, change)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                  "iissdddsii", each->id, ++*seq, counted->clock, rule, counted->since, due.due, target, due.reason,
                  holidays_word(&due), session->change);
    if (written && strcmp(counted->clock, "answer") == 0) set_answer(each, &due, target);
    law_due_clear(&due);
    return written;
}

static bool replace_running(struct session *session, int64_t dispute, const char *clock, int64_t seq, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE dispute_clock SET replaced = ?3 WHERE dispute = ?1 AND clock = ?2 AND seq <> ?3"
                     " AND met IS NULL AND replaced IS NULL",
                     "isi", dispute, clock, seq);
}

static bool start_clocks(struct session *session, struct dispute_case *each, const char *event, struct date from,
                         GError **error)
{
    const struct clock_rule *rule;
    for (size_t i = 0; (rule = clock_rule_at(i)) != NULL; i++) {
        if (clock_rule_find(each->profile, rule->clock, event, each->free_report) != rule) continue;
        const struct law_rule *law = clock_law(rule, each->profile);
        if (law == NULL && strcmp(rule->rule, "reserve") != 0) continue; /* the profile has no such period */
        const struct counted counted = { rule->clock, law, rule->from_receipt ? each->received : from, rule->target };
        int64_t seq = 0;
        if (!write_clock(session, each, &counted, &seq, error) ||
            !replace_running(session, each->id, rule->clock, seq, error))
            return false;
    }
    return true;
}

/* ---- missed, and met ----------------------------------------------------------------------------------------------
 */

/* The rule of the law behind a stored "PROFILE:rule"; NULL for the house's own. */
static const struct law_rule *stored_law(const char *rule)
{
    const char *colon = strchr(rule, ':');
    if (colon == NULL) return NULL;
    g_autofree char *profile = g_strndup(rule, (gsize)(colon - rule));
    return law_find(profile, colon + 1, NULL);
}

static bool note_breach(struct session *session, const struct dispute_case *each, const struct running *running,
                        GError **error)
{
    const struct clock_rule *line = clock_rule_of(each->profile, running->clock);
    const struct law_rule *law = stored_law(running->rule);
    char due[DATE_TEXT_SIZE];
    if (!store_run(session->store, error, "UPDATE dispute_clock SET breached = ?3 WHERE dispute = ?1 AND seq = ?2",
                   "iid", each->id, running->seq, session_today(session)))
        return false;
    if (line == NULL || !line->event) return true;
    date_format(running->due, due);
    g_autofree char *note = strcmp(running->clock, "answer") == 0 || law == NULL
                                ? phrase_make(N_("The legal last day was {1}"), due, NULL)
                                : phrase_make(N_("The legal last day was {1} ({2})"), due, law->cite, NULL);
    return case_event(session, each, "overdue", each->state, each->state, note, error);
}

/* Whether any line of this clock under the profile is met by the event. */
static bool is_met_by(const struct dispute_case *each, const char *clock, const char *event)
{
    const struct clock_rule *rule;
    for (size_t i = 0; (rule = clock_rule_at(i)) != NULL; i++)
        if (strcmp(rule->clock, clock) == 0 && clock_has_word(rule->met, event) &&
            clock_rule_find(each->profile, clock, rule->start, each->free_report) == rule)
            return true;
    return false;
}

static bool meet_clocks(struct session *session, struct dispute_case *each, const char *event, struct date day,
                        GError **error)
{
    g_autoptr(GPtrArray) clocks = running_clocks(session, each->id, error);
    for (guint i = 0; clocks != NULL && i < clocks->len; i++) {
        const struct running *running = clocks->pdata[i];
        if (!is_met_by(each, running->clock, event)) continue;
        const bool late = date_is_set(running->due) && day.days > running->due.days;
        if (late && !running->breached && !note_breach(session, each, running, error)) return false;
        if (!store_run(session->store, error, "UPDATE dispute_clock SET met = ?3 WHERE dispute = ?1 AND seq = ?2",
                       "iid", each->id, running->seq, day))
            return false;
    }
    return clocks != NULL;
}

bool clocks_event(struct session *session, struct dispute_case *each, const char *event, struct date from,
                  GError **error)
{
    const bool counts = strcmp(event, "furnisher_reply") == 0; /* it is met on the day it arrived; our own acts today */
    return clock_rules_loaded(error) && start_clocks(session, each, event, from, error) &&
           meet_clocks(session, each, event, counts ? from : session_today(session), error);
}

bool clocks_note_breaches(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(GPtrArray) clocks = clock_rules_loaded(error) ? running_clocks(session, each->id, error) : NULL;
    for (guint i = 0; clocks != NULL && i < clocks->len; i++) {
        const struct running *running = clocks->pdata[i];
        if (running->breached || !date_is_set(running->due)) continue;
        if (session_today(session).days > running->due.days && !note_breach(session, each, running, error))
            return false;
    }
    return clocks != NULL;
}

/* ---- longer -------------------------------------------------------------------------------------------------------
 */

static const struct running *find_running(const GPtrArray *clocks, const char *clock)
{
    for (guint i = 0; i < clocks->len; i++)
        if (strcmp(((struct running *)clocks->pdata[i])->clock, clock) == 0) return clocks->pdata[i];
    return NULL;
}

static bool refuse_extension(const char *what, const char *next, const struct dispute_case *each, const char *second,
                             GError **error)
{
    g_autofree char *number = case_number(each->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, what, next, number, second, NULL);
    return false;
}

bool clock_extend(struct session *session, struct dispute_case *each, const char *clock, const char *rule,
                  struct date arrived, GError **error)
{
    const struct law_rule *longer = law_find_for(each->profile, rule, error);
    g_autoptr(GPtrArray) clocks = longer != NULL ? running_clocks(session, each->id, error) : NULL;
    if (clocks == NULL) return false;
    const struct running *running = find_running(clocks, clock);
    const struct law_rule *first = running != NULL ? stored_law(running->rule) : NULL;
    char day[DATE_TEXT_SIZE] = "-";
    if (running != NULL) date_format(running->due, day);
    if (running != NULL && first == longer)
        return refuse_extension(N_("The period of {1} was lengthened already, to {2}."),
                                N_("The law lengthens it once."), each, day, error);
    if (first == NULL || strcmp(longer->extends, first->rule) != 0)
        return refuse_extension(N_("The law of {2} does not lengthen the period of {1}."),
                                N_("Answer by the day it is due."), each, each->profile, error);
    if (arrived.days > running->due.days || session_today(session).days > running->due.days)
        return refuse_extension(N_("The period of {1} ended on {2}: it is too late to lengthen it."),
                                N_("Answer it now."), each, day, error);
    const struct clock_rule *line = clock_rule_of(each->profile, clock);
    const struct counted counted = { clock, longer, running->since, line != NULL ? line->target : 0 };
    int64_t seq = 0;
    return write_clock(session, each, &counted, &seq, error) && replace_running(session, each->id, clock, seq, error);
}

/* The rule that may lengthen what runs: that of the line it was started by. */
static const char *longer_rule(const struct dispute_case *each, const struct running *running)
{
    const struct law_rule *law = stored_law(running->rule);
    const struct clock_rule *rule;
    for (size_t i = 0; law != NULL && (rule = clock_rule_at(i)) != NULL; i++) {
        if (strcmp(rule->clock, running->clock) != 0 || *rule->extend == '\0' ||
            clock_rule_find(each->profile, rule->clock, rule->start, false) != rule)
            continue;
        if (clock_law(rule, each->profile) == law || g_str_has_suffix(running->rule, rule->extend)) return rule->extend;
    }
    return NULL;
}

bool clocks_extend(struct session *session, struct dispute_case *each, struct date arrived, GError **error)
{
    g_autoptr(GPtrArray) clocks = clock_rules_loaded(error) ? running_clocks(session, each->id, error) : NULL;
    int count = 0;
    for (guint i = 0; clocks != NULL && i < clocks->len; i++) {
        const struct running *running = clocks->pdata[i];
        const char *rule = longer_rule(each, running);
        if (rule == NULL) continue;
        if (!clock_extend(session, each, running->clock, rule, arrived, error)) return false;
        count++;
    }
    if (clocks == NULL || count > 0) return clocks != NULL;
    return refuse_extension(N_("The law of {2} does not lengthen the period of {1}."),
                            N_("Answer by the day it is due."), each, each->profile, error);
}

struct date clock_due(struct session *session, int64_t dispute, const char *clock, GError **error)
{
    g_autoptr(GPtrArray) clocks = running_clocks(session, dispute, error);
    const struct running *running = clocks != NULL ? find_running(clocks, clock) : NULL;
    return running != NULL ? running->due : DATE_NONE;
}
