/* SPDX-License-Identifier: Apache-2.0 */
/* The search for models whose parts do not add up: best-first branch and bound over boxes. A box is a run of options in
 * every group, cheapest first; the price of its cheapest cell bounds what any cell of it costs, and the model's bound
 * over the ranges of its inputs says whether any cell of it can reach the target (Land and Doig 1960; for trees the sum
 * of the best reachable leaves). The box with the lowest bound is opened first, so the first cell that reaches the
 * target is the cheapest there is; when the budget of nodes ends first, the lowest bound left is what is proven. Pure:
 * knows neither files nor models, and the number of nodes, never a clock, decides the answer. */
#pragma once
#include "plan/price.h"

/* The values an input can take in a box. low > high: only missing. */
struct branch_range {
    double low, high;
    bool missing; /* it can be missing */
};
struct branch_option {
    struct plan_price price;
    const double *value; /* of the group's inputs, NaN missing */
};
struct branch_group {
    size_t count; /* at least 1 */
    const struct branch_option *option;
    size_t inputs;
    const size_t *input; /* which inputs of the model it sets; no two groups set the same */
};
struct branch_problem {
    size_t groups;
    const struct branch_group *group;
    size_t inputs;
    const double *value; /* of the inputs that no group sets */
    enum plan_cost kind;
    int most;     /* changes; below 0 any number */
    size_t nodes; /* boxes opened at most */
    /* The score of a row of inputs, and one that no row within the ranges exceeds. */
    int (*score)(void *data, const double *inputs);
    int (*bound)(void *data, const struct branch_range *ranges);
    void *data;
};
struct branch_answer {
    bool found, proven;
    int score;
    struct plan_price price;
    struct plan_key bound; /* nothing that reaches the target is cheaper than this */
    size_t nodes;
};
/* The cheapest choice that scores at least `target`; `choice` has an option a group. Not found and proven: there is
 * none. */
struct branch_answer branch_cheapest(const struct branch_problem *problem, int target, size_t *choice);
/* The greatest score, of equal ones the cheapest met first; `reach` takes what is proven that none exceeds. */
struct branch_answer branch_greatest(const struct branch_problem *problem, size_t *choice, int *reach);
