/* SPDX-License-Identifier: Apache-2.0 */
/* One account: what it is, its balance over time, and its months as rows with their amounts, newest first. Each cell
 * can be asked why and be disputed. */
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "screen/visit.h"
#include "widget/chart.h"
#include "widget/chrome.h"
#include "widget/grid.h"

#include <math.h>
#include <string.h>

enum { JOB_LOAD = 1, HEAD_ROWS = 6 };

static const struct column columns[] = {
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
    { .id = "code", .title = N_("St"), .type = VALUE_TEXT, .help = N_("Payment state, PBOC code") },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "REPAY_STATE", .priority = 2 },
    { .id = "balance", .title = N_("Balance"), .type = VALUE_MONEY, .priority = 1 },
    { .id = "due", .title = N_("Amount due"), .type = VALUE_MONEY, .priority = 3 },
    { .id = "paid", .title = N_("Amount paid"), .type = VALUE_MONEY, .priority = 3 },
    { .id = "past_due", .title = N_("Past due"), .type = VALUE_MONEY, .priority = 1 },
    { .id = "own",
      .title = N_("Reported as"),
      .type = VALUE_TEXT,
      .priority = 4,
      .help = N_("The furnisher's own code") },
    { .id = "disputed", .title = N_("Disputed"), .type = VALUE_FLAG, .priority = 5 },
};

struct account_view {
    struct view view; /* first */
    int64_t subject, id;
    struct date as_of;
    struct sheet *sheet; /* NULL until it is there */
    struct grid *grid;
    struct rect head, foot;
};

static struct account_view *of(struct view *view)
{
    return (struct account_view *)view;
}
static const struct account_view *of_const(const struct view *view)
{
    return (const struct account_view *)view;
}

static const struct account *account_of(const struct account_view *view)
{
    return view->sheet != NULL ? dossier_account(view->sheet->dossier, view->id) : NULL;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

static void load(struct view *view)
{
    const struct account_view *account = of(view);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->subject);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    sheet_job_start(view, JOB_LOAD, N_("Opening the account"), account->subject,
                    look_new("subject.history", account->as_of, NULL, "subject", number, "account", id, NULL));
}

static bool account_open(struct view *view, const struct route *route, GError **error)
{
    struct account_view *account = of(view);
    account->subject = route_int(route, "subject", 0);
    account->id = route_int(route, "account", 0);
    account->as_of = route_day(view, route);
    if (account->subject <= 0 || account->id <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no account"), NULL, NULL);
        return false;
    }
    account->grid = grid_new();
    grid_set_title(account->grid, _("Account"));
    grid_set_empty(account->grid, _("Loading"));
    load(view);
    return true;
}

static int64_t amount_at(const int64_t *values, size_t place)
{
    return values != NULL ? values[place] : MONEY_UNKNOWN;
}

/* Newest first: the row number counts months back from the last. */
static struct table *months_table(const struct sheet *sheet, const struct account *account)
{
    const struct history *history = &account->history;
    struct table *table = table_new();
    const size_t own = history->own_states != NULL ? g_strv_length(history->own_states) : 0;
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (size_t place = history->length; place-- > 0;) {
        const struct month month = { history->first.index + (int32_t)place };
        const char code[2] = { history->states[place], '\0' };
        table_row_begin(table);
        table_add_month(table, month);
        table_add_text(table, code);
        table_add_text(table, code);
        table_add_money(table, amount_at(history->balance, place), account->currency);
        table_add_money(table, amount_at(history->due, place), account->currency);
        table_add_money(table, amount_at(history->paid, place), account->currency);
        table_add_money(table, amount_at(history->past_due, place), account->currency);
        table_add_text(table, place < own ? history->own_states[place] : NULL);
        table_add_int(table, dossier_is_marked(sheet->dossier, account->id, month));
        table_row_end(table, NULL);
    }
    return table;
}

