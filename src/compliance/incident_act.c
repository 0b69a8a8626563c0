/* SPDX-License-Identifier: Apache-2.0 */
/* One step of an incident. The table says from where, to where, what must be known, who may and what follows. */
#include "compliance/incident.h"

#include "letter/letter.h"

#include <string.h>

enum { HOUR = 3600 * 1000 };

/* ---- what must hold ------------------------------------------------------------------------------------------------
 */

static bool is_told(const struct incident *incident, const char *whom)
{
    if (!incident_must_tell(incident, whom)) return true;
    if (strcmp(whom, "authority") == 0) return incident->told_authority != 0;
    return incident->told_persons != 0 || incident->not_told_reason != NULL;
}

static bool holds(const struct session *session, const struct incident *incident, const struct arguments *arguments,
                  const char *word)
{
    const struct {
        const char *word;
        bool holds;
    } guards[] = {
        { "kinds", incident->kinds != NULL },
        { "cause", incident->cause != NULL },
        { "harm", incident->harm != NULL },
        { "measures", incident->measures != NULL },
        { "contact", incident->contact != NULL },
        { "subjects", incident->subjects >= 0 },
        { "reason", arguments_has(arguments, "reason") },
        { "authority", is_told(incident, "authority") },
        { "persons", is_told(incident, "persons") },
        { "second", strcmp(incident->maker, session->user) != 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(guards); i++)
        if (strcmp(guards[i].word, word) == 0) return guards[i].holds;
    return false;
}

/* What is missing, and how to supply it. */
static void refuse_for(const char *word, const char *event, GError **error)
{
    static const struct {
        const char *word, *why, *next;
    } sentences[] = {
        { "authority", N_("{1} waits until the authority was told."),
          N_("Make the notice with the event tell_authority.") },
        { "persons", N_("{1} waits until the persons were told."),
          N_("Make the notice with the event tell_persons, or have a second person decide with not_tell_persons that "
             "the "
             "measures avoid harm.") },
        { "second", N_("{1} needs somebody else than who took the incident in."), N_("Ask a reviewer.") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++)
        if (strcmp(sentences[i].word, word) == 0) {
            bureau_error_set(error, BUREAU_ERROR_REFUSED, sentences[i].why, sentences[i].next, event, NULL);
            return;
        }
    g_autofree char *option = g_strconcat(PHRASE_VERBATIM "--", word, NULL);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} needs {2}, which is not known yet."), N_("Say it with {2}."),
                     event, option, NULL);
}

static bool check_role(const struct session *session, const struct incident_step *step, GError **error)
{
    if (*step->roles == '\0' || incident_word_in(step->roles, role_name(session->role))) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is decided by: {2}."), N_("Ask one of them."), step->event,
                     step->roles, NULL);
    return false;
}

static bool guards_hold(const struct session *session, const struct incident *incident,
                        const struct arguments *arguments, const struct incident_step *step, GError **error)
{
    if (!check_role(session, step, error)) return false;
    g_auto(GStrv) words = g_strsplit(step->requires, ",", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && !holds(session, incident, arguments, words[i])) {
            refuse_for(words[i], step->event, error);
            return false;
        }
    return true;
}

static void refuse_event(const struct incident *incident, const char *event, GError **error)
{
    g_autofree char *next = incident_next_events(incident->state);
    bureau_error_set(error, incident_knows_event(event) ? BUREAU_ERROR_REFUSED : BUREAU_ERROR_USAGE,
                     incident_knows_event(event) ? N_("{1} cannot follow {2}.") : N_("There is no event {1}."),
                     N_("Possible now: {3}."), event, incident->state, *next != '\0' ? next : "-", NULL);
}

/* ---- what follows --------------------------------------------------------------------------------------------------
 */

static void apply_sets(struct incident *incident, const struct incident_step *step, const char *reason, int64_t now)
{
    if (strcmp(step->sets, "authority") == 0) incident->told_authority = now;
    if (strcmp(step->sets, "persons") == 0) incident->told_persons = now;
    if (strcmp(step->sets, "closed") == 0) incident->closed = now;
    if (strcmp(step->sets, "spared") != 0) return;
    g_free(incident->not_told_reason);
    incident->not_told_reason = text_sanitise(reason, -1);
}

