/* SPDX-License-Identifier: Apache-2.0 */
/* command: the one door. Every act, from whichever face, is a command of the one list, run here.
 * For:    command records, typed arguments, tables, the door that checks, runs, masks and records.
 * Uses:   guard, store, base.
 * Never:  knows a room of the craft, a key code, a colour or a print. */
#pragma once
#include "command/table.h"
#include "guard/access.h"
#include "guard/rights.h"

enum argument_type {
    ARGUMENT_TEXT,
    ARGUMENT_INTEGER,
    ARGUMENT_MONEY, /* minor units */
    ARGUMENT_DATE,
    ARGUMENT_MONTH,
    ARGUMENT_SUBJECT, /* store id or identity number; parsed to the store id by the door */
    ARGUMENT_ACCOUNT, /* account id */
    ARGUMENT_FILE,    /* path that is read */
    ARGUMENT_TARGET,  /* path that is written */
    ARGUMENT_CHOICE,  /* one of argument->choices, separated by '|' */
    ARGUMENT_FLAG,    /* an option without a value */
};

enum argument_flags {
    ARGUMENT_REQUIRED = 1 << 0,
    ARGUMENT_OPTION = 1 << 1,   /* --name VALUE; without it the argument is positional */
    ARGUMENT_REPEATED = 1 << 2, /* may come more than once; a positional one takes all that is left */
    ARGUMENT_PERSONAL = 1 << 3, /* its value is never written to the log */
};

struct argument {
    const char *name;
    enum argument_type type;
    unsigned flags;
    const char *help;    /* translatable */
    const char *choices; /* "money|effort|changes" */
};

enum command_needs {
    NEEDS_STORE = 1 << 0,
    NEEDS_PURPOSE = 1 << 1,      /* a look at a dossier: the door asks guard_access() */
    NEEDS_BULK = 1 << 2,         /* opens the store for maintenance */
    NEEDS_ROW = 1 << 3,          /* workstation: a row under the cursor */
    NEEDS_STORE_IF_ANY = 1 << 5, /* works without a store, and looks at one when there is one */
    NEEDS_SECOND = 1 << 4,       /* two persons, see below */
    NEEDS_EXPORT = 1 << 7,       /* also with an engine that was not tested; the store is then only read */
    NEEDS_PASSPHRASE = 1 << 6,   /* the passphrase itself: keys that the agent lends do not do */
};

/* An act of two persons (NEEDS_SECOND) has `a` and `c` (or `b`) in data/guard/rights.tsv and no `x`. Who may ask calls
 * it as any other command: after all checks the door keeps the words in the table `proposal`, answers the facts
 * proposal, state and expires, and does not call `run`. Another person who may check approves (`second approve N`):
 * then the door makes all its checks anew for that person and calls `run`, with session->user the second one and
 * session->maker the first one. With COMMAND_WRITES, the act, the proposal's new state and the lines of the log are one
 * transaction; with COMMAND_OWN_ACT or without writing, the proposal is taken before and settled afterwards, so `run`
 * is never called twice for one proposal. `run` looks at the world as it is then, and answers STALE, NOT_FOUND or
 * REFUSED when it does not fit any more: the proposal is then overtaken. Files named in the words are read then, too.
 * Not together with NEEDS_BULK or NEEDS_PASSPHRASE: an approval opens the store as any command does. */
enum command_flags {
    COMMAND_WRITES = 1 << 0,      /* runs inside one write transaction made by the door */
    COMMAND_WORKSTATION = 1 << 1, /* only the workstation can do it; `run` is NULL */
    COMMAND_BAR = 1 << 2,         /* shown in the footer */
    COMMAND_DANGER = 1 << 3,      /* asks before it runs; `confirm` is the question */
    COMMAND_LOOK = 1 << 4,        /* reading it is recorded */
    COMMAND_LONG = 1 << 5,        /* runs as a job with progress and cancel */
    COMMAND_OWN_ACT = 1 << 6,     /* with COMMAND_WRITES: makes its transaction itself, after what takes long (a secret
                                     asked for, Argon2), so that nobody waits for it */
    COMMAND_REVEALS = 1 << 7,     /* its argument `reason` is a reason to show values in clear, as --reveal is */
};

