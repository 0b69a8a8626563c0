/* SPDX-License-Identifier: Apache-2.0 */
/* statement: what stands beside an item of a file in every report: the person's own statement, an institution's remark,
 * the centre's note, an objection that could not be settled.
 * For:    adding, refusing, withdrawing and listing them; the limits that a profile sets.
 * Uses:   letter, law, subject, command, guard, store, base.
 * Never:  changes a fact: what is said of it stands beside it. */
#pragma once
#include "subject/subject.h"

/* A statement to be written. Strings are borrowed. */
struct statement_text {
    int64_t subject, dispute; /* dispute 0: outside a case */
    const char *kind;         /* codes STATEMENT_KIND: personal, institution, centre, objection */
    int64_t account;          /* 0 with field NULL: about the whole report */
    struct month month;
    const char *field, *text, *author;
};

/* data/law/statement_rules.tsv, the line of a profile and kind; borrowed. False when there is none. */
struct statement_rule {
    int64_t limit;
    bool words;    /* counted in words, else in characters */
    bool disputed; /* only about what is or was disputed */
    const char *cite;
};
bool statement_rule_of(const char *profile, const char *kind, struct statement_rule *rule);

/* How long a text is and may be: for a form that counts along. unit: "characters" or "words"; borrowed. Pure. False: no
 * limit is known. */
struct statement_measure {
    int64_t count, limit;
    const char *unit, *article;
};
bool statement_measure(const char *text, const char *profile, const char *kind, struct statement_measure *measure);

/* Refuses what the profile refuses: too long (characters, or words under US-FCRA), empty, promising, about nothing that
 * is or was disputed (of kind personal; 2005 procedure, articles 14 to 17). REFUSED says which limit and its article.
 */
bool statement_check(struct session *session, const struct statement_text *text, const char *profile, GError **error);
/* Writes it, accepted and shown from now on. Inside an act. Answers its id, 0 and an error. */
int64_t statement_write(struct session *session, const struct statement_text *text, GError **error);

bool statement_command_add(struct session *, const struct arguments *, struct table *, GError **);
bool statement_command_refuse(struct session *, const struct arguments *, struct table *, GError **);
bool statement_command_withdraw(struct session *, const struct arguments *, struct table *, GError **);
bool statement_command_list(struct session *, const struct arguments *, struct table *, GError **);
