/* SPDX-License-Identifier: Apache-2.0 */
/* Three passes over the children of a box: give each its least, drop what does not fit, share what is left. */
#include "core/layout.h"

static int least(const struct layout_box *box)
{
    if (box->policy == LAYOUT_FIXED && box->min == 0) return box->size;
    return box->min;
}

static int total_least(const struct layout_box *box, const bool *dropped)
{
    int sum = 0, shown = 0;
    for (size_t i = 0; i < box->count; i++) {
        if (dropped[i]) continue;
        sum += least(&box->children[i]);
        shown++;
    }
    return shown > 1 ? sum + box->gap * (shown - 1) : sum;
}

/* The child to go first: highest priority number, the last of equals. -1 when only one is left. */
static int victim(const struct layout_box *box, const bool *dropped)
{
    int worst = -1, shown = 0;
    for (size_t i = 0; i < box->count; i++) {
        if (dropped[i]) continue;
        shown++;
        if (worst < 0 || box->children[i].priority >= box->children[worst].priority) worst = (int)i;
    }
    return shown > 1 ? worst : -1;
}

static int shown_count(const struct layout_box *box, const bool *dropped)
{
    int shown = 0;
    for (size_t i = 0; i < box->count; i++)
        shown += !dropped[i];
    return shown;
}

/* Fixed and content boxes grow to their size, in order. Answers what is left. */
static int grow_to_size(const struct layout_box *box, const bool *dropped, int *size, int left)
{
    for (size_t i = 0; i < box->count; i++) {
        if (dropped[i] || box->children[i].policy == LAYOUT_SHARE) continue;
        int wish = MIN(box->children[i].size - size[i], left);
        if (wish <= 0) continue;
        size[i] += wish;
        left -= wish;
    }
    return left;
}

/* Shares by weight; what rounding leaves goes to the first ones. */
static void grow_shares(const struct layout_box *box, const bool *dropped, int *size, int left)
{
    int weights = 0;
    for (size_t i = 0; i < box->count; i++)
        if (!dropped[i] && box->children[i].policy == LAYOUT_SHARE) weights += MAX(box->children[i].size, 1);
    int rest = left;
    for (size_t i = 0; weights > 0 && i < box->count; i++) {
        if (dropped[i] || box->children[i].policy != LAYOUT_SHARE) continue;
        int part = left * MAX(box->children[i].size, 1) / weights;
        size[i] += part;
        rest -= part;
    }
    for (size_t i = 0; weights > 0 && rest > 0 && i < box->count; i++) {
        if (dropped[i] || box->children[i].policy != LAYOUT_SHARE) continue;
        size[i]++;
        rest--;
    }
}

static void place(struct layout_box *box, const bool *dropped, const int *size)
{
    bool rows = box->direction == LAYOUT_ROWS;
    struct rect rest = box->rect;
    bool first = true;
    for (size_t i = 0; i < box->count; i++) {
        struct layout_box *child = &box->children[i];
        if (dropped[i]) {
            layout(child, rect_make(rest.x, rest.y, 0, 0));
            continue;
        }
        if (!first) (void)(rows ? rect_cut_top(&rest, box->gap) : rect_cut_left(&rest, box->gap));
        first = false;
        layout(child, rows ? rect_cut_top(&rest, size[i]) : rect_cut_left(&rest, size[i]));
    }
}

void layout(struct layout_box *box, struct rect area)
{
    box->rect = area;
    if (box->count == 0) return;
    int room = box->direction == LAYOUT_ROWS ? area.h : area.w;
    g_autofree bool *dropped = g_new0(bool, box->count);
    g_autofree int *size = g_new0(int, box->count);
    int gone;
    while (total_least(box, dropped) > room && (gone = victim(box, dropped)) >= 0)
        dropped[gone] = true;
    int left = room - box->gap * MAX(shown_count(box, dropped) - 1, 0);
    for (size_t i = 0; i < box->count; i++) {
        if (dropped[i]) continue;
        size[i] = MIN(least(&box->children[i]), MAX(left, 0));
        left -= size[i];
    }
    left = grow_to_size(box, dropped, size, MAX(left, 0));
    grow_shares(box, dropped, size, left);
    place(box, dropped, size);
}

static void append_box(GString *text, const struct layout_box *box, int depth)
{
    g_string_append_printf(text, "%*s%s %d,%d %dx%d\n", depth * 2, "", box->name != NULL ? box->name : "-", box->rect.x,
                           box->rect.y, box->rect.w, box->rect.h);
    for (size_t i = 0; i < box->count; i++)
        append_box(text, &box->children[i], depth + 1);
}

char *layout_to_text(const struct layout_box *box)
{
    GString *text = g_string_new(NULL);
    append_box(text, box, 0);
    return g_string_free(text, FALSE);
}
