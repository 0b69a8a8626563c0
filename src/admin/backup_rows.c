/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed export of all rows as lines of JSON, so that nobody's data is hostage to this program or its engine: typed,
 * one row a line, each table behind a line that names it. Content of a sealed file of kind "rows":
 *
 *   {"bureau":"rows","version":1,"engine":"3.40.1"}
 *   {"table":"subject","columns":["id","kind",...]}
 *   [12,"person",null,...]      numbers are integers or, with a point or an exponent, reals; bytes {"base64":"..."}
 *   ...
 *   {"end":true,"tables":27,"rows":123456} */
#include "admin/backup.h"
#include "store/rows.h"

#include <math.h>
#include <string.h>

enum { FLUSH_AT = 48 * 1024 };

struct rows {
    struct session *session;
    struct envelope_writer *writer;
    GString *text; /* holds personal data: wiped */
    int64_t tables, rows;
};

static bool flush(struct rows *rows, GError **error)
{
    const bool done = envelope_write(rows->writer, rows->text->str, rows->text->len, error);
    secret_wipe(rows->text->str, rows->text->len);
    g_string_truncate(rows->text, 0);
    return done;
}

static void append_string(GString *to, const char *text, size_t length)
{
    g_string_append_c(to, '"');
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte == '"' || byte == '\\') g_string_append_c(to, '\\');
        if (byte < 0x20 || byte == 0x7f)
            g_string_append_printf(to, "\\u%04x", byte);
        else
            g_string_append_c(to, (char)byte);
    }
    g_string_append_c(to, '"');
}

static void append_bytes(GString *to, const void *bytes, size_t length)
{
    g_autofree char *text = g_base64_encode(length ? bytes : (const void *)"", length);
    g_string_append_printf(to, "{\"base64\":\"%s\"}", text);
    secret_wipe(text, strlen(text));
}

/* A real keeps a point or an exponent, so that it is one again when it is read. */
static void append_real(GString *to, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    if (!isfinite(value)) {
        g_string_append(to, "null");
        return;
    }
    g_ascii_dtostr(text, sizeof text, value);
    g_string_append(to, text);
    if (!strpbrk(text, ".eE")) g_string_append(to, ".0");
}

static void append_value(GString *to, const struct store_value *value)
{
    switch (value->type) {
    case STORE_INTEGER:
        g_string_append_printf(to, "%" G_GINT64_FORMAT, value->integer);
        return;
    case STORE_REAL:
        append_real(to, value->real);
        return;
    case STORE_TEXT:
        if (g_utf8_validate_len(value->bytes, value->length, NULL))
            append_string(to, value->bytes, value->length);
        else
            append_bytes(to, value->bytes, value->length);
        return;
    case STORE_BYTES:
        append_bytes(to, value->bytes, value->length);
        return;
    case STORE_NULL:
        g_string_append(to, "null");
    }
}

static bool begin_table(void *data, const char *name, const char *const *columns, size_t count, GError **error)
{
    struct rows *rows = data;
    g_string_append(rows->text, "{\"table\":");
    append_string(rows->text, name, strlen(name));
    g_string_append(rows->text, ",\"columns\":[");
    for (size_t i = 0; i < count; i++) {
        if (i) g_string_append_c(rows->text, ',');
        append_string(rows->text, columns[i], strlen(columns[i]));
    }
    g_string_append(rows->text, "]}\n");
    rows->tables++;
    return rows->text->len < FLUSH_AT || flush(rows, error);
}

static bool add_row(void *data, const struct store_value *values, size_t count, GError **error)
{
    struct rows *rows = data;
    g_string_append_c(rows->text, '[');
    for (size_t i = 0; i < count; i++) {
        if (i) g_string_append_c(rows->text, ',');
        append_value(rows->text, &values[i]);
    }
    g_string_append(rows->text, "]\n");
    if (++rows->rows % 10000 == 0) {
        if (session_is_cancelled(rows->session, error)) return false;
        session_progress(rows->session, 0.5, N_("Writing the rows"));
    }
    return rows->text->len < FLUSH_AT || flush(rows, error);
}

static bool write_rows(struct rows *rows, GError **error)
{
    static const struct store_rows_sink sink = { begin_table, add_row };
    g_string_append_printf(rows->text, "{\"bureau\":\"rows\",\"version\":1,\"engine\":\"%s\"}\n",
                           store_engine_version());
    if (!store_rows(rows->session->store, &sink, rows, error)) return false;
    g_string_append_printf(rows->text, "{\"end\":true,\"tables\":%" G_GINT64_FORMAT ",\"rows\":%" G_GINT64_FORMAT "}\n",
                           rows->tables, rows->rows);
    return flush(rows, error);
}

static struct envelope_writer *begin(struct session *session, const char *file, const struct backup_label *label,
                                     GError **error)
{
    g_autoptr(keyfile_t) keyfile = backup_keyfile(session, error);
    if (!keyfile) return NULL;
    g_autofree char *text = backup_label_write(label);
    struct envelope_head head = { .kind = (char *)"rows", .made = session_now(session), .label = text };
    memcpy(head.id, vault_keys_id(store_keys(session->store)), VAULT_ID);
    g_autoptr(GBytes) bytes = keyfile_bytes(keyfile);
    return envelope_create(file, &head, keyfile_backup_public(keyfile), bytes, error);
}

/* With an engine that was not tested nothing is written, and so nothing can be recorded; that is said. */
static bool record(struct session *session, const char *file, const struct rows *rows, bool *recorded, GError **error)
{
    g_autofree char *note = g_strdup_printf("file=%s rows=%" G_GINT64_FORMAT, file, rows->rows);
    *recorded = store_may_write(session->store);
    return !*recorded || guard_audit(session, "backup.rows", 0, "done", note, error);
}

static void tell(const char *file, const struct rows *rows, gint64 began, bool recorded, struct table *answer)
{
    table_fact_text(answer, "file", N_("File"), file);
    table_fact_int(answer, "bytes", N_("Bytes"), envelope_size(rows->writer));
    table_fact_int(answer, "tables", N_("Tables"), rows->tables);
    table_fact_int(answer, "rows", N_("Rows"), rows->rows);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC, 2);
    table_fact_text(answer, "sha256", N_("SHA-256"), envelope_digest(rows->writer));
    table_fact_flag(answer, "recorded", N_("Recorded in the log"), recorded);
}

bool admin_command_backup_rows(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    const gint64 began = g_get_monotonic_time();
    g_autofree char *file = g_canonicalize_filename(arguments_text(arguments, "file"), NULL);
    struct backup_label label;
    bool recorded = false, done = backup_label_read(session->store, &label, error);
    struct rows rows = { .session = session, .text = g_string_sized_new(FLUSH_AT + 4096) };
    folder_as_person();
    if (done) rows.writer = begin(session, file, &label, error);
    done = rows.writer && write_rows(&rows, error) && envelope_finish(rows.writer, false, error);
    folder_as_program();
    done = done && record(session, file, &rows, &recorded, error);
    if (done) tell(file, &rows, began, recorded, answer);
    envelope_writer_free(rows.writer);
    secret_wipe(rows.text->str, rows.text->allocated_len);
    g_string_free(rows.text, TRUE);
    backup_label_clear(&label);
    return done;
}
