/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to the question an auditor asks of one file: who saw this person, why, on what ground, and was anything
 * seen that should not have been. Three lines above the log of that file, counted from its lines. */
#pragma once
#include "core/app.h"

enum { AUDIT_ANSWER_ROWS = 3 };

struct audit_answer {
    bool there;
    bool cut;      /* the log of this file is longer than what was read */
    size_t looks;  /* those that were made */
    size_t people; /* who made them */
    size_t refused;
    GPtrArray *grounds;  /* char *: what they rested on, most frequent first */
    GPtrArray *purposes; /* char *: why, most frequent first; codes */
};
void audit_answer_clear(struct audit_answer *answer);
/* Counts the lines of one file; `most` is how many were asked for. */
void audit_answer_read(struct audit_answer *answer, const struct table *lines, size_t most);
/* `watch` is the answer of consent.watch for this file, NULL: not asked yet; `key` asks it. */
void audit_answer_draw(const struct audit_answer *answer, const struct table *watch, const char *key,
                       struct canvas *canvas, struct rect area);
