/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180, lines end in LF as the tools here expect): a header of column ids, then the rows. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front (CWE-1236); numbers stay numbers. */
#include "cli/plain.h"
#include "cli/render.h"

#include <string.h>

static void append_field(GString *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"') g_string_append_c(out, '"');
        g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

static void append_cell(GString *out, const struct column *column, const struct cell *cell)
{
    g_autofree char *plain = plain_value(column, cell);
    if (plain_is_typed(column->type)) {
        append_field(out, plain);
        return;
    }
    /* Judged before it is cleaned: cleaning turns a leading tab or line end into a space. */
    bool formula = plain[0] != '\0' && strchr("=+-@\t\r\n", plain[0]) != NULL;
    g_autofree char *clean = text_sanitise(plain, -1);
    formula = formula || (clean[0] != '\0' && strchr("=+-@", clean[0]) != NULL);
    g_autofree char *safe = g_strconcat(formula ? "'" : "", clean, NULL);
    append_field(out, safe);
}

static void csv_row(struct renderer *renderer, const struct table *table, const struct cell *row)
{
    for (size_t index = 0; index < table_column_count(table); index++) {
        if (index > 0) g_string_append_c(renderer->rows, ',');
        append_cell(renderer->rows, table_column(table, index), &row[index]);
    }
    g_string_append_c(renderer->rows, '\n');
}

/* A command that answers facts alone has one row: they are its columns. */
static void append_facts(GString *out, const struct table *table)
{
    for (size_t index = 0; index < table_fact_count(table); index++) {
        if (index > 0) g_string_append_c(out, ',');
        append_field(out, table_fact(table, index)->column.id);
    }
    g_string_append_c(out, '\n');
    for (size_t index = 0; index < table_fact_count(table); index++) {
        const struct fact *fact = table_fact(table, index);
        if (index > 0) g_string_append_c(out, ',');
        append_cell(out, &fact->column, &fact->cell);
    }
    g_string_append_c(out, '\n');
}

static void csv_begin(struct renderer *renderer, const struct table *table)
{
    size_t columns = table_column_count(table);
    for (size_t index = 0; index < columns; index++) {
        if (index > 0) g_string_append_c(renderer->head, ',');
        append_field(renderer->head, table_column(table, index)->id);
    }
    if (columns > 0)
        g_string_append_c(renderer->head, '\n');
    else if (table_fact_count(table) > 0)
        append_facts(renderer->head, table);
}

static void csv_end(struct renderer *renderer, const struct table *table)
{
    (void)renderer;
    (void)table;
}

const struct renderer_form render_csv = { csv_row, csv_begin, csv_end };
