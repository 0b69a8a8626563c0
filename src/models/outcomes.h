/* SPDX-License-Identifier: Apache-2.0 */
/* Who turned out bad, for looking at a model by what came after. Read once into memory, in order of subjects, and gone
 * through beside a walk over the portfolio. */
#pragma once
#include "command/command.h"

#define OUTCOME_DEFAULT "outcome.default"

enum outcome { OUTCOME_GOOD = 0, OUTCOME_BAD = 1, OUTCOME_UNKNOWN = 2 };

struct outcomes;
/* Those of `kind` (an outcome.* measure) of every live subject, the worst of each month. */
struct outcomes *outcomes_read(struct session *session, const char *kind, GError **error);
void outcomes_free(struct outcomes *outcomes);
typedef struct outcomes outcomes_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outcomes_t, outcomes_free)
/* The worst one of a subject in the months from..to (MONTH_NONE: no bound). Subjects are best asked in rising order. */
enum outcome outcomes_find(struct outcomes *outcomes, int64_t subject, struct month from, struct month to);

/* Subjects whose file may be kept and not evaluated (restricted), rising. Of int64_t. */
GArray *restricted_read(struct session *session, GError **error);
bool restricted_holds(const GArray *restricted, int64_t subject);