/* Telling leaves how long it took; a decision leaves its reason. */
static char *note_of(const struct incident *incident, const struct incident_step *step, const char *given, int64_t due,
                     int64_t now)
{
    g_autofree char *text = given != NULL ? text_sanitise(given, -1) : NULL;
    const bool tells = strcmp(step->sets, "authority") == 0 || strcmp(step->sets, "persons") == 0;
    if (!tells) return g_steal_pointer(&text);
    g_autofree char *hours = g_strdup_printf("%" G_GINT64_FORMAT, (now - incident->noticed) / HOUR);
    g_autofree char *late = g_strdup_printf("%" G_GINT64_FORMAT, due != 0 && now > due ? (now - due) / HOUR : 0);
    return phrase_make(N_("Hours since it was noticed: {1}; past the legal moment: {2}; remark: {3}"), hours, late,
                       text != NULL ? text : "-", NULL);
}

struct act {
    struct session *session;
    const struct arguments *arguments;
    struct incident *incident;
    const struct incident_step *step;
    GPtrArray *letters; /* numbers */
};

static bool move(struct act *act, GError **error)
{
    struct incident *incident = act->incident;
    const int64_t now = session_now(act->session), due = incident->due;
    const char *reason = arguments_text(act->arguments, "reason"), *text = arguments_text(act->arguments, "text");
    g_autofree char *before = incident->state;
    incident->state = g_strdup(act->step->to);
    apply_sets(incident, act->step, reason, now);
    if (*act->step->letter != '\0' &&
        !incident_letters_make(act->session, incident, act->step->letter, act->letters, error))
        return false;
    g_autofree char *note = note_of(incident, act->step, reason != NULL ? reason : text, due, now);
    return incident_set_clock(incident, error) && incident_save(act->session, incident, error) &&
           incident_event(act->session, incident, act->step->event, before, note, error);
}

static void answer_moved(const struct act *act, struct table *answer)
{
    const struct incident *incident = act->incident;
    g_autofree char *next = incident_next_events(incident->state);
    table_fact_int(answer, "incident", N_("Incident"), incident->id);
    table_fact_code(answer, "state", N_("State"), "INCIDENT_STATE", incident->state);
    table_fact_moment(answer, "due", N_("Due"), incident->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), incident->due_reason);
    table_fact_text(answer, "next", N_("Possible next"), next);
    table_fact_int(answer, "version", N_("Version"), incident->version);
    if (act->letters->len == 0) return;
    g_ptr_array_add(act->letters, NULL);
    g_autofree char *numbers = g_strjoinv(" ", (char **)act->letters->pdata);
    table_fact_text(answer, "letters", N_("Letters made"), numbers);
}

static bool check_version(const struct incident *incident, const struct arguments *arguments, GError **error)
{
    if (!arguments_has(arguments, "version") || arguments_int(arguments, "version", 0) == incident->version)
        return true;
    g_autofree char *number = incident_number(incident->id);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("{1} was changed by somebody else meanwhile."),
                     N_("Look at it again, then decide."), number, NULL);
    return false;
}

bool incident_command_act(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    if (!incident_rules_loaded(error)) return false;
    g_autoptr(incident_t) incident = incident_load(session, arguments_int(arguments, "incident", 0), error);
    if (incident == NULL || !check_version(incident, arguments, error)) return false;
    const char *event = arguments_text(arguments, "event"), *grade = arguments_text(arguments, "grade");
    const struct incident_step *step = incident_step_find(incident->state, event);
    if (step == NULL) {
        refuse_event(incident, event, error);
        return false;
    }
    if (grade != NULL) {
        g_free(incident->grade);
        incident->grade = g_strdup(grade);
    }
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { session, arguments, incident, step, letters };
    if (!incident_take_words(incident, arguments, error) || !guards_hold(session, incident, arguments, step, error) ||
        !move(&act, error))
        return false;
    answer_moved(&act, answer);
    return true;
}
