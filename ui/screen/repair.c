/* SPDX-License-Identifier: Apache-2.0 */
/* What can lawfully be done about a file: the diagnosis with the points of every item, the plan with its timeline, the
 * ways that are open and those that are not, and the plans of before. And the house's list of plans to be looked at
 * again. Both are registers (ledger.h); what is their own is here and in repair_draw.c. */
#include "screen/repair.h"

#include "screen/doorway.h"
#include "screen/screens.h"

#include <string.h>

static const char *const item_acts[] = { "repair.plan", NULL };
static const char *const step_acts[] = { "repair.step",  "repair.recheck", "repair.letter",
                                         "repair.close", "repair.plan",    NULL };

/* ---- rows that lead on ------------------------------------------------------------------------------------------- */

static int64_t number_in(const struct ledger_view *ledger, const char *column)
{
    struct cell cell;
    const struct cell *value = ledger_cell(ledger, column, &cell);
    return value != NULL ? value->integer : 0;
}

static bool open_case(struct ledger_view *ledger)
{
    const int64_t dispute = number_in(ledger, "dispute");
    return dispute != 0 && app_go(ledger->view.app, route_set_int(route_new("case"), "dispute", dispute));
}

static bool open_plan(struct ledger_view *ledger)
{
    const int64_t subject = number_in(ledger, "subject");
    if (subject == 0) return false;
    struct route *route = route_set_int(route_new("repair"), "subject", subject);
    return app_go(ledger->view.app, route_set(route, "tab", "plan"));
}

static const struct ledger_tab file_tabs[] = {
    [REPAIR_DIAGNOSIS] = { .word = "diagnosis",
                           .title = N_("Diagnosis"),
                           .command = "repair.diagnose",
                           .empty = N_("Nothing weighs in this file."),
                           .fresh = "repair.plan",
                           .acts = item_acts,
                           .details = "why evidence policy rule source",
                           .hidden = "why evidence dispute rule policy account month field claimed check source status",
                           .kind = "standing",
                           .enter = open_case },
    [REPAIR_STEPS] = { .word = "plan",
                       .title = N_("Plan"),
                       .command = "repair.show",
                       .key = "step",
                       .empty = N_("There is no plan yet: a makes one."),
                       .fresh = "repair.plan",
                       .acts = step_acts,
                       .details = "asked evidence note article",
                       .hidden = "dispute asked evidence note path article account month field claimed check action"
                                 " done user",
                       .kind = "state",
                       .enter = open_case },
    [REPAIR_WAYS] = { .word = "ways",
                      .title = N_("Ways"),
                      .command = "repair.ways",
                      .empty = N_("No way is known under this profile."),
                      .details = "how article source",
                      .hidden = "path how fee source article" },
    [REPAIR_PLANS] = { .word = "plans",
                       .title = N_("Plans"),
                       .command = "repair.list",
                       .given = "all=yes",
                       .key = "repair",
                       .empty = N_("There is no plan yet: a makes one."),
                       .fresh = "repair.plan",
                       .hidden = "subject due",
                       .kind = "state",
                       .show = "repair.show" },
};

/* ---- what a form is given ---------------------------------------------------------------------------------------- */

static char *number_text(int64_t number)
{
    return number != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

/* The plan that the tab of steps shows is the one that its acts are about. */
static char *argument(const struct view *view, const char *name)
{
    const struct ledger_view *ledger = (const struct ledger_view *)view;
    const struct table *all = ledger->page[REPAIR_STEPS].all;
    const struct cell *plan = all != NULL ? fact_cell(all, "repair") : NULL;
    if (strcmp(name, "repair") == 0 && ledger->tab == REPAIR_STEPS && plan != NULL) return number_text(plan->integer);
    return ledger_argument(view, name);
}

/* ---- acts with a key --------------------------------------------------------------------------------------------- */

/* The intake form with the item in it; of a step its case is opened by the step, so that the plan follows it. */
static void dispute(struct ledger_view *ledger)
{
    struct cell cell;
    struct view *view = &ledger->view;
    if (number_in(ledger, "dispute") != 0) {
        open_case(ledger);
        return;
    }
    const struct cell *field = ledger_cell(ledger, "field", &cell);
    g_autofree char *named = field != NULL ? g_strdup(field->text) : NULL;
    if (named == NULL || number_in(ledger, "account") == 0) {
        app_toast(view->app, "%s", _("Nothing in this line can be disputed as a field of the file"));
        return;
    }
    if (ledger->tab == REPAIR_STEPS) {
        const struct command *command = command_find("repair.step");
        struct arguments *arguments = arguments_new(command);
        g_autofree char *plan = argument(view, "repair"), *step = number_text(number_in(ledger, "step"));
        if (plan != NULL) arguments_set(arguments, "repair", plan, NULL);
        if (step != NULL) arguments_set(arguments, "step", step, NULL);
        arguments_set(arguments, "state", "begun", NULL);
        arguments_set(arguments, "open", "yes", NULL);
        app_command_form(view->app, command, arguments);
        return;
    }
    const struct cell *month = ledger_cell(ledger, "month", &cell);
    char text[DATE_TEXT_SIZE];
    g_autofree char *item =
        month != NULL ? g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=%s", number_in(ledger, "account"),
                                        month_format((struct month){ (int32_t)month->integer }, text), named)
                      : g_strdup_printf("account=%" G_GINT64_FORMAT ",field=%s", number_in(ledger, "account"), named);
    app_go(view->app, route_set(route_set_int(route_new("dispute_open"), "subject", ledger->subject), "item", item));
}

