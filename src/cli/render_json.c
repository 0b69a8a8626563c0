/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: one document {"command", "facts", "columns", "rows", "count", "exact"}; when an answer is too large to be held
 * its facts come behind the rows. JSON lines: the rows alone. */
#include "cli/json_text.h"
#include "cli/language.h"
#include "cli/render.h"

static void append_row(GString *out, const struct table *table, const struct cell *row)
{
    g_string_append_c(out, '{');
    for (size_t index = 0; index < table_column_count(table); index++) {
        const struct column *column = table_column(table, index);
        if (index > 0) g_string_append(out, ", ");
        json_text_string(out, column->id);
        g_string_append(out, ": ");
        json_text_cell(out, column, &row[index]);
    }
    g_string_append_c(out, '}');
}

static void append_facts(GString *out, const struct table *table)
{
    g_string_append_c(out, '{');
    for (size_t index = 0; index < table_fact_count(table); index++) {
        const struct fact *fact = table_fact(table, index);
        if (index > 0) g_string_append(out, ", ");
        json_text_string(out, fact->column.id);
        g_string_append(out, ": ");
        json_text_cell(out, &fact->column, &fact->cell);
    }
    g_string_append_c(out, '}');
}

static void append_columns(GString *out, const struct table *table)
{
    g_string_append_c(out, '[');
    for (size_t index = 0; index < table_column_count(table); index++) {
        const struct column *column = table_column(table, index);
        g_string_append(out, index > 0 ? ",\n    {\"id\": " : "\n    {\"id\": ");
        json_text_string(out, column->id);
        g_string_append(out, ", \"title\": ");
        json_text_string(out, column->title != NULL ? language_translate(column->title) : column->id);
        g_string_append_printf(out, ", \"type\": \"%s\", \"unit\": ", json_text_type(column->type));
        json_text_string(out, column->unit);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void json_row(struct renderer *renderer, const struct table *table, const struct cell *row)
{
    g_string_append(renderer->rows, renderer->count > 0 ? ",\n    " : "\n    ");
    append_row(renderer->rows, table, row);
}

static void json_begin(struct renderer *renderer, const struct table *table)
{
    GString *out = renderer->head;
    g_string_append(out, "{\n  \"command\": ");
    json_text_string(out, renderer->command);
    if (renderer->complete) {
        g_string_append(out, ",\n  \"facts\": ");
        append_facts(out, table);
    }
    g_string_append(out, ",\n  \"columns\": ");
    append_columns(out, table);
    g_string_append(out, ",\n  \"rows\": [");
}

static void json_end(struct renderer *renderer, const struct table *table)
{
    GString *out = renderer->rows;
    g_string_append_c(out, ']');
    if (!renderer->complete) {
        g_string_append(out, ",\n  \"facts\": ");
        append_facts(out, table);
    }
    int64_t count = MAX(table_total(table), (int64_t)renderer->count);
    g_string_append_printf(out, ",\n  \"count\": %" G_GINT64_FORMAT ",\n  \"exact\": %s\n}\n", count,
                           table_total_is_exact(table) ? "true" : "false");
}

static void lines_row(struct renderer *renderer, const struct table *table, const struct cell *row)
{
    append_row(renderer->rows, table, row);
    g_string_append_c(renderer->rows, '\n');
}

static void lines_begin(struct renderer *renderer, const struct table *table)
{
    (void)renderer;
    (void)table;
}

/* A command that answers facts alone has one line: they are its row. */
static void lines_end(struct renderer *renderer, const struct table *table)
{
    if (table_column_count(table) > 0 || table_fact_count(table) == 0) return;
    append_facts(renderer->rows, table);
    g_string_append_c(renderer->rows, '\n');
}

const struct renderer_form render_json = { json_row, json_begin, json_end };
const struct renderer_form render_jsonl = { lines_row, lines_begin, lines_end };
