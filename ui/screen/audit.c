/* SPDX-License-Identifier: Apache-2.0 */
/* The log: who did what, when, for what purpose, and what was refused. The three questions asked of it most (by whom,
 * since when, refusals only) have a key each; everything else is the grid's own filter. */
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_LIST = 1, JOB_USERS = 2 };

struct audit_view {
    struct list_view list; /* first */
    char *user;            /* only this one, NULL: everybody */
    struct date since;     /* DATE_NONE: as far as the log is read */
    int64_t subject;       /* only about this one, 0: all */
    bool refused;          /* only what was refused or failed */
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
    char day[DATE_TEXT_SIZE];
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, audit->subject);
    look_start(view, JOB_LIST, N_("Reading the log"),
               look_new("audit.list", DATE_NONE, NULL, "limit", "5000", "user", audit->user, "since",
                        date_is_set(audit->since) ? date_format(audit->since, day) : NULL,
                        audit->subject != 0 ? "subject" : NULL, subject, NULL));
}

static enum ink row_ink(void *data, const struct grid *grid, int64_t key)
{
    struct cell cell;
    (void)data;
    if (!grid_value(grid, key, "outcome", &cell) || cell.is_null) return INK_TEXT;
    return strcmp(cell.text, "refused") == 0 ? INK_WARN : strcmp(cell.text, "failed") == 0 ? INK_BAD : INK_TEXT;
}

static bool audit_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct audit_view *audit = of(view);
    list_begin(&audit->list, N_("Audit"), "seq", N_("Nothing in the log answers this."));
    grid_set_row_ink(audit->list.grid, row_ink, NULL);
    audit->subject = route_int(route, "subject", 0);
    audit->user = g_strdup(route_get(route, "user"));
    audit->refused = route_int(route, "refused", 0) != 0;
    audit->since = DATE_NONE;
    if (route_get(route, "since") != NULL) date_parse(route_get(route, "since"), &audit->since);
    load(view);
    return true;
}

static bool is_refused(const struct table *table, size_t row, void *data)
{
    (void)data;
    const struct cell *outcome = row_cell(table, row, "outcome");
    return outcome != NULL && !outcome->is_null && strcmp(outcome->text, "done") != 0;
}

static void show(struct audit_view *audit)
{
    if (audit->all != NULL) list_fill(&audit->list, table_select(audit->all, audit->refused ? is_refused : NULL, NULL));
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

static void day_given(struct view *view, const char *text, void *data)
{
    (void)data;
    struct date day = DATE_NONE;
    if (text == NULL) return;
    if (*text != '\0' && !date_parse(text, &day)) {
        app_toast(view->app, _("%s is no day: write it as 2026-03-31"), text);
        return;
    }
    of(view)->since = day;
    load(view);
}

static void ask_since(struct view *view)
{
    char day[DATE_TEXT_SIZE];
    const struct date since = of(view)->since;
    date_format(date_is_set(since) ? since : app_today(view->app), day);
    prompt_open(view, &(struct prompt_options){ .title = _("The log since"),
                                                .text = day,
                                                .hint = _("A day such as 2026-03-31; nothing: as far as it goes"),
                                                .done = day_given });
}

static void audit_result(struct view *view, const struct job_result *result)
{
    struct audit_view *audit = of(view);
    if (result->error != NULL) {
        list_result(&audit->list, result);
    } else if (result->kind == JOB_USERS) {
        g_autoptr(table_t) users = look_take(result->data);
        pick_user(view, users);
    } else {
        table_free(audit->all);
        audit->all = look_take(result->data);
        show(audit);
    }
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static char *audit_state(const struct view *view)
{
    const struct audit_view *audit = of_const(view);
    char day[DATE_TEXT_SIZE];
    GString *text = g_string_new(NULL);
    if (audit->user != NULL) g_string_append_printf(text, _("by %s  "), audit->user);
    if (date_is_set(audit->since)) g_string_append_printf(text, _("since %s  "), date_format(audit->since, day));
    if (audit->subject != 0) g_string_append_printf(text, _("about subject %d  "), (int)audit->subject);
    if (audit->refused) g_string_append(text, _("refusals only"));
    return g_string_free(text, FALSE);
}

static void audit_layout(struct view *view, struct rect area)
{
    grid_place(of(view)->list.grid, area, true);
}

static void audit_draw(const struct view *view, struct canvas *canvas)
{
    grid_draw(of_const(view)->list.grid, canvas, true);
}

static bool audit_command(struct view *view, const char *id, int argument)
{
    struct audit_view *audit = of(view);
    struct cell cell;
    const struct cell *subject = list_cell(&audit->list, "subject", &cell);
    if (strcmp(id, "audit.user") == 0) {
        look_start(view, JOB_USERS, N_("Reading users"), look_new("user.list", DATE_NONE, NULL, NULL));
        return true;
    }
    if (strcmp(id, "audit.since") == 0) return ask_since(view), true;
    if (strcmp(id, "audit.refused") == 0) {
        audit->refused = !audit->refused;
        return show(audit), true;
    }
    if (strcmp(id, "audit.subject") == 0) {
        audit->subject = audit->subject == 0 && subject != NULL ? subject->integer : 0;
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
    route_set_int(route_set_int(route, "subject", audit->subject), "refused", audit->refused);
    grid_save(audit->list.grid, route);
}

static void audit_close(struct view *view)
{
    list_end(&of(view)->list);
    table_free(of(view)->all);
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
