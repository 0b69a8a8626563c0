/* SPDX-License-Identifier: Apache-2.0 */
/* One case: where it stands, what is disputed, what happened, and what may come next. */
#include "screen/dispute_case.h"

#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

static struct case_view *of(struct view *view)
{
    return (struct case_view *)view;
}
static const struct case_view *of_const(const struct view *view)
{
    return (const struct case_view *)view;
}

static void load(struct view *view)
{
    struct case_sheet *sheet = g_new0(struct case_sheet, 1);
    sheet->dispute = of(view)->dispute;
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_CASE,
                                                .title = N_("Opening the case"),
                                                .run = case_sheet_run,
                                                .data = sheet,
                                                .free_data = case_sheet_free });
}

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell cell;
    (void)data;
    return grid_value(grid, key, "outcome", &cell) && !cell.is_null ? INK_GOOD : INK_TEXT;
}

/* A payment state is a letter and its meaning. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    const struct case_view *each = data;
    static const char *const values[] = { "claimed", "stored", "answered", "corrected" };
    bool value = false;
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        value = value || strcmp(column->id, values[i]) == 0;
    if (!value || cell->is_null || cell->text == NULL || strlen(cell->text) != 1 ||
        !codes_known("REPAY_STATE", cell->text))
        return false;
    g_autofree char *text =
        g_strdup_printf("%s %s", cell->text, codes_label("REPAY_STATE", cell->text, app_language(each->view.app)));
    canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, (style_t)ink_of_state(cell->text[0]) | ground);
    return true;
}

static bool case_open(struct view *view, const struct route *route, GError **error)
{
    struct case_view *each = of(view);
    each->dispute = route_int(route, "dispute", 0);
    if (each->dispute <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no case"), N_("The queue lists them."), NULL);
        return false;
    }
    each->items = grid_new();
    grid_set_title(each->items, _("Items of a case"));
    grid_set_empty(each->items, _("Loading"));
    grid_set_painter(each->items, paint, each);
    grid_set_row_ink(each->items, row_ink, NULL);
    load(view);
    return true;
}

static void remember(struct case_view *each)
{
    g_autoptr(route_t) route = route_set_int(route_new("case"), "dispute", each->dispute);
    g_autofree char *number = fact_text(each->sheet->show, "number"), *name = fact_text(each->sheet->show, "name");
    g_autofree char *state = fact_text(each->sheet->show, "state");
    g_autofree char *label = g_strdup_printf("%s  %s", number, name);
    visit_remember(each->view.app, route, N_("case"), label, state);
}

static bool has_values(const struct table *items, const char *column)
{
    for (size_t row = 0; row < table_row_count(items); row++)
        if (!row_cell(items, row, column)->is_null) return true;
    return false;
}

static void take(struct case_view *each, struct case_sheet *sheet)
{
    const bool first = each->sheet == NULL;
    case_sheet_free(each->sheet);
    each->sheet = sheet;
    grid_set_source(each->items, source_of_table(g_steal_pointer(&sheet->shown), "item"));
    grid_hide(each->items, "item", true);
    grid_hide(each->items, "reason", each->view.area.w < 110);
    grid_hide(each->items, "corrected", !has_values(sheet->items, "corrected"));
    grid_hide(each->items, "outcome", !has_values(sheet->items, "outcome"));
    grid_set_width(each->items, "what", 28, each->view.area.w >= 100 ? 60 : 34);
    grid_set_width(each->items, "claimed", 14, 24);
    grid_set_width(each->items, "stored", 14, 24);
    grid_set_width(each->items, "answered", 11, 24);
    if (first) grid_restore(each->items, each->view.route);
    remember(each);
}

static void case_result(struct view *view, const struct job_result *result)
{
    struct case_view *each = of(view);
    if (result->kind == JOB_ACT) {
        case_acted(each, result);
    } else if (result->error != NULL) {
        app_error(view->app, result->error);
        if (each->sheet == NULL) grid_set_empty(each->items, _("This was not shown: see the message below."));
    } else if (result->kind == JOB_LETTER) {
        case_show_letter(each, ((const struct job_answer *)result->data)->table);
    } else if (result->kind == JOB_PAPERS) {
        case_show_papers(each, ((const struct recorded_look *)result->data)->table);
    } else {
        *result->steal = NULL;
        take(each, result->data);
        case_tell_stale(each);
    }
    view_relayout(view);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static char *case_heading(const struct view *view)
{
    const struct case_view *each = of_const(view);
    if (each->sheet == NULL) return NULL;
    g_autofree char *number = fact_text(each->sheet->show, "number"), *name = fact_text(each->sheet->show, "name");
    g_autofree char *identity = fact_text(each->sheet->show, "identity");
    return g_strdup_printf("%s › %s  %s  %s", _("Disputes"), number, name, identity);
}

/* How long there is left, in words and with the day: what this screen is opened for. Our own aim stands in the foot. */
char *case_time_left(const struct table *show)
{
    const struct cell *left = fact_cell(show, "days_left");
    g_autofree char *due = fact_text(show, "due"), *closed = fact_text(show, "closed");
    g_autofree char *archived = fact_text(show, "archived");
    if (*archived != '\0') return g_strdup_printf(_("archived %s"), archived);
    if (left == NULL) return g_strdup_printf(_("closed %s"), closed);
    const int days = (int)left->integer;
    if (days < 0)
        return g_strdup_printf(ngettext("%d day overdue · %s", "%d days overdue · %s", (unsigned long)-days), -days,
                               due);
    if (days == 0) return g_strdup_printf(_("due today · %s"), due);
    return g_strdup_printf(ngettext("%d day left · %s", "%d days left · %s", (unsigned long)days), days, due);
}

