/* SPDX-License-Identifier: Apache-2.0 */
/* The first page of a file: the score on its scale with what lowers it, the figures, the person; on tall screens the
 * payment history below. The cursor is on a line; `y` asks it why, Enter opens it. */
#include "screen/sheet_job.h"
#include "screen/subject_figures.h"
#include "screen/subject_view.h"
#include "widget/chrome.h"

#include <math.h>
#include <string.h>

enum { LEFT, RIGHT, PERSON, SIDES }; /* columns of lines */
enum { SCORE_ROWS = 7, REASON_ROWS = 5, PARTS_LEAST = 3, MONTHS_FROM = 27, THREE_FROM = 110 };

struct page {
    struct rect side[SIDES]; /* of the lines, without headings */
    struct rect score;       /* heading, gauge, chance */
    int parts, reasons;      /* rows on the left */
    struct rect months;      /* h 0: not shown */
};

/* Below the columns the months, when there is room for both. */
static struct rect months_of(const struct sheet *sheet, struct rect *area, int rows)
{
    const int wanted = (int)sheet->dossier->accounts->len + 3;
    if (area->h < MONTHS_FROM) return (struct rect){ 0 };
    struct rect columns = rect_cut_top(area, MAX(MIN(rows, area->h - wanted), 18));
    struct rect months = *area;
    *area = columns;
    return months;
}

static struct page page_of(const struct sheet *sheet, struct rect area)
{
    struct page page = { 0 };
    const bool three = area.w >= THREE_FROM;
    page.parts = MIN((int)sheet->parts->len, 12);
    page.months = months_of(sheet, &area, SCORE_ROWS + page.parts + REASON_ROWS + 2);
    struct rect left = rect_cut_left(&area, three ? area.w * 42 / 100 : MAX(area.w - 37, area.w / 2));
    left.x += 1;
    left.w -= 3;
    page.score = rect_cut_top(&left, SCORE_ROWS);
    page.reasons = left.h >= PARTS_LEAST + REASON_ROWS + 1 ? REASON_ROWS - 1 : 0;
    page.parts = MIN(page.parts, MAX(left.h - (page.reasons > 0 ? page.reasons + 2 : 0), 0));
    page.side[LEFT] = left;
    struct rect right = area;
    if (three) {
        right = rect_cut_left(&area, area.w / 2);
        page.side[PERSON] = rect_make(area.x + 1, area.y + 1, area.w - 3, area.h - 1);
    } else {
        page.side[PERSON] = rect_make(right.x, right.y + 12, right.w - 2, right.h - 12);
    }
    right.w -= 2;
    page.side[RIGHT] = rect_make(right.x, right.y + 1, right.w, right.h - 1);
    return page;
}

static int rows_of(const struct sheet *sheet, const struct page *page, int side)
{
    if (side == LEFT) return sheet->has_score ? page->parts + 1 : 0;
    g_autoptr(GArray) lines = side == RIGHT ? figures_of_credit(sheet) : figures_of_person(sheet);
    return MIN((int)lines->len, page->side[side].h);
}

/* ---- the cursor -------------------------------------------------------------------------------------------------- */

static void move(struct subject_view *subject, int side, int row)
{
    const struct page page = page_of(subject->sheet, subject->body);
    side = CLAMP(side, 0, SIDES - 1);
    if (rows_of(subject->sheet, &page, side) == 0) return;
    subject->figure_column = side;
    subject->figure_row = CLAMP(row, 0, rows_of(subject->sheet, &page, side) - 1);
}

/* Beside each other or, on narrow screens, the person below the figures. */
static void move_down(struct subject_view *subject, int by)
{
    const struct page page = page_of(subject->sheet, subject->body);
    const bool stacked = page.side[PERSON].x == page.side[RIGHT].x;
    const int side = subject->figure_column, rows = rows_of(subject->sheet, &page, side);
    if (stacked && side == RIGHT && by > 0 && subject->figure_row == rows - 1)
        move(subject, PERSON, 0);
    else if (stacked && side == PERSON && by < 0 && subject->figure_row == 0)
        move(subject, RIGHT, 1000);
    else
        move(subject, side, subject->figure_row + by);
}

static void move_aside(struct subject_view *subject, int by)
{
    const struct page page = page_of(subject->sheet, subject->body);
    const bool stacked = page.side[PERSON].x == page.side[RIGHT].x;
    int side = subject->figure_column + by;
    if (stacked && by < 0) side = LEFT;
    if (stacked && by > 0 && subject->figure_column != LEFT) return;
    move(subject, side, subject->figure_row);
}

