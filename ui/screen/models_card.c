/* SPDX-License-Identifier: Apache-2.0 */
/* The card of one model: how well it parts the good from the bad, every bin with its points or every input with its
 * weight, and what it must not be used for. */
#include "screen/list.h"
#include "screen/models.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/overlay.h"

#include <math.h>
#include <string.h>

enum { JOB_CARD = 2 };

struct model_view {
    struct list_view list; /* first */
    char *name;
    struct table *card; /* facts; NULL until they are there */
    double heaviest;    /* greatest weight of evidence, for the bars */
    double gain;        /* of trees: the greatest share of gain */
    struct rect head, foot;
};

static struct model_view *of(struct view *view)
{
    return (struct model_view *)view;
}
static const struct model_view *of_const(const struct view *view)
{
    return (const struct model_view *)view;
}

static void load(struct view *view)
{
    look_start(view, JOB_CARD, N_("Reading the card"),
               look_new("model.show", DATE_NONE, NULL, "model", of(view)->name, NULL));
}

/* How much an input of a tree model gained, beside the one that gained most. */
static bool paint_gain(const struct model_view *model, struct canvas *canvas, struct rect rect, double gain,
                       style_t ground)
{
    const int number = 7, room = rect.w - number - 1;
    g_autofree char *text = g_strdup_printf("%.1f %%", 100 * gain);
    canvas_field(canvas, rect.x, rect.y, number, text, 1, INK_TEXT | ground);
    const int length = room > 0 ? (int)lround(gain / fmax(model->gain, 1e-9) * room) : 0;
    for (int i = 0; i < length; i++)
        canvas_put(canvas, rect.x + number + 1 + i, rect.y, 0x2587, INK_ACCENT | ground);
    return true;
}

/* Left of the middle is riskier than the whole, right of it safer. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    const struct model_view *model = data;
    if (!cell->is_null && strcmp(column->id, "gain") == 0) return paint_gain(model, canvas, rect, cell->real, ground);
    if (cell->is_null || strcmp(column->id, "woe") != 0) return false;
    const int number = 7, half = (rect.w - number - 1) / 2;
    const enum ink ink = cell->real < 0 ? INK_BAD : cell->real > 0 ? INK_GOOD : INK_DIM;
    g_autofree char *text = g_strdup_printf("%+.3f", cell->real);
    if (half < 2) {
        canvas_field(canvas, rect.x, rect.y, rect.w, text, 1, ink | ground);
        return true;
    }
    canvas_field(canvas, rect.x, rect.y, number, text, 1, ink | ground);
    const int middle = rect.x + number + 1 + half;
    const int length = (int)lround(fabs(cell->real) / fmax(model->heaviest, 0.001) * half);
    canvas_put(canvas, middle, rect.y, 0x2502, INK_DIM | ground);
    for (int i = 1; i <= length; i++)
        canvas_put(canvas, cell->real < 0 ? middle - i : middle + i, rect.y, 0x2587, ink | ground);
    return true;
}

static struct grid *list_grid(const struct view *view)
{
    return ((const struct list_view *)view)->grid;
}
static void list_save(const struct view *view, struct route *route)
{
    grid_save(list_grid(view), route);
}

static bool model_open(struct view *view, const struct route *route, GError **error)
{
    struct model_view *model = of(view);
    model->name = g_strdup(route_get(route, "model"));
    if (model->name == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no model"), NULL, NULL);
        return false;
    }
    list_begin(&model->list, N_("Bins and points"), NULL, N_("The card has no bins."));
    grid_set_painter(model->list.grid, paint, model);
    load(view);
    return true;
}

/* Rows leave for the grid, facts stay here. */
static void model_result(struct view *view, const struct job_result *result)
{
    struct model_view *model = of(view);
    if (result->error != NULL) {
        list_result(&model->list, result);
        return;
    }
    struct table *card = look_take(result->data);
    table_free(model->card);
    model->card = card;
    model->heaviest = model->gain = 0;
    for (size_t row = 0; row < table_row_count(card); row++) {
        const struct cell *gain = row_cell(card, row, "gain");
        if (gain != NULL && !gain->is_null) model->gain = fmax(model->gain, gain->real);
        const struct cell *weight = row_cell(card, row, "woe");
        if (weight != NULL && !weight->is_null) model->heaviest = fmax(model->heaviest, fabs(weight->real));
    }
    list_fill(&model->list, table_select(card, NULL, NULL));
    grid_set_width(model->list.grid, "woe", 18, 30);
    grid_set_width(model->list.grid, "gain", 16, 30);
    grid_hide(model->list.grid, "encoding", true);
    view_relayout(view);
}

