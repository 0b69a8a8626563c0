/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases asked for over a screen: the one there is, a new one twice, or both. What is typed is never shown, kept
 * as a draft, or remembered; a meter says how far a new one is out of reach, and the rule is named before it is broken.
 */
#include "base/text.h"
#include "vault/passphrase.h"
#include "widget/overlay.h"
#include "widget/passfield.h"

#include <string.h>

enum { FIELDS = 3, CURRENT = 0, FRESH = 1, AGAIN = 2, BOX_W = 68, METER = 5 };

struct passform {
    struct view view; /* first */
    char *title, *user, *labels[FIELDS];
    struct passfield *fields[FIELDS]; /* NULL: not asked for */
    int focus, strength;              /* strength of the new one, 0 to 4 */
    char *error;
    bool finished;
    void (*done)(struct app *app, struct secret *current, struct secret *fresh, void *data);
    void *data;
    GDestroyNotify free_data;
    struct rect box;
    int label;
};

static struct passform *of(const struct view *view)
{
    return (struct passform *)view;
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static int line_of(const struct passform *form, int field)
{
    int line = 0;
    for (int i = 0; i < field; i++)
        line += form->fields[i] != NULL;
    return line;
}

static int neighbour(const struct passform *form, int by)
{
    for (int i = form->focus + by; i >= 0 && i < FIELDS; i += by)
        if (form->fields[i] != NULL) return i;
    return form->focus;
}

static const char *strength_word(int strength)
{
    switch (strength) {
    case 0:
        return _("guessed at once");
    case 1:
        return _("weak");
    case 2:
        return _("fair");
    case 3:
        return _("strong");
    default:
        return _("out of reach");
    }
}

/* ---- looks ------------------------------------------------------------------------------------------------------- */

static void passform_layout(struct view *view, struct rect area)
{
    struct passform *form = of(view);
    form->label = 0;
    for (int i = 0; i < FIELDS; i++)
        form->label = MAX(form->label, text_width(form->labels[i]) + 2);
    form->box = rect_centre(area, MIN(area.w - 2, BOX_W), line_of(form, FIELDS) + (form->fields[FRESH] ? 10 : 7));
}

static void draw_meter(const struct passform *form, struct canvas *canvas, int x, int y, int w)
{
    static const enum ink inks[METER] = { INK_BAD, INK_BAD, INK_WARN, INK_GOOD, INK_GOOD };
    if (passfield_length(form->fields[FRESH]) == 0) return;
    for (int i = 0; i < METER; i++)
        canvas_put(canvas, x + i, y, i <= form->strength ? 0x2587 : 0x2581, inks[form->strength] | GROUND_POPUP);
    canvas_text(canvas, x + METER + 1, y, w - METER - 1, strength_word(form->strength),
                inks[form->strength] | GROUND_POPUP);
}

static void passform_draw(const struct view *view, struct canvas *canvas)
{
    const struct passform *form = of(view);
    const struct rect inside = canvas_box(canvas, form->box, form->title, INK_TEXT | GROUND_POPUP);
    const int x = inside.x + 1, field_x = x + form->label, w = inside.w - 2 - form->label;
    int y = inside.y + 1;
    for (int i = 0; i < FIELDS; i++) {
        if (form->fields[i] == NULL) continue;
        const style_t ink = form->focus == i ? INK_ACCENT | STYLE_BOLD : INK_TEXT;
        canvas_text(canvas, x, y, form->label, form->labels[i], ink | GROUND_POPUP);
        passfield_draw(form->fields[i], canvas, field_x, y++, w, INK_TEXT | GROUND_FIELD);
    }
    if (form->fields[FRESH] != NULL) {
        draw_meter(form, canvas, field_x, y++, w);
        y += MIN(
            canvas_wrap(canvas, rect_make(x, y, inside.w - 2, 2),
                        _("At least 12 characters, or five words; no common passphrase, no sequence, not the name."), 0,
                        INK_DIM | GROUND_POPUP),
            2);
    }
    const int foot = inside.y + inside.h - 1;
    if (form->error != NULL)
        canvas_wrap(canvas, rect_make(x, y, inside.w - 2, MAX(foot - y, 0)), form->error, 0,
                    INK_BAD | STYLE_BOLD | GROUND_POPUP);
    canvas_text(canvas, x, foot, inside.w - 2, _("⏎ Next, at the end Do it  Tab Next  Esc Cancel"),
                INK_ACCENT | GROUND_POPUP);
}

static bool passform_cursor(const struct view *view, struct pos *pos)
{
    const struct passform *form = of(view);
    const int x = form->box.x + 2 + form->label, w = form->box.w - 4 - form->label;
    *pos = (struct pos){ passfield_cursor_x(form->fields[form->focus], x, w),
                         form->box.y + 2 + line_of(form, form->focus) };
    return true;
}

/* ---- ending ------------------------------------------------------------------------------------------------------ */

static void finish(struct passform *form, bool given)
{
    struct app *app = form->view.app;
    struct secret *current = given && form->fields[CURRENT] ? passfield_take(form->fields[CURRENT]) : NULL;
    struct secret *fresh = given && form->fields[FRESH] ? passfield_take(form->fields[FRESH]) : NULL;
    form->finished = true;
    app_close(&form->view); /* freed after the event */
    form->done(app, current, fresh, form->data);
}

static void complain(struct passform *form, int field, char *text)
{
    form->focus = field;
    g_free(form->error);
    form->error = text;
    view_relayout(&form->view);
}

static bool check_fresh(struct passform *form)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) fresh = passfield_copy(form->fields[FRESH]);
    if (!passphrase_check(fresh, form->user, &error)) {
        g_autofree char *message = bureau_error_message(error, language_translate);
        g_autofree char *next = bureau_error_next(error, language_translate);
        complain(form, FRESH, next != NULL ? g_strdup_printf("%s\n%s", message, next) : g_steal_pointer(&message));
        return false;
    }
    if (passfield_equal(form->fields[FRESH], form->fields[AGAIN])) return true;
    passfield_clear(form->fields[AGAIN]);
    complain(form, AGAIN, g_strdup(_("The two are not the same.")));
    return false;
}

