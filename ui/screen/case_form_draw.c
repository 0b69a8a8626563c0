/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing a form about a case: the items beside what is stored, facts, lines, and below them what contradicts itself.
 * Items that do not fit scroll around the cursor; the lines always fit. */
#include "screen/case_form.h"

#include "base/text.h"
#include "widget/chrome.h"

#include <string.h>

enum { LABEL_AT = 2, FIELD_AT = 22 };

struct widths {
    int what, value, word;
};

static struct widths widths_of(const struct case_form *form)
{
    const int w = form->view.area.w;
    const int value = w >= 110 ? 20 : 12;
    return (struct widths){ .what = w >= 110 ? 44 : 26, .value = value, .word = w >= 110 ? 14 : 11 };
}

char *case_form_value(const struct case_form *form, size_t row, const char *column)
{
    const struct cell *cell = row_cell(form->sheet->sheet->items, row, column);
    if (cell == NULL || cell->is_null || cell->text == NULL) return g_strdup("–");
    const struct cell *field = row_cell(form->sheet->sheet->items, row, "field");
    if (!field->is_null && strcmp(field->text, "state") == 0 && codes_known("REPAY_STATE", cell->text))
        return g_strdup_printf("%s %s", cell->text,
                               codes_label("REPAY_STATE", cell->text, app_language(form->view.app)));
    return g_strdup(cell->text);
}

/* ---- where what stands ------------------------------------------------------------------------------------------- */

static int shown_items(const struct case_form *form)
{
    int count = 0;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        count += line->kind == CASE_LINE_ITEM && !line->hidden;
    }
    return count;
}

static int shown_lines(const struct case_form *form)
{
    int count = 0;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        count += line->kind != CASE_LINE_ITEM && !line->hidden;
    }
    return count;
}

struct plan {
    int items, room, first; /* items: top of the list; room: its rows; first: the first that is shown */
    int facts, fact_rows;
    int lines;
};

static struct plan plan_of(const struct case_form *form)
{
    const struct rect area = form->view.area;
    const int items = shown_items(form), lines = shown_lines(form);
    struct plan plan = { .items = area.y + (items > 0 ? 1 : 0) };
    plan.fact_rows = form->kind->facts != NULL ? form->kind->facts(form, NULL, area) : 0;
    const int left = area.h - 1 - lines - plan.fact_rows - 2;
    plan.room = items > 0 ? CLAMP(items, 1, MAX(left, 2)) : 0;
    int here = 0;
    for (guint i = 0; i < form->line && i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        here += line->kind == CASE_LINE_ITEM && !line->hidden;
    }
    plan.first = CLAMP(here - plan.room + 1, 0, MAX(items - plan.room, 0));
    const int gap = area.h >= 2 + plan.room + plan.fact_rows + lines + 4 ? 1 : 0;
    plan.facts = plan.items + plan.room + (items > 0 ? gap : 0);
    plan.lines = plan.facts + plan.fact_rows + (plan.fact_rows > 0 ? gap : 0);
    return plan;
}

/* -1: not on the screen. */
static int row_of(const struct case_form *form, const struct plan *plan, guint index)
{
    const struct case_line *wanted = form->lines->pdata[index];
    int place = 0;
    for (guint i = 0; i < index; i++) {
        const struct case_line *line = form->lines->pdata[i];
        place += !line->hidden && (line->kind == CASE_LINE_ITEM) == (wanted->kind == CASE_LINE_ITEM);
    }
    if (wanted->hidden) return -1;
    if (wanted->kind != CASE_LINE_ITEM) return plan->lines + place;
    return place >= plan->first && place < plan->first + plan->room ? plan->items + place - plan->first : -1;
}

