/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a CSV into columns. The text is cut in place: a cell is a pointer into the one buffer until its column is
 * converted, so a file costs its own size and one pointer a cell. */
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

/* More than this many different cells, nearly all of them numbers, is a numeric column with a slip in it, not a list
 * of categories. */
#define CATEGORIES_BESIDE_NUMBERS 50

struct reader {
    char *at, *end;
    guint32 line;
    char separator;
    bool more; /* another cell of the same record follows */
};

/* Cuts one cell out of the text and moves behind its separator. NULL when a quote is never closed. */
static char *reader_cell(struct reader *reader)
{
    char *cell = reader->at, *write = reader->at;
    if (reader->at < reader->end && *reader->at == '"') {
        for (reader->at++;; reader->at++) {
            if (reader->at >= reader->end) return NULL;
            if (*reader->at == '"') {
                if (reader->at + 1 >= reader->end || reader->at[1] != '"') break;
                reader->at++;
            }
            if (*reader->at == '\n') reader->line++;
            *write++ = *reader->at;
        }
        reader->at++;
    }
    while (reader->at < reader->end && *reader->at != reader->separator && *reader->at != '\n')
        *write++ = *reader->at++;
    reader->more = reader->at < reader->end && *reader->at == reader->separator;
    if (!reader->more && write > cell && write[-1] == '\r') write--;
    if (reader->at < reader->end) {
        if (*reader->at == '\n') reader->line++;
        reader->at++;
    }
    *write = '\0';
    return cell;
}

static bool reader_record(struct reader *reader, GPtrArray *cells, GError **error)
{
    guint32 line = reader->line;
    do {
        char *cell = reader_cell(reader);
        if (!cell) {
            g_autofree char *number = g_strdup_printf("%u", line);
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1}: a quoted cell is never closed."),
                             N_("Close the quote, or double it when it belongs to the text."), number, NULL);
            return false;
        }
        g_ptr_array_add(cells, cell);
        // A separator that ends the file opens one more, empty, cell: at == end then, and the loop reads it as "".
    } while (reader->more);
    return true;
}

bool frame_number(const char *text, double *value)
{
    if (!*text || text[strspn(text, "+-.0123456789eE")]) return false;
    char *end = NULL;
    double number = g_ascii_strtod(text, &end);
    if (end == text || *end || !isfinite(number)) return false;
    *value = number == 0 ? 0 : number; // no negative zero: it prints differently and compares equal
    return true;
}

int frame_find(const struct frame *frame, const char *name)
{
    for (size_t i = 0; i < frame->columns; i++)
        if (!strcmp(frame->column[i].name, name)) return (int)i;
    return -1;
}

void frame_free(struct frame *frame)
{
    if (!frame) return;
    for (size_t i = 0; i < frame->columns; i++) {
        g_free(frame->column[i].name);
        g_free(frame->column[i].number);
        g_free(frame->column[i].category);
        if (frame->column[i].categories) g_ptr_array_unref(frame->column[i].categories);
    }
    g_free(frame->column);
    g_free(frame->line);
    g_free(frame);
}

static bool frame_names(struct frame *frame, const GPtrArray *cells, GError **error)
{
    frame->column = g_new0(struct frame_column, cells->len);
    for (guint i = 0; i < cells->len; i++) {
        const char *name = g_strstrip(cells->pdata[i]);
        g_autofree char *place = g_strdup_printf("%u", i + 1);
        frame->columns = i; // so that frame_find() looks at those that are named already
        bool twice = frame_find(frame, name) >= 0;
        if (!*name || twice) {
            bureau_error_set(error, BUREAU_ERROR_INPUT,
                             *name ? N_("The first line names two columns “{2}”; the second is column {1}.")
                                   : N_("The first line gives column {1} no name."),
                             N_("The first line of the file must name every column once."), place, name, NULL);
            return false;
        }
        if (!text_is_clean(name, -1)) {
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The name of column {1} holds control characters."),
                             N_("Write the first line of the file again."), place, NULL);
            return false;
        }
        frame->column[i].name = g_strdup(name);
    }
    frame->columns = cells->len;
    return true;
}

static void column_nominal(struct frame_column *column, char **cell, size_t rows, size_t stride)
{
    g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
    column->kind = FRAME_NOMINAL;
    column->category = g_new(gint32, MAX(rows, 1));
    column->categories = g_ptr_array_new_with_free_func(g_free);
    for (size_t row = 0; row < rows; row++) {
        const char *text = cell[row * stride];
        gpointer found = NULL;
        if (!*text) {
            column->category[row] = -1;
        } else if (g_hash_table_lookup_extended(index, text, NULL, &found)) {
            column->category[row] = GPOINTER_TO_INT(found);
        } else {
            column->category[row] = (gint32)column->categories->len;
            g_hash_table_insert(index, (gpointer)text, GINT_TO_POINTER(column->category[row]));
            g_ptr_array_add(column->categories, g_strdup(text));
        }
    }
}

/* Turns the cells of one column into numbers, or into categories when some are not numbers. */
static bool column_convert(struct frame *frame, size_t place, char **cell, bool nominal, GError **error)
{
    struct frame_column *column = &frame->column[place];
    size_t strange = 0, filled = 0, first = 0;
    column->number = g_new(double, MAX(frame->rows, 1));
    column->integer = true;
    for (size_t row = 0; row < frame->rows; row++) {
        const char *text = cell[row * frame->columns];
        column->number[row] = NAN;
        if (!*text) continue;
        filled++;
        if (!frame_number(text, &column->number[row])) {
            if (!strange++) first = row;
        } else if (column->number[row] != rint(column->number[row]) || fabs(column->number[row]) > 1e15) {
            column->integer = false;
        }
    }
    if (!strange && !nominal) return true;
    g_clear_pointer(&column->number, g_free);
    column_nominal(column, cell, frame->rows, frame->columns);
    if (nominal || strange * 10 > filled || column->categories->len <= CATEGORIES_BESIDE_NUMBERS) return true;
    g_autofree char *line = g_strdup_printf("%u", frame->line[first]);
    bureau_error_set(error, BUREAU_ERROR_INPUT,
                     N_("Line {1}, column “{2}”: “{3}” is not a number, but most of the column is."),
                     N_("Correct the cell, leave it empty when the value is missing, or say --nominal {2}."), line,
                     column->name, cell[first * frame->columns], NULL);
    return false;
}

