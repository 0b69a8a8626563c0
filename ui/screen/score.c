/* SPDX-License-Identifier: Apache-2.0 */
/* The score taken apart: the scale with its bands, the chance of default, every characteristic with its value, bin and
 * points, the waterfall of points lost, and the reasons in the words of the field. */
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/grid.h"

#include <math.h>
#include <string.h>

enum { JOB_LOAD = 1, HEAD_ROWS = 5, REASON_ROWS = 5, BESIDE_FROM = 110, KEY_COLUMN = 0 };

static const struct column columns[] = {
    { .id = "place", .title = N_("No."), .type = VALUE_INTEGER, .priority = 6 },
    { .id = "characteristic", .title = N_("Characteristic"), .type = VALUE_TEXT },
    { .id = "value", .title = N_("Value"), .type = VALUE_TEXT },
    { .id = "bin", .title = N_("Bin"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "points", .title = N_("Points"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "lost", .title = N_("Lost"), .type = VALUE_INTEGER, .help = N_("Points below the best bin") },
    { .id = "bar", .title = N_("Share"), .type = VALUE_PERCENT, .priority = 2, .help = N_("Share of all points lost") },
};

struct score_view {
    struct view view; /* first */
    int64_t subject;
    struct date as_of;
    struct sheet *sheet;
    struct table *answer; /* of score.show: model, version, day */
    struct grid *grid;
    const char *method;   /* by which reasons are found; NULL: the model's own */
    const char *language; /* the list is in */
    struct rect head, reasons, beside;
};

static struct score_view *of(struct view *view)
{
    return (struct score_view *)view;
}
static const struct score_view *of_const(const struct view *view)
{
    return (const struct score_view *)view;
}

static void load(struct view *view)
{
    const struct score_view *score = of(view);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, score->subject);
    sheet_job_start(view, JOB_LOAD, N_("Scoring"), score->subject,
                    look_new("score.show", score->as_of, NULL, "subject", number, score->method ? "method" : NULL,
                             score->method, NULL));
}

static bool score_open(struct view *view, const struct route *route, GError **error)
{
    struct score_view *score = of(view);
    score->subject = route_int(route, "subject", 0);
    score->as_of = route_day(view, route);
    if (score->subject <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no subject"), NULL, NULL);
        return false;
    }
    score->grid = grid_new();
    grid_set_title(score->grid, _("Score"));
    grid_set_empty(score->grid, _("Loading"));
    load(view);
    return true;
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

static struct table *parts_table(const struct sheet *sheet)
{
    struct table *table = table_new();
    const double lost = MAX(sheet->start - sheet->score, 1);
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < sheet->parts->len; i++) {
        const struct sheet_part *part = &g_array_index(sheet->parts, struct sheet_part, i);
        g_autofree char *value = feature_text(part->feature, part->value);
        table_row_begin(table);
        table_add_int(table, (int64_t)i + 1);
        table_add_text(table, feature_label(part->feature, part->id));
        table_add_text(table, value);
        table_add_text(table, part->bin);
        table_add_int(table, part->points);
        table_add_int(table, part->lost);
        table_add_real(table, (double)part->lost / lost);
        table_row_end(table, NULL);
    }
    return table;
}

static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    if (cell->is_null) return false;
    if (strcmp(column->id, "bar") == 0) {
        canvas_bar(canvas, rect.x, rect.y, rect.w, CLAMP(cell->real, 0, 1), INK_WARN | ground);
        return true;
    }
    if (strcmp(column->id, "lost") != 0) return false;
    g_autofree char *text = cell->integer > 0 ? g_strdup_printf("-%d", (int)cell->integer) : g_strdup("·");
    canvas_field(canvas, rect.x, rect.y, rect.w, text, 1,
                 (cell->integer > 30  ? INK_BAD
                  : cell->integer > 0 ? INK_WARN
                                      : INK_DIM) |
                     ground);
    return true;
}

