/* SPDX-License-Identifier: Apache-2.0 */
/* The log: who did what, when, for what purpose, and what was refused. The questions asked of it most (by whom, since
 * when, on which day, about which file or case, refusals only) have a key each; everything else is the grid's own
 * filter, and what is left can be exported like any table. Above it stands whether the log is whole, and of one file
 * the answer: who saw this person, why, on what ground, and whether anything lies outside what the person agreed to. */
#include "screen/audit_answer.h"
#include "screen/audit_verdict.h"
#include "screen/basis.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_LIST = 1, JOB_USERS = 2, JOB_HEAD = 3, JOB_VERIFY = 4, JOB_WATCH = 5 };
enum { LINES_MOST = 5000 };

struct audit_view {
    struct list_view list; /* first */
    char *user;            /* only this one, NULL: everybody */
    struct date since;     /* DATE_NONE: as far as the log is read */
    struct date until;     /* the last day, DATE_NONE: today */
    int64_t subject;       /* only about this one, 0: all */
    int64_t dispute;       /* only about this case, 0: all */
    bool refused;          /* only what was refused or failed */
    bool outside;          /* only what the watch named */
    struct audit_verdict verdict;
    struct audit_answer answer; /* of the file that is shown */
    struct rect top, words;
    struct table *all;
};

static struct audit_view *of(struct view *view)
{
    return (struct audit_view *)view;
}
static const struct audit_view *of_const(const struct view *view)
{
    return (const struct audit_view *)view;
}

static void load(struct view *view)
{
    const struct audit_view *audit = of(view);
    char day[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    g_autofree char *subject = audit->subject ? g_strdup_printf("%" G_GINT64_FORMAT, audit->subject) : NULL;
    g_autofree char *dispute = audit->dispute ? g_strdup_printf("%" G_GINT64_FORMAT, audit->dispute) : NULL;
    g_autofree char *limit = g_strdup_printf("%d", LINES_MOST);
    look_start(view, JOB_LIST, N_("Reading the log"),
               look_new("audit.list", DATE_NONE, NULL, "limit", limit, "user", audit->user, "since",
                        date_is_set(audit->since) ? date_format(audit->since, day) : NULL, "until",
                        date_is_set(audit->until) ? date_format(audit->until, last) : NULL, "subject", subject,
                        "dispute", dispute, NULL));
    if (command_find("audit.head") != NULL)
        look_start(view, JOB_HEAD, N_("Reading the log"), look_new("audit.head", DATE_NONE, NULL, NULL));
}

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell cell;
    (void)data;
    if (!grid_value(grid, key, "outcome", &cell) || cell.is_null) return INK_TEXT;
    return strcmp(cell.text, "refused") == 0 ? INK_WARN : strcmp(cell.text, "failed") == 0 ? INK_BAD : INK_TEXT;
}

static bool paint(void *data, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground)
{
    (void)data;
    if (strcmp(column->id, "outside") != 0 || cell->is_null) return basis_draw(canvas, rect, column, cell, ground);
    g_autofree char *text = grid_cell_text(column, cell);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, INK_BAD | STYLE_BOLD | ground);
    return true;
}

static bool audit_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct audit_view *audit = of(view);
    list_begin(&audit->list, N_("Audit"), "seq", N_("Nothing in the log answers this."));
    grid_set_row_ink(audit->list.grid, row_ink, NULL);
    grid_set_painter(audit->list.grid, paint, NULL);
    grid_set_width(audit->list.grid, "at", 19, 19);
    audit->subject = route_int(route, "subject", 0);
    audit->user = g_strdup(route_get(route, "user"));
    audit->dispute = route_int(route, "dispute", 0);
    audit->verdict.for_picture = app_session(view->app)->clock != 0;
    audit->refused = route_int(route, "refused", 0) != 0;
    audit->since = audit->until = DATE_NONE;
    if (route_get(route, "since") != NULL) date_parse(route_get(route, "since"), &audit->since);
    if (route_get(route, "until") != NULL) date_parse(route_get(route, "until"), &audit->until);
    load(view);
    return true;
}

