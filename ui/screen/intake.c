/* SPDX-License-Identifier: Apache-2.0 */
/* Files of furnishers: the batches that were loaded, the rows that were refused, and loading a further one. Loading is
 * a command of the list and so a job with progress, cancelled by Ctrl+C; nothing of a cancelled batch stays. */
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_BATCHES = 1, JOB_MAPPINGS = 2, JOB_REFUSED = 3 };
enum { REFUSED_FROM = 14, REFUSED_WAIT = 80 }; /* rows of the body from which refused rows are shown below */

struct intake_view {
    struct list_view list; /* first */
    struct table *refused; /* of the batch under the cursor; NULL: not asked yet */
    int64_t refused_of;
    struct rect below;
};

static struct intake_view *of(struct view *view)
{
    return (struct intake_view *)view;
}
static const struct intake_view *of_const(const struct view *view)
{
    return (const struct intake_view *)view;
}

static void load(struct view *view)
{
    of(view)->refused_of = 0;
    look_start(view, JOB_BATCHES, N_("Reading batches"), look_new("intake.batches", DATE_NONE, NULL, NULL));
}

static int64_t number_here(const struct intake_view *intake, const char *column)
{
    struct cell cell;
    const struct cell *value = list_cell(&intake->list, column, &cell);
    return value != NULL ? value->integer : 0;
}

/* The refused rows follow the cursor, a moment after it came to rest. */
static void follow(struct intake_view *intake)
{
    const int64_t batch = number_here(intake, "batch");
    if (batch == intake->refused_of || intake->below.h == 0) return;
    intake->refused_of = batch;
    g_clear_pointer(&intake->refused, table_free);
    if (batch == 0 || number_here(intake, "rejected") == 0) return;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, batch);
    job_start(intake->list.view.app,
              &(struct job_request){ .view = &intake->list.view,
                                     .kind = JOB_REFUSED,
                                     .title = N_("Reading refused rows"),
                                     .delay = REFUSED_WAIT,
                                     .run = look_run,
                                     .data = look_new("intake.rejected", DATE_NONE, NULL, "batch", number, NULL),
                                     .free_data = look_free });
}

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell refused, state;
    (void)data;
    if (grid_value(grid, key, "state", &state) && !state.is_null && strcmp(state.text, "taken back") == 0)
        return INK_DIM;
    return grid_value(grid, key, "rejected", &refused) && refused.integer > 0 ? INK_WARN : INK_TEXT;
}

static bool intake_open(struct view *view, const struct route *route, GError **error)
{
    (void)route;
    (void)error;
    struct intake_view *intake = of(view);
    list_begin(&intake->list, N_("Batches"), "batch", N_("No file was loaded yet: l loads one."));
    grid_set_row_ink(intake->list.grid, row_ink, NULL);
    load(view);
    return true;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

static void file_given(struct view *view, const char *text, void *data)
{
    const struct command *command = command_find("import");
    if (text == NULL || *text == '\0' || command == NULL) return;
    struct arguments *arguments = arguments_new(command);
    arguments_set(arguments, "mapping", data, NULL);
    arguments_set(arguments, "file", text, NULL);
    app_command_with(view->app, command, arguments);
}

static void mapping_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value == NULL) return;
    prompt_open(view,
                &(struct prompt_options){ .title = _("File to load"),
                                          .hint = _("Path of a CSV file; a batch is one act: all of it or nothing"),
                                          .history = "import",
                                          .done = file_given,
                                          .data = g_strdup(value),
                                          .free_data = g_free });
}

static char *text_of(const struct table *table, size_t row, const char *column)
{
    const int index = column_index(table, column);
    return index < 0 ? NULL : grid_cell_text(table_column(table, (size_t)index), &table_row(table, row)[index]);
}

