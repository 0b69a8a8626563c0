/* SPDX-License-Identifier: Apache-2.0 */
/* Shipped tables. The whole file is one buffer cut in place; cells point into it. */
#include "base/tsv.h"

#include "base/data.h"
#include "base/error.h"
#include "base/phrase.h"

#include <stdbool.h>
#include <string.h>

struct tsv {
    char *text;
    GPtrArray *columns; /* const char * */
    GPtrArray *cells;   /* const char *, columns->len a row */
    GArray *lines;      /* size_t, a row: where it stands in the file */
};

static bool add_line(struct tsv *tsv, char *line, size_t number, const char *relative, GError **error)
{
    const bool header = tsv->columns->len == 0;
    size_t count = 0;
    for (char *cell = line; cell; count++) {
        char *tab = strchr(cell, '\t');
        if (tab) *tab = '\0';
        if (header)
            g_ptr_array_add(tsv->columns, cell);
        else if (count < tsv->columns->len)
            g_ptr_array_add(tsv->cells, cell);
        cell = tab ? tab + 1 : NULL;
    }
    if (header || count <= tsv->columns->len) {
        if (!header) g_array_append_val(tsv->lines, number);
        for (; !header && count < tsv->columns->len; count++)
            g_ptr_array_add(tsv->cells, (gpointer) "");
        return true;
    }
    g_autofree char *where = g_strdup_printf("%zu", number);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1}, line {2}: more cells than there are columns"),
                     N_("Correct the line; cells are separated by one tab."), relative, where, NULL);
    return false;
}

struct tsv *tsv_load(const char *relative, GError **error)
{
    char *text = data_read(relative, NULL, error);
    if (!text) return NULL;
    g_autoptr(tsv_t) tsv = g_new0(struct tsv, 1);
    tsv->text = text;
    tsv->columns = g_ptr_array_new();
    tsv->cells = g_ptr_array_new();
    tsv->lines = g_array_new(FALSE, FALSE, sizeof(size_t));
    size_t number = 0;
    for (char *line = text; line && *line;) {
        char *end = strchr(line, '\n');
        if (end) *end = '\0';
        if (end && end > line && end[-1] == '\r') end[-1] = '\0';
        number++;
        if (*line && *line != '#' && !add_line(tsv, line, number, relative, error)) return NULL;
        line = end ? end + 1 : NULL;
    }
    return g_steal_pointer(&tsv);
}

void tsv_free(struct tsv *tsv)
{
    if (!tsv) return;
    g_ptr_array_unref(tsv->columns);
    g_ptr_array_unref(tsv->cells);
    g_array_unref(tsv->lines);
    g_free(tsv->text);
    g_free(tsv);
}

size_t tsv_rows(const struct tsv *tsv)
{
    return tsv->columns->len ? tsv->cells->len / tsv->columns->len : 0;
}

size_t tsv_line(const struct tsv *tsv, size_t row)
{
    return row < tsv->lines->len ? g_array_index(tsv->lines, size_t, row) : 0;
}

bool tsv_has_column(const struct tsv *tsv, const char *column)
{
    for (guint i = 0; i < tsv->columns->len; i++)
        if (strcmp(g_ptr_array_index(tsv->columns, i), column) == 0) return true;
    return false;
}

const char *tsv_cell(const struct tsv *tsv, size_t row, const char *column)
{
    for (guint i = 0; i < tsv->columns->len; i++)
        if (strcmp(g_ptr_array_index(tsv->columns, i), column) == 0)
            return row < tsv_rows(tsv) ? g_ptr_array_index(tsv->cells, row * tsv->columns->len + i) : "";
    return "";
}
