/* SPDX-License-Identifier: Apache-2.0 */
/* One line at the foot of the screen: something was typed here before. */
#include "widget/overlay.h"

struct draft_bar {
    struct view view; /* first */
    int64_t at;
    bool today;
    void (*done)(struct app *app, enum draft_answer answer, void *data);
    void *data;
    GDestroyNotify free_data;
};

static struct draft_bar *of(const struct view *view)
{
    return (struct draft_bar *)view;
}

static void bar_draw(const struct view *view, struct canvas *canvas)
{
    const struct draft_bar *bar = of(view);
    const struct rect area = view->area;
    const struct rect row = rect_make(area.x, area.y + area.h - 1, area.w, 1);
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(bar->at / 1000);
    g_autofree char *when = at != NULL ? g_date_time_format(at, bar->today ? "%H:%M" : "%Y-%m-%d %H:%M") : g_strdup("");
    g_autofree char *text = g_strdup_printf(_("A draft of %s is here.  ⏎ Take it  D Drop it  Esc Not now"), when);
    canvas_fill(canvas, row, GROUND_POPUP);
    canvas_text(canvas, row.x + 1, row.y, row.w - 2, text, INK_ACCENT | STYLE_BOLD | GROUND_POPUP);
}

static bool bar_event(struct view *view, const struct event *event)
{
    struct draft_bar *bar = of(view);
    enum draft_answer answer = DRAFT_LEFT;
    if (event->kind == EVENT_MOUSE && event->mouse != MOUSE_PRESS) return true;
    if (event->kind == EVENT_KEY && event->key.modifiers == 0) {
        const gunichar code = keystroke_fold(event->key).code;
        if (code == KEYCAP_ENTER) answer = DRAFT_TAKEN;
        if (code == 'd' || code == 'D' || code == KEYCAP_DELETE) answer = DRAFT_DROPPED;
    }
    struct app *app = view->app;
    app_close(view); /* freed after the event */
    bar->done(app, answer, bar->data);
    return true;
}

static unsigned bar_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING; /* every key is an answer */
}

static bool bar_cursor(const struct view *view, struct pos *pos)
{
    *pos = (struct pos){ view->area.x + 1, view->area.y + view->area.h - 1 };
    return true;
}

static void bar_close(struct view *view)
{
    struct draft_bar *bar = of(view);
    if (bar->free_data != NULL && bar->data != NULL) bar->free_data(bar->data);
}

static const struct view_ops bar_ops = {
    .id = "draft",
    .contexts = "draft",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct draft_bar),
    .draw = bar_draw,
    .event = bar_event,
    .facts = bar_facts,
    .cursor = bar_cursor,
    .close = bar_close,
};

void draft_offer_open(struct app *app, int64_t at, void (*done)(struct app *app, enum draft_answer answer, void *data),
                      void *data, GDestroyNotify free_data)
{
    struct draft_bar *bar = (struct draft_bar *)app_overlay(app, &bar_ops, NULL);
    g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(at / 1000);
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(app_now(app) / 1000);
    bar->at = at;
    bar->today = then != NULL && now != NULL && g_date_time_get_day_of_year(then) == g_date_time_get_day_of_year(now) &&
                 g_date_time_get_year(then) == g_date_time_get_year(now);
    bar->done = done;
    bar->data = data;
    bar->free_data = free_data;
}
