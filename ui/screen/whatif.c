/* SPDX-License-Identifier: Apache-2.0 */
/* What if: actions tried on a copy of the file, four scenarios beside what is. The file is read once, by a worker and
 * through the door; from then on nothing touches the store. A scenario is worked out at once when that takes less than
 * a millisecond on this file, else by a worker; either way the screen never waits. */
#include "screen/whatif.h"

#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_FILE = 1, JOB_EVALUATE = 16, AT_ONCE = 1000 /* microseconds */ };

static struct whatif_view *of(struct view *view)
{
    return (struct whatif_view *)view;
}
static const struct whatif_view *of_const(const struct view *view)
{
    return (const struct whatif_view *)view;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

struct load {
    int64_t subject;
    struct recorded_look *look;
    struct whatif_file *file;
};

static void load_free(void *data)
{
    struct load *load = data;
    look_free(load->look);
    whatif_file_unref(load->file);
    g_free(load);
}

static bool load_run(struct session *session, void *data, GError **error)
{
    struct load *load = data;
    if (!look_run(session, load->look, error) || !look_enter(session, load->look->as_of, NULL, error)) return false;
    load->file = whatif_file_load(session, load->subject, error);
    look_leave(session);
    return load->file != NULL;
}

static void start(struct view *view)
{
    const struct whatif_view *whatif = of(view);
    if (!doorway_may_read(view, whatif->subject, command_find("score.show"))) return;
    struct load *load = g_new0(struct load, 1);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, whatif->subject);
    load->subject = whatif->subject;
    load->look = look_new("score.show", whatif->as_of, NULL, "subject", number, NULL);
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_FILE,
                                                .title = N_("Opening the file"),
                                                .subject = whatif->subject,
                                                .run = load_run,
                                                .data = load,
                                                .free_data = load_free });
}

static bool whatif_open(struct view *view, const struct route *route, GError **error)
{
    struct whatif_view *whatif = of(view);
    whatif->subject = route_int(route, "subject", 0);
    whatif->account = route_int(route, "account", 0);
    whatif->scenario = (int)CLAMP(route_int(route, "scenario", 0), 0, SCENARIOS - 1);
    whatif->line = (int)MAX(route_int(route, "line", 0), 0);
    whatif->as_of = route_day(view, route);
    whatif->plan = g_strdup(route_get(route, "plan"));
    whatif->month = MONTH_NONE;
    if (route_get(route, "month") != NULL) month_parse(route_get(route, "month"), &whatif->month);
    if (whatif->subject <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no subject"), NULL, NULL);
        return false;
    }
    for (int s = 0; s < SCENARIOS; s++)
        whatif->answer[s].bad = -1;
    whatif->points = grid_new();
    grid_set_title(whatif->points, _("What if"));
    grid_set_empty(whatif->points, _("Loading"));
    start(view);
    return true;
}

/* ---- evaluation -------------------------------------------------------------------------------------------------- */

struct evaluation_job {
    struct whatif_file *file;
    struct whatif_list list;
    int scenario;
    struct whatif_answer answer;
};

static void evaluation_free(void *data)
{
    struct evaluation_job *job = data;
    whatif_file_unref(job->file);
    whatif_answer_clear(&job->answer);
    g_free(job);
}

static bool evaluation_run(struct session *session, void *data, GError **error)
{
    struct evaluation_job *job = data;
    (void)session;
    (void)error;
    whatif_evaluate(job->file, &job->list, job->scenario, &job->answer);
    return true;
}

static void evaluate(struct whatif_view *whatif, int scenario)
{
    whatif->pending[scenario] = whatif->file->cost > AT_ONCE;
    if (!whatif->pending[scenario]) {
        whatif_evaluate(whatif->file, &whatif->list, scenario, &whatif->answer[scenario]);
        whatif->file->cost = MAX(whatif->file->cost, whatif->answer[scenario].microseconds);
        whatif_compare_prepare(whatif);
        return;
    }
    struct evaluation_job *job = g_new0(struct evaluation_job, 1);
    *job = (struct evaluation_job){ .file = whatif_file_ref(whatif->file),
                                    .list = whatif_snapshot(&whatif->list),
                                    .scenario = scenario };
    job->answer.bad = -1;
    job_start(whatif->view.app, &(struct job_request){ .view = &whatif->view,
                                                       .kind = JOB_EVALUATE + scenario,
                                                       .title = N_("Working out"),
                                                       .run = evaluation_run,
                                                       .data = job,
                                                       .free_data = evaluation_free });
}

