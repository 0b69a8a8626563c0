/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar of the desk: a month of weeks, on each day what must be out by law, what we aim at and what wakes up,
 * and below it the cases of the day under the cursor. A day is closed by its dim ink and by its name; a missed day says
 * "late". Where no holidays are known, that stands at the top: the days counted there may shift. */
#include "screen/calendar_view.h"

#include "base/codes.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_MONTH = 1, JOB_DAY = 2, DELAY = 60 };

static struct calendar_view *of(struct view *view)
{
    return (struct calendar_view *)view;
}
static const struct calendar_view *of_const(const struct view *view)
{
    return (const struct calendar_view *)view;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static void load_month(struct view *view)
{
    struct calendar_view *calendar = of(view);
    const struct month month = month_of(calendar->day);
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    look_start(view, JOB_MONTH, N_("Reading the calendar"),
               look_new("desk.calendar", DATE_NONE, NULL, "from", date_format(month_first_day(month), from), "to",
                        date_format(month_last_day(month), to), NULL));
}

/* While somebody walks over the days nothing is read; where they stop, the day is. */
static void load_day(struct view *view)
{
    char day[DATE_TEXT_SIZE];
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_DAY,
                                                .title = N_("Reading the day"),
                                                .delay = DELAY,
                                                .run = look_run,
                                                .data = look_new("desk.calendar", DATE_NONE, NULL, "day",
                                                                 date_format(of(view)->day, day), NULL),
                                                .free_data = look_free });
}

static void load(struct view *view)
{
    load_month(view);
    load_day(view);
}

/* States and clocks stand there as codes, and are read as words. */
static bool paint_what(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                       const struct cell *cell, style_t ground)
{
    static const char *const groups[] = { "DISPUTE_STATE", "DISPUTE_CLOCK" };
    (void)data;
    if (strcmp(column->id, "what") != 0 || cell->is_null || cell->text == NULL) return false;
    const char *word = cell->text;
    for (size_t i = 0; i < G_N_ELEMENTS(groups) && word == cell->text; i++)
        if (codes_known(groups[i], cell->text)) word = codes_label(groups[i], cell->text, language_code());
    canvas_field(canvas, rect.x, rect.y, rect.w, word, -1, INK_TEXT | ground);
    return true;
}

static bool calendar_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct calendar_view *calendar = of(view);
    calendar->today = app_today(view->app);
    const char *day = route_get(route, "day");
    if (day == NULL || !date_parse(day, &calendar->day)) calendar->day = calendar->today;
    list_begin(&calendar->list, N_("Calendar"), NULL, N_("Nothing falls on this day."));
    grid_set_painter(calendar->list.grid, paint_what, NULL);
    load(view);
    return true;
}

static void calendar_result(struct view *view, const struct job_result *result)
{
    struct calendar_view *calendar = of(view);
    if (result->kind == JOB_DAY) {
        list_result(&calendar->list, result);
        grid_hide(calendar->list.grid, "subject", true);
        if (grid_row_count(calendar->list.grid) == 0) calendar->listing = false;
    } else if (result->error != NULL) {
        app_error(view->app, result->error);
    } else {
        table_free(calendar->month);
        calendar->month = look_take(result->data);
    }
    view_relayout(view);
}

/* ---- moving ------------------------------------------------------------------------------------------------------ */

static void go_to(struct calendar_view *calendar, struct date day)
{
    struct view *view = &calendar->list.view;
    int year, month, number;
    date_split(day, &year, &month, &number);
    if (!date_is_set(day) || year < 1971 || year > 9998) return; /* the days there are */
    const bool other = month_of(day).index != month_of(calendar->day).index;
    calendar->day = day;
    if (other) {
        g_clear_pointer(&calendar->month, table_free);
        load_month(view);
    }
    load_day(view);
    view_dirty(view);
}

