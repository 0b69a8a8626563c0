/* SPDX-License-Identifier: Apache-2.0 */
/* Take next: the first case by the legal last day that nobody works on, that does not sleep, and in which this person
 * may do the next step. Choosing and holding are one transaction that nobody else writes in, so no case is taken twice.
 * Free cases come in order from the index dispute_free; to them come those whose hold ended, which are few. */
#include "desk/desk_private.h"

#include <string.h>

struct candidate {
    int64_t id;
    struct date due, diary;
    bool expired; /* somebody held it and did not go on */
};

/* ---- what a person may do -----------------------------------------------------------------------------------------
 */

/* Whether the person may do any step from a state, in a case of somebody else's and in one they took in. */
struct fit {
    char *state, *profile;
    bool other, own;
};

static void fit_free(void *data)
{
    struct fit *fit = data;
    g_free(fit->state);
    g_free(fit->profile);
    g_free(fit);
}

/* A step that brings the case on. What can be done in every state (a withdrawal) or leaves it where it stands (a longer
 * period) is no reason to be given a case. */
static bool is_work(const struct session *session, const struct law_step *step)
{
    return strcmp(step->from, "*") != 0 && strcmp(step->from, step->to) != 0 &&
           (law_step_roles(step) & session->role) != 0;
}

static struct fit *make_fit(struct session *session, const char *state, const char *profile)
{
    struct fit *fit = g_new0(struct fit, 1);
    fit->state = g_strdup(state);
    fit->profile = g_strdup(profile);
    g_autofree const char **events = dispute_next_events(state, profile);
    for (size_t i = 0; events[i] != NULL; i++) {
        const struct law_step *step = machine_find(state, events[i], profile);
        if (step == NULL || !is_work(session, step)) continue;
        fit->other = true;
        if (!law_step_needs_second(step)) fit->own = true;
    }
    return fit;
}

static bool may_work(struct session *session, GPtrArray *fits, const char *state, const char *profile,
                     const char *maker)
{
    const bool own = g_strcmp0(maker, session->user) == 0;
    for (guint i = 0; i < fits->len; i++) {
        const struct fit *fit = fits->pdata[i];
        if (strcmp(fit->state, state) == 0 && strcmp(fit->profile, profile) == 0) return own ? fit->own : fit->other;
    }
    const struct fit *fit = make_fit(session, state, profile);
    g_ptr_array_add(fits, (void *)fit);
    return own ? fit->own : fit->other;
}

/* Nobody looks through a queue in which they may do nothing at all. */
static bool has_work(struct session *session, const char *waiting, GError **error)
{
    const struct law_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++) {
        const struct law_state *state = machine_state(step->from);
        if (state != NULL && state->open && strcmp(state->waiting_for, waiting) == 0 && is_work(session, step))
            return true;
    }
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The role {1} does nothing in cases that wait for {2}."),
                     N_("Leave out --waiting: everybody is given their own work."), role_name(session->role), waiting,
                     NULL);
    return false;
}

/* ---- choosing -----------------------------------------------------------------------------------------------------
 */

struct choice {
    struct session *session;
    const char *waiting;
    struct desk_span span;
    GPtrArray *fits;
    struct candidate best;
};

static const char free_sql[] = "SELECT id, due, diary, state, profile, maker, NULL, NULL FROM dispute INDEXED BY "
                               "dispute_free WHERE closed IS NULL "
                               "AND owner IS NULL AND waiting = ?1 AND due >= ?2 AND due <= ?3 AND (diary IS NULL OR "
                               "diary <= ?4) ORDER BY due, id";
static const char expired_sql[] =
    "SELECT id, due, diary, state, profile, maker, owner, held_until FROM dispute INDEXED BY dispute_held WHERE "
    "held_until IS NOT NULL AND held_until <= ?5 AND closed IS NULL AND waiting = ?1 AND due >= ?2 AND due <= ?3 AND "
    "(diary IS NULL OR diary <= ?4) ORDER BY due, id";

static bool is_before(const struct candidate *best, struct date due, int64_t id)
{
    return best->id == 0 || due.days < best->due.days || (due.days == best->due.days && id < best->id);
}

