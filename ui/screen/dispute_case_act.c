/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with a case. The table of the machine says what an event asks for; each is asked in its own prompt,
 * one after the other, and the act goes through the door with the version that was seen, so that nobody decides on a
 * case that somebody else has moved. */
#include "screen/dispute_case.h"

#include "screen/case_form.h"
#include "widget/overlay.h"

#include <string.h>

static const char *word(const struct case_view *each, const char *group, const char *code)
{
    return codes_label(group, code, app_language(each->view.app));
}

const char *case_code(const struct case_view *each, const char *fact)
{
    const struct cell *cell = each->sheet != NULL ? fact_cell(each->sheet->show, fact) : NULL;
    return cell != NULL && cell->text != NULL ? cell->text : "";
}

static bool asks_of(const struct case_view *each, const char *event, struct dispute_asks *asks)
{
    return dispute_event_asks(case_code(each, "state"), event, case_code(each, "profile"), asks);
}

/* ---- doing it ---------------------------------------------------------------------------------------------------- */

void case_forget(struct case_view *each)
{
    g_clear_pointer(&each->event, g_free);
    g_clear_pointer(&each->given, arguments_free);
}

void case_set(struct case_view *each, const char *name, const char *value)
{
    g_autoptr(GError) error = NULL;
    if (!arguments_set(each->given, name, value, &error)) app_error(each->view.app, error);
}

/* Where the words typed for a step are kept until the step was done. */
static char *words_place(const struct case_view *each)
{
    return g_strdup_printf("case %" G_GINT64_FORMAT " %s", each->dispute, each->event);
}

static void act(struct case_view *each)
{
    g_free(each->words);
    each->words = words_place(each);
    if (each->evidence != NULL) case_set(each, "evidence", each->evidence);
    struct dispute_asks asks;
    if (each->arrived != NULL && asks_of(each, each->event, &asks) && asks.received)
        case_set(each, "received", each->arrived);
    g_clear_pointer(&each->event, g_free);
    case_keep(each);
    job_command(&each->view, JOB_ACT, command_find("dispute.act"), g_steal_pointer(&each->given));
}

static int64_t item_here(const struct case_view *each)
{
    return grid_row_count(each->items) > 0 ? grid_row(each->items) : 0;
}

static char *value_here(const struct case_view *each, const char *column)
{
    struct cell cell;
    const bool there = item_here(each) != 0 && grid_value(each->items, item_here(each), column, &cell) && !cell.is_null;
    return there ? g_strdup(cell.text) : NULL;
}

static void text_given(struct view *view, const char *text, void *data)
{
    struct case_view *each = (struct case_view *)view;
    (void)data;
    if (text == NULL || each->given == NULL) {
        case_forget(each);
        return;
    }
    case_set(each, "text", text);
    case_ask_further(each);
}

static void value_given(struct view *view, const char *text, void *data)
{
    struct case_view *each = (struct case_view *)view;
    (void)data;
    if (text == NULL || each->given == NULL) {
        case_forget(each);
        return;
    }
    if (*text != '\0') {
        g_autofree char *item = g_strdup_printf("%" G_GINT64_FORMAT, item_here(each));
        case_set(each, "value", text);
        case_set(each, "item", item);
    }
    act(each);
}

static void evidence_given(struct view *view, const char *text, void *data)
{
    struct case_view *each = (struct case_view *)view;
    (void)data;
    if (text == NULL) {
        case_forget(each);
        return;
    }
    g_free(each->evidence);
    each->evidence = *text != '\0' ? g_strdup(text) : NULL;
    if (each->given != NULL) case_ask_further(each);
}

void case_ask_evidence(struct case_view *each)
{
    prompt_open(&each->view, &(struct prompt_options){ .title = _("Evidence for the next step"),
                                                       .text = each->evidence,
                                                       .hint = _("Path of a file; it is kept with its digest"),
                                                       .history = "evidence",
                                                       .done = evidence_given });
}

/* What nobody could verify is taken out, unless a value is written here. */
static bool is_unverifiable(const struct case_view *each)
{
    const struct table *items = each->sheet->items;
    const struct cell *outcome = table_row_count(items) > 0 ? row_cell(items, 0, "outcome") : NULL;
    return outcome != NULL && !outcome->is_null && strcmp(outcome->text, "unverifiable") == 0;
}

