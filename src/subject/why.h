/* SPDX-License-Identifier: Apache-2.0 */
/* The chain from a figure to the lines it came from: rows of one table, and what each figure rests on. */
#pragma once
#include "subject/figures.h"

struct why {
    struct session *session;
    const struct dossier *dossier;
    const struct arguments *arguments;
    struct table *answer;
    int64_t step;
};

void why_columns(struct table *answer);
/* One row: what it is (a phrase), its value, and where it came from (NULL: it was computed here). */
bool why_row(struct why *why, const char *what, const char *value, const struct provenance *from, GError **error);
/* A row for each run of months of an account that came from one line, among the last `window` months the file speaks
 * of (0: all). `field` is "state", "balance", "due", "paid" or "past_due". */
bool why_months(struct why *why, const struct account *account, int window, const char *field, GError **error);
/* One month of one account. */
bool why_month(struct why *why, const struct account *account, struct month month, const char *field, GError **error);
bool why_account(struct why *why, const struct account *account, GError **error);
/* Everything a figure rests on; USAGE when there is no such figure. */
bool why_figure(struct why *why, const char *figure, GError **error);
