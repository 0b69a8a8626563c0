/* SPDX-License-Identifier: Apache-2.0 */
/* What is done from the queue: take the next case, assign, give back, put aside, one step for many. Marked rows count;
 * without any, the row under the cursor. A step for many is tried first, shown case by case, and done on a yes. */
#include "base/codes.h"
#include "base/tsv.h"
#include "screen/disputes_view.h"
#include "widget/overlay.h"

#include <string.h>

/* ---- take next --------------------------------------------------------------------------------------------------- */

static void take_next(struct disputes_view *disputes)
{
    struct view *view = &disputes->list.view;
    const struct queue_part *part = &disputes->part;
    const struct command *command = command_find("desk.next");
    struct arguments *arguments = arguments_new(command);
    const char *waiting = part->waiting > 0 ? desk_waiting(part->waiting - 1) : NULL;
    if (waiting != NULL) arguments_set(arguments, "waiting", waiting, NULL);
    if (part->tab != LANE_ALL && part->tab < LANE_COUNT)
        arguments_set(arguments, "lane", queue_tab_word(part->tab), NULL);
    job_command(view, JOB_NEXT, command, arguments);
}

/* Straight into the case; until when it is held stands below. */
static void taken(struct disputes_view *disputes, const struct table *answer)
{
    struct app *app = disputes->list.view.app;
    const struct cell *dispute = fact_cell(answer, "dispute");
    if (dispute == NULL) return;
    g_autofree char *number = fact_text(answer, "number"), *until = fact_text(answer, "held_until");
    queue_load(disputes); /* what is on the screen below is another queue now */
    app_go(app, route_set_int(route_new("case"), "dispute", dispute->integer));
    app_toast(app, _("%s is yours until %s"), number, until);
}

/* ---- one case, some cases ---------------------------------------------------------------------------------------- */

static void add_selection(const struct disputes_view *disputes, struct arguments *arguments)
{
    size_t count = 0;
    g_autofree int64_t *keys = grid_selection(disputes->list.grid, &count);
    for (size_t i = 0; i < count; i++) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, keys[i]);
        arguments_set(arguments, "dispute", number, NULL);
    }
}

static bool has_row(struct disputes_view *disputes)
{
    if (grid_row_count(disputes->list.grid) > 0) return true;
    app_toast(disputes->list.view.app, "%s", _("There is no case under the cursor."));
    return false;
}

static void ask_for(struct disputes_view *disputes, const char *id)
{
    const struct command *command = command_find(id);
    struct arguments *arguments = arguments_new(command);
    const bool many = strcmp(id, "desk.assign") == 0;
    if (many) {
        add_selection(disputes, arguments);
    } else {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, grid_row(disputes->list.grid));
        arguments_set(arguments, "dispute", number, NULL);
    }
    if (strcmp(id, "desk.release") == 0)
        app_command_with(disputes->list.view.app, command, arguments);
    else
        app_command_form(disputes->list.view.app, command, arguments);
}

/* ---- one step for many ------------------------------------------------------------------------------------------- */

/* The marked cases; without marks, the part of the queue that is open. */
static struct arguments *bulk_arguments(struct disputes_view *disputes, const char *event, bool dry)
{
    const struct queue_part *part = &disputes->part;
    struct arguments *arguments = arguments_new(command_find("desk.bulk"));
    arguments_set(arguments, "event", event, NULL);
    if (dry) arguments_set(arguments, "dry-run", "yes", NULL);
    if (grid_marked_count(disputes->list.grid) > 0) {
        add_selection(disputes, arguments);
        return arguments;
    }
    if (part->tab != LANE_ALL && part->tab < LANE_COUNT)
        arguments_set(arguments, "lane", queue_tab_word(part->tab), NULL);
    if (part->waiting > 0) arguments_set(arguments, "waiting", desk_waiting(part->waiting - 1), NULL);
    if (part->mine) arguments_set(arguments, "owner", app_session(disputes->list.view.app)->user, NULL);
    return arguments;
}

