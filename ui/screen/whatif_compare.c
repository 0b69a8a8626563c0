/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison: what every characteristic gives now and in each scenario. A grid, so that it is sorted, copied and
 * exported as any table. */
#include "screen/whatif.h"

#include <math.h>
#include <string.h>

static const struct column columns[] = {
    { .id = "place", .title = N_("No."), .type = VALUE_INTEGER, .priority = 9 },
    { .id = "characteristic", .title = N_("Points"), .type = VALUE_TEXT },
    { .id = "now", .title = N_("now"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "a", .title = N_("A"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "b", .title = N_("B"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "c", .title = N_("C"), .type = VALUE_INTEGER, .priority = 4 },
    { .id = "d", .title = N_("D"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "effect",
      .title = N_("effect"),
      .type = VALUE_INTEGER,
      .priority = 6,
      .help = N_("Points more or less in the scenario under the cursor") },
    { .id = "best", .title = N_("best"), .type = VALUE_INTEGER, .priority = 8, .help = N_("Points of the best bin") },
};

static bool is_known(const struct whatif_view *whatif, int scenario)
{
    return whatif->answer[scenario].bad < 0 && whatif->answer[scenario].result.parts > 0;
}

static void add_row(struct table *table, int place, const char *title)
{
    table_row_begin(table);
    table_add_int(table, place);
    table_add_text(table, title);
}

static void add_effect(const struct whatif_view *whatif, struct table *table, int now, int then)
{
    is_known(whatif, whatif->scenario) ? table_add_int(table, then - now) : table_add_null(table);
}

static void score_row(const struct whatif_view *whatif, struct table *table)
{
    add_row(table, 0, _("Score"));
    table_add_int(table, whatif->file->now.score);
    for (int s = 0; s < SCENARIOS; s++)
        is_known(whatif, s) ? table_add_int(table, whatif->answer[s].result.score) : table_add_null(table);
    add_effect(whatif, table, whatif->file->now.score, whatif->answer[whatif->scenario].result.score);
    table_add_int(table, model_highest(whatif->file->card));
    table_row_end(table, NULL);
}

struct table *whatif_compare(const struct whatif_view *whatif)
{
    struct table *table = table_new();
    const struct score_result *now = &whatif->file->now;
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    score_row(whatif, table);
    for (size_t i = 0; i < now->parts; i++) {
        const struct score_part *part = &now->part[i];
        const int index = feature_index(part->characteristic);
        add_row(table, (int)i + 1, feature_label(index < 0 ? NULL : feature_at((size_t)index), part->characteristic));
        table_add_int(table, part->points);
        for (int s = 0; s < SCENARIOS; s++)
            is_known(whatif, s) ? table_add_int(table, whatif->answer[s].result.part[i].points) : table_add_null(table);
        add_effect(whatif, table, part->points, whatif->answer[whatif->scenario].result.part[i].points);
        table_add_int(table, part->points + part->lost);
        table_row_end(table, NULL);
    }
    return table;
}

static int64_t points_now(const struct whatif_view *whatif, int64_t place)
{
    if (place == 0) return whatif->file->now.score;
    return place > 0 && (size_t)place <= whatif->file->now.parts ? whatif->file->now.part[place - 1].points : 0;
}

/* Which row is being painted is not told to a painter; so the ink of a changed row says it, and numbers carry a sign
 * only where points are no score. */
static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    const struct whatif_view *whatif = data;
    struct cell cell;
    static const char *const ids[SCENARIOS] = { "a", "b", "c", "d" };
    if (!grid_value(grid, key, ids[whatif->scenario], &cell) || cell.is_null) return INK_TEXT;
    const int64_t now = points_now(whatif, key);
    return cell.integer > now ? INK_GOOD : cell.integer < now ? INK_BAD : INK_TEXT;
}

/* How much one part moves the score, as a bar to the right of a middle line or to the left of it. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    const struct whatif_view *whatif = data;
    if (strcmp(column->id, "effect") != 0 || cell->is_null) return false;
    g_autofree char *text = cell->integer == 0 ? g_strdup("·") : g_strdup_printf("%+d", (int)cell->integer);
    const int number = 5, half = (rect.w - number) / 2;
    canvas_field(canvas, rect.x, rect.y, number, text, 1,
                 (cell->integer > 0   ? INK_GOOD
                  : cell->integer < 0 ? INK_BAD
                                      : INK_DIM) |
                     ground);
    if (half < 2) return true;
    int most = 1;
    for (size_t i = 0; i < whatif->file->now.parts; i++)
        most =
            MAX(most, ABS(whatif->answer[whatif->scenario].result.part[i].points - whatif->file->now.part[i].points));
    const double share = MIN((double)ABS(cell->integer) / most, 1);
    const int middle = rect.x + number + half, length = cell->integer == 0 ? 0 : MAX((int)(share * half + 0.5), 1);
    canvas_text(canvas, middle, rect.y, 1, "│", INK_DIM | ground);
    for (int i = 1; i <= length; i++)
        canvas_text(canvas, cell->integer > 0 ? middle + i : middle - i, rect.y, 1, cell->integer > 0 ? "█" : "▒",
                    (cell->integer > 0 ? INK_GOOD : INK_BAD) | ground);
    return true;
}

void whatif_compare_prepare(struct whatif_view *whatif)
{
    const bool first = grid_source(whatif->points) == NULL;
    whatif->language = language_code();
    grid_set_source(whatif->points, source_of_table(whatif_compare(whatif), "place"));
    grid_set_row_ink(whatif->points, row_ink, whatif);
    grid_set_painter(whatif->points, paint, whatif);
    grid_hide(whatif->points, "place", true);
    grid_set_width(whatif->points, "characteristic", 14, 40);
    for (size_t i = 2; i < G_N_ELEMENTS(columns); i++)
        grid_set_width(whatif->points, columns[i].id, 4, strcmp(columns[i].id, "effect") == 0 ? 26 : 6);
    if (first) grid_restore(whatif->points, whatif->view.route);
}
