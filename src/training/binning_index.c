/* SPDX-License-Identifier: Apache-2.0 */
/* A numeric column sorted once. What every search needs is, for each row, the place of its number among the different
 * numbers: then the rows of any fold are counted in one pass without comparing anything. Sorted by radix on the bits
 * of the number; passes in which all numbers agree are left out, so a column of small whole numbers takes few. */
#include "training/binning_private.h"
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS     (1u << DIGIT_BITS)
#define PASSES     6 /* 6 * 11 >= 64 */

struct keyed {
    guint64 key;
    guint32 row;
};

/* Bits that order as the numbers do: negative ones are turned over, the others get the highest bit. */
static guint64 key_of(double value)
{
    guint64 bits;
    value = value == 0 ? 0 : value; // no negative zero
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | G_GUINT64_CONSTANT(1) << 63;
}

static void keyed_sort(struct keyed **keyed, struct keyed **spare, size_t count)
{
    guint64 all = ~G_GUINT64_CONSTANT(0), some = 0;
    for (size_t i = 0; i < count; i++) {
        all &= (*keyed)[i].key;
        some |= (*keyed)[i].key;
    }
    for (unsigned pass = 0; pass < PASSES; pass++) {
        unsigned shift = pass * DIGIT_BITS;
        if (!(((all ^ some) >> shift) & (DIGITS - 1))) continue;
        size_t start[DIGITS] = { 0 }, sum = 0;
        for (size_t i = 0; i < count; i++)
            start[(*keyed)[i].key >> shift & (DIGITS - 1)]++;
        for (size_t digit = 0; digit < DIGITS; digit++) {
            size_t own = start[digit];
            start[digit] = sum;
            sum += own;
        }
        for (size_t i = 0; i < count; i++)
            (*spare)[start[(*keyed)[i].key >> shift & (DIGITS - 1)]++] = (*keyed)[i];
        struct keyed *sorted = *spare;
        *spare = *keyed;
        *keyed = sorted;
    }
}

struct binning_index *binning_index_new(const double *value, size_t rows)
{
    struct binning_index *index = g_new0(struct binning_index, 1);
    g_autofree struct keyed *keyed = g_new(struct keyed, MAX(rows, 1));
    g_autofree struct keyed *spare = g_new(struct keyed, MAX(rows, 1));
    size_t count = 0;
    for (size_t row = 0; row < rows; row++)
        if (!isnan(value[row])) keyed[count++] = (struct keyed){ key_of(value[row]), (guint32)row };
    keyed_sort(&keyed, &spare, count);
    index->rows = rows;
    index->rank = g_new(guint32, MAX(rows, 1));
    index->value = g_new(double, MAX(count, 1));
    for (size_t i = 0; i < count; i++) {
        if (!i || keyed[i].key != keyed[i - 1].key) index->value[index->distinct++] = value[keyed[i].row];
        index->rank[keyed[i].row] = (guint32)index->distinct - 1;
    }
    for (size_t row = 0; row < rows; row++)
        if (isnan(value[row])) index->rank[row] = (guint32)index->distinct;
    return index;
}

void binning_index_free(struct binning_index *index)
{
    if (!index) return;
    g_free(index->value);
    g_free(index->rank);
    g_free(index);
}

/* ---- counting --------------------------------------------------------------------------------------------------- */

void tally_add(struct tally *to, const struct tally *more)
{
    to->count += more->count;
    to->bads += more->bads;
    to->mass.count += more->mass.count;
    to->mass.bads += more->mass.bads;
}

void tally_row(struct tally *to, const struct binning_rows *rows, guint32 row)
{
    double weight = rows->weight ? rows->weight[row] : 1;
    to->count++;
    to->bads += rows->bad[row];
    to->mass.count += weight;
    to->mass.bads += rows->bad[row] ? weight : 0;
}

/* Rows of each place: whole numbers alone where rows have no weights, which is the common case and twice as fast. */
static struct tally *index_count(const struct binning_index *index, const struct binning_rows *rows)
{
    size_t places = index->distinct + 1;
    struct tally *tally = g_new0(struct tally, places);
    if (rows->weight) {
        for (size_t i = 0; i < rows->rows; i++)
            tally_row(&tally[index->rank[rows->row[i]]], rows, rows->row[i]);
        return tally;
    }
    g_autofree guint32 *counts = g_new0(guint32, places * 2);
    for (size_t i = 0; i < rows->rows; i++) {
        guint32 row = rows->row[i];
        counts[2 * (size_t)index->rank[row] + (rows->bad[row] != 0)]++;
    }
    for (size_t place = 0; place < places; place++) {
        gint64 bads = counts[2 * place + 1], count = bads + counts[2 * place];
        tally[place] = (struct tally){ count, bads, { (double)count, (double)bads } };
    }
    return tally;
}

static size_t index_place(const struct binning_index *index, double value)
{
    size_t low = 0, high = index->distinct;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (index->value[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void distinct_column_treat(struct distinct_column *column, const struct binning_options *options)
{
    double code = 0;
    for (size_t i = 0, at = 0; options->special && options->special[i]; i++)
        if (frame_number(options->special[i], &code))
            column->treatment[at++] = options->treatment ? options->treatment[i] : (struct bin_treatment){ 0 };
}

/* Takes the special codes out of the counts. */
static void codes_take(struct distinct_column *column, const struct binning_index *index, struct tally *tally,
                       const struct binning_options *options)
{
    size_t given = options->special ? g_strv_length((char **)options->special) : 0;
    column->code = g_new0(double, given + 1);
    column->coded = g_new0(struct tally, given + 1);
    column->treatment = g_new0(struct bin_treatment, given + 1);
    for (size_t i = 0; i < given; i++) {
        double code = 0;
        if (!frame_number(options->special[i], &code)) continue;
        size_t place = index_place(index, code), at = column->codes++;
        column->code[at] = code;
        if (place == index->distinct || index->value[place] != code) continue;
        column->coded[at] = tally[place];
        tally[place] = (struct tally){ 0 };
    }
    distinct_column_treat(column, options);
}

void distinct_column_make(struct distinct_column *column, const struct binning_index *index,
                          const struct binning_rows *rows, const struct binning_options *options)
{
    g_autofree struct tally *tally = index_count(index, rows);
    *column = (struct distinct_column){ .totals = binning_totals(rows), .integer = true };
    column->missing = tally[index->distinct];
    column->distinct = g_new(struct distinct, index->distinct + 1);
    codes_take(column, index, tally, options);
    for (size_t place = 0; place < index->distinct; place++) {
        if (!tally[place].count) continue;
        double value = index->value[place];
        column->integer = column->integer && value == rint(value) && fabs(value) < 1e15;
        column->distinct[column->count++] = (struct distinct){ value, tally[place] };
    }
}

void distinct_column_sum(struct distinct_column *column)
{
    column->sum = g_new0(struct tally, column->count + 1);
    for (size_t i = 0; i < column->count; i++) {
        column->sum[i + 1] = column->sum[i];
        tally_add(&column->sum[i + 1], &column->distinct[i].rows);
    }
}

size_t distinct_column_place(const struct distinct_column *column, double value)
{
    size_t low = 0, high = column->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (column->distinct[middle].value < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void distinct_column_clear(struct distinct_column *column)
{
    g_clear_pointer(&column->sum, g_free);
    g_clear_pointer(&column->distinct, g_free);
    g_clear_pointer(&column->code, g_free);
    g_clear_pointer(&column->coded, g_free);
    g_clear_pointer(&column->treatment, g_free);
}
