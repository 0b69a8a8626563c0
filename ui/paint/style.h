/* SPDX-License-Identifier: Apache-2.0 */
/* What a cell means (ink on a ground), and how a theme shows that on 256 colours, 16 colours or none. Nothing above
 * paint names a colour. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A style is ink | ground | attributes: `INK_BAD | GROUND_CURSOR | STYLE_BOLD`. */
typedef uint32_t style_t;

enum ink { /* what the character says */
           INK_TEXT,
           INK_DIM,    /* secondary: units, hints, rules */
           INK_STRONG, /* headings, the figure that matters */
           INK_ACCENT, /* keys in the footer, the open tab, links */
           INK_GOOD,
           INK_WARN,
           INK_BAD,
           INK_MARK,    /* disputed, pinned, search hit */
           INK_ON_TIME, /* payment states */
           INK_LATE_1,
           INK_LATE_2,
           INK_LATE_3, /* 3 and worse, B, Z, D, G */
           INK_NO_USE, /* '*', '/' and '#' */
           INK_CLOSED,
           INK_BAND_1, /* score bands, worst to best; gauge and letters */
           INK_BAND_2,
           INK_BAND_3,
           INK_BAND_4,
           INK_BAND_5,
           INK_COUNT
};

enum ground { /* what it stands on */
              GROUND_NORMAL = 0 << 8,
              GROUND_CURSOR = 1 << 8, /* the row or item under the cursor */
              GROUND_MARKED = 2 << 8, /* rows marked with Space */
              GROUND_HEADER = 3 << 8, /* table heads, header line */
              GROUND_BAR = 4 << 8,    /* state line and footer */
              GROUND_FIELD = 5 << 8,  /* a place to type in */
              GROUND_POPUP = 6 << 8,  /* overlays */
              GROUND_DANGER = 7 << 8, /* a question that destroys */
              GROUND_COUNT = 8,
};

enum style_attribute {
    STYLE_BOLD = 1 << 16,
    STYLE_UNDERLINE = 1 << 17,
    STYLE_REVERSE = 1 << 18,
    STYLE_FAINT = 1 << 19,
};

#define STYLE_INK(style)    ((style)&0xffu)
#define STYLE_GROUND(style) (((style) >> 8) & 0xffu)

/* Colours a terminal shows. */
enum depth { DEPTH_MONO, DEPTH_16, DEPTH_256 };

/* A style made visible: colours are -1 (the terminal's own) or palette numbers; attributes are STYLE_* bits. */
struct look {
    int foreground, background;
    unsigned attributes;
};

struct theme;
/* Reads data/themes/NAME.tsv ("dark", "light", "high-contrast", "mono"). Errors name file and line. */
struct theme *theme_load(const char *name, GError **error);
void theme_free(struct theme *theme);
const char *theme_name(const struct theme *theme);
struct look theme_look(const struct theme *theme, enum depth depth, style_t style);
/* The names shipped, in the order in which app.theme steps through them; ends with NULL. */
const char *const *theme_names(void);

/* The ink of a payment state code ('N', '1' ... '7', 'C', '*' ...) and of the n-th of `count` score bands (0 worst). */
enum ink ink_of_state(char state);
enum ink ink_of_band(int index, int count);
/* One letter for an ink: the style layer of screen dumps ('.' text, 'd' dim ...). */
char ink_letter(enum ink ink);