static void submit(struct passform *form)
{
    for (int i = 0; i < FIELDS; i++)
        if (form->fields[i] != NULL && passfield_length(form->fields[i]) == 0) {
            complain(form, i, g_strdup(_("This is needed.")));
            return;
        }
    if (form->fields[FRESH] == NULL || check_fresh(form)) finish(form, true);
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void typed(struct passform *form)
{
    g_clear_pointer(&form->error, g_free);
    if (form->focus != FRESH) return;
    g_autoptr(secret_t) fresh = passfield_copy(form->fields[FRESH]);
    form->strength = CLAMP(passphrase_strength(fresh, form->user), 0, METER - 1);
}

static bool move_key(struct passform *form, struct keystroke key)
{
    const bool back = key.modifiers == MODIFIER_SHIFT && key.code == KEYCAP_TAB;
    if (key.modifiers != 0 && !back) return false;
    if (back || key.code == KEYCAP_UP) return form->focus = neighbour(form, -1), true;
    if (key.code == KEYCAP_TAB || key.code == KEYCAP_DOWN) return form->focus = neighbour(form, 1), true;
    if (key.code != KEYCAP_ENTER) return false;
    const int next = neighbour(form, 1);
    if (next == form->focus)
        submit(form);
    else
        form->focus = next;
    return true;
}

static bool passform_event(struct view *view, const struct event *event)
{
    struct passform *form = of(view);
    bool changed = false;
    if (event->kind == EVENT_MOUSE) return true;
    bool taken = event->kind == EVENT_KEY && move_key(form, event->key);
    if (!taken) taken = passfield_event(form->fields[form->focus], event, &changed);
    if (changed) typed(form);
    return taken;
}

static bool passform_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    if (strcmp(id, "view.back") != 0 && strcmp(id, "app.cancel") != 0) return false;
    finish(of(view), false);
    return true;
}

static unsigned passform_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING;
}

/* Closed from outside (the store is locked, the program ends): nothing was given. */
static void passform_close(struct view *view)
{
    struct passform *form = of(view);
    if (!form->finished) form->done(view->app, NULL, NULL, form->data);
    if (form->free_data != NULL && form->data != NULL) form->free_data(form->data);
    for (int i = 0; i < FIELDS; i++) {
        passfield_free(form->fields[i]);
        g_free(form->labels[i]);
    }
    g_free(form->title);
    g_free(form->user);
    g_free(form->error);
}

static const struct view_ops passform_ops = {
    .id = "passphrase",
    .contexts = "form",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct passform),
    .layout = passform_layout,
    .draw = passform_draw,
    .event = passform_event,
    .command = passform_command,
    .facts = passform_facts,
    .cursor = passform_cursor,
    .close = passform_close,
};

struct view *passform_open(struct app *app, const struct passform_options *options)
{
    struct passform *form = (struct passform *)app_overlay(app, &passform_ops, NULL);
    const char *const labels[FIELDS] = { options->label, _("New passphrase"), _("The same again") };
    const bool asked[FIELDS] = { options->current, options->fresh, options->fresh };
    form->title = g_strdup(options->title);
    form->user = g_strdup(options->user);
    for (int i = 0; i < FIELDS; i++) {
        form->labels[i] = g_strdup(asked[i] ? labels[i] : "");
        form->fields[i] = asked[i] ? passfield_new() : NULL;
    }
    form->focus = options->current ? CURRENT : FRESH;
    form->done = options->done;
    form->data = options->data;
    form->free_data = options->free_data;
    return &form->view;
}
