/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest plan to a score. The search runs once in a worker and answers every target, so that moving the target
 * redraws and asks nobody; another measure, time or limit of changes is another search. */
#include "screen/plan_view.h"

#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "widget/overlay.h"

#include <stdlib.h>
#include <string.h>

enum { JOB_PLAN = 1, TARGET_STEP = 5, TARGET_LEAP = 50 };

static struct plan_view *of(struct view *view)
{
    return (struct plan_view *)view;
}
static const struct plan_view *of_const(const struct view *view)
{
    return (const struct plan_view *)view;
}

const struct plan *plan_shown(const struct plan_view *plan)
{
    if (plan->load == NULL) return NULL;
    const struct plan *found = plan_for(plan->load->book, plan->wish.target);
    return found != NULL ? found : plan_best(plan->load->book);
}

/* ---- the search -------------------------------------------------------------------------------------------------- */

static void load_free(void *data)
{
    struct plan_load *load = data;
    if (load == NULL) return;
    look_free(load->look);
    sheet_free(load->sheet);
    plan_book_free(load->book);
    g_strfreev(load->without);
    if (load->binds != NULL) g_array_unref(load->binds);
    g_free(load);
}

static bool load_all(struct session *session, struct plan_load *load, GError **error)
{
    load->sheet = sheet_load(session, load->subject, error);
    if (load->sheet == NULL || !score_is_covered(load->sheet->dossier, error)) return false;
    load->model = model_for(session, load->sheet->dossier->kind, error);
    if (load->model == NULL) return false;
    load->wish.without = (const char *const *)load->without;
    load->book = plan_find(session, load->model, load->sheet->dossier, &load->wish, error);
    if (load->book == NULL) return false;
    load->binds = plan_binding(session, load->model, load->sheet->dossier, plan_best(load->book), error);
    return load->binds != NULL;
}

/* The door checks and records the look as `plan`; what it would answer is worked out here once, for every target. */
static bool load_run(struct session *session, void *data, GError **error)
{
    struct plan_load *load = data;
    if (!look_record(session, load->look, error) || !look_enter(session, load->look->as_of, NULL, error)) return false;
    const bool done = load_all(session, load, error);
    look_leave(session);
    return done;
}

static char **copy_without(const struct plan_view *plan)
{
    char **copy = g_new0(char *, plan->without->len + 1);
    for (guint i = 0; i < plan->without->len; i++)
        copy[i] = g_strdup(plan->without->pdata[i]);
    return copy;
}

static void start(struct view *view)
{
    struct plan_view *plan = of(view);
    if (!doorway_may_read(view, plan->subject, command_find("plan"))) return;
    static const char *const words[] = { "money", "effort", "changes" };
    struct plan_load *load = g_new0(struct plan_load, 1);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, plan->subject);
    g_autofree char *target = g_strdup_printf("%d", plan->wish.target);
    g_autofree char *within = g_strdup_printf("%d", plan->wish.within);
    load->subject = plan->subject;
    load->wish = plan->wish;
    load->without = copy_without(plan);
    load->look = look_new("plan", plan->as_of, NULL, "subject", number, "target", target, "within", within, "cost",
                          words[plan->wish.kind], NULL);
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_PLAN,
                                                .title = N_("Looking for the cheapest plan"),
                                                .subject = plan->subject,
                                                .run = load_run,
                                                .data = load,
                                                .free_data = load_free });
}

static bool plan_open(struct view *view, const struct route *route, GError **error)
{
    struct plan_view *plan = of(view);
    plan->subject = route_int(route, "subject", 0);
    plan->as_of = route_day(view, route);
    plan->without = g_ptr_array_new_with_free_func(g_free);
    plan->wish = (struct plan_wish){
        .kind = (enum plan_cost)CLAMP(route_int(route, "cost", PLAN_MONEY), 0, PLAN_COSTS - 1),
        .within = (int)CLAMP(route_int(route, "within", plan_usual_months()), 0, plan_most_months()),
        .most = (int)CLAMP(route_int(route, "most", -1), -1, 99),
        .target = (int)CLAMP(route_int(route, "target", 0), 0, 99999),
        .budget = -1,
    };
    plan->frontier = route_int(route, "frontier", 0) != 0;
    plan->grid = grid_new();
    grid_set_title(plan->grid, _("Plan"));
    grid_set_empty(plan->grid, _("Looking for the cheapest plan"));
    if (plan->subject <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no subject"), NULL, NULL);
        return false;
    }
    start(view);
    return true;
}

