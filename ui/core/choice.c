/* SPDX-License-Identifier: Apache-2.0 */
/* See choice.h. */
#include "core/choice.h"

#include "core/app_state.h"

#define CLIPBOARD_HERE "clipboard switched off here" /* by the person, so that it may be switched on again */

bool app_choice(const struct app *app, enum app_choice choice)
{
    switch (choice) {
    case CHOICE_SYMBOLS:
        return !app->ascii;
    case CHOICE_MOUSE:
        return !app->mouse_off;
    case CHOICE_CLIPBOARD:
        return !app->clipboard_off;
    }
    return false;
}

static bool choose_clipboard(struct app *app, bool on)
{
    if (on && app->clipboard_off && app_shared(app, CLIPBOARD_HERE) == NULL) return false;
    app_set_shared(app, CLIPBOARD_HERE, on ? NULL : GINT_TO_POINTER(1), NULL);
    app->clipboard_off = !on;
    return true;
}

bool app_choose(struct app *app, enum app_choice choice, bool on)
{
    app->dirty = app->relayout = true;
    if (choice == CHOICE_CLIPBOARD) return choose_clipboard(app, on);
    if (choice == CHOICE_SYMBOLS) {
        app->ascii = !on;
        canvas_set_ascii(app->canvas, app->ascii);
    } else if (app->mouse_off == on) {
        app_command(app, "app.mouse", -1);
    }
    return true;
}
