/* SPDX-License-Identifier: Apache-2.0 */
/* A command asks for a passphrase on its worker's thread; a person answers on the UI thread. The worker waits for the
 * answer or for its job to be cancelled. A question belongs to both sides: the last one frees it and wipes what was
 * answered and not taken. */
#include "core/seat.h"
#include "widget/overlay.h"

struct question {
    gatomicrefcount references;
    enum secret_wanted wanted;
    char *user;
    GMutex lock;
    GCond answered;
    bool done;             /* under the lock */
    struct secret *secret; /* under the lock */
};

struct asking {
    struct app *app;
    GAsyncQueue *questions;
    guint open;       /* on the screen; the UI thread's */
    gint withdrawing; /* the program ends: nobody answers any more */
};

static void question_unref(void *data)
{
    struct question *question = data;
    if (!g_atomic_ref_count_dec(&question->references)) return;
    secret_free(question->secret);
    g_mutex_clear(&question->lock);
    g_cond_clear(&question->answered);
    g_free(question->user);
    g_free(question);
}

struct asking *asking_new(struct app *app)
{
    struct asking *asking = g_new0(struct asking, 1);
    asking->app = app;
    asking->questions = g_async_queue_new_full(question_unref);
    return asking;
}

void asking_free(struct asking *asking)
{
    if (asking == NULL) return;
    g_async_queue_unref(asking->questions);
    g_free(asking);
}

void asking_withdraw(struct app *app)
{
    if (app->asking != NULL) g_atomic_int_set(&app->asking->withdrawing, 1);
}

/* ---- on the worker ----------------------------------------------------------------------------------------------- */

static struct secret *wait_for(struct asking *asking, struct question *question)
{
    struct secret *secret = NULL;
    g_mutex_lock(&question->lock);
    while (!question->done && g_atomic_int_get(&asking->withdrawing) == 0)
        g_cond_wait_until(&question->answered, &question->lock, g_get_monotonic_time() + G_USEC_PER_SEC / 10);
    secret = g_steal_pointer(&question->secret);
    g_mutex_unlock(&question->lock);
    return secret;
}

struct secret *asking_person(void *data, enum secret_wanted wanted, const char *user, GError **error)
{
    struct asking *asking = data;
    if (wanted == SECRET_GIVEN) return NULL;
    struct question *question = g_new0(struct question, 1);
    g_atomic_ref_count_init(&question->references);
    g_mutex_init(&question->lock);
    g_cond_init(&question->answered);
    question->wanted = wanted;
    question->user = g_strdup(user);
    g_atomic_ref_count_inc(&question->references);
    g_async_queue_push(asking->questions, question);
    asking->app->terminal->ops->wake(asking->app->terminal);
    struct secret *secret = wait_for(asking, question);
    question_unref(question);
    if (secret == NULL)
        bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
    return secret;
}

/* ---- on the UI thread -------------------------------------------------------------------------------------------- */

static void answer(struct question *question, struct secret *secret)
{
    g_mutex_lock(&question->lock);
    question->done = true;
    question->secret = secret;
    g_cond_signal(&question->answered);
    g_mutex_unlock(&question->lock);
}

static void given(struct app *app, struct secret *current, struct secret *fresh, void *data)
{
    app->asking->open--;
    answer(data, current != NULL ? current : fresh);
}

bool asking_turn(struct app *app)
{
    struct question *question = g_async_queue_try_pop(app->asking->questions);
    if (question == NULL) return false;
    if (seat_gate(app) != NULL) { /* nobody sits here */
        answer(question, NULL);
        question_unref(question);
        return true;
    }
    const bool fresh = question->wanted == SECRET_NEW, recovery = question->wanted == SECRET_RECOVERY;
    g_autofree char *title =
        question->user != NULL && !recovery
            ? g_strdup_printf(fresh ? _("New passphrase of %s") : _("Passphrase of %s"), question->user)
            : g_strdup(recovery ? _("Recovery key") : _("Passphrase"));
    app->asking->open++;
    passform_open(app, &(struct passform_options){ .title = title,
                                                   .user = question->user,
                                                   .label = recovery ? _("Recovery key") : _("Passphrase"),
                                                   .current = !fresh,
                                                   .fresh = fresh,
                                                   .done = given,
                                                   .data = question,
                                                   .free_data = question_unref });
    return true;
}

guint asking_open(const struct app *app)
{
    return app->asking->open;
}
