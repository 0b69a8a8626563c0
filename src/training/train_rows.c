/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows are fitted on, which are held out, and in which fold each is judged. */
#include "training/train_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOLDS_BY_DEFAULT 5
#define FOLDS_SEED       20240607
#define FOLDS_LIMIT      1000
#define HOLDOUT_SHARE    0.3

/* ---- by lists ---------------------------------------------------------------------------------------------------- */

/* Row numbers of a file; none may come twice, in this file or in the other. */
static GArray *rows_listed(const struct training *training, const char *option, guint8 *seen, GError **error)
{
    const char *path = arguments_text(training->arguments, option);
    g_autoptr(GArray) rows = frame_read_integers(path, (gint64)training->frame->rows, error);
    for (guint i = 0; rows && i < rows->len; i++) {
        guint32 row = g_array_index(rows, guint32, i);
        if (!seen[row]++) continue;
        g_autofree char *number = g_strdup_printf("%u", row);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1}: row {2} is named twice."),
                         N_("A row is either fitted on or held out, once."), path, number, NULL);
        return NULL;
    }
    return g_steal_pointer(&rows);
}

static bool split_by_lists(struct training *training, GError **error)
{
    g_autofree guint8 *seen = g_new0(guint8, MAX(training->frame->rows, 1));
    training->train = rows_listed(training, "train-rows", seen, error);
    if (!training->train || !arguments_has(training->arguments, "test-rows")) return training->train != NULL;
    training->test = rows_listed(training, "test-rows", seen, error);
    return training->test != NULL;
}

/* ---- by chance and by time --------------------------------------------------------------------------------------- */

/* Parts the rows by a mark: 1 held out. */
static void split_by_mark(struct training *training, const guint8 *held)
{
    training->train = g_array_new(FALSE, FALSE, sizeof(guint32));
    training->test = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 row = 0; row < training->frame->rows; row++)
        g_array_append_val(held[row] ? training->test : training->train, row);
}

/* As many folds as rows put the rows in an order by chance, all goods before all bads: the first share of each kind is
 * held out. */
static void split_by_chance(struct training *training, double share)
{
    const size_t rows = training->frame->rows;
    g_autofree guint32 *place = evaluation_folds(training->bad, rows, (guint32)rows, FOLDS_SEED);
    g_autofree guint8 *held = g_new0(guint8, MAX(rows, 1));
    size_t bads = 0;
    for (size_t row = 0; row < rows; row++)
        bads += training->bad[row];
    const size_t goods = rows - bads;
    for (size_t row = 0; row < rows; row++)
        held[row] = training->bad[row] ? (double)(place[row] - goods) < share * (double)bads
                                       : place[row] < share * (double)goods;
    split_by_mark(training, held);
}

struct moment {
    double number;
    const char *text;
    guint32 row;
};

/* Numbers by size; texts by their bytes, as days written 2024-03-31 are in order. */
static int moment_compare(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    return left->text ? strcmp(left->text, right->text)
                      : (left->number > right->number) - (left->number < right->number);
}

static bool moments_read(const struct training *training, const struct frame_column *column, struct moment *moment,
                         GError **error)
{
    for (guint32 row = 0; row < training->frame->rows; row++) {
        moment[row] = (struct moment){ .row = row };
        const bool known = column->number ? !isnan(column->number[row]) : column->category[row] >= 0;
        if (!known) {
            g_autofree char *line = g_strdup_printf("%u", training->frame->line[row]);
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1}, column “{2}”: the time of the row is missing."),
                             N_("Give every row its time, or leave the row out."), line, column->name, NULL);
            return false;
        }
        if (column->number)
            moment[row].number = column->number[row];
        else
            moment[row].text = column->categories->pdata[column->category[row]];
    }
    qsort(moment, training->frame->rows, sizeof *moment, moment_compare);
    return true;
}

