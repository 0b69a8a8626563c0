/* SPDX-License-Identifier: Apache-2.0 */
/* Small credit files made in memory for the tests of scoring. */
#pragma once
#include "score/score.h"

struct dossier *file_new(const char *as_of);
/* Adds an open account; `limit` in minor units, MONEY_UNKNOWN when not known. Ids must rise. */
struct account *file_account(struct dossier *dossier, int64_t id, const char *type, int64_t limit);
/* Gives an account its months from `first` on. */
void file_states(struct account *account, const char *first, const char *states);
/* Sets one series; `values` has as many entries as there are states. */
void file_series(struct account *account, int64_t **series, const int64_t *values);
void file_enquiry(struct dossier *dossier, const char *day, const char *reason);
void file_public_record(struct dossier *dossier, const char *day, const char *ended);
struct date day_of(const char *text);
struct month month_named(const char *text);

/* One feature on the file's own day. An unknown id fails the test. */
double feature_of(const struct dossier *dossier, const char *id);
/* Every credit fact of a file as text: two files are the same when the texts are. */
char *file_text(const struct dossier *dossier);

/* A client of the card sample: one card, limit 20,000, April to September 2005, two months late at the end. */
struct dossier *file_card_client(void);

/* A scorecard of three characteristics: lateness, utilisation and enquiries. */
extern const char file_card_json[];