static bool calendar_key(struct calendar_view *calendar, gunichar code)
{
    const struct month month = month_of(calendar->day);
    switch (code) {
    case KEYCAP_LEFT:
    case 'h':
        return go_to(calendar, date_add_days(calendar->day, -1)), true;
    case KEYCAP_RIGHT:
    case 'l':
        return go_to(calendar, date_add_days(calendar->day, 1)), true;
    case KEYCAP_UP:
    case 'k':
        return go_to(calendar, date_add_days(calendar->day, -7)), true;
    case KEYCAP_DOWN:
    case 'j':
        return go_to(calendar, date_add_days(calendar->day, 7)), true;
    case KEYCAP_PAGE_UP:
        return go_to(calendar, date_add_months(calendar->day, -1)), true;
    case KEYCAP_PAGE_DOWN:
        return go_to(calendar, date_add_months(calendar->day, 1)), true;
    case KEYCAP_HOME:
        return go_to(calendar, month_first_day(month)), true;
    case KEYCAP_END:
        return go_to(calendar, month_last_day(month)), true;
    default:
        return false;
    }
}

static bool calendar_event(struct view *view, const struct event *event)
{
    struct calendar_view *calendar = of(view);
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    if (calendar->listing && event->key.code != KEYCAP_PAGE_UP && event->key.code != KEYCAP_PAGE_DOWN) return false;
    return calendar_key(calendar, event->key.code);
}

static int64_t case_here(const struct calendar_view *calendar)
{
    struct cell cell;
    const struct cell *value = list_cell(&calendar->list, "dispute", &cell);
    return value != NULL ? value->integer : 0;
}

static void open_row(struct calendar_view *calendar)
{
    struct app *app = calendar->list.view.app;
    if (!calendar->listing) {
        calendar->listing = grid_row_count(calendar->list.grid) > 0;
        if (!calendar->listing) app_toast(app, "%s", _("Nothing falls on this day."));
    } else if (case_here(calendar) != 0) {
        app_go(app, route_set_int(route_new("case"), "dispute", case_here(calendar)));
    } else {
        app_toast(app, "%s", _("This row is no case; the screens Requests and Repairs show it."));
    }
}

static bool calendar_command(struct view *view, const char *id, int argument)
{
    struct calendar_view *calendar = of(view);
    if (strcmp(id, "calendar.open") == 0 || strcmp(id, "table.open") == 0)
        open_row(calendar);
    else if (strcmp(id, "calendar.list") == 0)
        calendar->listing = !calendar->listing && grid_row_count(calendar->list.grid) > 0;
    else if (strcmp(id, "calendar.today") == 0)
        go_to(calendar, calendar->today);
    else if (strcmp(id, "calendar.day") == 0)
        go_to(calendar, (struct date){ argument }), calendar->listing = false;
    else
        return screens_command(view, id, argument);
    view_dirty(view);
    return true;
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static void calendar_layout(struct view *view, struct rect area)
{
    struct calendar_view *calendar = of(view);
    calendar->weeks = rect_cut_top(&area, calendar_height(calendar, area));
    calendar->heading = rect_cut_top(&area, 1);
    grid_place(calendar->list.grid, area, true);
}

static char *calendar_argument(const struct view *view, const char *name)
{
    const int64_t number = strcmp(name, "dispute") == 0 ? case_here(of_const(view)) : 0;
    return number != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

static struct grid *calendar_grid(const struct view *view)
{
    return of_const(view)->listing ? of_const(view)->list.grid : NULL;
}

static void calendar_save(const struct view *view, struct route *route)
{
    char day[DATE_TEXT_SIZE];
    route_set(route, "day", date_format(of_const(view)->day, day));
}

static void calendar_close(struct view *view)
{
    list_end(&of(view)->list);
    table_free(of(view)->month);
}

const struct view_ops screen_calendar = {
    .id = "calendar",
    .contexts = "calendar",
    .title = N_("Calendar"),
    .size = sizeof(struct calendar_view),
    .open = calendar_open,
    .layout = calendar_layout,
    .draw = calendar_draw,
    .event = calendar_event,
    .command = calendar_command,
    .result = calendar_result,
    .refresh = load,
    .grid = calendar_grid,
    .argument = calendar_argument,
    .standing = visit_standing,
    .save = calendar_save,
    .close = calendar_close,
};
