/* SPDX-License-Identifier: Apache-2.0 */
/* Sitting down: from keys to a person with a role, and to the screens. Leaving is seat_leave.c. */
#include "core/seat_state.h"

#include "guard/draft.h"
#include "vault/keyfile.h"

#include <string.h>
#include <time.h>

enum { LOCK_MINUTES = 5, LOCK_MINUTES_MOST = 60 };

/* Time that goes on while the machine sleeps, and that nobody can set. */
static gint64 now(void)
{
    struct timespec time = { 0 };
    clock_gettime(CLOCK_BOOTTIME, &time);
    return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

struct seat *seat_new(struct app *app)
{
    struct seat *seat = g_new0(struct seat, 1);
    seat->state = app->options->store != NULL ? SEAT_EMPTY : SEAT_TAKEN;
    seat->how = app->options->how;
    seat->lock_minutes = LOCK_MINUTES;
    seat->touched = now();
    return seat;
}

void seat_drop_keys(struct app *app)
{
    jobs_rest(app->jobs);
    const bool held = app->keys != NULL && vault_keys_user(app->keys) != NULL && vault_keys_references(app->keys) != 1;
    if (held && app->seat->trouble == NULL)
        bureau_error_set(&app->seat->trouble, BUREAU_ERROR_STORE,
                         N_("Another part of the program still held the keys, so they were not wiped"),
                         N_("Close Bureau before you leave this machine, and report it."), NULL);
    g_clear_pointer(&app->keys, vault_keys_unref);
}

void seat_close_gate(struct seat *seat)
{
    struct view *gate = g_steal_pointer(&seat->gate);
    if (gate != NULL) g_ptr_array_add(gate->app->closing, gate); /* it may be the one that handles an event */
}

void seat_open_gate(struct app *app, enum gate_mode mode, const char *user)
{
    seat_close_gate(app->seat);
    drafts_gather(app); /* what was typed in the overlays that close now */
    app->seat->had_form = app->seat->had_form || app->overlays->len > 0;
    while (app->overlays->len > 0)
        app_close(app->overlays->pdata[app->overlays->len - 1]);
    app->seat->gate = gate_new(app, mode, user);
    app->dirty = app->relayout = true;
}

void seat_free(struct app *app)
{
    struct seat *seat = app->seat;
    if (seat == NULL) return;
    seat_close_gate(seat);
    app_sweep(app);
    if (app->jobs != NULL) seat_drop_keys(app);
    vault_keys_unref(seat->next);
    g_clear_error(&seat->failure);
    g_clear_error(&seat->trouble);
    g_free(seat->user);
    g_free(seat->routes);
    g_free(seat);
    app->seat = NULL;
}

/* ---- reading who it is ------------------------------------------------------------------------------------------- */

struct enter {
    enum login_how how;
    bool logged_in;
    bool given; /* the user is known: a test, or words of the command line */
    enum role role;
    char *user, *alarm;
    bool clipboard_off;
    int lock_minutes;
    GPtrArray *drafts; /* struct draft * */
};

static void enter_free(void *data)
{
    struct enter *enter = data;
    g_free(enter->user);
    g_free(enter->alarm);
    if (enter->drafts != NULL) g_ptr_array_unref(enter->drafts);
    g_free(enter);
}

static void read_settings(struct session *session, struct enter *enter)
{
    g_autofree char *clipboard = setting_get(session->store, "ui.clipboard", "on");
    g_autofree char *minutes = setting_get(session->store, "ui.lock_minutes", NULL);
    gint64 given;
    enter->clipboard_off = strcmp(clipboard, "off") == 0;
    enter->lock_minutes = minutes != NULL && g_ascii_string_to_signed(minutes, 10, 1, LOCK_MINUTES_MOST, &given, NULL)
                              ? (int)given
                              : LOCK_MINUTES;
}

static bool enter_run(struct session *session, void *data, GError **error)
{
    struct enter *enter = data;
    const struct vault_keys *keys = store_keys(session->store);
    const bool somebody = keys != NULL && vault_keys_user(keys) != NULL;
    if (somebody && !session_set_user(session, vault_keys_user(keys), error)) return false;
    if (!somebody && !enter->given && !session_set_user(session, NULL, error)) return false;
    if (somebody && !guard_login(session, enter->how, error)) return false;
    read_settings(session, enter);
    enter->user = g_strdup(session->user);
    enter->role = session->role;
    enter->alarm = g_strdup(session->alarm);
    enter->logged_in = session->logged_in;
    enter->drafts = draft_list(session, error);
    return enter->drafts != NULL;
}

/* The screens of the person who sits down: those that were left, or those of their last time. */
static bool open_screens(struct app *app, bool another)
{
    struct seat *seat = app->seat;
    g_autofree char *routes = g_steal_pointer(&seat->routes);
    const bool before = seat->opened, kept = app->options->kept != NULL && drafts_body(app, SEAT_KEPT) != NULL;
    seat->opened = true;
    if (app->workspaces->len > 0) return true; /* given: they are open */
    drafts_restore_quietly(app, true);
    if (before && kept) app->options->kept(app, drafts_body(app, SEAT_KEPT)); /* routes name their queries by number */
    app->session->again = !another; /* what one person comes back to was looked at already */
    const bool open = before && routes != NULL && session_open(app, routes);
    app->session->again = false;
    return open || app_start_views(app);
}

/* Answers whether it is another person than before. */
static bool take_seat(struct app *app, struct enter *enter)
{
    struct seat *seat = app->seat;
    struct session *session = app->session;
    const bool another = g_strcmp0(session->user, enter->user) != 0;
    if (another || session->purpose == NULL) {
        g_free(session->purpose);
        session->purpose = g_strdup(purpose_default(enter->role));
    }
    if (another) {
        g_free(session->user);
        session->user = g_strdup(enter->user);
    }
    session->role = enter->role;
    session->elsewhere = true;
    session->logged_in = enter->logged_in;
    g_free(session->alarm);
    session->alarm = g_steal_pointer(&enter->alarm);
    g_free(seat->user);
    seat->user = g_strdup(enter->user);
    seat->lock_minutes = enter->lock_minutes;
    app->clipboard_off = enter->clipboard_off;
    drafts_take(app, g_steal_pointer(&enter->drafts));
    return another;
}

static void show_alarm(struct app *app)
{
    if (app->session->alarm == NULL) return;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = phrase_expand(app->session->alarm, language_translate);
    bureau_error_set(&error, BUREAU_ERROR_STORE, "{1}", N_("Tell the administrator before you go on."), text, NULL);
    app_error(app, error);
}

static void entered(struct app *app, const struct job_result *result)
{
    struct seat *seat = app->seat;
    if (result->error != NULL) {
        seat->state = seat->user != NULL ? SEAT_LOCKED : SEAT_EMPTY;
        if (seat->gate == NULL) { /* with keys that were given there is nobody to ask */
            seat->failure = g_error_copy(result->error);
            app->quit = true;
            return;
        }
        seat->drop = true; /* this job is still in the list */
        gate_tell(seat->gate, g_error_copy(result->error));
        return;
    }
    const bool another = take_seat(app, result->data);
    if (another && seat->opened) app_toast(app, _("%s sits here now"), seat->user);
    seat->state = SEAT_TAKEN;
    seat_touch(app);
    if (!open_screens(app, another)) {
        bureau_error_set(&seat->failure, BUREAU_ERROR_USAGE, N_("The first screen could not be opened: {1}"),
                         N_("Start bureau without a start screen."), app->error != NULL ? app->error : "", NULL);
        app->quit = true;
    }
    seat_close_gate(seat);
    show_alarm(app);
    if (seat->trouble != NULL) app_error(app, seat->trouble);
    g_clear_error(&seat->trouble);
    drafts_put(app, SEAT_KEPT, NULL);
    if (seat->had_form && drafts_count(app) > 0)
        app_toast(app, "%s", _("What you had typed is kept: open the form again."));
    seat->had_form = false;
    app->dirty = app->relayout = true;
}

static void start_enter(struct app *app, bool given)
{
    struct enter *enter = g_new0(struct enter, 1);
    enter->how = app->seat->how;
    enter->given = given;
    job_start(app, &(struct job_request){ .title = N_("Opening the store"),
                                          .quiet = true,
                                          .run = enter_run,
                                          .data = enter,
                                          .free_data = enter_free,
                                          .done = entered });
}

void seat_take_keys(struct app *app, struct vault_keys *keys)
{
    app->keys = keys;
    app->seat->state = SEAT_OPENED;
    start_enter(app, false);
}

/* ---- beginning --------------------------------------------------------------------------------------------------- */

bool seat_begin(struct app *app, GError **error)
{
    struct seat *seat = app->seat;
    const bool given = app->session->role != 0;
    app->keys = app->options->keys;
    if (app->store != NULL && app->keys == NULL) {
        g_autoptr(keyfile_t) keyfile = keyfile_read(app->store, error);
        if (keyfile == NULL) return false;
        app->session->role = 0;
        seat_open_gate(app, GATE_LOGIN, app->session->user);
        return true;
    }
    seat->state = given ? SEAT_TAKEN : SEAT_OPENED;
    seat->opened = given;
    app->session->elsewhere = given && app->store != NULL;
    if (given) {
        seat->user = g_strdup(app->session->user);
        if (!app_start_views(app)) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The first screen could not be opened: {1}"),
                             N_("Start bureau without a start screen."), app->error != NULL ? app->error : "", NULL);
            return false;
        }
    }
    if (app->store != NULL) start_enter(app, given);
    return true;
}

