/* SPDX-License-Identifier: Apache-2.0 */
/* The file of one subject: the frame around its tabs. Opening it is a look through the door (recorded with the
 * purpose); each further tab is its own look, made when the tab is first shown. The day and the clear values belong to
 * this screen alone and end with it. */
#include "base/text.h"
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "screen/subject_view.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_LOAD = 1, JOB_IDLE = 2, JOB_PIN = 3, JOB_TABS = 16 };
enum { CLEAR_FOR = 60000 }; /* milliseconds without a key until clear values are masked again */

static const struct subject_tab *const tabs[TAB_COUNT] = {
    [TAB_SUMMARY] = &subject_tab_summary,   [TAB_ACCOUNTS] = &subject_tab_accounts,
    [TAB_HISTORY] = &subject_tab_history,   [TAB_ENQUIRIES] = &subject_tab_enquiries,
    [TAB_MEANS] = &subject_tab_means,       [TAB_PUBLIC] = &subject_tab_public,
    [TAB_DISPUTES] = &subject_tab_disputes, [TAB_CONSENT] = &subject_tab_consent,
    [TAB_SEEN] = &subject_tab_seen,
};
static const char *const tab_words[TAB_COUNT] = { "summary", "accounts", "history", "enquiries", "means",
                                                  "public",  "disputes", "consent", "seen" };

const struct subject_tab *subject_tab_at(size_t index)
{
    return tabs[index];
}

static struct subject_view *of(struct view *view)
{
    return (struct subject_view *)view;
}
static const struct subject_view *of_const(const struct view *view)
{
    return (const struct subject_view *)view;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

static void start(struct subject_view *subject)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject->subject);
    sheet_job_start(&subject->view, JOB_LOAD, N_("Opening the file"), subject->subject,
                    look_new("subject.show", subject->as_of, subject->reveal, "subject", number, NULL));
    /* what was refused is not tried again by the program itself: each try is a line of the log */
    const bool again = app_session(subject->view.app)->again;
    for (size_t i = 0; i < TAB_COUNT; i++)
        subject->asked[i] = again && subject->refused[i];
    subject_list_show(subject, subject->tab);
}

static bool subject_open(struct view *view, const struct route *route, GError **error)
{
    struct subject_view *subject = of(view);
    subject->subject = route_int(route, "subject", 0);
    subject->as_of = route_day(view, route);
    if (subject->subject <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no subject"), N_("Find one with /."), NULL);
        return false;
    }
    const char *tab = route_get(route, "tab");
    for (size_t i = 0; tab != NULL && i < TAB_COUNT; i++)
        if (strcmp(tab_words[i], tab) == 0) subject->tab = i;
    subject->account = route_int(route, "account", 0);
    subject->month = MONTH_NONE;
    if (route_get(route, "month") != NULL) month_parse(route_get(route, "month"), &subject->month);
    subject->figure_row = (int)route_int(route, "figure", 0);
    subject->figure_column = (int)route_int(route, "side", 0);
    subject->months = monthgrid_new();
    start(subject);
    return true;
}

/* ---- in clear ---------------------------------------------------------------------------------------------------- */

static bool nothing(struct session *session, void *data, GError **error)
{
    (void)session, (void)data, (void)error;
    return true;
}

/* Each key puts the end off; a script with a fixed clock has no idle time. */
static void stay_clear(struct subject_view *subject)
{
    if (subject->reveal != NULL && app_session(subject->view.app)->clock == 0)
        job_start(subject->view.app, &(struct job_request){ .view = &subject->view,
                                                            .kind = JOB_IDLE,
                                                            .title = N_("Masking again"),
                                                            .delay = CLEAR_FOR,
                                                            .run = nothing });
}

static void mask_again(struct subject_view *subject)
{
    g_clear_pointer(&subject->reveal, g_free);
    job_cancel(&subject->view, JOB_IDLE);
    start(subject);
    view_relayout(&subject->view);
}

