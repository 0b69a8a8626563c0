/* SPDX-License-Identifier: Apache-2.0 */
/* Official one-time policies (data/repair/policies.tsv), evaluated on the months of the file: whether an overdue is not
 * displayed any more, from which day, and if not, which condition it fails. They act by themselves: this only says what
 * the file shows of it. A month names an overdue by its end, so a repayment counts as made by the last day of the first
 * month that is reported otherwise. */
#pragma once
#include "repair/tables.h"
#include "subject/retention.h"

enum policy_verdict {
    POLICY_NONE,    /* no policy of the profile speaks of it */
    POLICY_HOLDS,   /* not displayed from `since` on */
    POLICY_NOT,     /* a condition fails: `why` */
    POLICY_UNKNOWN, /* the file does not say enough: `why` */
    POLICY_OPEN,    /* it would hold if repaid in full by `by`: `why` */
};
struct policy_answer {
    enum policy_verdict verdict;
    const char *policy; /* of policies.tsv, NULL for POLICY_NONE; static */
    struct date since, by;
    const char *why; /* msgid with {1}; NULL when it holds */
    char *value;     /* {1} of `why`; may be NULL */
};
/* One run of late months of an account, as retention_items() gives it. `today` decides whether a day is still to come.
 */
struct policy_answer policy_judge(const char *profile, const struct account *account, const struct adverse_item *item,
                                  struct date today);
void policy_answer_clear(struct policy_answer *answer);
typedef struct policy_answer policy_answer_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(policy_answer_t, policy_answer_clear)
/* How the verdict is said: a phrase. Caller frees; NULL for POLICY_NONE. */
char *policy_text(const struct policy_answer *answer);