static void pick_mapping(struct view *view, const struct table *mappings)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t row = 0; row < table_row_count(mappings); row++) {
        struct picker_item *item = g_new0(struct picker_item, 1);
        g_autofree char *wrong = text_of(mappings, row, "state");
        item->text = text_of(mappings, row, "title");
        item->value = text_of(mappings, row, "name");
        item->detail = text_of(mappings, row, "source");
        item->other = g_strdup(item->value);
        if (*item->text == '\0') {
            g_free(item->text);
            item->text = g_strdup(item->value);
        }
        if (wrong != NULL && *wrong != '\0') item->reason = g_steal_pointer(&wrong);
        g_ptr_array_add(items, item);
    }
    picker_open(view, _("By which mapping?"), items, mapping_chosen, NULL, NULL);
}

static void intake_result(struct view *view, const struct job_result *result)
{
    struct intake_view *intake = of(view);
    if (result->error != NULL && result->kind != JOB_BATCHES) {
        app_error(view->app, result->error);
    } else if (result->kind == JOB_BATCHES) {
        list_result(&intake->list, result);
        follow(intake);
    } else if (result->kind == JOB_MAPPINGS) {
        g_autoptr(table_t) mappings = look_take(result->data);
        pick_mapping(view, mappings);
    } else {
        table_free(intake->refused);
        intake->refused = look_take(result->data);
        view_dirty(view);
    }
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static void intake_layout(struct view *view, struct rect area)
{
    struct intake_view *intake = of(view);
    intake->below = rect_cut_bottom(&area, area.h >= REFUSED_FROM ? area.h / 3 : 0);
    grid_place(intake->list.grid, area, true);
    follow(intake);
}

static void draw_refused(const struct intake_view *intake, struct canvas *canvas, struct rect area)
{
    const struct table *refused = intake->refused;
    const size_t rows = refused != NULL ? table_row_count(refused) : 0;
    g_autofree char *key = app_key_of(intake->list.view.app, "table.open");
    g_autofree char *tail = rows > 0 ? g_strdup_printf(_("%zu rows · %s shows all"), rows, key) : NULL;
    heading_draw(canvas, area.x, area.y, area.w, _("Refused rows of this batch"), tail);
    if (rows == 0) canvas_text(canvas, area.x, area.y + 1, area.w, _("none"), INK_DIM);
    for (int i = 0; i + 1 < area.h && (size_t)i < rows; i++) {
        g_autofree char *line = text_of(refused, (size_t)i, "line");
        g_autofree char *field = text_of(refused, (size_t)i, "field");
        g_autofree char *value = text_of(refused, (size_t)i, "value");
        g_autofree char *reason = text_of(refused, (size_t)i, "reason");
        const int y = area.y + 1 + i;
        canvas_field(canvas, area.x, y, 8, line, 1, INK_DIM);
        canvas_field(canvas, area.x + 10, y, 18, field, -1, INK_TEXT);
        canvas_field(canvas, area.x + 29, y, 18, value, -1, INK_DIM);
        canvas_text(canvas, area.x + 48, y, area.w - 48, reason, INK_WARN);
    }
}

static void intake_draw(const struct view *view, struct canvas *canvas)
{
    const struct intake_view *intake = of_const(view);
    grid_draw(intake->list.grid, canvas, true);
    if (intake->below.h < 2 || number_here(intake, "batch") == 0) return;
    canvas_rule(canvas, intake->below.x, intake->below.y, intake->below.w, INK_DIM);
    draw_refused(intake, canvas,
                 rect_make(intake->below.x + 1, intake->below.y + 1, intake->below.w - 2, intake->below.h - 1));
}

/* The cursor moves by the grid's own keys; what lies below follows before the next frame. */
static bool intake_event(struct view *view, const struct event *event)
{
    struct intake_view *intake = of(view);
    if (!grid_event(intake->list.grid, event)) return false;
    if (event->kind == EVENT_MOUSE && event->mouse == MOUSE_DOUBLE) app_command(view->app, "table.open", -1);
    follow(intake);
    return true;
}

static bool intake_command(struct view *view, const char *id, int argument)
{
    struct intake_view *intake = of(view);
    if (strcmp(id, "intake.load") == 0) {
        look_start(view, JOB_MAPPINGS, N_("Reading mappings"), look_new("intake.mappings", DATE_NONE, NULL, NULL));
        return true;
    }
    if (strcmp(id, "table.open") == 0) {
        if (number_here(intake, "batch") != 0)
            app_go(view->app, route_set_int(route_new("batch"), "batch", number_here(intake, "batch")));
        return true;
    }
    return screens_command(view, id, argument);
}

static char *intake_argument(const struct view *view, const char *name)
{
    const int64_t batch = strcmp(name, "batch") == 0 ? number_here(of_const(view), "batch") : 0;
    return batch != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, batch) : NULL;
}

