/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an incident in: what was noticed, when, and whom the law wants told by when. What is known is written down
 * at once; the rest follows with the assessment. */
#include "compliance/incident.h"

#include <string.h>

/* "2026-11-22", "2026-11-22 09:30" or "2026-11-22T09:30", local time. */
static bool parse_moment(const char *text, int64_t *moment)
{
    g_autofree char *copy = g_strdelimit(g_strdup(text), "T", ' ');
    g_auto(GStrv) parts = g_strsplit(copy, " ", 2);
    struct date day;
    gint64 hour = 0, minute = 0;
    if (parts[0] == NULL || !date_parse(parts[0], &day)) return false;
    if (parts[1] != NULL) {
        g_auto(GStrv) clock = g_strsplit(parts[1], ":", -1);
        if (g_strv_length(clock) != 2 || !g_ascii_string_to_signed(clock[0], 10, 0, 23, &hour, NULL) ||
            !g_ascii_string_to_signed(clock[1], 10, 0, 59, &minute, NULL))
            return false;
    }
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) local = g_date_time_new_local(year, month, number, (int)hour, (int)minute, 0);
    if (local == NULL) return false;
    *moment = g_date_time_to_unix(local) * 1000;
    return true;
}

static bool read_moment(const struct arguments *arguments, const char *name, int64_t fallback, int64_t *moment,
                        GError **error)
{
    const char *text = arguments_text(arguments, name);
    *moment = fallback;
    if (text == NULL || parse_moment(text, moment)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} is no moment."),
                     N_("Write a day, or a day and a time: 2026-11-22 or \"2026-11-22 09:30\"."), text, NULL);
    return false;
}

static void take(char **field, const char *text)
{
    if (text == NULL || *text == '\0') return;
    g_free(*field);
    *field = text_sanitise(text, -1);
}

bool incident_take_words(struct incident *incident, const struct arguments *arguments, GError **error)
{
    const char *kinds = arguments_text(arguments, "kinds");
    g_autofree char *unknown = NULL;
    if (kinds != NULL && kinds_parse(kinds, &unknown) == 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} is no kind of data."),
                         N_("The kinds are identity, contact, credit, public, means, behaviour, score, with commas "
                            "between, or all."),
                         unknown != NULL ? unknown : kinds, NULL);
        return false;
    }
    if (arguments_has(arguments, "subjects")) {
        incident->subjects = arguments_int(arguments, "subjects", 0);
        if (incident->subjects < 0) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There cannot be fewer persons than none."),
                             N_("Give a number, or leave it out while it is not known."), NULL);
            return false;
        }
    }
    take(&incident->kinds, kinds);
    take(&incident->cause, arguments_text(arguments, "cause"));
    take(&incident->harm, arguments_text(arguments, "harm"));
    take(&incident->measures, arguments_text(arguments, "measures"));
    take(&incident->contact, arguments_text(arguments, "contact"));
    return true;
}

static bool check_order(const struct incident *incident, GError **error)
{
    const char *fault = incident->noticed > incident->entered    ? N_("It cannot have been noticed in the future.")
                        : incident->happened > incident->noticed ? N_("It cannot have happened after it was noticed.")
                                                                 : NULL;
    if (fault == NULL) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, fault, N_("Correct --noticed or --happened."), NULL);
    return false;
}

static void answer_opened(struct table *answer, const struct incident *incident)
{
    g_autofree char *number = incident_number(incident->id);
    g_autofree char *next = incident_next_events(incident->state);
    table_fact_int(answer, "incident", N_("Incident"), incident->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_code(answer, "state", N_("State"), "INCIDENT_STATE", incident->state);
    table_fact_moment(answer, "due", N_("Due"), incident->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), incident->due_reason);
    table_fact_text(answer, "next", N_("Possible next"), next);
    table_fact_int(answer, "version", N_("Version"), incident->version);
}

bool incident_command_open(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(incident_t) incident = g_new0(struct incident, 1);
    incident->entered = session_now(session);
    incident->subjects = SUBJECTS_UNKNOWN;
    if (!incident_rules_loaded(error) ||
        !read_moment(arguments, "noticed", incident->entered, &incident->noticed, error) ||
        !read_moment(arguments, "happened", 0, &incident->happened, error) || !check_order(incident, error) ||
        !incident_take_words(incident, arguments, error))
        return false;
    const char *grade = arguments_text(arguments, "grade");
    incident->kind = g_strdup(arguments_text(arguments, "kind"));
    incident->grade = g_strdup(grade != NULL ? grade : "minor");
    incident->state = g_strdup("NOTICED");
    incident->profile = g_strdup(session_profile(session));
    incident->maker = g_strdup(session->user);
    incident->what = text_sanitise(arguments_text(arguments, "what"), -1);
    if (!incident_set_clock(incident, error) || !incident_insert(session, incident, error) ||
        !incident_event(session, incident, "open", "-", NULL, error))
        return false;
    answer_opened(answer, incident);
    return true;
}
