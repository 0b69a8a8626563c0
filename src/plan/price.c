/* SPDX-License-Identifier: Apache-2.0 */
/* See price.h. */
#include "plan/price.h"

#define REST_SHIFT 20 /* the third measure stands below the second one */

struct plan_price plan_price_add(struct plan_price left, struct plan_price right)
{
    for (int i = 0; i < PLAN_COSTS; i++)
        left.of[i] += right.of[i];
    return left;
}

struct plan_key plan_key_of(struct plan_price price, enum plan_cost kind)
{
    static const enum plan_cost second[] = { PLAN_CHANGES, PLAN_MONEY, PLAN_MONEY };
    static const enum plan_cost third[] = { PLAN_EFFORT, PLAN_CHANGES, PLAN_EFFORT };
    return (struct plan_key){ price.of[kind], (price.of[second[kind]] << REST_SHIFT) + price.of[third[kind]] };
}
