/* SPDX-License-Identifier: Apache-2.0 */
/* A command about a file that no screen shows: called from the list of commands, with the subject typed. The purpose is
 * asked as at the doorway, once a file and visit. */
#include "command/command.h"
#include "screen/doorway.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <string.h>

enum { STORE_ID_DIGITS = 10 }; /* a longer name is an identity number, which only the door resolves */

struct called {
    char *name; /* of the subject, as typed */
    int64_t subject;
    char *purpose;
    void (*go)(struct view *view, int64_t subject, void *data);
    void *data;
    GDestroyNotify free_data;
};

static void called_free(gpointer data)
{
    struct called *called = data;
    if (called->free_data != NULL) called->free_data(called->data);
    g_free(called->name);
    g_free(called->purpose);
    g_free(called);
}

/* What was waiting goes to the next step; the old shell is left empty. */
static struct called *called_steal(struct called *old)
{
    struct called *called = g_memdup2(old, sizeof *old);
    memset(old, 0, sizeof *old);
    return called;
}

static void stated(struct view *view, struct called *called, const char *reference)
{
    doorway_state(view->app, called->subject, called->purpose, reference);
    called->go(view, called->subject, called->data);
}

static void number_given(struct view *view, const char *text, void *data)
{
    if (text == NULL) return;
    g_autofree char *number = g_strstrip(g_strdup(text));
    if (*number == '\0')
        app_toast(view->app, "%s", _("This purpose needs the number of the document it rests on"));
    else
        stated(view, data, number);
}

/* Some law asks it; without a profile at hand, the number is asked for where any does. */
static bool asks_number(const char *purpose)
{
    const struct access_rule *rule;
    for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++)
        if (rule->needs_reference && strcmp(rule->purpose, purpose) == 0) return true;
    return false;
}

static void chosen(struct view *view, const char *value, void *data)
{
    struct called *called = data;
    if (value == NULL) return;
    called->purpose = g_strdup(value);
    if (!asks_number(value)) {
        stated(view, called, NULL);
        return;
    }
    prompt_open(
        view, &(struct prompt_options){ .title = _("Number of the document"),
                                        .hint = _("of the court, procuratorate, police or regulator; kept in the log"),
                                        .history = "reference",
                                        .done = number_given,
                                        .data = called_steal(called),
                                        .free_data = called_free });
}

/* The purposes the role may state, the one its day starts with first. */
static void ask(struct view *view, struct called *called)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    struct doorway_rules *rules = doorway_rules_new(view->app, called->subject, NULL);
    for (guint i = 0; i < rules->list->len; i++) {
        const struct doorway_rule *rule = rules->list->pdata[i];
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(visit_purpose_name(view->app, rule->purpose));
        item->value = g_strdup(rule->purpose);
        const bool first = g_strcmp0(rule->purpose, visit_purpose(view->app)) == 0;
        g_ptr_array_insert(items, first ? 0 : -1, item);
    }
    doorway_rules_free(rules);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, called->subject);
    g_autofree char *title = g_strdup_printf(_("File %s: for what purpose is it looked at?"), number);
    picker_open(view, title, items, chosen, called, called_free);
}

static bool resolve_run(struct session *session, void *data, GError **error)
{
    struct called *called = data;
    called->subject = command_resolve_subject(session, called->name, error);
    return called->subject > 0;
}

static void resolved(struct app *app, const struct job_result *result)
{
    struct view *view = app_screen(app);
    struct called *called = result->data;
    if (result->error != NULL)
        app_error(app, result->error);
    else if (view != NULL && doorway_purpose(app, called->subject) != NULL)
        called->go(view, called->subject, called->data);
    else if (view != NULL)
        ask(view, called_steal(called));
}

bool doorway_called(struct view *view, const struct command *command, const char *name,
                    void (*go)(struct view *view, int64_t subject, void *data), void *data, GDestroyNotify free_data)
{
    const bool number = strlen(name) <= STORE_ID_DIGITS && strspn(name, "0123456789") == strlen(name);
    const int64_t subject = number ? g_ascii_strtoll(name, NULL, 10) : 0;
    const bool by_nature = command->purpose != NULL && purpose_allowed(command->purpose, app_session(view->app)->role);
    if (by_nature || doorway_purpose(view->app, subject) != NULL) return false;
    struct called *called = g_new0(struct called, 1);
    *called = (struct called){ g_strdup(name), subject, NULL, go, data, free_data };
    if (subject > 0)
        ask(view, called);
    else
        job_start(view->app, &(struct job_request){ .title = command->title,
                                                    .run = resolve_run,
                                                    .data = called,
                                                    .free_data = called_free,
                                                    .done = resolved });
    return true;
}
