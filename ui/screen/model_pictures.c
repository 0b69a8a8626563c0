/* SPDX-License-Identifier: Apache-2.0 */
/* A model judged on a file, in pictures. The file is read by the command `model evaluate`, a job a part: the table of
 * cut-offs first, from which the summary, the ROC, the KS and the cut-off that moves under the keys are drawn without
 * reading again; the others when their tab is opened. */
#include "screen/model_pictures.h"

#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <math.h>
#include <string.h>

const char *const pictures_titles[] = { N_("Summary"),     N_("ROC"),     N_("KS"),       N_("Lift"),
                                        N_("Calibration"), N_("Cut-off"), N_("Segments"), N_("Fairness"),
                                        N_("Stability"),   NULL };
static const char *const parts[PICTURES_TABS] = { "cutoffs", "cutoffs",  "cutoffs",  "lift", "calibration",
                                                  "cutoffs", "segments", "fairness", "psi" };

static struct pictures_view *of(struct view *view)
{
    return (struct pictures_view *)view;
}
static const struct pictures_view *of_const(const struct view *view)
{
    return (const struct pictures_view *)view;
}

bool pictures_is_table(size_t tab)
{
    return tab >= TAB_SEGMENTS;
}

/* The tab whose answer a tab is drawn from. */
static size_t source_of(size_t tab)
{
    return strcmp(parts[tab], "cutoffs") == 0 ? TAB_SUMMARY : tab;
}

static const struct command *judge(void)
{
    return command_find("model.evaluate");
}

