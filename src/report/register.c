/* SPDX-License-Identifier: Apache-2.0 */
/* Registers: the disputes, what a search finds, and any table that is on a screen. Rows go straight from the command
 * into the workbook. */
#include "report/words.h"
#include "report/workbook.h"

#include <string.h>

/* The rows of a command on their way into a sheet that is begun with the first of them. */
struct stream {
    struct workbook *workbook;
    struct sheet sheet;
    const char *name;
    bool begun;
    bool of_subjects; /* the first column is a subject, and one whose data is only to be kept has no row */
    int64_t left_out;
};

/* Deletion under a running legal period becomes restriction: the data is kept and nothing else is done with it, also
 * not handed out in a list. */
static bool is_restricted(struct session *session, int64_t subject, bool *restricted, GError **error)
{
    int64_t found = 0;
    if (session->store != NULL &&
        !store_query_int(session->store, &found, 0, error,
                         "SELECT 1 FROM protection WHERE subject=?1 AND kind='restricted' AND lifted IS NULL AND "
                         "begins<=?2 AND (ends IS NULL OR ends>=?2)",
                         "id", subject, access_day(session_now(session))))
        return false;
    *restricted = found != 0;
    return true;
}

static bool begin_stream(struct stream *stream, const struct table *table, GError **error)
{
    stream->begun = true;
    return sheet_begin(&stream->sheet, stream->workbook, stream->name, table_column(table, 0),
                       table_column_count(table), error);
}

static bool take_row(void *data, const struct table *table, const struct cell *row, GError **error)
{
    struct stream *stream = data;
    if (!stream->begun && !begin_stream(stream, table, error)) return false;
    bool restricted = false;
    if (stream->of_subjects && !is_restricted(stream->workbook->session, row[0].integer, &restricted, error))
        return false;
    stream->left_out += restricted;
    return restricted || sheet_row(&stream->sheet, row, error);
}

/* Runs a command through the door and makes a sheet of its rows. */
static bool add_stream(struct stream *stream, const struct command *command, struct arguments *inner, GError **error)
{
    g_autoptr(table_t) rows = table_new();
    table_set_sink(rows, take_row, stream);
    bool done = command_run(command, stream->workbook->session, inner, rows, error);
    if (done && !stream->begun && table_column_count(rows) > 0) done = begin_stream(stream, rows, error);
    if (done && stream->begun) done = sheet_end(&stream->sheet, error);
    sheet_clear(&stream->sheet);
    return done;
}

static bool finish(struct workbook *workbook, struct table *answer, GError **error)
{
    int64_t rows = 0, sheets = 0;
    g_autofree char *digest = report_workbook_finish(workbook, &rows, &sheets, error);
    if (digest == NULL) return false;
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "sheets", N_("Sheets"), sheets);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}

struct workbook *workbook_of_arguments(struct session *session, const struct arguments *arguments, GError **error)
{
    const char *path = arguments_text(arguments, "file");
    return arguments_has(arguments, "replace")
               ? report_workbook_new_over(path, session, session->language, report_word, error)
               : report_workbook_new(path, session, session->language, report_word, error);
}

static bool export_command(struct session *session, const char *command, const char *from, struct arguments *inner,
                           const char *name, const struct arguments *arguments, struct table *answer, GError **error)
{
    g_autoptr(workbook_t) workbook = workbook_of_arguments(session, arguments, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, command);
    struct stream stream = { .workbook = workbook,
                             .name = workbook_word(workbook, name),
                             .of_subjects = strcmp(from, "search") == 0 };
    if (!add_stream(&stream, command_find(from), inner, error)) return false;
    if (!finish(g_steal_pointer(&workbook), answer, error)) return false;
    if (stream.left_out > 0) table_fact_int(answer, "left_out", N_("Left out, restricted"), stream.left_out);
    return true;
}

bool report_command_disputes(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(arguments_t) inner = arguments_new(command_find("dispute.list"));
    const char *state = arguments_text(arguments, "state");
    if (state != NULL && !arguments_set(inner, "state", state, error)) return false;
    return export_command(session, "export.disputes", "dispute.list", inner, N_("Disputes"), arguments, answer, error);
}

bool report_command_search(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(arguments_t) inner = arguments_new(command_find("search"));
    if (!arguments_set(inner, "query", arguments_text(arguments, "query"), error)) return false;
    /* everything it finds, not the first screenful */
    if (!arguments_set(inner, "limit", "1000000000", error)) return false;
    return export_command(session, "export.search", "search", inner, N_("Search"), arguments, answer, error);
}

bool report_export_table(struct session *session, const struct table *table, const char *title, const char *path,
                         const char *(*translate)(const char *), char **digest, GError **error)
{
    int64_t rows = 0, sheets = 0;
    g_autoptr(workbook_t) workbook = report_workbook_new_over(path, session, session->language, translate, error);
    if (workbook == NULL) return false;
    report_workbook_set_command(workbook, "table.export");
    if (!report_workbook_add_table(workbook, workbook_word(workbook, title), table, error)) return false;
    g_autofree char *made = report_workbook_finish(g_steal_pointer(&workbook), &rows, &sheets, error);
    if (made == NULL) return false;
    g_autofree char *note = g_strdup_printf("rows=%" G_GINT64_FORMAT " sha256=%s", rows, made);
    if (session->store != NULL && !guard_audit(session, "table.export", session->audited_subject, "done", note, error))
        return false;
    *digest = g_steal_pointer(&made);
    return true;
}
