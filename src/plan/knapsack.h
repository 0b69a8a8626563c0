/* SPDX-License-Identifier: Apache-2.0 */
/* The exact search for whole points: one option of every group, the least price for each number of points at once
 * (multiple-choice knapsack; Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004, chapter 11). One pass answers
 * every target, so moving a target costs nothing. Pure: knows neither files nor models. */
#pragma once
#include "plan/price.h"

struct plan_option {
    int points;
    struct plan_price price; /* nothing below 0 */
};
struct plan_group {
    size_t count; /* 1 to KNAPSACK_MOST_OPTIONS */
    const struct plan_option *option;
};
#define KNAPSACK_MOST_OPTIONS 65535
#define KNAPSACK_MOST_POINTS  20000 /* between the least and the greatest sum */

struct knapsack;
/* `most`: at most so many changes; below 0 any number. NULL when the points span more than KNAPSACK_MOST_POINTS. */
struct knapsack *knapsack_solve(const struct plan_group *groups, size_t count, enum plan_cost kind, int most);
void knapsack_free(struct knapsack *knapsack);
typedef struct knapsack knapsack_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(knapsack_t, knapsack_free)
int knapsack_least(const struct knapsack *knapsack);    /* sums of points that can be at all */
int knapsack_greatest(const struct knapsack *knapsack); /* the most points within `most` changes; G_MININT: none */
/* The cheapest choice of at least `points`; of those that cost the same the one with the most points. false when there
 * is none. `option`: an index a group, may be NULL. `reached`: its points. */
bool knapsack_choose(const struct knapsack *knapsack, int points, size_t *option, int *reached);
