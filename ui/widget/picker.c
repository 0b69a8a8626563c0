/* SPDX-License-Identifier: Apache-2.0 */
/* One of many, by typing a part of it. Items that cannot be picked stay in their place with the reason. */
#include "base/text.h"
#include "core/app_state.h"
#include "widget/editor.h"
#include "widget/fuzzy.h"
#include "widget/overlay.h"

#include <string.h>

struct match {
    guint index;
    int score;
    GArray *hits; /* unsigned; of the text shown */
};

struct picker_view {
    struct view view;
    char *title;
    GPtrArray *items;
    GArray *matches; /* struct match, best first */
    struct editor *editor;
    guint cursor, top;
    uint64_t owner;
    void (*done)(struct view *view, const char *value, void *data);
    void *data;
    GDestroyNotify free_data;
    struct rect box;
};

static struct picker_view *self_of(const struct view *view)
{
    return (struct picker_view *)view;
}

void picker_item_free(struct picker_item *item)
{
    if (item == NULL) return;
    g_free(item->text);
    g_free(item->detail);
    g_free(item->reason);
    g_free(item->other);
    g_free(item->value);
    g_free(item);
}

static void match_clear(gpointer data)
{
    struct match *match = data;
    g_array_unref(match->hits);
}

static int by_score(gconstpointer a, gconstpointer b)
{
    const struct match *x = a, *y = b;
    if (x->score != y->score) return y->score - x->score;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The better of the text shown and what else it goes by; only the first is highlighted. */
static void match_item(struct picker_view *self, const struct fuzzy *fuzzy, guint index)
{
    const struct picker_item *item = self->items->pdata[index];
    struct match match = { .index = index, .hits = g_array_new(FALSE, FALSE, sizeof(unsigned)) };
    match.score = fuzzy_match(fuzzy, item->text, match.hits);
    if (item->other != NULL) {
        int other = fuzzy_match(fuzzy, item->other, NULL);
        if (other > match.score) match.score = other;
    }
    if (match.score < 0)
        match_clear(&match);
    else
        g_array_append_val(self->matches, match);
}

static void search(struct picker_view *self)
{
    const char *text = editor_text(self->editor);
    g_autoptr(fuzzy_t) fuzzy = fuzzy_compile(text);
    g_array_set_size(self->matches, 0);
    for (guint i = 0; i < self->items->len; i++)
        match_item(self, fuzzy, i);
    if (*text != '\0') g_array_sort(self->matches, by_score);
    self->cursor = self->top = 0;
}

static int list_rows(const struct picker_view *self)
{
    return MAX(self->box.h - 4, 1);
}

static void scroll(struct picker_view *self)
{
    guint rows = (guint)list_rows(self);
    if (self->cursor < self->top) self->top = self->cursor;
    if (self->cursor >= self->top + rows) self->top = self->cursor - rows + 1;
}

static void picker_layout(struct view *view, struct rect area)
{
    struct picker_view *self = self_of(view);
    int rows = (int)MIN(self->items->len, 200u) + 4;
    self->box = rect_centre(area, MIN(area.w - 2, 96), CLAMP(rows, 8, MAX(area.h - 2, 4)));
    scroll(self);
}

static void draw_item(const struct picker_view *self, struct canvas *canvas, struct rect row, guint index)
{
    const struct match *match = &g_array_index(self->matches, struct match, index);
    const struct picker_item *item = self->items->pdata[match->index];
    bool here = index == self->cursor;
    style_t ground = here ? GROUND_CURSOR : GROUND_POPUP;
    canvas_fill(canvas, row, ground);
    canvas_put(canvas, row.x, row.y, here ? 0x258c : ' ', INK_ACCENT | ground);
    const char *tail = item->reason != NULL ? item->reason : item->detail;
    /* at least half, and what the words leave */
    const int room = MAX(row.w / 2, row.w - text_width(item->text) - 3);
    int width = tail != NULL ? MIN(text_width(tail), room) : 0;
    canvas_text_hits(
        canvas, row.x + 1, row.y, row.w - width - 2, item->text, (item->reason != NULL ? INK_DIM : INK_TEXT) | ground,
        (const unsigned *)(const void *)match->hits->data, match->hits->len, INK_MARK | STYLE_BOLD | ground);
    if (tail != NULL) canvas_text(canvas, row.x + row.w - width, row.y, width, tail, INK_DIM | ground);
    canvas_link(canvas, row, "picker.take", (int)index);
}

static void picker_draw(const struct view *view, struct canvas *canvas)
{
    const struct picker_view *self = self_of(view);
    struct rect inside = canvas_box(canvas, self->box, self->title, INK_TEXT | GROUND_POPUP);
    struct rect head = rect_cut_top(&inside, 1);
    canvas_text(canvas, head.x, head.y, 2, "> ", INK_ACCENT | GROUND_POPUP);
    g_autofree char *count = g_strdup_printf("%u/%u", self->matches->len, self->items->len);
    int width = text_width(count);
    editor_draw(self->editor, canvas, head.x + 2, head.y, head.w - 3 - width, INK_TEXT | GROUND_FIELD);
    canvas_text(canvas, head.x + head.w - width, head.y, width, count, INK_DIM | GROUND_POPUP);
    canvas_rule(canvas, inside.x, inside.y, inside.w, INK_DIM | GROUND_POPUP);
    rect_cut_top(&inside, 1);
    for (int i = 0; i < inside.h && self->top + (guint)i < self->matches->len; i++)
        draw_item(self, canvas, rect_make(inside.x, inside.y + i, inside.w, 1), self->top + (guint)i);
}

static void finish(struct picker_view *self, const char *value)
{
    struct app *app = self->view.app;
    struct view *owner = view_find(app, self->owner);
    g_autofree char *copy = g_strdup(value);
    app_close(&self->view);
    if (owner != NULL) self->done(owner, copy, self->data);
}

static void take(struct picker_view *self)
{
    if (self->cursor >= self->matches->len) return;
    const struct picker_item *item = self->items->pdata[g_array_index(self->matches, struct match, self->cursor).index];
    if (item->reason != NULL)
        app_toast(self->view.app, "%s", item->reason);
    else
        finish(self, item->value);
}

static void move(struct picker_view *self, int by)
{
    if (self->matches->len == 0) return;
    self->cursor = (guint)CLAMP((int)self->cursor + by, 0, (int)self->matches->len - 1);
    scroll(self);
}

static bool picker_key(struct picker_view *self, struct keystroke key)
{
    if (key.modifiers == MODIFIER_CONTROL && key.code == 'n') key = (struct keystroke){ KEYCAP_DOWN, 0 };
    if (key.modifiers == MODIFIER_CONTROL && key.code == 'p') key = (struct keystroke){ KEYCAP_UP, 0 };
    if (key.modifiers != 0) return false;
    switch (key.code) {
    case KEYCAP_UP:
        move(self, -1);
        return true;
    case KEYCAP_DOWN:
        move(self, 1);
        return true;
    case KEYCAP_PAGE_UP:
        move(self, -list_rows(self));
        return true;
    case KEYCAP_PAGE_DOWN:
        move(self, list_rows(self));
        return true;
    case KEYCAP_ENTER:
        take(self);
        return true;
    case KEYCAP_BACKSPACE:
        if (editor_length(self->editor) > 0) return false;
        finish(self, NULL);
        return true;
    default:
        return false;
    }
}

static bool picker_event(struct view *view, const struct event *event)
{
    struct picker_view *self = self_of(view);
    bool changed = false;
    view_dirty(view);
    if (event->kind == EVENT_MOUSE) {
        if (event->mouse == MOUSE_WHEEL_UP) move(self, -1);
        if (event->mouse == MOUSE_WHEEL_DOWN) move(self, 1);
        if (event->mouse == MOUSE_PRESS && !rect_has(self->box, event->x, event->y)) finish(self, NULL);
        return true;
    }
    if (event->kind == EVENT_KEY && picker_key(self, event->key)) return true;
    bool taken = editor_event(self->editor, event, &changed);
    if (changed) search(self);
    return taken;
}

static bool picker_command(struct view *view, const char *id, int argument)
{
    struct picker_view *self = self_of(view);
    if (strcmp(id, "picker.take") == 0 && argument >= 0 && (guint)argument < self->matches->len) {
        self->cursor = (guint)argument;
        take(self);
        return true;
    }
    if (strcmp(id, "view.back") != 0 && strcmp(id, "app.cancel") != 0) return false;
    finish(self, NULL);
    return true;
}

static unsigned picker_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING;
}

