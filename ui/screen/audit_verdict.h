/* SPDX-License-Identifier: Apache-2.0 */
/* The two lines above the log: whether it is whole, as far as this visit looked, and its head as words that can be
 * compared with a day report or the label of a backup. */
#pragma once
#include "core/app.h"

struct audit_verdict {
    struct table *verified; /* answer of audit.verify; NULL: not looked at in this visit */
    struct table *head;     /* answer of audit.head; NULL: not there yet */
    bool for_picture;       /* a fixed clock: the words differ with every store and are left out */
};

enum { AUDIT_VERDICT_ROWS = 2 };
void audit_verdict_clear(struct audit_verdict *verdict);
/* `key` verifies the log. */
void audit_verdict_draw(const struct audit_verdict *verdict, const char *key, struct canvas *canvas, struct rect area);
/* Everything that was found, for a popup; NULL before it was looked at. Caller frees. */
char *audit_verdict_text(const struct audit_verdict *verdict);
