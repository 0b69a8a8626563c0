/* SPDX-License-Identifier: Apache-2.0 */
/* The picture is laid out from the right: the newest month stands at the edge, older ones as far as there is room, one
 * blank column between two years. The cursor moves over accounts and months; older months scroll in. */
#include "widget/monthgrid.h"

#include "base/text.h"
#include "cli/language.h"

#include <math.h>
#include <string.h>

#define LABEL_MOST 28
#define SHARE_WIDE 7 /* "106% ▇" and a space */

struct row {
    struct month_row data;
    size_t length;
};

struct monthgrid {
    GArray *rows; /* struct row */
    struct rect area;
    int label, detail, share; /* widths */
    int newest, oldest;       /* month indices over all rows */
    int to, from;             /* months shown */
    size_t cursor, top;
    int month;
};

static void row_clear(gpointer data)
{
    struct row *row = data;
    g_free(row->data.label);
    g_free(row->data.detail);
    g_free(row->data.states);
    g_free((gpointer)row->data.flags);
}

struct monthgrid *monthgrid_new(void)
{
    struct monthgrid *grid = g_new0(struct monthgrid, 1);
    grid->rows = g_array_new(FALSE, FALSE, sizeof(struct row));
    g_array_set_clear_func(grid->rows, row_clear);
    return grid;
}

void monthgrid_free(struct monthgrid *grid)
{
    if (grid == NULL) return;
    g_array_unref(grid->rows);
    g_free(grid);
}

static const struct row *row_at(const struct monthgrid *grid, size_t index)
{
    return &g_array_index(grid->rows, struct row, index);
}

size_t monthgrid_row_count(const struct monthgrid *grid)
{
    return grid->rows->len;
}

static int year_of(int month)
{
    return month >= 0 ? month / 12 : (month - 11) / 12;
}

/* Columns from month `from` to month `to`: a letter each and a gap a year. */
static int span_width(int from, int to)
{
    return to - from + 1 + (year_of(to) - year_of(from));
}

static int months_x(const struct monthgrid *grid)
{
    return grid->area.x + 1 + grid->label + grid->detail + grid->share;
}

static int month_x(const struct monthgrid *grid, int month)
{
    return grid->area.x + grid->area.w - span_width(month, grid->to);
}

static int body_rows(const struct monthgrid *grid)
{
    return MAX(grid->area.h - 2, 0);
}

static void measure(struct monthgrid *grid)
{
    grid->label = grid->detail = grid->share = 0;
    for (size_t i = 0; i < grid->rows->len; i++) {
        const struct month_row *row = &row_at(grid, i)->data;
        grid->label = MAX(grid->label, MIN(text_width(row->label) + 1, LABEL_MOST));
        if (row->detail != NULL) grid->detail = MAX(grid->detail, text_width(row->detail) + 1);
        if (!isnan(row->share)) grid->share = SHARE_WIDE;
    }
    /* the months come first when it is narrow: 13 columns are a year */
    int room = grid->area.w - 1;
    if (grid->label + grid->detail + grid->share + 14 > room) grid->share = 0;
    if (grid->label + grid->detail + 14 > room) grid->detail = 0;
    if (grid->label + 14 > room) grid->label = MAX(MIN(grid->label, room - 14), 0);
}

/* Which months are seen: the newest ones, or as far back as the cursor needs. */
static void scroll(struct monthgrid *grid)
{
    int room = grid->area.x + grid->area.w - months_x(grid);
    if (grid->month > grid->to) grid->to = grid->month;
    grid->to = CLAMP(grid->to, grid->oldest, grid->newest);
    while (grid->to > grid->month && span_width(grid->month, grid->to) > room)
        grid->to--;
    grid->from = grid->to;
    while (grid->from > grid->oldest && span_width(grid->from - 1, grid->to) <= room)
        grid->from--;
    size_t body = (size_t)MAX(body_rows(grid), 1);
    if (grid->cursor < grid->top) grid->top = grid->cursor;
    if (grid->cursor >= grid->top + body) grid->top = grid->cursor - body + 1;
}

static void find_ends(struct monthgrid *grid)
{
    grid->newest = G_MININT32;
    grid->oldest = G_MAXINT32;
    for (size_t i = 0; i < grid->rows->len; i++) {
        const struct row *row = row_at(grid, i);
        if (row->length == 0) continue;
        grid->oldest = MIN(grid->oldest, row->data.first.index);
        grid->newest = MAX(grid->newest, row->data.first.index + (int)row->length - 1);
    }
    if (grid->newest < grid->oldest) grid->newest = grid->oldest = 0;
}