static void mark_done(struct ledger_view *ledger)
{
    const struct command *command = command_find("repair.step");
    g_autofree char *plan = argument(&ledger->view, "repair"), *step = number_text(number_in(ledger, "step"));
    if (plan == NULL || step == NULL) {
        app_toast(ledger->view.app, "%s", _("Choose a step of the plan"));
        return;
    }
    struct arguments *arguments = arguments_new(command);
    arguments_set(arguments, "repair", plan, NULL);
    arguments_set(arguments, "step", step, NULL);
    arguments_set(arguments, "state", "done", NULL);
    app_command_form(ledger->view.app, command, arguments);
}

/* Asks for target and months before it makes one. */
static void make_plan(struct ledger_view *ledger)
{
    const struct command *command = command_find("repair.plan");
    struct arguments *arguments = arguments_new(command);
    g_autofree char *subject = number_text(ledger->subject);
    arguments_set(arguments, "subject", subject, NULL);
    app_command_form(ledger->view.app, command, arguments);
}

static bool on_plan(struct ledger_view *ledger, const char *command)
{
    g_autofree char *plan = argument(&ledger->view, "repair");
    if (plan == NULL)
        app_toast(ledger->view.app, "%s", _("There is no plan here"));
    else
        app_command(ledger->view.app, command, -1);
    return true;
}

static bool command(struct ledger_view *ledger, const char *id)
{
    if (strcmp(id, "repair.make") == 0) return make_plan(ledger), true;
    if (strcmp(id, "repair.dispute") == 0) return dispute(ledger), true;
    if (strcmp(id, "repair.done") == 0) return mark_done(ledger), true;
    if (strcmp(id, "repair.look") == 0) return on_plan(ledger, "repair.recheck");
    if (strcmp(id, "repair.print") == 0) return on_plan(ledger, "repair.letter");
    return false;
}

/* ---- the file's screen ------------------------------------------------------------------------------------------- */

static bool may_read(struct view *view)
{
    const struct ledger_view *ledger = (const struct ledger_view *)view;
    return doorway_may_read(view, ledger->subject, command_find(ledger_tab_open(ledger)->command));
}

static bool open(struct view *view, const struct route *route, GError **error)
{
    struct ledger_view *ledger = (struct ledger_view *)view;
    const int64_t subject = route_int(route, "subject", 0);
    if (subject <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no subject"), NULL, NULL);
        return false;
    }
    ledger->ledger = (const struct ledger *)view->ops;
    ledger->subject = subject;
    for (size_t i = 0; i < ledger->ledger->count; i++)
        if (g_strcmp0(route_get(route, "tab"), ledger->ledger->tabs[i].word) == 0) ledger->tab = i;
    if (may_read(view)) ledger_load(ledger, ledger->tab);
    return true;
}

static void refresh(struct view *view)
{
    if (may_read(view)) ledger_refresh(view);
}

static void result(struct view *view, const struct job_result *answer)
{
    struct ledger_view *ledger = (struct ledger_view *)view;
    if (answer->error != NULL &&
        doorway_failed(view, ledger->subject, command_find(ledger_tab_open(ledger)->command), answer))
        return;
    ledger_result(view, answer);
    for (size_t i = 0; i < ledger->ledger->count; i++) {
        if (ledger->page[i].grid == NULL) continue;
        grid_set_painter(ledger->page[i].grid, repair_paint, ledger);
        grid_set_row_ink(ledger->page[i].grid, repair_row_ink, ledger);
        grid_set_width(ledger->page[i].grid, "what", 24, 64);
        grid_set_width(ledger->page[i].grid, "points", 12, 12);
        grid_set_width(ledger->page[i].grid, "title", 24, 56);
    }
    view_relayout(view);
}

const struct ledger screen_repair = {
    .ops = { .id = "repair",
             .contexts = "repair ledger tabs",
             .title = N_("Repair"),
             .size = sizeof(struct ledger_view),
             .open = open,
             .layout = repair_layout,
             .draw = repair_draw,
             .command = ledger_command,
             .result = result,
             .refresh = refresh,
             .grid = ledger_grid,
             .argument = argument,
             .why_not = ledger_why_not,
             .standing = ledger_standing,
             .state = ledger_state,
             .save = ledger_save,
             .close = ledger_close },
    .tabs = file_tabs,
    .count = G_N_ELEMENTS(file_tabs),
    .command = command,
};

/* ---- the house's plans ------------------------------------------------------------------------------------------- */

static const struct ledger_tab house_tabs[] = {
    { .word = "due",
      .title = N_("To be looked at"),
      .command = "repair.list",
      .given = "due=yes",
      .key = "repair",
      .empty = N_("No plan of repair is to be looked at today."),
      .hidden = "due",
      .enter = open_plan },
    { .word = "open",
      .title = N_("Open plans"),
      .command = "repair.list",
      .key = "repair",
      .empty = N_("No plan of repair is open."),
      .hidden = "due",
      .enter = open_plan },
    { .word = "all",
      .title = N_("All plans"),
      .command = "repair.list",
      .given = "all=yes",
      .key = "repair",
      .empty = N_("No plan of repair was made yet."),
      .hidden = "due",
      .kind = "state",
      .enter = open_plan },
};

const struct ledger screen_repairs = {
    .ops = LEDGER_OPS("repairs", "ledger tabs", N_("Plans of repair")),
    .tabs = house_tabs,
    .count = G_N_ELEMENTS(house_tabs),
};
