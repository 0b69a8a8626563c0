/* SPDX-License-Identifier: Apache-2.0 */
/* Rules, frames and bars, and the canvas written down as text for tests. Borders are ordinary characters, never a
 * terminal's alternate character set, so that they look the same everywhere. */
#include "base/text.h"
#include "paint/canvas.h"

#include <math.h>

void canvas_rule(struct canvas *canvas, int x, int y, int w, style_t style)
{
    for (int i = 0; i < w; i++)
        canvas_put(canvas, x + i, y, 0x2500, style);
}

void canvas_column(struct canvas *canvas, int x, int y, int h, style_t style)
{
    for (int i = 0; i < h; i++)
        canvas_put(canvas, x, y + i, 0x2502, style);
}

struct rect canvas_box(struct canvas *canvas, struct rect rect, const char *title, style_t style)
{
    if (rect.w < 2 || rect.h < 2) return rect_make(rect.x, rect.y, 0, 0);
    int right = rect.x + rect.w - 1, bottom = rect.y + rect.h - 1;
    canvas_fill(canvas, rect, style);
    canvas_rule(canvas, rect.x + 1, rect.y, rect.w - 2, style);
    canvas_rule(canvas, rect.x + 1, bottom, rect.w - 2, style);
    canvas_column(canvas, rect.x, rect.y + 1, rect.h - 2, style);
    canvas_column(canvas, right, rect.y + 1, rect.h - 2, style);
    canvas_put(canvas, rect.x, rect.y, 0x250c, style);
    canvas_put(canvas, right, rect.y, 0x2510, style);
    canvas_put(canvas, rect.x, bottom, 0x2514, style);
    canvas_put(canvas, right, bottom, 0x2518, style);
    if (title != NULL && *title != '\0' && rect.w > 6) {
        canvas_put(canvas, rect.x + 1, rect.y, ' ', style);
        int used = canvas_text(canvas, rect.x + 2, rect.y, rect.w - 5, title, style | STYLE_BOLD);
        canvas_put(canvas, rect.x + 2 + used, rect.y, ' ', style);
    }
    return rect_make(rect.x + 1, rect.y + 1, rect.w - 2, rect.h - 2);
}

void canvas_bar(struct canvas *canvas, int x, int y, int w, double fraction, style_t style)
{
    if (w <= 0 || isnan(fraction)) return;
    int full = (int)lround(CLAMP(fraction, 0.0, 1.0) * w);
    if (full == 0 && fraction > 0) full = 1; /* something is never drawn as nothing */
    for (int i = 0; i < w; i++)
        canvas_put(canvas, x + i, y, i < full ? 0x2587 : 0x2581, i < full ? style : (style & ~0xffu) | INK_DIM);
}

static void append_cell(GString *line, const struct canvas_cell *cell)
{
    if (cell->width == 0) return;
    g_string_append_unichar(line, cell->code);
    for (size_t i = 0; i < G_N_ELEMENTS(cell->marks); i++)
        if (cell->marks[i] != 0) g_string_append_unichar(line, cell->marks[i]);
}

static char style_letter(const struct canvas_cell *cell)
{
    bool ground = STYLE_GROUND(cell->style) != 0;
    if (!ground && cell->code == ' ') return ' ';
    char letter = ink_letter((enum ink)STYLE_INK(cell->style));
    return ground ? g_ascii_toupper(letter) : letter;
}

static void append_line(GString *text, GString *line)
{
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    g_string_append_len(text, line->str, (gssize)line->len);
    g_string_append_c(text, '\n');
    g_string_truncate(line, 0);
}

char *canvas_dump(const struct canvas *canvas, bool styles)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GString) line = g_string_new(NULL);
    struct rect area = canvas_area(canvas);
    for (int y = 0; y < area.h; y++) {
        for (int x = 0; x < area.w; x++)
            append_cell(line, canvas_cell(canvas, x, y));
        append_line(text, line);
    }
    for (int y = 0; styles && y < area.h; y++) {
        g_string_append_c(line, '|');
        for (int x = 0; x < area.w; x++)
            g_string_append_c(line, style_letter(canvas_cell(canvas, x, y)));
        append_line(text, line);
    }
    return g_string_free(text, FALSE);
}