void monthgrid_set_rows(struct monthgrid *grid, const struct month_row *rows, size_t count)
{
    int64_t key = monthgrid_key(grid);
    bool was_newest = grid->rows->len == 0 || grid->month == grid->newest;
    g_array_set_size(grid->rows, 0);
    grid->cursor = 0;
    for (size_t i = 0; i < count; i++) {
        struct row row = { .data = rows[i], .length = rows[i].states != NULL ? strlen(rows[i].states) : 0 };
        row.data.label = text_sanitise(rows[i].label != NULL ? rows[i].label : "", -1);
        row.data.detail = rows[i].detail != NULL ? text_sanitise(rows[i].detail, -1) : NULL;
        row.data.states = g_strdup(rows[i].states);
        row.data.flags = rows[i].flags != NULL ? g_memdup2(rows[i].flags, row.length) : NULL;
        g_array_append_val(grid->rows, row);
        if (row.data.key == key) grid->cursor = i;
    }
    find_ends(grid);
    grid->month = was_newest ? grid->newest : CLAMP(grid->month, grid->oldest, grid->newest);
    grid->to = grid->newest;
    measure(grid);
    scroll(grid);
}

void monthgrid_place(struct monthgrid *grid, struct rect area)
{
    grid->area = area;
    measure(grid);
    scroll(grid);
}

static char state_at(const struct row *row, int month, bool *flagged)
{
    int64_t index = (int64_t)month - row->data.first.index;
    if (index < 0 || index >= (int64_t)row->length) return '\0';
    if (flagged != NULL) *flagged = row->data.flags != NULL && (row->data.flags[index] & 1) != 0;
    return row->data.states[index];
}

static void draw_titles(const struct monthgrid *grid, struct canvas *canvas)
{
    struct rect area = grid->area;
    /* L10N: the twelve months, one column each */
    const char *letters = _("JFMAMJJASOND");
    canvas_fill(canvas, rect_make(area.x, area.y, area.w, 2), INK_TEXT);
    canvas_text(canvas, area.x + 1, area.y + 1, grid->label, _("Account"), INK_DIM);
    int free_from = months_x(grid);
    for (int month = grid->from; month <= grid->to; month++) {
        int x = month_x(grid, month), place = month - year_of(month) * 12;
        canvas_put(canvas, x, area.y + 1, strlen(letters) == 12 ? (gunichar)letters[place] : (gunichar)'.', INK_DIM);
        bool begins = place == 0 || month == grid->from;
        if (!begins || x < free_from || x + 4 > area.x + area.w) continue;
        canvas_format(canvas, x, area.y, 4, INK_STRONG, "%04d", year_of(month));
        free_from = x + 5;
    }
}

static void draw_row(const struct monthgrid *grid, struct canvas *canvas, size_t index, int y, bool focused)
{
    const struct row *row = row_at(grid, index);
    bool here = index == grid->cursor;
    style_t ground = here && focused ? GROUND_CURSOR : GROUND_NORMAL;
    int x = grid->area.x;
    canvas_fill(canvas, rect_make(x, y, grid->area.w, 1), ground);
    if (here) canvas_put(canvas, x, y, 0x258c, INK_ACCENT | ground);
    canvas_text(canvas, x + 1, y, grid->label - 1, row->data.label, ground);
    if (grid->detail > 0) canvas_field(canvas, x + 1 + grid->label, y, grid->detail - 1, row->data.detail, 1, ground);
    if (grid->share > 0 && !isnan(row->data.share)) {
        int at = x + 1 + grid->label + grid->detail;
        enum ink ink = row->data.share > 1 ? INK_BAD : row->data.share > 0.7 ? INK_WARN : INK_TEXT;
        canvas_format(canvas, at, y, 4, ink | ground, "%3.0f%%", fmin(row->data.share, 9.99) * 100);
        canvas_put(canvas, at + 5, y, 0x2581 + (gunichar)lround(CLAMP(row->data.share, 0.0, 1.0) * 6), ink | ground);
    }
    for (int month = grid->from; month <= grid->to; month++) {
        bool flagged = false;
        char state = state_at(row, month, &flagged);
        if (state == '\0') continue;
        style_t style = (flagged ? INK_MARK : ink_of_state(state)) | ground;
        if (here && month == grid->month) style |= STYLE_REVERSE | STYLE_BOLD;
        canvas_put(canvas, month_x(grid, month), y, flagged ? 0x2691 : (gunichar)state, style);
    }
}

void monthgrid_draw(const struct monthgrid *grid, struct canvas *canvas, bool focused)
{
    struct rect old = canvas_clip(canvas, grid->area);
    draw_titles(grid, canvas);
    for (int i = 0; i < body_rows(grid); i++) {
        size_t index = grid->top + (size_t)i;
        int y = grid->area.y + 2 + i;
        if (index < grid->rows->len)
            draw_row(grid, canvas, index, y, focused);
        else
            canvas_fill(canvas, rect_make(grid->area.x, y, grid->area.w, 1), INK_TEXT);
    }
    canvas_unclip(canvas, old);
}

