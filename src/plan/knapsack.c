/* SPDX-License-Identifier: Apache-2.0 */
/* Dynamic programming over points, a layer for each number of changes when those are limited. What must stay true: a
 * cell holds the least price of exactly its points, and its choice leads back to a cell that is there. */
#include "plan/knapsack.h"

#include <string.h>

/* Not reached. Prices stay far below, so that a sum with it is not reached either. */
#define NOWHERE (G_MAXINT64 / 4)

struct knapsack {
    size_t groups, layers, width;
    int least;
    const struct plan_group *group; /* borrowed while it is solved */
    enum plan_cost kind;
    bool counted;           /* the layers count changes */
    struct plan_key *price; /* layers x width */
    uint16_t *choice;       /* groups x layers x width: the option taken to come to the cell */
    size_t *first;          /* of each group in the arrays of options */
    int *option_points, *option_changes;
    size_t *cheapest; /* by points: the cell that is cheapest among those with at least as many; SIZE_MAX: none */
};

void knapsack_free(struct knapsack *knapsack)
{
    if (knapsack == NULL) return;
    g_free(knapsack->price);
    g_free(knapsack->choice);
    g_free(knapsack->first);
    g_free(knapsack->option_points);
    g_free(knapsack->option_changes);
    g_free(knapsack->cheapest);
    g_free(knapsack);
}

static int least_points(const struct plan_group *group)
{
    int least = group->option[0].points;
    for (size_t i = 1; i < group->count; i++)
        least = MIN(least, group->option[i].points);
    return least;
}

static int most_points(const struct plan_group *group)
{
    int most = group->option[0].points;
    for (size_t i = 1; i < group->count; i++)
        most = MAX(most, group->option[i].points);
    return most;
}

/* An option is of no use beside one that gives as much for no more, in price and, where they are counted, in changes.
 * Of equal ones the first stays. */
static bool is_beaten(const struct plan_group *group, size_t place, enum plan_cost kind, bool counted)
{
    const struct plan_option *own = &group->option[place];
    const struct plan_key price = plan_key_of(own->price, kind);
    for (size_t i = 0; i < group->count; i++) {
        const struct plan_option *other = &group->option[i];
        const int64_t more = counted ? other->price.of[PLAN_CHANGES] - own->price.of[PLAN_CHANGES] : 0;
        if (i == place || other->points < own->points || more > 0) continue;
        const int order = plan_key_compare(plan_key_of(other->price, kind), price);
        const bool same = order == 0 && other->points == own->points && more == 0;
        if (order < 0 || (order == 0 && !same) || (same && i < place)) return true;
    }
    return false;
}

/* One option moves a whole layer: `from` and `to` do not overlap. */
static void take(const struct plan_key *from, size_t reach, struct plan_key step, uint16_t option, struct plan_key *to,
                 uint16_t *choice)
{
    for (size_t r = 0; r < reach; r++) {
        const struct plan_key sum = { from[r].first + step.first, from[r].rest + step.rest };
        if (plan_key_less(sum, to[r])) {
            to[r] = sum;
            choice[r] = option;
        }
    }
}

static void add_group(struct knapsack *knapsack, size_t place, size_t *reach, struct plan_key *next)
{
    const struct plan_group *group = &knapsack->group[place];
    const int least = least_points(group);
    const size_t width = knapsack->width, layers = knapsack->layers;
    uint16_t *choice = knapsack->choice + place * layers * width;
    for (size_t i = 0; i < layers * width; i++)
        next[i] = (struct plan_key){ NOWHERE, 0 };
    for (size_t o = 0; o < group->count; o++) {
        const struct plan_option *option = &group->option[o];
        const size_t up = (size_t)(option->points - least);
        const size_t changes = knapsack->counted ? (size_t)option->price.of[PLAN_CHANGES] : 0;
        if (is_beaten(group, o, knapsack->kind, knapsack->counted)) continue;
        for (size_t k = 0; k + changes < layers; k++)
            take(knapsack->price + k * width, *reach, plan_key_of(option->price, knapsack->kind), (uint16_t)o,
                 next + (k + changes) * width + up, choice + (k + changes) * width + up);
    }
    memcpy(knapsack->price, next, layers * width * sizeof *next);
    *reach += (size_t)(most_points(group) - least);
}