static void evaluate_all(struct whatif_view *whatif)
{
    for (int s = 0; s < SCENARIOS; s++)
        evaluate(whatif, s);
}

void whatif_changed(struct whatif_view *whatif)
{
    whatif->touched = true;
    evaluate_all(whatif);
    view_relayout(&whatif->view);
}

/* A newer file keeps the person's own actions; labels are made from it. */
static void take_file(struct whatif_view *whatif, struct whatif_file *file)
{
    whatif_file_unref(whatif->file);
    whatif->file = file;
    if (!whatif_take_draft(whatif) && whatif->list.count == 0)
        whatif_suggest(&whatif->list, file, whatif->account, whatif->month);
    if (whatif->plan != NULL) {
        whatif_take_text(&whatif->list, file, 0, whatif->plan);
        g_clear_pointer(&whatif->plan, g_free);
    }
    evaluate_all(whatif);
    whatif_compare_prepare(whatif);
}

static void whatif_result(struct view *view, const struct job_result *result)
{
    struct whatif_view *whatif = of(view);
    if (result->error != NULL) {
        doorway_failed(view, whatif->subject, command_find("score.show"), result);
    } else if (result->kind == JOB_FILE) {
        take_file(whatif, g_steal_pointer(&((struct load *)result->data)->file));
    } else if (result->kind == WHATIF_JOB_SAVE) {
        whatif_saved_done(whatif, ((struct job_answer *)result->data)->table);
        start(view); /* the list of those that are kept */
    } else {
        struct evaluation_job *job = result->data;
        whatif_answer_clear(&whatif->answer[job->scenario]);
        whatif->answer[job->scenario] = job->answer;
        job->answer = (struct whatif_answer){ .bad = -1 };
        whatif->pending[job->scenario] = false;
        whatif_replayed(whatif, job->scenario);
        whatif_compare_prepare(whatif);
    }
    view_relayout(view);
}

