/* SPDX-License-Identifier: Apache-2.0 */
/* The month as weeks. A day has two lines: its number with the name of a holiday, and its counts, each with a letter
 * that the line above the weeks explains. */
#include "base/text.h"
#include "screen/calendar_view.h"
#include "widget/chrome.h"

#include <string.h>

enum { WEEK = 7, HEAD = 3, DAY_LINES = 2 };

static int first_column(const struct calendar_view *calendar)
{
    return date_weekday(month_first_day(month_of(calendar->day))) - 1;
}

static int week_count(const struct calendar_view *calendar)
{
    const struct month month = month_of(calendar->day);
    const int days = month_last_day(month).days - month_first_day(month).days + 1;
    return (first_column(calendar) + days + WEEK - 1) / WEEK;
}

int calendar_height(const struct calendar_view *calendar, struct rect area)
{
    const int lines = week_count(calendar) * (area.h >= 34 ? DAY_LINES + 1 : DAY_LINES) + HEAD;
    return MIN(lines, area.h);
}

static int64_t count_of(const struct calendar_view *calendar, size_t row, const char *column)
{
    const struct cell *cell = calendar->month != NULL ? row_cell(calendar->month, row, column) : NULL;
    return cell != NULL && !cell->is_null ? cell->integer : 0;
}

/* Counts of a day one after another, as many as fit. */
static void draw_count(struct canvas *canvas, struct rect *line, const char *format, int64_t count, style_t style)
{
    if (count == 0) return;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, count);
    g_auto(GStrv) parts = g_strsplit(format, "{1}", 2);
    g_autofree char *text = g_strjoinv(number, parts);
    const int width = text_width(text);
    if (width > line->w) return;
    canvas_text(canvas, line->x, line->y, line->w, text, style);
    rect_cut_left(line, width + 1);
}

static void draw_counts(const struct calendar_view *calendar, struct canvas *canvas, struct rect line, size_t row,
                        bool past)
{
    const int64_t others = count_of(calendar, row, "clocks") + count_of(calendar, row, "furnisher") +
                           count_of(calendar, row, "requests") + count_of(calendar, row, "rechecks");
    draw_count(canvas, &line, past ? _("late {1}") : _("L{1}"), count_of(calendar, row, "due"),
               past ? INK_BAD | STYLE_BOLD : INK_STRONG);
    draw_count(canvas, &line, _("T{1}"), count_of(calendar, row, "target"), INK_TEXT);
    draw_count(canvas, &line, _("D{1}"), count_of(calendar, row, "diary"), INK_TEXT);
    draw_count(canvas, &line, "+{1}", others, INK_DIM);
}

static void draw_day(const struct calendar_view *calendar, struct canvas *canvas, struct rect cell, struct date day)
{
    const size_t row = (size_t)(day.days - month_first_day(month_of(day)).days);
    const struct cell *holiday = calendar->month != NULL ? row_cell(calendar->month, row, "holiday") : NULL;
    const bool off = count_of(calendar, row, "off") != 0, today = day.days == calendar->today.days,
               here = day.days == calendar->day.days;
    int year, month, number;
    date_split(day, &year, &month, &number);
    const struct rect inside = rect_make(cell.x, cell.y, cell.w - 1, DAY_LINES);
    canvas_format(canvas, cell.x, cell.y, 4, (off ? INK_DIM : INK_TEXT) | (today ? STYLE_BOLD | STYLE_UNDERLINE : 0),
                  "%2d", number);
    if (here) canvas_put(canvas, cell.x + 2, cell.y, 0x25C2 /* ◂ */, INK_ACCENT);
    const char *name = holiday != NULL && !holiday->is_null ? holiday->text : today ? _("today") : off ? _("rest") : "";
    canvas_text(canvas, cell.x + 4, cell.y, cell.w - 5, name, today ? INK_ACCENT : INK_DIM);
    draw_counts(calendar, canvas, rect_make(cell.x, cell.y + 1, cell.w - 1, 1), row, day.days < calendar->today.days);
    if (here) canvas_ground(canvas, inside, calendar->listing ? GROUND_MARKED : GROUND_CURSOR);
    canvas_link(canvas, inside, "calendar.day", day.days);
}

static void draw_head(const struct calendar_view *calendar, struct canvas *canvas, struct rect area)
{
    char month[DATE_TEXT_SIZE];
    const struct cell *unknown = fact_cell(calendar->month, "unknown_year");
    g_autofree char *warning =
        unknown != NULL ? g_strdup_printf(_("no holiday file for %d"), (int)unknown->integer) : g_strdup("");
    const int tail = text_width(warning);
    const struct rect line = rect_cut_top(&area, 1);
    int x = line.x + 1 +
            canvas_text(canvas, line.x + 1, line.y, line.w, month_format(month_of(calendar->day), month),
                        INK_STRONG | STYLE_BOLD);
    canvas_text(canvas, x + 2, line.y, line.x + line.w - tail - x - 3, _("Page Up, Page Down: month"), INK_DIM);
    canvas_text(canvas, line.x + line.w - tail, line.y, tail, warning, INK_WARN | STYLE_BOLD);
    canvas_text(canvas, area.x + 1, area.y, area.w - 1, _("L legal last day, T our target, D diary, + all other days"),
                INK_DIM);
}

static void draw_weeks(const struct calendar_view *calendar, struct canvas *canvas, struct rect area)
{
    const char *names[WEEK] = { _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun") };
    const struct month month = month_of(calendar->day);
    const struct date first = month_first_day(month), last = month_last_day(month);
    const int width = (area.w - 1) / WEEK, height = MAX((area.h - 1) / week_count(calendar), 1);
    for (int i = 0; i < WEEK; i++)
        canvas_text(canvas, area.x + 1 + i * width, area.y, width - 1, names[i], i < 5 ? INK_STRONG : INK_DIM);
    for (struct date day = first; day.days <= last.days; day.days++) {
        const int place = first_column(calendar) + day.days - first.days;
        draw_day(calendar, canvas,
                 rect_make(area.x + 1 + place % WEEK * width, area.y + 1 + place / WEEK * height, width, DAY_LINES),
                 day);
    }
}

void calendar_draw(const struct view *view, struct canvas *canvas)
{
    const struct calendar_view *calendar = (const struct calendar_view *)view;
    struct rect weeks = calendar->weeks;
    char day[DATE_TEXT_SIZE];
    draw_head(calendar, canvas, rect_cut_top(&weeks, HEAD - 1));
    draw_weeks(calendar, canvas, weeks);
    heading_draw(canvas, calendar->heading.x, calendar->heading.y, calendar->heading.w, date_format(calendar->day, day),
                 _("Enter or Tab: into the list"));
    grid_draw(calendar->list.grid, canvas, calendar->listing);
}
