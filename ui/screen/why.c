/* SPDX-License-Identifier: Apache-2.0 */
/* Why a figure is what it is: the chain from the figure over features and months to the batch, the file and the line
 * it came from, and the legal basis for holding it. The row under the cursor is spelled out below the list. */
#include "screen/doorway.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/grid.h"

#include <string.h>

enum { JOB_WHY = 1, DETAIL_ROWS = 5 };

struct why_view {
    struct view view; /* first */
    int64_t subject;
    struct date as_of;
    char *figure;
    struct grid *grid;
    struct rect list, detail;
};

static struct why_view *of(struct view *view)
{
    return (struct why_view *)view;
}
static const struct why_view *of_const(const struct view *view)
{
    return (const struct why_view *)view;
}

static void load(struct view *view)
{
    struct why_view *why = of(view);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, why->subject);
    look_start(view, JOB_WHY, N_("Following the figure to its source"),
               look_new("subject.why", why->as_of, NULL, "subject", number, "figure", why->figure, NULL));
}

static bool why_open(struct view *view, const struct route *route, GError **error)
{
    struct why_view *why = of(view);
    why->subject = route_int(route, "subject", 0);
    why->figure = g_strdup(route_get(route, "figure"));
    why->as_of = route_day(view, route);
    if (why->subject <= 0 || why->figure == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no figure to ask about"), NULL, NULL);
        return false;
    }
    why->grid = grid_new();
    grid_set_title(why->grid, _("Why this figure"));
    grid_set_empty(why->grid, _("Loading"));
    load(view);
    return true;
}

static void why_result(struct view *view, const struct job_result *result)
{
    struct why_view *why = of(view);
    if (result->error != NULL) {
        doorway_failed(view, why->subject, command_find("subject.why"), result);
        grid_set_empty(why->grid, _("Where this figure comes from is not known here."));
    } else if (result->kind == JOB_WHY) {
        const bool first = grid_source(why->grid) == NULL;
        grid_set_source(why->grid, source_of_table(look_take(result->data), "step"));
        grid_set_empty(why->grid, _("Nothing in the file speaks to this figure."));
        if (first) grid_restore(why->grid, view->route);
    }
    view_relayout(view);
}

static void why_close(struct view *view)
{
    g_free(of(view)->figure);
    grid_free(of(view)->grid);
}

static void why_layout(struct view *view, struct rect area)
{
    struct why_view *why = of(view);
    rect_cut_top(&area, area.h > 8 ? 1 : 0);
    why->detail = rect_cut_bottom(&area, area.h >= 12 ? DETAIL_ROWS : 0);
    if (why->detail.h > 0) rect_cut_bottom(&area, 1);
    why->list = area;
    grid_place(why->grid, area, true);
}

/* A cell of the row under the cursor as text; NULL when it is empty. */
static char *here(const struct why_view *why, const char *id)
{
    struct cell cell;
    const struct table *table = grid_source(why->grid) != NULL ? source_table(grid_source(why->grid)) : NULL;
    const int column = column_index(table, id);
    if (column < 0 || grid_row_count(why->grid) == 0 || !grid_value(why->grid, grid_row(why->grid), id, &cell) ||
        cell.is_null)
        return NULL;
    char *text = cell_to_text(table_column(table, (size_t)column), &cell, language_code(), language_translate);
    if (*text == '\0') g_clear_pointer(&text, g_free);
    return text;
}

static void draw_origin(const struct why_view *why, struct canvas *canvas, struct rect area)
{
    g_autofree char *source = here(why, "source");
    g_autofree char *batch = here(why, "batch");
    g_autofree char *file = here(why, "file");
    g_autofree char *line = here(why, "line");
    g_autofree char *loaded = here(why, "loaded");
    g_autofree char *user = here(why, "user");
    g_autofree char *basis = here(why, "legal_basis");
    if (batch != NULL)
        canvas_format(canvas, area.x, area.y, area.w, INK_TEXT, _("%s: batch %s, file %s, line %s"),
                      source ? source : "–", batch, file ? file : "–", line ? line : "–");
    else if (loaded != NULL)
        canvas_format(canvas, area.x, area.y, area.w, INK_TEXT, _("made here by %s"), source ? source : "–");
    else
        canvas_text(canvas, area.x, area.y, area.w, _("worked out from the rows that follow"), INK_DIM);
    if (loaded != NULL)
        canvas_format(canvas, area.x, area.y + 1, area.w, INK_DIM, _("%s by %s"), loaded, user ? user : "–");
    if (basis != NULL) canvas_format(canvas, area.x, area.y + 2, area.w, INK_DIM, _("held on the basis of: %s"), basis);
}

