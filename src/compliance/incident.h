/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the compliance room: an incident in memory, the machine it moves by, and its clocks. */
#pragma once
#include "compliance/compliance.h"
#include "law/law.h"

/* ---- data/law/incidents.tsv, incident_clocks.tsv ------------------------------------------------------------------
 */
struct incident_step {
    const char *from, *event, *to, *roles, *requires, *sets, *letter, *article;
};
struct incident_clock {
    const char *country, *rule, *whom, *kinds, *grades;
};
bool incident_rules_loaded(GError **error);
const struct incident_step *incident_step_at(size_t index);   /* NULL past the end */
const struct incident_clock *incident_clock_at(size_t index); /* NULL past the end */
const struct incident_step *incident_step_find(const char *state, const char *event);
bool incident_knows_event(const char *event);
/* The events that may follow, with commas between; "" when it is over. Caller frees. */
char *incident_next_events(const char *state);
/* Whether `word` stands in a list with commas between, or the list is "*". */
bool incident_word_in(const char *list, const char *word);

/* ---- the incident -------------------------------------------------------------------------------------------------
 */
enum { SUBJECTS_UNKNOWN = -1 };
struct incident {
    int64_t id, version, subjects; /* subjects: how many persons, or SUBJECTS_UNKNOWN */
    char *kind, *grade, *state, *profile, *maker, *what;
    char *kinds, *cause, *harm, *measures, *contact; /* NULL while nothing is known */
    char *due_reason;                                /* phrase */
    char *not_told_reason;
    /* moments in milliseconds, 0: not; due: the next clock that still runs */
    int64_t happened, noticed, entered, due, told_authority, told_persons, closed;
};
typedef struct incident incident_t;
void incident_free(struct incident *incident);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(incident_t, incident_free)

struct incident *incident_load(struct session *session, int64_t id, GError **error); /* NOT_FOUND */
bool incident_insert(struct session *session, struct incident *incident, GError **error);
/* Writes everything and the next version; STALE when somebody was faster. */
bool incident_save(struct session *session, struct incident *incident, GError **error);
bool incident_event(struct session *session, const struct incident *incident, const char *event, const char *before,
                    const char *note, GError **error);
char *incident_number(int64_t id); /* "I-000003"; caller frees */

/* Whether any clock asks that `whom` ("authority", "persons") be told of it. */
bool incident_must_tell(const struct incident *incident, const char *whom);
/* Sets due and due_reason to the first clock that still runs; 0 and "nobody has to be told" when none does. */
bool incident_set_clock(struct incident *incident, GError **error);

/* Takes what the arguments say of kinds, cause, harm, measures, contact and subjects. USAGE for an unknown kind. */
bool incident_take_words(struct incident *incident, const struct arguments *arguments, GError **error);
/* The notice `kind` in the language of the profile and in the other one; adds their numbers to `numbers`. */
bool incident_letters_make(struct session *session, const struct incident *incident, const char *kind,
                           GPtrArray *numbers, GError **error);
