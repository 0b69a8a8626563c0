/* SPDX-License-Identifier: Apache-2.0 */
/* Files between the bureau and a furnisher: rows of text under named columns, as CSV or JSON. What comes in was made by
 * others: every row is taken as it is or called bad, nothing is guessed. */
#include "dispute/enquiry.h"

#include <json-glib/json-glib.h>
#include <string.h>

enum { COLUMNS_MOST = 64, CELL_MOST = 4096 };

static void row_free(struct enquiry_row *row)
{
    g_strfreev(row->cells);
    g_free(row);
}

void enquiry_rows_free(struct enquiry_rows *rows)
{
    if (rows == NULL) return;
    g_ptr_array_unref(rows->columns);
    g_ptr_array_unref(rows->rows);
    g_free(rows);
}

const char *enquiry_cell(const struct enquiry_rows *rows, const struct enquiry_row *row, const char *column)
{
    for (guint i = 0; row->cells != NULL && i < rows->columns->len; i++)
        if (strcmp(rows->columns->pdata[i], column) == 0) return row->cells[i];
    return NULL;
}

static struct enquiry_row *add_row(struct enquiry_rows *rows, int64_t line, const char *trouble)
{
    struct enquiry_row *row = g_new0(struct enquiry_row, 1);
    row->line = line;
    row->trouble = trouble;
    g_ptr_array_add(rows->rows, row);
    return row;
}

static bool bad_file(const char *what, const char *path, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_INPUT, what,
                     N_("It is the file of `enquiry export`, CSV or JSON in UTF-8, with the answers filled in."), path,
                     NULL);
    return false;
}

/* ---- CSV ----------------------------------------------------------------------------------------------------------
 */

struct reader {
    const char *at;
    int64_t line;
};

/* One field; `*last` whether the record ends with it. NULL: quotes that do not close, or stand where they may not. */
static char *next_field(struct reader *reader, bool *last)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (*reader->at == '"') {
        bool closed = false;
        for (reader->at++; *reader->at != '\0'; reader->at++) {
            closed = *reader->at == '"' && *++reader->at != '"';
            if (closed) break;
            reader->line += *reader->at == '\n';
            g_string_append_c(text, *reader->at);
        }
        if (!closed || (*reader->at != '\0' && strchr(",\r\n", *reader->at) == NULL)) return NULL;
    } else
        for (; *reader->at != '\0' && strchr(",\r\n", *reader->at) == NULL; reader->at++) {
            if (*reader->at == '"') return NULL;
            g_string_append_c(text, *reader->at);
        }
    *last = *reader->at != ',';
    if (*reader->at == ',') {
        reader->at++;
        return g_string_free(g_steal_pointer(&text), FALSE);
    }
    if (*reader->at == '\r') reader->at++;
    if (*reader->at == '\n') {
        reader->at++;
        reader->line++;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The fields of a record; NULL when it cannot be read: then the reader stands after its line. */
static GPtrArray *next_record(struct reader *reader)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    const struct reader begin = *reader;
    bool last = false;
    while (!last) {
        char *field = next_field(reader, &last);
        if (field == NULL) {
            const char *end = strchr(begin.at, '\n');
            *reader = (struct reader){ end != NULL ? end + 1 : begin.at + strlen(begin.at), begin.line + 1 };
            return NULL;
        }
        g_ptr_array_add(fields, field);
    }
    return g_steal_pointer(&fields);
}

static void take_record(struct enquiry_rows *rows, GPtrArray *fields, int64_t line)
{
    if (fields == NULL) {
        add_row(rows, line, N_("Its quotes are wrong"));
        return;
    }
    if (fields->len == 1 && *(char *)fields->pdata[0] == '\0') return; /* a blank line */
    if (fields->len != rows->columns->len) {
        add_row(rows, line, N_("It has another number of fields than the header"));
        return;
    }
    for (guint i = 0; i < fields->len; i++)
        if (strlen(fields->pdata[i]) > CELL_MOST) {
            add_row(rows, line, N_("A field is too long"));
            return;
        }
    struct enquiry_row *row = add_row(rows, line, NULL);
    row->cells = g_new0(char *, fields->len + 1);
    for (guint i = 0; i < fields->len; i++)
        row->cells[i] = g_strdup(fields->pdata[i]);
}

static bool take_header(struct enquiry_rows *rows, const GPtrArray *fields, const char *path, GError **error)
{
    if (fields == NULL || fields->len > COLUMNS_MOST) return bad_file(N_("{1} has no header."), path, error);
    for (guint i = 0; i < fields->len; i++) {
        for (guint j = 0; j < i; j++)
            if (strcmp(fields->pdata[i], fields->pdata[j]) == 0)
                return bad_file(N_("{1} has a column twice."), path, error);
        g_ptr_array_add(rows->columns, g_strdup(fields->pdata[i]));
    }
    return true;
}

static bool read_csv(struct enquiry_rows *rows, const char *text, const char *path, GError **error)
{
    struct reader reader = { g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text, 1 };
    g_autoptr(GPtrArray) header = next_record(&reader);
    if (!take_header(rows, header, path, error)) return false;
    while (*reader.at != '\0') {
        const int64_t line = reader.line;
        g_autoptr(GPtrArray) fields = next_record(&reader);
        take_record(rows, fields, line);
    }
    return true;
}

/* ---- JSON ---------------------------------------------------------------------------------------------------------
 */

