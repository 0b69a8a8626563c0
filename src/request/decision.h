/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the request room: decisions and what they owe the person (data/law/decisions.tsv). */
#pragma once
#include "request/register.h"
#include "score/score.h"

struct decision {
    int64_t id, subject, at, objected, reviewed, version; /* moments; 0: not */
    struct date day;
    char *purpose, *basis, *outcome, *model, *band, *reasons, *state, *maker, *reviewer, *final, *note, *said,
        *override;
    int number, score; /* version of the model; the score when `scored` */
    bool machine, scored;
};
typedef struct decision decision_t;
void decision_free(struct decision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(decision_t, decision_free)

struct decision_rule {
    const char *letter, *cite, *status;
};
/* The first line that fits profile and outcome; NOT_FOUND. */
const struct decision_rule *decision_rule_find(const char *profile, const char *outcome, GError **error);

/* Score, model, band and reasons of today, and what the score says by the model's cut-off, from what this look may see.
 */
bool decision_score_now(struct session *session, struct decision *decision, GError **error);
/* A decision about credit cannot rest on a look that was opened for something else. REFUSED. */
bool decision_check_purpose(const struct session *session, GError **error);
/* A new one, with the next number. Inside an act. */
bool decision_insert(struct session *session, struct decision *decision, GError **error);
struct decision *decision_load(struct session *session, int64_t id, GError **error);
void decision_facts(struct table *answer, const struct decision *decision);
/* Makes and stores a letter about it; answers its number (caller frees). Inside an act. */
char *decision_letter_make(struct session *session, const struct decision *decision, const char *kind, GError **error);
