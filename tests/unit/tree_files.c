/* SPDX-License-Identifier: Apache-2.0 */
#include "tree_files.h"

#include "training/model_frame.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static struct sample *sample_read(const char *path)
{
    g_autoptr(GError) error = NULL;
    struct sample *sample = g_new0(struct sample, 1);
    sample->frame = frame_read(path, NULL, &error);
    assert_no_error(error);
    const int target = frame_find(sample->frame, "bad");
    sample->bad = train_target(sample->frame, (size_t)target, &error);
    assert_no_error(error);
    sample->rows = sample->frame->rows;
    sample->column = g_new0(size_t, sample->frame->columns);
    sample->row = g_new0(guint32, sample->rows);
    size_t columns = 0;
    for (size_t i = 0; i < sample->frame->columns; i++)
        if ((int)i != target) sample->column[columns++] = i;
    for (size_t i = 0; i < sample->rows; i++)
        sample->row[i] = (guint32)i;
    sample->data =
        (struct train_data){ .frame = sample->frame, .bad = sample->bad, .columns = columns, .column = sample->column };
    sample->options = train_defaults;
    sample->options.kind = MODEL_BOOSTED;
    return sample;
}

struct sample *sample_text(const char *csv)
{
    g_autofree char *path = NULL;
    const int file = g_file_open_tmp("bureau-trees-XXXXXX.csv", &path, NULL);
    assert_true(file >= 0 && g_close(file, NULL) && g_file_set_contents(path, csv, -1, NULL));
    struct sample *sample = sample_read(path);
    g_unlink(path);
    return sample;
}

struct sample *sample_made(size_t rows)
{
    static const char *const kinds[] = { "own", "rents", "family", "\"other, or \"\"none\"\"\"" };
    GString *text = g_string_new("bad,used,debt,kind,town,noise,flat\n");
    g_autoptr(GRand) chance = g_rand_new_with_seed(20);
    for (size_t i = 0; i < rows; i++) {
        const double used = floor(g_rand_double(chance) * 1000) / 1000;
        const int kind = g_rand_int_range(chance, 0, 4), town = g_rand_int_range(chance, 0, 30);
        const int debt = g_rand_int_range(chance, -1, 12);
        const double odds = -2.2 + 2.5 * used * (kind > 1) + 0.15 * debt + (town % 5 == 0) + (debt < 0) * 1.2;
        const int bad = g_rand_double(chance) < 1 / (1 + exp(-odds));
        char number[32];
        g_string_append_printf(text, "%d,", bad);
        if (g_rand_int_range(chance, 0, 12)) g_string_append(text, g_ascii_formatd(number, 32, "%.3f", used));
        g_string_append_printf(text, ",%d,%s,t%d,%d,7\n", debt, kinds[kind], town, g_rand_int_range(chance, 0, 500));
    }
    struct sample *sample = sample_text(text->str);
    g_string_free(text, TRUE);
    return sample;
}

struct sample *sample_shared(const char *name)
{
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *file = g_strconcat(name, ".csv", NULL);
    g_autofree char *path = g_build_filename(tree ? tree : ".", "..", "shared", "data", "credit", file, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS) ? sample_read(path) : NULL;
}

void sample_free(struct sample *sample)
{
    if (!sample) return;
    frame_free(sample->frame);
    g_free(sample->bad);
    g_free(sample->column);
    g_free(sample->row);
    g_free(sample);
}

struct model *sample_model(const struct sample *sample, enum model_kind kind)
{
    g_autoptr(GError) error = NULL;
    struct train_options options = sample->options;
    options.kind = kind;
    struct boost_settings settings = boost_settings_for(kind, sample->rows, sample->rows / 3);
    settings.rounds = MIN(settings.rounds, 25);
    settings.parallel = MIN(settings.parallel, 8);
    settings.eta = MAX(settings.eta, 0.2);
    settings.folds = 3;
    struct model *model = boost_train_with(&sample->data, &options, &settings, sample->row, sample->rows, &error);
    assert_no_error(error);
    return model;
}

void sample_inputs(const struct sample *sample, const struct model *model, size_t row, double *inputs)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(model_frame_t) over = model_frame_new(model, sample->frame, &error);
    assert_no_error(error);
    model_frame_inputs(over, row, inputs);
}