static bool is_wanted(const struct table *table, size_t row, void *data)
{
    const struct audit_view *audit = data;
    const struct cell *outcome = row_cell(table, row, "outcome"), *outside = row_cell(table, row, "outside");
    if (audit->outside && (outside == NULL || outside->is_null)) return false;
    return !audit->refused || (outcome != NULL && !outcome->is_null && strcmp(outcome->text, "done") != 0);
}

/* The answer in words is given only while every line of the file is there. */
static bool is_whole_file(const struct audit_view *audit)
{
    return audit->subject != 0 && audit->user == NULL && !date_is_set(audit->since) && audit->dispute == 0;
}

static void show(struct audit_view *audit)
{
    if (audit->all == NULL) return;
    struct table *marked = outside_mark(audit->list.view.app, audit->subject, table_select(audit->all, NULL, NULL));
    list_fill(&audit->list, table_select(marked, is_wanted, audit));
    table_free(marked);
    grid_hide(audit->list.grid, "subject", audit->subject != 0); /* one and the same: room for what it rests on */
    view_relayout(&audit->list.view);
}

/* ---- filters ----------------------------------------------------------------------------------------------------- */

static void user_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value == NULL) return;
    struct audit_view *audit = of(view);
    g_free(audit->user);
    audit->user = *value != '\0' ? g_strdup(value) : NULL;
    load(view);
}

static void pick_user(struct view *view, const struct table *users)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    struct picker_item *everybody = g_new0(struct picker_item, 1);
    everybody->text = g_strdup(_("everybody"));
    everybody->value = g_strdup("");
    g_ptr_array_add(items, everybody);
    for (size_t row = 0; row < table_row_count(users); row++) {
        const struct cell *name = row_cell(users, row, "user"), *role = row_cell(users, row, "role");
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(name->text);
        item->value = g_strdup(name->text);
        item->detail = g_strdup(codes_label("ROLE", role->text, app_language(view->app)));
        g_ptr_array_add(items, item);
    }
    picker_open(view, _("Whose acts?"), items, user_chosen, NULL, NULL);
}

static bool read_day(struct view *view, const char *text, struct date *day)
{
    *day = DATE_NONE;
    if (text == NULL) return false;
    if (*text == '\0' || date_parse(text, day)) return true;
    app_toast(view->app, _("%s is no day: write it as 2026-03-31"), text);
    return false;
}

static void since_given(struct view *view, const char *text, void *data)
{
    (void)data;
    struct date day;
    if (!read_day(view, text, &day)) return;
    of(view)->since = day;
    of(view)->until = DATE_NONE;
    load(view);
}

static void day_given(struct view *view, const char *text, void *data)
{
    (void)data;
    struct date day;
    if (!read_day(view, text, &day)) return;
    of(view)->since = of(view)->until = day;
    load(view);
}

static void ask_day(struct view *view)
{
    char day[DATE_TEXT_SIZE];
    date_format(app_today(view->app), day);
    prompt_open(view, &(struct prompt_options){ .title = _("The log of one day"),
                                                .text = day,
                                                .hint = _("A day such as 2026-03-31; nothing: every day"),
                                                .done = day_given });
}

static void ask_since(struct view *view)
{
    char day[DATE_TEXT_SIZE];
    const struct date since = of(view)->since;
    date_format(date_is_set(since) ? since : app_today(view->app), day);
    prompt_open(view, &(struct prompt_options){ .title = _("The log since"),
                                                .text = day,
                                                .hint = _("A day such as 2026-03-31; nothing: as far as it goes"),
                                                .done = since_given });
}

/* ---- is it whole? ------------------------------------------------------------------------------------------------ */

static void verify(struct view *view)
{
    const struct command *command = command_find("audit.verify");
    const char *why = command != NULL ? command_why_not(command, app_session(view->app)) : NULL;
    if (why != NULL) {
        g_autofree char *reason = phrase_expand(why, language_translate);
        app_toast(view->app, "%s: %s", _(command->title), reason);
        return;
    }
    job_command(view, JOB_VERIFY, command, arguments_new(command));
}