static struct arguments *copy_of(const struct arguments *from, const char *to)
{
    const struct command *command = command_find(to);
    struct arguments *copy = arguments_new(command);
    for (const struct argument *each = command->arguments; from != NULL && each->name != NULL; each++)
        for (size_t i = 0; i < arguments_count(from, each->name); i++)
            arguments_set(copy, each->name, arguments_nth(from, each->name, i), NULL);
    return copy;
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

static bool is_ready(const struct pictures_view *pictures)
{
    return pictures->arguments != NULL && arguments_text(pictures->arguments, "model") != NULL &&
           arguments_text(pictures->arguments, "data") != NULL && arguments_text(pictures->arguments, "target") != NULL;
}

const char *pictures_lacks(const struct pictures_view *pictures, size_t tab)
{
    if (tab == TAB_SEGMENTS && !arguments_has(pictures->arguments, "by"))
        return N_("No column of segments was named; n asks for one.");
    if (tab == TAB_FAIRNESS && !arguments_has(pictures->arguments, "fair"))
        return N_("No column of groups was named; n asks for one.");
    return NULL;
}

static void read_part(struct pictures_view *pictures, size_t tab)
{
    const size_t source = source_of(tab);
    if (!is_ready(pictures) || pictures_lacks(pictures, tab) != NULL) return;
    struct recorded_look *look = look_new("model.evaluate", DATE_NONE, NULL, NULL);
    arguments_free(look->arguments);
    look->arguments = copy_of(pictures->arguments, "model.evaluate");
    arguments_set(look->arguments, "part", parts[source], NULL);
    look_start(&pictures->view, (int)source + 1, N_("Judging the model"), look);
}

static void forget(struct pictures_view *pictures)
{
    for (size_t i = 0; i < PICTURES_TABS; i++) {
        g_clear_pointer(&pictures->part[i], table_free);
        g_clear_pointer(&pictures->trouble[i], g_free);
    }
}

static void show_table(struct pictures_view *pictures)
{
    const struct table *table = pictures->part[pictures->tab];
    if (!pictures_is_table(pictures->tab) || table == NULL) return;
    grid_set_source(pictures->grid, source_of_table(table_select(table, NULL, NULL), NULL));
    grid_set_title(pictures->grid, _(pictures_titles[pictures->tab]));
}

static void go_to_tab(struct pictures_view *pictures, size_t tab)
{
    pictures->tab = tab;
    if (pictures->part[source_of(tab)] == NULL && pictures->trouble[source_of(tab)] == NULL) read_part(pictures, tab);
    show_table(pictures);
    view_relayout(&pictures->view);
}

/* ---- the ladder ---------------------------------------------------------------------------------------------------
 */

static void ladder_clear(struct pictures_ladder *ladder)
{
    g_free(ladder->score);
    g_free(ladder->goods);
    g_free(ladder->bads);
    g_free(ladder->goods_below);
    g_free(ladder->bads_below);
    g_free(ladder->approval);
    *ladder = (struct pictures_ladder){ 0 };
}

static void ladder_take(struct pictures_ladder *ladder, const struct table *table)
{
    const size_t steps = table_row_count(table);
    ladder_clear(ladder);
    ladder->steps = steps;
    ladder->score = g_new0(double, steps + 1);
    ladder->goods = g_new0(double, steps + 1);
    ladder->bads = g_new0(double, steps + 1);
    ladder->goods_below = g_new0(double, steps + 1);
    ladder->bads_below = g_new0(double, steps + 1);
    ladder->approval = g_new0(double, steps + 1);
    for (size_t i = 0; i < steps; i++) {
        ladder->score[i] = (double)row_cell(table, i, "score")->integer;
        ladder->goods[i] = row_cell(table, i, "goods")->real;
        ladder->bads[i] = row_cell(table, i, "bads")->real;
        ladder->all_goods += ladder->goods[i];
        ladder->all_bads += ladder->bads[i];
    }
    if (steps > 0) ladder->score[steps] = ladder->score[steps - 1] + 1;
    double goods = 0, bads = 0;
    const double all = fmax(ladder->all_goods + ladder->all_bads, 1e-9);
    for (size_t i = 0; i <= steps; i++) {
        ladder->goods_below[i] = goods / fmax(ladder->all_goods, 1e-9);
        ladder->bads_below[i] = bads / fmax(ladder->all_bads, 1e-9);
        ladder->approval[i] = 1 - (goods + bads) / all;
        goods += ladder->goods[i];
        bads += ladder->bads[i];
    }
}

struct pictures_cut pictures_cut_at(const struct pictures_view *pictures, size_t step)
{
    const struct pictures_ladder *ladder = &pictures->ladder;
    struct pictures_cut cut = { 0 };
    if (ladder->steps == 0) return cut;
    step = MIN(step, ladder->steps);
    cut.cutoff = ladder->score[step];
    cut.refused_good = ladder->goods_below[step] * ladder->all_goods;
    cut.refused_bad = ladder->bads_below[step] * ladder->all_bads;
    cut.accepted_good = ladder->all_goods - cut.refused_good;
    cut.accepted_bad = ladder->all_bads - cut.refused_bad;
    cut.cost = pictures->cost_bad * cut.accepted_bad + pictures->cost_good * cut.refused_good;
    return cut;
}

size_t pictures_least_cost(const struct pictures_view *pictures)
{
    size_t best = 0;
    for (size_t i = 1; i <= pictures->ladder.steps; i++)
        if (pictures_cut_at(pictures, i).cost < pictures_cut_at(pictures, best).cost - 1e-9) best = i;
    return best;
}

/* The first score that the answer's cut-off accepts. */
static void take_cutoff(struct pictures_view *pictures, const struct table *answer)
{
    const struct cell *cutoff = fact_cell(answer, "cutoff"), *bad = fact_cell(answer, "cost_bad"),
                      *good = fact_cell(answer, "cost_good");
    pictures->cost_bad = bad != NULL ? bad->real : 1;
    pictures->cost_good = good != NULL ? good->real : 1;
    pictures->cutoff = 0;
    while (cutoff != NULL && pictures->cutoff < pictures->ladder.steps &&
           pictures->ladder.score[pictures->cutoff] < cutoff->real)
        pictures->cutoff++;
}

static void pictures_result(struct view *view, const struct job_result *result)
{
    struct pictures_view *pictures = of(view);
    const size_t tab = (size_t)(result->kind - 1);
    if (tab >= PICTURES_TABS) return;
    g_clear_pointer(&pictures->trouble[tab], g_free);
    g_clear_pointer(&pictures->part[tab], table_free);
    if (result->error != NULL) {
        if (tab == TAB_SUMMARY || source_of(pictures->tab) == tab) app_error(view->app, result->error);
        pictures->trouble[tab] = g_strdup(_("This was not shown: see the message below."));
    } else {
        pictures->part[tab] = look_take(result->data);
        if (tab == TAB_SUMMARY) {
            ladder_take(&pictures->ladder, pictures->part[tab]);
            take_cutoff(pictures, pictures->part[tab]);
        }
    }
    show_table(pictures);
    view_relayout(view);
}

/* ---- acts ---------------------------------------------------------------------------------------------------------
 */

static void filled_in(struct view *view, struct arguments *arguments, void *data)
{
    struct pictures_view *pictures = of(view);
    (void)data;
    if (arguments == NULL) return;
    arguments_free(pictures->arguments);
    pictures->arguments = arguments;
    forget(pictures);
    read_part(pictures, TAB_SUMMARY);
    go_to_tab(pictures, pictures->tab);
}

static void ask(struct view *view)
{
    const char *reason = app_why_not(view->app, judge());
    if (reason != NULL) {
        app_toast(view->app, "%s: %s", _(judge()->title), reason);
        return;
    }
    form_open(view, judge(), copy_of(of(view)->arguments, "model.evaluate"), filled_in, NULL, NULL);
}

/* What moves is shown: from a tab without the cut-off the keys lead to the one about it. */
static void show_cutoff(struct pictures_view *pictures)
{
    const size_t tab = pictures->tab;
    if (tab != TAB_ROC && tab != TAB_KS && tab != TAB_CUTOFF) go_to_tab(pictures, TAB_CUTOFF);
}

static void costs_given(struct view *view, const char *text, void *data)
{
    struct pictures_view *pictures = of(view);
    (void)data;
    if (text == NULL) return;
    g_auto(GStrv) words = g_strsplit_set(text, " :/;", 2);
    char *end_bad = NULL, *end_good = NULL;
    const double bad = words[0] != NULL ? g_ascii_strtod(words[0], &end_bad) : 0;
    const double good = words[0] != NULL && words[1] != NULL ? g_ascii_strtod(words[1], &end_good) : 0;
    if (end_good == NULL || *end_bad != '\0' || *end_good != '\0' || !(bad >= 0) || !(good >= 0) || !isfinite(bad) ||
        !isfinite(good)) {
        app_toast(view->app, "%s", _("Two numbers, such as 5:1"));
        return;
    }
    pictures->cost_bad = bad;
    pictures->cost_good = good;
    pictures->cutoff = pictures_least_cost(pictures);
    show_cutoff(pictures);
    view_dirty(view);
}

static void ask_costs(struct view *view)
{
    const struct pictures_view *pictures = of_const(view);
    g_autofree char *now = g_strdup_printf("%g:%g", pictures->cost_bad, pictures->cost_good);
    prompt_open(view, &(struct prompt_options){ .title = _("Costs, bad accepted:good refused"),
                                                .text = now,
                                                .hint = _("The cut-off goes to the least cost"),
                                                .done = costs_given });
}

static bool move(struct pictures_view *pictures, int steps)
{
    show_cutoff(pictures);
    const gint64 to = (gint64)pictures->cutoff + steps;
    pictures->cutoff = (size_t)CLAMP(to, 0, (gint64)pictures->ladder.steps);
    view_dirty(&pictures->view);
    return true;
}

static bool tab_command(struct pictures_view *pictures, const char *id, int argument)
{
    if (strcmp(id, "tab.next") == 0) return go_to_tab(pictures, (pictures->tab + 1) % PICTURES_TABS), true;
    if (strcmp(id, "tab.previous") == 0)
        return go_to_tab(pictures, (pictures->tab + PICTURES_TABS - 1) % PICTURES_TABS), true;
    if (strcmp(id, "tab.go") != 0) return false;
    if (argument >= 0 && argument < PICTURES_TABS) go_to_tab(pictures, (size_t)argument);
    return true;
}

static bool pictures_command(struct view *view, const char *id, int argument)
{
    struct pictures_view *pictures = of(view);
    if (tab_command(pictures, id, argument)) return true;
    if (strcmp(id, "evaluation.form") == 0) return ask(view), true;
    if (strcmp(id, "evaluation.lower") == 0) return move(pictures, -1);
    if (strcmp(id, "evaluation.higher") == 0) return move(pictures, 1);
    if (strcmp(id, "evaluation.much_lower") == 0) return move(pictures, -10);
    if (strcmp(id, "evaluation.much_higher") == 0) return move(pictures, 10);
    if (strcmp(id, "evaluation.costs") == 0) return ask_costs(view), true;
    if (strcmp(id, "evaluation.workbook") == 0) {
        app_command_with(view->app, command_find("export.model"), copy_of(pictures->arguments, "export.model"));
        return true;
    }
    return screens_command(view, id, argument);
}

/* ---- frame --------------------------------------------------------------------------------------------------------
 */

static bool pictures_open(struct view *view, const struct route *route, GError **error)
{
    struct pictures_view *pictures = of(view);
    (void)error;
    pictures->grid = grid_new();
    pictures->model = g_strdup(route_get(route, "model"));
    pictures->cost_bad = pictures->cost_good = 1;
    pictures->arguments = arguments_new(judge());
    for (const struct argument *each = judge()->arguments; each->name != NULL; each++)
        if (route_get(route, each->name) != NULL && strcmp(each->name, "part") != 0)
            arguments_set(pictures->arguments, each->name, route_get(route, each->name), NULL);
    pictures->tab = (size_t)CLAMP(route_int(route, "tab", 0), 0, PICTURES_TABS - 1);
    grid_set_empty(pictures->grid, _("n asks for the file and what is wanted of it."));
    read_part(pictures, TAB_SUMMARY);
    if (source_of(pictures->tab) != TAB_SUMMARY) read_part(pictures, pictures->tab);
    return true;
}

static void pictures_refresh(struct view *view)
{
    struct pictures_view *pictures = of(view);
    read_part(pictures, TAB_SUMMARY);
    for (size_t i = 0; i < PICTURES_TABS; i++)
        if (source_of(i) == i && i != TAB_SUMMARY && pictures->part[i] != NULL) read_part(pictures, i);
}

static void pictures_layout(struct view *view, struct rect area)
{
    struct pictures_view *pictures = of(view);
    rect_cut_top(&area, 1);
    pictures->body = area;
    grid_place(pictures->grid, area, true);
}

static struct grid *pictures_grid(const struct view *view)
{
    const struct pictures_view *pictures = of_const(view);
    return pictures_is_table(pictures->tab) && pictures->part[pictures->tab] != NULL ? pictures->grid : NULL;
}

static char *pictures_heading(const struct view *view)
{
    const struct pictures_view *pictures = of_const(view);
    const char *data = pictures->arguments != NULL ? arguments_text(pictures->arguments, "data") : NULL;
    const char *model = arguments_text(pictures->arguments, "model");
    g_autofree char *name = data != NULL ? g_path_get_basename(data) : NULL;
    g_autofree char *card = model != NULL ? g_path_get_basename(model) : NULL;
    return g_strdup_printf("%s › %s%s%s", _("Evaluation"), card != NULL ? card : "", name != NULL ? " › " : "",
                           name != NULL ? name : "");
}

static char *pictures_argument(const struct view *view, const char *name)
{
    return strcmp(name, "model") == 0 ? g_strdup(of_const(view)->model) : NULL;
}

static void pictures_save(const struct view *view, struct route *route)
{
    const struct pictures_view *pictures = of_const(view);
    for (const struct argument *each = judge()->arguments; each->name != NULL; each++)
        if (arguments_text(pictures->arguments, each->name) != NULL && each->type != ARGUMENT_FLAG)
            route_set(route, each->name, arguments_text(pictures->arguments, each->name));
    route_set_int(route, "tab", (int64_t)pictures->tab);
}

static void pictures_close(struct view *view)
{
    struct pictures_view *pictures = of(view);
    forget(pictures);
    ladder_clear(&pictures->ladder);
    arguments_free(pictures->arguments);
    g_free(pictures->model);
    grid_free(pictures->grid);
}

const struct view_ops screen_evaluation = {
    .id = "evaluation",
    .contexts = "evaluation tabs",
    .title = N_("Evaluation"),
    .size = sizeof(struct pictures_view),
    .open = pictures_open,
    .layout = pictures_layout,
    .draw = pictures_draw,
    .command = pictures_command,
    .why_not = list_leaf_why_not,
    .result = pictures_result,
    .refresh = pictures_refresh,
    .grid = pictures_grid,
    .argument = pictures_argument,
    .heading = pictures_heading,
    .standing = visit_standing,
    .save = pictures_save,
    .close = pictures_close,
};
