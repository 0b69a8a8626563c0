/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing a plan: what is asked for and what it comes to on top, the steps or every target in the middle, below the
 * score by month and what no plan changes. */
#include "base/text.h"
#include "screen/plan_view.h"
#include "widget/chrome.h"

#include <math.h>
#include <string.h>

enum { HEAD_ROWS = 3, CHART_MOST = 12, CHART_LEAST = 5 };

static const struct column step_columns[] = {
    { .id = "place", .title = N_("No."), .type = VALUE_INTEGER, .priority = 6 },
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
    { .id = "step", .title = N_("Step"), .type = VALUE_TEXT },
    { .id = "cost", .title = N_("Cost"), .type = VALUE_TEXT },
    { .id = "points", .title = N_("Points"), .type = VALUE_INTEGER },
    { .id = "score", .title = N_("Score"), .type = VALUE_INTEGER },
};
static const struct column target_columns[] = {
    { .id = "place", .title = N_("No."), .type = VALUE_INTEGER, .priority = 6 },
    { .id = "score", .title = N_("Target"), .type = VALUE_INTEGER },
    { .id = "cost", .title = N_("Cost"), .type = VALUE_TEXT },
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
    { .id = "changes", .title = N_("Changes"), .type = VALUE_INTEGER },
    { .id = "proven", .title = N_("Proven cheapest"), .type = VALUE_FLAG, .priority = 1 },
};

/* ---- words ------------------------------------------------------------------------------------------------------- */

const char *plan_cost_word(enum plan_cost kind)
{
    return kind == PLAN_MONEY ? _("money") : kind == PLAN_EFFORT ? _("effort") : _("changes");
}

static char *money_text(int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup(money_format_minor(minor, true, text));
}

char *plan_price_text(const struct plan_view *plan, const struct plan_price *price)
{
    const enum plan_cost kind = plan->wish.kind;
    if (price->of[kind] == 0) return g_strdup("–");
    return kind == PLAN_MONEY ? money_text(price->of[kind]) : g_strdup_printf("%" G_GINT64_FORMAT, price->of[kind]);
}

char *plan_step_text(const struct plan_view *plan, const struct plan_step *step)
{
    const struct account *account = dossier_account(plan->load->sheet->dossier, step->action.account);
    g_autofree char *where = account ? sheet_account_label(plan->load->sheet, account) : g_strdup("");
    g_autofree char *amount = money_text(step->action.minor);
    if (step->action.kind == ACTION_PAY) return g_strdup_printf(_("pay %s %s"), amount, where);
    if (step->action.kind == ACTION_LIMIT) return g_strdup_printf(_("limit to %s %s"), amount, where);
    if (step->action.kind == ACTION_CLOSE) return g_strdup_printf(_("close %s"), where);
    if (step->action.kind == ACTION_WAIT && step->price.of[PLAN_MONEY] > 0)
        return g_strdup(_("pay what is due and past due"));
    if (step->action.kind == ACTION_WAIT) {
        const int index = step->moved ? feature_index(step->moved) : -1;
        g_autofree char *months =
            g_strdup_printf(ngettext("pay what is due for %d month", "pay what is due for %d months",
                                     (unsigned long)step->action.months),
                            step->action.months);
        if (index < 0 || step->points == 0) return g_steal_pointer(&months);
        return g_strdup_printf("%s · %s", months, feature_label(feature_at((size_t)index), step->moved));
    }
    g_autofree char *phrase = action_explain(&step->action, plan->load->sheet->dossier);
    return phrase_expand(phrase, language_translate);
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

static struct table *steps_table(const struct plan_view *plan)
{
    const struct plan *shown = plan_shown(plan);
    struct table *table = table_new();
    table_set_columns(table, step_columns, G_N_ELEMENTS(step_columns));
    for (size_t i = 0; i < shown->steps; i++) {
        const struct plan_step *step = &shown->step[i];
        g_autofree char *words = plan_step_text(plan, step), *price = plan_price_text(plan, &step->price);
        table_row_begin(table);
        table_add_int(table, (int64_t)i + 1);
        table_add_month(table, step->month);
        table_add_text(table, words);
        table_add_text(table, price);
        table_add_int(table, step->points);
        table_add_int(table, step->score);
        table_row_end(table, NULL);
    }
    return table;
}

static struct table *targets_table(const struct plan_view *plan)
{
    const struct plan_book *book = plan->load->book;
    struct table *table = table_new();
    table_set_columns(table, target_columns, G_N_ELEMENTS(target_columns));
    for (size_t i = 0; i < book->plans; i++) {
        g_autofree char *price = plan_price_text(plan, &book->plan[i].price);
        table_row_begin(table);
        table_add_int(table, (int64_t)i + 1);
        table_add_int(table, book->plan[i].score);
        table_add_text(table, price);
        table_add_month(table, book->plan[i].month);
        table_add_int(table, book->plan[i].price.of[PLAN_CHANGES]);
        table_add_int(table, book->plan[i].proven);
        table_row_end(table, NULL);
    }
    return table;
}

static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    if (cell->is_null) return false;
    if (strcmp(column->id, "cost") == 0) {
        canvas_field(canvas, rect.x, rect.y, rect.w, cell->text, 1, INK_TEXT | ground);
        return true;
    }
    if (strcmp(column->id, "points") != 0) return false;
    g_autofree char *text = g_strdup_printf("%+d", (int)cell->integer);
    canvas_field(canvas, rect.x, rect.y, rect.w, cell->integer == 0 ? "·" : text, 1,
                 (cell->integer > 0   ? INK_GOOD
                  : cell->integer < 0 ? INK_BAD
                                      : INK_DIM) |
                     ground);
    return true;
}

