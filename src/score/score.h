/* SPDX-License-Identifier: Apache-2.0 */
/* score: models that score, why they say so, and what would change it.
 * For:    scorecards, trees and hybrids behind one call; reasons; scoring one file or all; what-if.
 * Uses:   features, subject (dossier), command, guard, store, base; xgboost in boost.c alone.
 * Never:  fits a model (training does), decides which one is in use (models does), knows a screen or a workbook. */
#pragma once
#include "features/features.h"

/* ---- models ------------------------------------------------------------------------------------------------------ */
/* Higher scores are safer. `log-odds` are of bad. All kinds answer through the same calls below. */
enum model_kind {
    MODEL_SCORECARD, /* logistic regression on weights of evidence, whole points */
    MODEL_EXPERT,    /* a card whose points a committee wrote: no fit, no probability of its own until calibrated */
    MODEL_TREE,      /* one tree */
    MODEL_FOREST,    /* random forest */
    MODEL_BOOSTED,   /* boosted trees */
    MODEL_HYBRID     /* boosted trees on the log-odds of a scorecard, bounded */
};
struct model;
/* Any model file: {"format": "bureau-scorecard"} or "bureau-model". INPUT names what is wrong, the field and why; a
 * version or a base_score that this program would read otherwise than it was meant is refused. */
struct model *model_parse(const char *json, gssize length, const char *origin, GError **error);
struct model *model_load_file(const char *path, GError **error);
char *model_to_json(const struct model *model); /* the same model gives the same bytes */
void model_free(struct model *model);
typedef struct model model_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_t, model_free)
const char *model_name(const struct model *model);
int model_version(const struct model *model);
enum model_kind model_kind(const struct model *model);
const char *model_kind_word(enum model_kind kind); /* "scorecard", "boosted" ...: of the command line and the file */
int model_kind_from_word(const char *word);        /* -1 when unknown */
int model_lowest(const struct model *model);       /* ends of the gauge */
int model_highest(const struct model *model);
size_t model_band_count(const struct model *model);
/* Bands from the lowest: letter and first score. */
void model_band(const struct model *model, size_t index, const char **letter, int *from);
/* What it reads, in its own order. A nominal input is given as the index of its category, -1 one it never saw. */
struct model_input {
    const char *id;
    int feature; /* index of the feature, -1 when it is a column of a file and none of ours */
    bool nominal;
    size_t categories;
    const char *const *category;
};
size_t model_inputs(const struct model *model);
struct model_input model_input_at(const struct model *model, size_t index);
/* The model that scores in this store: the deployed one, else the shipped data/models/ card. Cached per store path;
 * borrowed for the life of the program. Any thread. */
const struct model *model_current(struct session *session, GError **error);
/* The same for files of a kind of subject: "person" (what model_current() answers) or "enterprise". A model says in its
 * head whose files it is for; an enterprise is not scored by a card for persons: NOT_FOUND when there is none. */
const struct model *model_for(struct session *session, const char *subject, GError **error);
/* A model by name: "NAME" or "NAME:VERSION" of the store (the newest that is not retired), else data/models/NAME.json,
 * else a file of that path. NOT_FOUND when there is none. Caller frees. */
struct model *model_named(struct session *session, const char *name, GError **error);

#define SCORE_MOST_PARTS   128
#define SCORE_MOST_REASONS 5
struct score_part {
    const char *characteristic; /* input id */
    double value;               /* NaN missing; of a nominal input the index of its category */
    const char *bin;            /* text of the bin: "< 0.30", "missing"; of a tree the value as text */
    int points;                 /* of a card: of the bin; of trees: the contribution in points, rounded */
    int lost;            /* points below the best bin; of trees: below the mean of the training rows, at least 0 */
    double contribution; /* to the log-odds of bad; with the base they add up to log_odds */
    const char *reason;  /* SCORE_FACTOR code */
};
struct score_result {
    int score;
    const char *band;
    double probability; /* of default, calibrated when the model is */
    double log_odds;    /* of bad, before calibration */
    int base;           /* points everybody has: 0 for cards, the training mean for trees */
    size_t parts;
    struct score_part part[SCORE_MOST_PARTS]; /* in the model's order */
    size_t reasons;                           /* most important first; see score/reasons.h */
    size_t reason[SCORE_MOST_REASONS];        /* index into part */
};
/* `values` as derived by features_derive(). Pure, microseconds; the same for an applicant, a portfolio, a what-if and
 * a plan. Parts of trees hold values and no contributions: model_explain() fills them. */
void model_score(const struct model *model, const double *values, struct score_result *result);
/* The same from the model's own inputs, in its order (a row of a file). */
void model_score_inputs(const struct model *model, const double *inputs, struct score_result *result);
/* Points, contributions and reasons of every part: nothing new for cards; for trees TreeSHAP (Lundberg et al. 2018),
 * under a millisecond. `result` is what model_score*() gave for the same values. */
