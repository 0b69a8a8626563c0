/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of PMML 4.4 scorecards, written from the specification (dmg.org/pmml/v4-4-1/Scorecard.html,
 * Transformations.html, Output.html) and from nothing of ours: predicates, partial scores, reason codes by pointsBelow,
 * transformed outputs. What it does not know it refuses. */
#pragma once
#include <glib.h>

struct pmml;
struct pmml *pmml_read(const char *text, GError **error);
void pmml_free(struct pmml *pmml);
const char *pmml_attribute(const struct pmml *pmml, const char *name); /* of the Scorecard element */
/* Evaluates one row: `value` of each field (NULL or "" is missing); fields in the order of the DataDictionary. */
struct pmml_answer {
    double points, score, probability;
    char *reason[8]; /* by rank, from 0; NULL behind the last */
};
size_t pmml_fields(const struct pmml *pmml);
const char *pmml_field(const struct pmml *pmml, size_t index);
void pmml_evaluate(const struct pmml *pmml, char *const *value, struct pmml_answer *answer);
void pmml_answer_clear(struct pmml_answer *answer);
