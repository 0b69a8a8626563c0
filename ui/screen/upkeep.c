/* SPDX-License-Identifier: Apache-2.0 */
/* See upkeep.h. Looking is cheap and quiet; a backup that is due is a job like any other, shown with its progress. A
 * purge that is due is only offered, once a visit and to those who may: what it deletes does not come back. */
#include "screen/upkeep.h"

#include "admin/admin.h"
#include "desk/desk.h"
#include "retention/retention.h"
#include "vault/secret.h"

#define UPKEEP "upkeep"

enum { FIRST = 2000, AGAIN = 10 * 60 * 1000 }; /* milliseconds after the first paint, and after each look */

struct upkeep {
    bool failed;  /* the last backup could not be made */
    bool offered; /* the purge of the day was offered */
};

struct found {
    bool backup, purge, sweep; /* due now */
};

static void look_for_work(struct app *app, int delay);

/* ---- missed days ------------------------------------------------------------------------------------------------- */

struct sweep {
    struct table *answer;
};

static void sweep_free(void *data)
{
    table_free(((struct sweep *)data)->answer);
    g_free(data);
}

static bool sweep_run(struct session *session, void *data, GError **error)
{
    struct sweep *sweep = data;
    const struct command *command = command_find("desk.sweep");
    g_autoptr(arguments_t) arguments = arguments_new(command);
    sweep->answer = table_new();
    return command_run(command, session, arguments, sweep->answer, error);
}

/* What could not be noted now is noted at the next look. */
static void sweep_done(struct app *app, const struct job_result *result)
{
    if (app_shared(app, UPKEEP) == NULL) return;
    if (result->error != NULL) app_error(app, result->error);
    look_for_work(app, AGAIN);
}

static void start_sweep(struct app *app)
{
    job_start(app, &(struct job_request){ .lane = JOB_LONG,
                                          .title = N_("Noting missed days"),
                                          .asked = true,
                                          .run = sweep_run,
                                          .data = g_new0(struct sweep, 1),
                                          .free_data = sweep_free,
                                          .done = sweep_done });
}

/* ---- backups ----------------------------------------------------------------------------------------------------- */

struct backup {
    struct table *answer;
};

static void backup_free(void *data)
{
    table_free(((struct backup *)data)->answer);
    g_free(data);
}

static bool backup_run(struct session *session, void *data, GError **error)
{
    struct backup *backup = data;
    const struct command *command = command_find("backup.run");
    g_autoptr(arguments_t) arguments = arguments_new(command);
    backup->answer = table_new();
    return command_run(command, session, arguments, backup->answer, error);
}

static void backup_done(struct app *app, const struct job_result *result)
{
    struct upkeep *upkeep = app_shared(app, UPKEEP);
    if (upkeep == NULL) return;
    upkeep->failed = result->error != NULL;
    if (result->error != NULL) app_error(app, result->error);
    look_for_work(app, AGAIN);
}

static void start_backup(struct app *app)
{
    job_start(app, &(struct job_request){ .lane = JOB_LONG,
                                          .title = N_("Making the backup that is due"),
                                          .asked = true,
                                          .run = backup_run,
                                          .data = g_new0(struct backup, 1),
                                          .free_data = backup_free,
                                          .done = backup_done });
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

static bool look(struct session *session, void *data, GError **error)
{
    (void)error;
    struct found *found = data;
    found->backup = session->store != NULL && admin_backup_is_due(session);
    found->purge = session->store != NULL && retention_is_due(session);
    found->sweep = session->store != NULL && desk_sweep_is_due(session);
    return true;
}

static bool may(struct app *app, const char *id)
{
    const struct command *command = command_find(id);
    return command != NULL && command_why_not(command, app_session(app)) == NULL;
}

static void looked(struct app *app, const struct job_result *result)
{
    struct upkeep *upkeep = app_shared(app, UPKEEP);
    const struct found *found = result->data;
    if (upkeep == NULL) return; /* locked meanwhile */
    if (result->error == NULL && found->purge && !upkeep->offered && may(app, "retention.purge")) {
        upkeep->offered = true;
        app_toast(app, "%s", _("Today's purge was not made yet: t on the desk, then p"));
    }
    if (result->error == NULL && found->backup && may(app, "backup.run"))
        start_backup(app);
    else if (result->error == NULL && found->sweep && may(app, "desk.sweep"))
        start_sweep(app);
    else
        look_for_work(app, AGAIN);
}

static void look_for_work(struct app *app, int delay)
{
    job_start(app, &(struct job_request){ .title = N_("Looking after backups and purges"),
                                          .quiet = true,
                                          .delay = delay,
                                          .run = look,
                                          .data = g_new0(struct found, 1),
                                          .free_data = g_free,
                                          .done = looked });
}

void upkeep_start(struct app *app)
{
    if (app_shared(app, UPKEEP) != NULL) return;
    app_set_shared(app, UPKEEP, g_new0(struct upkeep, 1), g_free);
    look_for_work(app, FIRST);
}

char *upkeep_warning(struct app *app)
{
    const struct upkeep *upkeep = app_shared(app, UPKEEP);
    const char *alarm = app_session(app)->alarm;
    if (alarm != NULL) return phrase_expand(alarm, language_translate);
    if (upkeep != NULL && upkeep->failed) return g_strdup(_("The backup that was due could not be made."));
    if (app_session(app)->clock == 0 && !secret_is_locked()) /* a picture must not depend on the machine */
        return g_strdup(_("The keys may reach the swap file: memory cannot be locked here (ulimit -l)."));
    return NULL;
}
