/* SPDX-License-Identifier: Apache-2.0 */
/* What the person agreed to: for which purpose and which kinds of data, whom it lets look, until when; and what ended.
 * Taking a consent back is one key and a yes, as easy as giving it. */
#include "screen/doorway.h"
#include "screen/subject_view.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <string.h>

enum { ENDS_SOON = 30 }; /* days from which the last day stands out */

static const struct cell *state_of(const struct grid *grid, int64_t key, struct cell *cell)
{
    return grid_value(grid, key, "state", cell) && !cell->is_null ? cell : NULL;
}

static bool is_valid(const struct grid *grid, int64_t key)
{
    struct cell cell;
    const struct cell *state = state_of(grid, key, &cell);
    return state != NULL && g_strcmp0(state->text, "valid") == 0;
}

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    (void)data;
    return is_valid(grid, key) ? INK_TEXT : INK_DIM;
}

/* The last day, and how far it is. */
static void paint_last_day(const struct subject_view *subject, struct canvas *canvas, struct rect rect,
                           const struct cell *cell, style_t ground)
{
    char day[DATE_TEXT_SIZE];
    const int left = (int)cell->integer - app_today(subject->view.app).days;
    date_format((struct date){ (int32_t)cell->integer }, day);
    g_autofree char *text = NULL;
    if (left < 0)
        text = g_strdup_printf(_("%s (over)"), day);
    else if (left == 0)
        text = g_strdup_printf(_("%s (today)"), day);
    else
        text = g_strdup_printf(_("%s (%d d)"), day, left);
    const enum ink ink = left < 0 ? INK_BAD : left <= ENDS_SOON ? INK_WARN : INK_TEXT;
    canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, (style_t)ink | ground);
}

static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    const struct subject_view *subject = data;
    if (visit_draw_purpose(subject->view.app, canvas, rect, column, cell, ground)) return true;
    if (cell->is_null || strcmp(column->id, "expires") != 0) return false;
    paint_last_day(subject, canvas, rect, cell, ground);
    return true;
}

static void prepare(struct subject_view *subject, struct grid *grid)
{
    static const char *const elsewhere[] = { "valid",  "form",    "reference", "entered",  "user",
                                             "clause", "granted", "told",      "withdrawn" };
    grid_set_row_ink(grid, row_ink, subject);
    grid_set_painter(grid, paint, subject);
    const bool narrow = subject->view.area.w < 110;
    if (narrow) grid_set_width(grid, "kind", 6, 11);
    if (narrow) grid_set_width(grid, "recipient", 6, 9);
    if (narrow) grid_set_width(grid, "scope", 6, 9);
    grid_set_width(grid, "purpose", 8, narrow ? 14 : 24);
    grid_set_width(grid, "expires", 19, 22);
    for (size_t i = 0; narrow && i < G_N_ELEMENTS(elsewhere); i++)
        grid_hide(grid, elsewhere[i], true);
}

static char *argument(const struct subject_view *subject, const char *name)
{
    struct cell cell;
    const struct cell *value = subject_list_cell(subject, "consent", &cell);
    return value != NULL && strcmp(name, "consent") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, value->integer) : NULL;
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

static bool is_about_row(const char *id)
{
    return strcmp(id, "consent.withdraw") == 0 || strcmp(id, "consent.scope") == 0;
}

static const char *why_not(const struct subject_view *subject, const struct command *command)
{
    const struct grid *grid = subject->grids[TAB_CONSENT];
    if (!is_about_row(command->id) || grid == NULL) return NULL;
    if (grid_row_count(grid) == 0) return N_("There is no row under the cursor.");
    return is_valid(grid, grid_row(grid)) ? NULL : N_("This consent holds no more");
}

static void withdraw(struct view *view, bool yes, void *data)
{
    const struct command *command = command_find("consent.withdraw");
    if (!yes || command == NULL) return;
    struct arguments *arguments = arguments_new(command);
    arguments_set(arguments, "consent", data, NULL);
    app_command_with(view->app, command, arguments);
}

static bool act(struct subject_view *subject, const char *id)
{
    if (strcmp(id, "consent.withdraw") != 0) return false;
    struct cell cell;
    g_autofree char *number = argument(subject, "consent");
    const struct cell *purpose = subject_list_cell(subject, "purpose", &cell);
    if (number == NULL || purpose == NULL) return false;
    g_autofree char *what = visit_purpose_names(subject->view.app, purpose->text);
    g_autofree char *object = g_strdup_printf(_("Consent %s, for: %s"), number, what);
    confirm_open(&subject->view, _("Withdraw this consent? What was seen under it stays lawful and stays recorded."),
                 object, withdraw, g_steal_pointer(&number), g_free);
    return true;
}

const struct subject_tab subject_tab_consent = {
    .title = N_("Consent"),
    .command = "consent.list",
    .arguments = "subject",
    .is_list = true,
    .key = "consent",
    .empty = N_("No consent is recorded. Record one with the command “Record a consent”."),
    .prepare = prepare,
    .argument = argument,
    .context = "consents",
    .act = act,
    .why_not = why_not,
};
