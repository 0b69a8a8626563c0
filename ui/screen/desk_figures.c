/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of the desk for whoever answers for it: what came in, went out and was missed, by month, reason, outcome
 * and furnisher; what waits and since when; the days that were missed; whom we wait for. Registers (ledger.h) over a
 * period that is chosen once for all of them. */
#include "screen/desk_figures.h"
#include "screen/screens.h"
#include "widget/overlay.h"

#include <string.h>

static const char *const figure_acts[] = { "export.desk", NULL };
static const char *const breach_acts[] = { "desk.assign", "desk.sweep", NULL };
static const char *const enquiry_acts[] = { "enquiry.remind", "enquiry.export", "enquiry.import", NULL };

static bool open_case(struct ledger_view *ledger)
{
    struct cell cell;
    const struct cell *dispute = ledger_cell(ledger, "dispute", &cell);
    return dispute != NULL && app_go(ledger->view.app, route_set_int(route_new("case"), "dispute", dispute->integer));
}

static const struct ledger_tab tabs[] = {
    { .word = "figures",
      .title = N_("Numbers"),
      .command = "desk.figures",
      .empty = N_("No case came in during this time."),
      .acts = figure_acts,
      .kind = "by",
      .picture = figures_picture },
    { .word = "furnishers",
      .title = N_("Furnishers"),
      .command = "desk.furnishers",
      .empty = N_("No item of any furnisher was disputed during this time."),
      .acts = figure_acts,
      .picture = figures_picture },
    { .word = "ageing",
      .title = N_("What waits"),
      .command = "desk.counts",
      .empty = N_("Nothing waits."),
      .kind = "by" },
    { .word = "breaches",
      .title = N_("Missed days"),
      .command = "desk.breaches",
      .empty = N_("No last day was missed."),
      .acts = breach_acts,
      .hidden = "dispute",
      .kind = "clock",
      .enter = open_case },
    { .word = "enquiries",
      .title = N_("Furnishers asked"),
      .command = "enquiry.list",
      .empty = N_("No furnisher is waited for."),
      .acts = enquiry_acts,
      .details = "contrary text",
      .hidden = "version",
      .kind = "furnisher",
      .enter = open_case },
};

/* ---- the period -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *word, *title;
    int months; /* before the month of today */
} periods[] = {
    { "month", N_("this month"), 0 },
    { "quarter", N_("three months"), 2 },
    { "year", N_("twelve months"), 11 },
    { "years", N_("three years"), 35 },
};

static void period_chosen(struct view *view, const char *value, void *data)
{
    struct ledger_view *ledger = (struct ledger_view *)view;
    char day[DATE_TEXT_SIZE];
    (void)data;
    for (size_t i = 0; value != NULL && i < G_N_ELEMENTS(periods); i++) {
        if (strcmp(value, periods[i].word) != 0) continue;
        const struct month month = { month_of(app_today(view->app)).index - periods[i].months };
        g_free(ledger->from);
        ledger->from = g_strdup(date_format(month_first_day(month), day));
        ledger_refresh(view);
        app_toast(view->app, _("Received from %s on"), day);
    }
}

static void ask_period(struct ledger_view *ledger)
{
    GPtrArray *items = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(periods); i++) {
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(_(periods[i].title));
        item->value = g_strdup(periods[i].word);
        g_ptr_array_add(items, item);
    }
    picker_open(&ledger->view, _("Cases received in"), items, period_chosen, NULL, NULL);
}

/* ---- export ------------------------------------------------------------------------------------------------------ */

static void export_chosen(struct view *view, const char *value, void *data)
{
    struct ledger_view *ledger = (struct ledger_view *)view;
    (void)data;
    if (value == NULL) return;
    if (strcmp(value, "table") == 0) {
        grid_command(ledger_grid(view), view, "table.export", -1);
        return;
    }
    const struct command *command = command_find("export.desk");
    struct arguments *arguments = arguments_new(command);
    if (ledger->from != NULL) arguments_set(arguments, "from", ledger->from, NULL);
    app_command_form(view->app, command, arguments);
}

/* The workbook has all numbers, what each counts and the charts; the table is what is on the screen. */
static bool ask_export(struct ledger_view *ledger)
{
    static const char *const ways[][2] = { { "table", N_("This table") },
                                           { "workbook", N_("Workbook of the desk: all numbers, with charts") } };
    const char *command = ledger_tab_open(ledger)->command;
    if (strcmp(command, "desk.figures") != 0 && strcmp(command, "desk.furnishers") != 0) return false;
    GPtrArray *items = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(_(ways[i][1]));
        item->value = g_strdup(ways[i][0]);
        g_ptr_array_add(items, item);
    }
    picker_open(&ledger->view, _("Export"), items, export_chosen, NULL, NULL);
    return true;
}

static bool figures_command(struct ledger_view *ledger, const char *id)
{
    if (strcmp(id, "figures.period") == 0) return ask_period(ledger), true;
    return strcmp(id, "table.export") == 0 && ask_export(ledger);
}

const struct ledger screen_figures = {
    .ops = LEDGER_OPS("figures", "figures ledger tabs", N_("Numbers of the desk")),
    .tabs = tabs,
    .count = G_N_ELEMENTS(tabs),
    .command = figures_command,
};
