/* SPDX-License-Identifier: Apache-2.0 */
/* See tables.h. */
#include "repair/tables.h"

#include <string.h>

static gpointer load(gpointer relative)
{
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load(relative, &error);
    if (tsv == NULL) g_warning("%s", error->message);
    return tsv;
}

const struct tsv *repair_table(const char *name)
{
    static GOnce once[5] = { G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT };
    static const char *const files[] = { "checks", "limits", "policies", "paths", "steps" };
    static const char *const places[] = { "repair/checks.tsv", "repair/limits.tsv", "repair/policies.tsv",
                                          "repair/paths.tsv", "repair/steps.tsv" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        if (strcmp(files[i], name) == 0) return g_once(&once[i], load, (gpointer)places[i]);
    return NULL;
}

int repair_row(const struct tsv *table, const char *column, const char *word)
{
    for (size_t row = 0; table != NULL && word != NULL && row < tsv_rows(table); row++)
        if (strcmp(tsv_cell(table, row, column), word) == 0) return (int)row;
    return -1;
}

int64_t repair_limit(const char *name)
{
    const struct tsv *table = repair_table("limits");
    const int row = repair_row(table, "name", name);
    if (row >= 0) return g_ascii_strtoll(tsv_cell(table, (size_t)row, "value"), NULL, 10);
    g_warning("repair/limits.tsv has no line %s", name);
    return 0;
}

const char *repair_words(const struct tsv *table, size_t row, const char *column, const char *language)
{
    const char *tongue = g_strcmp0(language, "zh") == 0 ? "zh" : "en";
    g_autofree char *name = *column ? g_strdup_printf("%s_%s", column, tongue) : g_strdup(tongue);
    return tsv_cell(table, row, name);
}
