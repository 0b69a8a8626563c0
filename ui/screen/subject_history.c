/* SPDX-License-Identifier: Apache-2.0 */
/* The payment history as a picture: an account a row, a month a column, letter and colour, newest right. The cursor is
 * on one month; below stands what is known of it and where that came from. The legend is always on the screen. */
#include "screen/subject_figures.h"
#include "screen/subject_view.h"
#include "widget/chrome.h"

#include <math.h>
#include <string.h>

/* Rows below the grid: two of figures, the account, the month, its origin, the legend; blanks when there is room. */
enum { BELOW_LEAST = 5, BELOW_MOST = 9 };
/* Columns that labels, limits and shares take beside the months. */
enum { MONTHS_LEFT = 46, MONTHS_LEAST = 16 };

/* ---- from the sheet to the widget -------------------------------------------------------------------------------- */

static guint8 *flags_of(const struct dossier *dossier, const struct account *account)
{
    guint8 *flags = g_new0(guint8, account->history.length);
    for (guint i = 0; i < dossier->marks->len; i++) {
        const struct mark_seen *mark = dossier->marks->pdata[i];
        const int64_t place = (int64_t)mark->month.index - account->history.first.index;
        if (mark->account == account->id && month_is_set(mark->month) && place >= 0 &&
            place < (int64_t)account->history.length)
            flags[place] = 1;
    }
    return flags;
}

/* A limit or principal without its decimals: the picture needs the room. */
static char *short_amount(int64_t minor)
{
    if (minor == MONEY_UNKNOWN) return NULL;
    char text[MONEY_TEXT_SIZE];
    money_format_minor(minor, true, text);
    return g_strndup(text, strlen(text) - 3);
}

void subject_months_fill(struct subject_view *subject)
{
    const struct sheet *sheet = subject->sheet;
    const GPtrArray *accounts = sheet->dossier->accounts;
    const bool first = monthgrid_row_count(subject->months) == 0;
    g_autofree struct month_row *rows = g_new0(struct month_row, accounts->len + 1);
    for (guint i = 0; i < accounts->len; i++) {
        const struct account *account = accounts->pdata[i];
        g_autofree char *label = sheet_account_label(sheet, account);
        const bool marked = dossier_is_marked(sheet->dossier, account->id, MONTH_NONE);
        rows[i] = (struct month_row){ account->id,
                                      marked ? g_strconcat("⚑", label, NULL) : g_strdup(label),
                                      short_amount(account->amount),
                                      account_share(account),
                                      account->history.first,
                                      account->history.states,
                                      flags_of(sheet->dossier, account) };
    }
    monthgrid_set_rows(subject->months, rows, accounts->len);
    if (first && subject->account != 0) monthgrid_go_to(subject->months, subject->account, subject->month);
    for (guint i = 0; i < accounts->len; i++) {
        g_free(rows[i].label);
        g_free(rows[i].detail);
        g_free((guint8 *)rows[i].flags);
    }
}

/* ---- under the cursor -------------------------------------------------------------------------------------------- */

static const struct account *account_here(const struct subject_view *subject)
{
    return monthgrid_row_count(subject->months) == 0
               ? NULL
               : dossier_account(subject->sheet->dossier, monthgrid_key(subject->months));
}

/* The place of the month under the cursor in the account's history, -1 outside it. */
static int64_t place_here(const struct subject_view *subject, const struct account *account)
{
    const int64_t place = (int64_t)monthgrid_month(subject->months).index - account->history.first.index;
    return account->history.states != NULL && place >= 0 && place < (int64_t)account->history.length ? place : -1;
}

static char *history_figure(const struct subject_view *subject)
{
    const struct account *account = account_here(subject);
    char month[DATE_TEXT_SIZE];
    if (account == NULL || place_here(subject, account) < 0) return NULL;
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=state", account->id,
                           month_format(monthgrid_month(subject->months), month));
}

static char *history_item(const struct subject_view *subject)
{
    const struct account *account = account_here(subject);
    char month[DATE_TEXT_SIZE];
    if (account == NULL || place_here(subject, account) < 0) return NULL;
    month_format(monthgrid_month(subject->months), month);
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",month=%s,field=state,claimed=", account->id, month);
}

static char *history_argument(const struct subject_view *subject, const char *name)
{
    const struct account *account = account_here(subject);
    char month[DATE_TEXT_SIZE];
    if (account != NULL && strcmp(name, "account") == 0) return g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    if (account != NULL && strcmp(name, "month") == 0)
        return g_strdup(month_format(monthgrid_month(subject->months), month));
    return NULL;
}