static guint column_at(struct enquiry_rows *rows, const char *name)
{
    for (guint i = 0; i < rows->columns->len; i++)
        if (strcmp(rows->columns->pdata[i], name) == 0) return i;
    if (rows->columns->len < COLUMNS_MOST) g_ptr_array_add(rows->columns, g_strdup(name));
    return rows->columns->len - 1;
}

static char *node_text(JsonNode *node)
{
    if (node == NULL || JSON_NODE_HOLDS_NULL(node)) return g_strdup("");
    if (!JSON_NODE_HOLDS_VALUE(node)) return NULL;
    if (json_node_get_value_type(node) == G_TYPE_STRING) return g_strdup(json_node_get_string(node));
    if (json_node_get_value_type(node) == G_TYPE_INT64)
        return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
    return NULL;
}

static void take_object(struct enquiry_rows *rows, JsonNode *node, int64_t number)
{
    struct enquiry_row *row = add_row(rows, number, NULL);
    if (!JSON_NODE_HOLDS_OBJECT(node)) {
        row->trouble = N_("It is no object");
        return;
    }
    JsonObject *object = json_node_get_object(node);
    row->cells = g_new0(char *, COLUMNS_MOST + 1);
    g_autoptr(GList) names = json_object_get_members(object);
    for (GList *name = names; name != NULL; name = name->next) {
        char *text = node_text(json_object_get_member(object, name->data));
        const guint at = column_at(rows, name->data);
        if (text == NULL || strlen(text) > CELL_MOST || row->cells[at] != NULL) {
            row->trouble = N_("A field is no text, or too long");
            g_free(text);
            continue;
        }
        row->cells[at] = text;
    }
    for (guint i = 0; i < COLUMNS_MOST; i++)
        if (row->cells[i] == NULL) row->cells[i] = g_strdup("");
}

/* A list of flat objects: what is nested deeper is not for a parser that calls itself. */
static bool is_flat(const char *text)
{
    int depth = 0;
    bool quoted = false;
    for (; *text != '\0'; text++) {
        if (quoted && *text == '\\' && text[1] != '\0')
            text++;
        else if (*text == '"')
            quoted = !quoted;
        else if (!quoted && (*text == '[' || *text == '{') && ++depth > 3)
            return false;
        else if (!quoted && (*text == ']' || *text == '}'))
            depth--;
    }
    return true;
}

static bool read_json(struct enquiry_rows *rows, const char *text, const char *path, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!is_flat(text) || !json_parser_load_from_data(parser, text, -1, NULL) || json_parser_get_root(parser) == NULL ||
        !JSON_NODE_HOLDS_ARRAY(json_parser_get_root(parser)))
        return bad_file(N_("{1} is no JSON array."), path, error);
    JsonArray *array = json_node_get_array(json_parser_get_root(parser));
    for (guint i = 0; i < json_array_get_length(array); i++)
        take_object(rows, json_array_get_element(array, i), (int64_t)i + 1);
    return true;
}

struct enquiry_rows *enquiry_rows_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) failed = NULL;
    if (!folder_read_named(path, &text, &length, &failed)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} could not be read: {2}."),
                         N_("Check that the file exists and that you may read it."), path, failed->message, NULL);
        return NULL;
    }
    g_autoptr(enquiry_rows_t) rows = g_new0(struct enquiry_rows, 1);
    rows->columns = g_ptr_array_new_with_free_func(g_free);
    rows->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
    if (length > (gsize)machine_policy("enquiry_file_limit") * 1024 * 1024) {
        bad_file(N_("{1} is too large."), path, error);
        return NULL;
    }
    if (strlen(text) != length || !g_utf8_validate(text, (gssize)length, NULL)) {
        bad_file(N_("{1} is no text in UTF-8."), path, error);
        return NULL;
    }
    const char *first = text + strspn(text, " \t\r\n");
    const bool json = *first == '[' || *first == '{';
    return (json ? read_json(rows, text, path, error) : read_csv(rows, text, path, error)) ? g_steal_pointer(&rows)
                                                                                           : NULL;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

static void put_csv(GString *text, const char *cell)
{
    const bool formula = *cell != '\0' && strchr("=+-@\t\r", *cell) != NULL;
    g_auto(GStrv) parts = g_strsplit(cell, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    if (formula || strpbrk(cell, ",\"\r\n") != NULL)
        g_string_append_printf(text, "\"%s%s\"", formula ? "'" : "", doubled);
    else
        g_string_append(text, cell);
}

static char *write_csv(const char *const *columns, size_t count, const GPtrArray *rows)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "," : "", columns[i]);
    g_string_append_c(text, '\n');
    for (guint r = 0; r < rows->len; r++)
        for (size_t i = 0; i < count; i++) {
            put_csv(text, ((char **)rows->pdata[r])[i]);
            g_string_append_c(text, i + 1 < count ? ',' : '\n');
        }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *enquiry_rows_write(const char *const *columns, size_t count, GPtrArray *rows, bool json)
{
    if (!json) return write_csv(columns, count, rows);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint r = 0; r < rows->len; r++) {
        json_builder_begin_object(builder);
        for (size_t i = 0; i < count; i++) {
            json_builder_set_member_name(builder, columns[i]);
            json_builder_add_string_value(builder, ((char **)rows->pdata[r])[i]);
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, TRUE);
    return json_generator_to_data(generator, NULL);
}
