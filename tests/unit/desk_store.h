/* SPDX-License-Identifier: Apache-2.0 */
/* Many cases at once for tests and figures of the desk: written as rows, not opened one by one, but whole: each has its
 * item, its first event and its clock, so that every act may follow. */
#pragma once
#include "command/command.h"

struct desk_cases {
    int64_t subject, account; /* all of one person, about one account (of source 1) */
    const char *state, *waiting, *maker;
    int days, spread; /* the legal last day of case i is today + days + i % spread */
};
/* Inside an act. Answers the first id; ids follow each other. */
int64_t desk_cases_add(struct session *session, const struct desk_cases *cases, int64_t count);
/* The same as an act of its own. */
int64_t desk_cases_make(struct session *session, const struct desk_cases *cases, int64_t count);