static void remember(struct subject_view *subject)
{
    const struct sheet *sheet = subject->sheet;
    g_autoptr(route_t) route = route_new("subject");
    route_set_int(route, "subject", subject->subject);
    g_autofree char *score = sheet->has_score ? g_strdup_printf("%s %d", sheet->band, sheet->score) : NULL;
    /* masked again: what was shown in clear for a reason is not left behind on the desk */
    g_autofree char *identity = guard_mask(dossier_identity(sheet->dossier), SECRECY_IDENTITY);
    g_autofree char *label = g_strdup_printf("%s  %s", sheet->name, identity != NULL ? identity : "");
    visit_remember(subject->view.app, route, N_("file"), label, score);
}

/* A refused file is refused whole; a refused tab says so itself, and the others go on. */
static void failed(struct subject_view *subject, const struct job_result *result)
{
    struct view *view = &subject->view;
    if (result->kind >= JOB_TABS && result->refusal != NULL) {
        subject_list_refused(subject, (size_t)(result->kind - JOB_TABS), result->error);
    } else if (result->kind >= JOB_TABS) {
        app_error(view->app, result->error);
        struct grid *grid = subject->grids[result->kind - JOB_TABS];
        if (grid != NULL) grid_set_empty(grid, _("This was not shown: see the message below."));
    } else if (result->kind == JOB_LOAD &&
               subject->reveal != NULL) { /* the reason was not good enough: masked it stays */
        app_error(view->app, result->error);
        g_clear_pointer(&subject->reveal, g_free);
        job_cancel(view, JOB_IDLE);
    } else if (result->kind == JOB_LOAD) { /* what is on the screen is not what was asked for: take it off */
        doorway_failed(view, subject->subject, command_find("subject.show"), result);
        g_clear_pointer(&subject->sheet, sheet_free);
        subject->failed = true;
    } else {
        app_error(view->app, result->error);
    }
}

static void subject_result(struct view *view, const struct job_result *result)
{
    struct subject_view *subject = of(view);
    if (result->kind == JOB_PIN) {
        visit_pin_done(view, result);
        return;
    }
    if (result->error != NULL) {
        failed(subject, result);
    } else if (result->kind == JOB_IDLE) {
        mask_again(subject);
    } else if (result->kind == JOB_LOAD) {
        subject->failed = false;
        sheet_free(subject->sheet);
        subject->sheet = g_steal_pointer(&((struct sheet_job *)result->data)->sheet);
        subject_months_fill(subject);
        remember(subject);
    } else if (result->kind >= JOB_TABS && result->kind < JOB_TABS + TAB_COUNT) {
        subject_list_take(subject, (size_t)(result->kind - JOB_TABS), look_take(result->data));
    }
    view_relayout(view);
}

static void subject_refresh(struct view *view)
{
    start(of(view));
}

