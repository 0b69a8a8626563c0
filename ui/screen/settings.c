/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of this visit: few, each with what it is for. Enter or Space changes the one under the cursor. */
#include "core/choice.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "screen/who.h"
#include "widget/chrome.h"

#include <string.h>

struct settings_view {
    struct view view; /* first */
    int line;
    struct rect list, help;
};

static struct settings_view *of(struct view *view)
{
    return (struct settings_view *)view;
}
static const struct settings_view *of_const(const struct view *view)
{
    return (const struct settings_view *)view;
}

/* ---- the settings ------------------------------------------------------------------------------------------------ */

static char *language_value(struct app *app)
{
    return g_strdup(strcmp(app_language(app), "zh") == 0 ? "中文" : "English");
}
static char *theme_value(struct app *app)
{
    return g_strdup(theme_name(app_theme(app)));
}
static char *user_value(struct app *app)
{
    const struct session *session = app_session(app);
    return g_strdup_printf("%s · %s", session->user ? session->user : "-",
                           codes_label("ROLE", role_name(session->role), app_language(app)));
}
static char *purpose_value(struct app *app)
{
    return g_strdup(visit_purpose_label(app));
}
static char *on_off(bool on)
{
    return g_strdup(on ? _("on") : _("off"));
}
static char *symbols_value(struct app *app)
{
    return g_strdup(app_choice(app, CHOICE_SYMBOLS) ? _("Unicode  ─ │ ▇ ▌ ⚑") : _("plain ASCII"));
}
static char *mouse_value(struct app *app)
{
    return on_off(app_choice(app, CHOICE_MOUSE));
}
static char *clipboard_value(struct app *app)
{
    return on_off(app_choice(app, CHOICE_CLIPBOARD));
}

static void next_language(struct view *view)
{
    app_command(view->app, "app.language", -1);
}
static void next_theme(struct view *view)
{
    app_command(view->app, "app.theme", -1);
}
static void change_user(struct view *view)
{
    who_ask(view->app);
}

static char *passphrase_value(struct app *app)
{
    (void)app;
    return g_strdup("••••••••");
}
static void change_passphrase(struct view *view)
{
    app_command(view->app, "session.password", -1);
}
static void lock_now(struct view *view)
{
    app_lock(view->app);
}
static char *lock_value(struct app *app)
{
    const int minutes = app_lock_minutes(app);
    return g_strdup_printf(
        ngettext("after %d minute without a key", "after %d minutes without a key", (unsigned long)minutes), minutes);
}

static void flip(struct view *view, enum app_choice choice)
{
    if (!app_choose(view->app, choice, !app_choice(view->app, choice)))
        app_toast(view->app, "%s", _("This store does not allow copying; an administrator can change that."));
}
static void flip_symbols(struct view *view)
{
    flip(view, CHOICE_SYMBOLS);
}
static void flip_mouse(struct view *view)
{
    flip(view, CHOICE_MOUSE);
}
static void flip_clipboard(struct view *view)
{
    flip(view, CHOICE_CLIPBOARD);
}

static const struct setting {
    const char *title, *help, *command; /* command: its key is shown; NULL for none */
    char *(*value)(struct app *app);
    void (*change)(struct view *view);
} settings[] = {
    { N_("Who sits here"),
      N_("Every look and act is recorded under this name. A decision on a case needs a second person."), "session.user",
      user_value, change_user },
    { N_("Purpose"), N_("Files are looked at for this purpose; it stands beside every look in the log."),
      "session.purpose", purpose_value, visit_ask_purpose },
    { N_("Language"), N_("English or Chinese, changed at once everywhere."), "app.language", language_value,
      next_language },
    { N_("Theme"), N_("Dark, light, high contrast or mono. Colour only ever repeats what a letter or a bar says."),
      "app.theme", theme_value, next_theme },
    { N_("Symbols"), N_("For terminals and fonts that show lines and bars wrongly: plain ASCII instead."), NULL,
      symbols_value, flip_symbols },
    { N_("Mouse"), N_("Off gives the mouse back to the terminal, for selecting text by hand."), "app.mouse",
      mouse_value, flip_mouse },
    { N_("Copy to the clipboard"),
      N_("y and Y send text to the clipboard of the terminal (OSC 52); off when it must not leave this window."), NULL,
      clipboard_value, flip_clipboard },
    { N_("Passphrase"),
      N_("Yours, for this store. Nobody can tell you what it is: forgotten, an administrator enrols you anew."),
      "session.password", passphrase_value, change_passphrase },
    { N_("Lock"),
      N_("The store is closed and its keys are wiped; your passphrase leads back. An administrator sets the minutes "
         "(ui.lock_minutes)."),
      "lock", lock_value, lock_now },
};
enum { COUNT = G_N_ELEMENTS(settings) };

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static bool settings_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    of(view)->line = (int)CLAMP(route_int(route, "line", 0), 0, COUNT - 1);
    return true;
}

