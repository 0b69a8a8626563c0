/* SPDX-License-Identifier: Apache-2.0 */
/* Where a value stands among the splits, in words. A tree model has no bins, but between two neighbouring thresholds
 * of an input its score does not change: that range is what a person is shown for the value. */
#include "score/trees_private.h"

#include <math.h>

struct binning *trees_cells(const struct trees *trees, size_t input)
{
    struct binning *cells = g_new0(struct binning, 1);
    const size_t ranges = trees->thresholds[input] + 1;
    cells->bins = ranges;
    cells->bin = g_new0(struct bin, ranges);
    for (size_t i = 0; i < ranges; i++) {
        cells->bin[i] = (struct bin){ .type = BIN_RANGE, .below = INFINITY };
        if (i + 1 == ranges) continue;
        // 0.3 in single precision is 0.3 to a person, not 0.30000001192092896
        g_autofree char *number = float_number(trees->threshold[input][i]);
        cells->bin[i].below = g_ascii_strtod(number, NULL);
    }
    binning_describe(cells);
    return cells;
}

const char *trees_cell(const struct trees *trees, size_t input, double value)
{
    const struct tree_input *of = &trees->input[input];
    if (isnan(value)) return N_("missing");
    if (of->category)
        return value >= 0 && value < (double)of->category->len ? of->category->pdata[(size_t)value] : N_("never seen");
    for (guint32 c = 0; c < of->codes; c++)
        if (value == of->code[c]) return N_("special code");
    size_t low = 0, high = trees->thresholds[input];
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if ((float)value < trees->threshold[input][middle])
            high = middle;
        else
            low = middle + 1;
    }
    return trees->cell[input]->bin[low].text;
}
