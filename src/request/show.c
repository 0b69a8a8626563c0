/* SPDX-License-Identifier: Apache-2.0 */
/* The register: what is open by the last day, one request with its events, its letters. */
#include "request/register.h"

#include <string.h>

static const struct column list_columns[] = {
    { .id = "request", .title = N_("Request"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "REQUEST_KIND" },
    { .id = "received", .title = N_("Received"), .type = VALUE_DATE, .priority = 3 },
    { .id = "due", .title = N_("Due"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "REQUEST_STATE" },
    { .id = "waiting_for", .title = N_("Waiting for"), .type = VALUE_CODE, .group = "REQUEST_WAITING", .priority = 2 },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "REQUEST_OUTCOME", .priority = 2 },
    { .id = "maker", .title = N_("Taken in by"), .type = VALUE_TEXT, .priority = 3 },
};

static const char list_sql[] =
    "SELECT r.id, r.subject, (SELECT n.value FROM name n WHERE n.subject = r.subject AND n.born <= ?1"
    "   AND (n.died IS NULL OR n.died > ?1) ORDER BY n.fact LIMIT 1), r.kind, r.received, r.due,"
    " (SELECT e.after FROM request_event e WHERE e.request = r.id AND e.change <= ?1 ORDER BY e.seq DESC LIMIT 1),"
    " r.outcome, r.maker FROM request r WHERE (?2 = 0 OR r.subject = ?2) AND (?3 IS NULL OR r.due < ?3)"
    " ORDER BY r.due, r.id";

static bool list_row(struct session *session, struct table *answer, struct statement *row,
                     const struct law_state *state, GError **error)
{
    g_autofree char *number = request_number(statement_int(row, 0));
    const struct date due = statement_date(row, 5);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, number);
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_date(answer, statement_date(row, 4));
    table_add_date(answer, due);
    if (state->open)
        table_add_int(answer, due.days - session_today(session).days);
    else
        table_add_null(answer);
    table_add_text(answer, state->state);
    table_add_text(answer, state->waiting_for);
    table_add_text(answer, state->open ? NULL : statement_text(row, 7));
    table_add_text(answer, statement_text(row, 8));
    return table_row_end(answer, error);
}

static bool check_state(const char *wanted, GError **error)
{
    if (strcmp(wanted, "open") == 0 || strcmp(wanted, "all") == 0 || law_machine_state(steps(), wanted)) return true;
    g_autoptr(GString) names = g_string_new("open, all");
    const struct law_state *state;
    for (size_t i = 0; (state = law_machine_state_at(steps(), i)) != NULL; i++)
        g_string_append_printf(names, ", %s", state->state);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no state {1}."), N_("The states are: {2}."), wanted,
                     names->str, NULL);
    return false;
}

/* One walk for the open ones, one for the others: what waits comes first. */
static bool walk(struct session *session, const struct arguments *arguments, const char *wanted, bool open,
                 struct table *answer, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, list_sql, error);
    if (!row) return false;
    statement_bind_int(row, 1, session->view);
    statement_bind_int(row, 2, arguments_int(arguments, "subject", 0));
    statement_bind_date(row, 3,
                        arguments_has(arguments, "due-before") ? arguments_date(arguments, "due-before") : DATE_NONE);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct law_state *state = law_machine_state(steps(), statement_text(row, 6));
        const bool fits =
            state && state->open == open &&
            (strcmp(wanted, "all") == 0 || (open && strcmp(wanted, "open") == 0) || strcmp(wanted, state->state) == 0);
        if (fits && !list_row(session, answer, row, state, error)) return false;
    }
    return step == STEP_DONE;
}

bool request_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *wanted = arguments_has(arguments, "state") ? arguments_text(arguments, "state") : "all";
    if (!steps_loaded(error) || !check_state(wanted, error)) return false;
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    return walk(session, arguments, wanted, true, answer, error) &&
           (strcmp(wanted, "open") == 0 || walk(session, arguments, wanted, false, answer, error));
}

bool request_count_due(struct session *session, struct date day, int64_t *count, GError **error)
{
    *count = 0;
    if (!steps_loaded(error)) return false;
    const struct law_state *state;
    for (size_t i = 0; (state = law_machine_state_at(steps(), i)) != NULL; i++) {
        int64_t some = 0;
        if (!state->open) continue;
        if (!store_query_int(session->store, &some, 0, error,
                             "SELECT count(*) FROM request WHERE state = ?1 AND due <= ?2", "sd", state->state, day))
            return false;
        *count += some;
    }
    return true;
}

/* ---- one request --------------------------------------------------------------------------------------------------
 */