/* Titles and values are in the language spoken: a switch makes the list anew. */
static void fill(struct score_view *score)
{
    const bool first = score->language == NULL;
    score->language = language_code();
    grid_set_source(score->grid, source_of_table(parts_table(score->sheet), "place"));
    grid_set_painter(score->grid, paint, score);
    grid_set_width(score->grid, "characteristic", 24, 44);
    grid_set_width(score->grid, "value", 14, 20);
    grid_set_width(score->grid, "bar", 6, 12);
    grid_hide(score->grid, "place", true);
    grid_set_empty(score->grid, _("No model scores this file."));
    if (first) grid_restore(score->grid, score->view.route);
}

static void score_result(struct view *view, const struct job_result *result)
{
    struct score_view *score = of(view);
    if (result->error != NULL) {
        doorway_failed(view, score->subject, command_find("score.show"), result);
        grid_set_empty(score->grid, _("This was not shown: see the message below."));
    } else if (result->kind == JOB_LOAD) {
        struct sheet_job *job = result->data;
        sheet_free(score->sheet);
        table_free(score->answer);
        score->sheet = g_steal_pointer(&job->sheet);
        score->answer = look_take(job->look);
        fill(score);
    }
    view_relayout(view);
}

static void score_close(struct view *view)
{
    struct score_view *score = of(view);
    grid_free(score->grid);
    sheet_free(score->sheet);
    table_free(score->answer);
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void score_layout(struct view *view, struct rect area)
{
    struct score_view *score = of(view);
    if (score->sheet != NULL && g_strcmp0(score->language, language_code()) != 0) fill(score);
    score->head = rect_cut_top(&area, area.h >= 10 ? HEAD_ROWS : 0);
    const bool wide = area.w >= BESIDE_FROM;
    score->beside = wide ? rect_cut_right(&area, area.w * 2 / 5) : rect_make(0, 0, 0, 0);
    const int parts = score->sheet != NULL ? (int)score->sheet->parts->len : 0;
    if (wide) { /* the reasons right below the waterfall */
        score->reasons = score->beside;
        score->beside = rect_cut_top(&score->reasons, MIN(parts + 2, MAX(score->reasons.h - REASON_ROWS, 0)));
    } else {
        score->reasons = rect_cut_bottom(&area, area.h >= 13 ? REASON_ROWS : 0);
    }
    grid_place(score->grid, area, true);
}

static void draw_head(const struct score_view *score, struct canvas *canvas, struct rect area)
{
    const struct sheet *sheet = score->sheet;
    const int gauge = MIN(area.w - 34, 90);
    gauge_draw_wide(canvas, rect_make(area.x, area.y, gauge, 3), sheet->score, sheet->lowest, sheet->highest,
                    sheet->bands, sheet->band_count);
    const int x = area.x + gauge + 3, w = MIN(area.w - gauge - 3, 40);
    g_autofree char *chance = g_strdup_printf("%.1f %%", sheet->probability * 100);
    g_autofree char *value = g_strdup_printf("%s %d", sheet->band, sheet->score);
    g_autofree char *model = fact_text(score->answer, "model");
    g_autofree char *version = fact_text(score->answer, "version");
    g_autofree char *day = fact_text(score->answer, "day");
    g_autofree char *card = g_strdup_printf("%s %s", model, version);
    pair_draw(canvas, x, area.y, w, _("Score"), value, sheet_band_ink(sheet) | STYLE_BOLD);
    pair_draw(canvas, x, area.y + 1, w, _("Chance of default"), chance, INK_TEXT);
    pair_draw(canvas, x, area.y + 2, w, _("Model"), card, INK_DIM);
    pair_draw(canvas, x, area.y + 3, w, _("Scored on"), day, INK_DIM);
}

/* The row of the answer that is the reason of that rank; -1 when there is none. */
static int row_of_rank(const struct table *answer, int64_t rank)
{
    for (size_t row = 0; row < table_row_count(answer); row++) {
        const struct cell *cell = row_cell(answer, row, "rank");
        if (cell != NULL && !cell->is_null && cell->integer == rank) return (int)row;
    }
    return -1;
}

static const char *method_label(const char *method)
{
    if (g_strcmp0(method, "best") == 0) return _("below the best bin");
    if (g_strcmp0(method, "mean") == 0) return _("below the mean");
    if (g_strcmp0(method, "near") == 0) return _("below those just approved");
    return _("by the model's own method");
}

/* In the order and number that the law lets them be told. */
static void draw_reasons(const struct score_view *score, struct canvas *canvas, struct rect area)
{
    int row = 0;
    g_autofree char *title = g_strdup_printf("%s  %s", _("Reasons"), method_label(score->method));
    heading_draw(canvas, area.x, area.y, area.w, title, NULL);
    for (int64_t rank = 1; row < area.h - 1; rank++) {
        const int at = row_of_rank(score->answer, rank);
        const struct cell *code = at < 0 ? NULL : row_cell(score->answer, (size_t)at, "reason");
        if (code == NULL || code->is_null) break;
        row++;
        canvas_format(canvas, area.x, area.y + row, area.w, INK_TEXT, "%d. %s", row,
                      codes_label("SCORE_FACTOR", code->text, language_code()));
    }
    if (row == 0) canvas_text(canvas, area.x, area.y + 1, area.w, _("Nothing lowers this score."), INK_GOOD);
}

/* Trees give points above and below what everybody begins with; a card only takes away from its best. */
static bool is_of_trees(const struct score_view *score)
{
    g_autofree char *kind = fact_text(score->answer, "kind");
    return *kind != '\0' && strcmp(kind, "scorecard") != 0 && strcmp(kind, "expert") != 0;
}

static void draw_tree_waterfall(const struct score_view *score, struct canvas *canvas, struct rect area)
{
    const struct sheet *sheet = score->sheet;
    const guint count = sheet->parts->len;
    const struct cell *base = fact_cell(score->answer, "base");
    g_autofree struct bar *bars = g_new0(struct bar, count + 1);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    heading_draw(canvas, area.x, area.y, area.w, _("From the mean of all to this score"), NULL);
    for (guint i = 0; i < count; i++) {
        const struct sheet_part *part = &g_array_index(sheet->parts, struct sheet_part, i);
        g_ptr_array_add(texts, part->points != 0 ? g_strdup_printf("%+d", part->points) : g_strdup("·"));
        bars[i] = (struct bar){ feature_label(part->feature, part->id), part->points, texts->pdata[i],
                                part->points < 0   ? INK_BAD
                                : part->points > 0 ? INK_GOOD
                                                   : INK_DIM };
    }
    waterfall_draw(canvas, rect_make(area.x, area.y + 1, area.w, area.h - 2), base ? (int)base->integer : 0, bars,
                   count, 0);
}

static void draw_waterfall(const struct sheet *sheet, struct canvas *canvas, struct rect area)
{
    const guint count = sheet->parts->len;
    g_autofree struct bar *bars = g_new0(struct bar, count + 1);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    heading_draw(canvas, area.x, area.y, area.w, _("From the best possible to this score"), NULL);
    for (guint i = 0; i < count; i++) {
        const struct sheet_part *part = &g_array_index(sheet->parts, struct sheet_part, i);
        g_ptr_array_add(texts, part->lost > 0 ? g_strdup_printf("-%d", part->lost) : g_strdup("·"));
        bars[i] = (struct bar){ feature_label(part->feature, part->id), -(double)part->lost, texts->pdata[i],
                                part->lost > 30  ? INK_BAD
                                : part->lost > 0 ? INK_WARN
                                                 : INK_DIM };
    }
    waterfall_draw(canvas, rect_make(area.x, area.y + 1, area.w, area.h - 2), sheet->start, bars, count, 0);
}

static void score_draw(const struct view *view, struct canvas *canvas)
{
    const struct score_view *score = of_const(view);
    grid_draw(score->grid, canvas, true);
    if (score->sheet == NULL || !score->sheet->has_score) return;
    if (score->head.h > 0)
        draw_head(score, canvas, rect_make(score->head.x + 1, score->head.y, score->head.w - 2, score->head.h));
    if (score->reasons.h > 0)
        draw_reasons(score, canvas,
                     rect_make(score->reasons.x + 1, score->reasons.y, score->reasons.w - 2, score->reasons.h));
    if (score->beside.h <= 2) return;
    const struct rect beside = rect_make(score->beside.x + 2, score->beside.y, score->beside.w - 4, score->beside.h);
    if (is_of_trees(score))
        draw_tree_waterfall(score, canvas, beside);
    else
        draw_waterfall(score->sheet, canvas, beside);
}

static char *score_heading(const struct view *view)
{
    const struct score_view *score = of_const(view);
    if (score->sheet == NULL) return NULL;
    return sheet_heading(score->sheet, _("Score"));
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

static const char *figure_here(const struct score_view *score)
{
    const int64_t place = grid_row(score->grid);
    if (score->sheet == NULL || grid_row_count(score->grid) == 0 || place < 1 || place > score->sheet->parts->len)
        return NULL;
    return g_array_index(score->sheet->parts, struct sheet_part, place - 1).id;
}

/* The model's own, against the best bin, the mean, those just approved, and round again. */
static void next_method(struct score_view *score)
{
    static const char *const methods[] = { NULL, "best", "mean", "near" };
    size_t at = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        if (g_strcmp0(methods[i], score->method) == 0) at = i;
    score->method = methods[(at + 1) % G_N_ELEMENTS(methods)];
    load(&score->view);
}

static bool score_command(struct view *view, const char *id, int argument)
{
    struct score_view *score = of(view);
    if (strcmp(id, "subject.ask_why") == 0 || strcmp(id, "table.open") == 0)
        return ask_why(view, score->subject, score->as_of, figure_here(score)), true;
    if (strcmp(id, "score.method") == 0) return next_method(score), true;
    if (strcmp(id, "subject.open_whatif") == 0)
        return app_go(view->app, subject_route("whatif", score->subject, score->as_of)), true;
    if (strcmp(id, "subject.open_plan") == 0)
        return app_go(view->app, subject_route("plan", score->subject, score->as_of)), true;
    return screens_command(view, id, argument);
}

static const char *score_why_not(const struct view *view, const struct command *command)
{
    (void)view;
    const char *id = command->id;
    if (strcmp(id, "subject.set_as_of") == 0 || strcmp(id, "subject.reveal") == 0)
        return N_("Go back to the file for this");
    if (strcmp(id, "subject.open_dispute") == 0)
        return N_("A score is not disputed, its facts are: ask why, and dispute the month or the amount");
    return NULL;
}

static char *score_argument(const struct view *view, const char *name)
{
    return strcmp(name, "subject") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, of_const(view)->subject) : NULL;
}

static struct grid *score_grid(const struct view *view)
{
    return of_const(view)->grid;
}

static void score_save(const struct view *view, struct route *route)
{
    grid_save(of_const(view)->grid, route);
}

const struct view_ops screen_score = {
    .id = "score",
    .contexts = "score subject",
    .title = N_("Score"),
    .size = sizeof(struct score_view),
    .open = score_open,
    .layout = score_layout,
    .draw = score_draw,
    .command = score_command,
    .why_not = score_why_not,
    .result = score_result,
    .refresh = load,
    .grid = score_grid,
    .argument = score_argument,
    .heading = score_heading,
    .standing = visit_standing_short,
    .save = score_save,
    .close = score_close,
};