/* Without a target: the next better band, or the best that can be reached. */
static int usual_target(const struct plan_load *load)
{
    const int best = plan_best(load->book)->score;
    for (size_t i = 0; i < load->sheet->band_count; i++)
        if (load->sheet->bands[i].from > load->book->now.score) return MIN(load->sheet->bands[i].from, MAX(best, 1));
    return best;
}

static void plan_result(struct view *view, const struct job_result *result)
{
    struct plan_view *plan = of(view);
    if (result->error != NULL) {
        doorway_failed(view, plan->subject, command_find("plan"), result);
        grid_set_empty(plan->grid, _("This was not shown: see the message below."));
    } else if (result->kind == JOB_PLAN) {
        struct plan_load *given = result->data;
        struct plan_load *taken = g_memdup2(given, sizeof *given);
        memset(given, 0, sizeof *given);
        load_free(plan->load);
        plan->load = taken;
        if (plan->wish.target <= 0) plan->wish.target = usual_target(taken);
        plan_fill(plan);
    }
    view_relayout(view);
}

static void plan_close(struct view *view)
{
    struct plan_view *plan = of(view);
    load_free(plan->load);
    g_ptr_array_unref(plan->without);
    grid_free(plan->grid);
}

/* ---- wishes ------------------------------------------------------------------------------------------------------ */

static void move_target(struct plan_view *plan, int target)
{
    if (plan->load == NULL) return;
    plan->wish.target = CLAMP(target, plan->load->book->lowest, plan->load->book->highest);
    plan_fill(plan);
    view_relayout(&plan->view);
}

static void search_again(struct plan_view *plan)
{
    start(&plan->view);
    view_relayout(&plan->view);
}

static void target_given(struct view *view, const char *text, void *data)
{
    (void)data;
    if (text != NULL && atoi(text) > 0) move_target(of(view), atoi(text));
}

static void within_given(struct view *view, const char *text, void *data)
{
    struct plan_view *plan = of(view);
    (void)data;
    if (text == NULL || *text == '\0') return;
    plan->wish.within = CLAMP(atoi(text), 0, plan_most_months());
    search_again(plan);
}

static void most_given(struct view *view, const char *text, void *data)
{
    struct plan_view *plan = of(view);
    (void)data;
    if (text == NULL) return;
    plan->wish.most = *text == '\0' ? -1 : CLAMP(atoi(text), 0, 99);
    search_again(plan);
}

static void ask_number(struct plan_view *plan, const char *title, const char *hint, int now,
                       void (*done)(struct view *, const char *, void *))
{
    g_autofree char *text = now < 0 ? g_strdup("") : g_strdup_printf("%d", now);
    prompt_open(&plan->view, &(struct prompt_options){ .title = title, .text = text, .hint = hint, .done = done });
}

/* ---- what is left out -------------------------------------------------------------------------------------------- */

static const struct plan_step *step_here(const struct plan_view *plan)
{
    const struct plan *shown = plan_shown(plan);
    const int64_t place = grid_row(plan->grid);
    if (shown == NULL || plan->frontier || place < 1 || place > (int64_t)shown->steps) return NULL;
    return &shown->step[place - 1];
}

static void add_item(GPtrArray *items, char *text, char *value)
{
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = text;
    item->value = value;
    g_ptr_array_add(items, item);
}

static void without_chosen(struct view *view, const char *value, void *data)
{
    struct plan_view *plan = of(view);
    (void)data;
    if (value == NULL) return;
    if (*value == '\0')
        g_ptr_array_set_size(plan->without, 0);
    else
        g_ptr_array_add(plan->without, g_strdup(value));
    search_again(plan);
}

static void ask_without(struct plan_view *plan)
{
    const struct plan_step *step = step_here(plan);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    if (step != NULL && strcmp(step->rule, "wait") != 0) {
        add_item(items, g_strdup_printf(_("a plan without “%s”"), step->rule), g_strdup(step->rule));
        g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, step->action.account);
        if (step->action.account != 0)
            add_item(items, g_strdup_printf(_("leave account %s alone"), account), g_strdup(account));
    }
    if (plan->without->len > 0) add_item(items, g_strdup(_("allow everything again")), g_strdup(""));
    if (items->len > 0) {
        picker_open(&plan->view, _("What the plan leaves out"), items, without_chosen, NULL, NULL);
        return;
    }
    g_ptr_array_unref(items);
    app_toast(plan->view.app, "%s", _("Choose a step that is an action"));
}

