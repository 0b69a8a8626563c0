/* SPDX-License-Identifier: Apache-2.0 */
/* What the law takes out of the views and when: everything ahead, what is due, and the certificates of what was
 * deleted. Purging is shown first and done then: the dry run lists what would go, and a question stands before it. */
#include "screen/ledger.h"
#include "screen/screens.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_TRY = 1, JOB_PURGE = 2 };
enum { TAB_AHEAD, TAB_DUE, TAB_CERTIFICATES };

static const char *const certificate_acts[] = { "retention.certificate", NULL };

static const struct ledger_tab tabs[] = {
    [TAB_AHEAD] = { .word = "ahead",
                    .title = N_("Leaving the views"),
                    .command = "retention.list",
                    .is_long = true,
                    .empty = N_("No adverse item has a last day ahead."),
                    .kind = "item" },
    [TAB_DUE] = { .word = "due",
                  .title = N_("Due now"),
                  .command = "retention.list",
                  .given = "within=-1",
                  .is_long = true,
                  .empty = N_("Nothing is past its legal last day."),
                  .kind = "item" },
    [TAB_CERTIFICATES] = { .word = "certificates",
                           .title = N_("Certificates"),
                           .command = "retention.certificates",
                           .key = "certificate",
                           .empty = N_("Nothing was purged or deleted yet."),
                           .acts = certificate_acts,
                           .details = "rule digest" },
};

/* ---- purging ----------------------------------------------------------------------------------------------------- */

static void purge_confirmed(struct view *view, bool yes, void *data)
{
    (void)data;
    const struct command *purge = command_find("retention.purge");
    if (yes && purge != NULL) job_command(view, JOB_PURGE, purge, arguments_new(purge));
}

static void tried(struct view *view, const struct table *answer)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < table_fact_count(answer); i++) {
        const struct fact *fact = table_fact(answer, i);
        g_autofree char *value = fact_text(answer, fact->column.id);
        g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "  ·  " : "", _(fact->column.title), value);
    }
    const struct cell *items = fact_cell(answer, "items");
    if (items != NULL && items->integer == 0) {
        app_toast(view->app, "%s", _("Nothing is due: nothing to purge"));
        return;
    }
    confirm_open(view, _("Purge what is past its legal last day? What the profile deletes cannot be brought back."),
                 text->str, purge_confirmed, NULL, NULL);
}

static void result(struct ledger_view *ledger, const struct job_result *answer)
{
    struct view *view = &ledger->view;
    struct job_answer *of_job = answer->data;
    if (answer->error != NULL) {
        app_error(view->app, answer->error);
    } else if (answer->kind == JOB_TRY) {
        tried(view, of_job->table);
    } else {
        table_popup_open(view, _("Purged"), g_steal_pointer(&of_job->table));
        app_refresh(view->app);
    }
}

static bool command(struct ledger_view *ledger, const char *id)
{
    struct view *view = &ledger->view;
    if (strcmp(id, "retention.start") != 0) return false;
    const struct command *purge = command_find("retention.purge");
    const char *why = purge != NULL ? app_why_not(view->app, purge) : _("This part of the program is not installed");
    if (why != NULL) {
        app_toast(view->app, "%s", why);
        return true;
    }
    struct arguments *arguments = arguments_new(purge);
    arguments_set(arguments, "dry-run", "yes", NULL);
    job_command(view, JOB_TRY, purge, arguments);
    return true;
}

const struct ledger screen_retention = {
    .ops = LEDGER_OPS("retention", "retention ledger tabs", N_("Retention")),
    .tabs = tabs,
    .count = G_N_ELEMENTS(tabs),
    .command = command,
    .result = result,
};
