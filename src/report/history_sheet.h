/* SPDX-License-Identifier: Apache-2.0 */
/* Private to report: the payment history of a subject as a picture, as figures by month, and as a long table. */
#pragma once
#include "report/workbook.h"
#include "subject/subject.h"

/* The months that the accounts of a dossier report, oldest first; false when none does. */
bool history_range(const struct dossier *dossier, struct month *first, struct month *last);

/* A row an account, a column a month, coloured by state; disputed months carry a flag. */
bool history_grid(struct workbook *workbook, const struct dossier *dossier, GError **error);
/* A row a month: balance, limit, utilisation, accounts by lateness; with charts beside them. */
bool history_months(struct workbook *workbook, const struct dossier *dossier, GError **error);
/* A row an account and month with every amount. */
bool history_amounts(struct workbook *workbook, const struct dossier *dossier, GError **error);