bool model_explain(const struct model *model, struct score_result *result, GError **error);

/* Scores one subject and stores the result when it changed, and the features in their packed columns (inside an act).
 * Used after a correction. An enterprise for which there is no model has no score: `result` then has no parts and the
 * band "". */
bool score_subject_store(struct session *session, int64_t subject, struct score_result *result, GError **error);
/* Scores the subjects of a run of ids whose facts changed: everything is derived anew. Inside an act. Progress and
 * cancel. */
bool score_portfolio(struct session *session, int64_t first, int64_t last, int64_t *scored, GError **error);
/* Leaves nothing of the subjects first..last in the packed features: for erasing, and where nothing scores them. Inside
 * an act. */
bool score_forget(struct session *session, int64_t first, int64_t last, GError **error);
/* Whether a score of what this look was given says anything: REFUSED (reason "out-of-scope") when credit data is held
 * that no consent covers, for a score of an empty file looks like any other. */
bool score_is_covered(const struct dossier *dossier, GError **error);
/* The newest stored score; false with no error when there is none. */
bool score_latest(struct session *session, int64_t subject, int *score, char band[8], GError **error);

/* ---- what-if ----------------------------------------------------------------------------------------------------- */
/* One action as written: "pay(account=3,amount=500.00)". Plain values, copied with =. What each does, and what it takes
 * for granted, is in doc/what-if.md. */
#define ACTION_MOST_ACCOUNTS 8
#define ACTION_MOST_MONTHS   120
struct action {
    enum action_kind {
        ACTION_PAY,
        ACTION_CURRENT,
        ACTION_LIMIT,
        ACTION_MISS,
        ACTION_OPEN,
        ACTION_CLOSE,
        ACTION_ENQUIRE,
        ACTION_WAIT,
        ACTION_REMOVE,
        ACTION_REFINANCE,   /* account, months, rate: a new loan pays it off */
        ACTION_CONSOLIDATE, /* accounts, type, months, rate: one new account pays them all off */
        ACTION_GUARANTEE,   /* minor: a duty as guarantor is taken on */
        ACTION_COLLECT,     /* account or record: a bad debt, a collection or a public record is paid and ended */
        ACTION_EXPIRE,      /* account and month, account, or record: months pass until the law takes it out */
        ACTION_INCOME,      /* minor: what is earned a month */
        ACTION_KINDS
    } kind;
    int64_t account;
    int64_t record; /* fact of a public record; 0: the action is about an account */
    int64_t minor;  /* amount, to, limit */
    int months;     /* months, n */
    int rate;       /* interest a year in hundredths of a per cent: 725 is 7.25 %; 0: none is reckoned */
    struct month month;
    char type[8];                           /* account type of open and consolidate */
    int64_t accounts[ACTION_MOST_ACCOUNTS]; /* consolidate */
    int account_count;
};
bool action_parse(const char *text, struct action *action, GError **error); /* USAGE names the word that is wrong */
char *action_format(const struct action *action);                           /* canonical text; caller frees */
char *action_explain(const struct action *action,
                     const struct dossier *dossier); /* phrase for a person; caller frees */
/* Applies actions, in order, to a copy of the dossier; REFUSED / NOT_FOUND says which one cannot be and why. Answers
 * the new dossier and the day it is to be scored on. The stored file is never touched. */
struct dossier *whatif_apply(const struct dossier *dossier, const struct action *actions, size_t count,
                             struct date *day, GError **error);
/* "Now": the last month that any account reports, else the one before the day of scoring; MONTH_NONE without either. */
struct month whatif_now(const struct dossier *dossier);
/* Both together with the score: what a screen needs for one scenario. */
bool whatif_score(const struct model *model, const struct dossier *dossier, const struct action *actions, size_t count,
                  struct score_result *result, GError **error);
/* The score in each of the next `months` months under the actions, assuming everything due is paid. */
bool whatif_path(const struct model *model, const struct dossier *dossier, const struct action *actions, size_t count,
                 int months, int *scores, GError **error);

bool expert_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool expert_command_set(struct session *, const struct arguments *, struct table *, GError **);
/* The score now and in each of the next `months` months, `months` + 1 of them: scores[t] is that after t months, with
 * what the actions before that month did; once they are done everything due is paid. */
bool whatif_timeline(const struct model *model, const struct dossier *dossier, const struct action *actions,
                     size_t count, int months, int *scores, GError **error);

bool score_command_again(struct session *, const struct arguments *, struct table *, GError **);
bool scenario_command_save(struct session *, const struct arguments *, struct table *, GError **);
bool scenario_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool scenario_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool scenario_command_replay(struct session *, const struct arguments *, struct table *, GError **);
bool scenario_command_delete(struct session *, const struct arguments *, struct table *, GError **);
bool score_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool score_command_all(struct session *, const struct arguments *, struct table *, GError **);
bool whatif_command(struct session *, const struct arguments *, struct table *, GError **);
