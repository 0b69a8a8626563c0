/* SPDX-License-Identifier: Apache-2.0 */
/* What the workstation looks after by itself while somebody sits here: backups that are due, the purge of the day, and
 * what the person must be told about the store and this machine. */
#pragma once
#include "core/app.h"

/* Begins, unless it runs already; looks again every ten minutes. */
void upkeep_start(struct app *app);
/* The one line a person should read now (translated), the worst first; NULL when all is well. Caller frees. */
char *upkeep_warning(struct app *app);