/* The real cursor is on the item: that is what a braille display follows. Typing is seen in the line above. */
static bool picker_cursor(const struct view *view, struct pos *pos)
{
    const struct picker_view *self = self_of(view);
    *pos = (struct pos){ self->box.x + 1, self->box.y + 3 + (int)(self->cursor - self->top) };
    if (self->matches->len == 0)
        *pos = (struct pos){ editor_cursor_x(self->editor, self->box.x + 3, self->box.w - 6), self->box.y + 1 };
    return true;
}

static void picker_close(struct view *view)
{
    struct picker_view *self = self_of(view);
    if (self->free_data != NULL && self->data != NULL) self->free_data(self->data);
    g_array_unref(self->matches);
    g_ptr_array_unref(self->items);
    editor_free(self->editor);
    g_free(self->title);
}

static const struct view_ops picker_ops = {
    .id = "picker",
    .contexts = "picker",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct picker_view),
    .layout = picker_layout,
    .draw = picker_draw,
    .event = picker_event,
    .command = picker_command,
    .facts = picker_facts,
    .cursor = picker_cursor,
    .close = picker_close,
};

void picker_open(struct view *view, const char *title, GPtrArray *items,
                 void (*done)(struct view *view, const char *value, void *data), void *data, GDestroyNotify free_data)
{
    struct picker_view *self = (struct picker_view *)app_overlay(view->app, &picker_ops, NULL);
    g_ptr_array_set_free_func(items, (GDestroyNotify)picker_item_free);
    self->title = g_strdup(title);
    self->items = items;
    self->matches = g_array_new(FALSE, FALSE, sizeof(struct match));
    g_array_set_clear_func(self->matches, match_clear);
    self->editor = editor_new("");
    self->owner = view->id;
    self->done = done;
    self->data = data;
    self->free_data = free_data;
    search(self);
}
