/* SPDX-License-Identifier: Apache-2.0 */
/* Cells, clip and links. The rule that keeps columns straight: a wide character is two cells, its own and a right half
 * of code 0; whoever overwrites one of them blanks the other, so no half is ever left behind. */
#include "paint/canvas.h"

#include "base/text.h"
#include "paint/canvas_cells.h"
#include "paint/glyphs.h"

static const struct canvas_cell blank = { .code = ' ', .width = 1, .style = INK_TEXT };

struct rect rect_intersect(struct rect a, struct rect b)
{
    int left = MAX(a.x, b.x), top = MAX(a.y, b.y);
    int right = MIN(a.x + a.w, b.x + b.w), bottom = MIN(a.y + a.h, b.y + b.h);
    return rect_make(left, top, right - left, bottom - top);
}

struct rect rect_cut_top(struct rect *rect, int size)
{
    size = CLAMP(size, 0, rect->h);
    struct rect piece = rect_make(rect->x, rect->y, rect->w, size);
    rect->y += size;
    rect->h -= size;
    return piece;
}

struct rect rect_cut_bottom(struct rect *rect, int size)
{
    size = CLAMP(size, 0, rect->h);
    rect->h -= size;
    return rect_make(rect->x, rect->y + rect->h, rect->w, size);
}

struct rect rect_cut_left(struct rect *rect, int size)
{
    size = CLAMP(size, 0, rect->w);
    struct rect piece = rect_make(rect->x, rect->y, size, rect->h);
    rect->x += size;
    rect->w -= size;
    return piece;
}

struct rect rect_cut_right(struct rect *rect, int size)
{
    size = CLAMP(size, 0, rect->w);
    rect->w -= size;
    return rect_make(rect->x + rect->w, rect->y, size, rect->h);
}

struct rect rect_centre(struct rect outer, int w, int h)
{
    w = MIN(w, outer.w);
    h = MIN(h, outer.h);
    return rect_make(outer.x + (outer.w - w) / 2, outer.y + (outer.h - h) / 2, w, h);
}

struct canvas *canvas_new(int w, int h)
{
    struct canvas *canvas = g_new0(struct canvas, 1);
    canvas->links = g_array_new(FALSE, FALSE, sizeof(struct canvas_link));
    canvas_resize(canvas, w, h);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (canvas == NULL) return;
    g_array_unref(canvas->links);
    g_free(canvas->cells);
    g_free(canvas);
}

void canvas_resize(struct canvas *canvas, int w, int h)
{
    canvas->w = MAX(w, 0);
    canvas->h = MAX(h, 0);
    g_free(canvas->cells);
    canvas->cells = g_new(struct canvas_cell, (size_t)canvas->w * (size_t)canvas->h + 1);
    canvas_clear(canvas, INK_TEXT);
}

void canvas_clear(struct canvas *canvas, style_t style)
{
    struct canvas_cell cell = blank;
    cell.style = style;
    size_t count = (size_t)canvas->w * (size_t)canvas->h;
    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = cell;
    g_array_set_size(canvas->links, 0);
    canvas->clip = canvas_area(canvas);
}

struct rect canvas_area(const struct canvas *canvas)
{
    return rect_make(0, 0, canvas->w, canvas->h);
}

void canvas_set_ascii(struct canvas *canvas, bool ascii)
{
    canvas->ascii = ascii;
}

static struct canvas_cell *cell_at(struct canvas *canvas, int x, int y)
{
    return &canvas->cells[(size_t)y * (size_t)canvas->w + (size_t)x];
}

const struct canvas_cell *canvas_cell(const struct canvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= canvas->w || y >= canvas->h) return &blank;
    return &canvas->cells[(size_t)y * (size_t)canvas->w + (size_t)x];
}

struct rect canvas_clip(struct canvas *canvas, struct rect rect)
{
    struct rect old = canvas->clip;
    canvas->clip = rect_intersect(old, rect);
    return old;
}

void canvas_unclip(struct canvas *canvas, struct rect old)
{
    canvas->clip = old;
}

static void blank_cell(struct canvas_cell *cell)
{
    cell->code = ' ';
    cell->marks[0] = cell->marks[1] = 0;
    cell->width = 1;
}

