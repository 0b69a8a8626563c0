/* SPDX-License-Identifier: Apache-2.0 */
/* rights: who may do what, and what each role sees of a secret value. Both are tables in data/guard/, read once; what
 * is not in them may nobody do, and is shown to nobody. */
#pragma once
#include "guard/guard.h"

/* What a cell of data/guard/rights.tsv gives. */
enum right {
    RIGHT_DO = 1 << 0,    /* x: may do it */
    RIGHT_ASK = 1 << 1,   /* a: may ask for it; a second person does it */
    RIGHT_CHECK = 1 << 2, /* c: may do it when another person asked for it */
};
/* Bits of enum right; b in the table is a and c: either, and never both for the same act. The line with the command's
 * own id counts, else the longest that ends in `.*` and fits ("table.*"), else 0. */
unsigned rights_of(const char *command, enum role role);
/* The roles that have any right to it, as bits. */
unsigned rights_roles(const char *command);
/* The roles that have one of the rights `wanted` (bits of enum right) to it. */
unsigned rights_roles_with(const char *command, unsigned wanted);
/* False and the first fault of data/guard/rights.tsv, with its file and line (a line whose command is unknown is found
 * by the tests). With a fault nobody has any right; the door asks this before every command. */
bool rights_check(GError **error);
/* Hex digest (BLAKE2b, 16 characters) of the tables of data/guard and data/law as this program reads them: it stands in
 * the line of each login, so that rules that somebody changed can be told from the log. Borrowed. */
const char *rights_digest(void);

/* How a role is shown values of a class: data/guard/masks.tsv. */
enum shown {
    SHOWN_HIDDEN, /* -: only that there is one */
    SHOWN_MASKED, /* m: masked, and stays so */
    SHOWN_ASKED,  /* r: masked, in clear when a reason was given */
    SHOWN_CLEAR,  /* c */
};
enum shown rights_shown(enum role role, enum secrecy secrecy);
/* For this session now: SHOWN_HIDDEN, SHOWN_MASKED or SHOWN_CLEAR (a reason makes r to c). */
enum shown guard_shown(const struct session *session, enum secrecy secrecy);
/* The value as this session may see it; NULL for NULL. Caller frees. */
char *guard_show(const struct session *session, const char *value, enum secrecy secrecy);
/* The same by what was decided before, for tables. */
char *shown_text(const char *value, enum secrecy secrecy, enum shown shown);
/* Whether a reason would show anything more to this role. */
bool rights_may_reveal(enum role role);
/* A reason for which values are shown in clear must say something, and nothing personal. USAGE. */
bool guard_reason_check(const char *reason, GError **error);
/* False and the first fault of masks.tsv; what cannot be read is hidden all the same. */
bool masks_check(GError **error);
/* "identity": the word of a class in data/. Borrowed. */
const char *secrecy_name(enum secrecy secrecy);
