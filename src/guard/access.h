/* SPDX-License-Identifier: Apache-2.0 */
/* access: whether somebody may look at a person's file now: what the jurisdiction profile asks of the purpose (a
 * written consent, a law, nothing), which consent covers it, and what stands in the way (freeze, restriction). The
 * rules are data/law/access.tsv; the answer says why in a sentence, in a word for programs, and in a basis for the log.
 */
#pragma once
#include "guard/guard.h"

/* Kinds of data that a consent can name: its scope is their words, separated by commas, or "all". `all` is every kind
 * but those that need the warning of the profile's law first (sensitive in data/law/kinds.tsv: means), for which a
 * consent of kind `sensitive` with a day on which the person was told is needed. */
enum data_kind {
    KIND_IDENTITY = 1 << 0,  /* names, numbers, birth, sex */
    KIND_CONTACT = 1 << 1,   /* phone, address, work */
    KIND_CREDIT = 1 << 2,    /* accounts, months, enquiries, guarantees */
    KIND_PUBLIC = 1 << 3,    /* public records */
    KIND_MEANS = 1 << 4,     /* income, deposits, securities, insurance, real estate, tax */
    KIND_BEHAVIOUR = 1 << 5, /* consumption, bills, internet behaviour */
    KIND_SCORE = 1 << 6,     /* evaluations derived from the others */
    KIND_ALL = (1 << 7) - 1,
};
/* "credit,public" to bits; 0 and the unknown word in `*unknown` (may be NULL, caller frees) when one is not known. */
unsigned kinds_parse(const char *scope, char **unknown);
char *kinds_text(unsigned kinds); /* "all" for KIND_ALL & ~KIND_MEANS, "all,means" for KIND_ALL; caller frees */
/* The same for a person to read, in "en" or "zh": "Credit, Public records". Caller frees. */
char *kinds_label(unsigned kinds, const char *language);
/* Which kind a measure is of: "income.salary" is KIND_MEANS. By data/law/kinds.tsv; one that is in no line there counts
 * as KIND_MEANS, which asks most. */
unsigned kind_of_measure(const char *measure);
/* Whether the law of the profile wants the warning before it (article 14 of the Chinese regulation). */
bool kind_is_sensitive(const char *profile, unsigned kind);
/* The bits for which that is so, and the article that says it ("" when there are none; borrowed). */
unsigned kinds_sensitive(const char *profile, const char **cite);

/* ---- the rules: data/law/access.tsv ------------------------------------------------------------------------------ */

enum access_asks {
    ASKS_REFUSE,  /* the law closes it */
    ASKS_WRITTEN, /* a consent on paper or as a signed data message */
    ASKS_CONSENT, /* a consent of any form */
    ASKS_LAW,     /* a law allows it */
    ASKS_NONE,
};
struct access_rule {
    const char *family;  /* "CN" of CN-ZX, CN-PIPL, CN-SH */
    const char *purpose; /* of data/law/purposes.tsv, or "anonymous" */
    enum access_asks asks;
    const char *asks_word; /* as it stands in the table */
    const char *consent;   /* the kind of consent that counts; "" when none is asked */
    unsigned kinds;        /* shown in any case once the look is allowed */
    bool stops_frozen, stops_restricted, needs_reference;
    const char *cite, *status, *en, *zh;
};
/* NULL: nobody may look for that under that law. `profile` or a family. Rules live as long as the program. */
const struct access_rule *access_rule_find(const char *profile, const char *purpose);
const struct access_rule *access_rule_at(size_t index); /* in file order; NULL past the end */
/* Whether `word` stands in a list that is separated by commas; nothing is allocated. */
bool access_list_holds(const char *list, const char *word);

/* ---- the question ------------------------------------------------------------------------------------------------ */

enum access_verdict {
    ACCESS_GRANTED,
    ACCESS_NO_PURPOSE,
    ACCESS_WRONG_PURPOSE,   /* the role may not state it */
    ACCESS_NO_REFERENCE,    /* the purpose needs the number of a document (--reference) */
    ACCESS_CONSENT_MISSING, /* none that names the purpose and the recipient */
    ACCESS_CONSENT_EXPIRED,
    ACCESS_CONSENT_WITHDRAWN,
    ACCESS_OUT_OF_SCOPE, /* there is one, and it does not cover the kinds of data asked for */
    ACCESS_FROZEN,
    ACCESS_RESTRICTED,
    ACCESS_FORBIDDEN, /* the profile does not know the purpose */
};
struct access {
    enum access_verdict verdict;
    unsigned kinds;    /* what may be shown: bits of enum data_kind */
    int64_t consent;   /* the one that covers it, 0 for none */
    struct date until; /* its last day, or that of the one that ended; DATE_NONE: open, or none */
    char *basis;       /* for the log: "consent 12 clause 2026-1", "law 条例17"; NULL when refused */
    char *why, *next;  /* phrases (base/phrase.h); NULL when granted */
    char *alert;       /* phrase that a face must show with the file (fraud alert with its contact), or NULL */
};
void access_clear(struct access *access);
/* "consent-missing", "subject-frozen" ...: for programs. */
const char *access_word(enum access_verdict verdict);

/* Whether session's person may look at `kinds` (0: whatever is covered) of the subject for session->purpose at the
 * session's moment. Costs two indexed reads; no allocation that grows with the store. False only when the store cannot
 * be read. */
bool guard_access(struct session *session, int64_t subject, unsigned kinds, struct access *access, GError **error);
/* The same question for a moment and a person of the past: what the watch over the log asks. `recipient` is the
 * institution of the user then ("bureau" for its own people). Whether the role might state the purpose, and whether a
 * document was named, is not asked. What ended in the very millisecond of the look still held then. */
bool guard_access_at(struct session *session, const char *profile, const char *purpose, const char *recipient,
                     int64_t subject, unsigned kinds, int64_t moment, struct access *access, GError **error);
/* "bureau", or the institution of a user with that role ("" when they have none). Caller frees; NULL and an error when
 * the store cannot be read. */
char *access_recipient(struct session *session, const char *user, enum role role, GError **error);
/* The day of a moment in the local zone; not the day that the session looks at. */
struct date access_day(int64_t moment);
/* The profile whose law holds here: setting `law.profile`, read once a session. Borrowed from the session. */
const char *session_profile(struct session *session);
/* Forgets what was read of settings: after somebody changed one. */
void session_forget_settings(struct session *session);