/* Before a cell is written: the other half of a wide character that stands here becomes a space. */
static void release_cell(struct canvas *canvas, int x, int y)
{
    struct canvas_cell *cell = cell_at(canvas, x, y);
    if (cell->width == 0 && x > 0) blank_cell(cell_at(canvas, x - 1, y));
    if (cell->width == 2 && x + 1 < canvas->w) blank_cell(cell_at(canvas, x + 1, y));
}

static void write_cell(struct canvas *canvas, int x, int y, gunichar code, uint8_t width, style_t style)
{
    release_cell(canvas, x, y);
    *cell_at(canvas, x, y) = (struct canvas_cell){ .code = code, .width = width, .style = style };
}

/* A mark joins the character before it, if that has room and is inside the clip. */
static void attach_mark(struct canvas *canvas, int x, int y, gunichar mark)
{
    if (!rect_has(canvas->clip, x - 1, y)) return;
    struct canvas_cell *cell = cell_at(canvas, x - 1, y);
    if (cell->width == 0 && x > 1) cell = cell_at(canvas, x - 2, y);
    for (size_t i = 0; i < G_N_ELEMENTS(cell->marks); i++) {
        if (cell->marks[i] != 0) continue;
        cell->marks[i] = mark;
        return;
    }
}

/* Characters that would act on a terminal instead of standing on it. Text comes here sanitised; single characters and
 * callers' mistakes do not get further than this either. */
static gunichar safe_character(const struct canvas *canvas, gunichar code)
{
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || !g_unichar_validate(code)) return canvas->ascii ? '?' : 0xfffd;
    return canvas->ascii ? glyph_ascii(code) : code;
}

void canvas_put(struct canvas *canvas, int x, int y, gunichar code, style_t style)
{
    code = safe_character(canvas, code);
    int width = text_char_width(code);
    if (width <= 0) {
        if (g_unichar_ismark(code)) attach_mark(canvas, x, y, code);
        return;
    }
    bool left = rect_has(canvas->clip, x, y);
    if (width == 1) {
        if (left) write_cell(canvas, x, y, code, 1, style);
        return;
    }
    bool right = rect_has(canvas->clip, x + 1, y);
    if (left && right) {
        write_cell(canvas, x, y, code, 2, style);
        release_cell(canvas, x + 1, y);
        *cell_at(canvas, x, y) = (struct canvas_cell){ .code = code, .width = 2, .style = style };
        *cell_at(canvas, x + 1, y) = (struct canvas_cell){ .code = 0, .width = 0, .style = style };
    } else if (left) { /* cut at an edge: the half that would be seen is a space */
        write_cell(canvas, x, y, ' ', 1, style);
    } else if (right) {
        write_cell(canvas, x + 1, y, ' ', 1, style);
    }
}

void canvas_fill(struct canvas *canvas, struct rect rect, style_t style)
{
    struct rect area = rect_intersect(rect, canvas->clip);
    for (int y = area.y; y < area.y + area.h; y++)
        for (int x = area.x; x < area.x + area.w; x++)
            write_cell(canvas, x, y, ' ', 1, style);
}

void canvas_ground(struct canvas *canvas, struct rect rect, style_t ground)
{
    struct rect area = rect_intersect(rect, canvas->clip);
    for (int y = area.y; y < area.y + area.h; y++) {
        for (int x = area.x; x < area.x + area.w; x++) {
            struct canvas_cell *cell = cell_at(canvas, x, y);
            cell->style = (cell->style & ~0xff00u) | (ground & ~0xffu);
        }
    }
}

void canvas_link(struct canvas *canvas, struct rect rect, const char *command, int argument)
{
    struct canvas_link link = { rect_intersect(rect, canvas->clip), command, argument };
    if (link.rect.w > 0 && link.rect.h > 0) g_array_append_val(canvas->links, link);
}

void canvas_forget_links(struct canvas *canvas)
{
    g_array_set_size(canvas->links, 0);
}

const char *canvas_link_at(const struct canvas *canvas, int x, int y, int *argument)
{
    for (guint i = canvas->links->len; i > 0; i--) {
        const struct canvas_link *link = &g_array_index(canvas->links, struct canvas_link, i - 1);
        if (!rect_has(link->rect, x, y)) continue;
        if (argument != NULL) *argument = link->argument;
        return link->command;
    }
    return NULL;
}
