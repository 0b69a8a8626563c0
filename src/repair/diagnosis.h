/* SPDX-License-Identifier: Apache-2.0 */
/* What weighs in a file and where each stands. The points of an item are what the model would give more if the item
 * were not there: the file is copied, the item taken out, and the copy scored by the same engine. Points of items do
 * not add up (one bin holds what several of them do); `without_all` is the score without any of them. */
#pragma once
#include "repair/checks.h"
#include "repair/policy.h"
#include "score/score.h"

enum repair_standing {
    STANDING_CORRECT,     /* nothing speaks against it, and no law takes it out */
    STANDING_IN_DISPUTE,  /* an open case */
    STANDING_DISPUTABLE,  /* a check fails, or the person says it is wrong */
    STANDING_AGEING,      /* the law takes it out after `day` */
    STANDING_RUNNING,     /* adverse, and its clock does not run: it has not ended */
    STANDING_UNDISPLAYED, /* by an official policy, from `day` on */
    STANDING_TIME,        /* no adverse item: conduct and time change it */
};
const char *repair_standing_code(enum repair_standing standing); /* codes REPAIR_STANDING */

struct repair_item {
    const char *kind; /* codes REPAIR_ITEM: those of ADVERSE_ITEM, and past_due, utilisation, enquiries, ... */
    int64_t account, fact;
    struct month first, last; /* months, MONTH_NONE */
    int months;               /* adverse months, or a count (enquiries) */
    char state;               /* worst month state of it, 0 */
    int64_t amount;           /* greatest past due; MONEY_UNKNOWN */
    char currency[4];
    double share; /* used share of limits, NAN */
    int points;
    enum repair_standing standing;
    struct date day;              /* see standing; DATE_NONE */
    int64_t dispute;              /* of STANDING_IN_DISPUTE */
    const struct law_rule *law;   /* of what the law takes out, NULL */
    GArray *findings;             /* struct repair_finding: why it is disputable; NULL */
    struct policy_answer policy;  /* of late months */
    struct adverse_item *adverse; /* owned copy, NULL */
};
void repair_item_free(struct repair_item *item);

struct diagnosis {
    const struct dossier *dossier;
    const struct model *model;
    struct date today;
    struct score_result now;
    int without_all;
    GPtrArray *items;  /* struct repair_item *, most points first */
    GArray *findings;  /* all of them: struct repair_finding */
    int64_t enquiries; /* applications inside the window */
};
/* `rules` NULL: a file of which no law is known. `said` (may be NULL): findings of the person. The dossier, the model
 * and the rules must outlive the diagnosis. */
struct diagnosis *diagnosis_make(const struct model *model, const struct dossier *dossier,
                                 const struct retention *rules, const char *profile, const GPtrArray *grants,
                                 const GArray *said, struct date today);
void diagnosis_free(struct diagnosis *diagnosis);
typedef struct diagnosis diagnosis_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(diagnosis_t, diagnosis_free)
/* The file without an item: a copy. */
struct dossier *repair_without(const struct dossier *dossier, const struct repair_item *item, struct date today);
void repair_take_out(struct dossier *dossier, const struct repair_item *item, struct date today);

/* An item in a few words: a phrase. Caller frees. */
char *repair_item_text(const struct repair_item *item);

/* ---- with a session: file, model, law and consents of the arguments subject, model and wrong ---- */
struct repair_look {
    struct dossier *dossier;
    const struct model *model;
    struct model *named;
    struct retention rules;
    GPtrArray *grants;
    GArray *said;
    struct diagnosis *diagnosis;
};
bool repair_look_begin(struct session *session, int64_t subject, const struct arguments *arguments,
                       struct repair_look *look, GError **error);
void repair_look_clear(struct repair_look *look);
typedef struct repair_look repair_look_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(repair_look_t, repair_look_clear)

/* The share of the limits of open revolving accounts that is used; NAN when not known. Of one account when `only`. */
double repair_used(const struct dossier *dossier, const struct account *only);
bool repair_is_open(const struct account *account);
/* The most that may be owed for less than `percent` of the limit to be used; minor units. */
int64_t repair_below(const struct account *account, int64_t percent);
/* The newest known amount of a series; MONEY_UNKNOWN. */
int64_t repair_newest(const int64_t *series, size_t length);
