/* SPDX-License-Identifier: Apache-2.0 */
/* A furnisher's answer, item by item: same, different with its value, or unknown; the response code, who answered, its
 * words, its paper. What contradicts itself is said while it is typed, and saved only knowingly. */
#include "screen/case_form.h"

#include <string.h>

enum { NOT_SAID, SAME, DIFFERENT, UNKNOWN, WORDS };
static const char *const says[WORDS] = { "", "same", "different", "unknown" };

static const char *word(const struct case_form *form, const struct case_line *line, enum ink *ink)
{
    (void)form;
    *ink = line->chosen == NOT_SAID ? INK_WARN : line->chosen == DIFFERENT ? INK_STRONG : INK_TEXT;
    switch (line->chosen) {
    case SAME:
        return _("same");
    case DIFFERENT:
        return _("different");
    case UNKNOWN:
        return _("unknown");
    default:
        return _("not said");
    }
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

struct code_choice {
    struct case_line *line;
    bool chinese;
};

static void add_code(const char *code, const char *zh, const char *en, void *data)
{
    struct code_choice *choice = data;
    g_autofree char *text = g_strdup_printf("%s %s", code, choice->chinese ? zh : en);
    case_line_choice(choice->line, code, text, choice->chinese ? en : zh);
}

static bool has_choice(const struct case_line *line, const char *value)
{
    for (guint i = 0; i < line->choices->len; i++)
        if (strcmp(((const struct picker_item *)line->choices->pdata[i])->value, value) == 0) return true;
    return false;
}

/* The furnishers that have not answered; nobody chooses when there is one. */
static void add_furnishers(struct case_form *form)
{
    const struct table *asked = form->sheet->enquiries;
    struct case_line *line = case_line_add(form, CASE_LINE_CHOICE, "furnisher", _("Furnisher"));
    for (size_t row = 0; asked != NULL && row < table_row_count(asked); row++) {
        const struct cell *answered = row_cell(asked, row, "answered"), *code = row_cell(asked, row, "furnisher");
        if (!answered->is_null || has_choice(line, code->is_null ? "" : code->text)) continue;
        case_line_choice(line, code->is_null ? "" : code->text, code->is_null ? _("Personal details") : code->text,
                         NULL);
    }
    line->hidden = line->choices->len < 2;
}

static void build(struct case_form *form)
{
    case_lines_items(form, true);
    add_furnishers(form);
    struct code_choice choice = { case_line_add(form, CASE_LINE_CHOICE, "code", _("Response code")),
                                  strcmp(app_language(form->view.app), "zh") == 0 };
    case_line_choice(choice.line, "", _("none given"), NULL);
    codes_each("ACDV_RESPONSE", add_code, &choice);
    case_line_add(form, CASE_LINE_WORDS, "respondent", _("Who answered"));
    case_line_add(form, CASE_LINE_WORDS, "text", _("Furnisher's words"))->paragraph = true;
    case_line_add(form, CASE_LINE_WORDS, "evidence", _("File with it"));
    editor_set_accept(case_line_add(form, CASE_LINE_WORDS, "received", _("Arrived on"))->editor, "0123456789-");
    if (form->arrived == NULL) {
        char day[DATE_TEXT_SIZE];
        editor_set_text(case_line_find(form, "received")->editor, date_format(app_today(form->view.app), day));
    }
}

/* ---- what contradicts itself ------------------------------------------------------------------------------------- */

static const char *cell_text(const struct case_form *form, size_t row, const char *column)
{
    const struct cell *cell = row_cell(form->sheet->sheet->items, row, column);
    return cell == NULL || cell->is_null ? NULL : cell->text;
}

static void find_doubt(struct case_form *form)
{
    g_autoptr(GArray) said = g_array_new(FALSE, TRUE, sizeof(struct dispute_said));
    bool whole = true;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        if (line->kind != CASE_LINE_ITEM || line->hidden) continue;
        whole = whole && line->chosen != NOT_SAID;
        const char *value = *case_line_text(line) != '\0' ? case_line_text(line) : NULL;
        const struct dispute_said one = { .item = row_cell(form->sheet->sheet->items, line->row, "item")->integer,
                                          .says = says[line->chosen],
                                          .value = value,
                                          .stored = cell_text(form, line->row, "stored") };
        g_array_append_val(said, one);
    }
    const char *code = case_line_value(case_line_find(form, "code"));
    const char *text = case_line_text(case_line_find(form, "text"));
    g_clear_pointer(&form->doubt, g_free);
    if (!whole) return; /* half an answer contradicts nothing yet */
    g_autofree char *phrase = dispute_answer_contrary(*code != '\0' ? code : NULL, *text != '\0' ? text : NULL,
                                                      (const struct dispute_said *)(const void *)said->data, said->len);
    if (phrase != NULL) form->doubt = phrase_expand(phrase, language_translate);
}