/* ---- why --------------------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column why_columns[] = {
    { .id = "characteristic", .title = N_("Characteristic"), .type = VALUE_TEXT },
    { .id = "before", .title = N_("Before"), .type = VALUE_TEXT },
    { .id = "after", .title = N_("After"), .type = VALUE_TEXT },
    { .id = "points", .title = N_("Points"), .type = VALUE_INTEGER },
};
// clang-format on

static bool score_upto(const struct plan_load *load, const struct plan *shown, size_t steps,
                       struct score_result *result)
{
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    for (size_t i = 0; i < steps; i++)
        g_array_append_val(actions, shown->step[i].action);
    return whatif_score(load->model, load->sheet->dossier, (const struct action *)(const void *)actions->data,
                        actions->len, result, NULL);
}

static void why_row(struct table *table, const struct score_part *before, const struct score_part *after)
{
    const int index = feature_index(before->characteristic);
    const struct feature *feature = index < 0 ? NULL : feature_at((size_t)index);
    g_autofree char *from = feature_text(feature, before->value), *to = feature_text(feature, after->value);
    table_row_begin(table);
    table_add_text(table, feature_label(feature, before->characteristic));
    table_add_text(table, from);
    table_add_text(table, to);
    table_add_int(table, after->points - before->points);
    table_row_end(table, NULL);
}

/* What a step changes: every characteristic whose points it moves, before and after. */
static void why_step(struct plan_view *plan)
{
    const struct plan_step *step = step_here(plan);
    const struct plan *shown = plan_shown(plan);
    struct score_result before, after;
    if (step == NULL) return;
    const size_t place = (size_t)(step - shown->step);
    if (!score_upto(plan->load, shown, place, &before) || !score_upto(plan->load, shown, place + 1, &after)) return;
    if (model_kind(plan->load->model) != MODEL_SCORECARD && model_kind(plan->load->model) != MODEL_EXPERT) {
        model_explain(plan->load->model, &before, NULL);
        model_explain(plan->load->model, &after, NULL);
    }
    struct table *table = table_new();
    table_set_columns(table, why_columns, G_N_ELEMENTS(why_columns));
    for (size_t i = 0; i < MIN(before.parts, after.parts); i++)
        if (before.part[i].points != after.part[i].points) why_row(table, &before.part[i], &after.part[i]);
    g_autofree char *title = plan_step_text(plan, step);
    table_popup_open(&plan->view, title, table);
}

static void open_row(struct plan_view *plan)
{
    const struct plan_load *load = plan->load;
    if (load == NULL) return;
    if (!plan->frontier) {
        why_step(plan);
        return;
    }
    const int64_t place = grid_row(plan->grid);
    if (place < 1 || place > (int64_t)load->book->plans) return;
    plan->frontier = false;
    move_target(plan, load->book->plan[place - 1].score);
}

/* ---- ways from here ---------------------------------------------------------------------------------------------- */

static void print_plan(struct plan_view *plan)
{
    static const char *const words[] = { "money", "effort", "changes" };
    const struct command *command = command_find("plan.letter");
    struct arguments *arguments = arguments_new(command);
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = { { "subject", plan->subject }, { "target", plan->wish.target }, { "within", plan->wish.within } };
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, numbers[i].value);
        arguments_set(arguments, numbers[i].name, text, NULL);
    }
    arguments_set(arguments, "cost", words[plan->wish.kind], NULL);
    if (plan->wish.most >= 0) {
        g_autofree char *most = g_strdup_printf("%d", plan->wish.most);
        arguments_set(arguments, "most", most, NULL);
    }
    for (guint i = 0; i < plan->without->len; i++)
        arguments_set(arguments, "without", plan->without->pdata[i], NULL);
    app_command_form(plan->view.app, command, arguments);
}

static void try_plan(struct plan_view *plan)
{
    const struct plan *shown = plan_shown(plan);
    if (shown == NULL) return;
    struct route *route = subject_route("whatif", plan->subject, plan->as_of);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < shown->steps; i++) {
        g_autofree char *one = action_format(&shown->step[i].action);
        g_string_append_printf(text, "%s%s", i ? ";" : "", one);
    }
    app_go(plan->view.app, route_set(route, "plan", text->str));
}

