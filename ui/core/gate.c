/* SPDX-License-Identifier: Apache-2.0 */
/* The login: before anybody sits here, over a locked store, and when another person is to sit down. It knows the
 * store's name and its key file and nothing that is in the store. A failure says that user or passphrase is wrong,
 * never which; what has to be waited after one is counted down, and Enter pressed meanwhile tries when the time has
 * come. */
#include "core/gate.h"

#include "vault/attempt.h"
#include "widget/overlay.h"

#include <string.h>

#define SECOND G_USEC_PER_SEC

static struct gate_view *of(struct view *view)
{
    return (struct gate_view *)view;
}
static const struct gate_view *of_const(const struct view *view)
{
    return (const struct gate_view *)view;
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

int gate_seconds_left(const struct gate_view *gate)
{
    const gint64 left = gate->wait_until - g_get_monotonic_time();
    return left > 0 ? (int)((left + SECOND - 1) / SECOND) : 0;
}

static void look_at_wait(struct gate_view *gate)
{
    const int seconds = attempt_wait(gate->view.app->store, editor_text(gate->user));
    gate->wait_until = seconds > 0 ? g_get_monotonic_time() + seconds * SECOND : 0;
}

/* ---- trying ------------------------------------------------------------------------------------------------------ */

static void try(struct gate_view *gate)
{
    struct app *app = gate->view.app;
    gate->armed = false;
    g_clear_error(&gate->failure);
    gate->capitals = passfield_is_capitals(gate->passphrase);
    gate->trying = gate_try_start(app, app->store, editor_text(gate->user), passfield_take(gate->passphrase));
    app->dirty = true;
}

static void submit(struct gate_view *gate)
{
    if (gate->trying != NULL) return;
    if (*editor_text(gate->user) == '\0') {
        gate->focus = GATE_USER;
    } else if (passfield_length(gate->passphrase) == 0) {
        gate->focus = GATE_PASSPHRASE;
    } else if (gate_seconds_left(gate) > 0 || gate->given_up != NULL) {
        gate->armed = true;
    } else {
        try(gate);
    }
}

static void give_up(struct gate_view *gate)
{
    gate->armed = false;
    if (gate->trying == NULL) return;
    gate_try_cancel(gate->trying);
    gate->given_up = g_steal_pointer(&gate->trying);
}

void gate_tell(struct view *view, GError *error)
{
    struct gate_view *gate = of(view);
    g_clear_error(&gate->failure);
    gate->failure = error;
    look_at_wait(gate);
    view->app->dirty = true;
}

static void tried(struct gate_view *gate)
{
    struct gate_try *attempt = g_steal_pointer(&gate->trying);
    GError *error = NULL;
    struct vault_keys *keys = gate_try_keys(attempt, &error);
    gate_try_free(attempt);
    if (keys != NULL)
        seat_unlocked(gate->view.app, keys);
    else
        gate_tell(&gate->view, error);
}

bool gate_turn(struct view *view)
{
    struct gate_view *gate = of(view);
    if (gate->given_up != NULL && gate_try_is_done(gate->given_up)) g_clear_pointer(&gate->given_up, gate_try_free);
    if (gate->trying != NULL && gate_try_is_done(gate->trying)) {
        tried(gate);
        return true;
    }
    if (!gate->armed || gate->given_up != NULL || gate_seconds_left(gate) > 0) return false;
    try(gate);
    return true;
}

int gate_timeout(const struct view *view)
{
    const struct gate_view *gate = of_const(view);
    if (gate->trying != NULL) return 100; /* the spinner turns */
    const gint64 left = gate->wait_until - g_get_monotonic_time();
    return left > 0 ? (int)((left - 1) % SECOND / 1000) + 1 : -1; /* the next second is shown */
}

bool gate_is_busy(const struct view *view)
{
    const struct gate_view *gate = of_const(view);
    return gate->trying != NULL || gate->given_up != NULL || gate->armed;
}

/* ---- who there is ------------------------------------------------------------------------------------------------ */

static void user_chosen(struct view *view, const char *value, void *data)
{
    struct gate_view *gate = of(view);
    (void)data;
    if (value == NULL) return;
    editor_set_text(gate->user, value);
    gate->focus = GATE_PASSPHRASE;
    look_at_wait(gate);
    view_dirty(view);
}

static void pick_user(struct gate_view *gate)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; gate->keyfile != NULL && i < keyfile_count(gate->keyfile); i++) {
        const struct keyfile_slot *slot = keyfile_nth(gate->keyfile, i);
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(slot->user);
        item->value = g_strdup(slot->user);
        item->detail = g_strdup(slot->is_recovery        ? _("with the recovery key")
                                : slot->is_administrator ? _("administrator")
                                                         : NULL);
        g_ptr_array_add(items, item);
    }
    picker_open(&gate->view, _("Who sits here?"), items, user_chosen, NULL, NULL);
}