/* Where a value is typed in a line, and how much room it has. */
static void place_of(const struct case_form *form, const struct case_line *line, int *x, int *w)
{
    const struct rect area = form->view.area;
    const struct widths widths = widths_of(form);
    *x = area.x + FIELD_AT;
    if (line->kind == CASE_LINE_ITEM)
        *x = area.x + LABEL_AT + widths.what + 1 + 2 * (widths.value + 1) + widths.word + 1;
    *w = MAX(area.x + area.w - *x - 1, 4);
    if (strcmp(line->name, "received") == 0) *w = 12;
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void draw_mark(const struct case_form *form, struct canvas *canvas, int y, guint index)
{
    const struct rect area = form->view.area;
    if (form->line == index) canvas_text(canvas, area.x, y, 1, "▌", INK_ACCENT);
    canvas_link(canvas, rect_make(area.x, y, area.w, 1), "caseform.line", (int)index);
}

static void draw_head(const struct case_form *form, struct canvas *canvas)
{
    const struct rect area = form->view.area;
    const struct widths widths = widths_of(form);
    if (shown_items(form) == 0) return;
    int x = area.x + LABEL_AT;
    canvas_field(canvas, x, area.y, widths.what, _("Disputed item"), -1, INK_DIM);
    x += widths.what + 1;
    canvas_field(canvas, x, area.y, widths.value, _("Says subject"), -1, INK_DIM);
    x += widths.value + 1;
    canvas_field(canvas, x, area.y, widths.value, _("Stored"), -1, INK_DIM);
    canvas_text(canvas, x + widths.value + 1, area.y, area.x + area.w - x - widths.value - 1,
                form->kind == &case_form_answer ? _("Furnisher says") : _("Furnisher"), INK_DIM);
}

static void draw_item(const struct case_form *form, struct canvas *canvas, int y, const struct case_line *line,
                      bool here)
{
    const struct rect area = form->view.area;
    const struct widths widths = widths_of(form);
    const struct cell *what = row_cell(form->sheet->sheet->shown, line->row, "what");
    g_autofree char *claimed = case_form_value(form, line->row, "claimed");
    g_autofree char *stored = case_form_value(form, line->row, "stored");
    g_autofree char *answered = case_form_value(form, line->row, "answered");
    g_autofree char *name = g_strdup_printf("%zu %s", line->row + 1, what != NULL && what->text ? what->text : "");
    enum ink ink = INK_TEXT;
    const char *word = form->kind->word != NULL ? form->kind->word(form, line, &ink) : NULL;
    int x = area.x + LABEL_AT;
    canvas_field(canvas, x, y, widths.what, name, -1, here ? INK_ACCENT | STYLE_BOLD : INK_TEXT);
    x += widths.what + 1;
    canvas_field(canvas, x, y, widths.value, claimed, -1, INK_STRONG);
    x += widths.value + 1;
    canvas_field(canvas, x, y, widths.value, stored, -1, INK_TEXT);
    x += widths.value + 1;
    if (line->editor == NULL) { /* a decision: what the furnisher said stands before it */
        canvas_field(canvas, x, y, widths.word, answered, -1, INK_TEXT);
        x += widths.word + 1;
    }
    if (word != NULL)
        canvas_field(canvas, x, y, line->editor != NULL ? widths.word : area.x + area.w - x - 1, word, -1,
                     ink | (here ? GROUND_CURSOR : GROUND_NORMAL));
}

static void draw_choice(const struct case_form *form, struct canvas *canvas, int y, const struct case_line *line,
                        bool here)
{
    const struct rect area = form->view.area;
    const struct picker_item *item = line->chosen < line->choices->len ? line->choices->pdata[line->chosen] : NULL;
    const int x = area.x + FIELD_AT;
    const int used = canvas_text(canvas, x, y, area.w - FIELD_AT - 14, item != NULL ? item->text : "–",
                                 INK_STRONG | (here ? GROUND_CURSOR : GROUND_NORMAL));
    if (here) canvas_text(canvas, x + used + 2, y, area.w - FIELD_AT - used - 3, _("Enter chooses"), INK_DIM);
}

static void draw_line(const struct case_form *form, struct canvas *canvas, int y, guint index)
{
    const struct rect area = form->view.area;
    const struct case_line *line = form->lines->pdata[index];
    const bool here = form->line == index;
    int x, w;
    place_of(form, line, &x, &w);
    if (line->kind == CASE_LINE_ITEM)
        draw_item(form, canvas, y, line, here);
    else
        canvas_text(canvas, area.x + LABEL_AT, y, FIELD_AT - LABEL_AT - 1, line->label,
                    here ? INK_ACCENT | STYLE_BOLD : INK_TEXT);
    if (line->kind == CASE_LINE_CHOICE) draw_choice(form, canvas, y, line, here);
    if (line->kind == CASE_LINE_GO) {
        g_autofree char *go = g_strdup_printf("[ %s ]", _(form->kind->go));
        canvas_text(canvas, x, y, w, go, here ? INK_STRONG | GROUND_CURSOR | STYLE_BOLD : INK_ACCENT);
    }
    if (line->editor != NULL) {
        canvas_fill(canvas, rect_make(x, y, w, 1), INK_TEXT | GROUND_FIELD);
        editor_draw(line->editor, canvas, x, y, w, INK_TEXT | GROUND_FIELD);
    }
    draw_mark(form, canvas, y, index);
}

/* Below the lines: what contradicts itself, how long the words are, the whole of long words, or what a key does. */
static void draw_below(const struct case_form *form, struct canvas *canvas, int y)
{
    const struct rect area = form->view.area;
    const int bottom = area.y + area.h;
    const struct case_line *line = case_line_here(form);
    const struct rect room = rect_make(area.x + LABEL_AT, y, area.w - 2 * LABEL_AT, 2);
    if (form->doubt != NULL && y < bottom) {
        g_autofree char *text = g_strdup_printf("%s: %s", _("contradiction"), form->doubt);
        canvas_wrap(canvas, rect_make(room.x, y, room.w, MIN(2, bottom - y)), text, 0, INK_BAD | STYLE_BOLD);
        return;
    }
    if (form->count != NULL && y < bottom)
        canvas_text(canvas, room.x, y++, room.w, form->count, form->too_long ? INK_BAD | STYLE_BOLD : INK_DIM);
    if (line == NULL || y >= bottom) return;
    if (line->kind == CASE_LINE_ITEM && form->kind->hint != NULL)
        canvas_wrap(canvas, rect_make(room.x, y, room.w, bottom - y), _(form->kind->hint), 0, INK_DIM);
    else if (line->paragraph && text_width(case_line_text(line)) > area.w - FIELD_AT - 1)
        canvas_wrap(canvas, rect_make(room.x, y, room.w, bottom - y), case_line_text(line), 0, INK_TEXT);
}

void case_form_draw(const struct view *view, struct canvas *canvas)
{
    const struct case_form *form = (const struct case_form *)view;
    const struct rect area = view->area;
    if (form->sheet == NULL || form->lines->len == 0) {
        canvas_text(canvas, area.x + LABEL_AT, area.y, area.w - LABEL_AT, _("Loading"), INK_DIM);
        return;
    }
    const struct plan plan = plan_of(form);
    draw_head(form, canvas);
    if (plan.fact_rows > 0)
        form->kind->facts(form, canvas,
                          rect_make(area.x + LABEL_AT, plan.facts, area.w - 2 * LABEL_AT, plan.fact_rows));
    int last = plan.lines;
    for (guint i = 0; i < form->lines->len; i++) {
        const int y = row_of(form, &plan, i);
        if (y < 0 || y >= area.y + area.h) continue;
        draw_line(form, canvas, y, i);
        last = MAX(last, y);
    }
    const int gap = area.y + area.h - last > 3 ? 2 : 1;
    draw_below(form, canvas, last + gap);
}

bool case_form_cursor(const struct view *view, struct pos *pos)
{
    const struct case_form *form = (const struct case_form *)view;
    const struct case_line *line = case_line_here(form);
    int x, w;
    if (line == NULL || form->sheet == NULL) return false;
    const struct plan plan = plan_of(form);
    place_of(form, line, &x, &w);
    if (line->editor == NULL) x = view->area.x + (line->kind == CASE_LINE_ITEM ? LABEL_AT : FIELD_AT);
    *pos =
        (struct pos){ line->editor != NULL ? editor_cursor_x(line->editor, x, w) : x, row_of(form, &plan, form->line) };
    return true;
}
