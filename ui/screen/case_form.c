/* SPDX-License-Identifier: Apache-2.0 */
/* A form about one case: keys, sending, and what happens when the case moved while the form was open. */
#include "screen/case_form.h"

#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_SHEET = 1, JOB_SEND = 2, JOB_AGAIN = 3 };

static struct case_form *of(struct view *view)
{
    return (struct case_form *)view;
}
static const struct case_form *of_const(const struct view *view)
{
    return (const struct case_form *)view;
}

static const struct case_form_kind *kind_of(const char *event)
{
    static const struct case_form_kind *const kinds[] = { &case_form_answer, &case_form_decide, &case_form_words };
    for (size_t i = 0; event != NULL && i < G_N_ELEMENTS(kinds); i++)
        if (g_strv_contains(kinds[i]->events, event)) return kinds[i];
    return NULL;
}

bool case_form_has(const char *event)
{
    return kind_of(event) != NULL;
}

const char *case_form_code(const struct case_form *form, const char *fact)
{
    const struct cell *cell = form->sheet != NULL ? fact_cell(form->sheet->sheet->show, fact) : NULL;
    return cell != NULL && cell->text != NULL ? cell->text : "";
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static void load(struct case_form *form, int kind)
{
    struct case_form_sheet *sheet = g_new0(struct case_form_sheet, 1);
    sheet->dispute = form->dispute;
    job_start(form->view.app, &(struct job_request){ .view = &form->view,
                                                     .kind = kind,
                                                     .title = N_("Opening the case"),
                                                     .run = case_form_run,
                                                     .data = sheet,
                                                     .free_data = case_form_sheet_free });
}

static bool form_open_view(struct view *view, const struct route *route, GError **error)
{
    struct case_form *form = of(view);
    form->dispute = route_int(route, "dispute", 0);
    form->event = g_strdup(route_get(route, "event"));
    form->kind = kind_of(form->event);
    form->lines = g_ptr_array_new_with_free_func(case_line_free);
    if (form->dispute <= 0 || form->kind == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no case"), N_("The queue lists them."), NULL);
        return false;
    }
    load(form, JOB_SHEET);
    return true;
}

void case_form_open(struct case_view *each, const char *event, const char *evidence, const char *arrived)
{
    struct app *app = each->view.app;
    struct route *route = route_set_int(route_new("case_form"), "dispute", each->dispute);
    if (!app_go(app, route_set(route, "event", event))) return;
    struct view *top = app_screen(app);
    if (top == NULL || top->ops != &screen_case_form) return;
    of(top)->evidence = g_strdup(evidence);
    of(top)->arrived = g_strdup(arrived);
}

static void changed(struct case_form *form)
{
    if (form->sheet != NULL && form->kind->changed != NULL) form->kind->changed(form);
}

static void put_text(struct case_form *form, const char *name, const char *text)
{
    struct case_line *line = case_line_find(form, name);
    if (line != NULL && line->editor != NULL && text != NULL) editor_set_text(line->editor, text);
}

static void build(struct case_form *form)
{
    form->kind->build(form);
    case_line_add(form, CASE_LINE_GO, "go", "");
    put_text(form, "evidence", form->evidence);
    put_text(form, "received", form->arrived);
    if (form->draft != NULL) case_form_take_draft(form, form->draft);
    changed(form);
    if (case_line_here(form)->hidden) case_line_step(form, 1);
}

static void form_close(struct view *view)
{
    struct case_form *form = of(view);
    g_ptr_array_unref(form->lines);
    case_form_sheet_free(form->sheet);
    route_free(form->draft);
    g_free(form->event);
    g_free(form->doubt);
    g_free(form->count);
    g_free(form->evidence);
    g_free(form->arrived);
}

/* ---- sending ----------------------------------------------------------------------------------------------------- */

static void send_form(struct case_form *form)
{
    const struct command *command = command_find(form->kind->command);
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(GError) error = NULL;
    g_autofree char *dispute = g_strdup_printf("%" G_GINT64_FORMAT, form->dispute);
    const struct cell *version = fact_cell(form->sheet->sheet->show, "version");
    g_autofree char *seen = g_strdup_printf("%" G_GINT64_FORMAT, version != NULL ? version->integer : 0);
    if (!arguments_set(arguments, "dispute", dispute, &error) || !arguments_set(arguments, "version", seen, &error) ||
        !form->kind->fill(form, arguments, &error)) {
        app_error(form->view.app, error);
        return;
    }
    form->sending = true;
    job_command(&form->view, JOB_SEND, command, g_steal_pointer(&arguments));
}

static void knowingly(struct view *view, bool yes, void *data)
{
    (void)data;
    if (yes) send_form(of(view));
}

static void submit(struct case_form *form)
{
    struct app *app = form->view.app;
    const struct command *command = command_find(form->kind->command);
    const char *why = command_why_not(command, app_session(app));
    if (form->sheet == NULL || form->sending) return;
    if (why != NULL) {
        g_autofree char *reason = phrase_expand(why, language_translate);
        app_toast(app, "%s: %s", _(command->title), reason);
        return;
    }
    const char *missing = form->kind->missing(form);
    if (missing != NULL)
        app_toast(app, "%s", missing);
    else if (form->doubt != NULL)
        confirm_open(&form->view, _("This contradicts itself. Save it all the same?"), form->doubt, knowingly, NULL,
                     NULL);
    else
        send_form(form);
}

/* The form gives way to the case, which is read again. */
static void done(struct case_form *form, const struct table *answer)
{
    struct app *app = form->view.app;
    g_autofree char *said = form->kind->said(form, answer);
    const int64_t dispute = form->dispute;
    form->touched = false;
    app_drop_draft(&form->view);
    app_close(&form->view);
    app_refresh(app);
    const struct view *top = app_screen(app);
    if (top == NULL || strcmp(top->ops->id, "case") != 0)
        app_go(app, route_set_int(route_new("case"), "dispute", dispute));
    app_toast(app, "%s", said);
}

/* ---- the case moved meanwhile ------------------------------------------------------------------------------------ */

static void stale_answered(struct view *view, const char *value, void *data)
{
    (void)data;
    if (g_strcmp0(value, "on") == 0)
        submit(of(view));
    else
        app_toast(view->app, "%s", _("Nothing was written; what you typed is kept for this step"));
}

static void add(GPtrArray *lines, const char *value, const char *text, const char *reason)
{
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = g_strdup(text);
    item->value = g_strdup(value);
    item->reason = g_strdup(reason);
    item->detail = g_strdup(reason);
    g_ptr_array_add(lines, item);
}

/* What is seen from now on is the case as it is; what was typed stays in its lines. */
static void tell_stale(struct case_form *form, struct case_form_sheet *now)
{
    struct case_form_sheet *then = form->sheet;
    struct dispute_asks asks;
    form->sheet = now;
    form->stale = false;
    const bool can =
        dispute_event_asks(case_form_code(form, "state"), form->event, case_form_code(form, "profile"), &asks);
    const char *label = codes_label("DISPUTE_EVENT", form->event, app_language(form->view.app));
    g_autofree char *go = g_strdup_printf(_("Go on all the same: %s"), label);
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    add(lines, "leave", _("Leave it; keep what was typed"), NULL);
    add(lines, "on", go, can ? NULL : _("this step cannot come next any more"));
    case_add_changes(then->sheet, now->sheet, lines);
    picker_open(&form->view, _("The case moved meanwhile: what changed"), lines, stale_answered, NULL, NULL);
    case_form_sheet_free(then);
    changed(form);
}

static void form_result(struct view *view, const struct job_result *result)
{
    struct case_form *form = of(view);
    if (result->kind == JOB_SEND) form->sending = false;
    if (result->error != NULL) {
        app_error(view->app, result->error);
        if (result->kind == JOB_SEND && g_error_matches(result->error, BUREAU_ERROR, BUREAU_ERROR_STALE))
            load(form, JOB_AGAIN);
    } else if (result->kind == JOB_SEND) {
        done(form, ((const struct job_answer *)result->data)->table);
        return;
    } else if (result->kind == JOB_AGAIN && form->sheet != NULL) {
        *result->steal = NULL;
        tell_stale(form, result->data);
    } else {
        *result->steal = NULL;
        case_form_sheet_free(form->sheet);
        form->sheet = result->data;
        if (form->lines->len == 0) build(form);
    }
    view_dirty(view);
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void touch(struct case_form *form)
{
    form->touched = true;
    changed(form);
    view_dirty(&form->view);
}

static void chosen(struct view *view, const char *value, void *data)
{
    struct case_form *form = of(view);
    struct case_line *line = case_line_find(form, data);
    if (value == NULL || line == NULL) return;
    for (guint i = 0; i < line->choices->len; i++)
        if (strcmp(((const struct picker_item *)line->choices->pdata[i])->value, value) == 0) line->chosen = i;
    case_line_step(form, 1);
    touch(form);
}

static void pick(struct case_form *form, const struct case_line *line)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (guint i = 0; i < line->choices->len; i++) {
        const struct picker_item *each = line->choices->pdata[i];
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(each->text);
        item->detail = g_strdup(each->detail);
        item->value = g_strdup(each->value);
        item->other = g_strdup(each->value);
        g_ptr_array_add(items, item);
    }
    picker_open(&form->view, line->label, items, chosen, (void *)line->name, NULL);
}

static void enter(struct case_form *form, const struct case_line *line)
{
    if (line->kind == CASE_LINE_GO)
        submit(form);
    else if (line->kind == CASE_LINE_CHOICE)
        pick(form, line);
    else
        case_line_step(form, 1);
}

/* The next of the words of an item ("same", "different", "unknown"). */
static void turn(struct case_form *form, struct case_line *line, int by)
{
    const guint words = form->kind->words;
    if (words == 0) return;
    line->chosen = (line->chosen + words + (guint)by) % words;
    touch(form);
}

static bool turns(const struct case_line *line, const struct event *event)
{
    const gunichar code = event->key.code;
    return event->kind == EVENT_KEY && line->kind == CASE_LINE_ITEM && *case_line_text(line) == '\0' &&
           (code == ' ' || code == KEYCAP_LEFT || code == KEYCAP_RIGHT);
}

static bool type(struct case_form *form, struct case_line *line, const struct event *event)
{
    bool other = false;
    if (line->editor == NULL || (event->kind != EVENT_PASTE && event->kind != EVENT_KEY) ||
        !editor_event(line->editor, event, &other))
        return false;
    if (other && line->kind == CASE_LINE_ITEM) line->chosen = *case_line_text(line) != '\0' ? 2 : 0;
    if (other) touch(form);
    return true;
}

static bool form_event(struct view *view, const struct event *event)
{
    struct case_form *form = of(view);
    struct case_line *line = case_line_here(form);
    if (line == NULL) return false;
    if (turns(line, event)) return turn(form, line, event->key.code == KEYCAP_LEFT ? -1 : 1), true;
    if (type(form, line, event)) return true;
    if (event->kind != EVENT_KEY || event->key.modifiers & ~(unsigned)MODIFIER_SHIFT) return false;
    const bool back = event->key.modifiers & MODIFIER_SHIFT;
    switch (event->key.code) {
    case KEYCAP_UP:
        return case_line_step(form, -1), true;
    case KEYCAP_DOWN:
        return case_line_step(form, 1), true;
    case KEYCAP_TAB:
        return case_line_step(form, back ? -1 : 1), true;
    case KEYCAP_ENTER:
        return enter(form, line), true;
    case ' ':
        if (line->kind == CASE_LINE_CHOICE) enter(form, line);
        return true;
    default:
        return false;
    }
}

static bool form_command(struct view *view, const char *id, int argument)
{
    struct case_form *form = of(view);
    if (strcmp(id, "caseform.submit") == 0) return submit(form), true;
    if (strcmp(id, "caseform.line") == 0) {
        form->line = form->lines->len > 0 ? (guint)CLAMP(argument, 0, (int)form->lines->len - 1) : 0;
        const struct case_line *line = case_line_here(form);
        if (line != NULL && line->editor == NULL && line->kind != CASE_LINE_ITEM) enter(form, line);
        return true;
    }
    return screens_command(view, id, argument);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static unsigned form_facts(const struct view *view)
{
    const struct case_line *line = case_line_here(of_const(view));
    return (line != NULL && line->editor != NULL ? FACT_TYPING : 0) | (of_const(view)->touched ? FACT_UNSAVED : 0);
}

static char *form_argument(const struct view *view, const char *name)
{
    const struct case_form *form = of_const(view);
    if (strcmp(name, "dispute") == 0) return g_strdup_printf("%" G_GINT64_FORMAT, form->dispute);
    const struct cell *subject =
        form->sheet != NULL && strcmp(name, "subject") == 0 ? fact_cell(form->sheet->sheet->show, "subject") : NULL;
    return subject != NULL ? g_strdup_printf("%" G_GINT64_FORMAT, subject->integer) : NULL;
}

static char *form_heading(const struct view *view)
{
    const struct case_form *form = of_const(view);
    if (form->sheet == NULL) return NULL;
    const struct table *show = form->sheet->sheet->show;
    g_autofree char *number = fact_text(show, "number"), *name = fact_text(show, "name");
    return g_strdup_printf("%s › %s  %s", number, codes_label("DISPUTE_EVENT", form->event, app_language(view->app)),
                           name);
}

static char *form_standing(const struct view *view)
{
    const struct case_form *form = of_const(view);
    return form->sheet != NULL ? case_time_left(form->sheet->sheet->show) : visit_standing_short(view);
}

const struct view_ops screen_case_form = {
    .id = "case_form",
    .contexts = "caseform",
    .title = N_("Form of a case"),
    .size = sizeof(struct case_form),
    .open = form_open_view,
    .draw = case_form_draw,
    .event = form_event,
    .command = form_command,
    .facts = form_facts,
    .result = form_result,
    .cursor = case_form_cursor,
    .argument = form_argument,
    .draft_place = case_form_place,
    .draft_save = case_form_save,
    .draft_restore = case_form_restore,
    .heading = form_heading,
    .standing = form_standing,
    .close = form_close,
};