static bool frame_cells(struct frame *frame, struct reader *reader, GPtrArray *cells, GError **error)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(guint32));
    while (reader->at < reader->end) {
        guint32 line = reader->line;
        guint before = cells->len;
        if (!reader_record(reader, cells, error)) return false;
        guint width = cells->len - before;
        if (width == 1 && !*(char *)cells->pdata[before]) {
            g_ptr_array_set_size(cells, (int)before); // a blank line
            continue;
        }
        if (width != frame->columns) {
            g_autofree char *number = g_strdup_printf("%u", line);
            g_autofree char *found = g_strdup_printf("%u", width);
            g_autofree char *expected = g_strdup_printf("%zu", frame->columns);
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1} has {2} cells, the first line names {3} columns."),
                             N_("Give line {1} as many cells as there are columns."), number, found, expected, NULL);
            return false;
        }
        g_array_append_val(lines, line);
    }
    frame->rows = lines->len;
    frame->line = (guint32 *)(void *)g_array_free(g_steal_pointer(&lines), FALSE);
    return true;
}

static bool text_is_readable(const char *text, gsize length, GError **error)
{
    const char *bad = NULL;
    if (g_utf8_validate_len(text, length, &bad)) return true;
    guint line = 1;
    for (const char *at = text; at < bad; at++)
        line += *at == '\n';
    g_autofree char *number = g_strdup_printf("%u", line);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1} is not UTF-8 text."), N_("Save the file as CSV in UTF-8."),
                     number, NULL);
    return false;
}

static char *text_load(const char *path, gsize *length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *text = NULL;
    if (folder_read_named(path, &text, length, &cause)) return text;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} cannot be read: {2}."),
                     N_("Check the name and the rights of the file."), path, cause->message, NULL);
    return NULL;
}

/* A first line without a comma but with semicolons or tabs is parted by those: spreadsheets of half the world write
 * such files. */
static char separator_of(const char *text, gsize length)
{
    const char *end = memchr(text, '\n', length);
    const size_t first = end ? (size_t)(end - text) : length;
    if (memchr(text, ',', first)) return ',';
    if (memchr(text, ';', first)) return ';';
    return memchr(text, '\t', first) ? '\t' : ',';
}

/* Cells that say "not known" in a word of their own become empty. */
static void cells_unmark(GPtrArray *cells, const char *const *missing)
{
    static char nothing[1];
    for (guint i = 0; i < cells->len && missing; i++) {
        if (!*(char *)cells->pdata[i]) continue;
        for (const char *const *word = missing; *word; word++)
            if (!strcmp(cells->pdata[i], *word)) cells->pdata[i] = nothing;
    }
}

struct frame *frame_read(const char *path, const char *const *nominal, GError **error)
{
    return frame_read_marked(path, nominal, NULL, error);
}

struct frame *frame_read_marked(const char *path, const char *const *nominal, const char *const *missing,
                                GError **error)
{
    gsize length = 0;
    g_autofree char *text = text_load(path, &length, error);
    if (!text || !text_is_readable(text, length, error)) return NULL;
    gsize mark = length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
    struct reader reader = { .at = text + mark, .end = text + length, .line = 1 };
    reader.separator = separator_of(text + mark, length - mark);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    g_autoptr(frame_t) frame = g_new0(struct frame, 1);
    if (!reader_record(&reader, names, error) || !frame_names(frame, names, error)) return NULL;
    if (!frame_cells(frame, &reader, cells, error)) return NULL;
    cells_unmark(cells, missing);
    for (const char *const *name = nominal; name && *name; name++)
        if (frame_find(frame, *name) < 0) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} has no column “{2}”."),
                             N_("Name a column of its first line."), path, *name, NULL);
            return NULL;
        }
    for (size_t i = 0; i < frame->columns; i++) {
        bool declared = nominal && g_strv_contains(nominal, frame->column[i].name);
        if (!column_convert(frame, i, (char **)cells->pdata + i, declared, error)) return NULL;
    }
    return g_steal_pointer(&frame);
}

GArray *frame_read_integers(const char *path, gint64 limit, GError **error)
{
    gsize length = 0;
    g_autofree char *text = text_load(path, &length, error);
    if (!text) return NULL;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        gint64 number = 0;
        const char *word = g_strstrip(lines[i]);
        if (!*word) continue;
        if (!g_ascii_string_to_signed(word, 10, 0, limit - 1, &number, NULL)) {
            g_autofree char *line = g_strdup_printf("%zu", i + 1);
            g_autofree char *most = g_strdup_printf("%" G_GINT64_FORMAT, limit - 1);
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1}, line {2}: not a whole number from 0 to {3}."),
                             N_("The file holds one number a line, counted from 0."), path, line, most, NULL);
            return NULL;
        }
        guint32 value = (guint32)number;
        g_array_append_val(numbers, value);
    }
    return g_steal_pointer(&numbers);
}

char **frame_words(const char *list)
{
    char **words = list ? g_strsplit(list, ",", -1) : NULL;
    for (size_t i = 0; words && words[i]; i++)
        g_strstrip(words[i]);
    return words;
}
