/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a sealed export of rows: a file a table, in clear, in a folder that nobody else can read. The content has
 * been authenticated, yet a name in it becomes the name of a file, so names are checked; and it must end with its own
 * count.
 */
#include "admin/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_LIMIT = 256 * 1024 * 1024, PIECE = 64 * 1024, COLUMN_LIMIT = 2000 };

struct opening {
    struct session *session;
    struct envelope_reader *reader;
    const char *folder;
    bool csv;
    GByteArray *line; /* holds personal data: wiped */
    FILE *file;       /* of the table at hand */
    GPtrArray *columns;
    int64_t tables, rows, said_tables, said_rows;
    bool ended;
};

static bool not_rows(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("What the sealed file holds is not an export of rows"),
                     N_("Take another copy of it; `bureau backup show FILE` tells what a file holds."), NULL);
    return false;
}

static bool fail(const char *path, int number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Choose a place where you may write, with enough room."), path, system_error_text(number),
                     NULL);
    return false;
}

/* A member that is what it should be; the library's own readers only complain when it is not. */
static const char *text_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    const bool is_text = node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
    return is_text ? json_node_get_string(node) : "";
}

static int64_t number_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    const bool is_number = node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64;
    return is_number ? json_node_get_int(node) : -1;
}

/* ---- the files in clear ---- */

static bool end_table(struct opening *opening, GError **error)
{
    FILE *file = g_steal_pointer(&opening->file);
    if (!file) return true;
    const bool written = fflush(file) == 0 && fsync(fileno(file)) == 0 && !ferror(file);
    const int number = errno;
    if (fclose(file) == 0 && written) return true;
    return fail(opening->folder, number, error);
}

static bool is_name(const char *name)
{
    return g_regex_match_simple("^[a-z][a-z0-9_]{0,62}$", name, G_REGEX_DOLLAR_ENDONLY, G_REGEX_MATCH_DEFAULT);
}

static void put_csv(FILE *to, const char *text, bool guarded)
{
    /* a spreadsheet would take it for a formula (CWE-1236) */
    const bool formula = guarded && text[0] != '\0' && strchr("=+-@\t\r\n", text[0]) != NULL;
    const bool quoted = formula || strpbrk(text, ",\"\r\n") != NULL;
    if (quoted) putc('"', to);
    if (formula) putc('\'', to);
    for (const char *at = text; *at; at++) {
        if (*at == '"') putc('"', to);
        putc(*at, to);
    }
    if (quoted) putc('"', to);
}

static bool begin_table(struct opening *opening, const char *name, JsonArray *columns, GError **error)
{
    if (!end_table(opening, error)) return false;
    if (!is_name(name) || json_array_get_length(columns) == 0 || json_array_get_length(columns) > COLUMN_LIMIT)
        return not_rows(error);
    g_ptr_array_set_size(opening->columns, 0);
    for (guint i = 0; i < json_array_get_length(columns); i++) {
        JsonNode *node = json_array_get_element(columns, i);
        const bool is_text = JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
        if (!is_text) return not_rows(error);
        g_ptr_array_add(opening->columns, g_strdup(json_node_get_string(node)));
    }
    g_autofree char *base = g_strconcat(name, opening->csv ? ".csv" : ".jsonl", NULL);
    g_autofree char *path = g_build_filename(opening->folder, base, NULL);
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)0600);
    opening->file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (!opening->file) return fail(path, errno, error);
    opening->tables++;
    for (guint i = 0; opening->csv && i < opening->columns->len; i++) {
        if (i) putc(',', opening->file);
        put_csv(opening->file, g_ptr_array_index(opening->columns, i), false);
    }
    if (opening->csv) putc('\n', opening->file);
    return true;
}

/* Numbers stay numbers, bytes stay base64, nothing is nothing. */
static void put_cell(struct opening *opening, JsonNode *node)
{
    if (JSON_NODE_HOLDS_NULL(node)) return;
    if (JSON_NODE_HOLDS_OBJECT(node)) {
        const char *bytes = text_member(json_node_get_object(node), "base64");
        put_csv(opening->file, bytes, false);
    } else if (json_node_get_value_type(node) == G_TYPE_STRING) {
        put_csv(opening->file, json_node_get_string(node), true);
    } else {
        g_autofree char *number = json_to_string(node, FALSE);
        fputs(number, opening->file);
    }
}

static void put_row_csv(struct opening *opening, JsonArray *row)
{
    for (guint i = 0; i < json_array_get_length(row); i++) {
        if (i) putc(',', opening->file);
        put_cell(opening, json_array_get_element(row, i));
    }
    putc('\n', opening->file);
}

static void put_row_json(struct opening *opening, JsonArray *row)
{
    g_autoptr(JsonObject) object = json_object_new();
    for (guint i = 0; i < json_array_get_length(row); i++)
        json_object_set_member(object, g_ptr_array_index(opening->columns, i), json_array_dup_element(row, i));
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_set_object(node, object);
    g_autofree char *text = json_to_string(node, FALSE);
    fputs(text, opening->file);
    putc('\n', opening->file);
    secret_wipe(text, strlen(text));
}

/* ---- the lines ---- */

static bool take_object(struct opening *opening, JsonObject *object, GError **error)
{
    if (json_object_has_member(object, "table")) {
        JsonNode *columns = json_object_get_member(object, "columns");
        const char *name = text_member(object, "table");
        if (!columns || !JSON_NODE_HOLDS_ARRAY(columns)) return not_rows(error);
        return begin_table(opening, name, json_node_get_array(columns), error);
    }
    if (json_object_has_member(object, "end")) {
        opening->ended = true;
        opening->said_tables = number_member(object, "tables");
        opening->said_rows = number_member(object, "rows");
        return end_table(opening, error);
    }
    const bool is_first = opening->tables == 0 && strcmp(text_member(object, "bureau"), "rows") == 0 &&
                          number_member(object, "version") == 1;
    return is_first || not_rows(error);
}

