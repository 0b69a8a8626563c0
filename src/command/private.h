/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share: one passing of the door, and the words of a command as they are kept. */
#pragma once
#include "command/command.h"

/* ---- arguments --------------------------------------------------------------------------------------------------- */

bool arguments_resolve_subjects(struct arguments *arguments, struct session *session, GError **error);
char *arguments_note(const struct arguments *arguments);
/* One value after the other, in the order given: false past the end. Borrowed. `number` is its number, for a subject
 * that was resolved the store id. */
struct given {
    const struct argument *argument;
    const char *text;
    int64_t number;
};
bool arguments_at(const struct arguments *arguments, size_t index, struct given *given);
/* The values as JSON, [["name", "value"], ...]: subjects by store id, paths from the root, so that the words mean the
 * same to another person at another place. Caller frees. */
char *arguments_to_words(const struct arguments *arguments);
/* And back, typed and checked anew. INPUT when they are none; USAGE when the command does not take them any more. */
struct arguments *arguments_from_words(const struct command *command, const char *words, GError **error);

/* ---- the door ---------------------------------------------------------------------------------------------------- */

/* An approval: the second one's part of an act of two persons. */
struct second {
    int64_t proposal;
    const char *maker, *note;
};

/* One passing of the door. The first five are the caller's. */
struct passage {
    const struct command *command;
    struct session *session;
    struct arguments *arguments;
    struct table *answer;
    const struct second *second; /* NULL: an act of one person, or the first one's part */
    bool entered;                /* the checks were passed: what went wrong afterwards is the act's own */
    char *note;                  /* for the log */
};
bool door_pass(struct passage *passage, GError **error);
/* Refused: a line of the log, and the error with its reason. `more`: arguments of the phrases, or NULL. */
bool door_refuse(const struct command *command, struct session *session, const char *reason, const char *why,
                 const char *next, const char *more, GError **error);

/* Why not, in a word, a sentence and a next step (phrases, never freed). */
struct hindrance {
    const char *word, *why, *next;
};
/* Whether something keeps the session from running the command; `second`: as the one who approves. */
bool command_is_hindered(const struct command *command, const struct session *session, bool second,
                         struct hindrance *hindrance);

/* ---- two persons ------------------------------------------------------------------------------------------------- */

/* Whether the command's act and the proposal's change of state are one transaction. */
bool second_is_one_act(const struct command *command);
/* The first one's part: keeps the words as a proposal and answers its number, state and last day. */
bool second_propose(struct passage *passage, GError **error);
/* Inside an act: the proposal leaves the state `from` for `to`; STALE when somebody was faster. */
bool second_settle(struct session *session, const struct second *second, const char *from, const char *to,
                   GError **error);

struct proposal {
    int64_t id, subject, made, checked, version; /* moments in milliseconds; 0: none */
    char *command, *words, *purpose, *maker, *reason, *state, *checker, *note;
    struct date last; /* the last day on which it can be approved */
};
#define PROPOSAL_COLUMNS                                                                                               \
    "id, subject, made, checked, version, command, words, purpose, maker, reason, state, checker, note"
/* From a row of PROPOSAL_COLUMNS; an open one whose days are over is "expired". Borrows nothing. */
struct proposal *proposal_of_row(struct session *session, struct statement *row);
/* NOT_FOUND when there is none. */
struct proposal *proposal_read(struct session *session, int64_t id, GError **error);
void proposal_free(struct proposal *proposal);
typedef struct proposal proposal_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(proposal_t, proposal_free)
/* Whether the session's role may approve it; the same person as the maker is another question. */
bool proposal_may_check(const struct proposal *proposal, const struct session *session);
bool proposal_is_own(const struct proposal *proposal, const struct session *session);
