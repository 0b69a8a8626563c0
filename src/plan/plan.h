/* SPDX-License-Identifier: Apache-2.0 */
/* plan: the cheapest set of actions on the facts of a file that reaches a score, proven.
 * For:    what can be done and what it costs (data/plan/), the search, the frontier of cost and score, what binds.
 * Uses:   score (models, what-if), features, subject, law, command, guard, store, base.
 * Never:  disputes what is true, changes a stored fact, promises. */
#pragma once
#include "score/score.h"
#include "subject/dossier.h"

/* What a plan is to be cheapest in. */
enum plan_cost { PLAN_MONEY, PLAN_EFFORT, PLAN_CHANGES, PLAN_COSTS };
struct plan_price {
    int64_t of[PLAN_COSTS]; /* money in minor units, effort in points of data/plan/actions.tsv, number of changes */
};

struct plan_wish {
    enum plan_cost kind;
    int within;                 /* months ahead, 0 to plan_most_months() */
    int most;                   /* changes; below 0 any number */
    int target;                 /* a score; for trees also one of the targets searched for */
    int64_t budget;             /* money of a month, minor units; below 0 any. Only with PLAN_MONEY */
    const char *const *without; /* ids of actions and account numbers that must not be used; NULL at the end; or NULL */
};
int plan_most_months(void);
int plan_usual_months(void);

/* A step: an action, or months that pass. The steps' actions in their order are a what-if, word for word. */
struct plan_step {
    struct action action;
    const char *rule; /* id in data/plan/actions.tsv; "wait" for months that pass */
    int offset;       /* months from now at which it stands in the file; of waiting: at which it is over */
    struct month month;
    struct plan_price price; /* of waiting: what is past due, paid in the first month */
    int points, score;       /* what the score gains by it, and the score after it */
    const char *moved;       /* the input whose points rose most (of the model), or NULL */
    double before, after;    /* its value */
};
struct plan {
    int score; /* as the engine scored it */
    char band[8];
    double probability;
    int offset;
    struct month month; /* in which the score is reached */
    struct plan_price price;
    bool proven; /* nothing among the actions that can be done is cheaper and scores as much */
    int64_t gap; /* of the measure chosen: nothing is cheaper by more than this; 0 when proven */
    size_t steps;
    struct plan_step *step;
    int *path; /* [0..within]: the score in each month when the plan is followed */
};
/* The whole answer for one file: every target at once. Immutable; any thread may read it. */
struct plan_book {
    struct plan_wish wish; /* without `without` */
    char *model;
    int version, lowest, highest;
    struct score_result now;
    struct month month; /* the last reported one, from which months are counted */
    char currency[4];
    int64_t past_due, step; /* paid in the first month; least step of an amount */
    int *drift;             /* [0..within]: the score of the file left alone */
    size_t plans;
    struct plan *plan; /* rising scores, each the cheapest, and of those the soonest, for its score and all
                        * below it down to the next */
    int reach;         /* no plan scores more */
    bool reach_proven;
    size_t months; /* within + 1 */
    struct plan_stair {
        size_t plans;
        struct plan_stage {
            int score;
            struct plan_price price;
        } * stage; /* rising: the cheapest for each score in that month */
    } * stair;
};
/* The file as dossier_load_credit() gives it. Errors: USAGE (a wish that cannot be), REFUSED (no month to start from),
 * CANCELLED. Progress goes to the session, which may be NULL. */
struct plan_book *plan_find(struct session *session, const struct model *model, const struct dossier *dossier,
                            const struct plan_wish *wish, GError **error);
void plan_book_free(struct plan_book *book);
typedef struct plan_book plan_book_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(plan_book_t, plan_book_free)
/* The cheapest plan for a target; NULL when it cannot be reached (then the best there is: plan_best()). */
const struct plan *plan_for(const struct plan_book *book, int target);
const struct plan *plan_best(const struct plan_book *book);
/* The plan that costs less and scores most below this one; NULL when there is none. */
const struct plan *plan_cheaper(const struct plan_book *book, const struct plan *plan);
/* The first month in which a target can be reached at all, and for how much; -1 when in none. */
int plan_earliest(const struct plan_book *book, int target, struct plan_price *price);
/* The actions of a plan as they are written for what-if, separated by "; ". Caller frees. */
char *plan_actions_text(const struct plan *plan);

/* What holds a score back: an input that is below its best under a plan, with the month in which time alone betters it,
 * or a fact of the file with the day the law takes it out. */
struct plan_bind {
    const char *input; /* of the model; NULL for a fact */
    double value;
    int lost;           /* points below the best bin */
    struct month month; /* when time alone gives points back; MONTH_NONE: not in the months looked at */
    int won;            /* so many then */
    const char *item;   /* code of ADVERSE_ITEM, of a fact */
    int64_t account, record;
    struct month first, last; /* of adverse months */
    struct date leaves;       /* the last day in the file; DATE_NONE: its clock does not run yet */
};
/* struct plan_bind, what loses most first. Free with g_array_unref. */
GArray *plan_binding(struct session *session, const struct model *model, const struct dossier *dossier,
                     const struct plan *plan, GError **error);

bool plan_command(struct session *, const struct arguments *, struct table *, GError **);
bool plan_command_letter(struct session *, const struct arguments *, struct table *, GError **);
bool plan_command_actions(struct session *, const struct arguments *, struct table *, GError **);
