/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of this room share: from arguments to a book of plans. */
#pragma once
#include "plan/plan.h"

struct plan_asked {
    const struct model *model;
    struct model *named; /* owned when the model was named */
    struct dossier *dossier;
    char **without;
    struct plan_wish wish;
    struct plan_book *book;
};
/* Model, file and book for the arguments subject, target, within, cost, most, budget, without and model. */
bool plan_ask(struct session *session, const struct arguments *arguments, struct plan_asked *asked, GError **error);
void plan_asked_clear(struct plan_asked *asked);
typedef struct plan_asked plan_asked_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(plan_asked_t, plan_asked_clear)
