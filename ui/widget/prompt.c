/* SPDX-License-Identifier: Apache-2.0 */
/* A line asked for at the foot of the screen. */
#include "base/text.h"
#include "core/seat.h"
#include "widget/editor.h"
#include "widget/overlay.h"

#include <string.h>

struct prompt_view {
    struct view view;
    struct prompt_options options;
    char *title, *foot, *place, *first;
    struct editor *editor;
    uint64_t owner;
    struct rect field;
};

static struct prompt_view *self_of(const struct view *view)
{
    return (struct prompt_view *)view;
}

/* The footer is the prompt's while it is open; the state line above stays, for what a live filter leaves. */
static void prompt_layout(struct view *view, struct rect area)
{
    struct prompt_view *self = self_of(view);
    int label = MIN(text_width(self->title) + 2, area.w / 2), foot = text_width(self->foot) + 1;
    int w = area.w - label - 1;
    if (w - foot >= 20) w -= foot; /* the hint goes first */
    self->field = rect_make(label, MAX(area.h - 1, 0), w, 1);
}

static void prompt_draw(const struct view *view, struct canvas *canvas)
{
    const struct prompt_view *self = self_of(view);
    struct rect field = self->field;
    int w = view->area.w, foot = field.x + field.w + 1;
    canvas_fill(canvas, rect_make(0, field.y, w, 1), GROUND_POPUP);
    canvas_text(canvas, 1, field.y, field.x - 2, self->title, INK_ACCENT | STYLE_BOLD | GROUND_POPUP);
    editor_draw(self->editor, canvas, field.x, field.y, field.w, INK_TEXT | GROUND_FIELD);
    if (foot + text_width(self->foot) <= w)
        canvas_text(canvas, foot, field.y, w - foot, self->foot, INK_DIM | GROUND_POPUP);
}

static void finish(struct prompt_view *self, bool accepted)
{
    struct app *app = self->view.app;
    struct view *owner = view_find(app, self->owner);
    if (accepted) editor_remember(self->editor);
    if (accepted)
        drafts_gather(app); /* kept until the asker says that it was sent */
    else
        app_drop_draft(&self->view);
    app_close(&self->view);
    if (owner != NULL && self->options.done != NULL)
        self->options.done(owner, accepted ? editor_text(self->editor) : NULL, self->options.data);
}

static bool prompt_event(struct view *view, const struct event *event)
{
    struct prompt_view *self = self_of(view);
    bool changed = false;
    bool plain = event->kind == EVENT_KEY && event->key.modifiers == 0;
    if (plain && event->key.code == KEYCAP_ENTER) {
        finish(self, true);
        return true;
    }
    if (plain && event->key.code == KEYCAP_BACKSPACE && editor_length(self->editor) == 0) {
        finish(self, false);
        return true;
    }
    if (!editor_event(self->editor, event, &changed)) return false;
    struct view *owner = changed && self->options.live ? view_find(view->app, self->owner) : NULL;
    if (owner != NULL && self->options.changed != NULL)
        self->options.changed(owner, editor_text(self->editor), self->options.data);
    view_dirty(view);
    return true;
}

static bool prompt_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    if (g_strcmp0(id, "view.back") != 0 && g_strcmp0(id, "app.cancel") != 0) return false;
    finish(self_of(view), false);
    return true;
}

static unsigned prompt_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING;
}

static bool prompt_cursor(const struct view *view, struct pos *pos)
{
    const struct prompt_view *self = self_of(view);
    *pos = (struct pos){ editor_cursor_x(self->editor, self->field.x, self->field.w), self->field.y };
    return true;
}

static void prompt_close(struct view *view)
{
    struct prompt_view *self = self_of(view);
    if (self->options.free_data != NULL && self->options.data != NULL) self->options.free_data(self->options.data);
    editor_free(self->editor);
    g_free(self->title);
    g_free(self->foot);
    g_free(self->place);
    g_free(self->first);
}

static char *prompt_draft_place(const struct view *view)
{
    return g_strdup(self_of(view)->place);
}

static bool prompt_draft_save(const struct view *view, struct route *draft)
{
    const struct prompt_view *self = self_of(view);
    route_set(draft, "text", editor_text(self->editor));
    return strcmp(editor_text(self->editor), self->first) != 0;
}

static void prompt_draft_restore(struct view *view, const struct route *draft)
{
    if (route_get(draft, "text") != NULL) editor_set_text(self_of(view)->editor, route_get(draft, "text"));
}

static const struct view_ops prompt_ops = {
    .id = "prompt",
    .contexts = "prompt",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct prompt_view),
    .layout = prompt_layout,
    .draw = prompt_draw,
    .event = prompt_event,
    .command = prompt_command,
    .facts = prompt_facts,
    .cursor = prompt_cursor,
    .draft_place = prompt_draft_place,
    .draft_save = prompt_draft_save,
    .draft_restore = prompt_draft_restore,
    .close = prompt_close,
};

static GPtrArray *history_of(struct app *app, const char *name)
{
    GPtrArray *lines = g_hash_table_lookup(app->histories, name);
    if (lines == NULL) {
        lines = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(app->histories, g_strdup(name), lines);
    }
    return lines;
}

void prompt_open(struct view *view, const struct prompt_options *options)
{
    struct prompt_view *self = (struct prompt_view *)app_overlay(view->app, &prompt_ops, NULL);
    self->options = *options;
    self->title = g_strdup(options->title);
    self->foot = g_strdup(options->hint != NULL ? options->hint : _("⏎ Accept  Esc Cancel"));
    self->owner = view->id;
    self->editor = editor_new(options->text);
    self->place = g_strdup(options->draft);
    self->first = g_strdup(editor_text(self->editor));
    if (options->history != NULL) editor_set_history(self->editor, history_of(view->app, options->history));
}