/* The newest rows are held out: as many whole moments as come nearest to the share. */
static bool split_by_time(struct training *training, double share, GError **error)
{
    const char *name = arguments_text(training->arguments, "time");
    const size_t rows = training->frame->rows;
    const int place = frame_find(training->frame, name);
    if (place < 0)
        return training_usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."),
                              "time", name);
    g_autofree struct moment *moment = g_new(struct moment, MAX(rows, 1));
    if (!moments_read(training, &training->frame->column[place], moment, error)) return false;
    const double wanted = (1 - share) * (double)rows;
    size_t cut = 0;
    for (size_t i = 1; i < rows; i++)
        if (moment_compare(&moment[i], &moment[i - 1]) &&
            (!cut || fabs((double)i - wanted) < fabs((double)cut - wanted)))
            cut = i;
    if (!cut) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The column “{1}” says the same time in every row."),
                         N_("Hold rows out by chance with --holdout alone."), name, NULL);
        return false;
    }
    g_autofree guint8 *held = g_new0(guint8, rows);
    for (size_t i = cut; i < rows; i++)
        held[moment[i].row] = 1;
    split_by_mark(training, held);
    return true;
}

bool training_split(struct training *training, GError **error)
{
    const struct arguments *arguments = training->arguments;
    const bool lists = arguments_has(arguments, "train-rows");
    const bool parts = arguments_has(arguments, "holdout") || arguments_has(arguments, "time");
    double share = HOLDOUT_SHARE;
    if (arguments_has(arguments, "test-rows") && !lists)
        return training_usage(error, N_("--test-rows needs --train-rows."), N_("Say which rows the card is fitted on."),
                              "", NULL);
    if (parts && (lists || arguments_has(arguments, "folds")))
        return training_usage(error, N_("--holdout and --time part the rows; --train-rows and --folds do it too."),
                              N_("Say it in one way."), "", NULL);
    if (!training_number(arguments, "holdout", 0.01, 0.9, &share, error)) return false;
    if (lists) return split_by_lists(training, error);
    if (arguments_has(arguments, "time")) return split_by_time(training, share, error);
    if (parts) {
        split_by_chance(training, share);
        return true;
    }
    training->train = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 row = 0; row < training->frame->rows; row++)
        g_array_append_val(training->train, row);
    return true;
}

/* ---- folds ------------------------------------------------------------------------------------------------------- */

/* Folds of the rows that are fitted on; rows held out by chance or by time have no part in them. */
static void folds_make(struct training *training)
{
    const size_t rows = training->frame->rows, count = training->train->len;
    if (!arguments_has(training->arguments, "holdout") && !arguments_has(training->arguments, "time")) {
        training->fold = evaluation_folds(training->bad, rows, FOLDS_BY_DEFAULT, FOLDS_SEED);
        return;
    }
    g_autofree guint8 *bad = g_new0(guint8, MAX(count, 1));
    for (size_t i = 0; i < count; i++)
        bad[i] = training->bad[g_array_index(training->train, guint32, i)];
    g_autofree guint32 *fold = evaluation_folds(bad, count, FOLDS_BY_DEFAULT, FOLDS_SEED);
    training->fold = g_new(guint32, MAX(rows, 1));
    for (size_t row = 0; row < rows; row++)
        training->fold[row] = FOLD_NONE;
    for (size_t i = 0; i < count; i++)
        training->fold[g_array_index(training->train, guint32, i)] = fold[i];
}

bool training_folds(struct training *training, GError **error)
{
    const char *path = arguments_text(training->arguments, "folds");
    if (!path) {
        folds_make(training);
        return true;
    }
    g_autoptr(GArray) folds = frame_read_integers(path, FOLDS_LIMIT, error);
    if (!folds) return false;
    if (folds->len != training->frame->rows) {
        g_autofree char *given = g_strdup_printf("%u", folds->len);
        g_autofree char *rows = g_strdup_printf("%zu", training->frame->rows);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} holds {2} fold numbers, the data {3} rows."),
                         N_("Give one fold number for each row, in the order of the rows."), path, given, rows, NULL);
        return false;
    }
    training->fold = (guint32 *)(void *)g_array_free(g_steal_pointer(&folds), FALSE);
    return true;
}
