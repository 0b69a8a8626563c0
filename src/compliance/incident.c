/* SPDX-License-Identifier: Apache-2.0 */
/* An incident as it is stored, its events, and the clock that runs for it. */
#include "compliance/incident.h"

#include <string.h>

void incident_free(struct incident *incident)
{
    if (incident == NULL) return;
    char *const strings[] = { incident->kind,           incident->grade,    incident->state,   incident->profile,
                              incident->maker,          incident->what,     incident->kinds,   incident->cause,
                              incident->harm,           incident->measures, incident->contact, incident->due_reason,
                              incident->not_told_reason };
    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        g_free(strings[i]);
    g_free(incident);
}

char *incident_number(int64_t id)
{
    return g_strdup_printf("I-%06" G_GINT64_FORMAT, id);
}

static const char load_sql[] =
    "SELECT version, coalesce(subjects, -1), coalesce(happened, 0), noticed, entered, coalesce(due, 0),"
    " coalesce(told_authority, 0), coalesce(told_persons, 0), coalesce(closed, 0), kind, grade, state, profile, maker,"
    " what, kinds, cause, harm, measures, contact, due_reason, not_told_reason FROM incident WHERE id = ?1";

static struct incident *read_row(struct statement *row, int64_t id)
{
    struct incident *incident = g_new0(struct incident, 1);
    int64_t *const numbers[] = { &incident->version,        &incident->subjects,     &incident->happened,
                                 &incident->noticed,        &incident->entered,      &incident->due,
                                 &incident->told_authority, &incident->told_persons, &incident->closed };
    char **const strings[] = { &incident->kind,           &incident->grade,   &incident->state,
                               &incident->profile,        &incident->maker,   &incident->what,
                               &incident->kinds,          &incident->cause,   &incident->harm,
                               &incident->measures,       &incident->contact, &incident->due_reason,
                               &incident->not_told_reason };
    int column = 0;
    incident->id = id;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        *numbers[i] = statement_int(row, column++);
    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        *strings[i] = g_strdup(statement_text(row, column++));
    return incident;
}

struct incident *incident_load(struct session *session, int64_t id, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(session->store, load_sql, error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, id);
    enum step step = statement_step(row, error);
    if (step == STEP_ROW) return read_row(row, id);
    if (step == STEP_DONE) {
        g_autofree char *number = incident_number(id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no incident {1}."),
                         N_("`bureau incident list` lists them."), number, NULL);
    }
    return NULL;
}

/* 0 is stored as nothing. */
static void bind_moment(struct statement *row, int index, int64_t moment)
{
    if (moment != 0)
        statement_bind_int(row, index, moment);
    else
        statement_bind_null(row, index);
}

static void bind_what_changes(struct statement *row, const struct incident *incident)
{
    const char *const strings[] = { incident->grade,   incident->state,      incident->kinds,
                                    incident->cause,   incident->harm,       incident->measures,
                                    incident->contact, incident->due_reason, incident->not_told_reason };
    int index = 2;
    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        statement_bind_text(row, index++, strings[i]);
    const int64_t moments[] = { incident->due, incident->told_authority, incident->told_persons, incident->closed };
    for (size_t i = 0; i < G_N_ELEMENTS(moments); i++)
        bind_moment(row, index++, moments[i]);
    if (incident->subjects >= 0)
        statement_bind_int(row, index, incident->subjects);
    else
        statement_bind_null(row, index);
}

