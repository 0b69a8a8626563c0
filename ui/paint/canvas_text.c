/* SPDX-License-Identifier: Apache-2.0 */
/* Text onto cells: made safe once, cut and padded by columns. */
#include "base/text.h"
#include "paint/canvas.h"

#include <stdarg.h>
#include <string.h>

/* The text itself when it is clean (the usual case, no copy), else a clean copy that *owned frees. */
static const char *clean(const char *text, char **owned)
{
    if (text == NULL) return "";
    if (text_is_clean(text, -1)) return text;
    *owned = text_sanitise(text, -1);
    return *owned;
}

/* The byte after the last character that fits into `w` columns, and the columns up to there. */
static const char *fitting_end(const char *text, int w, int *columns)
{
    int used = 0;
    const char *p = text;
    while (*p != '\0') {
        int width = text_char_width(g_utf8_get_char(p));
        if (used + width > w) break;
        used += width;
        p = g_utf8_next_char(p);
    }
    *columns = used;
    return p;
}

struct hits {
    const unsigned *index;
    size_t count;
    style_t style;
};

static bool is_hit(const struct hits *hits, unsigned index, size_t *next)
{
    while (*next < hits->count && hits->index[*next] < index)
        (*next)++;
    return *next < hits->count && hits->index[*next] == index;
}

static int draw_text(struct canvas *canvas, int x, int y, int w, const char *raw, style_t style,
                     const struct hits *hits)
{
    g_autofree char *owned = NULL;
    const char *text = clean(raw, &owned);
    if (w <= 0) return 0;
    int columns;
    const char *end = fitting_end(text, w, &columns);
    bool cut = *end != '\0';
    if (cut) end = fitting_end(text, w - 1, &columns);
    int at = x;
    size_t next = 0;
    unsigned index = 0;
    for (const char *p = text; p < end; p = g_utf8_next_char(p), index++) {
        gunichar code = g_utf8_get_char(p);
        canvas_put(canvas, at, y, code, is_hit(hits, index, &next) ? hits->style : style);
        at += text_char_width(code);
    }
    if (cut) {
        canvas_put(canvas, at, y, 0x2026, style);
        at++;
    }
    return at - x;
}

int canvas_text(struct canvas *canvas, int x, int y, int w, const char *text, style_t style)
{
    return draw_text(canvas, x, y, w, text, style, &(struct hits){ 0 });
}

int canvas_text_hits(struct canvas *canvas, int x, int y, int w, const char *text, style_t style, const unsigned *hits,
                     size_t count, style_t hit_style)
{
    return draw_text(canvas, x, y, w, text, style, &(struct hits){ hits, count, hit_style });
}

void canvas_field(struct canvas *canvas, int x, int y, int w, const char *raw, int align, style_t style)
{
    if (w <= 0) return;
    g_autofree char *owned = NULL;
    const char *text = clean(raw, &owned);
    int columns;
    const char *end = fitting_end(text, w, &columns);
    canvas_fill(canvas, rect_make(x, y, w, 1), style);
    int room = *end == '\0' ? w - columns : 0;
    int shift = align < 0 ? 0 : align == 0 ? room / 2 : room;
    canvas_text(canvas, x + shift, y, w - shift, text, style);
}

int canvas_format(struct canvas *canvas, int x, int y, int w, style_t style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return canvas_text(canvas, x, y, w, text, style);
}

/* One line of wrapped text: where it ends, and where the next begins. Breaks after a space, or beside a wide character,
 * or, when a word is longer than the line, inside it. Always moves on. */
static const char *line_end(const char *text, const char *stop, int w, const char **next)
{
    int columns;
    const char *end = text;
    const char *space = NULL;
    for (columns = 0; end < stop; end = g_utf8_next_char(end)) {
        gunichar code = g_utf8_get_char(end);
        int width = text_char_width(code);
        if (columns + width > w) break;
        columns += width;
        if (code == ' ' || width == 2) space = g_utf8_next_char(end);
    }
    if (end == stop) {
        *next = stop;
        return stop;
    }
    if (*end == ' ') space = end + 1;
    if (g_utf8_get_char(end) != ' ' && text_char_width(g_utf8_get_char(end)) == 2 && end > text) space = end;
    if (space != NULL && space > text) end = MIN(space, stop);
    if (end == text) end = g_utf8_next_char(end);
    *next = end;
    while (end > text && end[-1] == ' ')
        end--;
    return end;
}

static int wrap_paragraph(struct canvas *canvas, struct rect rect, const char *text, int first, int line, style_t style)
{
    const char *stop = text + strlen(text);
    do {
        const char *next;
        const char *end = line_end(text, stop, rect.w, &next);
        if (canvas != NULL && line >= first && line - first < rect.h) {
            g_autofree char *piece = g_strndup(text, (gsize)(end - text));
            canvas_text(canvas, rect.x, rect.y + line - first, rect.w, piece, style);
        }
        line++;
        text = next;
    } while (text < stop);
    return line;
}

int canvas_wrap(struct canvas *canvas, struct rect rect, const char *text, int first, style_t style)
{
    if (text == NULL || rect.w <= 0) return 0;
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n", -1);
    int line = 0;
    for (size_t i = 0; paragraphs[i] != NULL; i++) {
        g_autofree char *owned = NULL;
        line = wrap_paragraph(canvas, rect, clean(paragraphs[i], &owned), first, line, style);
    }
    return line;
}
