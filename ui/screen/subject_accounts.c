/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of a subject as a list; Enter opens one. */
#include "screen/subject_view.h"

#include <math.h>
#include <string.h>

/* Past due and late states stand out; the share of the limit has a bar beside its number. */
static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    if (cell->is_null || rect.w < 4) return false;
    if (strcmp(column->id, "past_due") == 0 && cell->integer > 0) {
        g_autofree char *text = grid_cell_text(column, cell);
        canvas_field(canvas, rect.x, rect.y, rect.w, text, 1, INK_BAD | ground);
        return true;
    }
    if (column->type == VALUE_PERCENT && rect.w >= 9) {
        g_autofree char *text = g_strdup_printf("%.0f%%", cell->real * 100);
        const int bar = rect.w - 5;
        canvas_field(canvas, rect.x, rect.y, 4, text, 1, ground);
        canvas_bar(canvas, rect.x + 5, rect.y, bar, CLAMP(cell->real, 0, 1),
                   (cell->real > 0.9   ? INK_BAD
                    : cell->real > 0.6 ? INK_WARN
                                       : INK_GOOD) |
                       ground);
        return true;
    }
    return false;
}

static void prepare(struct subject_view *subject, struct grid *grid)
{
    grid_set_painter(grid, paint, subject);
    grid_set_width(grid, "furnisher", 12, 30);
    grid_hide(grid, "account", true);
}

static int64_t account_here(const struct subject_view *subject)
{
    struct cell cell;
    const struct cell *value = subject_list_cell(subject, "account", &cell);
    return value != NULL ? value->integer : 0;
}

static void enter(struct subject_view *subject)
{
    if (account_here(subject) != 0) subject_open_account(subject, account_here(subject));
}

/* The field of the account that the column under the cursor shows, in the words of subject.why and of disputes. */
static const char *field_here(const struct subject_view *subject)
{
    static const char *const fields[] = { "amount", "opened", "closed", "five_class", "state", "balance", "past_due" };
    const struct column *column = grid_column(subject->grids[TAB_ACCOUNTS]);
    for (size_t i = 0; column != NULL && i < G_N_ELEMENTS(fields); i++)
        if (strcmp(column->id, fields[i]) == 0) return fields[i];
    return column != NULL && strcmp(column->id, "limit") == 0 ? "amount" : "exists";
}

/* Balance, past due and state of an account are those of its newest month. */
static char *newest_month(const struct subject_view *subject, int64_t id)
{
    const struct account *account = dossier_account(subject->sheet->dossier, id);
    char text[DATE_TEXT_SIZE];
    if (account == NULL || account->history.length == 0) return NULL;
    const struct month last = { account->history.first.index + (int32_t)account->history.length - 1 };
    return g_strdup(month_format(last, text));
}

static char *of_field(const struct subject_view *subject, const char *tail)
{
    const int64_t account = account_here(subject);
    const char *field = account != 0 ? field_here(subject) : NULL;
    if (field == NULL) return NULL;
    const bool monthly = strcmp(field, "state") == 0 || strcmp(field, "balance") == 0 || strcmp(field, "past_due") == 0;
    g_autofree char *month = monthly ? newest_month(subject, account) : NULL;
    if (month != NULL)
        return g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=%s%s", account, month, field, tail);
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",field=%s%s", account, monthly ? "exists" : field, tail);
}

static char *figure(const struct subject_view *subject)
{
    return of_field(subject, "");
}

static char *dispute_item(const struct subject_view *subject)
{
    const struct account *account = dossier_account(subject->sheet->dossier, account_here(subject));
    return account != NULL ? of_field(subject, ",claimed=") : NULL;
}

static char *argument(const struct subject_view *subject, const char *name)
{
    const int64_t account = account_here(subject);
    return account != 0 && strcmp(name, "account") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, account) : NULL;
}

const struct subject_tab subject_tab_accounts = {
    .title = N_("Accounts"),
    .command = "subject.accounts",
    .arguments = "subject",
    .is_list = true,
    .key = "account",
    .empty = N_("No account was reported for this subject."),
    .prepare = prepare,
    .enter = enter,
    .figure = figure,
    .argument = argument,
    .dispute_item = dispute_item,
};
