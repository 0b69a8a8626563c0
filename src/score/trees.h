/* SPDX-License-Identifier: Apache-2.0 */
/* Trees as they are scored: read from XGBoost's JSON into arrays, walked in single precision as XGBoost walks them, so
 * that the sum is the same to the last bit.
 *
 * An input of the model becomes one column of the trees or several (an encoding, learnt on the training rows and kept
 * in the model file):
 *   number  the value itself. Codes declared special are missing there and have a column of 1 and 0 each.
 *   values  of a nominal input: a number for each category; one that was never seen is missing.
 *   flags   of a nominal input: a column of 1 and 0 for each category; one that was never seen is 0 in all.
 * A missing value is missing in all columns of its input, and goes the way each split has declared for it. */
#pragma once
#include "score/score.h"

#define TREES_MOST_COLUMNS 2048

struct trees;
/* All trees stand in one array; a child has a greater index than its parent, so a walk always ends. */
struct tree_node {
    float threshold;       /* of a split: value < threshold goes left, compared in single precision */
    float leaf;            /* of a leaf: log-odds of bad; 0 in a split */
    guint32 left, right;   /* both 0 in a leaf */
    guint16 column;        /* of the trees, see trees_column() */
    bool default_left;     /* where a missing value goes */
    float least, greatest; /* leaf below this node */
    float gain, cover;     /* loss reduction of the split; sum of the training rows' hessian */
};
enum tree_encoding { TREE_NUMBER, TREE_VALUES, TREE_FLAGS };
/* A column of the trees. */
struct tree_column {
    guint32 input;
    gint32 place; /* -1 the number or value itself; else the index of the category (flags) or of the special code */
};
struct tree_input {
    char *id;
    enum tree_encoding encoding;
    gint32 direction; /* constraint on the number: +1 more is riskier, -1 more is safer, 0 none */
    guint32 column;   /* the first of its columns */
    guint32 columns;
    GPtrArray *category; /* of char *; NULL when it is a number */
    double *value;       /* VALUES: of each category */
    guint32 codes;       /* special codes of a NUMBER */
    double *code;
};

void trees_free(struct trees *trees);
typedef struct trees trees_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(trees_t, trees_free)

/* Log-odds of bad of one row: `inputs` as for model_score_inputs(); `offset` is the log-odds of the card under a
 * hybrid (else 0). Pure, microseconds. */
double trees_log_odds(const struct trees *trees, const double *inputs, double offset);
/* The same from columns that are encoded already. */
float trees_margin(const struct trees *trees, const float *columns, float start);
/* The columns of one row: trees_columns() numbers, NaN is missing. */
void trees_encode(const struct trees *trees, const double *inputs, float *columns);

size_t trees_inputs(const struct trees *trees);
struct model_input trees_input(const struct trees *trees, size_t index);
const struct tree_input *trees_encoding(const struct trees *trees, size_t index);
size_t trees_columns(const struct trees *trees);
struct tree_column trees_column(const struct trees *trees, size_t column);
size_t trees_count(const struct trees *trees);
/* All nodes; the root of tree `t` is node trees_root(trees, t). Borrowed, read only. */
const struct tree_node *trees_nodes(const struct trees *trees, size_t *count);
guint32 trees_root(const struct trees *trees, size_t tree);
/* Log-odds before the first tree: of the base_score; 0 under a hybrid, where the card says it. */
float trees_start(const struct trees *trees);
/* Most that the trees of a hybrid may add to the card's log-odds or take from them; 0 when there is no such end. */
double trees_limit(const struct trees *trees);
/* The values of an input that a split stands at, upwards, no two alike (borrowed): between two neighbours the score
 * does not change. None for flags. */
const float *trees_thresholds(const struct trees *trees, size_t input, size_t *count);

/* Where a value stands among them, as text: "0.3 … < 0.52", "missing", the category. Borrowed from the trees. */
const char *trees_cell(const struct trees *trees, size_t input, double value);

/* Least and greatest log-odds, without offset, over all rows with low[i] <= input i <= high[i]. NaN in low[i]: missing
 * is possible too; NaN in high[i] as well: only missing. Each tree is bounded by itself, so the ends need not be
 * reached together. Nominal inputs: both ends the same category, or a range of indexes. Pure. */
void trees_bounds(const struct trees *trees, const double *low, const double *high, double *least, double *greatest);

/* Sum of gain and of cover of the splits on an input, and how many there are. */
struct tree_importance {
    double gain, cover;
    size_t splits;
};
struct tree_importance trees_importance(const struct trees *trees, size_t input);

/* TreeSHAP of one row: a contribution an input and the base, which with `offset` taken in add up to
 * trees_log_odds(trees, inputs, offset). Under a lock: any thread may call. */
bool trees_contributions(const struct trees *trees, const double *inputs, double offset, double *contribution,
                         double *base, GError **error);

/* For training: encodings without trees, which take the inputs (an array and what is in it); and then the trees that
 * XGBoost has grown on the columns of these encodings. Leaves are multiplied by `slope` and the start moved by
 * `intercept` on the way in. `limit`: of a hybrid (on_card), else 0. */
struct trees *trees_make(struct tree_input *inputs, size_t count, GError **error);
struct trees_growth {
    const char *json;
    size_t length;
    double slope, intercept;
    bool on_card;
    double limit;
};
bool trees_take(struct trees *trees, const struct trees_growth *growth, GError **error);

/* XGBoost's JSON model by itself: inputs are its feature names, or f0, f1 ... when it has none. INPUT names the field
 * that is wrong; refused are other objectives than binary:logistic, categorical splits, versions this program does not
 * know, and a base_score that is not a probability (one number, in brackets from 3.x on). */
struct trees *trees_parse(const char *json, gssize length, const char *origin, GError **error);
/* The same back: the same trees give the same bytes, and XGBoost loads them. Caller frees. */
char *trees_to_json(const struct trees *trees);