static void subject_close(struct view *view)
{
    struct subject_view *subject = of(view);
    for (size_t i = 0; i < TAB_COUNT; i++)
        g_clear_pointer(&subject->grids[i], grid_free);
    monthgrid_free(subject->months);
    sheet_free(subject->sheet);
    g_free(subject->reveal);
    for (size_t i = 0; i < TAB_COUNT; i++)
        g_free(subject->refused[i]);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static bool has_banner(const struct subject_view *subject)
{
    return date_is_set(subject->as_of) || subject->reveal != NULL;
}

static const char *alert_of(const struct subject_view *subject)
{
    return subject->sheet != NULL ? subject->sheet->access.alert : NULL;
}

static void subject_layout(struct view *view, struct rect area)
{
    struct subject_view *subject = of(view);
    rect_cut_top(&area, 1 + has_banner(subject) + (alert_of(subject) != NULL));
    if (area.h > 12) rect_cut_top(&area, 1);
    subject->body = area;
    const struct subject_tab *tab = tabs[subject->tab];
    if (tab->place != NULL)
        tab->place(subject, area);
    else if (subject->grids[subject->tab] != NULL)
        grid_place(subject->grids[subject->tab], area, true);
}

static void draw_banner(const struct subject_view *subject, struct canvas *canvas, struct rect row)
{
    char day[DATE_TEXT_SIZE];
    g_autofree char *key = app_key_of(subject->view.app, "subject.set_as_of");
    canvas_fill(canvas, row, INK_STRONG | GROUND_DANGER);
    int x = row.x + 1;
    if (date_is_set(subject->as_of))
        x += canvas_format(canvas, x, row.y, row.w - 2, INK_STRONG | GROUND_DANGER | STYLE_BOLD,
                           _("As it was known on %s · %s: another day, or now"), date_format(subject->as_of, day), key);
    if (subject->reveal != NULL)
        canvas_format(canvas, x + (x > row.x + 1 ? 2 : 0), row.y, row.x + row.w - x - 3,
                      INK_STRONG | GROUND_DANGER | STYLE_BOLD, _("Shown in clear: %s"), subject->reveal);
}

/* What protects the person is read before anything else of the file. */
static void draw_alert(const struct subject_view *subject, struct canvas *canvas, struct rect row)
{
    g_autofree char *text = phrase_expand(alert_of(subject), language_translate);
    const style_t style = INK_STRONG | GROUND_DANGER | STYLE_BOLD;
    canvas_fill(canvas, row, style);
    canvas_format(canvas, row.x + 1, row.y, row.w - 2, style, "⚠ %s", text);
}

/* On what this look rests: the consent with its last day, or the article of a law; and what it leaves out. */
static void draw_basis(const struct subject_view *subject, struct canvas *canvas, struct rect row)
{
    if (subject->sheet == NULL || subject->sheet->access.basis == NULL) return;
    g_autofree char *text = doorway_basis_text(&subject->sheet->access);
    const int width = MIN(text_width(text), row.w - 2);
    canvas_text(canvas, row.x + row.w - 1 - width, row.y, width, text, INK_DIM);
    const unsigned withheld = subject->sheet->dossier->withheld;
    if (withheld == 0) return;
    g_autofree char *kinds = kinds_label(withheld, language_code());
    canvas_format(canvas, row.x + 1, row.y, row.w - width - 4, INK_WARN | STYLE_BOLD, _("Not covered: %s"), kinds);
}

/* What a tab would show is held and left out: "nothing reported" would be untrue. */
static bool is_withheld(const struct subject_view *subject)
{
    static const unsigned kinds[TAB_COUNT] = { [TAB_ACCOUNTS] = KIND_CREDIT,
                                               [TAB_HISTORY] = KIND_CREDIT,
                                               [TAB_ENQUIRIES] = KIND_CREDIT,
                                               [TAB_MEANS] = KIND_MEANS | KIND_BEHAVIOUR,
                                               [TAB_PUBLIC] = KIND_PUBLIC };
    const struct grid *grid = subject->grids[subject->tab];
    return subject->sheet != NULL && (subject->sheet->dossier->withheld & kinds[subject->tab]) != 0 &&
           (grid == NULL || grid_row_count(grid) == 0);
}

static void subject_draw(const struct view *view, struct canvas *canvas)
{
    const struct subject_view *subject = of_const(view);
    const char *labels[TAB_COUNT + 1] = { NULL };
    for (size_t i = 0; i < TAB_COUNT; i++)
        labels[i] = _(tabs[i]->title);
    tabs_draw(canvas, view->area.x, view->area.y, view->area.w, labels, subject->tab);
    struct rect row = rect_make(view->area.x, view->area.y + 1, view->area.w, 1);
    if (alert_of(subject) != NULL) {
        draw_alert(subject, canvas, row);
        row.y++;
    }
    if (has_banner(subject)) {
        draw_banner(subject, canvas, row);
        row.y++;
    }
    if (row.y < subject->body.y) draw_basis(subject, canvas, row);
    const struct subject_tab *tab = tabs[subject->tab];
    if (subject->failed)
        canvas_text(canvas, subject->body.x + 1, subject->body.y, subject->body.w - 2,
                    date_is_set(subject->as_of) ? _("Nothing of this file was known on that day.")
                                                : _("This was not shown: see the message below."),
                    INK_DIM);
    else if (subject->refused[subject->tab] != NULL)
        canvas_wrap(canvas, rect_make(subject->body.x + 1, subject->body.y, subject->body.w - 2, subject->body.h),
                    subject->refused[subject->tab], 0, INK_BAD);
    else if (is_withheld(subject))
        canvas_wrap(canvas, rect_make(subject->body.x + 1, subject->body.y, subject->body.w - 2, subject->body.h),
                    _("There is data of this kind, and what this look rests on does not cover it. State another "
                      "purpose, or record a consent that covers it."),
                    0, INK_WARN);
    else if (tab->draw != NULL && subject->sheet != NULL)
        tab->draw(subject, canvas, subject->body);
    else if (subject->grids[subject->tab] != NULL)
        grid_draw(subject->grids[subject->tab], canvas, true);
}

static void add_age(const struct subject_view *subject, GString *text)
{
    const struct dossier *dossier = subject->sheet->dossier;
    const char *sex = g_strcmp0(dossier->sex, "M") == 0 ? _("m") : g_strcmp0(dossier->sex, "F") == 0 ? _("f") : "";
    if (date_is_set(dossier->birth) && dossier->birth.days <= dossier->as_of.days)
        g_string_append_printf(text, "  %d %s", date_age(dossier->birth, dossier->as_of), sex);
    else if (*sex)
        g_string_append_printf(text, "  %s", sex);
}

static char *subject_heading(const struct view *view)
{
    const struct subject_view *subject = of_const(view);
    const struct sheet *sheet = subject->sheet;
    if (sheet == NULL) return NULL;
    g_autofree char *name = sheet_short_name(sheet);
    const bool hidden = !(sheet->access.kinds & KIND_IDENTITY);
    GString *text = g_string_new(*name ? name : hidden ? _("name not shown") : _("no name held"));
    if (sheet->identity != NULL) g_string_append_printf(text, "  %s", sheet->identity);
    add_age(subject, text);
    if (sheet->city != NULL) g_string_append_printf(text, "  %s", sheet->city);
    if (sheet->has_score) g_string_append_printf(text, "  %s %d", sheet->band, sheet->score);
    if (sheet->summary.disputes > 0) g_string_append_printf(text, "  ⚑ %d", sheet->summary.disputes);
    return g_string_free(text, FALSE);
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

static void go_to_tab(struct subject_view *subject, size_t tab)
{
    subject->tab = tab;
    subject_list_show(subject, tab);
    view_relayout(&subject->view);
}

void subject_open_account(struct subject_view *subject, int64_t account)
{
    app_go(subject->view.app,
           route_set_int(subject_route("account", subject->subject, subject->as_of), "account", account));
}

static void why(struct subject_view *subject)
{
    const struct subject_tab *tab = tabs[subject->tab];
    g_autofree char *figure = subject->sheet != NULL && tab->figure != NULL ? tab->figure(subject) : NULL;
    ask_why(&subject->view, subject->subject, subject->as_of, figure);
}

static void day_given(struct view *view, const char *text, void *data)
{
    (void)data;
    struct subject_view *subject = of(view);
    struct date day = DATE_NONE;
    if (text == NULL) return;
    if (*text != '\0' && (!date_parse(text, &day) || day.days > app_today(view->app).days)) {
        app_toast(view->app, _("%s is no day up to today: write it as 2026-03-31"), text);
        return;
    }
    subject->as_of = day;
    subject_refresh(view);
    view_relayout(view);
}

static void ask_day(struct subject_view *subject)
{
    char day[DATE_TEXT_SIZE];
    date_format(date_is_set(subject->as_of) ? subject->as_of : app_today(subject->view.app), day);
    prompt_open(&subject->view, &(struct prompt_options){ .title = _("Show the file as it was known on"),
                                                          .text = day,
                                                          .hint = _("A day such as 2026-03-31; nothing: now"),
                                                          .done = day_given });
}

static void reason_given(struct view *view, const char *text, void *data)
{
    (void)data;
    struct subject_view *subject = of(view);
    if (text == NULL || *text == '\0') return;
    g_free(subject->reveal);
    subject->reveal = g_strdup(text);
    start(subject);
    stay_clear(subject);
    view_relayout(view);
}

static void reveal(struct subject_view *subject)
{
    if (subject->reveal != NULL) {
        mask_again(subject);
        return;
    }
    prompt_open(&subject->view,
                &(struct prompt_options){ .title = _("Show in clear: why?"),
                                          .hint = _("The reason is written into the log; no personal data in it"),
                                          .history = "reveal",
                                          .done = reason_given });
}

static void open_dispute(struct subject_view *subject)
{
    const struct subject_tab *tab = tabs[subject->tab];
    char *item = subject->sheet != NULL && tab->dispute_item != NULL ? tab->dispute_item(subject) : NULL;
    ask_dispute(&subject->view, subject->subject, item);
}

static void open_whatif(struct subject_view *subject)
{
    struct route *route = route_set_int(route_new("whatif"), "subject", subject->subject);
    if (subject->tab == TAB_HISTORY && monthgrid_row_count(subject->months) > 0)
        route_set_int(route, "account", monthgrid_key(subject->months));
    app_go(subject->view.app, route);
}

static bool tab_command(struct subject_view *subject, const char *id, int argument)
{
    if (strcmp(id, "tab.next") == 0) return go_to_tab(subject, (subject->tab + 1) % TAB_COUNT), true;
    if (strcmp(id, "tab.previous") == 0) return go_to_tab(subject, (subject->tab + TAB_COUNT - 1) % TAB_COUNT), true;
    if (strcmp(id, "tab.go") == 0) {
        if (argument >= 0 && argument < TAB_COUNT) go_to_tab(subject, (size_t)argument);
        return true;
    }
    return false;
}

static bool subject_command(struct view *view, const char *id, int argument)
{
    struct subject_view *subject = of(view);
    stay_clear(subject);
    if (tab_command(subject, id, argument)) return true;
    if (tabs[subject->tab]->act != NULL && tabs[subject->tab]->act(subject, id)) return true;
    if (strcmp(id, "table.open") == 0)
        return tabs[subject->tab]->enter != NULL ? tabs[subject->tab]->enter(subject), true : false;
    if (strcmp(id, "subject.ask_why") == 0) return why(subject), true;
    if (strcmp(id, "subject.set_as_of") == 0) return ask_day(subject), true;
    if (strcmp(id, "subject.pin") == 0) return visit_pin(view, JOB_PIN, subject->subject), true;
    if (strcmp(id, "subject.reveal") == 0) return reveal(subject), true;
    if (strcmp(id, "subject.open_dispute") == 0) return open_dispute(subject), true;
    if (strcmp(id, "subject.open_whatif") == 0) return open_whatif(subject), true;
    if (strcmp(id, "subject.open_plan") == 0)
        return app_go(subject->view.app, subject_route("plan", subject->subject, subject->as_of)), true;
    if (strcmp(id, "subject.open_repair") == 0)
        return app_go(view->app, route_set_int(route_new("repair"), "subject", subject->subject)), true;
    if (strcmp(id, "subject.rights") == 0)
        return app_go(view->app, route_set_int(route_new("rights"), "subject", subject->subject)), true;
    return screens_command(view, id, argument);
}

static bool subject_event(struct view *view, const struct event *event)
{
    struct subject_view *subject = of(view);
    const struct subject_tab *tab = tabs[subject->tab];
    stay_clear(subject);
    if (subject->sheet == NULL) return false;
    if (event->kind == EVENT_KEY && event->key.code == KEYCAP_ENTER && tab->enter != NULL)
        return tab->enter(subject), true;
    return tab->event != NULL && tab->event(subject, event);
}

static const char *subject_why_not(const struct view *view, const struct command *command)
{
    const struct subject_view *subject = of_const(view);
    const bool writes = (command->flags & COMMAND_WRITES) || strcmp(command->id, "subject.open_dispute") == 0;
    if (writes && date_is_set(subject->as_of)) return N_("Nothing can be changed while an earlier day is shown");
    if (strcmp(command->id, "table.open") == 0 && tabs[subject->tab]->enter == NULL)
        return N_("A row of this list leads no further");
    if (strcmp(command->id, "subject.reveal") == 0 && !rights_may_reveal(app_session(view->app)->role))
        return N_("Your role may not see masked values in clear");
    const bool another_day = strcmp(command->id, "subject.set_as_of") == 0;
    if (subject->sheet == NULL && !another_day && g_str_has_prefix(command->id, "subject."))
        return N_("The file is not open yet");
    return tabs[subject->tab]->why_not != NULL ? tabs[subject->tab]->why_not(subject, command) : NULL;
}

static char *subject_argument(const struct view *view, const char *name)
{
    const struct subject_view *subject = of_const(view);
    if (strcmp(name, "subject") == 0) return g_strdup_printf("%" G_GINT64_FORMAT, subject->subject);
    const struct subject_tab *tab = tabs[subject->tab];
    return subject->sheet != NULL && tab->argument != NULL ? tab->argument(subject, name) : NULL;
}

/* What was written about consents stands in their tab. */
static bool subject_answered(struct view *view, const struct command *command, const struct table *answer)
{
    (void)answer;
    const bool writes = (command->flags & COMMAND_WRITES) != 0;
    return of(view)->tab == TAB_CONSENT && writes && g_str_has_prefix(command->id, "consent.");
}

static const char *subject_context(const struct view *view)
{
    return tabs[of_const(view)->tab]->context;
}

static struct grid *subject_grid(const struct view *view)
{
    const struct subject_view *subject = of_const(view);
    return subject->failed || subject->refused[subject->tab] != NULL ? NULL : subject->grids[subject->tab];
}

static bool subject_cursor(const struct view *view, struct pos *pos)
{
    const struct subject_view *subject = of_const(view);
    const struct subject_tab *tab = tabs[subject->tab];
    return subject->sheet != NULL && tab->cursor != NULL && tab->cursor(subject, pos);
}

static void subject_save(const struct view *view, struct route *route)
{
    const struct subject_view *subject = of_const(view);
    char text[DATE_TEXT_SIZE];
    route_set(route, "tab", tab_words[subject->tab]);
    route_set(route, "as_of", date_is_set(subject->as_of) ? date_format(subject->as_of, text) : NULL);
    route_set_int(route, "figure", subject->figure_row);
    route_set_int(route, "side", subject->figure_column);
    if (subject->grids[subject->tab] != NULL) grid_save(subject->grids[subject->tab], route);
    if (monthgrid_row_count(subject->months) == 0) return;
    route_set_int(route, "account", monthgrid_key(subject->months));
    route_set(route, "month", month_format(monthgrid_month(subject->months), text));
}

const struct view_ops screen_subject = {
    .id = "subject",
    .contexts = "subject tabs",
    .context = subject_context,
    .title = N_("Credit file"),
    .size = sizeof(struct subject_view),
    .open = subject_open,
    .layout = subject_layout,
    .draw = subject_draw,
    .event = subject_event,
    .command = subject_command,
    .why_not = subject_why_not,
    .answered = subject_answered,
    .result = subject_result,
    .refresh = subject_refresh,
    .cursor = subject_cursor,
    .grid = subject_grid,
    .argument = subject_argument,
    .heading = subject_heading,
    .standing = visit_standing_short,
    .save = subject_save,
    .close = subject_close,
};
