/* SPDX-License-Identifier: Apache-2.0 */
/* The person's own passphrase. What it was and what it shall be are asked first; then the registered command runs
 * through the door like any other, and finds both in its job. */
#include "core/seat.h"
#include "widget/overlay.h"

struct change {
    struct secret *current, *fresh;
    struct table *answer;
};

static void change_free(void *data)
{
    struct change *change = data;
    secret_free(change->current);
    secret_free(change->fresh);
    table_free(change->answer);
    g_free(change);
}

/* On the worker. */
static struct secret *from_change(void *data, enum secret_wanted wanted, const char *user, GError **error)
{
    struct change *change = data;
    struct secret *secret = wanted == SECRET_CURRENT ? change->current : wanted == SECRET_NEW ? change->fresh : NULL;
    (void)user;
    if (secret != NULL) return secret_copy(secret_bytes(secret), secret_length(secret));
    if (wanted != SECRET_GIVEN)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Only the own passphrase is changed here"), NULL, NULL);
    return NULL;
}

static bool change_run(struct session *session, void *data, GError **error)
{
    struct change *change = data;
    const struct command *command = command_find("user.password");
    g_autoptr(arguments_t) arguments = arguments_new(command);
    change->answer = table_new();
    return command_run(command, session, arguments, change->answer, error);
}

static void changed(struct app *app, const struct job_result *result)
{
    if (result->error != NULL)
        app_error(app, result->error);
    else
        app_toast(app, "%s", _("Your passphrase is changed. The old one no longer opens this store."));
}

static void given(struct app *app, struct secret *current, struct secret *fresh, void *data)
{
    (void)data;
    if (current == NULL || fresh == NULL) {
        secret_free(current);
        secret_free(fresh);
        return;
    }
    struct change *change = g_new0(struct change, 1);
    *change = (struct change){ .current = current, .fresh = fresh };
    job_start(app, &(struct job_request){ .lane = JOB_LONG,
                                          .title = N_("Changing the passphrase"),
                                          .asked = true,
                                          .ask = from_change,
                                          .run = change_run,
                                          .data = change,
                                          .free_data = change_free,
                                          .done = changed });
}

void password_open(struct app *app)
{
    const struct command *command = command_find("user.password");
    const char *reason = command == NULL || app->keys == NULL || vault_keys_user(app->keys) == NULL
                             ? N_("These keys belong to nobody: there is no passphrase to ask for.")
                             : command_why_not(command, app->session);
    if (reason != NULL) {
        g_autofree char *text = phrase_expand(reason, language_translate);
        app_toast(app, "%s", text);
        return;
    }
    passform_open(app, &(struct passform_options){ .title = _("Change my passphrase"),
                                                   .user = app->session->user,
                                                   .label = _("Passphrase"),
                                                   .current = true,
                                                   .fresh = true,
                                                   .done = given });
}
