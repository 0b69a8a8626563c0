/* SPDX-License-Identifier: Apache-2.0 */
/* The file a model is fitted on: read, its target found, its weights and offsets checked. */
#include "training/train_private.h"

#include <math.h>
#include <string.h>

static bool no_column(const char *option, const char *name, GError **error)
{
    return training_usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."),
                          option, name);
}

/* A column of numbers, none missing and each above `above`; NULL without an error when the option is absent. */
static bool numbers_option(const struct training *training, const char *option, double above, double **numbers,
                           GError **error)
{
    const char *name = arguments_text(training->arguments, option);
    if (!name) return true;
    const int place = frame_find(training->frame, name);
    if (place < 0) return no_column(option, name, error);
    const struct frame_column *column = &training->frame->column[place];
    for (size_t row = 0; row < training->frame->rows; row++) {
        if (column->number && column->number[row] > above) continue;
        g_autofree char *line = g_strdup_printf("%u", training->frame->line[row]);
        bureau_error_set(error, BUREAU_ERROR_INPUT,
                         above < 0 ? N_("Line {1}, column “{2}”: not a number.")
                                   : N_("Line {1}, column “{2}”: a weight is a number above 0."),
                         N_("Correct the cell, or leave the row out."), line, name, NULL);
        return false;
    }
    *numbers = g_memdup2(column->number, training->frame->rows * sizeof(double));
    return true;
}

static bool read_target(struct training *training, size_t *column, GError **error)
{
    const char *target = arguments_text(training->arguments, "target");
    const char *bad = arguments_text(training->arguments, "bad");
    const int found = frame_find(training->frame, target);
    if (found < 0) return no_column("target", target, error);
    *column = (size_t)found;
    if (bad) {
        training->bad = train_target_value(training->frame, *column, bad, error);
    } else {
        training->bad = train_target(training->frame, *column, error);
    }
    return training->bad != NULL;
}

/* The words of a list; NULL when the option is absent. */
static char **words_option(const struct arguments *arguments, const char *name)
{
    return frame_words(arguments_text(arguments, name));
}

bool training_frame(struct training *training, GError **error)
{
    g_auto(GStrv) nominal = words_option(training->arguments, "nominal");
    g_auto(GStrv) missing = words_option(training->arguments, "missing");
    const char *path = arguments_text(training->arguments, "data");
    size_t target = 0;
    training->frame = frame_read_marked(path, (const char *const *)nominal, (const char *const *)missing, error);
    if (!training->frame) return false;
    if (!training->frame->rows) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} holds no rows."),
                         N_("Give a file with a first line of names and a row for each case."), path, NULL);
        return false;
    }
    return read_target(training, &target, error) && numbers_option(training, "weight", 0, &training->weight, error) &&
           numbers_option(training, "offset", -INFINITY, &training->offset, error) &&
           training_columns(training, target, error);
}