static void whatif_close(struct view *view)
{
    struct whatif_view *whatif = of(view);
    for (int s = 0; s < SCENARIOS; s++) {
        whatif_answer_clear(&whatif->answer[s]);
        g_free(whatif->name[s]);
    }
    g_free(whatif->plan);
    whatif_list_clear(&whatif->list);
    whatif_file_unref(whatif->file);
    route_free(whatif->draft);
    grid_free(whatif->points);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static char *whatif_heading(const struct view *view)
{
    const struct whatif_view *whatif = of_const(view);
    if (whatif->file == NULL) return NULL;
    return sheet_heading(whatif->file->sheet, _("What if"));
}

static char *whatif_standing(const struct view *view)
{
    (void)view;
    return g_strdup(_("estimate, not a promise"));
}

static char *whatif_state(const struct view *view)
{
    const struct whatif_view *whatif = of_const(view);
    const struct whatif_answer *answer = &whatif->answer[whatif->scenario];
    if (whatif->file == NULL) return NULL;
    if (answer->bad >= 0) return g_strdup_printf(_("scenario %c cannot be"), 'A' + whatif->scenario);
    g_autofree char *count =
        g_strdup_printf(ngettext("%zu action", "%zu actions", (unsigned long)answer->count), answer->count);
    /* a fixed clock is for pictures that must not change */
    g_autofree char *time = app_session(view->app)->clock != 0
                                ? g_strdup("")
                                : g_strdup_printf(_("evaluated in %d µs"), (int)answer->microseconds);
    return g_strdup_printf(_("scenario %c  %s  %s"), 'A' + whatif->scenario, count, time);
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

static struct whatif_action *action_here(struct whatif_view *whatif)
{
    const bool there = whatif->file != NULL && (size_t)whatif->line < whatif->list.count;
    return there ? &whatif->list.action[whatif->line] : NULL;
}

static void switch_action(struct whatif_view *whatif, int place)
{
    if (place >= 0 && (size_t)place < whatif->list.count) whatif->line = place;
    struct whatif_action *action = action_here(whatif);
    if (action == NULL) return;
    whatif->on_points = false;
    action->on[whatif->scenario] = !action->on[whatif->scenario];
    whatif->touched = true;
    evaluate(whatif, whatif->scenario);
    view_relayout(&whatif->view);
}

/* An action takes a place before the waiting, so that it happens now. */
static void place_new(struct whatif_view *whatif, const struct action *action)
{
    if (!whatif_add(&whatif->list, whatif->file, action)) {
        app_toast(whatif->view.app, _("%d actions are the most; D takes one off the list"), WHATIF_ACTIONS);
        return;
    }
    size_t place = whatif->list.count - 1;
    const struct whatif_action fresh = whatif->list.action[place];
    while (action->kind != ACTION_WAIT && place > 0 && whatif->list.action[place - 1].action.kind == ACTION_WAIT) {
        whatif->list.action[place] = whatif->list.action[place - 1];
        place--;
    }
    whatif->list.action[place] = fresh;
    whatif->touched = true;
    whatif->list.action[place].on[whatif->scenario] = true;
    whatif->line = (int)place;
    evaluate_all(whatif);
    view_relayout(&whatif->view);
}

static void action_given(struct view *view, const char *text, void *data)
{
    struct whatif_view *whatif = of(view);
    struct action action;
    g_autoptr(GError) error = NULL;
    (void)data;
    if (text == NULL || *text == '\0' || whatif->file == NULL) return;
    const size_t length = strlen(text);
    g_autofree char *whole = g_strconcat(text, text[length - 1] == ')' ? "" : ")", NULL);
    if (action_parse(whole, &action, &error))
        place_new(whatif, &action);
    else
        app_error(view->app, error);
}

/* The template of an action, about the account at hand, to be finished by hand. */
static void template_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value == NULL) return;
    prompt_open(view, &(struct prompt_options){ .title = _("New action"),
                                                .text = value,
                                                .hint = _("Amounts like 500.00, months like 2026-04"),
                                                .history = "action",
                                                .done = action_given });
}

static const struct {
    const char *title, *format; /* format: %s is the account */
} templates[] = {
    { N_("pay an amount"), "pay(account=%s,amount=)" },
    { N_("pay what is past due"), "current(account=%s)" },
    { N_("change the limit"), "limit(account=%s,to=)" },
    { N_("miss payments"), "miss(account=%s,months=1)" },
    { N_("remove a month, as after a won dispute"), "remove(account=%s,month=)" },
    { N_("close the account"), "close(account=%s)" },
    { N_("open an account"), "open(type=R2,limit=)" },
    { N_("enquiries for an application"), "enquire(n=1)" },
    { N_("let months pass"), "wait(months=6)" },
    { N_("pay it off with a new loan"), "refinance(account=%s,months=36)" },
    { N_("pay several off with one loan"), "consolidate(accounts=%s+,type=D1,months=36)" },
    { N_("become guarantor"), "guarantee(amount=)" },
    { N_("pay a bad debt or a collection"), "collect(account=%s)" },
    { N_("pay a public record"), "collect(record=)" },
    { N_("wait until a month leaves by law"), "expire(account=%s,month=)" },
    { N_("wait until a public record leaves by law"), "expire(record=)" },
    { N_("change what is earned a month"), "income(to=)" },
};

static void ask_action(struct whatif_view *whatif)
{
    const struct whatif_action *here = action_here(whatif);
    const int64_t account = here != NULL && here->action.account != 0 ? here->action.account : whatif->account;
    g_autofree char *number = account != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, account) : g_strdup("");
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; i < G_N_ELEMENTS(templates); i++) {
        g_auto(GStrv) halves = g_strsplit(templates[i].format, "%s", 2);
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(_(templates[i].title));
        item->value = g_strjoinv(number, halves);
        item->detail = g_strdup(item->value);
        item->value[strlen(item->value) - 1] = '\0'; /* the cursor comes to where the value goes */
        g_ptr_array_add(items, item);
    }
    picker_open(&whatif->view, _("New action"), items, template_chosen, NULL, NULL);
}

