/* SPDX-License-Identifier: Apache-2.0 */
/* data/plan/: what a plan may do, what it never does, which facts a measure reads, and the budgets of the search. Read
 * once and kept for the life of the program; a file that cannot be read leaves a plan without actions and says so. */
#pragma once
#include "plan/price.h"
#include "score/score.h"

enum plan_account { PLAN_NOBODY, PLAN_REVOLVING, PLAN_LOAN, PLAN_BAD, PLAN_EMPTY, PLAN_RECORD, PLAN_CARDS };
enum plan_amount { PLAN_NO_AMOUNT, PLAN_OWED, PLAN_OF_LIMIT, PLAN_DUE, PLAN_MOVED };
enum { PLAN_MOST_LEVELS = 8 };

struct plan_action {
    const char *id, *action; /* action: template with {account} and {amount} */
    enum plan_account account;
    enum plan_amount amount;
    size_t levels;
    double level[PLAN_MOST_LEVELS];
    int lead;   /* months until it stands in the file, at least 1 */
    bool paid;  /* the amount is money of the person */
    double fee; /* else: the share of the amount that is */
    int effort;
    unsigned facts; /* bits of words of facts.tsv */
    bool forbidden;
    const char *title, *title_zh, *needs, *needs_zh, *evidence, *evidence_zh, *why_not, *why_not_zh;
};
size_t plan_action_count(void);
const struct plan_action *plan_action_at(size_t index);
const struct plan_action *plan_action_find(const char *id); /* NULL when there is none */

/* The facts that decide an input of a model: those of its measure; every fact when nobody knows. */
unsigned plan_facts_of_input(const struct model_input *input);

struct plan_limits {
    int64_t evaluations, states, options, nodes, step, months, within, ahead, accounts;
};
const struct plan_limits *plan_limits(void);
