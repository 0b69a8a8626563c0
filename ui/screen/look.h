/* SPDX-License-Identifier: Apache-2.0 */
/* A look at a file: one registered command run by a worker through the door, as of a day and perhaps in clear, so that
 * it is checked, recorded and masked there. */
#pragma once
#include "core/app.h"

struct recorded_look {
    const struct command *command;
    struct arguments *arguments;
    struct date as_of; /* DATE_NONE: now */
    char *reveal;      /* reason, or NULL for masked values */
    struct table *table;
};

/* `names and values` of the command's arguments, ended by NULL; a value that does not parse is left out, and the door
 * says what is missing. Free with look_free. */
struct recorded_look *look_new(const char *command, struct date as_of, const char *reveal, ...) G_GNUC_NULL_TERMINATED;
void look_free(void *look);

/* In a worker: the session sees the day and the clear values of the look from enter to leave. */
bool look_enter(struct session *session, struct date as_of, const char *reveal, GError **error);
void look_leave(struct session *session);
/* In a worker: runs the command; the answer is look->table. A job_function. */
bool look_run(struct session *session, void *look, GError **error);

/* The look as a job of the view. The result's data is the `struct recorded_look *`. One at a person's file is made only
 * once it was said for what purpose (doorway.h): until then nothing starts. */
void look_start(struct view *view, int kind, const char *title, struct recorded_look *look);
/* For a job: the line of a look whose answer the screen has already, by the same door; the answer stays empty. */
bool look_record(struct session *session, void *data, GError **error);
/* Takes the answer out of it. */
struct table *look_take(struct recorded_look *look);

/* A fact of an answer as text in the language spoken; "" when it is not there or null. Caller frees. */
char *fact_text(const struct table *table, const char *id);
const struct cell *fact_cell(const struct table *table, const char *id); /* NULL when it is not there or null */
/* A cell of a kept row by its column's id; NULL when there is none. */
const struct cell *row_cell(const struct table *table, size_t row, const char *column);
/* Place of a column by its id, -1 when there is none. */
int column_index(const struct table *table, const char *id);