static void ask_value(struct case_view *each, const struct dispute_asks *asks)
{
    const bool deleted = is_unverifiable(each);
    g_autofree char *claimed = value_here(each, "claimed"), *answered = value_here(each, "answered");
    g_autofree char *title = g_strdup_printf(
        asks->answer ? _("What the furnisher says of item %d") : _("Right value of item %d"), (int)item_here(each));
    prompt_open(&each->view,
                &(struct prompt_options){
                    .title = title,
                    .text = asks->answer || deleted ? NULL
                            : answered != NULL      ? answered
                                                    : claimed,
                    .hint = asks->answer ? _("A state such as N, an amount, a day; empty: it gave no value")
                            : deleted    ? _("Empty: it could not be verified and is taken out")
                                         : _("Empty: every item gets what was answered or claimed"),
                    .done = value_given });
}

static bool has_evidence(const struct case_view *each)
{
    for (size_t row = 0; row < table_row_count(each->sheet->show); row++) {
        const struct cell *cell = row_cell(each->sheet->show, row, "evidence");
        if (cell != NULL && !cell->is_null) return true;
    }
    return false;
}

/* What the words of a step are to say. */
static const char *words_hint(const char *event)
{
    static const struct {
        const char *event, *hint;
    } hints[] = {
        { "reject_incomplete", N_("What is missing; the person is told it") },
        { "judge_frivolous", N_("Why, and what would be needed; the person is told it") },
        { "cannot_apply_now", N_("The technical reason; the reply names it") },
        { "complaint_answered", N_("What the regulator answered") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(hints); i++)
        if (strcmp(hints[i].event, event) == 0) return _(hints[i].hint);
    return _("What was found, or what is missing; it goes into the case");
}

/* Text and evidence, who applied and whether what came is relevant, then a value; what is not asked for is not asked.
 */
void case_ask_further(struct case_view *each)
{
    struct dispute_asks asks;
    if (!asks_of(each, each->event, &asks)) { /* moved meanwhile: the door refuses it, and what changed is said */
        act(each);
        return;
    }
    if (case_ask_person(each, &asks)) return;
    if (asks.text && !arguments_has(each->given, "text")) {
        g_autofree char *place = words_place(each);
        prompt_open(&each->view, &(struct prompt_options){ .title = word(each, "DISPUTE_EVENT", each->event),
                                                           .hint = words_hint(each->event),
                                                           .draft = place,
                                                           .done = text_given });
    } else if (asks.evidence && each->evidence == NULL && !has_evidence(each)) {
        case_ask_evidence(each);
    } else if (asks.answer || (asks.value && table_row_count(each->sheet->items) == 1)) {
        ask_value(each, &asks);
    } else {
        act(each);
    }
}

/* `version`: of the case as the person saw it when they chose. */
static void begin(struct case_view *each, const char *event, const char *version)
{
    const struct command *command = command_find("dispute.act");
    const char *why = command_why_not(command, app_session(each->view.app));
    struct dispute_asks asks;
    if (each->sheet == NULL || !asks_of(each, event, &asks)) {
        app_toast(each->view.app, _("%s cannot come next in this case"), word(each, "DISPUTE_EVENT", event));
        return;
    }
    if (why != NULL) {
        g_autofree char *reason = phrase_expand(why, language_translate);
        app_toast(each->view.app, "%s: %s", _(command->title), reason);
        return;
    }
    if (case_form_has(event)) {
        case_form_open(each, event, each->evidence, each->arrived);
        g_clear_pointer(&each->evidence, g_free);
        g_clear_pointer(&each->arrived, g_free);
        return;
    }
    g_autofree char *dispute = g_strdup_printf("%" G_GINT64_FORMAT, each->dispute);
    case_forget(each);
    each->event = g_strdup(event);
    each->weighed = false;
    each->given = arguments_new(command);
    case_set(each, "dispute", dispute);
    case_set(each, "event", event);
    case_set(each, "version", version);
    case_ask_further(each);
}

void case_begin_event(struct case_view *each, const char *event)
{
    g_autofree char *version = each->sheet != NULL ? fact_text(each->sheet->show, "version") : NULL;
    case_note_seen(each);
    begin(each, event, version);
}

void case_acted(struct case_view *each, const struct job_result *result)
{
    struct app *app = each->view.app;
    if (result->error != NULL) {
        app_error(app, result->error);
        /* somebody was faster: the message says who it was, and what changed stands beside what was typed */
        if (g_error_matches(result->error, BUREAU_ERROR, BUREAU_ERROR_STALE)) {
            each->stale = true;
            each->view.ops->refresh(&each->view);
        }
        return;
    }
    const struct table *answer = ((const struct job_answer *)result->data)->table;
    const struct cell *again = fact_cell(answer, "again");
    g_autofree char *state = fact_text(answer, "state"), *letters = fact_text(answer, "letters");
    g_clear_pointer(&each->evidence, g_free);
    g_clear_pointer(&each->arrived, g_free);
    g_clear_pointer(&each->kept, arguments_free);
    app_drop_draft_at(app, each->words);
    if (*letters != '\0')
        app_toast(app, _("Now: %s. Letters made: %s"), state, letters);
    else
        app_toast(app, _("Now: %s"), state);
    app_refresh(app);
    if (again != NULL) app_go(app, route_set_int(route_new("case"), "dispute", again->integer));
}

/* ---- what may come next ------------------------------------------------------------------------------------------ */

static void next_chosen(struct view *view, const char *value, void *data)
{
    if (value != NULL) begin((struct case_view *)view, value, data);
}

void case_pick_next(struct case_view *each)
{
    if (each->sheet == NULL) return;
    case_note_seen(each);
    g_autofree const char **events = dispute_next_events(case_code(each, "state"), case_code(each, "profile"));
    const bool chinese = strcmp(app_language(each->view.app), "zh") == 0;
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; events[i] != NULL; i++) {
        struct dispute_asks asks;
        if (!asks_of(each, events[i], &asks)) continue;
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(word(each, "DISPUTE_EVENT", events[i]));
        item->detail = case_needs(each, events[i]);
        item->other =
            g_strdup_printf("%s %s", events[i], codes_label("DISPUTE_EVENT", events[i], chinese ? "en" : "zh"));
        item->value = g_strdup(events[i]);
        g_ptr_array_add(items, item);
    }
    if (items->len == 0) {
        g_ptr_array_unref(items);
        app_toast(each->view.app, "%s", _("Nothing can follow any more in this case"));
        return;
    }
    /* the case may be read again while the list is open: what is chosen belongs to what the list was made from */
    picker_open(&each->view, _("Next step of the case"), items, next_chosen, fact_text(each->sheet->show, "version"),
                g_free);
}

