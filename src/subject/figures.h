/* SPDX-License-Identifier: Apache-2.0 */
/* Small readings of an account that several tables show. */
#pragma once
#include "subject/dossier_private.h"

/* The newest known value of a series; MONEY_UNKNOWN when none is known. */
int64_t series_newest(const int64_t *values, size_t length);
/* The worst months late within `months` of the account's last month. */
int account_worst(const struct account *account, int months);
/* "[12.50,null]": amounts a month, oldest first; NULL for an unknown series. Caller frees. */
char *series_as_list(const int64_t *values, size_t length);
/* The newest score on record; false when there is none or it cannot be read (then `error` is set). */
bool newest_score(struct session *session, const struct dossier *dossier, int64_t *score, char band[8], GError **error);
/* The address to show, or NULL. */
const struct detail *dossier_main_address(const struct dossier *dossier);
