/* SPDX-License-Identifier: Apache-2.0 */
/* Text, a place in it, and the number of lines it has at this width. */
#include "widget/textview.h"

struct textview {
    char *text;
    struct rect area;
    int first, lines;
};

struct textview *textview_new(const char *text)
{
    struct textview *view = g_new0(struct textview, 1);
    view->text = g_strdup(text != NULL ? text : "");
    return view;
}

void textview_free(struct textview *view)
{
    if (view == NULL) return;
    g_free(view->text);
    g_free(view);
}

static void scroll_to(struct textview *view, int first)
{
    view->first = CLAMP(first, 0, MAX(view->lines - view->area.h, 0));
}

void textview_place(struct textview *view, struct rect area)
{
    view->area = area;
    view->lines = canvas_wrap(NULL, rect_make(area.x, area.y, area.w - 1, area.h), view->text, 0, INK_TEXT);
    scroll_to(view, view->first);
}

void textview_set_text(struct textview *view, const char *text)
{
    g_free(view->text);
    view->text = g_strdup(text != NULL ? text : "");
    view->first = 0;
    textview_place(view, view->area);
}

const char *textview_text(const struct textview *view)
{
    return view->text;
}

void textview_draw(const struct textview *view, struct canvas *canvas, style_t style)
{
    struct rect area = view->area;
    canvas_fill(canvas, area, style);
    canvas_wrap(canvas, rect_make(area.x, area.y, area.w - 1, area.h), view->text, view->first, style);
    if (view->lines <= area.h || area.h < 2) return;
    int place = view->first * (area.h - 1) / MAX(view->lines - area.h, 1);
    for (int y = 0; y < area.h; y++)
        canvas_put(canvas, area.x + area.w - 1, area.y + y, y == place ? 0x2588 : 0x2502, (style & 0xff00u) | INK_DIM);
}

bool textview_event(struct textview *view, const struct event *event)
{
    if (event->kind == EVENT_MOUSE && rect_has(view->area, event->x, event->y)) {
        if (event->mouse == MOUSE_WHEEL_UP) scroll_to(view, view->first - 3);
        if (event->mouse == MOUSE_WHEEL_DOWN) scroll_to(view, view->first + 3);
        return true;
    }
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    switch (event->key.code) {
    case KEYCAP_UP:
        scroll_to(view, view->first - 1);
        return true;
    case KEYCAP_DOWN:
        scroll_to(view, view->first + 1);
        return true;
    case KEYCAP_PAGE_UP:
        scroll_to(view, view->first - MAX(view->area.h - 1, 1));
        return true;
    case KEYCAP_PAGE_DOWN:
    case ' ':
        scroll_to(view, view->first + MAX(view->area.h - 1, 1));
        return true;
    case KEYCAP_HOME:
        scroll_to(view, 0);
        return true;
    case KEYCAP_END:
        scroll_to(view, view->lines);
        return true;
    default:
        return false;
    }
}
