/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing what-if: scenarios beside each other on top, actions and points in the middle, the months to come below. */
#include "base/text.h"
#include "screen/whatif.h"
#include "widget/chrome.h"

#include <string.h>

enum { HEAD_ROWS = 4, MARKS = 3 * SCENARIOS, CHART_LEAST = 8, CHART_MOST = 24 };

/* ---- words ------------------------------------------------------------------------------------------------------- */

static char *account_words(const struct whatif_view *whatif, int64_t account)
{
    const struct sheet *sheet = whatif->file->sheet;
    const struct account *of = dossier_account(sheet->dossier, account);
    if (of == NULL) return g_strdup_printf("#%" G_GINT64_FORMAT, account);
    return sheet_account_label(sheet, of);
}

static char *whole(int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    money_format_minor(minor, true, text);
    return g_str_has_suffix(text, ".00") ? g_strndup(text, strlen(text) - 3) : g_strdup(text);
}

char *whatif_short(const struct whatif_view *whatif, const struct action *action)
{
    char month[DATE_TEXT_SIZE];
    g_autofree char *account = account_words(whatif, action->account), *amount = whole(action->minor);
    g_autofree char *record = g_strdup_printf("%" G_GINT64_FORMAT, action->record);
    const char *language = app_language(whatif->view.app);
    switch (action->kind) {
    case ACTION_PAY:
        return g_strdup_printf(_("pay %s %s"), amount, account);
    case ACTION_CURRENT:
        return g_strdup_printf(_("bring current %s"), account);
    case ACTION_LIMIT:
        return g_strdup_printf(_("limit to %s %s"), amount, account);
    case ACTION_MISS:
        return g_strdup_printf(ngettext("miss %d month %s", "miss %d months %s", (unsigned long)action->months),
                               action->months, account);
    case ACTION_OPEN:
        return g_strdup_printf(_("open %s %s"), codes_label("ACCOUNT_TYPE", action->type, language), amount);
    case ACTION_CLOSE:
        return g_strdup_printf(_("close %s"), account);
    case ACTION_ENQUIRE:
        return g_strdup_printf(ngettext("%d new enquiry", "%d new enquiries", (unsigned long)action->months),
                               action->months);
    case ACTION_WAIT:
        return g_strdup_printf(ngettext("wait %d month", "wait %d months", (unsigned long)action->months),
                               action->months);
    case ACTION_REMOVE:
        return g_strdup_printf(_("remove %s %s"), month_format(action->month, month), account);
    case ACTION_REFINANCE:
        return g_strdup_printf(_("refinance %s over %d m"), account, action->months);
    case ACTION_CONSOLIDATE:
        return g_strdup_printf(_("consolidate %d accounts over %d m"), action->account_count, action->months);
    case ACTION_GUARANTEE:
        return g_strdup_printf(_("guarantee %s"), amount);
    case ACTION_COLLECT:
        return action->record ? g_strdup_printf(_("pay record %s"), record)
                              : g_strdup_printf(_("pay bad debt %s"), account);
    case ACTION_EXPIRE:
        return action->record
                   ? g_strdup_printf(_("record %s leaves"), record)
                   : g_strdup_printf(_("ages out %s %s"),
                                     month_is_set(action->month) ? month_format(action->month, month) : "", account);
    case ACTION_INCOME:
        return g_strdup_printf(_("income to %s"), amount);
    case ACTION_KINDS:
        break;
    }
    return g_strdup("");
}

static const char *kind_word(enum action_kind kind)
{
    switch (kind) {
    case ACTION_PAY:
        return _("pay");
    case ACTION_CURRENT:
        return _("current");
    case ACTION_LIMIT:
        return _("limit");
    case ACTION_MISS:
        return _("miss");
    case ACTION_OPEN:
        return _("open");
    case ACTION_CLOSE:
        return _("close");
    case ACTION_ENQUIRE:
        return _("enquire");
    case ACTION_WAIT:
        return _("wait");
    case ACTION_REFINANCE:
        return _("refinance");
    case ACTION_CONSOLIDATE:
        return _("consolidate");
    case ACTION_GUARANTEE:
        return _("guarantee");
    case ACTION_COLLECT:
        return _("collect");
    case ACTION_EXPIRE:
        return _("age out");
    case ACTION_INCOME:
        return _("income");
    default:
        return _("win case");
    }
}

/* "A: pay, wait": the kinds of the actions that are on. */
static char *scenario_name(const struct whatif_view *whatif, int scenario)
{
    GString *text = g_string_new(NULL);
    unsigned seen = 0;
    g_string_append_printf(text, "%c:", 'A' + scenario);
    for (size_t i = 0; i < whatif->list.count; i++) {
        const struct whatif_action *action = &whatif->list.action[i];
        if (!action->on[scenario] || seen & 1u << action->action.kind) continue;
        g_string_append_printf(text, "%s%s", seen != 0 ? "+" : " ", kind_word(action->action.kind));
        seen |= 1u << action->action.kind;
    }
    if (seen == 0) g_string_append(text, " –");
    return g_string_free(text, FALSE);
}

