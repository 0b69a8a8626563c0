/* SPDX-License-Identifier: Apache-2.0 */
/* Two looks at a model in use: its months (drift), and itself beside the one that scores (champion and challenger).
 * Both are an answer with figures above and rows below, shares drawn as bars. */
#include "screen/list.h"
#include "screen/models.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"

#include <math.h>
#include <string.h>

enum { JOB_READ = 1, PAIRS_LEAST = 24 /* columns of a label with its value */ };

struct life_view {
    struct list_view list; /* first */
    char *model, *champion;
    struct table *answer; /* facts; NULL until they are there */
    struct rect head;
};

static struct life_view *of(struct view *view)
{
    return (struct life_view *)view;
}
static const struct life_view *of_const(const struct view *view)
{
    return (const struct life_view *)view;
}

static bool is_compare(const struct view *view)
{
    return strcmp(view->ops->id, "compare") == 0;
}

/* Each share as a bar over its cell, and a light in its own ink. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    if (cell->is_null) return false;
    if (strcmp(column->id, "light") == 0) {
        const enum ink ink = strcmp(cell->text, "red") == 0      ? INK_BAD
                             : strcmp(cell->text, "yellow") == 0 ? INK_WARN
                                                                 : INK_GOOD;
        g_autofree char *text = g_strdup_printf("● %s", codes_label("DRIFT_LIGHT", cell->text, language_code()));
        canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, ink | ground);
        return true;
    }
    const int number = 7, room = rect.w - number - 1;
    if (!g_str_has_suffix(column->id, "_share") || room < 3) return false;
    g_autofree char *text = g_strdup_printf("%.1f %%", 100 * cell->real);
    canvas_field(canvas, rect.x, rect.y, number, text, 1, INK_TEXT | ground);
    const int length = (int)lround(CLAMP(cell->real, 0, 1) * room);
    const enum ink ink = g_str_has_prefix(column->id, "champion") ? INK_ACCENT : INK_GOOD;
    for (int i = 0; i < length; i++)
        canvas_put(canvas, rect.x + number + 1 + i, rect.y, 0x2587, ink | ground);
    return true;
}

static void load(struct view *view)
{
    const struct life_view *life = of(view);
    if (!is_compare(view)) {
        look_start(view, JOB_READ, N_("Reading the months"),
                   look_new("model.drift", DATE_NONE, NULL, "model", life->model, NULL));
        return;
    }
    if (life->champion == NULL) return;
    look_start(view, JOB_READ, N_("Comparing over the portfolio"),
               look_new("model.compare", DATE_NONE, NULL, "champion", life->champion, "challenger", life->model, NULL));
}

/* Which one scores is known from the list. */
static void load_champion(struct view *view)
{
    look_start(view, JOB_READ + 1, N_("Reading models"), look_new("model.list", DATE_NONE, NULL, NULL));
}

static bool life_open(struct view *view, const struct route *route, GError **error)
{
    struct life_view *life = of(view);
    life->model = g_strdup(route_get(route, "model"));
    life->champion = g_strdup(route_get(route, "champion"));
    if (life->model == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no model"), NULL, NULL);
        return false;
    }
    list_begin(&life->list, is_compare(view) ? N_("Bands of both") : N_("Months"), NULL,
               is_compare(view) ? N_("There is nothing to compare.")
                                : N_("No month was counted yet: w counts the newest ones."));
    grid_set_painter(life->list.grid, paint, life);
    if (is_compare(view) && life->champion == NULL)
        load_champion(view);
    else
        load(view);
    return true;
}

/* The deployed model of the same kind of subject, else the shipped one. Caller frees. */
static char *champion_of(const struct table *models, const char *model)
{
    const struct cell *name, *state;
    const char *subject = NULL;
    char *shipped = NULL;
    for (size_t row = 0; row < table_row_count(models); row++) {
        const size_t length = strcspn(model, ":");
        name = row_cell(models, row, "name");
        if (strlen(name->text) == length && strncmp(name->text, model, length) == 0)
            subject = row_cell(models, row, "subject")->text;
    }
    for (size_t row = 0; row < table_row_count(models); row++) {
        name = row_cell(models, row, "name");
        state = row_cell(models, row, "state");
        if (subject == NULL || strcmp(row_cell(models, row, "subject")->text, subject) != 0) continue;
        if (strcmp(state->text, "deployed") == 0) {
            g_free(shipped);
            return g_strdup_printf("%s:%d", name->text, (int)row_cell(models, row, "version")->integer);
        }
        if (strcmp(state->text, "shipped") == 0 && shipped == NULL) shipped = g_strdup(name->text);
    }
    return shipped;
}

