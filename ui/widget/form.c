/* SPDX-License-Identifier: Apache-2.0 */
/* A command's arguments as fields. What is wrong stands under its field; nothing is sent by a newline in a paste. */
#include "base/text.h"
#include "core/seat.h"
#include "widget/editor.h"
#include "widget/form_words.h"
#include "widget/overlay.h"

#include <string.h>

struct field {
    const struct argument *argument;
    struct editor *editor;
    char *first; /* what stood there when the form was opened */
    char *error;
    char **choices; /* of CHOICE and FLAG, and of TEXT: words that are checked; NULL else */
    bool checks;    /* the text is some of the choices, separated by commas */
    guint choice;   /* of `checks`: the one that Space checks */
};

struct form_view {
    struct view view;
    const struct command *command;
    char *place;
    GArray *fields; /* struct field */
    char *version;  /* of the row that was seen: handed on, not asked for; NULL */
    guint focus, top;
    uint64_t owner;
    void (*done)(struct view *view, struct arguments *arguments, void *data);
    void *data;
    GDestroyNotify free_data;
    struct rect box;
    int label;
};

static struct form_view *self_of(const struct view *view)
{
    return (struct form_view *)view;
}

static struct field *field_at(const struct form_view *self, guint index)
{
    return &g_array_index(self->fields, struct field, index);
}

static void field_clear(gpointer data)
{
    struct field *field = data;
    editor_free(field->editor);
    g_free(field->first);
    g_free(field->error);
    g_strfreev(field->choices);
}

/* ---- making ---------------------------------------------------------------------------------------------------------
 */

static char *preset_text(const struct arguments *preset, const struct argument *argument)
{
    if (preset == NULL || !arguments_has(preset, argument->name)) return g_strdup("");
    if (!(argument->flags & ARGUMENT_REPEATED)) {
        const char *text = arguments_text(preset, argument->name);
        return text != NULL ? g_strdup(text)
                            : g_strdup_printf("%" G_GINT64_FORMAT, arguments_int(preset, argument->name, 0));
    }
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < arguments_count(preset, argument->name); i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", arguments_nth(preset, argument->name, i));
    return g_string_free(text, FALSE);
}

static void add_field(struct form_view *self, const struct argument *argument, const struct arguments *preset)
{
    g_autofree char *text = preset_text(preset, argument);
    struct field field = { .argument = argument, .editor = editor_new(text), .first = g_strdup(text) };
    if (argument->type == ARGUMENT_CHOICE && argument->choices != NULL)
        field.choices = g_strsplit(argument->choices, "|", -1);
    if (argument->type == ARGUMENT_TEXT && argument->choices != NULL) {
        field.choices = g_strsplit(argument->choices, "|", -1);
        field.checks = true;
    }
    if (argument->type == ARGUMENT_FLAG) field.choices = g_strsplit("|yes", "|", -1);
    if (argument->type == ARGUMENT_MONEY) editor_set_accept(field.editor, "0123456789.,-");
    if (argument->type == ARGUMENT_DATE || argument->type == ARGUMENT_MONTH)
        editor_set_accept(field.editor, "0123456789-");
    if (argument->type == ARGUMENT_INTEGER || argument->type == ARGUMENT_ACCOUNT)
        editor_set_accept(field.editor, "0123456789-");
    bool asked = (argument->flags & ARGUMENT_REQUIRED) != 0 && *text == '\0';
    if (asked && self->focus == G_MAXUINT) self->focus = self->fields->len; /* begin where something is missing */
    g_array_append_val(self->fields, field);
}

/* ---- submitting -----------------------------------------------------------------------------------------------------
 */

static bool set_values(struct arguments *arguments, const struct field *field, const char *text, GError **error)
{
    const struct argument *argument = field->argument;
    if (*text == '\0') return true;
    if (!(argument->flags & ARGUMENT_REPEATED)) return arguments_set(arguments, argument->name, text, error);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && !arguments_set(arguments, argument->name, words[i], error)) return false;
    return true;
}

/* Complete arguments, or NULL with every wrong field told. */
static struct arguments *check(struct form_view *self)
{
    g_autoptr(arguments_t) arguments = arguments_new(self->command);
    guint wrong = G_MAXUINT;
    for (guint i = 0; i < self->fields->len; i++) {
        struct field *field = field_at(self, i);
        g_autoptr(GError) error = NULL;
        const char *text = editor_text(field->editor);
        g_clear_pointer(&field->error, g_free);
        bool missing = (field->argument->flags & ARGUMENT_REQUIRED) != 0 && *text == '\0';
        if (missing)
            field->error = g_strdup(_("This is needed."));
        else if (!set_values(arguments, field, text, &error))
            field->error =
                error != NULL ? bureau_error_message(error, language_translate) : g_strdup(_("This cannot be read."));
        if (field->error != NULL) wrong = MIN(wrong, i);
    }
    if (wrong == G_MAXUINT) {
        if (self->version != NULL) arguments_set(arguments, "version", self->version, NULL);
        return g_steal_pointer(&arguments);
    }
    self->focus = wrong;
    return NULL;
}