void plan_fill(struct plan_view *plan)
{
    const bool first = plan->language == NULL;
    plan->language = language_code();
    grid_set_source(plan->grid, source_of_table(plan->frontier ? targets_table(plan) : steps_table(plan), "place"));
    grid_set_painter(plan->grid, paint, plan);
    grid_hide(plan->grid, "place", true);
    grid_set_width(plan->grid, "step", 24, 60);
    grid_set_width(plan->grid, "cost", 10, 16);
    grid_set_empty(plan->grid, _("Nothing has to be done for this target."));
    if (first) grid_restore(plan->grid, plan->view.route);
    if (plan->frontier)
        for (size_t i = 0; i < plan->load->book->plans; i++)
            if (&plan->load->book->plan[i] == plan_shown(plan)) grid_go_to(plan->grid, (int64_t)i + 1);
}

/* ---- layout ------------------------------------------------------------------------------------------------------ */

void plan_layout(struct view *view, struct rect area)
{
    struct plan_view *plan = (struct plan_view *)view;
    if (plan->load != NULL && g_strcmp0(plan->language, language_code()) != 0) plan_fill(plan);
    plan->head = rect_cut_top(&area, MIN(HEAD_ROWS, area.h));
    plan->foot = rect_cut_bottom(&area, area.h >= 10 ? 2 : 0);
    const int wanted = (int)grid_row_count(plan->grid) + 2, spare = area.h - MIN(wanted, area.h * 3 / 5);
    plan->chart = rect_cut_bottom(&area, spare >= CHART_LEAST ? MIN(spare, CHART_MOST) : 0);
    grid_place(plan->grid, area, true);
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static char *verdict(const struct plan_view *plan, const struct plan *shown)
{
    if (shown->score < plan->wish.target) return g_strdup_printf(_("not within reach: %d is the best"), shown->score);
    if (shown->proven) return g_strdup(_("proven cheapest"));
    const struct plan_price gap = { { shown->gap, shown->gap, shown->gap } };
    g_autofree char *text = plan_price_text(plan, &gap);
    return g_strdup_printf(_("not cheaper by more than %s"), text);
}

static char *limits_text(const struct plan_view *plan)
{
    GString *text = g_string_new(NULL);
    if (plan->wish.most >= 0)
        g_string_append_printf(text,
                               ngettext("  at most %d change", "  at most %d changes", (unsigned long)plan->wish.most),
                               plan->wish.most);
    for (guint i = 0; i < plan->without->len; i++)
        g_string_append_printf(text, i ? ", %s" : _("  without %s"), (const char *)plan->without->pdata[i]);
    return g_string_free(text, FALSE);
}

static void draw_head(const struct plan_view *plan, const struct plan *shown, struct canvas *canvas, struct rect area)
{
    const struct plan_book *book = plan->load->book;
    char month[DATE_TEXT_SIZE];
    const bool reached = shown->score >= plan->wish.target;
    g_autofree char *said = verdict(plan, shown), *limits = limits_text(plan);
    g_autofree char *within = g_strdup_printf(
        ngettext("within %d month", "within %d months", (unsigned long)plan->wish.within), plan->wish.within);
    int x = area.x;
    x += canvas_format(canvas, x, area.y, area.w, INK_ACCENT | STYLE_BOLD, _("target ◀ %d ▶"), plan->wish.target);
    x += canvas_format(canvas, x, area.y, area.x + area.w - x, INK_TEXT, "  %s  %s%s", within,
                       plan_cost_word(plan->wish.kind), limits);
    canvas_text(canvas, x + 2, area.y, area.x + area.w - x - 2, said,
                (reached ? shown->proven ? INK_GOOD : INK_WARN : INK_BAD) | STYLE_BOLD);
    if (area.h < 2) return;
    g_autofree char *measure = plan_price_text(plan, &shown->price), *money = money_text(shown->price.of[PLAN_MONEY]);
    const bool both = plan->wish.kind != PLAN_MONEY && shown->price.of[PLAN_MONEY] > 0;
    g_autofree char *price = both ? g_strdup_printf("%s (%s)", measure, money) : g_strdup(measure);
    x = area.x;
    x += canvas_format(canvas, x, area.y + 1, area.w, INK_STRONG, _("%d now · %d in %s · total %s"), book->now.score,
                       shown->score, month_format(shown->month, month), price);
    const struct plan *cheaper = plan_cheaper(book, shown);
    if (cheaper == NULL || cheaper->score <= book->now.score) return; /* where one stands is no target */
    g_autofree char *less = plan_price_text(plan, &cheaper->price);
    canvas_format(canvas, x, area.y + 1, area.x + area.w - x, INK_DIM, _(" · next cheaper target %d for %s"),
                  cheaper->score, less);
}

/* The score month by month as a staircase; the target as a line of text beside it. */
static void draw_chart(const struct plan_view *plan, const struct plan *shown, struct canvas *canvas)
{
    const struct rect area = plan->chart;
    const struct plan_book *book = plan->load->book;
    const size_t months = book->months;
    g_autofree double *values = g_new(double, months + 1);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    double low = book->now.score, high = MAX(book->now.score, plan->wish.target);
    for (size_t i = 0; i < months; i++) {
        values[i] = shown->path[i];
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    canvas_format(canvas, area.x + 1, area.y, area.w - 2, INK_STRONG | STYLE_BOLD, _("Score by month, target %d"),
                  plan->wish.target);
    for (size_t t = 0; t < months; t++) {
        char text[DATE_TEXT_SIZE];
        month_format((struct month){ book->month.index + (int32_t)t }, text);
        g_ptr_array_add(texts, g_strdup(text + 5));
    }
    g_ptr_array_add(texts, NULL);
    strip_chart_draw(canvas, rect_make(area.x + 1, area.y + 1, area.w - 2, area.h - 1), values, months, low,
                     fmax(high, low + 20), (const char *const *)texts->pdata, INK_ACCENT);
}

static void input_text(GString *text, const struct plan_bind *bind)
{
    char month[DATE_TEXT_SIZE];
    const int index = feature_index(bind->input);
    g_string_append_printf(text, "%s%s −%d", text->len ? "; " : "",
                           feature_label(index < 0 ? NULL : feature_at((size_t)index), bind->input), bind->lost);
    if (month_is_set(bind->month)) g_string_append_printf(text, _(" until %s"), month_format(bind->month, month));
}

/* What holds back under the best plan; how many adverse facts there are, and when the last of them leaves. */
static void draw_foot(const struct plan_view *plan, struct canvas *canvas, struct rect area)
{
    g_autoptr(GString) inputs = g_string_new(NULL);
    struct date leaves = DATE_NONE;
    int facts = 0;
    for (guint i = 0; i < plan->load->binds->len; i++) {
        const struct plan_bind *bind = &g_array_index(plan->load->binds, struct plan_bind, i);
        if (bind->input != NULL) {
            input_text(inputs, bind);
            continue;
        }
        facts++;
        if (date_is_set(bind->leaves) && (!date_is_set(leaves) || leaves.days < bind->leaves.days))
            leaves = bind->leaves;
    }
    canvas_format(canvas, area.x, area.y, area.w, INK_DIM, _("Holds the best plan back: %s"),
                  inputs->len ? inputs->str : "–");
    int x = area.x;
    x += canvas_text(canvas, x, area.y + 1, area.w, _("Cannot change: age, sex, what is true"), INK_DIM);
    if (facts > 0)
        x += canvas_format(canvas, x, area.y + 1, area.x + area.w - x, INK_DIM,
                           ngettext("; %d adverse fact", "; %d adverse facts", (unsigned long)facts), facts);
    char day[DATE_TEXT_SIZE];
    if (date_is_set(leaves))
        canvas_format(canvas, x, area.y + 1, area.x + area.w - x, INK_DIM, _(", the last leaves the file on %s"),
                      date_format(leaves, day));
}

void plan_draw(const struct view *view, struct canvas *canvas)
{
    const struct plan_view *plan = (const struct plan_view *)view;
    const struct plan *shown = plan_shown(plan);
    grid_draw(plan->grid, canvas, true);
    if (shown == NULL) return;
    draw_head(plan, shown, canvas, rect_make(plan->head.x + 1, plan->head.y, plan->head.w - 2, plan->head.h));
    if (plan->chart.h > 0) draw_chart(plan, shown, canvas);
    if (plan->foot.h > 0)
        draw_foot(plan, canvas, rect_make(plan->foot.x + 1, plan->foot.y, plan->foot.w - 2, plan->foot.h));
}
