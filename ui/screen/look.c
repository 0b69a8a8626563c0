/* SPDX-License-Identifier: Apache-2.0 */
/* Looks: see look.h. The worker's session is the worker's own, so that a day set here is seen by nobody else; it is
 * put back all the same, because the next job of that worker may be another screen's. */
#include "screen/look.h"

#include "screen/doorway.h"

#include <stdarg.h>
#include <string.h>

struct recorded_look *look_new(const char *command, struct date as_of, const char *reveal, ...)
{
    struct recorded_look *look = g_new0(struct recorded_look, 1);
    look->command = command_find(command);
    look->as_of = as_of;
    look->reveal = g_strdup(reveal);
    if (look->command == NULL) return look;
    look->arguments = arguments_new(look->command);
    va_list list;
    va_start(list, reveal);
    for (const char *name = va_arg(list, const char *); name != NULL; name = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        if (value != NULL) arguments_set(look->arguments, name, value, NULL);
    }
    va_end(list);
    return look;
}

void look_free(void *data)
{
    struct recorded_look *look = data;
    if (look == NULL) return;
    arguments_free(look->arguments);
    g_free(look->reveal);
    table_free(look->table);
    g_free(look);
}

bool look_enter(struct session *session, struct date as_of, const char *reveal, GError **error)
{
    if (!session_set_as_of(session, as_of, error)) return false;
    g_free(session->reveal);
    session->reveal = g_strdup(reveal);
    return true;
}

void look_leave(struct session *session)
{
    g_clear_pointer(&session->reveal, g_free);
    session_set_as_of(session, DATE_NONE, NULL);
}

bool look_run(struct session *session, void *data, GError **error)
{
    struct recorded_look *look = data;
    if (look->command == NULL) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("This part of the program is not installed"), NULL, NULL);
        return false;
    }
    if (!look_enter(session, look->as_of, look->reveal, error)) return false;
    look->table = table_new();
    const bool done = command_run(look->command, session, look->arguments, look->table, error);
    look_leave(session);
    return done;
}

bool look_record(struct session *session, void *data, GError **error)
{
    session->shown = true;
    const bool done = look_run(session, data, error);
    session->shown = false;
    return done;
}

/* The subject whose file it opens; 0 when it opens none. */
static int64_t file_of(const struct recorded_look *look)
{
    if (look->command == NULL || !(look->command->needs & NEEDS_PURPOSE) || !arguments_has(look->arguments, "subject"))
        return 0;
    return g_ascii_strtoll(arguments_text(look->arguments, "subject"), NULL, 10);
}

void look_start(struct view *view, int kind, const char *title, struct recorded_look *look)
{
    const int64_t subject = file_of(look);
    if (subject > 0 && !doorway_may_read(view, subject, look->command)) {
        look_free(look);
        return;
    }
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = kind,
                                                .title = title,
                                                .subject = subject,
                                                .run = look_run,
                                                .data = look,
                                                .free_data = look_free });
}

struct table *look_take(struct recorded_look *look)
{
    return g_steal_pointer(&look->table);
}

/* ---- answers ----------------------------------------------------------------------------------------------------- */

const struct cell *fact_cell(const struct table *table, const char *id)
{
    const struct fact *fact = table != NULL ? table_find_fact(table, id) : NULL;
    return fact != NULL && !fact->cell.is_null ? &fact->cell : NULL;
}

char *fact_text(const struct table *table, const char *id)
{
    const struct fact *fact = table != NULL ? table_find_fact(table, id) : NULL;
    if (fact == NULL) return g_strdup("");
    return cell_to_text(&fact->column, &fact->cell, language_code(), language_translate);
}

int column_index(const struct table *table, const char *id)
{
    for (size_t i = 0; table != NULL && i < table_column_count(table); i++)
        if (strcmp(table_column(table, i)->id, id) == 0) return (int)i;
    return -1;
}

const struct cell *row_cell(const struct table *table, size_t row, const char *column)
{
    const int index = column_index(table, column);
    if (index < 0 || row >= table_row_count(table)) return NULL;
    return &table_row(table, row)[index];
}