bool incident_insert(struct session *session, struct incident *incident, GError **error)
{
    incident->id = store_take_ids(session->store, "incident", 1, error);
    if (incident->id == 0) return false;
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "INSERT INTO incident (id, grade, state, kinds, cause, harm, measures, contact, due_reason, not_told_reason,"
        " due, told_authority, told_persons, closed, subjects, kind, happened, noticed, entered, what, profile, maker,"
        " version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
        " ?21, ?22, 1)",
        error);
    if (row == NULL) return false;
    incident->version = 1;
    statement_bind_int(row, 1, incident->id);
    bind_what_changes(row, incident);
    statement_bind_text(row, 16, incident->kind);
    bind_moment(row, 17, incident->happened);
    statement_bind_int(row, 18, incident->noticed);
    statement_bind_int(row, 19, incident->entered);
    statement_bind_text(row, 20, incident->what);
    statement_bind_text(row, 21, incident->profile);
    statement_bind_text(row, 22, incident->maker);
    return statement_run(row, error);
}

bool incident_save(struct session *session, struct incident *incident, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "UPDATE incident SET grade = ?2, state = ?3, kinds = ?4, cause = ?5, harm = ?6, measures = ?7, contact = ?8,"
        " due_reason = ?9, not_told_reason = ?10, due = ?11, told_authority = ?12, told_persons = ?13, closed = ?14,"
        " subjects = ?15, version = version + 1 WHERE id = ?1 AND version = ?16",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, incident->id);
    bind_what_changes(row, incident);
    statement_bind_int(row, 16, incident->version);
    if (!statement_run(row, error)) return false;
    incident->version++;
    if (store_changes(session->store) == 1) return true;
    g_autofree char *number = incident_number(incident->id);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("{1} was changed by somebody else meanwhile."),
                     N_("Look at it again, then decide."), number, NULL);
    return false;
}

bool incident_event(struct session *session, const struct incident *incident, const char *event, const char *before,
                    const char *note, GError **error)
{
    return store_run(session->store, error,
                     "INSERT INTO incident_event (incident, seq, at, user, event, before, after, note, change) VALUES"
                     " (?1, (SELECT coalesce(max(seq), 0) + 1 FROM incident_event WHERE incident = ?1), ?2, ?3, ?4, ?5,"
                     " ?6, ?7, ?8)",
                     "iisssssi", incident->id, session_now(session), session->user, event, before, incident->state,
                     note, session->change);
}

/* ---- clocks -------------------------------------------------------------------------------------------------------
 */

static bool applies(const struct incident *incident, const struct incident_clock *clock)
{
    return law_in_family(incident->profile, clock->country) && incident_word_in(clock->kinds, incident->kind) &&
           incident_word_in(clock->grades, incident->grade);
}

bool incident_must_tell(const struct incident *incident, const char *whom)
{
    const struct incident_clock *clock;
    for (size_t i = 0; (clock = incident_clock_at(i)) != NULL; i++)
        if (strcmp(clock->whom, whom) == 0 && applies(incident, clock)) return true;
    return false;
}

/* Whether those whom the clock is for have had their word. */
static bool has_stopped(const struct incident *incident, const struct incident_clock *clock)
{
    if (incident->closed != 0) return true;
    if (strcmp(clock->whom, "authority") == 0) return incident->told_authority != 0;
    return incident->told_persons != 0 || incident->not_told_reason != NULL;
}

bool incident_set_clock(struct incident *incident, GError **error)
{
    const struct incident_clock *clock;
    g_clear_pointer(&incident->due_reason, g_free);
    incident->due = 0;
    for (size_t i = 0; (clock = incident_clock_at(i)) != NULL; i++) {
        int64_t due;
        g_autofree char *reason = NULL;
        if (!applies(incident, clock) || has_stopped(incident, clock)) continue;
        const struct law_rule *rule = law_find_for(incident->profile, clock->rule, error);
        if (rule == NULL || !law_count_moment(rule, incident->noticed, NULL, &due, &reason, error)) return false;
        if (due == 0 || (incident->due != 0 && due >= incident->due)) continue;
        incident->due = due;
        g_free(incident->due_reason);
        incident->due_reason = g_steal_pointer(&reason);
    }
    if (incident->due_reason == NULL) incident->due_reason = g_strdup(N_("No clock runs: nobody is left to be told."));
    return true;
}
