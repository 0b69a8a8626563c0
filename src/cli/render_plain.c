/* SPDX-License-Identifier: Apache-2.0 */
/* A table for a person: facts as "Title: value", then aligned columns under translated headings. Widths are columns of
 * the terminal and come from the rows held back; a later cell that is wider is shown whole and its line runs over. */
#include "cli/language.h"
#include "cli/render.h"

#include <string.h>

enum { GAP = 2, SMALLEST = 8, HIDDEN = -1 };

static bool is_number(enum value_type type)
{
    return type == VALUE_INTEGER || type == VALUE_REAL || type == VALUE_PERCENT || type == VALUE_MONEY ||
           type == VALUE_SCORE;
}

static char *cell_clean(const struct renderer *renderer, const struct column *column, const struct cell *cell)
{
    g_autofree char *text = cell_to_text(column, cell, renderer->language, language_translate);
    return text_sanitise(text, -1);
}

static char *heading(const struct column *column)
{
    const char *title = language_translate(column->title != NULL ? column->title : column->id);
    if (column->type != VALUE_MONEY || column->unit == NULL) return text_sanitise(title, -1);
    g_autofree char *with_unit = g_strdup_printf("%s %s", title, column->unit);
    return text_sanitise(with_unit, -1);
}

/* Appends one line of cells, without spaces at its end, cut to the terminal. */
static void append_line(const struct renderer *renderer, const struct table *table, const char *const *cells,
                        GString *out)
{
    g_autoptr(GString) line = g_string_new(NULL);
    for (size_t index = 0; cells[index] != NULL; index++) {
        if (renderer->widths[index] == HIDDEN) continue;
        int align = is_number(table_column(table, index)->type) ? 1 : -1;
        bool wider = renderer->width == 0 && text_width(cells[index]) > renderer->widths[index];
        g_autofree char *fitted =
            wider ? g_strdup(cells[index]) : text_fit(cells[index], renderer->widths[index], align);
        if (line->len > 0) g_string_append_printf(line, "%*s", GAP, "");
        g_string_append(line, fitted);
    }
    g_autofree char *cut = NULL;
    if (renderer->width > 0 && text_width(line->str) > renderer->width) cut = text_fit(line->str, renderer->width, -1);
    const char *text = cut != NULL ? cut : line->str;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    g_string_append_len(out, text, (gssize)length);
    g_string_append_c(out, '\n');
}

/* Text may be cut, a number or a day may not: half of it would be another one. */
static bool may_shrink(const struct table *table, size_t index)
{
    enum value_type type = table_column(table, index)->type;
    return type == VALUE_TEXT || type == VALUE_PHRASE || type == VALUE_CODE || type == VALUE_STATES ||
           type == VALUE_LIST;
}

/* Columns of the whole line, with texts at their smallest when `least`. */
static int line_width(const struct renderer *renderer, const struct table *table, size_t columns, bool least)
{
    int total = -GAP;
    for (size_t index = 0; index < columns; index++) {
        int width = renderer->widths[index];
        if (width != HIDDEN) total += (least && may_shrink(table, index) ? MIN(width, SMALLEST) : width) + GAP;
    }
    return total;
}

/* Takes whole columns away, the least important and rightmost first, until the rest can fit. One always stays. */
static void hide(struct renderer *renderer, const struct table *table, size_t columns)
{
    for (size_t left = columns; left > 1 && line_width(renderer, table, columns, true) > renderer->width; left--) {
        size_t least = 0;
        for (size_t index = 1; index < columns; index++) {
            if (renderer->widths[index] == HIDDEN) continue;
            if (least == 0 || table_column(table, index)->priority >= table_column(table, least)->priority)
                least = index;
        }
        renderer->widths[least] = HIDDEN;
        renderer->hidden++;
    }
}

/* Then takes from the widest text, a column of the terminal at a time, until the line fits. */
static void shrink(struct renderer *renderer, const struct table *table, size_t columns)
{
    hide(renderer, table, columns);
    while (line_width(renderer, table, columns, false) > renderer->width) {
        size_t widest = columns;
        for (size_t index = 0; index < columns; index++) {
            if (!may_shrink(table, index) || renderer->widths[index] <= SMALLEST) continue;
            if (widest == columns || renderer->widths[index] > renderer->widths[widest]) widest = index;
        }
        if (widest == columns) return;
        renderer->widths[widest]--;
    }
}

static void measure(struct renderer *renderer, const struct table *table, char *const *headings, size_t columns)
{
    renderer->widths = g_new0(int, columns + 1);
    for (size_t index = 0; index < columns; index++)
        renderer->widths[index] = text_width(headings[index]);
    for (guint row = 0; row < renderer->kept->len; row++) {
        char *const *cells = g_ptr_array_index(renderer->kept, row);
        for (size_t index = 0; index < columns; index++)
            renderer->widths[index] = MAX(renderer->widths[index], text_width(cells[index]));
    }
    if (renderer->width > 0) shrink(renderer, table, columns);
}

