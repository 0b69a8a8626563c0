/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents to look at: the list by the next clock, one with its events, and its letters. */
#include "compliance/incident.h"
#include "letter/letter.h"

#include <string.h>

enum { HOUR = 3600 * 1000 };

static const struct column list_columns[] = {
    { .id = "incident", .title = N_("Incident"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "INCIDENT_KIND" },
    { .id = "grade", .title = N_("Grade"), .type = VALUE_CODE, .group = "INCIDENT_GRADE", .priority = 2 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "INCIDENT_STATE" },
    { .id = "noticed", .title = N_("Noticed"), .type = VALUE_MOMENT, .priority = 1 },
    { .id = "due", .title = N_("Due"), .type = VALUE_MOMENT },
    { .id = "hours_left", .title = N_("Hours left"), .type = VALUE_INTEGER },
    { .id = "subjects", .title = N_("Persons"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "told_authority", .title = N_("Authority told"), .type = VALUE_MOMENT, .priority = 2 },
    { .id = "told_persons", .title = N_("Persons told"), .type = VALUE_MOMENT, .priority = 2 },
    { .id = "what", .title = N_("What happened"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "maker", .title = N_("Taken in by"), .type = VALUE_TEXT, .priority = 3 },
};

/* ?1 the view, ?2 the state (NULL: all), ?3 whether only those that are not closed. The state is the one of the day
 * that is shown; what runs out first comes first. */
static const char list_sql[] =
    "SELECT i.id, i.kind, i.grade, (SELECT e.after FROM incident_event e WHERE e.incident = i.id AND e.change <= ?1"
    " ORDER BY e.seq DESC LIMIT 1) AS now, i.noticed, i.due, i.subjects, i.told_authority, i.told_persons, i.what,"
    " i.maker FROM incident i WHERE now IS NOT NULL AND (?2 IS NULL OR now = ?2)"
    " AND (?3 = 0 OR now NOT IN ('CLOSED', 'DISMISSED')) ORDER BY i.due IS NULL, i.due, i.id DESC";

static void add_number(struct table *answer, struct statement *row, int column)
{
    if (statement_is_null(row, column))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, column));
}

/* Whole hours, rounded down: one minute left is none, one minute over is minus one. */
static int64_t hours_between(int64_t from, int64_t to)
{
    const int64_t left = to - from;
    return left >= 0 ? left / HOUR : -((-left + HOUR - 1) / HOUR);
}

static bool list_row(struct session *session, struct table *answer, struct statement *row, GError **error)
{
    g_autofree char *number = incident_number(statement_int(row, 0));
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, number);
    table_add_text(answer, statement_text(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    add_number(answer, row, 4);
    add_number(answer, row, 5);
    if (statement_is_null(row, 5))
        table_add_null(answer);
    else
        table_add_int(answer, hours_between(session_now(session), statement_int(row, 5)));
    add_number(answer, row, 6);
    add_number(answer, row, 7);
    add_number(answer, row, 8);
    table_add_text(answer, statement_text(row, 9));
    table_add_text(answer, statement_text(row, 10));
    return table_row_end(answer, error);
}

static bool check_state(const char *wanted, GError **error)
{
    if (strcmp(wanted, "open") == 0 || strcmp(wanted, "all") == 0 || codes_known("INCIDENT_STATE", wanted)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no state {1}."), N_("The states are: {2}."), wanted,
                     "open, all, NOTICED, ASSESSED, CONTAINED, CLOSED, DISMISSED", NULL);
    return false;
}

bool incident_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const char *wanted = arguments_has(arguments, "state") ? arguments_text(arguments, "state") : "all";
    const bool every = strcmp(wanted, "all") == 0, open = strcmp(wanted, "open") == 0;
    if (!check_state(wanted, error)) return false;
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    g_autoptr(statement_t) row = store_prepare(session->store, list_sql, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->view);
    statement_bind_text(row, 2, every || open ? NULL : wanted);
    statement_bind_int(row, 3, open);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!list_row(session, answer, row, error)) return false;
    return step == STEP_DONE;
}

/* ---- one incident --------------------------------------------------------------------------------------------------
 */

