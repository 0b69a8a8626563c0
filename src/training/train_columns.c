/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns of a file never seen before may be in a model, and what looks odd in it: rows that repeat others, and
 * numbers that look like codes. What looks odd is told and not acted on: whoever knows the file decides. */
#include "training/train_private.h"

#include "training/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CODE_ROWS       3  /* a code is a number that comes back: at least so often */
#define CODE_MOST       4  /* more numbers far from the rest are a tail and not codes */
#define CODE_DISTINCT   8  /* and the rest must have so many different numbers at the least */
#define IDENTIFIER_ROWS 20 /* fewer rows may well be all different */

/* ---- candidates -------------------------------------------------------------------------------------------------- */

/* The columns named in a list separated by commas; each must be in the file. */
static bool names_option(const struct training *training, const char *name, GHashTable **names, GError **error)
{
    const char *text = arguments_text(training->arguments, name);
    if (!text) return true;
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; words[i]; i++) {
        const char *word = g_strstrip(words[i]);
        if (frame_find(training->frame, word) < 0)
            return training_usage(error, N_("--{1}: the file has no column “{2}”."),
                                  N_("Name columns of its first line."), name, word);
        g_hash_table_add(*names, g_strdup(word));
    }
    return true;
}

static int double_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The numbers of a column that are there, sorted. Free with g_free. */
static double *sorted_numbers(const struct frame *frame, const struct frame_column *column, size_t *count)
{
    double *sorted = g_new(double, MAX(frame->rows, 1));
    *count = 0;
    for (size_t row = 0; row < frame->rows; row++)
        if (!isnan(column->number[row])) sorted[(*count)++] = column->number[row];
    qsort(sorted, *count, sizeof *sorted, double_compare);
    return sorted;
}

static bool is_constant(const struct frame *frame, const struct frame_column *column)
{
    for (size_t row = 1; row < frame->rows; row++)
        if (column->number
                ? column->number[row] != column->number[0] && !(isnan(column->number[row]) && isnan(column->number[0]))
                : column->category[row] != column->category[0])
            return false;
    return true;
}

static bool name_says_identifier(const char *name)
{
    g_autofree char *small = g_ascii_strdown(name, -1);
    static const char *const whole[] = {
        "id", "no", "nr", "key", "uuid", "index", "row", "number", "编号", "序号", NULL
    };
    return g_strv_contains(whole, small) || g_str_has_suffix(small, "_id") || g_str_has_suffix(small, "_no") ||
           g_str_has_suffix(small, "编号") || g_str_has_suffix(small, "号码");
}

/* A number or a name of each row: different in every row, and for numbers whole and counted up, close together or
 * called so. Amounts may well differ in every row too. */
static bool is_identifier(const struct frame *frame, const struct frame_column *column)
{
    if (frame->rows < IDENTIFIER_ROWS) return false;
    if (column->categories) return column->categories->len == frame->rows;
    if (!column->integer) return false;
    size_t count = 0, rises = 0;
    g_autofree double *sorted = sorted_numbers(frame, column, &count);
    if (count < frame->rows) return false;
    for (size_t i = 1; i < count; i++) {
        if (sorted[i] == sorted[i - 1]) return false;
        rises += column->number[i] > column->number[i - 1];
    }
    return rises + 1 == count || !rises || sorted[count - 1] - sorted[0] < 2 * (double)count ||
           name_says_identifier(column->name);
}

/* Why a column is no candidate; NULL when it is one. */
static const char *unfit(const struct frame *frame, const struct frame_column *column)
{
    if (is_constant(frame, column)) return "the same in every row";
    if (is_identifier(frame, column)) return "different in every row: an identifier";
    return NULL;
}

/* ---- rows that repeat -------------------------------------------------------------------------------------------- */

struct row_at {
    const struct frame *frame;
    size_t row;
};

static guint64 cell_bits(const struct frame_column *column, size_t row)
{
    guint64 bits = 0;
    if (column->category) return (guint64)(gint64)column->category[row];
    if (isnan(column->number[row])) return G_MAXUINT64;
    memcpy(&bits, &column->number[row], sizeof bits);
    return bits;
}

static guint row_hash(gconstpointer key)
{
    const struct row_at *at = key;
    guint64 hash = G_GUINT64_CONSTANT(14695981039346656037);
    for (size_t i = 0; i < at->frame->columns; i++)
        hash = (hash ^ cell_bits(&at->frame->column[i], at->row)) * G_GUINT64_CONSTANT(1099511628211);
    return (guint)(hash >> 32 ^ hash);
}

static gboolean row_equal(gconstpointer a, gconstpointer b)
{
    const struct row_at *left = a, *right = b;
    for (size_t i = 0; i < left->frame->columns; i++)
        if (cell_bits(&left->frame->column[i], left->row) != cell_bits(&left->frame->column[i], right->row))
            return FALSE;
    return TRUE;
}

