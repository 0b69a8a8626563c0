/* SPDX-License-Identifier: Apache-2.0 */
/* A card's bins as rows. */
#include "training/model_frame.h"

// clang-format off
static const struct column bin_columns[] = {
    { .id = "feature", .title = N_("Characteristic"), .type = VALUE_TEXT },
    { .id = "bin", .title = N_("Bin"), .type = VALUE_PHRASE },
    { .id = "count", .title = N_("Count"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "woe", .title = N_("Weight of evidence"), .type = VALUE_REAL, .decimals = 6, .priority = 1,
      .help = N_("ln of the share of goods over the share of bads in the bin; above 0 is safer than the whole.") },
    { .id = "iv", .title = N_("Information value"), .type = VALUE_REAL, .decimals = 6, .priority = 2,
      .help = N_("What the bin adds to the information value of its characteristic.") },
    { .id = "coefficient", .title = N_("Coefficient"), .type = VALUE_REAL, .decimals = 6, .priority = 3 },
    { .id = "standard_error", .title = N_("Standard error"), .type = VALUE_REAL, .decimals = 6, .priority = 4 },
    { .id = "points", .title = N_("Points"), .type = VALUE_INTEGER },
};
// clang-format on

bool card_rows(const struct scorecard *card, struct table *answer, GError **error)
{
    struct bin_totals totals = { .goods = (double)(card->rows - card->bads), .bads = (double)card->bads };
    table_set_columns(answer, bin_columns, G_N_ELEMENTS(bin_columns));
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        for (size_t b = 0; b < characteristic->binning->bins; b++) {
            const struct bin *bin = &characteristic->binning->bin[b];
            table_row_begin(answer);
            table_add_text(answer, characteristic->id);
            table_add_text(answer, bin->text);
            table_add_int(answer, bin->count);
            table_add_int(answer, bin->bads);
            table_add_real(answer, bin->weight);
            table_add_real(answer, bin_share(bin, totals));
            table_add_real(answer, characteristic->coefficient);
            table_add_real(answer, characteristic->standard_error);
            table_add_int(answer, bin->points);
            if (!table_row_end(answer, error)) return false;
        }
    }
    return true;
}