/* Only the items that this furnisher was asked about. */
static void changed(struct case_form *form)
{
    const struct case_line *furnisher = case_line_find(form, "furnisher");
    for (guint i = 0; i < form->lines->len; i++) {
        struct case_line *line = form->lines->pdata[i];
        if (line->kind == CASE_LINE_ITEM)
            line->hidden = furnisher->choices->len > 0 &&
                           strcmp(form->sheet->furnishers[line->row], case_line_value(furnisher)) != 0;
    }
    find_doubt(form);
}

/* ---- sending ----------------------------------------------------------------------------------------------------- */

static const char *missing(struct case_form *form)
{
    struct date day;
    const char *received = case_line_text(case_line_find(form, "received"));
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        if (line->kind != CASE_LINE_ITEM || line->hidden || line->chosen != NOT_SAID) continue;
        form->line = i;
        return _("Say what this item is: Space changes it");
    }
    if (*received == '\0' || date_parse(received, &day)) return NULL;
    case_line_go(form, "received");
    return _("Write the day as 2026-03-31");
}

static bool fill(const struct case_form *form, struct arguments *arguments, GError **error)
{
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        if (line->kind != CASE_LINE_ITEM || line->hidden) continue;
        const bool value = line->chosen == DIFFERENT && *case_line_text(line) != '\0';
        g_autofree char *said = g_strdup_printf(
            "%" G_GINT64_FORMAT "=%s%s%s", row_cell(form->sheet->sheet->items, line->row, "item")->integer,
            says[line->chosen], value ? ":" : "", value ? case_line_text(line) : "");
        if (!arguments_set(arguments, "says", said, error)) return false;
    }
    static const char *const words[] = { "respondent", "text", "evidence", "received" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (!case_form_put(arguments, words[i], case_line_text(case_line_find(form, words[i])), error)) return false;
    const struct case_line *furnisher = case_line_find(form, "furnisher");
    return case_form_put(arguments, "code", case_line_value(case_line_find(form, "code")), error) &&
           (furnisher->hidden || case_form_put(arguments, "furnisher", case_line_value(furnisher), error));
}

static char *said(const struct case_form *form, const struct table *answer)
{
    const struct cell *complete = fact_cell(answer, "complete"), *contrary = fact_cell(answer, "contrary");
    g_autofree char *state = fact_text(answer, "state");
    (void)form;
    if (contrary != NULL && contrary->integer != 0)
        return g_strdup(_("Taken in with its contradiction; the case waits for a person"));
    if (complete != NULL && complete->integer == 0) return g_strdup(_("Taken in; other furnishers have not answered"));
    return g_strdup_printf(_("Now: %s"), state);
}

static const char *const events[] = { "furnisher_reply", NULL };

const struct case_form_kind case_form_answer = {
    .events = events,
    .command = "dispute.reply",
    .go = N_("Take the answer in"),
    .build = build,
    .changed = changed,
    .missing = missing,
    .fill = fill,
    .said = said,
    .word = word,
    .words = WORDS,
    .hint = N_("Space or ← → changes what is said; a value that is typed makes it different."),
};
