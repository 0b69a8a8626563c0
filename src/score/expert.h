/* SPDX-License-Identifier: Apache-2.0 */
/* A card that people wrote: bins and points by a committee, each with a reason. It is a model like any other; the
 * reasons stand in model->extra:
 *   "reasons": { CHARACTERISTIC: { "why": "...", "why_zh": "...", "bins": ["...", ...] } },
 *   "changes": [ { "characteristic", "bin", "before", "after", "reason", "user", "day" } ] */
#pragma once
#include "score/model.h"

/* Why a characteristic is there, in "zh" or English, and why a bin has its points; NULL when nobody said. Caller frees.
 */
char *expert_reason(const struct model *model, const char *characteristic, const char *language);
char *expert_bin_reason(const struct model *model, const char *characteristic, size_t bin);

struct expert_change {
    const char *characteristic;
    const char *bin; /* as it is shown ("< 1"), or its number from 1 */
    int points;
    const char *reason, *user;
    struct date day;
};
/* A copy of an expert model with other points for one bin, the reason and a line in "changes". The bin found and its
 * points before go to `bin` and `before`. USAGE when the model is none of this kind, or the characteristic, the bin or
 * the points cannot be; REFUSED when the points are those it has. Caller frees. */
struct model *expert_changed(const struct model *model, const struct expert_change *change, size_t *bin, int *before,
                             GError **error);
