/* SPDX-License-Identifier: Apache-2.0 */
/* What a person says or signs about a case: a statement beside the item with its length against the limit of the case's
 * profile, a complaint with its number, an extension with its reason, a withdrawal with the signed words. */
#include "screen/case_form.h"

#include "dispute/case.h"
#include "statement/statement.h"

#include <string.h>

static const char *const events[] = { "add_statement", "complain", "extend", "withdraw", NULL };

static bool is(const struct case_form *form, const char *event)
{
    return strcmp(form->event, event) == 0;
}

static bool asks_of(const struct case_form *form, struct dispute_asks *asks)
{
    return dispute_event_asks(case_form_code(form, "state"), form->event, case_form_code(form, "profile"), asks);
}

static const char *words_label(const struct case_form *form)
{
    return is(form, "add_statement") ? _("Statement")
           : is(form, "complain")    ? _("What it says")
           : is(form, "extend")      ? _("Reason")
                                     : _("Signed words");
}

static void build(struct case_form *form)
{
    struct dispute_asks asks = { 0 };
    char day[DATE_TEXT_SIZE];
    case_lines_items(form, false);
    for (guint i = 0; i < form->lines->len; i++) /* they are read here, not chosen */
        ((struct case_line *)form->lines->pdata[i])->hidden = true;
    if (is(form, "complain")) case_line_add(form, CASE_LINE_WORDS, "number", _("Complaint no."));
    case_line_add(form, CASE_LINE_WORDS, "text", words_label(form))->paragraph = true;
    case_line_add(form, CASE_LINE_WORDS, "evidence", _("File with it"));
    struct case_line *received = case_line_add(form, CASE_LINE_WORDS, "received", _("Arrived on"));
    editor_set_accept(received->editor, "0123456789-");
    received->hidden = !asks_of(form, &asks) || !asks.received;
    if (!received->hidden && form->arrived == NULL)
        editor_set_text(received->editor, date_format(app_today(form->view.app), day));
    case_line_go(form, is(form, "complain") ? "number" : "text");
}

/* How long it is, and how long it may be. */
static void changed(struct case_form *form)
{
    g_clear_pointer(&form->count, g_free);
    form->too_long = false;
    if (!is(form, "add_statement")) return;
    struct statement_measure said;
    if (!statement_measure(case_line_text(case_line_find(form, "text")), case_form_code(form, "profile"), "personal",
                           &said))
        return;
    form->too_long = said.count > said.limit;
    form->count = g_strdup_printf(strcmp(said.unit, "words") == 0 ? _("%d of at most %d words")
                                                                  : _("%d of at most %d characters"),
                                  (int)said.count, (int)said.limit);
}

static bool has_evidence(const struct case_form *form)
{
    return *case_line_text(case_line_find(form, "evidence")) != '\0';
}

static const char *missing(struct case_form *form)
{
    struct dispute_asks asks;
    struct date day;
    if (!asks_of(form, &asks)) return _("This step cannot come next in this case");
    const struct case_line *number = case_line_find(form, "number"), *received = case_line_find(form, "received");
    if (number != NULL && *case_line_text(number) == '\0') {
        case_line_go(form, "number");
        return _("Write the number of the complaint");
    }
    if (number == NULL && *case_line_text(case_line_find(form, "text")) == '\0') {
        case_line_go(form, "text");
        return is(form, "extend")     ? _("Write the reason: the person is told it")
               : is(form, "withdraw") ? _("Write the words that were signed")
                                      : _("Write the statement");
    }
    if (form->too_long) {
        case_line_go(form, "text");
        return _("Too long for the law of this case: ask the person to shorten it");
    }
    if (asks.evidence && !has_evidence(form)) {
        case_line_go(form, "evidence");
        return _("Name a file: this step needs evidence");
    }
    if (received->hidden || *case_line_text(received) == '\0' || date_parse(case_line_text(received), &day))
        return NULL;
    case_line_go(form, "received");
    return _("Write the day as 2026-03-31");
}

static bool fill(const struct case_form *form, struct arguments *arguments, GError **error)
{
    const struct case_line *number = case_line_find(form, "number"), *received = case_line_find(form, "received");
    const char *text = case_line_text(case_line_find(form, "text"));
    g_autofree char *numbered =
        number != NULL ? g_strdup_printf("%s%s%s", case_line_text(number), *text != '\0' ? ": " : "", text) : NULL;
    return arguments_set(arguments, "event", form->event, error) &&
           case_form_put(arguments, "text", numbered != NULL ? numbered : text, error) &&
           case_form_put(arguments, "evidence", case_line_text(case_line_find(form, "evidence")), error) &&
           (received->hidden || case_form_put(arguments, "received", case_line_text(received), error));
}

static char *said(const struct case_form *form, const struct table *answer)
{
    g_autofree char *state = fact_text(answer, "state"), *letters = fact_text(answer, "letters");
    (void)form;
    return *letters != '\0' ? g_strdup_printf(_("Now: %s. Letters made: %s"), state, letters)
                            : g_strdup_printf(_("Now: %s"), state);
}

/* ---- what it is about -------------------------------------------------------------------------------------------- */

static int draw_pair(struct canvas *canvas, struct rect area, int y, const char *label, const char *text)
{
    if (canvas == NULL) return 1;
    canvas_text(canvas, area.x, y, 19, label, INK_DIM);
    canvas_text(canvas, area.x + 20, y, area.w - 20, text, INK_TEXT);
    return 1;
}

enum { ITEMS_SHOWN = 4 };

/* The items with what became of them, and the last day of the law where it moves. */
static int facts(const struct case_form *form, struct canvas *canvas, struct rect area)
{
    const struct table *items = form->sheet->sheet->shown, *show = form->sheet->sheet->show;
    const int outcome = column_index(items, "outcome");
    int y = area.y;
    for (size_t row = 0; row < MIN(table_row_count(items), (size_t)ITEMS_SHOWN); row++) {
        g_autofree char *became = grid_cell_text(table_column(items, (size_t)outcome), &table_row(items, row)[outcome]);
        g_autofree char *text =
            g_strdup_printf("%s%s%s", row_cell(items, row, "what")->text, *became != '\0' ? "  → " : "", became);
        y += draw_pair(canvas, area, y, row == 0 ? _("Disputed item") : "", text);
    }
    if (is(form, "extend")) {
        g_autofree char *due = fact_text(show, "due");
        y += draw_pair(canvas, area, y, _("Answer by"), due);
    }
    return y - area.y;
}

const struct case_form_kind case_form_words = {
    .events = events,
    .command = "dispute.act",
    .go = N_("Save"),
    .build = build,
    .changed = changed,
    .missing = missing,
    .fill = fill,
    .said = said,
    .facts = facts,
};