static void verified(struct audit_view *audit, struct job_answer *answer)
{
    table_free(audit->verdict.verified);
    audit->verdict.verified = g_steal_pointer(&answer->table);
    g_autofree char *text = audit_verdict_text(&audit->verdict);
    text_popup_open(&audit->list.view, _("Is the log whole?"), text);
    view_relayout(&audit->list.view);
}

/* ---- was anything seen that should not have been? ---------------------------------------------------------------- */

/* Of one file: here, and then the lines it named alone. Of everything: a list of its own. */
static void watch(struct audit_view *audit)
{
    struct view *view = &audit->list.view;
    const struct command *command = command_find("consent.watch");
    const char *why = command != NULL ? command_why_not(command, app_session(view->app)) : NULL;
    if (why != NULL) {
        g_autofree char *reason = phrase_expand(why, language_translate);
        app_toast(view->app, "%s: %s", _(command->title), reason);
    } else if (audit->subject == 0) {
        app_go(view->app, route_new("watch"));
    } else if (outside_of(view->app, audit->subject) != NULL && !audit->outside) {
        audit->outside = true;
        show(audit);
    } else {
        g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, audit->subject);
        audit->outside = false;
        struct recorded_look *look = look_new("consent.watch", DATE_NONE, NULL, "subject", subject, NULL);
        job_start(view->app, &(struct job_request){ .view = view,
                                                    .kind = JOB_WATCH,
                                                    .lane = JOB_LONG,
                                                    .title = N_("Going over the looks at this file"),
                                                    .run = look_run,
                                                    .data = look,
                                                    .free_data = look_free });
    }
}

static void open_consent(struct audit_view *audit)
{
    struct cell cell, of_subject;
    const struct cell *basis = list_cell(&audit->list, "basis", &cell);
    const int64_t consent = basis != NULL ? basis_consent(basis->text) : 0;
    const struct cell *subject = list_cell(&audit->list, "subject", &of_subject);
    if (consent == 0 || subject == NULL) {
        app_toast(audit->list.view.app, "%s", _("This line rests on no consent"));
        return;
    }
    struct route *route = route_set_int(route_new("subject"), "subject", subject->integer);
    app_go(audit->list.view.app, route_set_int(route_set(route, "tab", "consent"), "row", consent));
}