static void model_layout(struct view *view, struct rect area)
{
    struct model_view *model = of(view);
    model->head = rect_cut_top(&area, area.h >= 12 ? 4 : 0);
    model->foot = rect_cut_bottom(&area, area.h >= 12 ? MIN(area.h / 3, 8) : 0);
    grid_place(model->list.grid, area, true);
}

static void draw_figures(const struct model_view *model, struct canvas *canvas, struct rect area)
{
    static const char *const figures[] = { "rows",        "bads",       "auc",          "ks",
                                           "holdout_auc", "holdout_ks", "holdout_gini", "holdout_rows",
                                           "brier",       "base_score", "base_odds",    "points_to_double" };
    const int columns = area.w >= 110 ? 4 : 3, w = (area.w - (columns - 1) * 3) / columns;
    const int rows = area.h - 1;
    int place = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(figures) && place < rows * columns; i++) {
        const struct fact *fact = table_find_fact(model->card, figures[i]);
        if (fact == NULL || fact->cell.is_null) continue;
        g_autofree char *value = fact_text(model->card, figures[i]);
        pair_draw(canvas, area.x + place / rows * (w + 3), area.y + place % rows, w, _(fact->column.title), value,
                  INK_TEXT);
        place++;
    }
}

static const char *const words[] = { "use",     "not_for", "data",   "limits",  "method",
                                     "licence", "outcome", "review", "left_out" };

static void draw_words(const struct model_view *model, struct canvas *canvas, struct rect area)
{
    int y = area.y;
    for (size_t i = 0; i < G_N_ELEMENTS(words) && y < area.y + area.h; i++) {
        const struct fact *fact = table_find_fact(model->card, words[i]);
        if (fact == NULL || fact->cell.is_null) continue;
        g_autofree char *text = fact_text(model->card, words[i]);
        const struct rect rest = rect_make(area.x + 14, y, area.w - 14, area.y + area.h - y);
        canvas_text(canvas, area.x, y, 13, _(fact->column.title),
                    strcmp(words[i], "not_for") == 0 ? INK_WARN | STYLE_BOLD : INK_DIM);
        y += MAX(canvas_wrap(canvas, rest, text, 0, INK_TEXT), 1);
    }
}

static void model_draw(const struct view *view, struct canvas *canvas)
{
    const struct model_view *model = of_const(view);
    grid_draw(model->list.grid, canvas, true);
    if (model->card == NULL) return;
    if (model->head.h > 1)
        draw_figures(model, canvas, rect_make(model->head.x + 1, model->head.y, model->head.w - 2, model->head.h));
    if (model->foot.h < 2) return;
    canvas_rule(canvas, model->foot.x, model->foot.y, model->foot.w, INK_DIM);
    draw_words(model, canvas, rect_make(model->foot.x + 1, model->foot.y + 1, model->foot.w - 2, model->foot.h - 1));
}

static char *model_heading(const struct view *view)
{
    const struct model_view *model = of_const(view);
    if (model->card == NULL) return NULL;
    g_autofree char *version = fact_text(model->card, "version");
    if (strchr(model->name, ':') != NULL) return g_strdup_printf("%s › %s", _("Models"), model->name);
    return g_strdup_printf("%s › %s %s", _("Models"), model->name, version);
}

/* The whole card as text: what does not fit on the screen. */
static void read_card(struct model_view *model)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; model->card != NULL && i < table_fact_count(model->card); i++) {
        const struct fact *fact = table_fact(model->card, i);
        g_autofree char *value = fact_text(model->card, fact->column.id);
        if (*value != '\0') g_string_append_printf(text, "%s: %s\n", _(fact->column.title), value);
    }
    text_popup_open(&model->list.view, _("Model card"), text->str);
}

static bool model_command(struct view *view, const char *id, int argument)
{
    if (strcmp(id, "table.open") == 0 || strcmp(id, "model.read") == 0) return read_card(of(view)), true;
    return models_command_about(view, id, of(view)->name) || screens_command(view, id, argument);
}

static char *model_argument(const struct view *view, const char *name)
{
    const bool known = strcmp(name, "model") == 0 || strcmp(name, "challenger") == 0;
    return known ? g_strdup(of_const(view)->name) : NULL;
}

static void model_close(struct view *view)
{
    struct model_view *model = of(view);
    list_end(&model->list);
    table_free(model->card);
    g_free(model->name);
}

const struct view_ops screen_model = {
    .id = "model",
    .contexts = "model",
    .title = N_("Model card"),
    .size = sizeof(struct model_view),
    .open = model_open,
    .layout = model_layout,
    .draw = model_draw,
    .command = model_command,
    .result = model_result,
    .refresh = load,
    .grid = list_grid,
    .argument = model_argument,
    .heading = model_heading,
    .standing = visit_standing,
    .save = list_save,
    .close = model_close,
};