static void why_draw(const struct view *view, struct canvas *canvas)
{
    const struct why_view *why = of_const(view);
    grid_draw(why->grid, canvas, true);
    if (why->detail.h == 0) return;
    struct rect area = rect_make(why->detail.x + 1, why->detail.y, why->detail.w - 2, why->detail.h);
    g_autofree char *what = here(why, "what");
    g_autofree char *value = here(why, "value");
    canvas_rule(canvas, view->area.x, area.y, view->area.w, INK_DIM);
    rect_cut_top(&area, 1);
    if (what == NULL) return;
    const int used = canvas_text(canvas, area.x, area.y, area.w, what, INK_STRONG);
    if (value != NULL) canvas_text(canvas, area.x + used + 2, area.y, area.w - used - 2, value, INK_ACCENT);
    rect_cut_top(&area, 1);
    draw_origin(why, canvas, area);
}

/* Fields of a month or an account, as a person would say them. */
static const char *field_label(const char *field)
{
    static const struct {
        const char *field, *label;
    } labels[] = {
        { "state", N_("state") },
        { "balance", N_("balance") },
        { "due", N_("due") },
        { "paid", N_("paid") },
        { "past_due", N_("past due") },
        { "amount", N_("limit or principal") },
        { "opened", N_("opening day") },
        { "closed", N_("closing day") },
        { "five_class", N_("five-class") },
        { "exists", N_("the account itself") },
        { "score", N_("score") },
        { "identity", N_("identity number") },
        { "phone", N_("phone number") },
        { "address", N_("address") },
        { "birth", N_("day of birth") },
        { "name", N_("name") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
        if (strcmp(labels[i].field, field) == 0) return _(labels[i].label);
    return field;
}

/* "account=3,month=2026-03,field=state" as a person would say it. */
static char *figure_words(const char *figure)
{
    const int index = feature_index(figure);
    if (index >= 0) return g_strdup(feature_label(feature_at((size_t)index), figure));
    g_auto(GStrv) parts = g_strsplit(figure, ",", -1);
    GString *text = g_string_new(NULL);
    for (char **part = parts; *part != NULL; part++) {
        const char *value = strchr(*part, '=');
        if (g_str_has_prefix(*part, "account="))
            g_string_append_printf(text, _("account %s"), value + 1);
        else
            g_string_append(text, field_label(value != NULL ? value + 1 : *part));
        if (part[1] != NULL) g_string_append(text, ", ");
    }
    return g_string_free(text, FALSE);
}

static char *why_heading(const struct view *view)
{
    g_autofree char *words = figure_words(of_const(view)->figure);
    return g_strdup_printf(_("Why: %s"), words);
}

static struct grid *why_grid(const struct view *view)
{
    return of_const(view)->grid;
}

static char *why_argument(const struct view *view, const char *name)
{
    return strcmp(name, "subject") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, of_const(view)->subject) : NULL;
}

static void why_save(const struct view *view, struct route *route)
{
    grid_save(of_const(view)->grid, route);
}

const struct view_ops screen_why = {
    .id = "why",
    .contexts = "why",
    .title = N_("Why"),
    .size = sizeof(struct why_view),
    .open = why_open,
    .layout = why_layout,
    .draw = why_draw,
    .command = screens_command,
    .why_not = list_leaf_why_not,
    .result = why_result,
    .refresh = load,
    .grid = why_grid,
    .argument = why_argument,
    .heading = why_heading,
    .standing = visit_standing_short,
    .save = why_save,
    .close = why_close,
};
