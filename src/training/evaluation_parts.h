/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of an evaluation, for the files that make them. */
#pragma once
#include "training/evaluation_run.h"

/* Tenths of the rows with what was foretold and what was observed. */
bool evaluation_reliability_rows(const struct judged_rows *rows, struct table *answer, GError **error);
/* A row a group of every column named by --by, --fair; a row a fold of --folds and a last one with their means. */
bool evaluation_segment_rows(const struct evaluation_run *run, const struct arguments *arguments, struct table *answer,
                             GError **error);
bool evaluation_fairness_rows(const struct evaluation_run *run, const struct arguments *arguments, struct table *answer,
                              GError **error);
bool evaluation_fold_rows(const struct evaluation_run *run, const struct arguments *arguments, struct table *answer,
                          GError **error);
