/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the actions share. */
#pragma once
#include "score/simulate.h"

#define REASON_LOAN "02" /* QUERY_REASON: loan approval */
#define REASON_CARD "03" /* credit card approval */

/* An action under way: the numbers of its refusals as text, made once. */
struct act {
    struct simulation *simulation;
    const struct action *action;
    struct account *account; /* NULL for actions on the whole file */
    const char *number;      /* its id, or that of the record */
    GError **error;
};

/* ---- whatif_acts.c ---- */
/* REFUSED with {1} the number; of an amount also {2} its currency and {3} the amount. Answer false. */
bool act_refuse(const struct act *act, const char *format, const char *next);
bool act_refuse_amount(const struct act *act, const char *format, const char *next, int64_t minor);
/* The account's last month; NULL when it reports none. */
struct history *act_last_month(const struct act *act, size_t *last);
bool act_is_open(const struct act *act); /* or refuses */
int64_t amount_at(const int64_t *series, size_t index);
int64_t amount_raised(int64_t known, int64_t by);
/* Moves `amount` from what is owed to what was paid. */
void act_settle(struct history *history, size_t last, int64_t amount);
void act_add_enquiry(struct simulation *simulation, const char *reason);
/* A new account with the next negative id, opened now: a loan with its whole principal owed, a card empty. */
struct account *act_add_account(struct simulation *simulation, const char *type, const char *currency, int64_t amount);

bool act_pay(const struct act *act);
bool act_current(const struct act *act);
bool act_limit(const struct act *act);
bool act_miss(const struct act *act);
bool act_open(const struct act *act);
bool act_close(const struct act *act);
bool act_enquire(const struct act *act);
bool act_wait(const struct act *act);
bool act_remove(const struct act *act);

/* ---- whatif_debt.c ---- */
bool act_refinance(const struct act *act);
bool act_consolidate(const struct act *act);
bool act_guarantee(const struct act *act);
/* NOT_FOUND with the accounts there are. */
bool act_no_account(const struct dossier *dossier, const char *number, GError **error);

/* ---- whatif_record.c ---- */
bool act_collect(const struct act *act);
bool act_expire(const struct act *act);
bool act_income(const struct act *act);
