/* SPDX-License-Identifier: Apache-2.0 */
#include "training/bins_data.h"
#include "training/train.h"

#include <math.h>
#include <string.h>

/* The column of that name; USAGE when there is none. */
static bool column_named(const struct frame *frame, const char *name, size_t *column, GError **error)
{
    const int found = frame_find(frame, name);
    *column = found < 0 ? 0 : (size_t)found;
    if (found >= 0) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The file has no column “{1}”."),
                     N_("Name a column of its first line."), name, NULL);
    return false;
}

static bool read_weights(struct bins_data *data, size_t column, GError **error)
{
    const struct frame_column *from = &data->frame->column[column];
    data->weight = g_new0(double, MAX(data->frame->rows, 1));
    for (size_t row = 0; row < data->frame->rows; row++) {
        data->weight[row] = from->number ? from->number[row] : NAN;
        if (data->weight[row] > 0) continue;
        g_autofree char *line = g_strdup_printf("%u", data->frame->line[row]);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1}, column “{2}”: a weight must be above 0."),
                         N_("Leave out rows that are not to count."), line, from->name, NULL);
        return false;
    }
    return true;
}

static bool read_target(struct bins_data *data, size_t target, const char *bad, GError **error)
{
    data->bad = bad ? train_target_value(data->frame, target, bad, error) : train_target(data->frame, target, error);
    if (!data->bad) return false;
    data->row = g_new(guint32, MAX(data->frame->rows, 1));
    for (size_t row = 0; row < data->frame->rows; row++) {
        data->row[row] = (guint32)row;
        data->bads += data->bad[row];
    }
    if (data->bads && data->bads < data->frame->rows) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The rows are all good or all bad: there is nothing to bin."),
                     N_("Give a file with rows of both kinds."), NULL);
    return false;
}

static bool special_columns(const struct frame *frame, char **special, GError **error)
{
    for (char **each = special; each && *each; each++) {
        size_t column;
        const char *sign = strrchr(*each, '=');
        g_autofree char *name = sign ? g_strndup(*each, (gsize)(sign - *each)) : g_strdup(*each);
        if (!column_named(frame, name, &column, error)) return false;
    }
    return true;
}

static bool read_all(struct bins_data *data, const struct bins_source *source, GError **error)
{
    g_auto(GStrv) names = frame_words(source->nominal), missing = frame_words(source->missing);
    size_t target = 0, weight = G_MAXSIZE;
    data->frame = frame_read_marked(source->path, (const char *const *)names, (const char *const *)missing, error);
    if (!data->frame || !column_named(data->frame, source->target, &target, error)) return false;
    if (source->weight &&
        (!column_named(data->frame, source->weight, &weight, error) || !read_weights(data, weight, error)))
        return false;
    if (!read_target(data, target, source->bad, error)) return false;
    data->bins = source->bins ? bins_load(source->bins, error) : bins_new();
    if (!data->bins || !bins_check(data->bins, source->bins, data->frame, error)) return false;
    data->special = g_strdupv((char **)source->special);
    if (!special_columns(data->frame, data->special, error)) return false;
    data->bank = binning_bank_new(data->frame);
    data->column = g_new(size_t, data->frame->columns);
    for (size_t i = 0; i < data->frame->columns; i++)
        if (i != target && i != weight) data->column[data->columns++] = i;
    if (data->columns) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The file has no column beside the target."),
                     N_("Give a file with columns that were known before the outcome."), NULL);
    return false;
}

struct bins_data *bins_data_load(const struct bins_source *source, GError **error)
{
    g_autoptr(bins_data_t) data = g_new0(struct bins_data, 1);
    data->references = 1;
    return read_all(data, source, error) ? g_steal_pointer(&data) : NULL;
}

struct bins_data *bins_data_ref(struct bins_data *data)
{
    g_atomic_int_inc(&data->references);
    return data;
}

void bins_data_unref(struct bins_data *data)
{
    if (!data || !g_atomic_int_dec_and_test(&data->references)) return;
    binning_bank_free(data->bank);
    frame_free(data->frame);
    bins_free(data->bins);
    g_free(data->bad);
    g_free(data->row);
    g_free(data->weight);
    g_strfreev(data->special);
    g_free(data->column);
    g_free(data);
}

struct binning_rows bins_data_rows(const struct bins_data *data)
{
    return (
        struct binning_rows){ .rows = data->frame->rows, .row = data->row, .bad = data->bad, .weight = data->weight };
}

static bool has_code(const struct bin_spec *spec, const char *code)
{
    for (guint i = 0; i < spec->codes->len; i++)
        if (!strcmp(((const struct bin_code *)spec->codes->pdata[i])->code, code)) return true;
    return false;
}

/* The codes that were named for the column, besides what the bins decide of it; NULL: none were. */
static struct bin_spec *with_codes(const struct bins_data *data, size_t column, const struct bin_spec *decided)
{
    const struct frame_column *from = &data->frame->column[column];
    g_autoptr(bin_spec_t) spec = NULL;
    for (char **each = data->special; each && *each; each++) {
        const char *sign = strrchr(*each, '=');
        if (!sign || strncmp(*each, from->name, (size_t)(sign - *each)) || from->name[sign - *each] != '\0') continue;
        g_auto(GStrv) codes = frame_words(sign + 1);
        if (!spec) spec = decided ? bin_spec_copy(decided) : bin_spec_new(from->name, from->kind == FRAME_NOMINAL);
        for (char **code = codes; *code; code++)
            if (**code && !has_code(spec, *code)) bin_spec_add_code(spec, *code, BIN_OWN, NULL);
    }
    return g_steal_pointer(&spec);
}

struct bin_edit *bins_data_edit(struct bins_data *data, size_t column, GError **error)
{
    const struct binning_rows rows = bins_data_rows(data);
    const struct bin_spec *decided = bins_find(data->bins, data->frame->column[column].name);
    g_autoptr(bin_spec_t) coded = with_codes(data, column, decided);
    return bin_edit_new(data->bank, column, &rows, coded ? coded : decided, error);
}