bool seat_failure(struct app *app, GError **error)
{
    if (app->seat->failure == NULL) return false;
    g_propagate_error(error, g_steal_pointer(&app->seat->failure));
    return true;
}

/* ---- what others ask --------------------------------------------------------------------------------------------- */

bool seat_is_locked(const struct app *app)
{
    const struct seat *seat = app->seat;
    if (seat == NULL || seat->writing) return false;
    return seat->state == SEAT_EMPTY || seat->state == SEAT_LEFT || seat->state == SEAT_LOCKED;
}

struct view *seat_gate(const struct app *app)
{
    return app->seat != NULL ? app->seat->gate : NULL;
}

const char *seat_user(const struct app *app)
{
    return app->seat->user;
}

enum seat_state seat_state(const struct app *app)
{
    return app->seat->state;
}

int app_lock_minutes(const struct app *app)
{
    return app->seat->lock_minutes;
}

bool seat_allows(const struct app *app, const char *command)
{
    static const char *const allowed[] = { "login",       "login.user", "app.language", "app.theme", "app.mouse",
                                           "app.suspend", "app.redraw", "app.cancel",   "app.quit",  "view.back" };
    if (app->seat->gate == NULL) return true;
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
        if (strcmp(allowed[i], command) == 0) return true;
    return false;
}

