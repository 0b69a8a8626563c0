/* SPDX-License-Identifier: Apache-2.0 */
/* A decision: per item what the subject says, what is stored, what the furnisher answered; the agent's proposal, the
 * evidence, what the score would become, and who would be told. One act by a second person, with reasons. */
#include "screen/case_form.h"

#include "base/text.h"

#include <string.h>

enum { GRANTED, NOT_GRANTED, WORDS };
enum { ITEMS_MOST = 32 }; /* a bit each; more are decided together */
static const char *const events[] = { "confirm_error", "confirm_correct", "cannot_determine", NULL };

static size_t item_count(const struct case_form *form)
{
    return table_row_count(form->sheet->sheet->items);
}

static const char *outcome(const struct case_form *form)
{
    return case_line_value(case_line_find(form, "event"));
}

/* Item by item is decided only where something may be granted and there is something to choose from. */
static bool by_item(const struct case_form *form)
{
    return item_count(form) > 1 && item_count(form) < ITEMS_MOST && strcmp(outcome(form), "confirm_error") == 0;
}

static const char *word(const struct case_form *form, const struct case_line *line, enum ink *ink)
{
    if (!by_item(form)) return NULL;
    *ink = line->chosen == GRANTED ? INK_GOOD : INK_DIM;
    return line->chosen == GRANTED ? _("correct it") : _("leave it");
}

static void build(struct case_form *form)
{
    g_autofree const char **next = dispute_next_events(case_form_code(form, "state"), case_form_code(form, "profile"));
    case_lines_items(form, false);
    struct case_line *line = case_line_add(form, CASE_LINE_CHOICE, "event", _("Decision"));
    for (size_t i = 0; next[i] != NULL; i++) {
        struct dispute_asks asks;
        if (!g_strv_contains(events, next[i]) ||
            !dispute_event_asks(case_form_code(form, "state"), next[i], case_form_code(form, "profile"), &asks))
            continue;
        const char *language = app_language(form->view.app);
        g_autofree char *to = g_strdup_printf("→ %s", codes_label("DISPUTE_STATE", asks.to, language));
        case_line_choice(line, next[i], codes_label("DISPUTE_EVENT", next[i], language), to);
        if (strcmp(next[i], form->event) == 0) line->chosen = line->choices->len - 1;
    }
    case_line_add(form, CASE_LINE_WORDS, "text", _("Reasons"))->paragraph = true;
    case_line_add(form, CASE_LINE_WORDS, "evidence", _("File with it"));
    case_line_go(form, "text");
}

/* The case may have moved out of what can be decided. */
static void changed(struct case_form *form)
{
    if (*outcome(form) == '\0') return;
    g_free(form->event);
    form->event = g_strdup(outcome(form));
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static unsigned granted(const struct case_form *form)
{
    unsigned mask = 0;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        if (line->kind == CASE_LINE_ITEM && line->row < ITEMS_MOST && (!by_item(form) || line->chosen == GRANTED))
            mask |= 1u << line->row;
    }
    return strcmp(outcome(form), "confirm_error") == 0 ? mask : 0;
}

static void draw_score(const struct case_form *form, struct canvas *canvas, struct rect line)
{
    const struct case_form_sheet *sheet = form->sheet;
    const int x = line.x + 20, w = line.w - 20;
    canvas_text(canvas, line.x, line.y, 19, _("Score"), INK_DIM);
    if (!sheet->scored) {
        canvas_text(canvas, x, line.y, w, _("The score does not look at what is disputed"), INK_DIM);
        return;
    }
    const int before = sheet->sheet->before, after = sheet->effects[granted(form) & (CASE_MASKS - 1)];
    const int used = canvas_format(canvas, x, line.y, w, INK_STRONG, "%d → %d", before, after);
    canvas_format(canvas, x + used + 2, line.y, w - used - 2,
                  after > before   ? INK_GOOD
                  : after < before ? INK_BAD
                                   : INK_DIM,
                  after == before ? _("unchanged by this decision") : _("%+d by this decision"), after - before);
}

static char *proposal_text(const struct case_form *form)
{
    const struct table *show = form->sheet->sheet->show;
    g_autofree char *what = fact_text(show, "proposed"), *by = fact_text(show, "proposed_by");
    g_autofree char *why = fact_text(show, "proposed_why");
    return *what == '\0' ? g_strdup(_("none")) : g_strdup_printf("%s (%s): %s", what, by, why);
}

/* Newest first: it is what the decision stands on. */
static char *evidence_text(const struct case_form *form)
{
    const struct table *show = form->sheet->sheet->show;
    GString *text = g_string_new(NULL);
    for (size_t row = table_row_count(show); row > 0; row--) {
        const struct cell *files = row_cell(show, row - 1, "evidence"), *user = row_cell(show, row - 1, "user");
        if (files == NULL || files->is_null) continue;
        g_string_append_printf(text, "%s%s (%s)", text->len > 0 ? "; " : "", files->text,
                               user->is_null ? "" : user->text);
    }
    if (text->len == 0) g_string_append(text, _("none yet"));
    return g_string_free(text, FALSE);
}

