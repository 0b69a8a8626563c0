/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of a frame, sorted once for all folds. */
#include "training/binning_private.h"
#include "training/csvframe.h"

#include <math.h>

struct binning_bank {
    const struct frame *frame;
    struct binning_index **index; /* of each numeric column; NULL until it is asked for */
};

struct binning_bank *binning_bank_new(const struct frame *frame)
{
    struct binning_bank *bank = g_new0(struct binning_bank, 1);
    bank->frame = frame;
    bank->index = g_new0(struct binning_index *, frame->columns + 1);
    return bank;
}

void binning_bank_free(struct binning_bank *bank)
{
    if (!bank) return;
    for (size_t i = 0; i < bank->frame->columns; i++)
        binning_index_free(bank->index[i]);
    g_free(bank->index);
    g_free(bank);
}

const struct frame *binning_bank_frame(const struct binning_bank *bank)
{
    return bank->frame;
}

const struct binning_index *binning_bank_index(struct binning_bank *bank, size_t column)
{
    if (!bank->index[column])
        bank->index[column] = binning_index_new(bank->frame->column[column].number, bank->frame->rows);
    return bank->index[column];
}

struct binning *binning_bank_search(struct binning_bank *bank, size_t column, const struct binning_rows *rows,
                                    const struct binning_options *options)
{
    const struct frame_column *from = &bank->frame->column[column];
    if (from->number) {
        g_auto(distinct_column_t) counted = { 0 };
        distinct_column_make(&counted, binning_bank_index(bank, column), rows, options);
        return distinct_search(&counted, options, NULL);
    }
    return binning_nominal(from->category, (const char *const *)from->categories->pdata, from->categories->len, rows,
                           options);
}

void binning_bank_weights(struct binning_bank *bank, size_t column, const struct binning *binning, const guint32 *row,
                          size_t rows, double *to, size_t stride)
{
    const struct frame_column *from = &bank->frame->column[column];
    const struct binning_index *index = from->number ? binning_bank_index(bank, column) : NULL;
    size_t places = index ? index->distinct : from->categories->len;
    g_autofree double *weight = g_new(double, places + 1); // the last is of what is missing
    const struct bin *missing = index ? binning_find(binning, NAN) : binning_find_category(binning, NULL);
    weight[places] = missing ? missing->weight : 0;
    for (size_t place = 0; place < places; place++) {
        const struct bin *bin = index ? binning_find(binning, index->value[place])
                                      : binning_find_category(binning, from->categories->pdata[place]);
        weight[place] = bin ? bin->weight : 0;
    }
    for (size_t i = 0; i < rows; i++) {
        size_t place = index                        ? index->rank[row[i]]
                       : from->category[row[i]] < 0 ? places
                                                    : (size_t)from->category[row[i]];
        to[i * stride] = weight[place];
    }
}