static const struct column event_columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
    { .id = "event", .title = N_("Event"), .type = VALUE_CODE, .group = "REQUEST_EVENT" },
    { .id = "before", .title = N_("From"), .type = VALUE_CODE, .group = "REQUEST_STATE", .priority = 2 },
    { .id = "after", .title = N_("To"), .type = VALUE_CODE, .group = "REQUEST_STATE", .priority = 1 },
    { .id = "note", .title = N_("Note"), .type = VALUE_PHRASE, .priority = 1 },
};

static void show_clock(struct session *session, struct table *answer, const struct request *request)
{
    table_fact_date(answer, "received", N_("Received"), request->received);
    table_fact_date(answer, "entered", N_("Entered"), request->entered);
    table_fact_date(answer, "due", N_("Due"), request->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), request->due_reason);
    if (date_is_set(request->extended)) table_fact_date(answer, "extended", N_("Due before"), request->extended);
    if (request_state_is_open(request->state))
        table_fact_int(answer, "days_left", N_("Days left"), request->due.days - session_today(session).days);
    if (date_is_set(request->verified)) table_fact_date(answer, "verified", N_("Identity verified"), request->verified);
    if (date_is_set(request->answered)) table_fact_date(answer, "answered", N_("Answered"), request->answered);
}

static void show_facts(struct session *session, struct table *answer, const struct request *request)
{
    g_autofree char *number = request_number(request->id);
    g_autofree const char **next = request_next_events(request->state, request->profile, request->kind);
    g_autofree char *names = g_strjoinv(",", (char **)next);
    g_autoptr(dossier_t) dossier = dossier_load(session, request->subject, NULL);
    struct request_rule rule = { .right = "-" };
    request_rule_find(request->profile, request->kind, &rule, NULL);
    table_fact_int(answer, "request", N_("Request"), request->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_int(answer, "subject", N_("Subject"), request->subject);
    if (dossier) table_fact_secret(answer, "name", N_("Name"), dossier_name(dossier), SECRECY_NAME);
    table_fact_code(answer, "kind", N_("Kind"), "REQUEST_KIND", request->kind);
    table_fact_code(answer, "state", N_("State"), "REQUEST_STATE", request->state);
    table_fact_int(answer, "step", N_("Step of five"), request_state_step(request->state));
    table_fact_text(answer, "next", N_("Possible next"), names);
    show_clock(session, answer, request);
    table_fact_text(answer, "profile", N_("Profile"), request->profile);
    table_fact_text(answer, "right", N_("The right"), rule.right);
    table_fact_code(answer, "channel", N_("Channel"), "DISPUTE_CHANNEL", request->channel);
    table_fact_code(answer, "applicant", N_("Applicant"), "REQUEST_APPLICANT", request->applicant);
    if (request->proof) table_fact_text(answer, "proof", N_("Shown"), request->proof);
    if (request->text) table_fact_text(answer, "text", N_("In the applicant's words"), request->text);
    if (request->dispute) table_fact_int(answer, "dispute", N_("Dispute"), request->dispute);
    if (request->free) table_fact_int(answer, "free", N_("Own report of the period"), request->free);
    if (request->outcome) table_fact_code(answer, "outcome", N_("Outcome"), "REQUEST_OUTCOME", request->outcome);
    if (request->reason) table_fact_text(answer, "reason", N_("Reason"), request->reason);
    table_fact_text(answer, "maker", N_("Taken in by"), request->maker);
    if (request->decider) table_fact_text(answer, "decider", N_("Decided by"), request->decider);
    table_fact_int(answer, "version", N_("Version"), request->version);
}

bool request_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    if (!request) return false;
    show_facts(session, answer, request);
    table_set_columns(answer, event_columns, G_N_ELEMENTS(event_columns));
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT seq, at, user, event, before, after, note FROM request_event"
                                               " WHERE request = ?1 AND change <= ?2 ORDER BY seq",
                                               error);
    if (!row) return false;
    statement_bind_int(row, 1, request->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(row, 0));
        table_add_int(answer, statement_int(row, 1));
        for (int column = 2; column < (int)G_N_ELEMENTS(event_columns); column++)
            table_add_text(answer, statement_text(row, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

bool request_command_letters(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    return request && letter_list(session, LETTER_OF_REQUEST, request->id, answer, error);
}

bool request_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    bool found;
    if (!request || !letter_show(session, LETTER_OF_REQUEST, request->id, arguments_int(arguments, "letter", 0), answer,
                                 &found, error))
        return false;
    if (found) return true;
    g_autofree char *number = request_number(request->id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("{1} has no such letter."),
                     N_("`bureau request letters` lists the letters of a request."), number, NULL);
    return false;
}