static char *receivers_text(const struct case_form *form)
{
    const struct table *told = form->sheet->receivers;
    if (told == NULL) return NULL;
    const int name = column_index(told, "name");
    GString *text = g_string_new(NULL);
    for (size_t row = 0; name >= 0 && row < table_row_count(told); row++) {
        g_autofree char *cell = grid_cell_text(table_column(told, (size_t)name), &table_row(told, row)[name]);
        g_string_append_printf(text, "%s%s", row > 0 ? ", " : "", cell);
    }
    if (text->len == 0) return g_string_free(text, TRUE), g_strdup(_("nobody received it"));
    g_string_prepend_c(text, ' ');
    g_autofree char *count = g_strdup_printf("%zu:", table_row_count(told));
    return g_string_free(g_string_prepend(text, count), FALSE);
}

static int draw_text(struct canvas *canvas, struct rect area, int y, const char *label, const char *text)
{
    const int rows = text_width(text) > area.w - 20 ? 2 : 1;
    if (canvas == NULL) return rows;
    canvas_text(canvas, area.x, y, 19, label, INK_DIM);
    canvas_wrap(canvas, rect_make(area.x + 20, y, area.w - 20, rows), text, 0, INK_TEXT);
    return rows;
}

static int facts(const struct case_form *form, struct canvas *canvas, struct rect area)
{
    g_autofree char *proposal = proposal_text(form), *evidence = evidence_text(form), *told = receivers_text(form);
    if (canvas == NULL) area = rect_make(area.x + 2, area.y, area.w - 4, area.h);
    int y = area.y;
    y += draw_text(canvas, area, y, _("Proposed"), proposal);
    y += draw_text(canvas, area, y, _("Evidence"), evidence);
    if (told != NULL) y += draw_text(canvas, area, y, _("To be told"), told);
    if (canvas != NULL) draw_score(form, canvas, rect_make(area.x, y, area.w, 1));
    return y + 1 - area.y;
}

/* ---- sending ----------------------------------------------------------------------------------------------------- */

static bool has_evidence(const struct case_form *form)
{
    const struct table *show = form->sheet->sheet->show;
    for (size_t row = 0; row < table_row_count(show); row++) {
        const struct cell *cell = row_cell(show, row, "evidence");
        if (cell != NULL && !cell->is_null) return true;
    }
    return *case_line_text(case_line_find(form, "evidence")) != '\0';
}

static const char *missing(struct case_form *form)
{
    struct dispute_asks asks;
    if (!dispute_event_asks(case_form_code(form, "state"), outcome(form), case_form_code(form, "profile"), &asks)) {
        case_line_go(form, "event");
        return _("This cannot be decided in this case now");
    }
    if (asks.text && *case_line_text(case_line_find(form, "text")) == '\0') {
        case_line_go(form, "text");
        return _("Write the reasons: they go into the case and the reply");
    }
    if (asks.evidence && !has_evidence(form)) {
        case_line_go(form, "evidence");
        return _("Name a file: this decision needs evidence");
    }
    if (by_item(form) && granted(form) == 0) {
        form->line = 0;
        return _("No item is found wrong: then choose another decision");
    }
    return NULL;
}

/* All items: none is named. */
static bool fill_items(const struct case_form *form, struct arguments *arguments, GError **error)
{
    const unsigned mask = granted(form);
    if (!by_item(form) || mask == (1u << item_count(form)) - 1) return true;
    for (size_t row = 0; row < item_count(form); row++) {
        g_autofree char *item =
            g_strdup_printf("%" G_GINT64_FORMAT, row_cell(form->sheet->sheet->items, row, "item")->integer);
        if ((mask & 1u << row) != 0 && !arguments_set(arguments, "item", item, error)) return false;
    }
    return true;
}

static bool fill(const struct case_form *form, struct arguments *arguments, GError **error)
{
    return arguments_set(arguments, "event", outcome(form), error) && fill_items(form, arguments, error) &&
           case_form_put(arguments, "text", case_line_text(case_line_find(form, "text")), error) &&
           case_form_put(arguments, "evidence", case_line_text(case_line_find(form, "evidence")), error);
}

static char *said(const struct case_form *form, const struct table *answer)
{
    g_autofree char *state = fact_text(answer, "state"), *letters = fact_text(answer, "letters");
    (void)form;
    return *letters != '\0' ? g_strdup_printf(_("Now: %s. Letters made: %s"), state, letters)
                            : g_strdup_printf(_("Now: %s"), state);
}

const struct case_form_kind case_form_decide = {
    .events = events,
    .command = "dispute.act",
    .go = N_("Decide"),
    .build = build,
    .changed = changed,
    .missing = missing,
    .fill = fill,
    .said = said,
    .word = word,
    .words = WORDS,
    .facts = facts,
    .hint = N_("Space changes whether this item is corrected; items left out are confirmed as they are."),
};
