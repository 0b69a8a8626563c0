/* SPDX-License-Identifier: Apache-2.0 */
/* A choice of the search as a plan: its actions in their months, scored one after the other by the what-if engine. */
#pragma once
#include "plan/month.h"

/* Steps, path, score and month. A score other than the search's takes the proof away and leaves the engine's. */
bool plan_trace(const struct month_answer *answer, const struct month_choice *choice, struct plan_price price,
                const struct plan_book *book, struct plan *plan, GError **error);
/* book->now and book->drift. */
void trace_drift(const struct scene *scene, struct plan_book *book);
