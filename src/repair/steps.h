/* SPDX-License-Identifier: Apache-2.0 */
/* A plan of repair: steps in order, each with who, from when to when, the points it is expected to bring, and what
 * shows that it was done. Points are scored together in the order of the steps, so that they add up to the expected
 * score. */
#pragma once
#include "repair/diagnosis.h"

#define POINTS_UNKNOWN G_MININT /* nothing is expected of it in points */

struct repair_step {
    int step;            /* from 1 */
    const char *kind;    /* of steps.tsv; interned, as all but the owned texts below */
    const char *path;    /* of paths.tsv; "-" none */
    const char *who;     /* codes REPAIR_WHO */
    const char *field;   /* of a dispute; NULL */
    const char *finding; /* of checks.tsv; NULL */
    const char *state;   /* codes REPAIR_STEP_STATE: open, begun, done, dropped */
    int64_t account, fact, dispute;
    struct month month;
    char *what; /* phrase */
    char *claimed, *action, *evidence, *note, *user;
    struct date begins, ends, done;
    int points;
};
struct repair_plan {
    int64_t id, subject, made, version;
    struct date day, recheck, closed, checked;
    char *user, *state, *model;                        /* codes REPAIR_STATE: open, replaced, closed */
    int number, score, expected, target, within, seen; /* target 0: none; seen: score of the last look, 0 */
    GPtrArray *steps;                                  /* struct repair_step * */
};
void repair_step_free(struct repair_step *step);
void repair_plan_free(struct repair_plan *plan);
typedef struct repair_plan repair_plan_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(repair_plan_t, repair_plan_free)

/* ---- composing: compose.c, compose_steps.c ---- */
struct repair_wish {
    int target; /* 0: none */
    int within; /* months */
};
/* A plan in memory, not stored. Errors: those of plan_find(), CANCELLED. */
struct repair_plan *repair_compose(struct session *session, const struct repair_look *look,
                                   const struct repair_wish *wish, GError **error);
/* While a plan is put together: the file as the steps so far leave it. */
struct composing {
    struct session *session;
    const struct repair_look *look;
    struct repair_wish wish;
    struct repair_plan *plan;
    struct dossier *base;      /* with what is disputed put right */
    GArray *actions;           /* struct action, in order, on `base` */
    int score;                 /* after the steps so far */
    int passed;                /* months */
    struct date today, answer; /* answer: the last day for one to a dispute of today */
};
/* Appends a step of a kind; who and path come from steps.tsv. `what` is taken. */
struct repair_step *composing_add(struct composing *composing, const char *kind, char *what);
/* Scores the file as it is now and gives the step what it gained. */
bool composing_score(struct composing *composing, struct repair_step *step, GError **error);
/* Adds an action, scores, and gives the step what it gained; false without an error when it cannot be done. */
bool composing_act(struct composing *composing, struct repair_step *step, const struct action *action, bool *possible,
                   GError **error);
bool composing_conduct(struct composing *composing, GError **error); /* compose_steps.c */
bool composing_wait(struct composing *composing, GError **error);

/* ---- keeping: keep.c; inside an act where they write ---- */
bool repair_plan_insert(struct session *session, struct repair_plan *plan, GError **error);
/* NOT_FOUND when there is none, or not yet on the day that is shown. */
struct repair_plan *repair_plan_load(struct session *session, int64_t id, GError **error);
/* State, recheck, closed, checked, seen and the next version; STALE when somebody wrote it since. */
bool repair_plan_save(struct session *session, struct repair_plan *plan, GError **error);
bool repair_step_save(struct session *session, const struct repair_plan *plan, const struct repair_step *step,
                      GError **error);
struct repair_step *repair_step_at(const struct repair_plan *plan, int64_t step); /* NULL when there is none */
/* The next day to look again: after the first step that ends later than `today`, else a usual while. */
struct date repair_next_look(const struct repair_plan *plan, struct date today);
bool repair_check_open(const struct repair_plan *plan, GError **error); /* REFUSED: replaced or closed */

/* ---- telling and following ---- */
void repair_answer_plan(struct session *session, const struct repair_plan *plan, struct table *answer);
bool repair_answer_steps(struct session *session, const struct repair_plan *plan, struct table *answer, GError **error);
/* Whether the facts of the file show that a step was done, and by which. */
enum repair_shown { SHOWN_YES, SHOWN_NO, SHOWN_NOT_YET };
struct repair_reason {
    const char *words; /* msgid */
    char *value;       /* a figure that goes with it; NULL */
};
void repair_reason_clear(struct repair_reason *reason);
typedef struct repair_reason repair_reason_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(repair_reason_t, repair_reason_clear)
char *repair_reason_text(const struct repair_reason *reason); /* a phrase; caller frees */
enum repair_shown repair_verify(struct session *session, const struct dossier *dossier, const struct repair_plan *plan,
                                const struct repair_step *step, struct repair_reason *why);
/* Disputes that were opened for steps: a step whose case is closed is done, and says with what outcome. */
bool repair_follow_cases(struct session *session, struct repair_plan *plan, GError **error);
