/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios that are kept: saving the one under the cursor under a name, taking one back (which replays it on the file
 * as it is today), and the workbook of all of them. Writing goes through the door, as a command. */
#include "screen/whatif.h"

#include "widget/overlay.h"

#include <string.h>

static struct whatif_view *of(struct view *view)
{
    return (struct whatif_view *)view;
}

static struct arguments *about_subject(const struct whatif_view *whatif, const struct command *command)
{
    struct arguments *arguments = arguments_new(command);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, whatif->subject);
    arguments_set(arguments, "subject", number, NULL);
    return arguments;
}

/* ---- saving --------------------------------------------------------------------------------------------------------
 */

static void name_given(struct view *view, const char *text, void *data)
{
    struct whatif_view *whatif = of(view);
    const struct command *command = command_find("scenario.save");
    (void)data;
    if (text == NULL || *text == '\0' || whatif->file == NULL) return;
    g_autofree char *actions = whatif_text(&whatif->list, whatif->scenario);
    struct arguments *arguments = about_subject(whatif, command);
    arguments_set(arguments, "name", text, NULL);
    arguments_set(arguments, "action", actions, NULL);
    for (guint i = 0; i < whatif->file->saved->len; i++) /* the person has seen its name, and typed it */
        if (strcmp(((struct scenario *)whatif->file->saved->pdata[i])->name, text) == 0) {
            arguments_set(arguments, "replace", "", NULL);
            break;
        }
    job_command(view, WHATIF_JOB_SAVE, command, arguments);
}

void whatif_ask_save(struct whatif_view *whatif)
{
    const struct whatif_answer *answer = &whatif->answer[whatif->scenario];
    if (answer->count == 0 || answer->bad >= 0) {
        app_toast(whatif->view.app, "%s",
                  answer->bad >= 0 ? _("A scenario that cannot be is not saved") : _("No action is on"));
        return;
    }
    g_autofree char *title = g_strdup_printf(_("Save scenario %c as"), 'A' + whatif->scenario);
    prompt_open(&whatif->view, &(struct prompt_options){ .title = title,
                                                         .text = whatif->name[whatif->scenario],
                                                         .hint = _("A name of your own; the same name replaces it"),
                                                         .done = name_given });
}

void whatif_saved_done(struct whatif_view *whatif, const struct table *answer)
{
    const struct fact *name = table_find_fact(answer, "name");
    g_free(whatif->name[whatif->scenario]);
    whatif->name[whatif->scenario] = g_strdup(name != NULL ? name->cell.text : "");
    app_toast(whatif->view.app, _("Saved: %s"), whatif->name[whatif->scenario]);
}

/* ---- taking back ---------------------------------------------------------------------------------------------------
 */

/* Said once the scenario is worked out, which may take a worker: an answer of before is no answer. */
void whatif_replayed(struct whatif_view *whatif, int scenario)
{
    const struct whatif_answer *answer = &whatif->answer[scenario];
    if (whatif->replayed == 0 || scenario != whatif->scenario || whatif->pending[scenario]) return;
    for (guint i = 0; i < whatif->file->saved->len; i++) {
        const struct scenario *kept = whatif->file->saved->pdata[i];
        if (kept->id != whatif->replayed || answer->bad >= 0) continue;
        app_toast(whatif->view.app, _("%s: %d → %d when saved, %d → %d today"), kept->name, kept->before, kept->score,
                  whatif->file->now.score, answer->result.score);
    }
    whatif->replayed = 0;
}

static void scenario_chosen(struct view *view, const char *value, void *data)
{
    struct whatif_view *whatif = of(view);
    (void)data;
    for (guint i = 0; value != NULL && whatif->file != NULL && i < whatif->file->saved->len; i++) {
        const struct scenario *scenario = whatif->file->saved->pdata[i];
        if (strcmp(scenario->name, value) != 0) continue;
        const int lost = whatif_take_text(&whatif->list, whatif->file, whatif->scenario, scenario->actions);
        g_free(whatif->name[whatif->scenario]);
        whatif->name[whatif->scenario] = g_strdup(scenario->name);
        whatif_changed(whatif);
        if (lost > 0) app_toast(view->app, _("%d actions had no room"), lost);
        whatif->replayed = lost > 0 ? 0 : scenario->id;
        whatif_replayed(whatif, whatif->scenario);
        return;
    }
}

void whatif_ask_open(struct whatif_view *whatif)
{
    if (whatif->file->saved->len == 0) {
        app_toast(whatif->view.app, "%s", _("No scenario of this file is saved"));
        return;
    }
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (guint i = 0; i < whatif->file->saved->len; i++) {
        const struct scenario *scenario = whatif->file->saved->pdata[i];
        char day[DATE_TEXT_SIZE];
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(scenario->name);
        item->value = g_strdup(scenario->name);
        item->detail =
            g_strdup_printf("%s  %d → %d", date_format(scenario->day, day), scenario->before, scenario->score);
        g_ptr_array_add(items, item);
    }
    picker_open(&whatif->view, _("Replay a scenario"), items, scenario_chosen, NULL, NULL);
}

/* ---- the workbook --------------------------------------------------------------------------------------------------
 */

void whatif_ask_export(struct whatif_view *whatif)
{
    const struct command *command = command_find("scenario.export");
    if (whatif->file->saved->len == 0)
        app_toast(whatif->view.app, "%s", _("No scenario of this file is saved"));
    else
        app_command_form(whatif->view.app, command, about_subject(whatif, command));
}
