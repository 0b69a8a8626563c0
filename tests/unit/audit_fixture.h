/* SPDX-License-Identifier: Apache-2.0 */
/* A store with a log of some lines, and hands that change it behind the log. */
#pragma once
#include "check.h"
#include "fixture.h"

/* Before the first test: the person's state folder is one of this program's own, taken away by audit_end(). */
int audit_begin(void **state);
int audit_end(void **state);

/* A fixture whose log has looks, writes, a case and a refusal; at least twelve lines. */
int audit_set_up(void **state);
int audit_tear_down(void **state);

/* The keys of every fixture of this program. */
struct vault_keys *audit_keys(void);

/* Statements run by hand on a connection for maintenance, the triggers of the log taken away first; ends with NULL. */
void by_hand(struct fixture *fixture, ...) G_GNUC_NULL_TERMINATED;

/* Closes and opens the store of the fixture: what was written is then in bureau.db alone. */
void close_store(struct fixture *fixture);
void open_store(struct fixture *fixture);

int64_t newest_line(struct fixture *fixture);
/* The proof; the test fails when it cannot be done. Clear it with guard_verdict_clear. */
struct guard_verdict prove(struct fixture *fixture);
void assert_intact(struct fixture *fixture);
/* Not intact, and `first_bad` is named (0: none); `reason` is a part of the sentence. */
void assert_bad(struct fixture *fixture, int64_t first_bad, const char *reason);

/* The files an anchor of this store goes to: in the store's folder, and in the person's. Free with g_free. */
char *anchor_own(struct fixture *fixture);
char *anchor_outside(struct fixture *fixture);
char *file_text(const char *file);
void put_file(const char *file, const char *bytes, gssize length);
