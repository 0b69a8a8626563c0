/* SPDX-License-Identifier: Apache-2.0 */
/* See due.h. */
#include "screen/due.h"

#include "screen/list.h"
#include "widget/chrome.h"

#include <string.h>

/* ---- time left --------------------------------------------------------------------------------------------------- */

static enum ink ink_of_left(int64_t left, int64_t soon)
{
    return left < 0 ? INK_BAD : left <= soon ? INK_WARN : INK_TEXT;
}

static char *days_text(int64_t days)
{
    return days < 0    ? g_strdup_printf(_("%d late"), (int)-days)
           : days == 0 ? g_strdup(_("today"))
                       : g_strdup_printf("%d", (int)days);
}

static char *hours_text(int64_t hours)
{
    return hours < 0 ? g_strdup_printf(_("%d h late"), (int)-hours) : g_strdup_printf(_("%d h"), (int)hours);
}

bool due_paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
               const struct cell *cell, style_t ground)
{
    (void)data;
    const bool days = strcmp(column->id, "days_left") == 0, hours = strcmp(column->id, "hours_left") == 0;
    const bool ours = strcmp(column->id, "target_left") == 0; /* a target that is missed breaks no law */
    if (cell->is_null || (!days && !hours && !ours)) return false;
    g_autofree char *text = hours ? hours_text(cell->integer) : days_text(cell->integer);
    if (ours) {
        canvas_field(canvas, rect.x, rect.y, rect.w, text, 1, (cell->integer < 0 ? INK_WARN : INK_DIM) | ground);
        return true;
    }
    const enum ink ink = ink_of_left(cell->integer, days ? DUE_SOON_DAYS : DUE_SOON_HOURS);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, 1, ink | ground | (cell->integer < 0 ? STYLE_BOLD : 0));
    return true;
}

/* Words of states that say by themselves how a row stands. */
static enum ink ink_of_word(const char *word)
{
    static const char *const bad[] = { "bad", "failed", "refused", "overdue", "expired", "due", "act" };
    static const char *const watch[] = { "watch", "warn", "waiting", "look" };
    static const char *const done[] = { "closed", "ended", "withdrawn", "lifted" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        if (strcmp(word, bad[i]) == 0) return INK_BAD;
    for (size_t i = 0; i < G_N_ELEMENTS(watch); i++)
        if (strcmp(word, watch[i]) == 0) return INK_WARN;
    for (size_t i = 0; i < G_N_ELEMENTS(done); i++)
        if (strcmp(word, done[i]) == 0) return INK_DIM;
    return INK_TEXT;
}

enum ink due_row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell cell;
    (void)data;
    if (grid_value(grid, key, "days_left", &cell))
        return cell.is_null ? INK_DIM : ink_of_left(cell.integer, DUE_SOON_DAYS);
    if (grid_value(grid, key, "hours_left", &cell))
        return cell.is_null ? INK_DIM : ink_of_left(cell.integer, DUE_SOON_HOURS);
    for (size_t i = 0; i < 2; i++)
        if (grid_value(grid, key, i == 0 ? "state" : "outcome", &cell) && !cell.is_null && cell.text != NULL)
            return ink_of_word(cell.text);
    return INK_TEXT;
}

/* ---- lanes ------------------------------------------------------------------------------------------------------- */

static const struct lane_words {
    const char *word, *title;
} words[DUE_LANES] = {
    [DUE_OPEN] = { "open", N_("all open") },   [DUE_OVERDUE] = { "overdue", N_("overdue") },
    [DUE_TODAY] = { "today", N_("today") },    [DUE_THREE] = { "three", N_("3 days") },
    [DUE_SEVEN] = { "seven", N_("7 days") },   [DUE_LATER] = { "later", N_("later") },
    [DUE_CLOSED] = { "closed", N_("closed") },
};

const char *lane_word(size_t lane)
{
    return words[MIN(lane, DUE_LANES - 1)].word;
}

size_t lane_of_word(const char *word)
{
    for (size_t i = 0; i < DUE_LANES; i++)
        if (g_strcmp0(word, words[i].word) == 0) return i;
    return DUE_OPEN;
}

static enum due_lane lane_of(const struct table *table, size_t row)
{
    const struct cell *left = row_cell(table, row, "days_left");
    if (left == NULL || left->is_null) return DUE_CLOSED;
    return left->integer < 0    ? DUE_OVERDUE
           : left->integer == 0 ? DUE_TODAY
           : left->integer <= 3 ? DUE_THREE
           : left->integer <= 7 ? DUE_SEVEN
                                : DUE_LATER;
}

static bool in_lane(const struct table *table, size_t row, void *data)
{
    const size_t wanted = *(const size_t *)data;
    const enum due_lane lane = lane_of(table, row);
    return wanted == DUE_OPEN ? lane != DUE_CLOSED : wanted == lane;
}

void lanes_count(struct lanes *lanes, const struct table *table)
{
    memset(lanes->count, 0, sizeof lanes->count);
    for (size_t row = 0; row < table_row_count(table); row++) {
        const enum due_lane lane = lane_of(table, row);
        lanes->count[lane]++;
        if (lane != DUE_CLOSED) lanes->count[DUE_OPEN]++;
    }
    lanes->counted = true;
}

struct table *lanes_select(struct lanes *lanes, const struct table *table)
{
    return table_select(table, in_lane, &lanes->lane);
}

void lanes_draw(const struct lanes *lanes, struct canvas *canvas, struct rect row)
{
    const char *labels[DUE_LANES + 1] = { NULL };
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < DUE_LANES; i++) {
        g_ptr_array_add(texts, lanes->counted ? g_strdup_printf("%s %zu", _(words[i].title), lanes->count[i])
                                              : g_strdup(_(words[i].title)));
        labels[i] = texts->pdata[i];
    }
    tabs_draw(canvas, row.x, row.y, row.w, labels, lanes->lane);
}

bool lanes_command(struct lanes *lanes, const char *id, int argument, bool *taken)
{
    const size_t before = lanes->lane;
    *taken = true;
    if (strcmp(id, "tab.next") == 0)
        lanes->lane = (before + 1) % DUE_LANES;
    else if (strcmp(id, "tab.previous") == 0)
        lanes->lane = (before + DUE_LANES - 1) % DUE_LANES;
    else if (strcmp(id, "tab.go") == 0)
        lanes->lane = argument >= 0 && argument < DUE_LANES ? (size_t)argument : before;
    else
        *taken = false;
    return lanes->lane != before;
}