static bool summary_event(struct subject_view *subject, const struct event *event)
{
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    switch (event->key.code) {
    case KEYCAP_UP:
        return move_down(subject, -1), true;
    case KEYCAP_DOWN:
        return move_down(subject, 1), true;
    case KEYCAP_LEFT:
        return move_aside(subject, -1), true;
    case KEYCAP_RIGHT:
        return move_aside(subject, 1), true;
    case KEYCAP_HOME:
        return move(subject, subject->figure_column, 0), true;
    case KEYCAP_END:
        return move(subject, subject->figure_column, 1000), true;
    default:
        return false;
    }
}

/* The row on the screen of the cursor's line. */
static int cursor_y(const struct subject_view *subject, const struct page *page)
{
    if (subject->figure_column != LEFT) return page->side[subject->figure_column].y + subject->figure_row;
    return subject->figure_row == 0 ? page->score.y : page->side[LEFT].y + subject->figure_row - 1;
}

static bool summary_cursor(const struct subject_view *subject, struct pos *pos)
{
    const struct page page = page_of(subject->sheet, subject->body);
    *pos = (struct pos){ page.side[subject->figure_column].x, cursor_y(subject, &page) };
    return true;
}

/* ---- what is under it -------------------------------------------------------------------------------------------- */

static char *summary_figure(const struct subject_view *subject)
{
    const struct sheet *sheet = subject->sheet;
    const int row = subject->figure_row;
    if (subject->figure_column == LEFT) {
        if (row == 0 || row > (int)sheet->parts->len) return sheet->has_score ? g_strdup("score") : NULL;
        return g_strdup(g_array_index(sheet->parts, struct sheet_part, row - 1).id);
    }
    g_autoptr(GArray) lines = subject->figure_column == RIGHT ? figures_of_credit(sheet) : figures_of_person(sheet);
    return row < (int)lines->len ? g_strdup(g_array_index(lines, struct figure_line, row).why) : NULL;
}

static char *summary_item(const struct subject_view *subject)
{
    if (subject->figure_column != PERSON) return NULL;
    g_autoptr(GArray) lines = figures_of_person(subject->sheet);
    if (subject->figure_row >= (int)lines->len) return NULL;
    const struct figure_line *line = &g_array_index(lines, struct figure_line, subject->figure_row);
    if (line->dispute == NULL) return NULL;
    return g_strdup_printf("field=%s,claimed=", line->dispute);
}