/* ---- layout ------------------------------------------------------------------------------------------------------ */

void whatif_layout(struct view *view, struct rect area)
{
    struct whatif_view *whatif = (struct whatif_view *)view;
    if (whatif->file != NULL && g_strcmp0(whatif->language, language_code()) != 0) whatif_compare_prepare(whatif);
    whatif->head = rect_cut_top(&area, HEAD_ROWS);
    if (area.h > 10) rect_cut_top(&area, 1);
    const int listed = (int)MAX(whatif->list.count, grid_row_count(whatif->points)) + 3;
    const int spare = MIN(area.h - listed, CHART_MOST);
    whatif->chart = rect_cut_bottom(&area, spare >= CHART_LEAST ? spare : area.h >= 9 ? 3 : 0);
    if (area.h > 8) rect_cut_bottom(&area, 1);
    const bool beside = area.w >= 72;
    whatif->actions = beside ? rect_cut_left(&area, MAX(area.w / 2, 40)) : rect_cut_top(&area, area.h * 3 / 5);
    whatif->actions.w -= beside ? 1 : 0;
    whatif->compare = area;
    grid_place(whatif->points, whatif->compare, true);
    const int room = MAX(whatif->actions.h - 1, 1);
    if (whatif->list.count > 0) whatif->line = CLAMP(whatif->line, 0, (int)whatif->list.count - 1);
    whatif->top = CLAMP(whatif->top, whatif->line - room + 1, whatif->line);
    whatif->top = CLAMP(whatif->top, 0, MAX((int)whatif->list.count - room, 0));
}

/* ---- scenarios --------------------------------------------------------------------------------------------------- */

struct column_of { /* one of the columns of the head */
    const char *name;
    const struct score_result *result; /* NULL: cannot be, or not known yet */
    bool current, pending;
};

static void draw_result(const struct whatif_view *whatif, struct canvas *canvas, struct rect area,
                        const struct column_of *column)
{
    const struct sheet *sheet = whatif->file->sheet;
    const style_t ground = column->current ? GROUND_CURSOR : GROUND_NORMAL;
    canvas_field(canvas, area.x, area.y, area.w, column->name, 1,
                 (column->current ? INK_ACCENT | STYLE_BOLD : INK_STRONG) | ground);
    if (column->result == NULL) {
        canvas_field(canvas, area.x, area.y + 1, area.w, column->pending ? "…" : _("cannot be"), 1,
                     column->pending ? INK_DIM : INK_WARN);
        return;
    }
    const int change = column->result->score - whatif->file->now.score;
    g_autofree char *sign = change == 0 ? g_strdup("") : g_strdup_printf(" %s%d", change > 0 ? "▲" : "▼", ABS(change));
    g_autofree char *score = g_strdup_printf("%d", column->result->score);
    const int tail = text_width(sign), w = area.w;
    canvas_field(canvas, area.x, area.y + 1, w - tail, score, 1, INK_STRONG | STYLE_BOLD);
    canvas_text(canvas, area.x + w - tail, area.y + 1, tail, sign, change > 0 ? INK_GOOD : INK_BAD);
    const int gauge = MIN(w, 12);
    gauge_draw(canvas, area.x + w - gauge, area.y + 2, gauge, column->result->score, sheet->lowest, sheet->highest,
               sheet->bands, sheet->band_count);
    g_autofree char *chance = g_strdup_printf("%.1f %%", column->result->probability * 100);
    canvas_field(canvas, area.x, area.y + 3, w, chance, 1, INK_TEXT);
}

static void draw_head(const struct whatif_view *whatif, struct canvas *canvas)
{
    const struct rect area = whatif->head;
    const int label = area.w >= 100 ? 18 : 9, w = MIN((area.w - label - 2) / (SCENARIOS + 1), 30);
    canvas_text(canvas, area.x + 1, area.y + 1, label, _("Score"), INK_DIM);
    canvas_text(canvas, area.x + 1, area.y + 3, label, label > 9 ? _("Chance of default") : _("Default"), INK_DIM);
    for (int i = 0; i <= SCENARIOS; i++) {
        const struct whatif_answer *answer = i > 0 ? &whatif->answer[i - 1] : NULL;
        g_autofree char *name = i > 0 ? scenario_name(whatif, i - 1) : g_strdup(_("now"));
        const bool known = answer == NULL || (answer->bad < 0 && answer->result.parts > 0);
        const struct column_of column = { name,
                                          !known           ? NULL
                                          : answer == NULL ? &whatif->file->now
                                                           : &answer->result,
                                          i - 1 == whatif->scenario, answer != NULL && whatif->pending[i - 1] };
        const struct rect rect = rect_make(area.x + label + i * w + 1, area.y, w - 2, area.h);
        draw_result(whatif, canvas, rect, &column);
        if (i > 0) canvas_link(canvas, rect, "whatif.scenario", i - 1);
    }
}

