/* SPDX-License-Identifier: Apache-2.0 */
/* What is adverse in a file, when it ended, and the last day on which the law lets it be seen. The kinds of items are
 * data/law/adverse.tsv, the periods data/law/profiles.tsv. Everything here is arithmetic over what is in memory;
 * dossier_load() applies it below every view, always by the real day. */
#pragma once
#include "law/law.h"
#include "subject/dossier.h"

enum adverse_table { ADVERSE_HISTORY, ADVERSE_CLASS, ADVERSE_STATE, ADVERSE_RECORD };
enum adverse_clock { CLOCK_SPELL_END, CLOCK_ACCOUNT_END, CLOCK_RECORD_END, CLOCK_EVENT, CLOCK_FIRST_DELINQUENCY };

/* A line of adverse.tsv; lives as long as the program. */
struct adverse_rule {
    const char *item; /* "late": code of ADVERSE_ITEM */
    enum adverse_table table;
    const char *codes; /* words separated by spaces */
    enum adverse_clock clock;
    bool deletes;      /* else: taken out of the views and kept */
    bool persons_only; /* nothing of an enterprise leaves by it */
    const struct law_rule *law;
    const char *status, *source;
};
struct adverse_rules; /* those of one profile */

/* The rules of a profile on a day. `cut` is the latest day on which something can have ended that is gone today: a file
 * with nothing so old is done with one comparison. */
struct retention {
    const struct adverse_rules *rules;
    struct date today, cut;
};
/* Read once a profile and kept. A profile without lines has no rules, and takes nothing out. Errors: INPUT, NOT_FOUND
 * (adverse.tsv names a rule that is not in profiles.tsv). */
bool retention_begin(struct retention *retention, const char *profile, struct date today, GError **error);
/* Every rule in file order; NULL past the end. */
const struct adverse_rule *retention_rule(const struct retention *retention, size_t index);
/* The rule that makes a state of a month adverse; NULL when none does. */
const struct adverse_rule *retention_rule_of_state(const struct retention *retention, char state);
const struct adverse_rule *retention_rule_of(const struct retention *retention, enum adverse_table table,
                                             const char *code);

struct adverse_item {
    const struct adverse_rule *rule;
    int64_t account, fact;    /* of a month or an account; of a record */
    struct month first, last; /* months that are adverse by this rule; MONTH_NONE */
    int months;               /* how many of them */
    struct date began, ended; /* ended is DATE_NONE while it lasts */
    struct date last_day;     /* the last on which it may be seen; DATE_NONE: the clock does not run */
};
bool adverse_is_gone(const struct retention *retention, const struct adverse_item *item);

/* What is known today of an account of which an earlier version is looked at. */
struct account_known {
    const struct history *history; /* the newest, NULL when there is none */
    struct date closed;
    struct date replaced; /* when the version's loan class or state gave way to a better one */
};
/* The adverse items of one version of an account's months, of its loan class and state, of a record; appended to
 * `items` (struct adverse_item). `known` may be NULL: the version is the newest. An account without identities
 * (anonymous) and, where the rule says persons, an enterprise have none. */
void retention_months(const struct retention *retention, bool person, int64_t account, const struct history *version,
                      struct date closed, const struct account_known *known, GArray *items);
void retention_account(const struct retention *retention, bool person, const struct account *version,
                       const struct account_known *known, GArray *items);
void retention_record(const struct retention *retention, bool person, const struct public_record *record,
                      struct date ended_later, GArray *items);
/* All items of a dossier that was loaded as it is held; `later` (may be NULL) is what is known today of the same
 * subject when the dossier is of an earlier day. Caller frees. */
GArray *retention_items(const struct retention *retention, const struct dossier *dossier, const struct dossier *later);

/* One month as if it had never been reported: unknown, its own code and past due amount gone. */
void retention_wipe_month(struct history *history, size_t place);
/* Wipes the months of `items` that are gone. True when anything was. */
bool retention_wipe_months(const struct retention *retention, struct history *history, const GArray *items,
                           int64_t account, bool keep_excluded);
/* Whether anything in a dossier is old enough to have left: a few comparisons. */
bool retention_has_old(const struct retention *retention, const struct dossier *dossier);
/* Takes out of the dossier what is gone. `keep_excluded`: an auditor's look back leaves what is only excluded. */
void retention_apply(const struct retention *retention, struct dossier *dossier, const struct dossier *later,
                     bool keep_excluded);

/* ---- with a session ---- */

/* The rules of the store's profile on the session's real day, whatever as_of says. */
bool retention_of_session(struct retention *retention, struct session *session, GError **error);
/* Asks for a look back behind the law, in `command` (for the log): sets session->expired_too, or refuses and records
 * that when the person is no auditor, the purpose is no audit, or the law deletes all it takes out. REFUSED. */
bool retention_look_back(struct session *session, const char *command, GError **error);
/* Whether the session looks back behind the law: asked for, by an auditor, for the purpose of an audit. What a rule
 * deletes is not shown even then. */
bool retention_looks_back(const struct session *session);
/* What is known today of a subject: accounts (closing day, class, state, months) and the ends of records, each by its
 * newest version; `changed` of an account is when it was first given that class and state after the change `view`.
 * Nothing else is in it. Free with dossier_free. */
struct dossier *retention_known(struct session *session, int64_t subject, int64_t view, GError **error);
/* What dossier_load() does before it answers. */
bool retention_take_out(struct session *session, struct dossier *dossier, GError **error);