static void summary_enter(struct subject_view *subject)
{
    if (subject->figure_column != LEFT)
        app_command(subject->view.app, "subject.ask_why", -1);
    else if (subject->sheet->has_score)
        app_go(subject->view.app, subject_route("score", subject->subject, subject->as_of));
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void draw_score(const struct sheet *sheet, struct canvas *canvas, struct rect area)
{
    g_autofree char *value = sheet->has_score ? g_strdup_printf("%s %d", sheet->band, sheet->score) : NULL;
    heading_draw(canvas, area.x, area.y, area.w, _("Score"), NULL);
    if (value == NULL) {
        const bool covered =
            (sheet->dossier->withheld & (KIND_CREDIT | KIND_SCORE)) == 0 && (sheet->access.kinds & KIND_SCORE) != 0;
        canvas_text(canvas, area.x, area.y + 1, area.w,
                    covered ? _("No model scores this file.") : _("What this look rests on covers no score."), INK_DIM);
        return;
    }
    canvas_field(canvas, area.x + area.w - 8, area.y, 8, value, 1, sheet_band_ink(sheet) | STYLE_BOLD);
    gauge_draw_wide(canvas, rect_make(area.x, area.y + 1, area.w, 3), sheet->score, sheet->lowest, sheet->highest,
                    sheet->bands, sheet->band_count);
    g_autofree char *chance = g_strdup_printf("%.1f %%", sheet->probability * 100);
    pair_draw(canvas, area.x, area.y + 4, area.w, _("Chance of default"), chance, INK_TEXT);
}

/* Labels get the room they need; the waterfall takes the rest. */
static void draw_parts(const struct sheet *sheet, struct canvas *canvas, struct rect area, int count)
{
    g_autofree struct bar *bars = g_new0(struct bar, (gsize)count + 1);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    int label = 0;
    for (int i = 0; i < count; i++) {
        const struct sheet_part *part = &g_array_index(sheet->parts, struct sheet_part, i);
        g_ptr_array_add(texts, part->lost > 0 ? g_strdup_printf("-%d", part->lost) : g_strdup("·"));
        bars[i] = (struct bar){ "", -(double)part->lost, texts->pdata[i],
                                part->lost > 30  ? INK_BAD
                                : part->lost > 0 ? INK_WARN
                                                 : INK_DIM };
        label = MAX(label, text_width(feature_label(part->feature, part->id)));
    }
    label = MIN(label, area.w - 15);
    for (int i = 0; i < count; i++) {
        const struct sheet_part *part = &g_array_index(sheet->parts, struct sheet_part, i);
        canvas_field(canvas, area.x, area.y + i, label, feature_label(part->feature, part->id), -1,
                     part->lost > 0 ? INK_TEXT : INK_DIM);
    }
    waterfall_draw(canvas, rect_make(area.x + label, area.y, area.w - label, count), sheet->start, bars, (size_t)count,
                   0);
}

/* The reasons that are told of the score everywhere, in the words of the field's list. */
static void draw_reasons(const struct sheet *sheet, struct canvas *canvas, struct rect area)
{
    heading_draw(canvas, area.x, area.y, area.w, _("Reasons"), NULL);
    for (int i = 0; i < (int)sheet->reasons->len && i < area.h - 1; i++)
        canvas_format(canvas, area.x, area.y + 1 + i, area.w, INK_TEXT, "%d. %s", i + 1,
                      codes_label("SCORE_FACTOR", sheet->reasons->pdata[i], language_code()));
}

static void draw_lines(const GArray *lines, struct canvas *canvas, struct rect area)
{
    for (int i = 0; i < (int)lines->len && i < area.h; i++) {
        const struct figure_line *line = &g_array_index(lines, struct figure_line, i);
        pair_draw(canvas, area.x, area.y + i, area.w, line->label, line->text, line->style);
        const int bar = area.w - 30;
        if (!isnan(line->share) && bar >= 4)
            canvas_bar(canvas, area.x + 20, area.y + i, MIN(bar, 12), CLAMP(line->share, 0, 1), line->style);
    }
}

static void draw_cursor(const struct subject_view *subject, struct canvas *canvas, const struct page *page)
{
    const struct rect side = subject->figure_column == LEFT ? page->score : page->side[subject->figure_column];
    const int y = cursor_y(subject, page);
    canvas_ground(canvas, rect_make(side.x - 1, y, side.w + 2, 1), GROUND_CURSOR);
    canvas_text(canvas, side.x - 1, y, 1, "▌", INK_ACCENT | GROUND_CURSOR);
}

static void draw_left(const struct sheet *sheet, struct canvas *canvas, const struct page *page)
{
    draw_score(sheet, canvas, page->score);
    if (!sheet->has_score) return;
    struct rect left = page->side[LEFT];
    if (page->parts > 0) heading_draw(canvas, left.x, left.y - 1, left.w, _("What lowers it"), _("points"));
    draw_parts(sheet, canvas, left, page->parts);
    if (page->reasons > 0)
        draw_reasons(sheet, canvas, rect_make(left.x, left.y + page->parts + 1, left.w, left.h - page->parts - 1));
}

static void summary_draw(const struct subject_view *subject, struct canvas *canvas, struct rect area)
{
    const struct sheet *sheet = subject->sheet;
    const struct page page = page_of(sheet, area);
    const struct rect right = page.side[RIGHT], person = page.side[PERSON];
    g_autoptr(GArray) credit = figures_of_credit(sheet);
    g_autoptr(GArray) about = figures_of_person(sheet);
    char month[DATE_TEXT_SIZE];
    draw_left(sheet, canvas, &page);
    g_autofree char *tail = g_strdup_printf(_("reported to %s"), month_format(sheet->summary.last, month));
    heading_draw(canvas, right.x, right.y - 1, right.w, _("Figures"), month_is_set(sheet->summary.last) ? tail : NULL);
    draw_lines(credit, canvas, right);
    if (person.h > 0) {
        heading_draw(canvas, person.x, person.y - 1, person.w,
                     g_strcmp0(sheet->dossier->kind, "enterprise") == 0 ? _("Enterprise") : _("Person"), NULL);
        draw_lines(about, canvas, person);
    }
    if (page.months.h > 0) monthgrid_draw(subject->months, canvas, false);
    draw_cursor(subject, canvas, &page);
}

static void summary_place(struct subject_view *subject, struct rect area)
{
    if (subject->sheet == NULL) return;
    const struct page page = page_of(subject->sheet, area);
    if (page.months.h > 0) monthgrid_place(subject->months, subject_months_rect(subject->sheet, page.months));
    move(subject, subject->figure_column, subject->figure_row);
}

const struct subject_tab subject_tab_summary = {
    .title = N_("Summary"),
    .place = summary_place,
    .draw = summary_draw,
    .event = summary_event,
    .cursor = summary_cursor,
    .enter = summary_enter,
    .figure = summary_figure,
    .dispute_item = summary_item,
};