static struct grid *intake_grid(const struct view *view)
{
    return of_const(view)->list.grid;
}
static void intake_save(const struct view *view, struct route *route)
{
    grid_save(of_const(view)->list.grid, route);
}

static void intake_close(struct view *view)
{
    list_end(&of(view)->list);
    table_free(of(view)->refused);
}

const struct view_ops screen_intake = {
    .id = "intake",
    .contexts = "intake",
    .title = N_("Intake"),
    .size = sizeof(struct intake_view),
    .open = intake_open,
    .layout = intake_layout,
    .draw = intake_draw,
    .event = intake_event,
    .command = intake_command,
    .result = intake_result,
    .refresh = load,
    .grid = intake_grid,
    .argument = intake_argument,
    .standing = visit_standing,
    .save = intake_save,
    .close = intake_close,
};

/* ---- the refused rows of one batch ------------------------------------------------------------------------------- */

struct batch_view {
    struct list_view list; /* first */
    int64_t batch;
};

static void batch_load(struct view *view)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, ((struct batch_view *)view)->batch);
    look_start(view, JOB_REFUSED, N_("Reading refused rows"),
               look_new("intake.rejected", DATE_NONE, NULL, "batch", number, NULL));
}

static bool batch_open(struct view *view, const struct route *route, GError **error)
{
    struct batch_view *batch = (struct batch_view *)view;
    batch->batch = route_int(route, "batch", 0);
    if (batch->batch <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no batch"), NULL, NULL);
        return false;
    }
    list_begin(&batch->list, N_("Refused rows"), NULL, N_("No row of this batch was refused."));
    batch_load(view);
    return true;
}

static char *batch_heading(const struct view *view)
{
    return g_strdup_printf("%s › %s %d", _("Intake"), _("Refused rows of batch"),
                           (int)((const struct batch_view *)view)->batch);
}

static char *batch_argument(const struct view *view, const char *name)
{
    return strcmp(name, "batch") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, ((const struct batch_view *)view)->batch)
                                      : NULL;
}

static bool batch_command(struct view *view, const char *id, int argument)
{
    const struct batch_view *batch = (const struct batch_view *)view;
    if (strcmp(id, "table.open") != 0) return screens_command(view, id, argument);
    g_autofree char *text = grid_copy_rows(batch->list.grid);
    text_popup_open(view, _("Refused row"), text);
    return true;
}

static struct grid *batch_grid(const struct view *view)
{
    return ((const struct batch_view *)view)->list.grid;
}
static void batch_result(struct view *view, const struct job_result *result)
{
    list_result(&((struct batch_view *)view)->list, result);
}
static void batch_layout(struct view *view, struct rect area)
{
    grid_place(batch_grid(view), area, true);
}
static void batch_draw(const struct view *view, struct canvas *canvas)
{
    grid_draw(batch_grid(view), canvas, true);
}
static void batch_save(const struct view *view, struct route *route)
{
    grid_save(batch_grid(view), route);
}
static void batch_close(struct view *view)
{
    list_end(&((struct batch_view *)view)->list);
}

const struct view_ops screen_batch = {
    .id = "batch",
    .contexts = "batch",
    .title = N_("Refused rows"),
    .size = sizeof(struct batch_view),
    .open = batch_open,
    .layout = batch_layout,
    .draw = batch_draw,
    .command = batch_command,
    .result = batch_result,
    .refresh = batch_load,
    .grid = batch_grid,
    .argument = batch_argument,
    .heading = batch_heading,
    .standing = visit_standing,
    .save = batch_save,
    .close = batch_close,
};
