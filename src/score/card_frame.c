/* SPDX-License-Identifier: Apache-2.0 */
#include "score/card_frame.h"

#include <math.h>

int *card_frame_columns(const struct scorecard *card, const struct frame *frame, GError **error)
{
    g_autofree int *columns = g_new0(int, MAX(card->characteristics, 1));
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct characteristic *characteristic = &card->characteristic[i];
        columns[i] = frame_find(frame, characteristic->id);
        if (columns[i] < 0) {
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The file has no column “{1}”, which the scorecard needs."),
                             N_("Give the file every column the card was fitted on; `bureau model show` lists them."),
                             characteristic->id, NULL);
            return NULL;
        }
        const struct frame_column *column = &frame->column[columns[i]];
        if (column->kind == FRAME_NOMINAL && !characteristic->binning->nominal) {
            bureau_error_set(error, BUREAU_ERROR_INPUT,
                             N_("The column “{1}” holds text, the scorecard expects numbers."),
                             N_("Correct the column; an empty cell means missing."), characteristic->id, NULL);
            return NULL;
        }
    }
    return g_steal_pointer(&columns);
}

const char **card_nominal_names(const struct scorecard *card)
{
    const char **names = g_new0(const char *, card->characteristics + 1);
    size_t count = 0;
    for (size_t i = 0; i < card->characteristics; i++)
        if (card->characteristic[i].binning->nominal) names[count++] = card->characteristic[i].id;
    return names;
}

void card_frame_score(const struct scorecard *card, const struct frame *frame, const int *columns, size_t row,
                      struct score_result *result)
{
    const struct bin *bins[CARD_MOST_CHARACTERISTICS];
    double value[CARD_MOST_CHARACTERISTICS];
    for (size_t i = 0; i < card->characteristics; i++) {
        const struct frame_column *column = &frame->column[columns[i]];
        const struct binning *binning = card->characteristic[i].binning;
        value[i] = column->number ? column->number[row] : NAN;
        if (column->number) {
            bins[i] = binning_find(binning, value[i]);
        } else {
            gint32 category = column->category[row];
            bins[i] = binning_find_category(binning, category < 0 ? NULL : column->categories->pdata[category]);
        }
    }
    card_score_bins(card, bins, value, result);
}