static const struct column event_columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
    { .id = "event", .title = N_("Event"), .type = VALUE_CODE, .group = "INCIDENT_EVENT" },
    { .id = "before", .title = N_("From"), .type = VALUE_CODE, .group = "INCIDENT_STATE", .priority = 2 },
    { .id = "after", .title = N_("To"), .type = VALUE_CODE, .group = "INCIDENT_STATE", .priority = 1 },
    { .id = "note", .title = N_("Note"), .type = VALUE_PHRASE },
};

static void fact_text(struct table *answer, const char *id, const char *title, const char *value)
{
    if (value != NULL)
        table_fact_text(answer, id, title, value);
    else
        table_fact_null(answer, id, title);
}

static void show_facts(struct table *answer, const struct incident *incident)
{
    g_autofree char *number = incident_number(incident->id);
    g_autofree char *next = incident_next_events(incident->state);
    table_fact_int(answer, "incident", N_("Incident"), incident->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_code(answer, "kind", N_("Kind"), "INCIDENT_KIND", incident->kind);
    table_fact_code(answer, "grade", N_("Grade"), "INCIDENT_GRADE", incident->grade);
    table_fact_code(answer, "state", N_("State"), "INCIDENT_STATE", incident->state);
    table_fact_text(answer, "next", N_("Possible next"), next);
    table_fact_text(answer, "profile", N_("Profile"), incident->profile);
    table_fact_text(answer, "what", N_("What happened"), incident->what);
    table_fact_moment(answer, "happened", N_("Happened"), incident->happened);
    table_fact_moment(answer, "noticed", N_("Noticed"), incident->noticed);
    table_fact_moment(answer, "entered", N_("Entered"), incident->entered);
    table_fact_moment(answer, "due", N_("Due"), incident->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), incident->due_reason);
    if (incident->subjects >= 0)
        table_fact_int(answer, "subjects", N_("Persons"), incident->subjects);
    else
        table_fact_null(answer, "subjects", N_("Persons"));
    fact_text(answer, "kinds", N_("Kinds of data"), incident->kinds);
    fact_text(answer, "cause", N_("Cause"), incident->cause);
    fact_text(answer, "harm", N_("Harm"), incident->harm);
    fact_text(answer, "measures", N_("Measures"), incident->measures);
    fact_text(answer, "contact", N_("Contact"), incident->contact);
    table_fact_flag(answer, "tell_authority", N_("Authority must be told"), incident_must_tell(incident, "authority"));
    table_fact_flag(answer, "tell_persons", N_("Persons must be told"), incident_must_tell(incident, "persons"));
    table_fact_moment(answer, "told_authority", N_("Authority told"), incident->told_authority);
    table_fact_moment(answer, "told_persons", N_("Persons told"), incident->told_persons);
    fact_text(answer, "not_told_reason", N_("Why persons are not told"), incident->not_told_reason);
    table_fact_moment(answer, "closed", N_("Closed"), incident->closed);
    table_fact_text(answer, "maker", N_("Taken in by"), incident->maker);
    table_fact_int(answer, "version", N_("Version"), incident->version);
}

static bool show_events(struct session *session, int64_t id, struct table *answer, GError **error)
{
    table_set_columns(answer, event_columns, G_N_ELEMENTS(event_columns));
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT seq, at, user, event, before, after, note FROM incident_event"
                                               " WHERE incident = ?1 AND change <= ?2 ORDER BY seq",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, id);
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

bool incident_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(incident_t) incident = incident_load(session, arguments_int(arguments, "incident", 0), error);
    if (!incident_rules_loaded(incident != NULL ? error : NULL) || incident == NULL) return false;
    show_facts(answer, incident);
    return show_events(session, incident->id, answer, error);
}

bool incident_command_letters(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    g_autoptr(incident_t) incident = incident_load(session, arguments_int(arguments, "incident", 0), error);
    return incident != NULL && letter_list(session, LETTER_OF_INCIDENT, incident->id, answer, error);
}

bool incident_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    bool found = false;
    g_autoptr(incident_t) incident = incident_load(session, arguments_int(arguments, "incident", 0), error);
    if (incident == NULL || !letter_show(session, LETTER_OF_INCIDENT, incident->id,
                                         arguments_int(arguments, "letter", 0), answer, &found, error))
        return false;
    if (found) return true;
    g_autofree char *number = incident_number(incident->id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("{1} has no such letter."),
                     N_("`bureau incident letters` lists the letters of an incident."), number, NULL);
    return false;
}