/* ---- view -------------------------------------------------------------------------------------------------------- */

static bool typed(struct gate_view *gate, const struct event *event)
{
    bool changed = false;
    if (gate->trying != NULL || gate->armed) return event->kind == EVENT_PASTE || keystroke_types(event->key);
    if (gate->focus == GATE_PASSPHRASE) return passfield_event(gate->passphrase, event, &changed);
    if (!editor_event(gate->user, event, &changed)) return false;
    if (changed) look_at_wait(gate);
    return true;
}

static void escape(struct gate_view *gate)
{
    if (gate->trying != NULL || gate->armed)
        give_up(gate);
    else if (gate->mode != GATE_CHANGE || !seat_stay(gate->view.app))
        passfield_clear(gate->passphrase);
}

static bool gate_event(struct view *view, const struct event *event)
{
    struct gate_view *gate = of(view);
    if (event->kind == EVENT_MOUSE) {
        const bool press = event->mouse == MOUSE_PRESS && rect_has(gate->fields, event->x, event->y);
        if (press) gate->focus = event->y == gate->fields.y ? GATE_USER : GATE_PASSPHRASE;
        return press;
    }
    if (event->kind == EVENT_PASTE) return typed(gate, event);
    if (event->kind != EVENT_KEY) return false;
    const bool plain = (event->key.modifiers & ~(unsigned)MODIFIER_SHIFT) == 0;
    switch (plain ? event->key.code : 0) {
    case KEYCAP_TAB:
    case KEYCAP_UP:
    case KEYCAP_DOWN:
        gate->focus = gate->focus == GATE_USER ? GATE_PASSPHRASE : GATE_USER;
        return true;
    case KEYCAP_ESCAPE:
        escape(gate);
        return true;
    default:
        return typed(gate, event);
    }
}

static bool gate_command(struct view *view, const char *id, int argument)
{
    struct gate_view *gate = of(view);
    (void)argument;
    if (strcmp(id, "login") == 0) {
        if (gate->focus == GATE_USER && passfield_length(gate->passphrase) == 0)
            gate->focus = GATE_PASSPHRASE;
        else
            submit(gate);
        return true;
    }
    if (strcmp(id, "login.user") == 0) {
        if (gate->trying == NULL) pick_user(gate);
        return true;
    }
    if (strcmp(id, "app.cancel") == 0) return give_up(gate), true;
    return false;
}

static unsigned gate_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING;
}

static void gate_close(struct view *view)
{
    struct gate_view *gate = of(view);
    gate_try_free(gate->trying);
    gate_try_free(gate->given_up);
    keyfile_free(gate->keyfile);
    editor_free(gate->user);
    passfield_free(gate->passphrase);
    g_clear_error(&gate->failure);
}

static const struct view_ops gate_ops = {
    .id = "login",
    .contexts = "login",
    .title = N_("Log in"),
    .flags = VIEW_PLAIN,
    .size = sizeof(struct gate_view),
    .layout = gate_layout,
    .draw = gate_draw,
    .event = gate_event,
    .command = gate_command,
    .facts = gate_facts,
    .cursor = gate_cursor,
    .close = gate_close,
};

struct view *gate_new(struct app *app, enum gate_mode mode, const char *user)
{
    struct gate_view *gate = g_new0(struct gate_view, 1);
    gate->view = (struct view){ .ops = &gate_ops, .app = app, .id = ++app->next_view, .route = route_new("login") };
    gate->view.area = canvas_area(app->canvas);
    gate->mode = mode;
    gate->since = app_now(app);
    gate->keyfile = keyfile_read(app->store, &gate->failure);
    const char *usual = gate->keyfile != NULL ? keyfile_default_user(gate->keyfile) : NULL;
    gate->user = editor_new(user != NULL ? user : mode == GATE_LOGIN && usual != NULL ? usual : "");
    gate->passphrase = passfield_new();
    gate->focus = *editor_text(gate->user) != '\0' ? GATE_PASSPHRASE : GATE_USER;
    look_at_wait(gate);
    return &gate->view;
}