/* The number an action turns on, as typed; NULL when it has none. */
static char *amount_of(const struct action *action)
{
    char text[MONEY_TEXT_SIZE];
    switch (action->kind) {
    case ACTION_PAY:
    case ACTION_LIMIT:
    case ACTION_OPEN:
    case ACTION_GUARANTEE:
    case ACTION_INCOME:
        return g_strdup(money_format_minor(action->minor, false, text));
    case ACTION_MISS:
    case ACTION_WAIT:
    case ACTION_ENQUIRE:
    case ACTION_REFINANCE:
    case ACTION_CONSOLIDATE:
        return g_strdup_printf("%d", action->months);
    default:
        return NULL;
    }
}

/* Changed by writing the action anew and reading it back: one grammar, one place that says what is allowed. */
static bool change_amount(struct whatif_action *here, const char *text, GError **error)
{
    const struct action *old = &here->action;
    static const char *const keys[ACTION_KINDS] = {
        [ACTION_PAY] = "amount",       [ACTION_LIMIT] = "to",           [ACTION_OPEN] = "limit",
        [ACTION_MISS] = "months",      [ACTION_WAIT] = "months",        [ACTION_ENQUIRE] = "n",
        [ACTION_REFINANCE] = "months", [ACTION_CONSOLIDATE] = "months", [ACTION_GUARANTEE] = "amount",
        [ACTION_INCOME] = "to"
    };
    struct action changed;
    if (keys[old->kind] == NULL) return true;
    g_autofree char *was = action_format(old), *key = g_strconcat(keys[old->kind], "=", NULL);
    char *from = strstr(was, key);
    const char *rest = from + strcspn(from, ",)");
    g_autofree char *tail = g_strdup(rest);
    from[strlen(key)] = '\0';
    g_autofree char *whole = g_strconcat(was, text, tail, NULL);
    if (!action_parse(whole, &changed, error)) return false;
    here->action = changed;
    return true;
}

static void amount_given(struct view *view, const char *text, void *data)
{
    struct whatif_view *whatif = of(view);
    struct whatif_action *here = action_here(whatif);
    g_autoptr(GError) error = NULL;
    (void)data;
    if (text == NULL || here == NULL) return;
    if (!change_amount(here, text, &error)) {
        app_error(view->app, error);
        return;
    }
    here->on[whatif->scenario] = true;
    whatif->touched = true;
    evaluate_all(whatif);
    view_relayout(view);
}

static void ask_amount(struct whatif_view *whatif)
{
    const struct whatif_action *here = action_here(whatif);
    g_autofree char *text = here != NULL ? amount_of(&here->action) : NULL;
    if (text == NULL) {
        app_toast(whatif->view.app, "%s", _("This action has no amount"));
        return;
    }
    g_autofree char *title = whatif_short(whatif, &here->action);
    prompt_open(&whatif->view, &(struct prompt_options){ .title = title, .text = text, .done = amount_given });
}

static void remove_action(struct whatif_view *whatif)
{
    if (action_here(whatif) == NULL) return;
    whatif_remove(&whatif->list, (size_t)whatif->line);
    whatif->touched = true;
    evaluate_all(whatif);
    view_relayout(&whatif->view);
}

static void go_to_scenario(struct whatif_view *whatif, int scenario)
{
    whatif->scenario = scenario >= 0 && scenario < SCENARIOS ? scenario : (whatif->scenario + 1) % SCENARIOS;
    if (whatif->file != NULL) whatif_compare_prepare(whatif); /* its effect */
    view_relayout(&whatif->view);
}

