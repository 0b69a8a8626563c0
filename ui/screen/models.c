/* SPDX-License-Identifier: Apache-2.0 */
/* The models there are, with their state, and what may be done with the one under the cursor. */
#include "screen/models.h"
#include "screen/acts.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_LIST = 1 };

static void models_load(struct view *view)
{
    look_start(view, JOB_LIST, N_("Reading models"), look_new("model.list", DATE_NONE, NULL, NULL));
}

/* What scores stands out, what is out of use is dim. */
static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell state;
    (void)data;
    if (!grid_value(grid, key, "state", &state) || state.is_null) return INK_TEXT;
    if (strcmp(state.text, "deployed") == 0) return INK_STRONG;
    if (strcmp(state.text, "damaged") == 0) return INK_BAD;
    return strcmp(state.text, "retired") == 0 ? INK_DIM : INK_TEXT;
}

static bool models_open(struct view *view, const struct route *route, GError **error)
{
    (void)route;
    (void)error;
    list_begin((struct list_view *)view, N_("Models"), NULL, N_("There is no model."));
    grid_set_row_ink(((struct list_view *)view)->grid, row_ink, NULL);
    models_load(view);
    return true;
}

static void models_result(struct view *view, const struct job_result *result)
{
    list_result((struct list_view *)view, result);
}

/* "loans:2" of a row; a shipped model has no version to choose. Caller frees. */
static char *name_of(const struct list_view *list, int64_t row)
{
    struct cell name, version, state;
    const struct grid *grid = list->grid;
    if (!grid_value(grid, row, "name", &name) || name.is_null || !grid_value(grid, row, "version", &version) ||
        !grid_value(grid, row, "state", &state))
        return NULL;
    if (state.is_null || strcmp(state.text, "shipped") == 0) return g_strdup(name.text);
    return g_strdup_printf("%s:%d", name.text, (int)version.integer);
}

static char *name_here(const struct view *view)
{
    const struct list_view *list = (const struct list_view *)view;
    return grid_row_count(list->grid) > 0 ? name_of(list, grid_row(list->grid)) : NULL;
}

static const char *const acts[] = { "model.validate", "model.deploy",  "model.rollback", "model.retire",
                                    "model.card",     "model.history", "model.watch",    "model.import",
                                    "model.export",   "model.sample",  "feedback.list",  NULL };

bool models_command_about(struct view *view, const char *id, const char *model)
{
    static const struct {
        const char *command, *screen;
    } screens_about[] = { { "models.drift", "drift" },
                          { "models.compare", "compare" },
                          { "models.judge", "evaluation" } };
    if (strcmp(id, "models.train") == 0) return app_go(view->app, route_new("train")), true;
    if (strcmp(id, "models.acts") == 0) return acts_open(view, _("What is to be done?"), acts), true;
    for (size_t i = 0; i < G_N_ELEMENTS(screens_about); i++) {
        if (strcmp(id, screens_about[i].command) != 0) continue;
        if (model != NULL) app_go(view->app, route_set(route_new(screens_about[i].screen), "model", model));
        return true;
    }
    return false;
}

static bool models_command(struct view *view, const char *id, int argument)
{
    g_autofree char *name = name_here(view);
    if (strcmp(id, "table.open") != 0)
        return models_command_about(view, id, name) || screens_command(view, id, argument);
    if (name != NULL) app_go(view->app, route_set(route_new("model"), "model", name));
    return true;
}

/* The act is about the model under the cursor; a comparison puts it beside the one that scores. */
static char *models_argument(const struct view *view, const char *name)
{
    const bool here = strcmp(name, "model") == 0 || strcmp(name, "challenger") == 0;
    return here ? name_here(view) : NULL;
}

/* What the state of the model under the cursor does not allow is not proposed to a second person. */
static const char *models_why_not(const struct view *view, const struct command *command)
{
    struct cell state;
    const bool deploy = strcmp(command->id, "model.deploy") == 0, retire = strcmp(command->id, "model.retire") == 0;
    const bool compare = strcmp(command->id, "models.compare") == 0;
    if ((!deploy && !retire && !compare) || list_cell((const struct list_view *)view, "state", &state) == NULL)
        return NULL;
    if (compare)
        return strcmp(state.text, "deployed") == 0 ? N_("It is the champion itself: choose another one") : NULL;
    if (strcmp(state.text, "shipped") == 0) return N_("A shipped model has no life in the store: take it in first");
    if (strcmp(state.text, "deployed") == 0)
        return deploy ? N_("It is deployed already") : N_("It scores: deploy another one or roll back first");
    return deploy && strcmp(state.text, "validated") != 0 ? N_("It is not validated") : NULL;
}

static struct grid *list_grid(const struct view *view)
{
    return ((const struct list_view *)view)->grid;
}
static void models_layout(struct view *view, struct rect area)
{
    grid_place(list_grid(view), area, true);
}
static void models_draw(const struct view *view, struct canvas *canvas)
{
    grid_draw(list_grid(view), canvas, true);
}
static void list_save(const struct view *view, struct route *route)
{
    grid_save(list_grid(view), route);
}
static void models_close(struct view *view)
{
    list_end((struct list_view *)view);
}

const struct view_ops screen_models = {
    .id = "models",
    .contexts = "models",
    .title = N_("Models"),
    .size = sizeof(struct list_view),
    .open = models_open,
    .layout = models_layout,
    .draw = models_draw,
    .command = models_command,
    .result = models_result,
    .refresh = models_load,
    .grid = list_grid,
    .argument = models_argument,
    .why_not = models_why_not,
    .standing = visit_standing,
    .save = list_save,
    .close = models_close,
};
