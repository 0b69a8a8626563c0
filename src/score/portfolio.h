/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of this room need of scoring over the store, beside score.h. */
#pragma once
#include "score/score.h"

/* Scores the live subjects of first..last in id order and keeps what changed. Inside an act; progress and cancel. */
struct portfolio_count {
    int64_t scored, changed;
};
bool portfolio_score(struct session *session, int64_t first, int64_t last, struct portfolio_count *count,
                     GError **error);

/* A model by name: the newest of that name in the store that is not retired, else data/models/NAME.json, else a file of
 * that path. NOT_FOUND when there is none. Caller frees. */
struct scorecard *scorecard_named(struct session *session, const char *name, GError **error);

/* Facts and card to result, and the day it is scored on: the one path of show, portfolio and what-if. */
struct date score_dossier(const struct scorecard *card, const struct dossier *dossier, struct score_result *result);

/* Writes the training sample of an outcome to `path`: beside it first, then renamed. Answers rows and bads. */
bool sample_write(struct session *session, const char *path, const char *outcome, int64_t *rows, int64_t *bads,
                  GError **error);
