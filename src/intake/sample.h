/* SPDX-License-Identifier: Apache-2.0 */
/* Sample data from a fixed seed: invented people, institutions and their dealings. Nothing of it is about anybody: the
 * region codes (99xxxx) belong to no region, the streets and institutions to no place. */
#pragma once
#include "intake/batch.h"

/* SplitMix64: the same numbers on every machine, whatever GLib's generator becomes. */
struct dice {
    uint64_t state;
};
uint64_t dice_next(struct dice *dice);
int dice_range(struct dice *dice, int low, int high); /* both included */
bool dice_chance(struct dice *dice, double share);

struct words; /* the lists of data/samples, with weights */
struct words *words_load(GError **error);
void words_free(struct words *words);
typedef struct words words_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(words_t, words_free)

/* One sample run: what everything below needs. */
struct sample {
    struct session *session;
    struct dice dice;
    struct words *words;
    GHashTable *identities; /* numbers given out, so that none comes twice */
    struct fact_writer writer;
    struct month_scratch scratch;
    int64_t line;          /* of the batch: counts the invented records */
    struct month observed; /* last month of every history */
    struct date today;
    int64_t consents, consent_first; /* ids */
};

/* Opens a batch of an invented furnisher, so that sample facts have a source like all others. */
bool sample_batch(struct sample *sample, const char *code, const char *english, const char *chinese, GError **error);
bool sample_batch_end(struct sample *sample, GError **error);

size_t words_institutions(const struct words *words);
void words_institution(const struct words *words, size_t index, const char **code, const char **chinese,
                       const char **english, const char **kind);

/* ---- sample_people.c ---- */
/* Name, identity number, mobile number, address, enquiries and a consent for a person. `birth` with `exact` false: only
 * its year is known, the number takes a day of that year near it. */
bool sample_identity(struct sample *sample, int64_t subject, char sex, struct date birth, bool exact, GError **error);
/* The same for every person of the store who has no name yet. */
bool sample_identities(struct sample *sample, GError **error);
char *sample_company(struct sample *sample, const char **industry);
bool sample_put_text(struct sample *sample, enum fact_kind kind, int64_t subject, const char *label, const char *value,
                     GError **error);
bool sample_address(struct sample *sample, int64_t subject, const char *kind, bool latin, const char **region,
                    GError **error);

/* ---- sample_consents.c ---- */
/* The consent to the usual purposes. */
bool sample_consent(struct sample *sample, int64_t subject, GError **error);
/* Those that are given separately: means, an institution of its own, sharing, marketing. After everybody is there. */
bool sample_separate_consents(struct sample *sample, GError **error);

/* ---- sample_means.c ---- */
/* Bills paid and missed and dealings online of a person; two or three years of statements of an enterprise. quality: 0
 * good, 1 middling, 2 poor. They throw dice of their own. */
bool sample_behaviour(struct sample *sample, int64_t subject, int quality, GError **error);
bool sample_statements(struct sample *sample, int64_t subject, int quality, GError **error);

/* ---- sample_book.c ---- */
/* 1,000 persons and 50 enterprises with accounts of several kinds, means, records and relations. */
bool sample_book(struct sample *sample, int persons, int enterprises, GError **error);
/* ---- sample_accounts.c ---- */
/* Three to eight accounts of one subject with plausible months. quality: 0 good, 1 middling, 2 poor. Writes with the
 * writer of each institution in turn. */
struct lender {
    struct fact_writer writer;
    int64_t line;
};
bool sample_accounts(struct sample *sample, struct lender *lenders, int64_t subject, bool enterprise, int quality,
                     GError **error);

/* ---- sample_cases.c ---- */
/* About forty disputes in different states and with different last days, through the dispute room's own commands, in
 * the order of their days, none before `begin`. Answers how many were opened. */
bool sample_cases(struct session *session, uint64_t seed, int64_t begin, int *opened, GError **error);

/* ---- sample_acts.c ---- */
/* What data/samples/acts.tsv tells, at the session's moment. */
bool sample_acts(struct session *session, GError **error);
