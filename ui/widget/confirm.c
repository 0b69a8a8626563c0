/* SPDX-License-Identifier: Apache-2.0 */
/* A question before something that cannot be undone. Only a capital Y is yes; the key that began it, Enter and all
 * others are no, so that a key pressed twice destroys nothing. */
#include "base/text.h"
#include "core/app_state.h"
#include "widget/overlay.h"

struct confirm_view {
    struct view view;
    char *question, *object;
    uint64_t owner;
    void (*done)(struct view *view, bool yes, void *data);
    void *data;
    GDestroyNotify free_data;
    struct rect box;
};

static struct confirm_view *self_of(const struct view *view)
{
    return (struct confirm_view *)view;
}

static void confirm_layout(struct view *view, struct rect area)
{
    struct confirm_view *self = self_of(view);
    int w = MIN(area.w - 4, 64);
    int lines = canvas_wrap(NULL, rect_make(0, 0, w - 4, 1), self->question, 0, 0);
    if (self->object != NULL) lines += canvas_wrap(NULL, rect_make(0, 0, w - 4, 1), self->object, 0, 0);
    self->box = rect_centre(area, w, lines + 4);
}

static void confirm_draw(const struct view *view, struct canvas *canvas)
{
    const struct confirm_view *self = self_of(view);
    style_t ground = GROUND_DANGER;
    struct rect inside = canvas_box(canvas, self->box, _("Sure?"), INK_BAD | ground);
    inside = rect_make(inside.x + 1, inside.y, inside.w - 2, inside.h);
    int line = canvas_wrap(canvas, inside, self->question, 0, INK_STRONG | STYLE_BOLD | ground);
    rect_cut_top(&inside, line);
    if (self->object != NULL) rect_cut_top(&inside, canvas_wrap(canvas, inside, self->object, 0, INK_TEXT | ground));
    struct rect foot = rect_cut_bottom(&inside, 1);
    canvas_text(canvas, foot.x, foot.y, foot.w, _("Shift+Y: yes     any other key: no"), INK_ACCENT | ground);
}

static void finish(struct confirm_view *self, bool yes)
{
    struct view *owner = view_find(self->view.app, self->owner);
    app_close(&self->view);
    if (owner != NULL) self->done(owner, yes, self->data);
}

static bool confirm_event(struct view *view, const struct event *event)
{
    if (event->kind == EVENT_PASTE) return true;
    if (event->kind == EVENT_MOUSE && event->mouse != MOUSE_PRESS) return true;
    bool yes = event->kind == EVENT_KEY && event->key.modifiers == 0 && keystroke_fold(event->key).code == 'Y';
    finish(self_of(view), yes);
    return true;
}

static unsigned confirm_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING; /* every key is an answer */
}

static bool confirm_cursor(const struct view *view, struct pos *pos)
{
    const struct confirm_view *self = self_of(view);
    *pos = (struct pos){ self->box.x + 2, self->box.y + MAX(self->box.h - 2, 0) };
    return true;
}

static void confirm_close(struct view *view)
{
    struct confirm_view *self = self_of(view);
    if (self->free_data != NULL && self->data != NULL) self->free_data(self->data);
    g_free(self->question);
    g_free(self->object);
}

static const struct view_ops confirm_ops = {
    .id = "confirm",
    .contexts = "confirm",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct confirm_view),
    .layout = confirm_layout,
    .draw = confirm_draw,
    .event = confirm_event,
    .facts = confirm_facts,
    .cursor = confirm_cursor,
    .close = confirm_close,
};

void confirm_open(struct view *view, const char *question, const char *object,
                  void (*done)(struct view *view, bool yes, void *data), void *data, GDestroyNotify free_data)
{
    struct confirm_view *self = (struct confirm_view *)app_overlay(view->app, &confirm_ops, NULL);
    self->question = g_strdup(question);
    self->object = g_strdup(object);
    self->owner = view->id;
    self->done = done;
    self->data = data;
    self->free_data = free_data;
}
