/* SPDX-License-Identifier: Apache-2.0 */
/* How the login looks: a box in the middle, and on a terminal too small for one the two lines that matter. */
#include "base/text.h"
#include "core/gate.h"
#include "widget/chrome.h"

#include <string.h>

enum { BOX_W = 64, BOX_H = 13, LEAST_W = 44, LEAST_H = 15 };

static const struct gate_view *of_const(const struct view *view)
{
    return (const struct gate_view *)view;
}

static int label_width(void)
{
    return MAX(text_width(_("User")), MAX(text_width(_("Passphrase")), text_width(_("Store")))) + 2;
}

void gate_layout(struct view *view, struct rect area)
{
    struct gate_view *gate = (struct gate_view *)view;
    const bool roomy = area.w >= LEAST_W && area.h >= LEAST_H;
    gate->box = roomy ? rect_centre(area, BOX_W, BOX_H) : rect_make(0, 0, 0, 0);
    const int label = label_width();
    if (roomy)
        gate->fields = rect_make(gate->box.x + 3 + label, gate->box.y + 4, gate->box.w - 6 - label, 2);
    else
        gate->fields = rect_make(MIN(label, area.w / 2), MAX(area.h / 2 - 1, 0), area.w - MIN(label, area.w / 2), 2);
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static char *title_of(const struct gate_view *gate)
{
    switch (gate->mode) {
    case GATE_LOCKED: {
        g_autoptr(GDateTime) since = g_date_time_new_from_unix_local(gate->since / 1000);
        g_autofree char *clock = g_date_time_format(since, "%H:%M");
        return g_strdup_printf(_("Locked since %s"), clock);
    }
    case GATE_CHANGE:
        return g_strdup(_("Another person sits down"));
    default:
        return g_strdup(_("Log in"));
    }
}

static char *failure_text(const struct gate_view *gate)
{
    if (gate->failure == NULL) return NULL;
    g_autofree char *message = bureau_error_message(gate->failure, language_translate);
    g_autofree char *next = bureau_error_next(gate->failure, language_translate);
    return next != NULL ? g_strdup_printf("%s\n%s", message, next) : g_steal_pointer(&message);
}

/* What goes on now, in one line; NULL for nothing. */
static char *state_text(const struct gate_view *gate)
{
    const struct app *app = gate->view.app;
    if (gate->trying != NULL)
        return g_strdup_printf("%s %s", app->scripted ? "·" : spinner_frame(app->tick), _("Unlocking. Esc gives up."));
    const int seconds = gate_seconds_left(gate);
    if (gate->armed)
        return g_strdup_printf(
            ngettext("Tries in %d second. Esc stops.", "Tries in %d seconds. Esc stops.", (unsigned long)seconds),
            seconds);
    if (seconds > 0 && !app->scripted) /* a picture must not depend on how fast it was taken */
        return g_strdup_printf(
            ngettext("The next try in %d second", "The next try in %d seconds", (unsigned long)seconds), seconds);
    if (seat_state(app) == SEAT_OPENED) return g_strdup(_("Opening the store"));
    if (seat_state(app) == SEAT_LEFT && jobs_would_be_lost(app->jobs))
        return g_strdup(_("Work goes on; then the keys are wiped."));
    if (gate->mode == GATE_CHANGE) return g_strdup(_("Esc goes back."));
    return NULL;
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void draw_fields(const struct gate_view *gate, struct canvas *canvas, int x, style_t ground)
{
    const struct rect fields = gate->fields;
    const char *const labels[] = { _("User"), _("Passphrase") };
    for (int i = 0; i < 2; i++)
        canvas_text(canvas, x, fields.y + i, fields.x - x, labels[i],
                    ((int)gate->focus == i ? INK_ACCENT | STYLE_BOLD : INK_TEXT) | ground);
    editor_draw(gate->user, canvas, fields.x, fields.y, fields.w, INK_TEXT | GROUND_FIELD);
    passfield_draw(gate->passphrase, canvas, fields.x, fields.y + 1, fields.w, INK_TEXT | GROUND_FIELD);
}

static void draw_messages(const struct gate_view *gate, struct canvas *canvas, struct rect area, style_t ground)
{
    g_autofree char *state = state_text(gate), *failure = failure_text(gate);
    if (state != NULL)
        canvas_text(canvas, area.x, area.y, area.w, state, (gate->wait_until != 0 ? INK_WARN : INK_ACCENT) | ground);
    rect_cut_top(&area, 1);
    if (failure != NULL) rect_cut_top(&area, canvas_wrap(canvas, area, failure, 0, INK_BAD | STYLE_BOLD | ground));
    if (failure != NULL && gate->capitals && area.h > 0)
        canvas_wrap(canvas, area, _("All of it was capitals: is Caps Lock on?"), 0, INK_WARN | ground);
}

static void draw_box(const struct gate_view *gate, struct canvas *canvas)
{
    const struct rect box = gate->box;
    g_autofree char *title = title_of(gate), *store = g_path_get_basename(gate->view.app->store);
    const struct rect inside = canvas_box(canvas, box, title, INK_TEXT | GROUND_POPUP);
    const int x = inside.x + 2;
    canvas_text(canvas, x, inside.y + 1, gate->fields.x - x, _("Store"), INK_DIM | GROUND_POPUP);
    canvas_text(canvas, gate->fields.x, inside.y + 1, gate->fields.w, store, INK_STRONG | GROUND_POPUP);
    draw_fields(gate, canvas, x, GROUND_POPUP);
    const int below = gate->fields.y + 3;
    draw_messages(gate, canvas, rect_make(x, below, inside.w - 4, inside.y + inside.h - below), GROUND_POPUP);
}

/* The keys that do something here, as a person may have changed them. */
static void draw_keys(const struct gate_view *gate, struct canvas *canvas)
{
    static const char *const shown[] = { "login", "login.user", "app.language", "app.quit" };
    struct app *app = gate->view.app;
    const struct rect area = gate->view.area;
    struct footer_item items[G_N_ELEMENTS(shown)];
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        const struct command *command = command_find(shown[i]);
        g_autofree char *key = keymap_key_of(app->keymap, "login global", shown[i]);
        if (command == NULL || key == NULL) continue;
        const char *label = command->label != NULL ? command->label : command->title;
        items[count++] =
            (struct footer_item){ keystroke_label(key), g_strdup(language_translate(label)), shown[i], true };
    }
    footer_draw(canvas, rect_make(0, area.h - 1, area.w, 1), items, count, 0);
    for (size_t i = 0; i < count; i++) {
        g_free(items[i].key);
        g_free(items[i].label);
    }
}

void gate_draw(const struct view *view, struct canvas *canvas)
{
    const struct gate_view *gate = of_const(view);
    const struct rect area = view->area;
    if (gate->box.w == 0) {
        g_autofree char *title = title_of(gate);
        if (gate->fields.y > 0) canvas_text(canvas, 0, gate->fields.y - 1, area.w, title, INK_STRONG | STYLE_BOLD);
        draw_fields(gate, canvas, 0, GROUND_NORMAL);
        draw_messages(gate, canvas, rect_make(0, gate->fields.y + 2, area.w, area.h - gate->fields.y - 2),
                      GROUND_NORMAL);
        return;
    }
    if (gate->box.y >= 2) canvas_field(canvas, 0, gate->box.y - 2, area.w, "Bureau", 0, INK_STRONG | STYLE_BOLD);
    draw_box(gate, canvas);
    draw_keys(gate, canvas);
}

bool gate_cursor(const struct view *view, struct pos *pos)
{
    const struct gate_view *gate = of_const(view);
    const struct rect fields = gate->fields;
    if (gate->trying != NULL || fields.w < 1) return false;
    *pos = gate->focus == GATE_USER
               ? (struct pos){ editor_cursor_x(gate->user, fields.x, fields.w), fields.y }
               : (struct pos){ passfield_cursor_x(gate->passphrase, fields.x, fields.w), fields.y + 1 };
    return true;
}
