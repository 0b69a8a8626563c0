/* SPDX-License-Identifier: Apache-2.0 */
/* What numeric and nominal binning share. */
#pragma once
#include "training/binning_search.h"

/* Appends a bin; the pointer holds until the next one is added. */
struct bin *binning_add(struct binning *binning, enum bin_type type, struct bin_count rows);
/* Goods and bads of the rows. */
struct bin_totals binning_totals(const struct binning_rows *rows);
/* Weights of evidence, information value and texts once all bins are there. A bin without rows says nothing: 0. */
void binning_finish(struct binning *binning, struct bin_totals totals);
