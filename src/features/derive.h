/* SPDX-License-Identifier: Apache-2.0 */
/* Deriving with some of the cleaning rules only: what a rule changes is what differs without it. Inside this room. */
#pragma once
#include "features/cleaning.h"

/* As features_derive_noted(), under the declared rules whose bits are set. `why` and `counts` may be NULL. */
void features_derive_ruled(const struct dossier *dossier, struct date day, unsigned rules, double *values,
                           enum missing *why, struct clean_counts *counts);