static void finish(struct form_view *self, struct arguments *arguments)
{
    struct view *owner = view_find(self->view.app, self->owner);
    if (arguments == NULL)
        app_drop_draft(&self->view); /* thrown away by the person */
    else
        drafts_gather(self->view.app); /* kept until it went well */
    app_close(&self->view);
    if (owner != NULL)
        self->done(owner, arguments, self->data);
    else
        arguments_free(arguments);
}

static void submit(struct form_view *self)
{
    const char *why_not = app_why_not(self->view.app, self->command);
    if (why_not != NULL) { /* it may have become so since the form was opened */
        app_toast(self->view.app, "%s", why_not);
        return;
    }
    struct arguments *arguments = check(self);
    if (arguments != NULL) finish(self, arguments);
}

/* ---- looks ----------------------------------------------------------------------------------------------------------
 */

static bool is_checked(const struct field *field, const char *choice)
{
    g_auto(GStrv) words = g_strsplit_set(editor_text(field->editor), ", ", -1);
    return g_strv_contains((const char *const *)words, choice);
}

/* The text has the words in the order of the choices; "all" stands for itself alone. */
static void check_word(struct field *field, const char *choice)
{
    const bool all = strcmp(choice, "all") == 0, was = is_checked(field, choice);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; field->choices[i] != NULL; i++) {
        const char *word = field->choices[i];
        const bool is_this = strcmp(word, choice) == 0;
        if (is_this ? was : !is_checked(field, word)) continue;
        if (!is_this && !was && (all || strcmp(word, "all") == 0)) continue;
        g_string_append_printf(text, "%s%s", text->len > 0 ? "," : "", word);
    }
    editor_set_text(field->editor, text->str);
}

static int rows_of(const struct form_view *self, guint first, guint end)
{
    int rows = 0;
    for (guint i = first; i < end; i++)
        rows += field_at(self, i)->error != NULL ? 2 : 1;
    return rows;
}

static void form_layout(struct view *view, struct rect area)
{
    struct form_view *self = self_of(view);
    self->label = 8;
    for (guint i = 0; i < self->fields->len; i++)
        self->label = MAX(self->label, text_width(form_label(self->command, field_at(self, i)->argument)) + 3);
    self->label = MIN(self->label, MAX(area.w / 3, 8));
    int lines = rows_of(self, 0, self->fields->len);
    self->box = rect_centre(area, MIN(area.w - 4, 78), lines + 6);
    int room = MAX(self->box.h - 6, 1);
    if (self->focus < self->top) self->top = self->focus;
    while (self->top < self->focus && rows_of(self, self->top, self->focus + 1) > room)
        self->top++;
}

static int field_y(const struct form_view *self, guint index)
{
    return self->box.y + 2 + rows_of(self, self->top, index);
}

/* A choice is shown by its name; so is a code, where nobody is typing it. */
static void draw_value(const struct form_view *self, guint index, struct canvas *canvas, struct rect row)
{
    const struct field *field = field_at(self, index);
    const char *text = editor_text(field->editor), *name = text;
    if (field->choices == NULL && field->argument->type == ARGUMENT_TEXT && index != self->focus && *text != '\0')
        name = form_text_label(self->command, field->argument, text);
    else if (field->choices != NULL && !field->checks && *text != '\0' &&
             g_strv_contains((const char *const *)field->choices, text))
        name = form_choice_label(field->argument, text);
    else if (field->checks && index != self->focus && field->choices != NULL)
        name = form_text_label(self->command, field->argument, text);
    if (name == text) {
        editor_draw(field->editor, canvas, row.x, row.y, row.w, INK_TEXT | GROUND_FIELD);
        return;
    }
    canvas_fill(canvas, row, GROUND_FIELD);
    canvas_text(canvas, row.x, row.y, row.w - 3, name, INK_TEXT | GROUND_FIELD);
}

static void draw_field(const struct form_view *self, struct canvas *canvas, guint index)
{
    const struct field *field = field_at(self, index);
    int x = self->box.x + 2, y = field_y(self, index), w = self->box.w - 4;
    bool here = index == self->focus, required = (field->argument->flags & ARGUMENT_REQUIRED) != 0;
    canvas_format(canvas, x, y, self->label, (here ? INK_ACCENT | STYLE_BOLD : INK_TEXT) | GROUND_POPUP, "%s%s",
                  form_label(self->command, field->argument), required ? " *" : "");
    draw_value(self, index, canvas, rect_make(x + self->label, y, w - self->label, 1));
    if (field->choices != NULL && here) canvas_text(canvas, x + w - 3, y, 3, "←→", INK_DIM | GROUND_FIELD);
    if (field->error != NULL)
        canvas_text(canvas, x + self->label, y + 1, w - self->label, field->error, INK_BAD | STYLE_BOLD | GROUND_POPUP);
}