static void move_to(struct monthgrid *grid, int64_t row, int month)
{
    grid->cursor = (size_t)CLAMP(row, 0, (int64_t)grid->rows->len - 1);
    grid->month = CLAMP(month, grid->oldest, grid->newest);
    scroll(grid);
}

static bool mouse(struct monthgrid *grid, const struct event *event)
{
    if (!rect_has(grid->area, event->x, event->y)) return false;
    int64_t row = (int64_t)grid->cursor;
    if (event->mouse == MOUSE_WHEEL_UP) move_to(grid, row - 1, grid->month);
    if (event->mouse == MOUSE_WHEEL_DOWN) move_to(grid, row + 1, grid->month);
    if (event->mouse != MOUSE_PRESS && event->mouse != MOUSE_DOUBLE) return true;
    int line = event->y - grid->area.y - 2;
    if (line < 0 || grid->top + (size_t)line >= grid->rows->len) return true;
    int month = grid->month;
    for (int at = grid->from; at <= grid->to; at++)
        if (month_x(grid, at) == event->x) month = at;
    move_to(grid, (int64_t)grid->top + line, month);
    return true;
}

bool monthgrid_event(struct monthgrid *grid, const struct event *event)
{
    if (grid->rows->len == 0) return false;
    if (event->kind == EVENT_MOUSE) return mouse(grid, event);
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    int64_t row = (int64_t)grid->cursor;
    int page = MAX(body_rows(grid) - 1, 1);
    switch (event->key.code) {
    case KEYCAP_UP:
        move_to(grid, row - 1, grid->month);
        return true;
    case KEYCAP_DOWN:
        move_to(grid, row + 1, grid->month);
        return true;
    case KEYCAP_PAGE_UP:
        move_to(grid, row - page, grid->month);
        return true;
    case KEYCAP_PAGE_DOWN:
        move_to(grid, row + page, grid->month);
        return true;
    case KEYCAP_LEFT:
        move_to(grid, row, grid->month - 1);
        return true;
    case KEYCAP_RIGHT:
        move_to(grid, row, grid->month + 1);
        return true;
    case KEYCAP_HOME:
        move_to(grid, row, grid->oldest);
        return true;
    case KEYCAP_END:
        move_to(grid, row, grid->newest);
        return true;
    default:
        return false;
    }
}

bool monthgrid_cursor_pos(const struct monthgrid *grid, struct pos *pos)
{
    if (grid->rows->len == 0) return false;
    *pos = (struct pos){ month_x(grid, grid->month), grid->area.y + 2 + (int)(grid->cursor - grid->top) };
    return rect_has(grid->area, pos->x, pos->y);
}

int64_t monthgrid_key(const struct monthgrid *grid)
{
    return grid->rows->len > 0 ? row_at(grid, grid->cursor)->data.key : G_MININT64;
}

size_t monthgrid_row(const struct monthgrid *grid)
{
    return grid->cursor;
}

struct month monthgrid_month(const struct monthgrid *grid)
{
    return grid->rows->len > 0 ? (struct month){ grid->month } : MONTH_NONE;
}

char monthgrid_state(const struct monthgrid *grid)
{
    return grid->rows->len > 0 ? state_at(row_at(grid, grid->cursor), grid->month, NULL) : '\0';
}

bool monthgrid_go_to(struct monthgrid *grid, int64_t key, struct month month)
{
    for (size_t i = 0; i < grid->rows->len; i++) {
        if (row_at(grid, i)->data.key != key) continue;
        move_to(grid, (int64_t)i, month_is_set(month) ? month.index : grid->month);
        return true;
    }
    return false;
}

void monthgrid_legend(struct canvas *canvas, int x, int y, int w)
{
    const struct {
        const char *sign, *text;
        enum ink ink;
    } entries[] = {
        { "N", _("on time"), INK_ON_TIME }, { "1-7", _("months late"), INK_LATE_2 }, { "*", _("no use"), INK_NO_USE },
        { "C", _("closed"), INK_CLOSED },   { "#", _("unknown"), INK_NO_USE },       { "⚑", _("disputed"), INK_MARK },
    };
    int at = x;
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
        int width = text_width(entries[i].sign) + 1 + text_width(entries[i].text);
        if (at + width > x + w) break;
        int used = canvas_text(canvas, at, y, w, entries[i].sign, entries[i].ink | STYLE_BOLD);
        canvas_text(canvas, at + used + 1, y, w, entries[i].text, INK_DIM);
        at += width + 2;
    }
}
