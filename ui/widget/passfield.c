/* SPDX-License-Identifier: Apache-2.0 */
/* See passfield.h. One piece of locked memory of a fixed size; the text in it ends with a zero byte. */
#include "widget/passfield.h"

#include <string.h>

enum { ROOM = 1024 }; /* bytes: what the key file takes */

struct passfield {
    struct secret *secret;
    char *text;    /* in the secret; valid UTF-8 */
    size_t length; /* bytes */
    size_t cursor; /* bytes */
};

struct passfield *passfield_new(void)
{
    struct passfield *field = g_new0(struct passfield, 1);
    field->secret = secret_new(ROOM);
    field->text = (char *)secret_bytes(field->secret);
    return field;
}

void passfield_free(struct passfield *field)
{
    if (field == NULL) return;
    secret_free(field->secret);
    g_free(field);
}

size_t passfield_length(const struct passfield *field)
{
    return (size_t)g_utf8_strlen(field->text, (gssize)field->length);
}

void passfield_clear(struct passfield *field)
{
    secret_wipe(field->text, ROOM);
    field->length = field->cursor = 0;
}

struct secret *passfield_copy(const struct passfield *field)
{
    return secret_copy(field->text, field->length);
}

struct secret *passfield_take(struct passfield *field)
{
    struct secret *taken = passfield_copy(field);
    passfield_clear(field);
    return taken;
}

bool passfield_equal(const struct passfield *a, const struct passfield *b)
{
    return a->length == b->length && secret_equal(a->text, b->text, a->length);
}

bool passfield_is_capitals(const struct passfield *field)
{
    bool letters = false;
    for (const char *p = field->text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar code = g_utf8_get_char(p);
        if (g_unichar_islower(code)) return false;
        letters = letters || g_unichar_isupper(code);
    }
    return letters;
}

static bool insert(struct passfield *field, const char *bytes, size_t count)
{
    if (count == 0 || field->length + count >= ROOM) return false;
    memmove(field->text + field->cursor + count, field->text + field->cursor, field->length - field->cursor);
    memcpy(field->text + field->cursor, bytes, count);
    field->cursor += count;
    field->length += count;
    return true;
}

static bool erase(struct passfield *field, size_t from, size_t to)
{
    if (from >= to) return false;
    memmove(field->text + from, field->text + to, field->length - to);
    secret_wipe(field->text + field->length - (to - from), to - from);
    field->length -= to - from;
    field->cursor = from;
    return true;
}

static size_t before(const struct passfield *field, size_t place)
{
    return place == 0 ? 0 : (size_t)(g_utf8_prev_char(field->text + place) - field->text);
}

static size_t after(const struct passfield *field, size_t place)
{
    return place >= field->length ? place : (size_t)(g_utf8_next_char(field->text + place) - field->text);
}

/* The first line of a paste, without control characters. */
static bool paste(struct passfield *field, char *text)
{
    const size_t whole = strlen(text);
    bool changed = false;
    for (const char *p = text; *p != '\0' && *p != '\n' && *p != '\r'; p = g_utf8_next_char(p))
        if (!g_unichar_iscntrl(g_utf8_get_char(p)))
            changed = insert(field, p, (size_t)(g_utf8_next_char(p) - p)) || changed;
    secret_wipe(text, whole);
    return changed;
}

static bool control_key(struct passfield *field, gunichar code, bool *changed)
{
    switch (code) {
    case 'a':
        field->cursor = 0;
        return true;
    case 'e':
        field->cursor = field->length;
        return true;
    case 'u':
        *changed = erase(field, 0, field->cursor);
        return true;
    case 'k':
        *changed = erase(field, field->cursor, field->length);
        return true;
    case 'w': /* words would tell where the spaces are */
        *changed = field->length > 0;
        passfield_clear(field);
        return true;
    default:
        return false;
    }
}

static bool type_key(struct passfield *field, struct keystroke key, bool *changed)
{
    char typed[7] = { 0 };
    if (!keystroke_types(key)) return false;
    const int length = g_unichar_to_utf8(key.code, typed);
    *changed = insert(field, typed, (size_t)length);
    secret_wipe(typed, sizeof typed);
    return true;
}

bool passfield_event(struct passfield *field, const struct event *event, bool *changed)
{
    *changed = false;
    if (event->kind == EVENT_PASTE) {
        *changed = event->text != NULL && paste(field, event->text);
        return true;
    }
    if (event->kind != EVENT_KEY) return false;
    if (event->key.modifiers == MODIFIER_CONTROL) return control_key(field, event->key.code, changed);
    if (event->key.modifiers != 0) return false;
    switch (event->key.code) {
    case KEYCAP_LEFT:
        field->cursor = before(field, field->cursor);
        return true;
    case KEYCAP_RIGHT:
        field->cursor = after(field, field->cursor);
        return true;
    case KEYCAP_HOME:
        field->cursor = 0;
        return true;
    case KEYCAP_END:
        field->cursor = field->length;
        return true;
    case KEYCAP_BACKSPACE:
        *changed = erase(field, before(field, field->cursor), field->cursor);
        return true;
    case KEYCAP_DELETE: {
        const size_t cursor = field->cursor;
        *changed = erase(field, cursor, after(field, cursor));
        return true;
    }
    default:
        return type_key(field, event->key, changed);
    }
}

/* Dots before the cursor, when there are more than fit. */
static int shown_before(const struct passfield *field, int w)
{
    return MIN((int)g_utf8_strlen(field->text, (gssize)field->cursor), MAX(w - 1, 0));
}

int passfield_cursor_x(const struct passfield *field, int x, int w)
{
    return x + shown_before(field, w);
}

void passfield_draw(const struct passfield *field, struct canvas *canvas, int x, int y, int w, style_t style)
{
    const int dots = MIN((int)passfield_length(field), w);
    canvas_fill(canvas, rect_make(x, y, w, 1), style);
    for (int i = 0; i < dots; i++)
        canvas_put(canvas, x + i, y, 0x2022, style); /* • */
}