static bool is_narrow(const struct disputes_view *disputes)
{
    const struct queue_part *part = &disputes->part;
    const bool lane = part->tab != LANE_ALL && part->tab < LANE_COUNT;
    if (grid_marked_count(disputes->list.grid) > 0) return true;
    /* what a command cannot be told apart by is not left out silently */
    return (lane || part->waiting > 0 || part->mine) && !part->contrary && part->tab != QUEUE_CLOSED &&
           *grid_filter_text(disputes->list.grid) == '\0';
}

static void event_chosen(struct view *view, const char *event, void *data)
{
    struct disputes_view *disputes = (struct disputes_view *)view;
    (void)data;
    if (event == NULL) return;
    g_clear_pointer(&disputes->bulk, arguments_free);
    disputes->bulk = bulk_arguments(disputes, event, false);
    job_command(view, JOB_TRY, command_find("desk.bulk"), bulk_arguments(disputes, event, true));
}

static void ask_event(struct disputes_view *disputes)
{
    struct view *view = &disputes->list.view;
    g_autoptr(GError) error = NULL;
    if (!is_narrow(disputes)) {
        app_toast(view->app, "%s", _("Mark cases with Space, or open one lane without a filter, first."));
        return;
    }
    g_autoptr(tsv_t) events = tsv_load("dispute/bulk.tsv", &error);
    if (events == NULL) {
        app_error(view->app, error);
        return;
    }
    GPtrArray *items = g_ptr_array_new();
    for (size_t i = 0; i < tsv_rows(events); i++) {
        const char *event = tsv_cell(events, i, "event");
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(codes_label("DISPUTE_EVENT", event, language_code()));
        item->other = g_strdup(event);
        item->value = g_strdup(event);
        g_ptr_array_add(items, item);
    }
    picker_open(view, _("One step for many cases"), items, event_chosen, NULL, NULL);
}

static void agreed(struct view *view, bool yes)
{
    struct disputes_view *disputes = (struct disputes_view *)view;
    struct arguments *bulk = g_steal_pointer(&disputes->bulk);
    if (yes && bulk != NULL)
        app_command_with(view->app, command_find("desk.bulk"), bulk);
    else
        arguments_free(bulk);
}

static void tried(struct disputes_view *disputes, struct job_answer *answer)
{
    struct view *view = &disputes->list.view;
    const struct cell *possible = fact_cell(answer->table, "done"), *refused = fact_cell(answer->table, "refused");
    const int64_t count = possible != NULL ? possible->integer : 0;
    const char *event = arguments_text(answer->arguments, "event");
    if (count == 0 && table_row_count(answer->table) == 0) {
        app_toast(view->app, "%s", _("In none of these cases can this step be done."));
        return;
    }
    g_autofree char *title =
        g_strdup_printf(_("%s: possible %d, refused %d"), codes_label("DISPUTE_EVENT", event, language_code()),
                        (int)count, refused != NULL ? (int)refused->integer : 0);
    queue_preview_open(view, title, g_steal_pointer(&answer->table), count, agreed);
}

/* ---- */

bool queue_act_result(struct disputes_view *disputes, const struct job_result *result)
{
    if (result->kind != JOB_NEXT && result->kind != JOB_TRY) return false;
    struct job_answer *answer = result->data;
    if (result->error != NULL)
        app_error(disputes->list.view.app, result->error);
    else if (result->kind == JOB_NEXT)
        taken(disputes, answer->table);
    else
        tried(disputes, answer);
    return true;
}

bool queue_act(struct disputes_view *disputes, const char *id)
{
    disputes->acted = true;
    if (strcmp(id, "desk.next") == 0)
        take_next(disputes);
    else if (strcmp(id, "desk.bulk") == 0)
        ask_event(disputes);
    else if (strcmp(id, "desk.assign") != 0 && strcmp(id, "desk.release") != 0 && strcmp(id, "desk.diary") != 0)
        return false;
    else if (has_row(disputes))
        ask_for(disputes, id);
    return true;
}