static void history_enter(struct subject_view *subject)
{
    const struct account *account = account_here(subject);
    if (account != NULL) subject_open_account(subject, account->id);
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static int below(struct rect area)
{
    return area.h >= BELOW_MOST + 6 ? BELOW_MOST : BELOW_LEAST;
}

/* No wider than the months there are, so that on a wide screen they stand beside their labels; no higher than the
 * accounts, so that what is said of a month stands near it. */
struct rect subject_months_rect(const struct sheet *sheet, struct rect area)
{
    const GPtrArray *accounts = sheet->dossier->accounts;
    const struct month last = sheet->summary.last;
    int months = 0;
    for (guint i = 0; month_is_set(last) && i < accounts->len; i++) {
        const struct account *account = accounts->pdata[i];
        if (account->history.length > 0) months = MAX(months, last.index - account->history.first.index + 1);
    }
    area.w = MIN(area.w, MONTHS_LEFT + MAX(months + months / 12 + 2, MONTHS_LEAST));
    area.h = MIN(area.h, (int)accounts->len + 2);
    return area;
}

static struct rect months_area(const struct sheet *sheet, struct rect area)
{
    area.h = MAX(area.h - below(area), 3);
    return subject_months_rect(sheet, area);
}

static void history_place(struct subject_view *subject, struct rect area)
{
    if (subject->sheet != NULL) monthgrid_place(subject->months, months_area(subject->sheet, area));
}

static void draw_figures(const struct sheet *sheet, struct canvas *canvas, struct rect area)
{
    const struct summary *summary = &sheet->summary;
    const int half = MIN((area.w - 4) / 2, 44);
    g_autofree char *late = g_strdup_printf("%d", summary->late_30_in_24);
    g_autofree char *worst = summary->worst_24 > 0 ? g_strdup_printf("M%d", summary->worst_24) : g_strdup("–");
    g_autofree char *clean =
        g_strdup_printf(ngettext("%d month", "%d months", (unsigned)summary->clean_streak), summary->clean_streak);
    g_autofree char *past = figure_past_due(sheet);
    const style_t bad = summary->past_due_total > 0 ? INK_BAD : INK_TEXT;
    pair_draw(canvas, area.x + 1, area.y, half, _("Past due now"), past, bad);
    pair_draw(canvas, area.x + half + 4, area.y, half - 2, _("Worst in 24 months"), worst,
              summary->worst_24 > 1 ? INK_LATE_3 : INK_TEXT);
    pair_draw(canvas, area.x + 1, area.y + 1, half, _("Months 30+ in 24"), late, INK_TEXT);
    pair_draw(canvas, area.x + half + 4, area.y + 1, half - 2, _("Last clean streak"), clean, INK_TEXT);
}

static void add_amount(GString *text, const char *label, const int64_t *values, int64_t place)
{
    char amount[MONEY_TEXT_SIZE];
    if (values != NULL && values[place] != MONEY_UNKNOWN)
        g_string_append_printf(text, "  %s %s", label, money_format_minor(values[place], true, amount));
}

static char *month_text(const struct subject_view *subject, const struct account *account, int64_t place)
{
    const struct history *history = &account->history;
    char month[DATE_TEXT_SIZE];
    const char code[2] = { history->states[place], '\0' };
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%s  %s %s", month_format(monthgrid_month(subject->months), month), code,
                           codes_label("REPAY_STATE", code, language_code()));
    if (history->own_states != NULL && g_strv_length(history->own_states) > (guint)place &&
        g_strcmp0(history->own_states[place], code) != 0)
        g_string_append_printf(text, _(" (reported as %s)"), history->own_states[place]);
    if (history->past_due != NULL && history->past_due[place] != 0)
        add_amount(text, _("past due"), history->past_due, place);
    add_amount(text, _("balance"), history->balance, place);
    add_amount(text, _("due"), history->due, place);
    add_amount(text, _("paid"), history->paid, place);
    return g_string_free(text, FALSE);
}

static void draw_month(const struct subject_view *subject, struct canvas *canvas, struct rect area)
{
    const struct account *account = account_here(subject);
    if (account == NULL) return;
    const int64_t place = place_here(subject, account);
    g_autofree char *label = sheet_account_label(subject->sheet, account);
    g_autofree char *number = sheet_account_number(subject->sheet, account);
    int x = area.x + 1 + canvas_text(canvas, area.x + 1, area.y, area.w - 2, label, INK_STRONG);
    canvas_text(canvas, x + 1, area.y, area.x + area.w - x - 2, number, INK_DIM);
    if (place < 0) {
        canvas_text(canvas, area.x + 1, area.y + 1, area.w - 2, _("Nothing was reported for this month."), INK_DIM);
        return;
    }
    int64_t batch, line;
    sheet_month_origin(&account->history, (size_t)place, &batch, &line);
    g_autofree char *text = month_text(subject, account, place);
    g_autofree char *origin = sheet_origin(subject->sheet, batch, line);
    canvas_text(canvas, area.x + 1, area.y + 1, area.w - 2, text, ink_of_state(account->history.states[place]));
    canvas_text(canvas, area.x + 1, area.y + 2, area.w - 2, origin, INK_DIM);
}

static void history_draw(const struct subject_view *subject, struct canvas *canvas, struct rect area)
{
    const bool roomy = below(area) == BELOW_MOST;
    const struct rect months = months_area(subject->sheet, area), legend = rect_cut_bottom(&area, 1);
    if (subject->sheet->dossier->accounts->len == 0)
        canvas_text(canvas, area.x + 1, area.y, area.w - 2, _("No account was reported for this subject."), INK_DIM);
    else
        monthgrid_draw(subject->months, canvas, true);
    monthgrid_legend(canvas, legend.x + 1, legend.y, legend.w - 2);
    rect_cut_top(&area, months.h + (roomy ? 1 : 0));
    if (roomy) {
        draw_figures(subject->sheet, canvas, rect_cut_top(&area, 2));
        rect_cut_top(&area, 1);
    }
    draw_month(subject, canvas, area);
}

static bool history_event(struct subject_view *subject, const struct event *event)
{
    return monthgrid_event(subject->months, event);
}

static bool history_cursor(const struct subject_view *subject, struct pos *pos)
{
    return monthgrid_cursor_pos(subject->months, pos);
}

const struct subject_tab subject_tab_history = {
    .title = N_("History"),
    .command = "subject.history",
    .arguments = "subject",
    .place = history_place,
    .draw = history_draw,
    .event = history_event,
    .cursor = history_cursor,
    .enter = history_enter,
    .figure = history_figure,
    .argument = history_argument,
    .dispute_item = history_item,
};
