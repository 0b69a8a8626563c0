/* SPDX-License-Identifier: Apache-2.0 */
/* See render.h. */
#include "cli/render.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { HELD_BYTES = 4 << 20, WRITE_BYTES = 1 << 16 };

bool format_from_name(const char *name, enum format *format)
{
    static const char *const names[] = { "table", "csv", "json", "jsonl" };
    for (size_t index = 0; index < G_N_ELEMENTS(names); index++) {
        if (strcmp(name, names[index]) == 0) {
            *format = (enum format)index;
            return true;
        }
    }
    return false;
}

/* Lines are cut only where a person looks at them; a pipe or a file gets them whole. */
static int terminal_width(int descriptor)
{
    struct winsize size;
    if (!isatty(descriptor)) return 0;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

struct renderer *renderer_new(enum format format, const struct command *command, const char *language, int descriptor)
{
    static const struct renderer_form *const forms[] = { &render_plain, &render_csv, &render_json, &render_jsonl };
    struct renderer *renderer = g_new0(struct renderer, 1);
    renderer->form = forms[format];
    renderer->command = command->id;
    renderer->language = language;
    renderer->output.descriptor = descriptor;
    renderer->width = terminal_width(descriptor);
    renderer->hold = (command->flags & COMMAND_WRITES) != 0;
    renderer->head = g_string_new(NULL);
    renderer->rows = g_string_new(NULL);
    renderer->kept = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    return renderer;
}

void renderer_free(struct renderer *renderer)
{
    if (renderer == NULL) return;
    g_string_free(renderer->head, TRUE);
    g_string_free(renderer->rows, TRUE);
    g_ptr_array_unref(renderer->kept);
    g_free(renderer->widths);
    g_free(renderer);
}

static bool leave(struct renderer *renderer, GError **error)
{
    return output_flush(&renderer->output, renderer->head, error) &&
           output_flush(&renderer->output, renderer->rows, error);
}

static bool take_row(void *data, const struct table *table, const struct cell *row, GError **error)
{
    struct renderer *renderer = data;
    renderer->form->row(renderer, table, row);
    renderer->count++;
    if (renderer->begun) return renderer->rows->len < WRITE_BYTES || leave(renderer, error);
    if (renderer->hold || renderer->rows->len + renderer->kept_bytes < HELD_BYTES) return true;
    renderer->begun = true;
    renderer->form->begin(renderer, table);
    return leave(renderer, error);
}

void renderer_attach(struct renderer *renderer, struct table *table)
{
    table_set_sink(table, take_row, renderer);
}

bool renderer_finish(struct renderer *renderer, const struct table *table, GError **error)
{
    if (!renderer->begun) {
        renderer->begun = renderer->complete = true;
        renderer->form->begin(renderer, table);
    }
    renderer->form->end(renderer, table);
    return leave(renderer, error);
}
