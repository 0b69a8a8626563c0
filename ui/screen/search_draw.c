/* SPDX-License-Identifier: Apache-2.0 */
/* How a search looks: the prompt with the count, the query in words, the rows, the facets. */
#include "screen/search_view.h"
#include "widget/chrome.h"

#include <string.h>

static int facet_rows(const struct search_view *search, struct rect area)
{
    if (search->facets == NULL || area.h < 16) return 0;
    size_t most = 0;
    for (int f = 0; f < FACETS; f++)
        most = MAX(most, search->facets->lines[f]);
    return 1 + MIN((int)most, area.h >= 30 ? FACET_LINES : 5);
}

void search_place(struct search_view *search, struct rect area)
{
    const int rows = facet_rows(search, area);
    search->prompt = rect_cut_top(&area, 2);
    search->below = rect_cut_bottom(&area, rows);
    if (rows > 0)
        rect_cut_bottom(&area, 1);
    else if (search->focus == FOCUS_FACETS)
        search->focus = FOCUS_LIST;
    search->list = area;
    grid_place(search->grid, area, true);
}

static char *grouped(size_t number)
{
    char text[MONEY_TEXT_SIZE];
    money_format_minor((int64_t)number * 100, true, text);
    return g_strndup(text, strlen(text) - 3);
}

static char *answer_text(const struct search_view *search)
{
    struct app *app = search->view.app;
    switch (visit_index_state(app)) {
    case INDEX_NONE:
    case INDEX_LOADING:
        return g_strdup(_("index loading"));
    case INDEX_FAILED:
        return g_strdup(_("no index"));
    case INDEX_READY:
        break;
    }
    if (search->asked == NULL) return g_strdup("");
    g_autofree char *found = grouped(search->count);
    g_autofree char *all = grouped(visit_index_size(app));
    /* a script's screen must be the same every time */
    if (app_session(app)->clock != 0) return g_strdup_printf(_("%s of %s"), found, all);
    return g_strdup_printf(_("%s of %s · %.1f ms"), found, all, search->milliseconds);
}

static int prompt_label(const struct search_view *search, struct canvas *canvas)
{
    const struct rect row = search->prompt;
    return row.x + 1 + canvas_text(canvas, row.x + 1, row.y, 12, _("Find"), INK_ACCENT | STYLE_BOLD) + 1;
}

static int prompt_width(const struct search_view *search, int x)
{
    g_autofree char *answer = answer_text(search);
    return MAX(search->prompt.x + search->prompt.w - x - text_width(answer) - 3, 8);
}

static void draw_prompt(const struct search_view *search, struct canvas *canvas)
{
    const struct rect row = search->prompt;
    const int x = prompt_label(search, canvas), w = prompt_width(search, x);
    const style_t field = search->focus == FOCUS_PROMPT ? INK_STRONG | GROUND_FIELD : INK_TEXT;
    g_autofree char *answer = answer_text(search);
    editor_draw(search->editor, canvas, x, row.y, w, field);
    canvas_text(canvas, row.x + row.w - text_width(answer) - 1, row.y, text_width(answer), answer, INK_DIM);
    if (search->error != NULL) {
        g_autofree char *message = bureau_error_message(search->error, language_translate);
        g_autofree char *next = bureau_error_next(search->error, language_translate);
        const int used = canvas_text(canvas, row.x + 1, row.y + 1, row.w - 2, message, INK_WARN);
        if (next != NULL) canvas_text(canvas, row.x + used + 2, row.y + 1, row.w - used - 3, next, INK_DIM);
        return;
    }
    g_autofree char *words = search->words != NULL ? phrase_expand(search->words, language_translate) : NULL;
    if (*editor_text(search->editor) == '\0')
        canvas_text(canvas, row.x + 1, row.y + 1, row.w - 2,
                    _("name, pinyin, number …  city:  score:<620  overdue:>30  disputes:>0  kind:enterprise"), INK_DIM);
    else if (words != NULL)
        canvas_text(canvas, row.x + 1, row.y + 1, row.w - 2, words, INK_DIM);
}

static struct rect facet_rect(const struct search_view *search, int facet)
{
    const int w = MIN(search->below.w / FACETS, 34);
    return rect_make(search->below.x + 1 + facet * w, search->below.y, w - 3, search->below.h);
}

static void draw_facet(const struct search_view *search, struct canvas *canvas, int facet)
{
    const struct rect area = facet_rect(search, facet);
    heading_draw(canvas, area.x, area.y, area.w, facet_title(facet), NULL);
    for (size_t i = 0; i < search->facets->lines[facet] && (int)i < area.h - 1; i++) {
        const struct facet_line *line = &search->facets->line[facet][i];
        const int y = area.y + 1 + (int)i;
        const bool here = search->focus == FOCUS_FACETS && search->facet == facet && search->line == (int)i;
        g_autofree char *count = grouped(line->count);
        canvas_field(canvas, area.x, y, area.w - 9, line->translate ? _(line->label) : line->label, -1,
                     line->count > 0 ? (style_t)line->ink : INK_DIM);
        canvas_field(canvas, area.x + area.w - 9, y, 9, count, 1, line->count > 0 ? INK_TEXT : INK_DIM);
        if (here) canvas_ground(canvas, rect_make(area.x - 1, y, area.w + 2, 1), GROUND_CURSOR);
        canvas_link(canvas, rect_make(area.x, y, area.w, 1), "search.facets", facet * FACET_LINES + (int)i);
    }
}

void search_draw(const struct view *view, struct canvas *canvas)
{
    const struct search_view *search = (const struct search_view *)view;
    draw_prompt(search, canvas);
    canvas_link(canvas, search->prompt, "search.facets", FACETS * FACET_LINES);
    if (search->asked != NULL) grid_draw(search->grid, canvas, search->focus == FOCUS_LIST);
    for (int f = 0; search->below.h > 0 && search->facets != NULL && f < FACETS; f++)
        draw_facet(search, canvas, f);
}

bool search_cursor(const struct view *view, struct pos *pos)
{
    const struct search_view *search = (const struct search_view *)view;
    if (search->focus == FOCUS_LIST) return grid_cursor_pos(search->grid, pos);
    if (search->focus == FOCUS_FACETS) {
        const struct rect area = facet_rect(search, search->facet);
        *pos = (struct pos){ area.x, area.y + 1 + search->line };
        return true;
    }
    const int x = search->prompt.x + 1 + MIN(text_width(_("Find")), 12) + 1;
    *pos = (struct pos){ editor_cursor_x(search->editor, x, prompt_width(search, x)), search->prompt.y };
    return true;
}
