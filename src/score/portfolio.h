/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of this room need of scoring over the store, beside score.h. */
#pragma once
#include "score/score.h"

struct portfolio_count {
    int64_t scored, changed; /* files that have a score now; those whose score or its values are new */
    int64_t derived;         /* files whose features were derived anew from facts */
    int64_t restricted;      /* kept and not evaluated */
    int64_t without_model;   /* enterprises, when there is no model for them */
};
/* Scores the live subjects of first..last in id order from their packed features and keeps what changed. Features that
 * are not current are derived first; with `fresh` all are, which is what an act that changed facts wants. Inside an
 * act; progress and cancel. */
bool portfolio_score(struct session *session, int64_t first, int64_t last, bool fresh, struct portfolio_count *count,
                     GError **error);

/* How a model would spread the portfolio. Nothing is written: any session that may read. */
enum { SPREAD_MOST_BANDS = 32 };
struct portfolio_spread {
    struct portfolio_count count;
    int64_t band[SPREAD_MOST_BANDS]; /* files a band, from the lowest */
    double score_sum, probability_sum;
    int lowest, highest;
    int64_t up, down, same; /* against the newest score kept of each */
};
bool portfolio_try(struct session *session, const struct model *model, bool fresh, struct portfolio_spread *spread,
                   GError **error);

/* Facts and model to result, and the day it is scored on: the one path of show and what-if. */
struct date score_dossier(const struct model *model, const struct dossier *dossier, struct score_result *result);
/* REFUSED ("out-of-scope") when the model reads a kind of data that is held and not covered here. */
bool score_model_is_covered(const struct model *model, const struct dossier *dossier, GError **error);
/* The model for the kind of subject a dossier is of. */
const struct model *score_model_of(struct session *session, const struct dossier *dossier, GError **error);

/* The value of each input in the model's order as little-endian doubles, as they are kept with a score; every NaN is
 * the same NaN. */
struct score_inputs {
    guint8 bytes[SCORE_MOST_PARTS * sizeof(double)];
    size_t length;
};
void score_inputs_pack(const double *values, size_t count, struct score_inputs *inputs);
/* The number of values read; they must fit. */
size_t score_inputs_unpack(const void *bytes, size_t length, double values[SCORE_MOST_PARTS]);

/* Scores of a session's act: what is kept of one. */
struct score_kept {
    const struct model *model;
    struct date day;
    const struct score_result *result;
    struct score_inputs inputs;
};
bool score_keep(struct session *session, int64_t subject, const struct score_kept *score, GError **error);
/* Whether a row "model, number, day, score, inputs" (from column `first`) says the same. */
bool score_is_same(struct statement *row, int first, const struct score_kept *score);
