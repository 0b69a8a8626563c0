/* SPDX-License-Identifier: Apache-2.0 */
/* One month ahead: what every set of deeds comes to then, and the cheapest one for each score. */
#pragma once
#include "plan/scene.h"

/* The cheapest set of deeds that scores at least `score` in a month. */
struct month_choice {
    int score;
    struct plan_price price;
    uint16_t deed[SCENE_MOST_SLOTS]; /* of each slot of the scene */
};
struct month_answer {
    int t;
    enum scene_when when;
    const struct scene *scene;
    GArray *choices; /* struct month_choice: rising scores, rising prices; the first is the best of what costs least */
    bool whole;      /* every set of deeds was looked at: `left` says nothing */
    struct plan_key left; /* no set that was not looked at is cheaper than this */
    int reach;            /* no set scores more than this */
};
struct month_request {
    enum plan_cost kind;
    int most;       /* changes; below 0 any number */
    int64_t budget; /* money that may be spent in all by then; below 0 any */
    int64_t states; /* joint states at most */
    int64_t *nodes; /* left of the search over trees */
    int target;     /* of the search over trees, whose frontier is not known at once: beside what it comes by */
};
/* Free with month_answer_free(); never NULL. */
struct month_answer *month_solve(const struct scene *scene, int t, enum scene_when when,
                                 const struct month_request *request);
void month_answer_free(struct month_answer *answer);
