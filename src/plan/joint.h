/* SPDX-License-Identifier: Apache-2.0 */
/* The joint states of one month: slots whose deeds move facts that one input of the model reads belong together
 * (a balance counts in the utilisation of all cards), and a group's options are its joint states, scored by the engine.
 * Groups share no input, so what they add to a card's points adds up exactly. */
#pragma once
#include "plan/month.h"

struct variant { /* the file after one deed of one slot, all others doing nothing */
    bool possible;
    struct plan_price price;
    struct dossier *after; /* NULL for doing nothing */
};
struct joint_group {
    size_t slots, *slot;   /* places in the scene */
    size_t inputs, *input; /* of the model, that it decides */
    size_t count;          /* states; the first does nothing */
    uint16_t *deed;        /* count x slots */
    struct plan_price *price;
    int *points;   /* of its inputs (cards), or the whole score when it is the only group */
    double *value; /* count x inputs */
};
struct joint {
    const struct scene *scene;
    int t;
    enum plan_cost kind;
    struct variant *variant[SCENE_MOST_SLOTS];
    struct score_result drift; /* the file left alone */
    double *drift_inputs;
    bool adds_up; /* a card: points of groups add up */
    size_t groups;
    struct joint_group *group;
    bool whole;           /* no state was left out */
    struct plan_key left; /* no state left out is cheaper */
};
/* Free with joint_free(). */
struct joint *joint_new(const struct scene *scene, int t, enum scene_when when, const struct month_request *request);
void joint_free(struct joint *joint);
