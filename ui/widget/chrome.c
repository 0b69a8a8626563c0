/* SPDX-License-Identifier: Apache-2.0 */
/* Tabs, head lines, pairs, footer. What can be clicked is a link. */
#include "widget/chrome.h"

#include "base/text.h"

#define SPINNER_FRAMES 10

static int tab_width(const char *label)
{
    return text_width(label) + 2; /* a space, or a bracket, on either side */
}

/* The first tab shown, so that the open one fits. */
static size_t first_tab(const char *const *labels, size_t current, int w)
{
    size_t first = 0;
    for (;;) {
        int used = 0;
        for (size_t i = first; i <= current; i++)
            used += tab_width(labels[i]);
        if (used <= w || first >= current) return first;
        first++;
    }
}

void tabs_draw(struct canvas *canvas, int x, int y, int w, const char *const *labels, size_t current)
{
    int at = x;
    canvas_fill(canvas, rect_make(x, y, w, 1), INK_TEXT);
    for (size_t i = first_tab(labels, current, w); labels[i] != NULL && at < x + w; i++) {
        int width = MIN(tab_width(labels[i]), x + w - at);
        bool open = i == current;
        style_t style = open ? INK_ACCENT | STYLE_BOLD : INK_TEXT;
        canvas_put(canvas, at, y, open ? '[' : ' ', style);
        int used = canvas_text(canvas, at + 1, y, width - 1, labels[i], style);
        if (used + 1 < width) canvas_put(canvas, at + 1 + used, y, open ? ']' : ' ', style);
        canvas_link(canvas, rect_make(at, y, width, 1), "tab.go", (int)i);
        at += width;
    }
}

void heading_draw(struct canvas *canvas, int x, int y, int w, const char *text, const char *tail)
{
    int used = canvas_text(canvas, x, y, w, text, INK_STRONG | STYLE_BOLD);
    if (tail == NULL) return;
    int room = w - used - 2;
    int width = MIN(text_width(tail), room);
    if (room > 0) canvas_text(canvas, x + w - width, y, width, tail, INK_DIM);
}

void pair_draw(struct canvas *canvas, int x, int y, int w, const char *label, const char *value, style_t style)
{
    int width = MIN(text_width(value), w);
    canvas_text(canvas, x, y, MAX(w - width - 1, 0), label, INK_DIM | (style & 0xff00u));
    canvas_text(canvas, x + w - width, y, width, value, style);
}

static int footer_width(const struct footer_item *item)
{
    int label = text_width(item->label);
    return text_width(item->key) + (label > 0 ? 1 + label : 0);
}

static void footer_item_draw(struct canvas *canvas, int x, int y, const struct footer_item *item)
{
    int key = text_width(item->key), label = text_width(item->label);
    canvas_text(canvas, x, y, key, item->key, (item->enabled ? INK_ACCENT | STYLE_BOLD : INK_DIM) | GROUND_BAR);
    canvas_text(canvas, x + key + 1, y, label, item->label, (item->enabled ? INK_TEXT : INK_DIM) | GROUND_BAR);
    canvas_link(canvas, rect_make(x, y, footer_width(item), 1), item->command, -1);
}

void footer_draw(struct canvas *canvas, struct rect row, const struct footer_item *items, size_t count, size_t kept)
{
    int at = row.x + 1, end = row.x + row.w;
    canvas_fill(canvas, row, INK_TEXT | GROUND_BAR);
    for (size_t i = count - MIN(kept, count); i < count; i++) /* room for those that are always there */
        end -= footer_width(&items[i]) + 2;
    for (size_t i = 0; i < count; i++) {
        if (i == count - MIN(kept, count)) end = row.x + row.w;
        int width = footer_width(&items[i]);
        if (at + width > end) continue; /* a shorter one may still fit */
        footer_item_draw(canvas, at, row.y, &items[i]);
        at += width + 2;
    }
}

const char *spinner_frame(unsigned tick)
{
    static const char *const frames[SPINNER_FRAMES] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏" };
    return frames[tick % SPINNER_FRAMES];
}
