/* SPDX-License-Identifier: Apache-2.0 */
/* What applying and editing a spec share. */
#pragma once
#include "training/binning_private.h"
#include "training/bins_file.h"

/* The arrays that options made from a spec point to. */
struct spec_hold {
    const char **special;
    struct bin_treatment *treatment;
    const char *const **group;
};
void spec_hold_clear(struct spec_hold *hold);
typedef struct spec_hold spec_hold_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(spec_hold_t, spec_hold_clear)
void spec_options(const struct bin_spec *spec, struct binning_options *options, struct spec_hold *hold);

/* The cuts or groups of the spec as they are. */
struct binning *spec_cut_numeric(const struct bin_spec *spec, const struct distinct_column *column);
struct binning *spec_cut_nominal(const struct bin_spec *spec, const struct nominal_column *column);
