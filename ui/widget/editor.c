/* SPDX-License-Identifier: Apache-2.0 */
/* One line of clean UTF-8 and a cursor counted in characters. A mark stays with the character before it. */
#include "widget/editor.h"

#include "base/text.h"

#include <string.h>

#define LENGTH_MOST  2000 /* characters: more is a paste that went astray */
#define HISTORY_MOST 200

struct editor {
    GString *text;
    glong cursor; /* in characters */
    char *accept;
    GPtrArray *history;
    guint place; /* in the history; its length: the line being typed */
    char *draft;
};

struct editor *editor_new(const char *text)
{
    struct editor *editor = g_new0(struct editor, 1);
    editor->text = g_string_new(NULL);
    editor_set_text(editor, text);
    return editor;
}

void editor_free(struct editor *editor)
{
    if (editor == NULL) return;
    g_string_free(editor->text, TRUE);
    g_free(editor->accept);
    g_free(editor->draft);
    g_free(editor);
}

const char *editor_text(const struct editor *editor)
{
    return editor->text->str;
}

size_t editor_length(const struct editor *editor)
{
    return (size_t)g_utf8_strlen(editor->text->str, -1);
}

void editor_set_text(struct editor *editor, const char *text)
{
    g_autofree char *safe = text_sanitise(text != NULL ? text : "", -1);
    g_string_assign(editor->text, safe);
    editor->cursor = g_utf8_strlen(safe, -1);
}

void editor_set_accept(struct editor *editor, const char *characters)
{
    g_free(editor->accept);
    editor->accept = g_strdup(characters);
}

void editor_set_history(struct editor *editor, GPtrArray *lines)
{
    editor->history = lines;
    editor->place = lines != NULL ? lines->len : 0;
}

void editor_remember(struct editor *editor)
{
    if (editor->history == NULL || editor->text->len == 0) return;
    for (guint i = 0; i < editor->history->len; i++)
        if (strcmp(editor->history->pdata[i], editor->text->str) == 0) g_ptr_array_remove_index(editor->history, i--);
    g_ptr_array_add(editor->history, g_strdup(editor->text->str));
    if (editor->history->len > HISTORY_MOST) g_ptr_array_remove_index(editor->history, 0);
    editor->place = editor->history->len;
}

static char *at(const struct editor *editor, glong index)
{
    return g_utf8_offset_to_pointer(editor->text->str, index);
}

static bool accepts(const struct editor *editor, gunichar code)
{
    return editor->accept == NULL || g_utf8_strchr(editor->accept, -1, code) != NULL;
}

/* Puts clean text at the cursor, without the characters that are not accepted. */
static bool insert(struct editor *editor, const char *raw)
{
    g_autofree char *safe = text_sanitise(raw, -1);
    g_autoptr(GString) taken = g_string_new(NULL);
    glong count = 0, room = LENGTH_MOST - (glong)editor_length(editor);
    for (const char *p = safe; *p != '\0' && count < room; p = g_utf8_next_char(p)) {
        if (!accepts(editor, g_utf8_get_char(p))) continue;
        g_string_append_unichar(taken, g_utf8_get_char(p));
        count++;
    }
    if (count == 0) return false;
    g_string_insert(editor->text, at(editor, editor->cursor) - editor->text->str, taken->str);
    editor->cursor += count;
    return true;
}

static bool is_mark(const char *p)
{
    return *p != '\0' && text_char_width(g_utf8_get_char(p)) == 0;
}

/* The character boundary before or after `index` that is not inside a base and its marks. */
static glong step(const struct editor *editor, glong index, int by)
{
    glong length = (glong)editor_length(editor);
    do
        index += by;
    while (index > 0 && index < length && is_mark(at(editor, index)));
    return CLAMP(index, 0, length);
}

static bool erase(struct editor *editor, glong from, glong to)
{
    if (from >= to) return false;
    char *begin = at(editor, from), *end = at(editor, to);
    g_string_erase(editor->text, begin - editor->text->str, end - begin);
    editor->cursor = from;
    return true;
}

static glong word_begin(const struct editor *editor)
{
    glong index = editor->cursor;
    while (index > 0 && *at(editor, index - 1) == ' ')
        index--;
    while (index > 0 && *at(editor, index - 1) != ' ')
        index--;
    return index;
}

static bool recall(struct editor *editor, int by, bool *changed)
{
    if (editor->history == NULL || editor->history->len == 0) return false;
    guint count = editor->history->len;
    if ((by < 0 && editor->place == 0) || (by > 0 && editor->place >= count)) return true;
    if (editor->place == count) {
        g_free(editor->draft);
        editor->draft = g_strdup(editor->text->str);
    }
    editor->place = by < 0 ? editor->place - 1 : editor->place + 1;
    editor_set_text(editor, editor->place == count ? editor->draft : editor->history->pdata[editor->place]);
    *changed = true;
    return true;
}