/* The state has the ink of the picture, past due stands out. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    const bool state = strcmp(column->id, "code") == 0 || strcmp(column->id, "state") == 0;
    const bool late = strcmp(column->id, "past_due") == 0 && cell->integer > 0;
    if (cell->is_null || (!state && !late)) return false;
    g_autofree char *text = grid_cell_text(column, cell);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, late ? 1 : -1,
                 (late ? INK_BAD : ink_of_state(*cell->text)) | ground);
    return true;
}

static void account_result(struct view *view, const struct job_result *result)
{
    struct account_view *account = of(view);
    if (result->error != NULL) {
        doorway_failed(view, account->subject, command_find("subject.history"), result);
    } else if (result->kind == JOB_LOAD) {
        const bool first = account->sheet == NULL;
        sheet_free(account->sheet);
        account->sheet = g_steal_pointer(&((struct sheet_job *)result->data)->sheet);
        const struct account *found = account_of(account);
        if (found != NULL && found->history.length > 0)
            grid_set_source(account->grid, source_of_table(months_table(account->sheet, found), NULL));
        grid_set_painter(account->grid, paint, account);
        grid_set_empty(account->grid, found != NULL ? _("No month was reported for this account.")
                                                    : _("This account is not in the file of that day."));
        if (first) grid_restore(account->grid, view->route);
    }
    view_relayout(view);
}

static void account_close(struct view *view)
{
    grid_free(of(view)->grid);
    sheet_free(of(view)->sheet);
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void account_layout(struct view *view, struct rect area)
{
    struct account_view *account = of(view);
    account->head = rect_cut_top(&area, area.h >= 14 ? HEAD_ROWS : 1);
    account->foot = rect_cut_bottom(&area, area.h >= 8 ? 2 : 0);
    grid_place(account->grid, area, true);
}

static char *day_text(struct date date)
{
    char text[DATE_TEXT_SIZE];
    return g_strdup(date_is_set(date) ? date_format(date, text) : "–");
}

static char *amount_text(const struct account *account, int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    if (minor == MONEY_UNKNOWN) return g_strdup("–");
    return g_strdup_printf("%s %s", money_format_minor(minor, true, text), account->currency);
}

static void draw_pairs(const struct account *account, struct canvas *canvas, struct rect area)
{
    const struct history *history = &account->history;
    const char *language = language_code();
    const int half = MIN((area.w - 6) / 2, 48), second = area.x + half + 4;
    g_autofree char *opened = day_text(account->opened);
    g_autofree char *closed = day_text(account->closed);
    g_autofree char *limit = amount_text(account, account->amount);
    g_autofree char *balance = amount_text(account, amount_newest(history->balance, history->length));
    pair_draw(canvas, area.x, area.y, half, _("Opened"), opened, INK_TEXT);
    pair_draw(canvas, second, area.y, half, account->type[0] == 'R' ? _("Limit") : _("Principal"), limit, INK_TEXT);
    pair_draw(canvas, area.x, area.y + 1, half, _("Closed on"), closed, INK_TEXT);
    pair_draw(canvas, second, area.y + 1, half, _("Balance"), balance, INK_STRONG);
    pair_draw(canvas, area.x, area.y + 2, half, _("Business"),
              account->business ? codes_label("BUSINESS_TYPE", account->business, language) : "–", INK_TEXT);
    pair_draw(canvas, second, area.y + 2, half, _("Five-class"),
              account->five_class ? codes_label("FIVE_CLASS", account->five_class, language) : "–", INK_TEXT);
}

static void draw_balance(const struct account *account, struct canvas *canvas, struct rect row)
{
    const struct history *history = &account->history;
    if (history->balance == NULL || history->length == 0 || row.w < 30) return;
    g_autofree double *values = g_new(double, history->length);
    for (size_t i = 0; i < history->length; i++)
        values[i] = history->balance[i] == MONEY_UNKNOWN ? NAN : (double)history->balance[i];
    const int used = canvas_text(canvas, row.x, row.y, 20, _("Balance by month"), INK_DIM) + 2;
    sparkline_draw(canvas, row.x + used, row.y, row.w - used, values, history->length, 0, 0, INK_ACCENT);
}

static void account_draw(const struct view *view, struct canvas *canvas)
{
    const struct account_view *account = of_const(view);
    const struct account *found = account_of(account);
    grid_draw(account->grid, canvas, true);
    if (found == NULL) return;
    struct rect head = rect_make(account->head.x + 1, account->head.y, account->head.w - 2, account->head.h);
    g_autofree char *label = sheet_account_label(account->sheet, found);
    g_autofree char *number = sheet_account_number(account->sheet, found);
    const int used = canvas_text(canvas, head.x, head.y, head.w, label, INK_STRONG | STYLE_BOLD);
    canvas_text(canvas, head.x + used + 2, head.y, head.w - used - 2, number, INK_DIM);
    if (head.h == HEAD_ROWS) {
        draw_pairs(found, canvas, rect_make(head.x, head.y + 1, head.w, 3));
        draw_balance(found, canvas, rect_make(head.x, head.y + 4, head.w, 1));
    }
    if (account->foot.h > 0 && grid_row_count(account->grid) > 0) {
        int64_t batch, line;
        sheet_month_origin(&found->history, found->history.length - 1 - (size_t)grid_row(account->grid), &batch, &line);
        g_autofree char *origin = sheet_origin(account->sheet, batch, line);
        canvas_text(canvas, head.x, account->foot.y + 1, head.w, origin, INK_DIM);
    }
}

static char *account_heading(const struct view *view)
{
    const struct account_view *account = of_const(view);
    if (account->sheet == NULL) return NULL;
    return sheet_heading(account->sheet, _("Account"));
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

/* "account=3,month=2026-03,field=balance" of the cell under the cursor. */
static char *figure_here(const struct account_view *account, const char *tail)
{
    const struct account *found = account_of(account);
    const struct column *column = grid_column(account->grid);
    if (found == NULL || grid_row_count(account->grid) == 0 || column == NULL) return NULL;
    static const char *const fields[] = { "balance", "due", "paid", "past_due" };
    const char *field = "state";
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(column->id, fields[i]) == 0) field = fields[i];
    char month[DATE_TEXT_SIZE];
    const int64_t back = grid_row(account->grid);
    month_format((struct month){ found->history.first.index + (int32_t)((int64_t)found->history.length - 1 - back) },
                 month);
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=%s%s", account->id, month, field, tail);
}