static void settings_layout(struct view *view, struct rect area)
{
    struct settings_view *screen = of(view);
    screen->list = rect_make(area.x + 2, area.y + 1, MIN(area.w - 4, 90), COUNT);
    screen->help = rect_make(area.x + 2, area.y + COUNT + 2, MIN(area.w - 4, 90), area.h - COUNT - 2);
}

static void settings_draw(const struct view *view, struct canvas *canvas)
{
    const struct settings_view *screen = of_const(view);
    const struct rect list = screen->list;
    const int label = MIN(list.w / 2 - 2, 30);
    for (int i = 0; i < COUNT; i++) {
        const int y = list.y + i;
        g_autofree char *value = settings[i].value(view->app);
        g_autofree char *key = settings[i].command ? app_key_of(view->app, settings[i].command) : g_strdup("");
        canvas_text(canvas, list.x, y, label, _(settings[i].title), INK_TEXT);
        canvas_text(canvas, list.x + label + 2, y, list.w - label - 10, value, INK_STRONG);
        canvas_field(canvas, list.x + list.w - 6, y, 6, key, 1, INK_DIM);
        canvas_link(canvas, rect_make(list.x, y, list.w, 1), "settings.change", i);
    }
    const int y = list.y + screen->line;
    canvas_ground(canvas, rect_make(list.x - 1, y, list.w + 2, 1), GROUND_CURSOR);
    canvas_text(canvas, list.x - 1, y, 1, "▌", INK_ACCENT | GROUND_CURSOR);
    canvas_wrap(canvas, screen->help, _(settings[screen->line].help), 0, INK_DIM);
}

static bool settings_event(struct view *view, const struct event *event)
{
    struct settings_view *screen = of(view);
    int to = screen->line;
    if (event->kind != EVENT_KEY) return false;
    switch (event->key.code) {
    case KEYCAP_UP:
        to--;
        break;
    case KEYCAP_DOWN:
        to++;
        break;
    case KEYCAP_HOME:
        to = 0;
        break;
    case KEYCAP_END:
        to = COUNT - 1;
        break;
    default:
        return false;
    }
    screen->line = CLAMP(to, 0, COUNT - 1);
    return true;
}

static bool settings_command(struct view *view, const char *id, int argument)
{
    struct settings_view *screen = of(view);
    if (strcmp(id, "settings.change") != 0) return screens_command(view, id, argument);
    if (argument >= 0 && argument < COUNT) screen->line = argument;
    settings[screen->line].change(view);
    return true;
}

static bool settings_cursor(const struct view *view, struct pos *pos)
{
    const struct settings_view *screen = of_const(view);
    *pos = (struct pos){ screen->list.x, screen->list.y + screen->line };
    return true;
}

static void settings_save(const struct view *view, struct route *route)
{
    route_set_int(route, "line", of_const(view)->line);
}

const struct view_ops screen_settings = {
    .id = "settings",
    .contexts = "settings",
    .title = N_("Settings"),
    .size = sizeof(struct settings_view),
    .open = settings_open,
    .layout = settings_layout,
    .draw = settings_draw,
    .event = settings_event,
    .command = settings_command,
    .cursor = settings_cursor,
    .standing = visit_standing,
    .save = settings_save,
};