static bool control_key(struct editor *editor, gunichar code, bool *changed)
{
    glong length = (glong)editor_length(editor);
    switch (code) {
    case 'a':
        editor->cursor = 0;
        return true;
    case 'e':
        editor->cursor = length;
        return true;
    case 'u':
        *changed = erase(editor, 0, editor->cursor);
        return true;
    case 'k': {
        glong cursor = editor->cursor;
        *changed = erase(editor, cursor, length);
        return true;
    }
    case 'w':
        *changed = erase(editor, word_begin(editor), editor->cursor);
        return true;
    default:
        return false;
    }
}

static bool plain_key(struct editor *editor, struct keystroke key, bool *changed)
{
    glong length = (glong)editor_length(editor);
    switch (key.code) {
    case KEYCAP_LEFT:
        editor->cursor = step(editor, editor->cursor, -1);
        return true;
    case KEYCAP_RIGHT:
        editor->cursor = step(editor, editor->cursor, 1);
        return true;
    case KEYCAP_HOME:
        editor->cursor = 0;
        return true;
    case KEYCAP_END:
        editor->cursor = length;
        return true;
    case KEYCAP_BACKSPACE:
        if (editor->cursor == 0) return editor->text->len > 0; /* on an empty line it may mean "back" */
        *changed = erase(editor, step(editor, editor->cursor, -1), editor->cursor);
        return true;
    case KEYCAP_DELETE: {
        glong cursor = editor->cursor;
        *changed = cursor < length && erase(editor, cursor, step(editor, cursor, 1));
        return true;
    }
    case KEYCAP_UP:
        return recall(editor, -1, changed);
    case KEYCAP_DOWN:
        return recall(editor, 1, changed);
    default:
        break;
    }
    if (!keystroke_types(key)) return false;
    char typed[7] = { 0 };
    g_unichar_to_utf8(key.code, typed);
    *changed = insert(editor, typed);
    return true;
}

/* What is copied elsewhere comes with line ends and tabs: inside they are spaces, at the ends nothing. */
static char *one_line(const char *pasted)
{
    GString *text = g_string_new(NULL);
    bool gap = false;
    for (const char *p = pasted; *p != '\0'; p++) {
        if (*p == '\n' || *p == '\r' || *p == '\t') {
            gap = text->len > 0;
            continue;
        }
        if (gap) g_string_append_c(text, ' ');
        gap = false;
        g_string_append_c(text, *p);
    }
    return g_string_free(text, FALSE);
}

bool editor_event(struct editor *editor, const struct event *event, bool *changed)
{
    bool ignored = false;
    if (changed == NULL) changed = &ignored;
    *changed = false;
    if (event->kind == EVENT_PASTE) {
        g_autofree char *line = one_line(event->text);
        *changed = insert(editor, line);
        return true;
    }
    if (event->kind != EVENT_KEY) return false;
    if (event->key.modifiers == MODIFIER_CONTROL) return control_key(editor, event->key.code, changed);
    return event->key.modifiers == 0 && plain_key(editor, event->key, changed);
}

static int width_of_range(const struct editor *editor, glong from, glong to)
{
    int width = 0;
    for (const char *p = at(editor, from), *end = at(editor, to); p < end; p = g_utf8_next_char(p))
        width += text_char_width(g_utf8_get_char(p));
    return width;
}

/* The first character shown, so that the cursor and the cell it stands on are inside `w` columns. */
static glong first_shown(const struct editor *editor, int w)
{
    glong first = 0;
    while (first < editor->cursor && width_of_range(editor, first, editor->cursor) > w - 1)
        first = step(editor, first, 1);
    return first;
}

int editor_cursor_x(const struct editor *editor, int x, int w)
{
    return x + MIN(width_of_range(editor, first_shown(editor, w), editor->cursor), MAX(w - 1, 0));
}

int editor_draw(const struct editor *editor, struct canvas *canvas, int x, int y, int w, style_t style)
{
    struct rect field = rect_make(x, y, w, 1);
    canvas_fill(canvas, field, style);
    struct rect old = canvas_clip(canvas, field);
    int column = x;
    for (const char *p = at(editor, first_shown(editor, w)); *p != '\0' && column < x + w; p = g_utf8_next_char(p)) {
        gunichar code = g_utf8_get_char(p);
        canvas_put(canvas, column, y, code, style);
        column += text_char_width(code);
    }
    canvas_unclip(canvas, old);
    return editor_cursor_x(editor, x, w);
}
