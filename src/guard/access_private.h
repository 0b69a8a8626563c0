/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the access check share: what is asked, and what the store says to it; for this folder. */
#pragma once
#include "guard/access.h"

struct question {
    struct store *store;
    const char *profile, *purpose, *recipient;
    const struct access_rule *rule;
    int64_t subject, moment;
    struct date day; /* of the moment */
    bool past;       /* what ended in the very millisecond still held */
};

/* What stands in the way, and what the subject is: one read. */
struct standing {
    bool known, enterprise, frozen, restricted;
    char *alert; /* phrase, or NULL */
};
bool access_read_standing(const struct question *question, struct standing *standing, GError **error);

/* What the consents cover: one read. */
struct covered {
    unsigned kinds;
    int64_t consent;                    /* the one that covers most, the oldest of equals; 0 for none */
    char *clause;                       /* of that one, or NULL */
    struct date until;                  /* its last day; DATE_NONE: open */
    bool expired, withdrawn, unwritten; /* there is one that would do, but for that */
    struct date ended;                  /* the newest day of those that ran out or were withdrawn */
    bool unwarned;                      /* a sensitive kind is agreed to, but nobody says when the person was told */
};
bool access_read_consents(const struct question *question, unsigned sensitive, struct covered *covered, GError **error);

/* Whether nobody can be told from what is held of the subject: every fact comes from sources without names, and neither
 * a name nor a number, a contact, an address nor an employer was ever held. Several reads: only asked when no consent
 * was found. */
bool access_is_anonymous(const struct question *question, bool *anonymous, GError **error);
