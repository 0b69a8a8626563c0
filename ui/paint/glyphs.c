/* SPDX-License-Identifier: Apache-2.0 */
/* One table: whoever draws writes the symbol, the canvas replaces it when it has to. Letters of names are never
 * touched. */
#include "paint/glyphs.h"

static const struct {
    gunichar symbol;
    char ascii;
} stand_ins[] = {
    { 0x00b7, '.' }, /* · */
    { 0x00d7, 'x' }, /* × */
    { 0x2013, '-' }, /* – */
    { 0x2014, '-' }, /* — */
    { 0x2022, '*' }, /* • */
    { 0x2026, '~' }, /* … */
    { 0x203a, '>' }, /* › */
    { 0x2190, '<' }, /* ← */
    { 0x2191, '^' }, /* ↑ */
    { 0x2192, '>' }, /* → */
    { 0x2193, 'v' }, /* ↓ */
    { 0x21b5, '$' }, /* ↵ */
    { 0x23ce, '$' }, /* ⏎ */
    { 0x25a0, '#' }, /* ■ */
    { 0x25b2, '^' }, /* ▲ */
    { 0x25b8, '>' }, /* ▸ */
    { 0x25bc, 'v' }, /* ▼ */
    { 0x25cf, 'o' }, /* ● */
    { 0x2691, '!' }, /* ⚑ */
    { 0x2713, 'x' }, /* ✓ */
    { 0x29d6, '%' }, /* ⧖ */
    { 0x29d7, '%' }, /* ⧗ */
};

/* Box drawing: horizontal lines, vertical lines, everything else is a corner or a crossing. */
static gunichar box_ascii(gunichar code)
{
    if (code == 0x2500 || code == 0x2501 || code == 0x2504 || code == 0x2508 || code == 0x2550) return '-';
    if (code == 0x2502 || code == 0x2503 || code == 0x2506 || code == 0x250a || code == 0x2551) return '|';
    return '+';
}

/* Lower blocks ▁ ... █ by height, left blocks by width. */
static gunichar block_ascii(gunichar code)
{
    static const char heights[] = "_..-==##";
    if (code >= 0x2581 && code <= 0x2588) return (gunichar)heights[code - 0x2581];
    if (code == 0x258c || code == 0x2590) return '|';
    if (code >= 0x2591 && code <= 0x2593) return (gunichar) ".:#"[code - 0x2591];
    return '#';
}

gunichar glyph_ascii(gunichar code)
{
    if (code < 0x80) return code;
    if (code >= 0x2500 && code <= 0x257f) return box_ascii(code);
    if (code >= 0x2580 && code <= 0x259f) return block_ascii(code);
    if (code >= 0x2800 && code <= 0x28ff) return code == 0x2800 ? ' ' : (gunichar)'%'; /* spinner */
    for (size_t i = 0; i < G_N_ELEMENTS(stand_ins); i++)
        if (stand_ins[i].symbol == code) return (gunichar)stand_ins[i].ascii;
    return code;
}
