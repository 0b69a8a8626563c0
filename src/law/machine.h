/* SPDX-License-Identifier: Apache-2.0 */
/* A procedure of the law as a machine of states, out of tables in data/law: from a state, by an event, to a state, by
 * whom, under which law, with what required and what done. Disputes and requests of persons are such machines. */
#pragma once
#include "law/law.h"

struct law_step {
    const char *from, *event, *to, *role;
    const char *families; /* "*", or the first parts of the profiles in which it holds */
    const char *kinds;    /* "*" or "", or the kinds of case for which it holds */
    const char *requires, *effects, *not_before;
    bool automatic; /* the system does it in the same act */
};
struct law_state {
    const char *state, *waiting_for;
    bool open;   /* the clock runs */
    bool marked; /* every item carries its mark */
    int step;    /* where it stands on its way, from 1 */
};

/* The tables of one machine. Filled once by law_machine_load() and kept for the life of the program. */
struct law_machine {
    struct tsv *step_file, *state_file;
    struct law_step *step;
    struct law_state *state;
    size_t steps, states;
};
/* Reads "law/X_fsm.tsv" and "law/X_states.tsv". */
bool law_machine_load(struct law_machine *machine, const char *step_file, const char *state_file, GError **error);
const struct law_step *law_machine_step(const struct law_machine *machine, size_t index);      /* NULL past the end */
const struct law_state *law_machine_state_at(const struct law_machine *machine, size_t index); /* NULL past the end */
const struct law_state *law_machine_state(const struct law_machine *machine, const char *state);
/* The step by `event` from `state` under a profile for a kind of case (NULL: any); NULL when the tables have none. */
const struct law_step *law_machine_find(const struct law_machine *machine, const char *state, const char *event,
                                        const char *profile, const char *kind);
/* Whether the tables have that step under some other profile or for another kind. */
bool law_machine_is_foreign(const struct law_machine *machine, const char *state, const char *event);
/* Whether any line has this event; and the events a person may name, with commas between. Caller frees. */
bool law_machine_knows_event(const struct law_machine *machine, const char *event);
char *law_machine_event_names(const struct law_machine *machine);
/* Events that may come next, in file order. NULL-terminated array of static strings; free the array with g_free. */
const char **law_machine_next(const struct law_machine *machine, const char *state, const char *profile,
                              const char *kind);

/* Whether a line of the table holds under the law of a profile. */
bool law_step_holds_under(const struct law_step *step, const char *profile);

/* The role words of the tables as rights: "agent", "reviewer", "supervisor", "agent + reviewer", "furnisher clerk",
 * "system"; and whether the doer must not be the case's maker. */
unsigned law_step_roles(const struct law_step *step);
bool law_step_needs_second(const struct law_step *step);
/* REFUSED with who may instead, when the session's person may not take the step in a case that `maker` took in. */
bool law_step_check_person(struct session *session, const struct law_step *step, const char *maker, GError **error);
