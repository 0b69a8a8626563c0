/* SPDX-License-Identifier: Apache-2.0 */
/* A terminal that is none: events are pushed in, the canvas presented last is kept. Scripts and tests run on it. */
#include "term/term.h"

struct null_terminal {
    struct terminal terminal;
    GMutex lock;
    GCond woken_up;
    bool woken;
    int columns, rows;
    enum depth depth;
    GQueue events; /* struct event * */
    struct canvas *shown;
    struct pos cursor;
    char *clipboard;
    size_t frames, wipes;
};

static struct null_terminal *self_of(struct terminal *terminal)
{
    return (struct null_terminal *)terminal;
}

static void null_size(struct terminal *terminal, int *columns, int *rows)
{
    *columns = self_of(terminal)->columns;
    *rows = self_of(terminal)->rows;
}

static void copy_canvas(struct canvas *to, const struct canvas *from)
{
    struct rect area = canvas_area(from);
    canvas_resize(to, area.w, area.h);
    for (int y = 0; y < area.h; y++) {
        for (int x = 0; x < area.w; x++) {
            const struct canvas_cell *cell = canvas_cell(from, x, y);
            if (cell->width == 0) continue;
            canvas_put(to, x, y, cell->code, cell->style);
            for (size_t i = 0; i < G_N_ELEMENTS(cell->marks); i++)
                if (cell->marks[i] != 0) canvas_put(to, x + cell->width, y, cell->marks[i], cell->style);
        }
    }
}

static void null_present(struct terminal *terminal, const struct canvas *canvas, const struct theme *theme,
                         const struct pos *cursor)
{
    (void)theme;
    struct null_terminal *self = self_of(terminal);
    copy_canvas(self->shown, canvas);
    self->cursor = cursor != NULL ? *cursor : (struct pos){ -1, -1 };
    self->frames++;
}

static void null_forget(struct terminal *terminal)
{
    (void)terminal; /* every frame is whole */
}

static void null_wipe(struct terminal *terminal)
{
    struct rect area = canvas_area(self_of(terminal)->shown);
    canvas_resize(self_of(terminal)->shown, area.w, area.h);
    self_of(terminal)->wipes++;
}

static bool null_next(struct terminal *terminal, struct event *event)
{
    struct event *first = g_queue_pop_head(&self_of(terminal)->events);
    if (first == NULL) return false;
    *event = *first;
    g_free(first);
    return true;
}

static void null_wait(struct terminal *terminal, int milliseconds)
{
    struct null_terminal *self = self_of(terminal);
    gint64 until = g_get_monotonic_time() + (gint64)milliseconds * 1000;
    g_mutex_lock(&self->lock);
    while (!self->woken && g_queue_is_empty(&self->events)) {
        if (milliseconds < 0)
            g_cond_wait(&self->woken_up, &self->lock);
        else if (!g_cond_wait_until(&self->woken_up, &self->lock, until))
            break;
    }
    self->woken = false;
    g_mutex_unlock(&self->lock);
}

static void null_wake(struct terminal *terminal)
{
    struct null_terminal *self = self_of(terminal);
    g_mutex_lock(&self->lock);
    self->woken = true;
    g_cond_signal(&self->woken_up);
    g_mutex_unlock(&self->lock);
}

static void null_suspend(struct terminal *terminal)
{
    struct event event = { .kind = EVENT_RESUME };
    term_null_push(terminal, &event);
}

static void null_mouse(struct terminal *terminal, bool ours)
{
    (void)terminal;
    (void)ours;
}

static void null_clipboard(struct terminal *terminal, const char *text)
{
    g_free(self_of(terminal)->clipboard);
    self_of(terminal)->clipboard = g_strdup(text);
}

static enum depth null_depth(struct terminal *terminal)
{
    return self_of(terminal)->depth;
}

static void null_close(struct terminal *terminal)
{
    struct null_terminal *self = self_of(terminal);
    struct event *event;
    while ((event = g_queue_pop_head(&self->events)) != NULL) {
        event_clear(event);
        g_free(event);
    }
    canvas_free(self->shown);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->woken_up);
    g_free(self->clipboard);
    g_free(self);
}

static const struct terminal_ops null_ops = {
    .size = null_size,
    .present = null_present,
    .forget = null_forget,
    .next = null_next,
    .wait = null_wait,
    .wake = null_wake,
    .wipe = null_wipe,
    .suspend = null_suspend,
    .mouse = null_mouse,
    .clipboard = null_clipboard,
    .depth = null_depth,
    .close = null_close,
};

struct terminal *term_null_open(int columns, int rows, enum depth depth)
{
    struct null_terminal *self = g_new0(struct null_terminal, 1);
    self->terminal.ops = &null_ops;
    self->columns = columns;
    self->rows = rows;
    self->depth = depth;
    self->cursor = (struct pos){ -1, -1 };
    self->shown = canvas_new(columns, rows);
    g_queue_init(&self->events);
    g_mutex_init(&self->lock);
    g_cond_init(&self->woken_up);
    return &self->terminal;
}

void term_null_push(struct terminal *terminal, const struct event *event)
{
    struct event *copy = g_memdup2(event, sizeof(*event));
    copy->text = g_strdup(event->text);
    g_queue_push_tail(&self_of(terminal)->events, copy);
}

void term_null_resize(struct terminal *terminal, int columns, int rows)
{
    self_of(terminal)->columns = columns;
    self_of(terminal)->rows = rows;
    term_null_push(terminal, &(struct event){ .kind = EVENT_RESIZE });
}

const struct canvas *term_null_shown(const struct terminal *terminal)
{
    return ((const struct null_terminal *)terminal)->shown;
}

struct pos term_null_cursor(const struct terminal *terminal)
{
    return ((const struct null_terminal *)terminal)->cursor;
}

const char *term_null_clipboard(const struct terminal *terminal)
{
    return ((const struct null_terminal *)terminal)->clipboard;
}

size_t term_null_wipes(const struct terminal *terminal)
{
    return ((const struct null_terminal *)terminal)->wipes;
}

size_t term_null_frames(const struct terminal *terminal)
{
    return ((const struct null_terminal *)terminal)->frames;
}