bool seat_hears(const struct app *app)
{
    return !app->seat->deaf;
}

void seat_touch(struct app *app)
{
    app->seat->touched = now();
}

void seat_pretend_idle(struct app *app, int minutes)
{
    app->seat->touched = now() - (gint64)minutes * 60 * G_USEC_PER_SEC;
}

static gint64 until_lock(const struct app *app)
{
    return app->seat->touched + (gint64)app->seat->lock_minutes * 60 * G_USEC_PER_SEC - now();
}

static bool locks_by_itself(const struct app *app)
{
    return app->seat->state == SEAT_TAKEN && app->keys != NULL && vault_keys_user(app->keys) != NULL;
}

bool seat_turn(struct app *app)
{
    struct seat *seat = app->seat;
    if (seat->drop && jobs_running(app->jobs) == 0) {
        seat->drop = false;
        seat_drop_keys(app);
        return true;
    }
    seat->deaf = locks_by_itself(app) && until_lock(app) <= 0;
    if (seat->deaf) {
        app_lock(app);
        return true;
    }
    if (seat->state == SEAT_LEFT && seat_leave_step(app)) return true;
    return seat->gate != NULL && gate_turn(seat->gate);
}

int seat_timeout(const struct app *app)
{
    const struct seat *seat = app->seat;
    int wait = seat->gate != NULL ? gate_timeout(seat->gate) : -1;
    if (!locks_by_itself(app) || app->scripted) return wait;
    /* poll() does not count the time that the machine slept: look at the clock now and then */
    const int lock = (int)CLAMP(until_lock(app) / 1000 + 1, 0, 1000);
    return wait < 0 ? lock : MIN(wait, lock);
}

bool seat_is_busy(const struct app *app)
{
    const struct seat *seat = app->seat;
    return seat->state == SEAT_LEFT || seat->state == SEAT_OPENED || seat->drop ||
           (seat->gate != NULL && gate_is_busy(seat->gate));
}