static bool plan_do(struct view *view, const char *id, int argument)
{
    struct plan_view *plan = of(view);
    if (strcmp(id, "plan.up") == 0) return move_target(plan, plan->wish.target + TARGET_STEP), true;
    if (strcmp(id, "plan.down") == 0) return move_target(plan, plan->wish.target - TARGET_STEP), true;
    if (strcmp(id, "plan.set") == 0)
        return ask_number(plan, _("Target"), _("The score to be reached"), plan->wish.target, target_given), true;
    if (strcmp(id, "plan.within") == 0)
        return ask_number(plan, _("Within how many months"), NULL, plan->wish.within, within_given), true;
    if (strcmp(id, "plan.most") == 0)
        return ask_number(plan, _("At most so many changes"), _("Empty for any number"), plan->wish.most, most_given),
               true;
    if (strcmp(id, "plan.cost") == 0) {
        plan->wish.kind = (enum plan_cost)((plan->wish.kind + 1) % PLAN_COSTS);
        return search_again(plan), true;
    }
    if (strcmp(id, "plan.frontier") == 0) {
        plan->frontier = !plan->frontier;
        if (plan->load != NULL) plan_fill(plan);
        return view_relayout(view), true;
    }
    if (strcmp(id, "plan.leave_out") == 0) return ask_without(plan), true;
    if (strcmp(id, "plan.print") == 0) return print_plan(plan), true;
    if (strcmp(id, "subject.open_whatif") == 0) return try_plan(plan), true;
    if (strcmp(id, "subject.open_repair") == 0)
        return app_go(view->app, route_set_int(route_new("repair"), "subject", plan->subject)), true;
    if (strcmp(id, "table.open") == 0) return open_row(plan), true;
    if (strcmp(id, "subject.ask_why") == 0) {
        const struct plan_step *step = step_here(plan);
        return ask_why(view, plan->subject, plan->as_of, step ? step->moved : NULL), true;
    }
    return screens_command(view, id, argument);
}

/* Left and right move the target; up and down stay with the list. */
static bool plan_event(struct view *view, const struct event *event)
{
    struct plan_view *plan = of(view);
    if (event->kind != EVENT_KEY || event->key.modifiers != 0 || plan->load == NULL) return false;
    switch (event->key.code) {
    case KEYCAP_LEFT:
        return move_target(plan, plan->wish.target - TARGET_STEP), true;
    case KEYCAP_RIGHT:
        return move_target(plan, plan->wish.target + TARGET_STEP), true;
    case KEYCAP_PAGE_UP:
        return move_target(plan, plan->wish.target + TARGET_LEAP), true;
    case KEYCAP_PAGE_DOWN:
        return move_target(plan, plan->wish.target - TARGET_LEAP), true;
    default:
        return false;
    }
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static char *plan_heading(const struct view *view)
{
    const struct plan_view *plan = of_const(view);
    return plan->load == NULL ? NULL : sheet_heading(plan->load->sheet, _("Plan"));
}

static char *plan_standing(const struct view *view)
{
    (void)view;
    return g_strdup(_("estimate, not a promise"));
}

static char *plan_argument(const struct view *view, const char *name)
{
    return strcmp(name, "subject") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, of_const(view)->subject) : NULL;
}

static struct grid *plan_grid(const struct view *view)
{
    return of_const(view)->grid;
}

static void plan_save(const struct view *view, struct route *route)
{
    const struct plan_view *plan = of_const(view);
    route_set_int(route_set_int(route, "target", plan->wish.target), "within", plan->wish.within);
    route_set_int(route_set_int(route, "cost", plan->wish.kind), "most", plan->wish.most);
    route_set_int(route, "frontier", plan->frontier);
    grid_save(plan->grid, route);
}

const struct view_ops screen_plan = {
    .id = "plan",
    .contexts = "plan",
    .title = N_("Plan"),
    .size = sizeof(struct plan_view),
    .open = plan_open,
    .layout = plan_layout,
    .draw = plan_draw,
    .event = plan_event,
    .command = plan_do,
    .result = plan_result,
    .refresh = start,
    .grid = plan_grid,
    .argument = plan_argument,
    .heading = plan_heading,
    .standing = plan_standing,
    .save = plan_save,
    .close = plan_close,
};
