/* SPDX-License-Identifier: Apache-2.0 */
/* Why a score is no higher: the characteristics that cost most, told as codes.
 *
 * Three methods, for cards by points and for trees by contributions (in points, TreeSHAP):
 *   best  points below the best bin of the characteristic (of trees: below the mean, there is no best);
 *   mean  points below the mean of the rows the model was fitted on;
 *   near  points below the mean of the rows approved nearest above the cut-off.
 * The second and the third are those of the official commentary on Regulation B (12 CFR 1002, comment 9(b)(2)-5: below
 * the average of all applicants, or of those at or slightly above the passing score); the first is the usual one of
 * printed cards. Only a shortfall above 0 is a reason. Parts of one code are one reason: their shortfalls add up and
 * the part that lost most stands for them; parts of code 99 (other) stay apart, for the code says nothing. Equal
 * shortfalls: the order of the model's characteristics.
 *
 * What may not be told, and how many, is law: data/law/reasons.tsv and data/law/characteristics.tsv. */
#pragma once
#include "score/score.h"

enum reason_method { REASON_BEST, REASON_MEAN, REASON_NEAR };
const char *reason_method_word(enum reason_method method);
int reason_method_from_word(const char *word); /* "best", "mean", "near"; -1 when unknown */

/* What a jurisdiction says of reasons. */
struct reason_rules {
    int most;           /* reasons told; enquiries besides */
    bool enquiries;     /* an enquiry characteristic that cost points is told even when it is not among them */
    const char *family; /* of the profile whose prohibited characteristics are left out; NULL: nobody's */
    const char *cite;   /* where it is written */
    const char *status; /* V, S, U ... as in data/law/profiles.tsv */
};
/* Four, and no law: what the pure calls of score.h use. */
extern const struct reason_rules reason_rules_none;
/* The line of the profile's family; NOT_FOUND when there is none. Borrowed for the life of the program. */
const struct reason_rules *reason_rules_find(const char *profile, GError **error);
/* Why a characteristic may not be told (or used) under the family: the row's `cite`; NULL when it may. Thread safe. */
const char *reason_prohibited(const char *family, const char *characteristic);
/* Whether a characteristic counts enquiries. */
bool reason_is_enquiry(const char *characteristic, const char *code);

struct model;
struct scorecard;
/* Fills result->reason by a method under rules. `near` of a model that has no such baseline is as `mean`. Pure but for
 * the law, which is read once. */
void reasons_fill(const struct model *model, enum reason_method method, const struct reason_rules *rules,
                  struct score_result *result);
/* The model's own method, no law: what every score has. */
void reasons_default(const struct scorecard *card, struct score_result *result);
/* The model's own method under the law of the session's profile; a profile without a line is as none. */
bool reasons_for(struct session *session, const struct model *model, struct score_result *result, GError **error);

/* ---- PMML 4.4, Scorecard ----------------------------------------------------------------------------------------- */
/* One characteristic as PMML sees it: the partial score of its attribute, the baseline score, the reason code. */
struct pmml_reason {
    const char *code;
    double partial, baseline;
};
/* Codes by falling difference: baseline - partial (pointsBelow) or partial - baseline (pointsAbove). Differences of one
 * code are added; equal ones keep the order of the characteristics; differences below 0 are ranked like all others, as
 * the specification says. `code` has room for `count`; answers how many there are. */
size_t reasons_pmml(const struct pmml_reason *part, size_t count, bool points_above, const char **code);