static void dispute_here(struct account_view *account)
{
    ask_dispute(&account->view, account->subject, figure_here(account, ",claimed="));
}

static bool account_command(struct view *view, const char *id, int argument)
{
    struct account_view *account = of(view);
    g_autofree char *figure = figure_here(account, "");
    if (strcmp(id, "subject.ask_why") == 0 || strcmp(id, "table.open") == 0)
        return ask_why(view, account->subject, account->as_of, figure), true;
    if (strcmp(id, "subject.open_dispute") == 0) return dispute_here(account), true;
    if (strcmp(id, "subject.open_plan") == 0)
        return app_go(view->app, subject_route("plan", account->subject, account->as_of)), true;
    if (strcmp(id, "subject.open_whatif") == 0)
        return app_go(view->app,
                      route_set_int(subject_route("whatif", account->subject, account->as_of), "account", account->id)),
               true;
    return screens_command(view, id, argument);
}

static const char *account_why_not(const struct view *view, const struct command *command)
{
    const struct account_view *account = of_const(view);
    if (strcmp(command->id, "subject.open_dispute") == 0 && date_is_set(account->as_of))
        return N_("Nothing can be changed while an earlier day is shown");
    if (strcmp(command->id, "subject.set_as_of") == 0 || strcmp(command->id, "subject.reveal") == 0)
        return N_("Go back to the file for this");
    return NULL;
}

static char *account_argument(const struct view *view, const char *name)
{
    const struct account_view *account = of_const(view);
    if (strcmp(name, "subject") == 0) return g_strdup_printf("%" G_GINT64_FORMAT, account->subject);
    return strcmp(name, "account") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, account->id) : NULL;
}

static struct grid *account_grid(const struct view *view)
{
    return of_const(view)->grid;
}

static void account_save(const struct view *view, struct route *route)
{
    grid_save(of_const(view)->grid, route);
}

const struct view_ops screen_account = {
    .id = "account",
    .contexts = "subject",
    .title = N_("Account"),
    .size = sizeof(struct account_view),
    .open = account_open,
    .layout = account_layout,
    .draw = account_draw,
    .command = account_command,
    .why_not = account_why_not,
    .result = account_result,
    .refresh = load,
    .grid = account_grid,
    .argument = account_argument,
    .heading = account_heading,
    .standing = visit_standing_short,
    .save = account_save,
    .close = account_close,
};