/* ---- letters ----------------------------------------------------------------------------------------------------- */

static void read_letter(struct case_view *each, const char *letter)
{
    const struct command *command = command_find("dispute.letter");
    struct arguments *arguments = arguments_new(command);
    g_autofree char *dispute = g_strdup_printf("%" G_GINT64_FORMAT, each->dispute);
    arguments_set(arguments, "dispute", dispute, NULL);
    arguments_set(arguments, "letter", letter, NULL);
    job_command(&each->view, JOB_LETTER, command, arguments);
}

static void letter_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value != NULL) read_letter((struct case_view *)view, value);
}

static char *letter_text(const struct table *letters, size_t row, const char *column)
{
    const int index = column_index(letters, column);
    return index < 0 ? g_strdup("")
                     : grid_cell_text(table_column(letters, (size_t)index), &table_row(letters, row)[index]);
}

/* Newest first: it is the one that is asked for. */
void case_read_letters(struct case_view *each)
{
    const struct table *letters = each->sheet != NULL ? each->sheet->letters : NULL;
    const size_t count = letters != NULL ? table_row_count(letters) : 0;
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t row = count; row > 0; row--) {
        g_autofree char *kind = letter_text(letters, row - 1, "kind"), *made = letter_text(letters, row - 1, "made");
        g_autofree char *user = letter_text(letters, row - 1, "user"),
                        *number = letter_text(letters, row - 1, "number");
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup_printf("%s  %s", number, kind);
        item->detail = g_strdup_printf("%s %s", made, user);
        item->value = letter_text(letters, row - 1, "letter");
        item->other = g_strdup(row_cell(letters, row - 1, "kind")->text);
        g_ptr_array_add(items, item);
    }
    if (count == 0) {
        g_ptr_array_unref(items);
        app_toast(each->view.app, "%s", _("No letter was made yet"));
        return;
    }
    picker_open(&each->view, _("Letters of the case"), items, letter_chosen, NULL, NULL);
}

void case_show_letter(struct case_view *each, const struct table *letter)
{
    g_autofree char *number = fact_text(letter, "number"), *text = fact_text(letter, "text");
    g_autofree char *digest = fact_text(letter, "sha256");
    g_autofree char *whole = g_strdup_printf("%s\n\nSHA-256 %s", text, digest);
    text_popup_open(&each->view, number, whole);
}
