/* SPDX-License-Identifier: Apache-2.0 */
/* paint: the sheet that everything is drawn on, cell by cell, before a terminal sees any of it.
 * For:    cells, safe text (the only way text reaches a cell), rules, boxes, bars; clickable areas.
 * Uses:   base/text.h, GLib.
 * Never:  knows a terminal, a view or what it draws.
 *
 * Text is sanitised here, once: no escape, control or bidirectional override ever reaches a cell. Widths are columns.
 * Overwriting half of a wide character blanks its other half. Everything outside the clip is dropped, so coordinates
 * may be negative or too large. Write symbols as UTF-8 (─│▌▇…↑); a canvas with ASCII glyphs replaces them by itself. */
#pragma once
#include "paint/style.h"

struct rect {
    int x, y, w, h;
};
struct pos {
    int x, y;
};

static inline struct rect rect_make(int x, int y, int w, int h)
{
    return (struct rect){ x, y, w > 0 ? w : 0, h > 0 ? h : 0 };
}
static inline bool rect_has(struct rect rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}
struct rect rect_intersect(struct rect a, struct rect b);
/* Cuts `size` off one side, answers the piece and leaves the rest in *rect. Never more than there is. */
struct rect rect_cut_top(struct rect *rect, int size);
struct rect rect_cut_bottom(struct rect *rect, int size);
struct rect rect_cut_left(struct rect *rect, int size);
struct rect rect_cut_right(struct rect *rect, int size);
/* A rectangle of at most w × h in the middle of `outer`. */
struct rect rect_centre(struct rect outer, int w, int h);

struct canvas_cell {
    gunichar code;     /* 0: right half of a wide character */
    gunichar marks[2]; /* combining marks, 0 for none */
    uint8_t width;     /* 1, 2; 0 for the right half */
    style_t style;
};

struct canvas;
struct canvas *canvas_new(int w, int h); /* 0 × 0 is allowed */
void canvas_free(struct canvas *canvas);
void canvas_resize(struct canvas *canvas, int w, int h); /* blanks it */
void canvas_clear(struct canvas *canvas, style_t style); /* also forgets links, lifts the clip */
struct rect canvas_area(const struct canvas *canvas);
/* A cell; a blank one outside. Borrowed until the canvas is resized. */
const struct canvas_cell *canvas_cell(const struct canvas *canvas, int x, int y);
void canvas_set_ascii(struct canvas *canvas, bool ascii);

/* Limits drawing to `rect` within the clip that is set; answers the old clip for canvas_unclip(). */
struct rect canvas_clip(struct canvas *canvas, struct rect rect);
void canvas_unclip(struct canvas *canvas, struct rect old);

/* Text from (x, y), at most `w` columns, with "…" when cut. Answers the columns used. */
int canvas_text(struct canvas *canvas, int x, int y, int w, const char *text, style_t style);
/* Exactly `w` columns, padded; align -1 left, 0 centre, 1 right. */
void canvas_field(struct canvas *canvas, int x, int y, int w, const char *text, int align, style_t style);
int canvas_format(struct canvas *canvas, int x, int y, int w, style_t style, const char *format, ...)
    G_GNUC_PRINTF(6, 7);
/* Text whose characters named in `hits` (indices of code points, ascending) are drawn in `hit_style`. */
int canvas_text_hits(struct canvas *canvas, int x, int y, int w, const char *text, style_t style, const unsigned *hits,
                     size_t count, style_t hit_style);
/* Text broken at spaces (and between wide characters) into lines of rect.w; draws from line `first`; answers the number
 * of lines the whole text has. A NULL canvas only counts. */
int canvas_wrap(struct canvas *canvas, struct rect rect, const char *text, int first, style_t style);
/* One character. */
void canvas_put(struct canvas *canvas, int x, int y, gunichar code, style_t style);

void canvas_fill(struct canvas *canvas, struct rect rect, style_t style);
/* Changes the ground (and adds attributes) of what is drawn already, keeping its ink: cursor rows, marked rows. */
void canvas_ground(struct canvas *canvas, struct rect rect, style_t ground_and_attributes);
void canvas_rule(struct canvas *canvas, int x, int y, int w, style_t style);   /* ──── */
void canvas_column(struct canvas *canvas, int x, int y, int h, style_t style); /* │ downwards */
/* A frame with a title in its top edge (may be NULL); answers the inside. */
struct rect canvas_box(struct canvas *canvas, struct rect rect, const char *title, style_t style);
/* A bar of `w` columns filled to `fraction` (0..1) in eighths: ▇▇▇▁▁. */
void canvas_bar(struct canvas *canvas, int x, int y, int w, double fraction, style_t style);

/* ---- links: what a click here does. Drawn with the cells, so that mouse geometry has one home. --------------------
 */
/* `command` is a static or interned id ("table.sort"); `argument` is handed to the command. Later links lie on top. */
void canvas_link(struct canvas *canvas, struct rect rect, const char *command, int argument);
/* What lies under an overlay cannot be clicked. */
void canvas_forget_links(struct canvas *canvas);
const char *canvas_link_at(const struct canvas *canvas, int x, int y, int *argument);

/* Screen as text: one line a row without trailing spaces; with `styles` a second block of the same rows, a letter of
 * ink a cell (ink_letter), upper case on another ground than GROUND_NORMAL. Caller frees. */
char *canvas_dump(const struct canvas *canvas, bool styles);
