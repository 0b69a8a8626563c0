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

/* Facts and card to result, and the day it is scored on: the one path of show, portfolio and what-if. */
struct date score_dossier(const struct model *card, const struct dossier *dossier, struct score_result *result);
