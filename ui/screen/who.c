/* SPDX-License-Identifier: Apache-2.0 */
/* See who.h. */
#include "screen/who.h"

#include "screen/look.h"
#include "widget/overlay.h"

#include <string.h>

static void chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value == NULL) return;
    struct session *session = app_session(view->app);
    g_auto(GStrv) words = g_strsplit(value, " ", 2); /* "zhao.min reviewer": names hold no space */
    const enum role role = words[1] != NULL ? role_from_name(words[1]) : 0;
    if (role == 0) return;
    g_free(session->user);
    session->user = g_strdup(words[0]);
    session->role = role;
    g_free(session->purpose);
    session->purpose = g_strdup(purpose_default(role));
    g_clear_pointer(&session->reveal, g_free);
    app_toast(view->app, _("%s sits here now"), session->user);
    app_look_again(view->app);
}

static struct picker_item *item_of(struct app *app, const struct table *users, size_t row)
{
    const char *name = row_cell(users, row, "user")->text, *role = row_cell(users, row, "role")->text;
    const struct cell *active = row_cell(users, row, "active");
    const bool chinese = strcmp(app_language(app), "zh") == 0;
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = g_strdup(name);
    item->detail = g_strdup(codes_label("ROLE", role, app_language(app)));
    item->other = g_strdup(codes_label("ROLE", role, chinese ? "en" : "zh"));
    item->value = g_strdup_printf("%s %s", name, role);
    if (active != NULL && active->integer == 0) item->reason = g_strdup(_("access was taken away"));
    return item;
}

static void listed(struct app *app, const struct job_result *result)
{
    struct view *view = app_screen(app);
    if (result->error != NULL) {
        app_error(app, result->error);
        return;
    }
    if (view == NULL) return;
    g_autoptr(table_t) users = look_take(result->data);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t row = 0; row < table_row_count(users); row++)
        g_ptr_array_add(items, item_of(app, users, row));
    picker_open(view, _("Who sits here?"), items, chosen, NULL, NULL);
}

void who_ask(struct app *app)
{
    if (app_change_user(app)) return; /* by passphrase */
    job_start(app, &(struct job_request){ .title = N_("Reading users"),
                                          .run = look_run,
                                          .data = look_new("user.list", DATE_NONE, NULL, NULL),
                                          .free_data = look_free,
                                          .done = listed });
}