static void audit_result(struct view *view, const struct job_result *result)
{
    struct audit_view *audit = of(view);
    if (result->error != NULL && result->kind == JOB_LIST) {
        list_result(&audit->list, result);
    } else if (result->error != NULL) {
        app_error(view->app, result->error);
    } else if (result->kind == JOB_VERIFY) {
        verified(audit, result->data);
    } else if (result->kind == JOB_HEAD) {
        table_free(audit->verdict.head);
        audit->verdict.head = look_take(result->data);
        view_dirty(view);
    } else if (result->kind == JOB_WATCH) {
        outside_keep(view->app, audit->subject, look_take(result->data));
        show(audit);
    } else if (result->kind == JOB_USERS) {
        g_autoptr(table_t) users = look_take(result->data);
        pick_user(view, users);
    } else {
        table_free(audit->all);
        audit->all = look_take(result->data);
        audit_answer_clear(&audit->answer);
        if (is_whole_file(audit)) audit_answer_read(&audit->answer, audit->all, LINES_MOST);
        show(audit);
    }
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static char *audit_state(const struct view *view)
{
    const struct audit_view *audit = of_const(view);
    char day[DATE_TEXT_SIZE];
    const bool one_day = date_is_set(audit->until);
    GString *text = g_string_new(NULL);
    if (audit->user != NULL) g_string_append_printf(text, _("by %s  "), audit->user);
    if (date_is_set(audit->since))
        g_string_append_printf(text, one_day ? _("on %s  ") : _("since %s  "), date_format(audit->since, day));
    if (audit->subject != 0) g_string_append_printf(text, _("about subject %d  "), (int)audit->subject);
    if (audit->dispute != 0) g_string_append_printf(text, _("about case %d  "), (int)audit->dispute);
    if (audit->refused) g_string_append(text, _("refusals only"));
    if (audit->outside) g_string_append(text, _("outside the settings only"));
    return g_string_free(text, FALSE);
}

static void audit_layout(struct view *view, struct rect area)
{
    struct audit_view *audit = of(view);
    audit->words = rect_cut_top(&area, audit->answer.there ? AUDIT_ANSWER_ROWS + 1 : 0);
    audit->top = rect_cut_top(&area, audit->answer.there && area.h < 20 ? 0 : AUDIT_VERDICT_ROWS + 1);
    grid_place(audit->list.grid, area, true);
}

static void audit_draw(const struct view *view, struct canvas *canvas)
{
    g_autofree char *key = app_key_of(view->app, "audit.check");
    const struct audit_view *audit = of_const(view);
    g_autofree char *watch_key = app_key_of(view->app, "audit.watch");
    if (audit->top.h > 0) audit_verdict_draw(&audit->verdict, key, canvas, audit->top);
    audit_answer_draw(&audit->answer, outside_of(view->app, audit->subject), watch_key, canvas, audit->words);
    grid_draw(of_const(view)->list.grid, canvas, true);
}

static bool audit_command(struct view *view, const char *id, int argument)
{
    struct audit_view *audit = of(view);
    struct cell cell, of_case;
    const struct cell *subject = list_cell(&audit->list, "subject", &cell);
    const struct cell *dispute = list_cell(&audit->list, "dispute", &of_case);
    if (strcmp(id, "audit.user") == 0) {
        look_start(view, JOB_USERS, N_("Reading users"), look_new("user.list", DATE_NONE, NULL, NULL));
        return true;
    }
    if (strcmp(id, "audit.since") == 0) return ask_since(view), true;
    if (strcmp(id, "audit.on_day") == 0) return ask_day(view), true;
    if (strcmp(id, "audit.check") == 0) return verify(view), true;
    if (strcmp(id, "audit.watch") == 0) return watch(audit), true;
    if (strcmp(id, "audit.consent") == 0) return open_consent(audit), true;
    if (strcmp(id, "audit.case") == 0) {
        if (audit->dispute == 0 && dispute == NULL)
            return app_toast(view->app, "%s", _("This act was not about a case")), true;
        audit->dispute = audit->dispute == 0 ? dispute->integer : 0;
        return load(view), true;
    }
    if (strcmp(id, "audit.refused") == 0) {
        audit->refused = !audit->refused;
        return show(audit), true;
    }
    if (strcmp(id, "audit.subject") == 0) {
        audit->subject = audit->subject == 0 && subject != NULL ? subject->integer : 0;
        audit->outside = false;
        return load(view), true;
    }
    if (strcmp(id, "table.open") == 0) {
        if (subject != NULL)
            app_go(view->app, route_set_int(route_new("subject"), "subject", subject->integer));
        else
            app_toast(view->app, "%s", _("This act was not about a file"));
        return true;
    }
    return screens_command(view, id, argument);
}

static struct grid *audit_grid(const struct view *view)
{
    return of_const(view)->list.grid;
}

static void audit_save(const struct view *view, struct route *route)
{
    const struct audit_view *audit = of_const(view);
    char day[DATE_TEXT_SIZE];
    route_set(route, "user", audit->user);
    route_set(route, "since", date_is_set(audit->since) ? date_format(audit->since, day) : NULL);
    route_set(route, "until", date_is_set(audit->until) ? date_format(audit->until, day) : NULL);
    route_set_int(route_set_int(route, "subject", audit->subject), "refused", audit->refused);
    route_set_int(route, "dispute", audit->dispute);
    grid_save(audit->list.grid, route);
}

static void audit_close(struct view *view)
{
    list_end(&of(view)->list);
    table_free(of(view)->all);
    audit_verdict_clear(&of(view)->verdict);
    audit_answer_clear(&of(view)->answer);
    g_free(of(view)->user);
}

const struct view_ops screen_audit = {
    .id = "audit",
    .contexts = "audit",
    .title = N_("Audit"),
    .size = sizeof(struct audit_view),
    .open = audit_open,
    .layout = audit_layout,
    .draw = audit_draw,
    .command = audit_command,
    .result = audit_result,
    .refresh = load,
    .grid = audit_grid,
    .standing = visit_standing,
    .state = audit_state,
    .save = audit_save,
    .close = audit_close,
};