/* A text of several lines, such as a letter, keeps them and stands under its title. */
static bool append_page(const struct renderer *renderer, const struct fact *fact, const char *title, GString *out)
{
    g_autofree char *text = cell_to_text(&fact->column, &fact->cell, renderer->language, language_translate);
    if (text == NULL || strchr(text, '\n') == NULL) return false;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    g_string_append_printf(out, "%s\n", title);
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *clean = text_sanitise(*line, -1);
        g_string_append_printf(out, "%s%s\n", *clean != '\0' ? "    " : "", clean);
    }
    return true;
}

static void append_facts(struct renderer *renderer, const struct table *table, GString *out)
{
    int width = 0;
    for (size_t index = renderer->facts; index < table_fact_count(table); index++)
        width = MAX(width, text_width(language_translate(table_fact(table, index)->column.title)));
    for (; renderer->facts < table_fact_count(table); renderer->facts++) {
        const struct fact *fact = table_fact(table, renderer->facts);
        g_autofree char *title = g_strconcat(language_translate(fact->column.title), ":", NULL);
        g_autofree char *fitted = text_fit(title, width + 1, -1);
        g_autofree char *value = cell_clean(renderer, &fact->column, &fact->cell);
        if (append_page(renderer, fact, title, out)) continue;
        const char *unit = fact->column.type == VALUE_MONEY && !fact->cell.is_null ? fact->column.unit : NULL;
        g_string_append_printf(out, "%s %s%s%s\n", fitted, fact->cell.is_null ? "–" : value, unit != NULL ? " " : "",
                               unit != NULL ? unit : "");
    }
}

static void plain_row(struct renderer *renderer, const struct table *table, const struct cell *row)
{
    size_t columns = table_column_count(table);
    char **cells = g_new0(char *, columns + 1);
    for (size_t index = 0; index < columns; index++) {
        cells[index] = cell_clean(renderer, table_column(table, index), &row[index]);
        renderer->kept_bytes += strlen(cells[index]) + sizeof(char *);
    }
    if (!renderer->begun) {
        g_ptr_array_add(renderer->kept, cells);
        return;
    }
    append_line(renderer, table, (const char *const *)cells, renderer->rows);
    g_strfreev(cells);
}

static void append_headings(struct renderer *renderer, const struct table *table, char *const *headings, size_t columns)
{
    append_line(renderer, table, (const char *const *)headings, renderer->head);
    int total = line_width(renderer, table, columns, false);
    if (renderer->width > 0) total = MIN(total, renderer->width);
    for (int column = 0; column < total; column++)
        g_string_append(renderer->head, "─");
    g_string_append_c(renderer->head, '\n');
}

static void plain_begin(struct renderer *renderer, const struct table *table)
{
    size_t columns = table_column_count(table);
    append_facts(renderer, table, renderer->head);
    if (columns == 0) return;
    g_auto(GStrv) headings = g_new0(char *, columns + 1);
    for (size_t index = 0; index < columns; index++)
        headings[index] = heading(table_column(table, index));
    measure(renderer, table, headings, columns);
    if (renderer->kept->len > 0) {
        if (renderer->facts > 0) g_string_append_c(renderer->head, '\n');
        append_headings(renderer, table, headings, columns);
    }
    for (guint row = 0; row < renderer->kept->len; row++)
        append_line(renderer, table, g_ptr_array_index(renderer->kept, row), renderer->rows);
    g_ptr_array_set_size(renderer->kept, 0);
}

static void plain_end(struct renderer *renderer, const struct table *table)
{
    append_facts(renderer, table, renderer->rows);
    if (renderer->hidden > 0) {
        g_autofree char *hidden = g_strdup_printf("%zu", renderer->hidden);
        g_autofree char *phrase = phrase_make(N_("{1} columns do not fit; --format csv has them all"), hidden, NULL);
        g_autofree char *line = phrase_expand(phrase, language_translate);
        g_string_append_printf(renderer->rows, "%s\n", line);
    }
    int64_t total = table_total(table);
    if (total <= (int64_t)renderer->count) return;
    const char *format = table_total_is_exact(table) ? N_("{1} of {2} rows") : N_("{1} of about {2} rows");
    g_autofree char *shown = g_strdup_printf("%zu", renderer->count);
    g_autofree char *all = g_strdup_printf("%" G_GINT64_FORMAT, total);
    g_autofree char *phrase = phrase_make(format, shown, all, NULL);
    g_autofree char *line = phrase_expand(phrase, language_translate);
    g_string_append_printf(renderer->rows, "%s\n", line);
}

const struct renderer_form render_plain = { plain_row, plain_begin, plain_end };
