/* SPDX-License-Identifier: Apache-2.0 */
/* What a score says about a credit: at the cut-off or above it, yes. */
#pragma once
#include "score/model.h"

/* The cut-off kept with the model (extra, "cut_off", a number), else the first score of its middle band. */
int model_cut_off(const struct model *model);