/* Words to check, in place of the help: "✓credit ·public ..."; the arrows choose one, Space checks it. */
static void draw_checks(const struct field *field, struct canvas *canvas, struct rect row)
{
    int x = row.x;
    for (guint i = 0; field->choices[i] != NULL; i++) {
        const char *label = form_choice_label(field->argument, field->choices[i]);
        if (x + text_width(label) + 1 > row.x + row.w) { /* the second line of the two there are */
            x = row.x;
            row.y++;
        }
        const bool here = i == field->choice;
        x += canvas_format(canvas, x, row.y, row.x + row.w - x,
                           (here ? INK_STRONG | STYLE_BOLD | GROUND_CURSOR : INK_TEXT | GROUND_POPUP), "%s%s",
                           is_checked(field, field->choices[i]) ? "✓" : "·", label);
        x++;
    }
}

/* The argument's help and, of a choice, what there is to choose from. Caller frees. */
static char *help_of(const struct field *field)
{
    const struct argument *argument = field->argument;
    GString *text = g_string_new(argument->help != NULL ? language_translate(argument->help) : "");
    if (argument->type != ARGUMENT_CHOICE || field->choices == NULL) return g_string_free(text, FALSE);
    for (guint i = 0; field->choices[i] != NULL; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " | " : ": ", form_choice_label(argument, field->choices[i]));
    return g_string_free(text, FALSE);
}

static void form_draw(const struct view *view, struct canvas *canvas)
{
    const struct form_view *self = self_of(view);
    struct rect inside =
        canvas_box(canvas, self->box, language_translate(self->command->title), INK_TEXT | GROUND_POPUP);
    struct rect fields = rect_make(inside.x, inside.y, inside.w, inside.h - 3), old = canvas_clip(canvas, fields);
    for (guint i = self->top; i < self->fields->len; i++)
        draw_field(self, canvas, i);
    canvas_unclip(canvas, old);
    if (self->focus >= self->fields->len) return;
    const struct field *field = field_at(self, self->focus);
    const struct rect foot = rect_make(inside.x + 1, inside.y + inside.h - 3, inside.w - 2, 2);
    const char *why_not = app_why_not(self->view.app, self->command);
    g_autofree char *help = help_of(field);
    if (field->checks)
        draw_checks(field, canvas, foot);
    else
        canvas_wrap(canvas, foot, help, 0, INK_DIM | GROUND_POPUP);
    canvas_text(canvas, inside.x + 1, inside.y + inside.h - 1, inside.w - 2,
                why_not != NULL ? why_not : _("⏎ Next, at the end Do it  ^S Do it  Tab Next  Esc Cancel"),
                (why_not != NULL ? INK_WARN : INK_ACCENT) | GROUND_POPUP);
}

/* ---- keys -----------------------------------------------------------------------------------------------------------
 */

static void step(struct form_view *self, int by)
{
    self->focus = (guint)CLAMP((int)self->focus + by, 0, (int)self->fields->len - 1);
}

/* The arrows go over the words to check; Space checks one (by == 0). */
static bool cycle_checks(struct field *field, int by)
{
    const int count = (int)g_strv_length(field->choices);
    if (by == 0)
        check_word(field, field->choices[field->choice]);
    else
        field->choice = (guint)(((int)field->choice + by + count) % count);
    return true;
}

static bool cycle(struct field *field, int by)
{
    if (field->choices == NULL) return false;
    if (field->checks) return cycle_checks(field, by);
    if (by == 0) by = 1;
    int count = (int)g_strv_length(field->choices), at = -1;
    for (int i = 0; i < count; i++)
        if (strcmp(field->choices[i], editor_text(field->editor)) == 0) at = i;
    at = at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count;
    editor_set_text(field->editor, field->choices[at]);
    return true;
}

static bool form_key(struct form_view *self, struct keystroke key)
{
    struct field *field = field_at(self, self->focus);
    if (key.modifiers == MODIFIER_CONTROL && key.code == 's') {
        submit(self);
        return true;
    }
    if (key.modifiers == MODIFIER_SHIFT && key.code == KEYCAP_TAB) {
        step(self, -1);
        return true;
    }
    if (key.modifiers != 0) return false;
    switch (key.code) {
    case KEYCAP_TAB:
    case KEYCAP_DOWN:
        step(self, 1);
        return true;
    case KEYCAP_UP:
        step(self, -1);
        return true;
    case KEYCAP_ENTER:
        if (self->focus + 1 < self->fields->len)
            step(self, 1);
        else
            submit(self);
        return true;
    case KEYCAP_LEFT:
        return cycle(field, -1);
    case KEYCAP_RIGHT:
        return cycle(field, 1);
    case ' ':
        return cycle(field, 0);
    default:
        return false;
    }
}

