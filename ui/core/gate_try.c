/* SPDX-License-Identifier: Apache-2.0 */
/* One try to unlock: Argon2 takes its half second in a thread of its own, so that the screen turns its spinner and Esc
 * is heard. The passphrase belongs to the try and is wiped with it. */
#include "core/seat.h"

#include "vault/keyfile.h"

#include <pthread.h>
#include <signal.h>

struct gate_try {
    struct terminal *terminal;
    char *directory, *user;
    struct secret *passphrase;
    GCancellable *cancellable;
    GThread *thread;
    struct vault_keys *keys;
    GError *error;
    gint done;
};

static gpointer try(gpointer data)
{
    struct gate_try *attempt = data;
    attempt->keys =
        keyfile_unlock(attempt->directory, attempt->user, attempt->passphrase, attempt->cancellable, &attempt->error);
    secret_free(attempt->passphrase);
    attempt->passphrase = NULL;
    g_atomic_int_set(&attempt->done, 1);
    attempt->terminal->ops->wake(attempt->terminal);
    return NULL;
}

struct gate_try *gate_try_start(struct app *app, const char *directory, const char *user, struct secret *passphrase)
{
    struct gate_try *attempt = g_new0(struct gate_try, 1);
    attempt->terminal = app->terminal;
    attempt->directory = g_strdup(directory);
    attempt->user = g_strdup(user);
    attempt->passphrase = passphrase;
    attempt->cancellable = g_cancellable_new();
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old); /* signals belong to the UI thread */
    attempt->thread = g_thread_new("unlock", try, attempt);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return attempt;
}

void gate_try_cancel(struct gate_try *attempt)
{
    g_cancellable_cancel(attempt->cancellable);
}

bool gate_try_is_done(struct gate_try *attempt)
{
    return g_atomic_int_get(&attempt->done) != 0;
}

struct vault_keys *gate_try_keys(struct gate_try *attempt, GError **error)
{
    if (attempt->error != NULL) g_propagate_error(error, g_steal_pointer(&attempt->error));
    return g_steal_pointer(&attempt->keys);
}

void gate_try_free(struct gate_try *attempt)
{
    if (attempt == NULL) return;
    gate_try_cancel(attempt);
    g_thread_join(attempt->thread);
    secret_free(attempt->passphrase);
    vault_keys_unref(attempt->keys);
    g_clear_error(&attempt->error);
    g_object_unref(attempt->cancellable);
    g_free(attempt->directory);
    g_free(attempt->user);
    g_free(attempt);
}
