/* SPDX-License-Identifier: Apache-2.0 */
/* The target of a file as 1 and 0. */
#include "training/train.h"

#include <math.h>
#include <string.h>

#define VALUES_LISTED 8

guint8 *train_target(const struct frame *frame, size_t column, GError **error)
{
    const struct frame_column *target = &frame->column[column];
    g_autofree guint8 *bad = g_new0(guint8, MAX(frame->rows, 1));
    for (size_t row = 0; row < frame->rows; row++) {
        double value = target->number ? target->number[row] : NAN;
        if (value == 0 || value == 1) {
            bad[row] = value == 1;
            continue;
        }
        g_autofree char *line = g_strdup_printf("%u", frame->line[row]);
        bureau_error_set(
            error, BUREAU_ERROR_INPUT, N_("Line {1}, column “{2}”: the target is neither 0 nor 1."),
            N_("1 is bad, 0 is good; for other values say --bad VALUE; leave out rows whose outcome is not "
               "known."),
            line, target->name, NULL);
        return NULL;
    }
    return g_steal_pointer(&bad);
}

/* The cell of a row as text; NULL when it is missing. Caller frees. */
static char *target_text(const struct frame_column *target, size_t row)
{
    if (target->number) return isnan(target->number[row]) ? NULL : binning_number(target->number[row]);
    return target->category[row] < 0 ? NULL : g_strdup(target->categories->pdata[target->category[row]]);
}

/* "2" is the number 2 in a column of numbers, however it is written. */
static bool is_value(const struct frame_column *target, const char *text, const char *value)
{
    double number = 0, other = 0;
    if (target->number && frame_number(value, &number) && frame_number(text, &other)) return number == other;
    return !strcmp(text, value);
}

static void refuse_values(const struct frame_column *target, GHashTable *values, const char *bad, GError **error)
{
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(values), (GCompareFunc)strcmp);
    g_autoptr(GString) list = g_string_new(NULL);
    size_t listed = 0;
    for (GList *at = keys; at && listed < VALUES_LISTED; at = at->next, listed++)
        g_string_append_printf(list, "%s%s", listed ? ", " : "", (const char *)at->data);
    if (g_hash_table_size(values) > VALUES_LISTED) g_string_append(list, ", …");
    g_autofree char *clean = text_sanitise(list->str, -1);
    g_autofree char *count = g_strdup_printf("%u", g_hash_table_size(values));
    if (g_hash_table_size(values) > 2)
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The target “{1}” has {2} values ({3}); two can be told apart."),
                         N_("Choose another column, or leave out the rows of the other values."), target->name, count,
                         clean, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The target “{1}” never holds “{2}”; it holds {3}."),
                         N_("Say --bad and the value that means bad."), target->name, bad, clean, NULL);
}

guint8 *train_target_value(const struct frame *frame, size_t column, const char *value, GError **error)
{
    const struct frame_column *target = &frame->column[column];
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree guint8 *bad = g_new0(guint8, MAX(frame->rows, 1));
    bool found = false;
    for (size_t row = 0; row < frame->rows; row++) {
        char *text = target_text(target, row);
        if (!text) {
            g_autofree char *line = g_strdup_printf("%u", frame->line[row]);
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1}, column “{2}”: the target is empty."),
                             N_("Leave out rows whose outcome is not known."), line, target->name, NULL);
            return NULL;
        }
        bad[row] = is_value(target, text, value);
        found |= bad[row];
        g_hash_table_add(values, text);
    }
    if (found && g_hash_table_size(values) <= 2) return g_steal_pointer(&bad);
    refuse_values(target, values, value, error);
    return NULL;
}