struct arguments;
typedef bool (*command_function)(struct session *session, const struct arguments *arguments, struct table *answer,
                                 GError **error);

struct command {
    const char *id;    /* "dispute.open": `bureau dispute open` */
    const char *title; /* translatable */
    const char *help;  /* translatable, one to three sentences */
    const char *keys;  /* "grid:s grid:F6 global:C-p": context and key, separated by spaces; NULL for none */
    unsigned needs;
    unsigned kinds;      /* bits of enum data_kind it shows of a subject; 0: whatever the consent covers */
    const char *purpose; /* what it is for by its nature ("dispute" for a look at a case): stated for those who may,
                            whatever purpose the session has; NULL */
    unsigned flags;
    int bar;             /* place in the footer, small first */
    const char *label;   /* translatable short word for the footer; NULL takes the title */
    const char *confirm; /* translatable question of a dangerous act */
    const char *hint;    /* translatable next key, shown a few times after use */
    command_function run;
    const struct argument *arguments; /* ends with a NULL name */
    const char *example;              /* "bureau whatif 12 'pay(account=3,amount=500)'" */
};

/* The list itself is catalogue.c. */
extern const struct command catalogue[];
extern const size_t catalogue_size;

/* By id ("dispute.open"); NULL when there is none. */
const struct command *command_find(const char *id);
/* By the words of a command line: takes as many words as it needs and says how many. NULL when none fits. */
const struct command *command_match(const char *const *words, size_t count, size_t *used);

/* The roles that have any right to it (data/guard/rights.tsv), as bits of enum role. */
unsigned command_roles(const struct command *command);
/* Why the session may not run it now, in full: which right is missing and who has it, that somebody else must ask
 * first, that no store is open, that an earlier day is shown. A phrase (base/phrase.h) that is never freed; NULL when
 * it may. What depends on a file (purpose, consent, freeze) is known only when it is looked at: guard_access(). */
const char *command_why_not(const struct command *command, const struct session *session);

/* Values in, typed and checked. Unknown option, missing or wrong value: BUREAU_ERROR_USAGE that names it. */
struct arguments *arguments_parse(const struct command *command, const char *const *words, size_t count,
                                  GError **error);
struct arguments *arguments_new(const struct command *command);
bool arguments_set(struct arguments *arguments, const char *name, const char *value,
                   GError **error);                                         /* adds, if repeated */
bool arguments_complete(const struct arguments *arguments, GError **error); /* every required one is there */
void arguments_free(struct arguments *arguments);
typedef struct arguments arguments_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(arguments_t, arguments_free)

bool arguments_has(const struct arguments *arguments, const char *name);
const char *arguments_text(const struct arguments *arguments, const char *name); /* NULL when absent */
int64_t arguments_int(const struct arguments *arguments, const char *name,
                      int64_t fallback); /* INTEGER, MONEY, SUBJECT, ACCOUNT */
struct date arguments_date(const struct arguments *arguments, const char *name);
struct month arguments_month(const struct arguments *arguments, const char *name);
size_t arguments_count(const struct arguments *arguments, const char *name);
const char *arguments_nth(const struct arguments *arguments, const char *name, size_t index);

/* The door: checks right, purpose and consent, resolves the subject, runs the command in one transaction with its audit
 * line (looks are recorded too, refusals as well), masks what leaves. `answer` comes from the caller (with its sink).
 * A refusal has a reason for programs: bureau_error_reason(), session->refusal ("role", "second-person", "no-store",
 * "as-of", "reveal", the words of access_word(), and those of the rooms). A command may run others; inside the act of
 * one that writes, those that write join it, and it must fail when they do. */
bool command_run(const struct command *command, struct session *session, struct arguments *arguments,
                 struct table *answer, GError **error);

/* Subjects are named by store id or by an identity number: the door's own resolver. 0 and NOT_FOUND when unknown. */
int64_t command_resolve_subject(struct session *session, const char *name, GError **error);

/* `commands`: the list as a table. */
bool command_list(struct session *session, const struct arguments *arguments, struct table *answer, GError **error);
/* `rights`: data/guard/rights.tsv as this program reads it, a command a row, a role a column. */
bool command_rights(struct session *session, const struct arguments *arguments, struct table *answer, GError **error);
