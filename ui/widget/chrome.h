/* SPDX-License-Identifier: Apache-2.0 */
/* The parts around and between: tabs, head lines, state and footer. Drawing only. */
#pragma once
#include "paint/canvas.h"

/* " Summary  Accounts  [History]  Enquiries": labels translated, ends with NULL; the open one is in brackets and
 * accent. Each is a link to `tab.go` with its index. Scrolls sideways so that the open one is seen. */
void tabs_draw(struct canvas *canvas, int x, int y, int w, const char *const *labels, size_t current);

/* A head line of a block: "Disputes due" strong, with a dim tail at the right (may be NULL). */
void heading_draw(struct canvas *canvas, int x, int y, int w, const char *text, const char *tail);

/* "Past due now            1,842.00": label left, value right-aligned at `w`. */
void pair_draw(struct canvas *canvas, int x, int y, int w, const char *label, const char *value, style_t style);

/* One entry of the footer. */
struct footer_item {
    char *key, *label;
    const char *command;
    bool enabled;
};
/* As many as fit, links to their commands; the last `kept` ones are shown before all others. */
void footer_draw(struct canvas *canvas, struct rect row, const struct footer_item *items, size_t count, size_t kept);

/* Spinner of the n-th tick, one column. */
const char *spinner_frame(unsigned tick);