/* ---- actions ----------------------------------------------------------------------------------------------------- */

static void draw_marks(const struct whatif_view *whatif, struct canvas *canvas, int x, int y, size_t place)
{
    for (int s = 0; s < SCENARIOS; s++) {
        const bool on = whatif->list.action[place].on[s], bad = whatif->answer[s].bad == (int)place;
        const style_t style = bad ? INK_BAD | STYLE_BOLD : s == whatif->scenario ? INK_ACCENT | STYLE_BOLD : INK_DIM;
        canvas_text(canvas, x + 3 * s, y, 2, bad ? "!" : on ? "■" : "·", style);
    }
}

static void draw_action(const struct whatif_view *whatif, struct canvas *canvas, int y, size_t place)
{
    const struct rect area = whatif->actions;
    const struct whatif_action *action = &whatif->list.action[place];
    const bool on = action->on[whatif->scenario], bad = whatif->answer[whatif->scenario].bad == (int)place;
    g_autofree char *text = whatif_short(whatif, &action->action);
    canvas_text(canvas, area.x + 1, y, 3, bad ? "[!]" : on ? "[x]" : "[ ]", bad ? INK_BAD : on ? INK_GOOD : INK_DIM);
    canvas_text(canvas, area.x + 5, y, area.w - MARKS - 6, text, bad ? INK_BAD : on ? INK_STRONG : INK_TEXT);
    draw_marks(whatif, canvas, area.x + area.w - MARKS, y, place);
    canvas_link(canvas, rect_make(area.x, y, area.w, 1), "whatif.switch", (int)place);
}

static void draw_actions(const struct whatif_view *whatif, struct canvas *canvas)
{
    const struct rect area = whatif->actions;
    const int room = area.h - 1;
    g_autofree char *more = (int)whatif->list.count > room
                                ? g_strdup_printf("%s %d/%zu", _("Actions"), whatif->line + 1, whatif->list.count)
                                : g_strdup(_("Actions"));
    canvas_text(canvas, area.x + 1, area.y, area.w - MARKS - 2, more, INK_STRONG | STYLE_BOLD);
    for (int s = 0; s < SCENARIOS; s++)
        canvas_format(canvas, area.x + area.w - MARKS + 3 * s, area.y, 1,
                      s == whatif->scenario ? INK_ACCENT | STYLE_BOLD : INK_DIM, "%c", 'A' + s);
    for (int i = 0; i < room && (size_t)(whatif->top + i) < whatif->list.count; i++)
        draw_action(whatif, canvas, area.y + 1 + i, (size_t)(whatif->top + i));
    if (whatif->list.count == 0) return;
    const int y = area.y + 1 + whatif->line - whatif->top;
    canvas_ground(canvas, rect_make(area.x, y, area.w, 1), whatif->on_points ? GROUND_MARKED : GROUND_CURSOR);
    canvas_text(canvas, area.x, y, 1, "▌", INK_ACCENT | (whatif->on_points ? GROUND_MARKED : GROUND_CURSOR));
}

/* ---- refusal ----------------------------------------------------------------------------------------------------- */

/* Where the months would stand: which action cannot be, why, and what can. */
static void draw_refusal(const struct whatif_view *whatif, struct canvas *canvas)
{
    const struct rect area = whatif->chart;
    const struct whatif_answer *answer = &whatif->answer[whatif->scenario];
    g_autofree char *action = whatif_short(whatif, &whatif->list.action[answer->bad].action);
    g_autofree char *text = g_strdup_printf("%s %s", answer->why ? answer->why : "", answer->next ? answer->next : "");
    canvas_format(canvas, area.x + 1, area.y, area.w - 2, INK_BAD | STYLE_BOLD, "%c  [!] %s", 'A' + whatif->scenario,
                  action);
    canvas_wrap(canvas, rect_make(area.x + 4, area.y + 1, area.w - 5, area.h - 1), text, 0, INK_WARN);
}

void whatif_draw(const struct view *view, struct canvas *canvas)
{
    const struct whatif_view *whatif = (const struct whatif_view *)view;
    if (whatif->file == NULL) {
        canvas_text(canvas, view->area.x + 1, view->area.y + 1, view->area.w - 2, _("Loading"), INK_DIM);
        return;
    }
    draw_head(whatif, canvas);
    draw_actions(whatif, canvas);
    grid_draw(whatif->points, canvas, whatif->on_points);
    if (whatif->answer[whatif->scenario].bad >= 0)
        draw_refusal(whatif, canvas);
    else
        whatif_draw_chart(whatif, canvas);
}

bool whatif_cursor(const struct view *view, struct pos *pos)
{
    const struct whatif_view *whatif = (const struct whatif_view *)view;
    if (whatif->file == NULL || whatif->on_points) return false;
    *pos = (struct pos){ whatif->actions.x + 2, whatif->actions.y + 1 + whatif->line - whatif->top };
    return true;
}