static bool whatif_command_do(struct view *view, const char *id, int argument)
{
    struct whatif_view *whatif = of(view);
    if (strcmp(id, "whatif.scenario") == 0) return go_to_scenario(whatif, argument), true;
    if (whatif->file == NULL) return screens_command(view, id, argument);
    if (strcmp(id, "whatif.switch") == 0) return switch_action(whatif, argument), true;
    if (strcmp(id, "table.open") == 0 || strcmp(id, "subject.ask_why") == 0) {
        const int64_t place = whatif->on_points ? grid_row(whatif->points) : 0;
        if (place > 0 && (size_t)place <= whatif->file->now.parts)
            ask_why(view, whatif->subject, whatif->as_of, whatif->file->now.part[place - 1].characteristic);
        else if (strcmp(id, "table.open") == 0)
            switch_action(whatif, -1);
        return true;
    }
    if (strcmp(id, "whatif.amount") == 0) return ask_amount(whatif), true;
    if (strcmp(id, "subject.open_repair") == 0)
        return app_go(view->app, route_set_int(route_new("repair"), "subject", whatif->subject)), true;
    if (strcmp(id, "subject.open_plan") == 0)
        return app_go(view->app, subject_route("plan", whatif->subject, whatif->as_of)), true;
    if (strcmp(id, "whatif.new") == 0) return ask_action(whatif), true;
    if (strcmp(id, "whatif.save") == 0) return whatif_ask_save(whatif), true;
    if (strcmp(id, "whatif.replay") == 0) return whatif_ask_open(whatif), true;
    if (strcmp(id, "whatif.export") == 0) return whatif_ask_export(whatif), true;
    if (strcmp(id, "whatif.remove") == 0) return remove_action(whatif), true;
    return screens_command(view, id, argument);
}

static bool move(struct whatif_view *whatif, int line)
{
    whatif->line = CLAMP(line, 0, MAX((int)whatif->list.count - 1, 0));
    view_relayout(&whatif->view);
    return true;
}

static bool whatif_event(struct view *view, const struct event *event)
{
    struct whatif_view *whatif = of(view);
    const int page = MAX(whatif->actions.h - 2, 1);
    if (event->kind == EVENT_MOUSE && rect_has(whatif->actions, event->x, event->y)) {
        if (event->mouse == MOUSE_WHEEL_UP) return move(whatif, whatif->line - 3);
        return event->mouse == MOUSE_WHEEL_DOWN && move(whatif, whatif->line + 3);
    }
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    if (event->key.code == KEYCAP_RIGHT && !whatif->on_points) return whatif->on_points = true;
    if (event->key.code == KEYCAP_LEFT && whatif->on_points) {
        whatif->on_points = false;
        return true;
    }
    if (whatif->on_points) return false;
    switch (event->key.code) {
    case KEYCAP_UP:
        return move(whatif, whatif->line - 1);
    case KEYCAP_DOWN:
        return move(whatif, whatif->line + 1);
    case KEYCAP_PAGE_UP:
        return move(whatif, whatif->line - page);
    case KEYCAP_PAGE_DOWN:
        return move(whatif, whatif->line + page);
    case KEYCAP_HOME:
        return move(whatif, 0);
    case KEYCAP_END:
        return move(whatif, WHATIF_ACTIONS);
    default:
        return false;
    }
}

static char *whatif_argument(const struct view *view, const char *name)
{
    return strcmp(name, "subject") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, of_const(view)->subject) : NULL;
}

static struct grid *whatif_grid(const struct view *view)
{
    return of_const(view)->points;
}

static void whatif_save(const struct view *view, struct route *route)
{
    const struct whatif_view *whatif = of_const(view);
    route_set_int(route_set_int(route, "line", whatif->line), "scenario", whatif->scenario);
    grid_save(whatif->points, route);
}

const struct view_ops screen_whatif = {
    .id = "whatif",
    .contexts = "whatif",
    .title = N_("What if"),
    .size = sizeof(struct whatif_view),
    .open = whatif_open,
    .layout = whatif_layout,
    .draw = whatif_draw,
    .event = whatif_event,
    .command = whatif_command_do,
    .result = whatif_result,
    .refresh = start,
    .cursor = whatif_cursor,
    .grid = whatif_grid,
    .argument = whatif_argument,
    .draft_place = whatif_draft_place,
    .draft_save = whatif_draft_save,
    .draft_restore = whatif_draft_restore,
    .heading = whatif_heading,
    .standing = whatif_standing,
    .state = whatif_state,
    .save = whatif_save,
    .close = whatif_close,
};
