/* SPDX-License-Identifier: Apache-2.0 */
/* What a step asks of a person, in three measures, and the order between prices: the measure chosen first, then the
 * other two, so that of two plans that cost the same the one with fewer changes or less effort is the cheaper. */
#pragma once
#include "plan/plan.h"

/* A price as the searches compare it: lexicographic, and additive as long as it stays below PLAN_PRICE_MOST. */
struct plan_key {
    int64_t first, rest;
};
#define PLAN_PRICE_MOST ((int64_t)1 << 42) /* minor units of money: 43 thousand million */
#define PLAN_COUNT_MOST ((int64_t)1 << 16) /* effort and changes of a whole plan */

struct plan_price plan_price_add(struct plan_price left, struct plan_price right);
struct plan_key plan_key_of(struct plan_price price, enum plan_cost kind);

static inline struct plan_key plan_key_add(struct plan_key left, struct plan_key right)
{
    return (struct plan_key){ left.first + right.first, left.rest + right.rest };
}
static inline bool plan_key_less(struct plan_key left, struct plan_key right)
{
    return left.first < right.first || (left.first == right.first && left.rest < right.rest);
}
static inline int plan_key_compare(struct plan_key left, struct plan_key right)
{
    return plan_key_less(left, right) ? -1 : plan_key_less(right, left);
}