static bool form_event(struct view *view, const struct event *event)
{
    struct form_view *self = self_of(view);
    if (self->fields->len == 0) return false;
    if (event->kind == EVENT_MOUSE) {
        for (guint i = self->top; i < self->fields->len; i++)
            if (event->mouse == MOUSE_PRESS && event->y == field_y(self, i) && rect_has(self->box, event->x, event->y))
                self->focus = i;
        view_relayout(view);
        return true;
    }
    bool changed = false, taken = event->kind == EVENT_KEY && form_key(self, event->key);
    if (!taken) taken = editor_event(field_at(self, self->focus)->editor, event, &changed);
    if (changed) g_clear_pointer(&field_at(self, self->focus)->error, g_free);
    if (taken) view_relayout(view);
    return taken;
}

static bool form_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    if (strcmp(id, "view.back") != 0 && strcmp(id, "app.cancel") != 0) return false;
    finish(self_of(view), NULL);
    return true;
}

static unsigned form_facts(const struct view *view)
{
    (void)view;
    return FACT_TYPING;
}

static bool form_cursor(const struct view *view, struct pos *pos)
{
    const struct form_view *self = self_of(view);
    if (self->focus >= self->fields->len) return false;
    int x = self->box.x + 2 + self->label, w = self->box.w - 4 - self->label;
    *pos = (struct pos){ editor_cursor_x(field_at(self, self->focus)->editor, x, w), field_y(self, self->focus) };
    return true;
}

/* ---- draft ----------------------------------------------------------------------------------------------------------
 */

char *form_place(const struct command *command, const struct arguments *preset)
{
    GString *place = g_string_new("form ");
    g_string_append(place, command->id);
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++) {
        g_autofree char *text = preset_text(preset, argument);
        if (*text != '\0') g_string_append_printf(place, " %s=%s", argument->name, text);
    }
    return g_string_free(place, FALSE);
}

static char *form_draft_place(const struct view *view)
{
    return g_strdup(self_of(view)->place);
}

static bool form_draft_save(const struct view *view, struct route *draft)
{
    const struct form_view *self = self_of(view);
    bool typed = false;
    for (guint i = 0; i < self->fields->len; i++) {
        const struct field *field = field_at(self, i);
        const char *text = editor_text(field->editor);
        if (strcmp(text, field->first) == 0) continue;
        route_set(draft, field->argument->name, text);
        typed = true;
    }
    return typed;
}

static void form_draft_restore(struct view *view, const struct route *draft)
{
    struct form_view *self = self_of(view);
    for (guint i = 0; i < self->fields->len; i++) {
        const char *text = route_get(draft, field_at(self, i)->argument->name);
        if (text != NULL) editor_set_text(field_at(self, i)->editor, text);
    }
}

static void form_close(struct view *view)
{
    struct form_view *self = self_of(view);
    g_free(self->place);
    g_free(self->version);
    if (self->free_data != NULL && self->data != NULL) self->free_data(self->data);
    g_array_unref(self->fields);
}

static const struct view_ops form_ops = {
    .id = "form",
    .contexts = "form",
    .flags = VIEW_OVERLAY,
    .size = sizeof(struct form_view),
    .layout = form_layout,
    .draw = form_draw,
    .event = form_event,
    .command = form_command,
    .facts = form_facts,
    .cursor = form_cursor,
    .draft_place = form_draft_place,
    .draft_save = form_draft_save,
    .draft_restore = form_draft_restore,
    .close = form_close,
};

void form_open(struct view *view, const struct command *command, struct arguments *preset,
               void (*done)(struct view *view, struct arguments *arguments, void *data), void *data,
               GDestroyNotify free_data)
{
    struct form_view *self = (struct form_view *)app_overlay(view->app, &form_ops, NULL);
    self->command = command;
    self->fields = g_array_new(FALSE, FALSE, sizeof(struct field));
    g_array_set_clear_func(self->fields, field_clear);
    self->focus = G_MAXUINT;
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++)
        if (!form_hides(command, argument))
            add_field(self, argument, preset);
        else if (preset != NULL && arguments_has(preset, argument->name))
            self->version = preset_text(preset, argument);
    if (self->focus >= self->fields->len) self->focus = 0;
    self->place = form_place(command, preset);
    arguments_free(preset);
    self->owner = view->id;
    self->done = done;
    self->data = data;
    self->free_data = free_data;
}