/* The first row that fits and comes before what was found. */
static bool choose(struct choice *choice, const char *sql, GError **error)
{
    struct session *session = choice->session;
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, choice->waiting);
    statement_bind_int(row, 2, choice->span.first);
    statement_bind_int(row, 3, choice->span.last);
    statement_bind_date(row, 4, session_today(session));
    if (sql == expired_sql) statement_bind_int(row, 5, session_now(session));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        int64_t until;
        if (!is_before(&choice->best, statement_date(row, 1), id)) return true;
        if (!may_work(session, choice->fits, statement_text(row, 3), statement_text(row, 4), statement_text(row, 5)))
            continue;
        if (!case_hold_lasts(session, id, statement_text(row, 6), statement_int(row, 7), &until, error)) return false;
        if (until != 0) continue;
        choice->best = (struct candidate){ id, statement_date(row, 1), statement_date(row, 2), sql == expired_sql };
        return true;
    }
    return step == STEP_DONE;
}

/* ---- taking -------------------------------------------------------------------------------------------------------
 */

bool desk_set_owner(struct session *session, int64_t dispute, const char *owner, int64_t held_until, GError **error)
{
    return store_run(session->store, error, "UPDATE dispute SET owner = ?2, held_until = nullif(?3, 0) WHERE id = ?1",
                     "isi", dispute, owner, held_until);
}

static bool check_limit(struct session *session, int64_t *held, GError **error)
{
    const int64_t most = machine_policy("hold_limit");
    if (!store_query_int(session->store, held, 0, error,
                         "SELECT count(*) FROM dispute INDEXED BY dispute_owner WHERE owner = ?1 AND held_until > ?2",
                         "si", session->user, session_now(session)))
        return false;
    if (most == 0 || *held < most) return true;
    g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, *held);
    bureau_error_set(
        error, BUREAU_ERROR_REFUSED, N_("You hold {1} cases already."),
        N_("Go on with one of them (`bureau dispute list --owner {2}`), or give some back with `bureau desk "
           "release`."),
        count, session->user, NULL);
    return false;
}

static char *why(struct session *session, const struct candidate *found)
{
    char due[DATE_TEXT_SIZE];
    const int left = found->due.days - session_today(session).days;
    date_format(found->due, due);
    if (found->expired)
        return phrase_make(N_("Somebody took it and did not go on; the legal last day is {1}"), due, NULL);
    if (left < 0) return phrase_make(N_("The legal last day was {1}: overdue cases come first"), due, NULL);
    if (left == 0) return phrase_make(N_("The legal last day is today"), NULL);
    if (date_is_set(found->diary))
        return phrase_make(N_("Its diary day has come; the legal last day is {1}"), due, NULL);
    return phrase_make(N_("Of those that are free its legal last day comes first: {1}"), due, NULL);
}

static bool answer_taken(struct session *session, const struct dispute_case *each, const struct candidate *found,
                         int64_t held, struct table *answer)
{
    g_autofree char *number = case_number(each->id), *reason = why(session, found);
    const struct date today = session_today(session);
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", each->state);
    table_fact_date(answer, "due", N_("Due"), each->due);
    table_fact_int(answer, "days_left", N_("Days left"), each->due.days - today.days);
    table_fact_code(answer, "lane", N_("Lane"), "DESK_LANE", desk_lane_word(desk_lane_of_day(each->due, today)));
    table_fact_phrase(answer, "why", N_("Why this one"), reason);
    table_fact_moment(answer, "held_until", N_("Held until"), case_hold_end(session));
    table_fact_int(answer, "held", N_("Cases you hold"), held + 1);
    return true;
}

static bool nothing(const char *waiting, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("No case that waits for {1} is free for you."),
                     N_("`bureau desk counts` shows what waits for whom."), waiting, NULL);
    return false;
}

bool desk_command_next(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    enum desk_lane lane;
    int64_t held;
    const char *waiting = arguments_text(arguments, "waiting");
    if (waiting == NULL) waiting = session->role == ROLE_REVIEWER ? "reviewer" : "agent";
    if (!machine_loaded(error) || !desk_lane_parse(arguments_text(arguments, "lane"), &lane, error) ||
        !has_work(session, waiting, error) || !check_limit(session, &held, error))
        return false;
    g_autoptr(GPtrArray) fits = g_ptr_array_new_with_free_func(fit_free);
    struct choice choice = {
        .session = session, .waiting = waiting, .span = desk_lane_span(lane, session_today(session)), .fits = fits
    };
    if (!choose(&choice, free_sql, error) || !choose(&choice, expired_sql, error)) return false;
    if (choice.best.id == 0) return nothing(waiting, error);
    g_autoptr(dispute_case_t) each = case_load(session, choice.best.id, error);
    if (each == NULL || !desk_set_owner(session, each->id, session->user, case_hold_end(session), error)) return false;
    session->audited_subject = each->subject;
    session->audited_dispute = each->id;
    return answer_taken(session, each, &choice.best, held, answer);
}
