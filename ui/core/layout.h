/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes beside and above each other. Pure: the same tree and size give the same rectangles.
 *
 * A box takes a fixed size, a share of what is left, or what its content needs. When the minimums do not fit, the box
 * of the highest `priority` number goes first (rect w or h 0), as often as needed. */
#pragma once
#include "paint/canvas.h"

enum layout_policy { LAYOUT_FIXED, LAYOUT_SHARE, LAYOUT_CONTENT };
enum layout_direction { LAYOUT_ROWS, LAYOUT_COLUMNS }; /* children below each other, beside each other */

struct layout_box {
    const char *name; /* for tests */
    enum layout_policy policy;
    int size;                        /* FIXED: cells. SHARE: weight. CONTENT: wanted, may be given less down to min */
    int min;                         /* FIXED and 0: size */
    int priority;                    /* 0 is dropped last */
    enum layout_direction direction; /* of its children */
    int gap;                         /* cells between children */
    struct layout_box *children;
    size_t count;
    struct rect rect; /* out */
};

/* Fills in the rect of every box of the tree. */
void layout(struct layout_box *box, struct rect area);
/* "name x,y w×h" a line, indented by depth: for tests. Caller frees. */
char *layout_to_text(const struct layout_box *box);