/* A number, a text, nothing, or bytes: what the export writes, and nothing else. */
static bool is_cell(JsonNode *node)
{
    if (JSON_NODE_HOLDS_NULL(node)) return true;
    if (JSON_NODE_HOLDS_OBJECT(node)) {
        JsonNode *bytes = json_object_get_member(json_node_get_object(node), "base64");
        return json_object_get_size(json_node_get_object(node)) == 1 && bytes && JSON_NODE_HOLDS_VALUE(bytes) &&
               json_node_get_value_type(bytes) == G_TYPE_STRING;
    }
    if (!JSON_NODE_HOLDS_VALUE(node)) return false;
    const GType type = json_node_get_value_type(node);
    return type == G_TYPE_STRING || type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static bool is_row(const struct opening *opening, JsonArray *row)
{
    if (!opening->file || json_array_get_length(row) != opening->columns->len) return false;
    for (guint i = 0; i < json_array_get_length(row); i++)
        if (!is_cell(json_array_get_element(row, i))) return false;
    return true;
}

static bool take_line(struct opening *opening, const char *text, size_t length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (opening->ended || !json_parser_load_from_data(parser, text, (gssize)length, NULL)) return not_rows(error);
    JsonNode *root = json_parser_get_root(parser);
    if (root && JSON_NODE_HOLDS_OBJECT(root)) return take_object(opening, json_node_get_object(root), error);
    if (!root || !JSON_NODE_HOLDS_ARRAY(root)) return not_rows(error);
    JsonArray *row = json_node_get_array(root);
    if (!is_row(opening, row)) return not_rows(error);
    if (opening->csv)
        put_row_csv(opening, row);
    else
        put_row_json(opening, row);
    if (++opening->rows % 10000 == 0) session_progress(opening->session, 0.5, N_("Writing the rows"));
    return true;
}

/* Takes whole lines out of what has been gathered. */
static bool take_lines(struct opening *opening, GError **error)
{
    GByteArray *line = opening->line;
    size_t from = 0;
    for (;;) {
        const uint8_t *end = memchr(line->data + from, '\n', line->len - from);
        if (!end) break;
        const size_t length = (size_t)(end - (line->data + from));
        if (!take_line(opening, (const char *)line->data + from, length, error)) return false;
        from += length + 1;
    }
    if (from) {
        memmove(line->data, line->data + from, line->len - from);
        g_byte_array_set_size(line, (guint)(line->len - from));
    }
    return line->len < LINE_LIMIT || not_rows(error);
}

static bool write_tables(struct opening *opening, GError **error)
{
    uint8_t piece[PIECE];
    gssize got;
    while ((got = envelope_read(opening->reader, piece, sizeof piece, error)) > 0) {
        g_byte_array_append(opening->line, piece, (guint)got);
        if (session_is_cancelled(opening->session, error) || !take_lines(opening, error)) break;
    }
    secret_wipe(piece, sizeof piece);
    if (got != 0) return false;
    return (opening->ended && opening->line->len == 0 && opening->said_tables == opening->tables &&
            opening->said_rows == opening->rows) ||
           not_rows(error);
}

static bool open_rows(struct session *session, struct envelope_reader *reader, struct backup_target *target, bool csv,
                      struct table *answer, GError **error)
{
    struct opening opening = { .session = session,
                               .reader = reader,
                               .folder = backup_target_folder(target),
                               .csv = csv,
                               .line = g_byte_array_new(),
                               .columns = g_ptr_array_new_with_free_func(g_free) };
    bool done = write_tables(&opening, error);
    if (opening.file) fclose(opening.file);
    secret_wipe(opening.line->data, opening.line->len);
    g_byte_array_unref(opening.line);
    g_ptr_array_unref(opening.columns);
    done = done && backup_target_finish(target, NULL, error);
    if (!done) return false;
    table_fact_int(answer, "tables", N_("Tables"), opening.tables);
    table_fact_int(answer, "rows", N_("Rows"), opening.rows);
    return true;
}

bool admin_command_backup_open(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    const char *file = arguments_text(arguments, "file"), *directory = arguments_text(arguments, "dir");
    g_autoptr(envelope_reader_t) reader = backup_open_file(file, "rows", error);
    if (!reader) return false;
    struct backup_key key;
    if (!backup_unlock(session, reader, arguments_text(arguments, "administrator"), true, &key, error)) return false;
    /* in clear from here on: the line comes first, where there is a log to write it to */
    g_autofree char *note = g_strdup_printf("file=%s dir=%s", file, directory);
    bool done = !session->store || guard_audit(session, "backup.open", 0, "done", note, error);
    folder_as_person();
    g_autoptr(backup_target_t) target = done ? backup_target_new(directory, error) : NULL;
    done = target &&
           open_rows(session, reader, target, g_strcmp0(arguments_text(arguments, "as"), "csv") == 0, answer, error);
    folder_as_program();
    if (done) {
        table_fact_text(answer, "dir", N_("Folder"), directory);
        table_fact_phrase(answer, "unlocked", N_("Unlocked by"), backup_key_way(&key));
        table_fact_flag(answer, "recorded", N_("Recorded in the log"), session->store != NULL);
        table_fact_phrase(answer, "note", N_("Note"),
                          N_("These files are in clear. Take them away as soon as they have served."));
    }
    backup_key_clear(&key);
    return done;
}
