/* SPDX-License-Identifier: Apache-2.0 */
/* An answer becomes text on a descriptor, row by row. The first rows are held back (HELD_BYTES), so that a command that
 * fails early prints nothing but its error and a small JSON document has its facts first; behind that rows stream, and
 * a million of them need the memory of a few. */
#pragma once
#include "cli/output.h"
#include "command/command.h"

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON, FORMAT_JSONL };

/* FORMAT_TABLE ... by its word; false when there is none of that name. */
bool format_from_name(const char *name, enum format *format);

struct renderer;
/* One form of answer. `row` appends the text of a row to renderer->rows (or keeps it aside until `begin`); `begin` is
 * called once before the first text leaves, `end` after the last row. */
struct renderer_form {
    void (*row)(struct renderer *renderer, const struct table *table, const struct cell *row);
    void (*begin)(struct renderer *renderer, const struct table *table);
    void (*end)(struct renderer *renderer, const struct table *table);
};

struct renderer {
    const struct renderer_form *form;
    const char *command;  /* id */
    const char *language; /* "en" or "zh" */
    struct output output;
    int width; /* columns of the terminal to cut to, 0: do not cut */
    bool hold; /* keep everything until the command has succeeded: it writes to the store */
    bool begun;
    bool complete;        /* begin() sees the finished table */
    size_t count;         /* rows */
    size_t facts;         /* facts already written */
    GString *head, *rows; /* text before the rows; text of rows not yet written */
    GPtrArray *kept;      /* GStrv rows of a plain table until the widths are known */
    size_t kept_bytes;
    int *widths;   /* of a plain table's columns, -1: hidden */
    size_t hidden; /* columns that do not fit the terminal */
};

struct renderer *renderer_new(enum format format, const struct command *command, const char *language, int descriptor);
void renderer_free(struct renderer *renderer);
typedef struct renderer renderer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(renderer_t, renderer_free)

/* Rows of `table` go through the renderer from now on. */
void renderer_attach(struct renderer *renderer, struct table *table);
/* Writes what is left, after the command succeeded. */
bool renderer_finish(struct renderer *renderer, const struct table *table, GError **error);

extern const struct renderer_form render_plain, render_csv, render_json, render_jsonl;