static void keep_options(struct knapsack *knapsack)
{
    size_t total = 0;
    knapsack->first = g_new(size_t, knapsack->groups + 1);
    for (size_t g = 0; g < knapsack->groups; g++) {
        knapsack->first[g] = total;
        total += knapsack->group[g].count;
    }
    knapsack->option_points = g_new(int, total + 1);
    knapsack->option_changes = g_new(int, total + 1);
    for (size_t g = 0; g < knapsack->groups; g++) {
        const int least = least_points(&knapsack->group[g]);
        for (size_t o = 0; o < knapsack->group[g].count; o++) {
            const struct plan_option *option = &knapsack->group[g].option[o];
            knapsack->option_points[knapsack->first[g] + o] = option->points - least;
            knapsack->option_changes[knapsack->first[g] + o] =
                knapsack->counted ? (int)option->price.of[PLAN_CHANGES] : 0;
        }
    }
}

/* From the most points down: the cell that is cheapest among those with at least as many. */
static void rank(struct knapsack *knapsack)
{
    size_t best = SIZE_MAX;
    knapsack->cheapest = g_new(size_t, knapsack->width);
    for (size_t r = knapsack->width; r-- > 0;) {
        for (size_t k = 0; k < knapsack->layers; k++) {
            const size_t cell = k * knapsack->width + r;
            if (knapsack->price[cell].first >= NOWHERE) continue;
            if (best == SIZE_MAX || plan_key_less(knapsack->price[cell], knapsack->price[best])) best = cell;
        }
        knapsack->cheapest[r] = best;
    }
}

struct knapsack *knapsack_solve(const struct plan_group *groups, size_t count, enum plan_cost kind, int most)
{
    size_t span = 0, reach = 1;
    int least = 0;
    for (size_t g = 0; g < count; g++) {
        g_return_val_if_fail(groups[g].count > 0 && groups[g].count <= KNAPSACK_MOST_OPTIONS, NULL);
        span += (size_t)(most_points(&groups[g]) - least_points(&groups[g]));
        least += least_points(&groups[g]);
    }
    if (span > KNAPSACK_MOST_POINTS) return NULL;
    struct knapsack *knapsack = g_new0(struct knapsack, 1);
    *knapsack = (struct knapsack){ .groups = count,
                                   .layers = most < 0 ? 1 : (size_t)most + 1,
                                   .width = span + 1,
                                   .least = least,
                                   .group = groups,
                                   .kind = kind,
                                   .counted = most >= 0 };
    const size_t cells = knapsack->layers * knapsack->width;
    knapsack->price = g_new(struct plan_key, cells);
    knapsack->choice = g_new(uint16_t, count * cells + 1);
    g_autofree struct plan_key *next = g_new(struct plan_key, cells);
    for (size_t i = 0; i < cells; i++)
        knapsack->price[i] = (struct plan_key){ i == 0 ? 0 : NOWHERE, 0 };
    for (size_t g = 0; g < count; g++)
        add_group(knapsack, g, &reach, next);
    keep_options(knapsack);
    rank(knapsack);
    knapsack->group = NULL;
    return knapsack;
}

int knapsack_least(const struct knapsack *knapsack)
{
    return knapsack->least;
}

int knapsack_greatest(const struct knapsack *knapsack)
{
    for (size_t r = knapsack->width; r-- > 0;)
        if (knapsack->cheapest[r] != SIZE_MAX) return knapsack->least + (int)r;
    return G_MININT;
}

bool knapsack_choose(const struct knapsack *knapsack, int points, size_t *option, int *reached)
{
    const int64_t wanted = MAX((int64_t)points - knapsack->least, 0);
    if (wanted >= (int64_t)knapsack->width || knapsack->cheapest[wanted] == SIZE_MAX) return false;
    size_t layer = knapsack->cheapest[wanted] / knapsack->width, r = knapsack->cheapest[wanted] % knapsack->width;
    *reached = knapsack->least + (int)r;
    for (size_t g = knapsack->groups; g-- > 0 && option != NULL;) {
        option[g] = knapsack->choice[(g * knapsack->layers + layer) * knapsack->width + r];
        const size_t place = knapsack->first[g] + option[g];
        r -= (size_t)knapsack->option_points[place];
        layer -= (size_t)knapsack->option_changes[place];
    }
    return true;
}
