/* SPDX-License-Identifier: Apache-2.0 */
/* A small real store for tests: users of every role, one person with two accounts of 24 months (2024-11 to 2026-10)
 * and live consents, a clock that stands at 2026-11-22 09:00 UTC. Acts go through the one door. All of it is synthetic.
 */
#pragma once
#include "command/command.h"

struct fixture {
    char *directory;
    bool lends; /* an agent runs */
    struct store *store;
    struct session *session; /* starts as the officer, purpose dispute */
    int64_t subject;         /* 王小明 */
    int64_t card, loan;      /* account ids: revolving, two months late in 2026-04; loan, always on time */
    char *identity;          /* the subject's identity number */
};

#define FIXTURE_OFFICER  "li.na"
#define FIXTURE_SERVICE  "wang.fang"
#define FIXTURE_REVIEWER "zhao.min"
#define FIXTURE_AUDITOR  "sun.yu"
#define FIXTURE_STEWARD  "chen.wei"
#define FIXTURE_ANALYST  "qian.yi"
#define FIXTURE_ADMIN    "zhou.ting"

struct fixture *fixture_new(void);
/* The same with a key file, a slot for every user and one passphrase for all, for tests that run the program itself:
 * their keys are lent to an agent in the fixture's own folder ($XDG_RUNTIME_DIR, $XDG_STATE_HOME are set to it). The
 * test's main() has to become the agent when it is started with AGENT_WORD. */
#define FIXTURE_PASSPHRASE "every fixture has the same five words"
struct fixture *fixture_sealed_new(void);
void fixture_free(struct fixture *fixture);
void fixture_user(struct fixture *fixture, const char *user);
void fixture_clock(struct fixture *fixture, const char *day); /* 09:00 UTC of that day */

/* Runs a command by id with words as on the command line ("--item", "account=1,..."), ended by NULL. NULL when it was
 * refused; then `error` says why. Free with table_free. */
struct table *fixture_try(struct fixture *fixture, GError **error, const char *command, ...) G_GNUC_NULL_TERMINATED;
/* The same, and the test fails when it is refused. */
struct table *fixture_run(struct fixture *fixture, const char *command, ...) G_GNUC_NULL_TERMINATED;

/* A fact's text or number of an answer; the test fails when it is not there. */
const char *fixture_text(const struct table *table, const char *fact);
int64_t fixture_int(const struct table *table, const char *fact);
/* The cell of a row under a named column. */
const struct cell *fixture_cell(const struct table *table, size_t row, const char *column);
/* One number from the store, for what no command answers. */
int64_t fixture_count(struct fixture *fixture, const char *sql);