static void life_result(struct view *view, const struct job_result *result)
{
    struct life_view *life = of(view);
    if (result->error != NULL) {
        list_result(&life->list, result);
        return;
    }
    struct table *answer = look_take(result->data);
    if (result->kind != JOB_READ) {
        life->champion = champion_of(answer, life->model);
        table_free(answer);
        load(view);
        return;
    }
    table_free(life->answer);
    life->answer = answer;
    list_fill(&life->list, table_select(answer, NULL, NULL));
    static const char *const wide[] = { "champion_share", "challenger_share" };
    for (size_t i = 0; is_compare(view) && i < G_N_ELEMENTS(wide); i++)
        grid_set_width(life->list.grid, wide[i], 12, 26);
    grid_set_width(life->list.grid, "light", 10, 12);
    view_relayout(view);
}

/* ---- frame --------------------------------------------------------------------------------------------------------
 */

static int columns_of(int w)
{
    return MAX(1, MIN(3, w / (PAIRS_LEAST + 6)));
}

static int head_rows(const struct life_view *life, int w)
{
    const int facts = life->answer != NULL ? (int)table_fact_count(life->answer) : 0;
    return (facts + columns_of(w) - 1) / columns_of(w);
}

static void life_layout(struct view *view, struct rect area)
{
    struct life_view *life = of(view);
    const int rows = head_rows(life, area.w);
    life->head = rect_cut_top(&area, MIN(rows + 1, area.h - 6));
    grid_place(life->list.grid, area, true);
}

static void life_draw(const struct view *view, struct canvas *canvas)
{
    const struct life_view *life = of_const(view);
    const struct rect head = life->head;
    grid_draw(life->list.grid, canvas, true);
    if (life->answer == NULL || head.h < 2) return;
    const int columns = columns_of(head.w), rows = head.h - 1, w = (head.w - 2 - (columns - 1) * 3) / columns;
    for (size_t i = 0; i < table_fact_count(life->answer) && (int)i < rows * columns; i++) {
        const struct fact *fact = table_fact(life->answer, i);
        g_autofree char *value = fact_text(life->answer, fact->column.id);
        pair_draw(canvas, head.x + 1 + (int)i / rows * (w + 3), head.y + (int)i % rows, w, _(fact->column.title), value,
                  INK_TEXT);
    }
}

static char *life_heading(const struct view *view)
{
    return g_strdup_printf("%s › %s › %s", _("Models"), of_const(view)->model, _(view->ops->title));
}

static struct grid *life_grid(const struct view *view)
{
    return of_const(view)->list.grid;
}

static bool life_command(struct view *view, const char *id, int argument)
{
    if (strcmp(id, "drift.count") == 0) return app_command(view->app, "model.watch", -1), true;
    if (strcmp(id, "compare.other") == 0) return app_command_form(view->app, command_find("model.compare"), NULL), true;
    if (strcmp(id, "table.open") == 0 && !is_compare(view)) {
        const struct command *drift = command_find("model.drift");
        struct arguments *arguments = arguments_new(drift);
        struct cell month;
        char text[DATE_TEXT_SIZE];
        if (list_cell(&of(view)->list, "month", &month) == NULL) return arguments_free(arguments), true;
        arguments_set(arguments, "month", month_format((struct month){ (int32_t)month.integer }, text), NULL);
        return app_command_with(view->app, drift, arguments), true;
    }
    return screens_command(view, id, argument);
}

static char *life_argument(const struct view *view, const char *name)
{
    const struct life_view *life = of_const(view);
    if (strcmp(name, "champion") == 0) return g_strdup(life->champion);
    return strcmp(name, "model") == 0 || strcmp(name, "challenger") == 0 ? g_strdup(life->model) : NULL;
}

/* Rows of drift open a month, bands of a comparison nothing. */
static const char *life_why_not(const struct view *view, const struct command *command)
{
    return is_compare(view) ? list_leaf_why_not(view, command) : NULL;
}

static void life_save(const struct view *view, struct route *route)
{
    route_set(route, "champion", of_const(view)->champion);
    grid_save(life_grid(view), route);
}

static void life_close(struct view *view)
{
    struct life_view *life = of(view);
    list_end(&life->list);
    table_free(life->answer);
    g_free(life->model);
    g_free(life->champion);
}

#define LIFE_OPS(id_, title_)                                                                                          \
    {                                                                                                                  \
        .id = (id_), .contexts = (id_), .title = (title_), .size = sizeof(struct life_view), .open = life_open,        \
        .layout = life_layout, .draw = life_draw, .command = life_command, .result = life_result, .refresh = load,     \
        .grid = life_grid, .argument = life_argument, .heading = life_heading, .standing = visit_standing,             \
        .save = life_save, .close = life_close, .why_not = life_why_not,                                               \
    }

const struct view_ops screen_drift = LIFE_OPS("drift", N_("Drift"));
const struct view_ops screen_compare = LIFE_OPS("compare", N_("Champion and challenger"));
