/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing a ledger: tabs, the answer's facts in a line or two, the list, and below it the long words of the row under
 * the cursor, which a column of a list only begins. */
#include "base/text.h"
#include "screen/ledger.h"
#include "widget/chrome.h"

#include <string.h>

enum { BELOW_FROM = 14, FACT_ROWS = 2 };

static const struct ledger_page *page_of(const struct ledger_view *ledger)
{
    return &ledger->page[ledger->tab];
}

/* "Cases 12 · overdue 1": what is there, in one text. */
static char *facts_text(const struct ledger_view *ledger)
{
    const struct table *all = page_of(ledger)->all;
    GString *text = g_string_new(NULL);
    for (size_t i = 0; all != NULL && i < table_fact_count(all); i++) {
        const struct fact *fact = table_fact(all, i);
        if (fact->cell.is_null) continue;
        g_autofree char *value = grid_cell_text(&fact->column, &fact->cell);
        g_string_append_printf(text, "%s%s %s", text->len > 0 ? " · " : "", _(fact->column.title), value);
    }
    return g_string_free(text, FALSE);
}

void ledger_layout(struct view *view, struct rect area)
{
    struct ledger_view *ledger = (struct ledger_view *)view;
    const struct ledger_tab *tab = ledger_tab_open(ledger);
    const bool tall = area.h >= BELOW_FROM;
    rect_cut_top(&area, ledger->ledger->count > 1 ? 1 : 0);
    g_autofree char *facts = facts_text(ledger);
    const int lines =
        *facts != '\0' ? canvas_wrap(NULL, rect_make(0, 0, MAX(area.w - 2, 1), 1), facts, 0, INK_TEXT) : 0;
    ledger->facts = rect_cut_top(&area, MIN(lines, area.h / 4 > FACT_ROWS ? area.h / 4 : FACT_ROWS));
    rect_cut_top(&area, tall ? 1 : 0);
    ledger->below = rect_cut_bottom(&area, tall && (tab->details != NULL || tab->picture != NULL) ? area.h * 2 / 5 : 0);
    if (page_of(ledger)->grid != NULL) grid_place(page_of(ledger)->grid, area, true);
}

/* One column of the row: its title, then the words, as many lines as they need. */
static void draw_detail(const struct ledger_view *ledger, struct canvas *canvas, struct rect *area, const char *id,
                        int label)
{
    struct cell cell;
    const struct table *all = page_of(ledger)->all;
    const int index = column_index(all, id);
    if (index < 0 || ledger_cell(ledger, id, &cell) == NULL || area->h <= 0) return;
    const struct column *column = table_column(all, (size_t)index);
    g_autofree char *value = grid_cell_text(column, &cell);
    if (*value == '\0') return;
    canvas_field(canvas, area->x, area->y, label - 1, _(column->title), -1, INK_DIM);
    const struct rect words = rect_make(area->x + label, area->y, area->w - label, area->h);
    const struct rect old = canvas_clip(canvas, words);
    const int lines = canvas_wrap(canvas, words, value, 0, INK_TEXT);
    canvas_unclip(canvas, old);
    rect_cut_top(area, lines);
}

static void draw_below(const struct ledger_view *ledger, struct canvas *canvas, struct rect area)
{
    canvas_rule(canvas, area.x, area.y, area.w, INK_DIM);
    struct rect inside = rect_make(area.x + 1, area.y + 1, area.w - 2, area.h - 1);
    g_auto(GStrv) ids = g_strsplit(ledger_tab_open(ledger)->details, " ", -1);
    int label = 12;
    for (size_t i = 0; ids[i] != NULL; i++) {
        const int index = column_index(page_of(ledger)->all, ids[i]);
        if (index < 0) continue;
        label = MAX(label, text_width(_(table_column(page_of(ledger)->all, (size_t)index)->title)) + 2);
    }
    for (size_t i = 0; ids[i] != NULL; i++)
        draw_detail(ledger, canvas, &inside, ids[i], MIN(label, inside.w / 3));
}

void ledger_draw(const struct view *view, struct canvas *canvas)
{
    const struct ledger_view *ledger = (const struct ledger_view *)view;
    const char *labels[LEDGER_TABS + 1] = { NULL };
    for (size_t i = 0; i < ledger->ledger->count; i++)
        labels[i] = _(ledger->ledger->tabs[i].title);
    if (ledger->ledger->count > 1) tabs_draw(canvas, view->area.x, view->area.y, view->area.w, labels, ledger->tab);
    g_autofree char *facts = facts_text(ledger);
    const struct rect words = rect_make(ledger->facts.x + 1, ledger->facts.y, ledger->facts.w - 2, ledger->facts.h);
    const struct rect old = canvas_clip(canvas, words);
    canvas_wrap(canvas, words, facts, 0, INK_TEXT);
    canvas_unclip(canvas, old);
    if (page_of(ledger)->grid == NULL) return;
    if (page_of(ledger)->refusal != NULL) {
        const struct rect area = view->area;
        canvas_wrap(canvas, rect_make(area.x + 1, area.y + 2, area.w - 2, area.h - 2), page_of(ledger)->refusal, 0,
                    INK_WARN);
        return;
    }
    grid_draw(page_of(ledger)->grid, canvas, true);
    if (ledger->below.h <= 1 || grid_row_count(page_of(ledger)->grid) == 0) return;
    const struct ledger_tab *tab = ledger_tab_open(ledger);
    if (tab->picture == NULL) {
        draw_below(ledger, canvas, ledger->below);
        return;
    }
    const struct rect below = ledger->below;
    canvas_rule(canvas, below.x, below.y, below.w, INK_DIM);
    tab->picture(ledger, canvas, rect_make(below.x + 1, below.y + 1, below.w - 2, below.h - 1));
}