static char *case_standing(const struct view *view)
{
    const struct case_view *each = of_const(view);
    return each->sheet != NULL ? case_time_left(each->sheet->show) : visit_standing(view);
}

static char *case_state(const struct view *view)
{
    const struct case_view *each = of_const(view);
    if (each->evidence == NULL && each->arrived == NULL) return NULL;
    g_autofree char *base = each->evidence != NULL ? g_path_get_basename(each->evidence) : NULL;
    g_autofree char *day = each->arrived != NULL ? g_strdup_printf(_("arrived %s"), each->arrived) : NULL;
    g_autofree char *both = g_strdup_printf("%s%s%s", base ? base : "", base && day ? ", " : "", day ? day : "");
    return g_strdup_printf(_("goes with the next step: %s"), both);
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

static int64_t subject_of(const struct case_view *each)
{
    const struct cell *subject = each->sheet != NULL ? fact_cell(each->sheet->show, "subject") : NULL;
    return subject != NULL ? subject->integer : 0;
}

static struct route *item_route(const struct case_view *each)
{
    struct cell account, month;
    char text[DATE_TEXT_SIZE];
    struct route *route = route_set_int(route_new("subject"), "subject", subject_of(each));
    const int64_t item = grid_row_count(each->items) > 0 ? grid_row(each->items) : ROW_NONE;
    if (item == ROW_NONE || !grid_value(each->items, item, "account", &account) || account.is_null) return route;
    route_set_int(route_set(route, "tab", "history"), "account", account.integer);
    if (grid_value(each->items, item, "month", &month) && !month.is_null)
        route_set(route, "month", month_format((struct month){ (int32_t)month.integer }, text));
    return route;
}

static void open_whatif(struct case_view *each)
{
    g_autoptr(route_t) item = item_route(each);
    struct route *route = route_set_int(route_new("whatif"), "subject", subject_of(each));
    route_set(route, "account", route_get(item, "account"));
    app_go(each->view.app, route_set(route, "month", route_get(item, "month")));
}

/* The file of a case is opened for handling the dispute: nobody has to be asked. */
static bool leads_to_file(struct case_view *each, const char *id)
{
    struct app *app = each->view.app;
    const bool file = strcmp(id, "case.subject") == 0, item = strcmp(id, "table.open") == 0;
    if (!file && !item && strcmp(id, "case.whatif") != 0) return false;
    doorway_state_by_nature(app, subject_of(each), "dispute");
    if (file)
        app_go(app, route_set_int(route_new("subject"), "subject", subject_of(each)));
    else if (item)
        app_go(app, item_route(each));
    else
        open_whatif(each);
    return true;
}

static bool case_command(struct view *view, const char *id, int argument)
{
    struct case_view *each = of(view);
    if (strcmp(id, "case.next") == 0) return case_pick_next(each), true;
    if (strcmp(id, "case.answer") == 0) return case_begin_event(each, "furnisher_reply"), true;
    if (strcmp(id, "case.attach") == 0) return case_ask_evidence(each), true;
    if (strcmp(id, "case.letter") == 0) return case_read_letters(each), true;
    if (case_part(each, id)) return true;
    if (subject_of(each) != 0 && leads_to_file(each, id)) return true;
    return screens_command(view, id, argument);
}

static char *case_argument(const struct view *view, const char *name)
{
    const struct case_view *each = of_const(view);
    if (strcmp(name, "dispute") == 0) return g_strdup_printf("%" G_GINT64_FORMAT, each->dispute);
    if (strcmp(name, "subject") == 0 && subject_of(each) != 0)
        return g_strdup_printf("%" G_GINT64_FORMAT, subject_of(each));
    const struct table *letters = each->sheet != NULL ? each->sheet->letters : NULL;
    if (strcmp(name, "letter") == 0 && letters != NULL && table_row_count(letters) > 0) {
        const struct cell *number = row_cell(letters, table_row_count(letters) - 1, "number");
        return number != NULL && !number->is_null ? g_strdup(number->text) : NULL;
    }
    return NULL;
}

static struct grid *case_grid(const struct view *view)
{
    return of_const(view)->items;
}

static void case_save(const struct view *view, struct route *route)
{
    grid_save(of_const(view)->items, route);
}

static void case_close(struct view *view)
{
    struct case_view *each = of(view);
    grid_free(each->items);
    case_sheet_free(each->sheet);
    g_free(each->evidence);
    g_free(each->words);
    g_free(each->event);
    g_free(each->arrived);
    case_sheet_free(each->seen);
    if (each->given != NULL) arguments_free(each->given);
    if (each->kept != NULL) arguments_free(each->kept);
}

const struct view_ops screen_case = {
    .id = "case",
    .contexts = "case",
    .title = N_("Case"),
    .size = sizeof(struct case_view),
    .open = case_open,
    .layout = case_layout,
    .draw = case_draw,
    .command = case_command,
    .result = case_result,
    .refresh = load,
    .grid = case_grid,
    .argument = case_argument,
    .heading = case_heading,
    .standing = case_standing,
    .state = case_state,
    .save = case_save,
    .close = case_close,
};
