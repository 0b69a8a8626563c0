/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects of their own, and consents and protections written by hand, for the tests of the access check, of consent
 * and of the watch. The clock stands at 2026-11-22 09:00 UTC. */
#pragma once
#include "fixture.h"

#define TODAY date_make(2026, 11, 22)
enum { DAY = 86400000 };

/* NULL takes: kind query, answer granted, recipient bureau, purpose credit_review, scope all, form paper ("" none). A
 * day that is 0 takes 2026-01-05 for granted and none for the others; a moment that is 0 takes the day's for entered.
 */
struct given {
    const char *kind, *answer, *recipient, *purpose, *scope, *form;
    struct date told, granted, expires, withdrawn;
    int64_t entered, ended;
};

/* A person or an enterprise with a name, an account, a public record, means and behaviour; no consent. */
int64_t add_file(struct fixture *fixture, const char *kind);
int64_t add_given(struct fixture *fixture, int64_t subject, struct given given);
int64_t add_protection(struct fixture *fixture, int64_t subject, const char *kind, struct date begins, struct date ends,
                       const char *contact);
/* Any statement, as an act. */
void write_by_hand(struct fixture *fixture, const char *sql);
void set_profile(struct fixture *fixture, const char *profile);
/* The session states it, with a role that may. */
void set_purpose(struct fixture *fixture, const char *purpose);
