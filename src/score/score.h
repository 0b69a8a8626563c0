/* SPDX-License-Identifier: Apache-2.0 */
/* score: from a file to features, from features to points, and back to what would change them.
 * For:    features, binning, scorecards, evaluation, reasons, what-if.
 * Uses:   subject (dossier), command, guard, store, base; plain C arithmetic.
 * Never:  knows a screen, a letter, a workbook. */
#pragma once
#include "subject/subject.h"

/* ---- features: data/features/features.tsv ----------------------------------------------------------------------- */
struct feature {
    const char *id, *title, *title_zh, *measure, *unit;
    int window;          /* months; 0 all */
    int direction;       /* +1: more is riskier, -1: more is safer, 0: no expectation */
    const char *special; /* a value with a meaning of its own, "-1=never late"; "" for none */
    const char *help, *help_zh;
    const char *reason; /* code of SCORE_FACTOR */
};
#define FEATURE_MISSING NAN
size_t feature_count(void);
const struct feature *feature_at(size_t index);
int feature_index(const char *id); /* -1 when unknown */
/* Every feature of a dossier as of `day`: `values` has feature_count() entries, NaN is missing. Microseconds. */
void features_derive(const struct dossier *dossier, struct date day, double *values);
/* The day a file is scored on: the first day after its last reported month, or the dossier's day when nothing is
 * reported or that day is earlier. */
struct date features_day(const struct dossier *dossier);

/* ---- models ------------------------------------------------------------------------------------------------------ */
struct scorecard; /* name, version, characteristics with bins and points, scaling, bands, card text */
struct scorecard *scorecard_parse(const char *json, gssize length, const char *origin, GError **error);
struct scorecard *scorecard_load_file(const char *path, GError **error);
char *scorecard_to_json(const struct scorecard *card); /* the same card gives the same bytes */
void scorecard_free(struct scorecard *card);
typedef struct scorecard scorecard_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scorecard_t, scorecard_free)
const char *scorecard_name(const struct scorecard *card);
int scorecard_version(const struct scorecard *card);
int scorecard_lowest(const struct scorecard *card); /* ends of the gauge */
int scorecard_highest(const struct scorecard *card);
size_t scorecard_band_count(const struct scorecard *card);
/* Bands from the lowest: letter and first score. */
void scorecard_band(const struct scorecard *card, size_t index, const char **letter, int *from);
/* The model that scores in this store: the deployed one, else the shipped data/models/ card. Cached per store path. */
const struct scorecard *scorecard_current(struct session *session, GError **error);

struct score_part {
    const char *characteristic; /* feature id */
    double value;               /* NaN missing */
    const char *bin;            /* text of the bin: "< 0.30", "missing" */
    int points;
    int lost;           /* below the best bin */
    const char *reason; /* SCORE_FACTOR code */
};
struct score_result {
    int score;
    const char *band;
    double probability; /* of default */
    size_t parts;
    struct score_part part[64]; /* in the card's order */
    size_t reasons;             /* at most 4, by points lost */
    size_t reason[4];           /* index into part */
};
/* `values` as derived by features_derive(). Pure, a microsecond; the same for an applicant, a portfolio and a what-if.
 */
void scorecard_score(const struct scorecard *card, const double *values, struct score_result *result);

/* Scores one subject and stores the result when it changed (inside an act). Used after intake and after a correction.
 */
bool score_subject_store(struct session *session, int64_t subject, struct score_result *result, GError **error);
/* Scores every subject of the store, or those of a run of ids. Inside an act. Progress and cancel. */
bool score_portfolio(struct session *session, int64_t first, int64_t last, int64_t *scored, GError **error);
/* Whether a score of what this look was given says anything: REFUSED (reason "out-of-scope") when credit data is held
 * that no consent covers, for a score of an empty file looks like any other. */
bool score_is_covered(const struct dossier *dossier, GError **error);
/* The newest stored score; false with no error when there is none. */
bool score_latest(struct session *session, int64_t subject, int *score, char band[8], GError **error);

/* ---- what-if ----------------------------------------------------------------------------------------------------- */
/* One action as written: "pay(account=3,amount=500.00)". */
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
        ACTION_REMOVE
    } kind;
    int64_t account;
    int64_t minor; /* amount, to, limit */
    int months;    /* months, n */
    struct month month;
    char type[8]; /* account type of open */
};
bool action_parse(const char *text, struct action *action, GError **error); /* USAGE names the word that is wrong */
char *action_format(const struct action *action);                           /* canonical text; caller frees */
char *action_explain(const struct action *action,
                     const struct dossier *dossier); /* phrase for a person; caller frees */
/* Applies actions, in order, to a copy of the dossier; REFUSED / NOT_FOUND says which one cannot be and why. Answers
 * the new dossier and the day it is to be scored on. The stored file is never touched. */
struct dossier *whatif_apply(const struct dossier *dossier, const struct action *actions, size_t count,
                             struct date *day, GError **error);
/* Both together with the score: what a screen needs for one scenario. */
bool whatif_score(const struct scorecard *card, const struct dossier *dossier, const struct action *actions,
                  size_t count, struct score_result *result, GError **error);
/* The score in each of the next `months` months under the actions, assuming everything due is paid. */
bool whatif_path(const struct scorecard *card, const struct dossier *dossier, const struct action *actions,
                 size_t count, int months, int *scores, GError **error);

bool score_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool score_command_all(struct session *, const struct arguments *, struct table *, GError **);
bool whatif_command(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_train(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_score(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_sample(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool model_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool feature_command_list(struct session *, const struct arguments *, struct table *, GError **);