static size_t duplicates(const struct frame *frame)
{
    g_autofree struct row_at *at = g_new(struct row_at, MAX(frame->rows, 1));
    g_autoptr(GHashTable) seen = g_hash_table_new(row_hash, row_equal);
    size_t count = 0;
    for (size_t row = 0; row < frame->rows; row++) {
        at[row] = (struct row_at){ frame, row };
        count += !g_hash_table_add(seen, &at[row]);
    }
    return count;
}

/* ---- codes ------------------------------------------------------------------------------------------------------- */

struct run {
    double value;
    size_t rows;
};

static size_t runs_of(const double *sorted, size_t count, struct run *run)
{
    size_t runs = 0;
    for (size_t i = 0; i < count; i++)
        if (runs && run[runs - 1].value == sorted[i])
            run[runs - 1].rows++;
        else
            run[runs++] = (struct run){ sorted[i], 1 };
    return runs;
}

/* How many runs at the upper end stand further from the rest than the rest is wide, and come back: 96 and 98 above
 * counts that end at 17. */
static size_t codes_above(const struct run *run, size_t runs)
{
    for (size_t codes = MIN(CODE_MOST, runs); codes > 0; codes--) {
        const size_t rest = runs - codes;
        if (rest < CODE_DISTINCT) continue;
        bool heavy = true;
        for (size_t i = rest; i < runs; i++)
            heavy &= run[i].rows >= CODE_ROWS;
        if (heavy && run[rest].value - run[rest - 1].value > 2 * (run[rest - 1].value - run[0].value)) return codes;
    }
    return 0;
}

/* How many runs below 0 come back where everything else is 0 or above: -1, -9, -999. */
static size_t codes_below(const struct run *run, size_t runs)
{
    size_t codes = 0;
    while (codes < runs && run[codes].value < 0)
        codes++;
    if (!codes || codes > CODE_MOST || runs - codes < CODE_DISTINCT) return 0;
    for (size_t i = 0; i < codes; i++)
        if (run[i].rows < CODE_ROWS) return 0;
    return codes;
}

static void suggest(const struct training *training, size_t place, GString *text)
{
    const struct frame_column *column = &training->frame->column[place];
    if (!column->number || !column->integer || arguments_has(training->arguments, "bins")) return;
    for (size_t i = 0; i < arguments_count(training->arguments, "special"); i++) {
        const char *given = arguments_nth(training->arguments, "special", i);
        if (g_str_has_prefix(given, column->name) && given[strlen(column->name)] == '=') return;
    }
    size_t count = 0;
    g_autofree double *sorted = sorted_numbers(training->frame, column, &count);
    g_autofree struct run *run = g_new(struct run, MAX(count, 1));
    const size_t runs = runs_of(sorted, count, run), below = codes_below(run, runs), above = codes_above(run, runs);
    for (size_t i = 0, told = 0; i < runs; i++) {
        if (i >= below && i < runs - above) continue;
        g_autofree char *number = binning_number(run[i].value);
        if (told++)
            g_string_append_printf(text, ",%s", number);
        else
            g_string_append_printf(text, "%s%s=%s", text->len ? " " : "", column->name, number);
    }
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

/* Columns that were given another part: weights, offsets, the day of a row. */
static bool has_another_part(const struct arguments *arguments, const char *name)
{
    static const char *const parts[] = { "weight", "offset", "time" };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!g_strcmp0(arguments_text(arguments, parts[i]), name)) return true;
    return false;
}

bool training_columns(struct training *training, size_t target, GError **error)
{
    g_autoptr(GHashTable) keep = NULL;
    g_autoptr(GHashTable) drop = NULL;
    g_autoptr(GString) codes = g_string_new(NULL);
    if (!names_option(training, "keep", &keep, error) || !names_option(training, "drop", &drop, error)) return false;
    training->columns = g_array_new(FALSE, FALSE, sizeof(size_t));
    for (size_t i = 0; i < training->frame->columns; i++) {
        const struct frame_column *column = &training->frame->column[i];
        if (i == target || has_another_part(training->arguments, column->name) ||
            (drop && g_hash_table_contains(drop, column->name)) ||
            (keep && !g_hash_table_contains(keep, column->name)) || (!keep && sample_is_mark(column->name)))
            continue;
        const char *why = unfit(training->frame, column);
        if (why) {
            card_lines_add(&training->out, &training->outs, column->name, why);
            continue;
        }
        g_array_append_val(training->columns, i);
        suggest(training, i, codes);
    }
    training->duplicates = duplicates(training->frame);
    if (codes->len) training->suggested = g_strdup(codes->str);
    if (training->columns->len) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("No column of the file can be in a model."),
                     N_("Give columns that differ from row to row and are no identifiers."), NULL);
    return false;
}
