/* SPDX-License-Identifier: Apache-2.0 */
/* Keys by name: key files, the command list, scripts and the footer write them the same way. */
#include "term/term.h"

#include "vault/secret.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    gunichar code;
} named[] = {
    { "Enter", KEYCAP_ENTER },
    { "Escape", KEYCAP_ESCAPE },
    { "Tab", KEYCAP_TAB },
    { "Backspace", KEYCAP_BACKSPACE },
    { "Delete", KEYCAP_DELETE },
    { "Insert", KEYCAP_INSERT },
    { "Up", KEYCAP_UP },
    { "Down", KEYCAP_DOWN },
    { "Left", KEYCAP_LEFT },
    { "Right", KEYCAP_RIGHT },
    { "Home", KEYCAP_HOME },
    { "End", KEYCAP_END },
    { "PageUp", KEYCAP_PAGE_UP },
    { "PageDown", KEYCAP_PAGE_DOWN },
    { "Space", ' ' },
};

void event_clear(struct event *event)
{
    if (event->text != NULL) secret_wipe(event->text, strlen(event->text)); /* pasted, perhaps a passphrase */
    g_free(event->text);
    *event = (struct event){ .kind = EVENT_NONE };
}

bool keystroke_equal(struct keystroke a, struct keystroke b)
{
    return a.code == b.code && a.modifiers == b.modifiers;
}

bool keystroke_types(struct keystroke key)
{
    return key.modifiers == 0 && key.code >= ' ' && key.code < KEYCAP_ENTER;
}

static unsigned modifier_of(char letter)
{
    switch (letter) {
    case 'C':
        return MODIFIER_CONTROL;
    case 'M':
        return MODIFIER_ALT;
    case 'S':
        return MODIFIER_SHIFT;
    default:
        return 0;
    }
}

static gunichar code_of_name(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++)
        if (strcmp(named[i].name, name) == 0) return named[i].code;
    gint64 number;
    if (name[0] == 'F' && g_ascii_string_to_signed(name + 1, 10, 1, 12, &number, NULL))
        return KEYCAP_F1 + (gunichar)number - 1;
    gunichar code = g_utf8_get_char_validated(name, -1);
    if (code == (gunichar)-1 || code == (gunichar)-2 || code <= ' ' || *g_utf8_next_char(name) != '\0') return 0;
    return code;
}

bool keystroke_parse(const char *name, struct keystroke *key)
{
    unsigned modifiers = 0;
    while (name[0] != '\0' && name[1] == '-' && name[2] != '\0' && modifier_of(name[0]) != 0) {
        modifiers |= modifier_of(name[0]);
        name += 2;
    }
    gunichar code = code_of_name(name);
    if (code == 0) return false;
    bool letter = code < 0x80 && g_ascii_isalpha((char)code);
    if (letter && (modifiers & MODIFIER_CONTROL) != 0) code = (gunichar)g_ascii_tolower((char)code);
    if (code < KEYCAP_ENTER && (modifiers & MODIFIER_SHIFT) != 0) return false; /* S-a is A */
    *key = (struct keystroke){ code, modifiers };
    return true;
}

static void append_code(GString *text, gunichar code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
        if (named[i].code != code) continue;
        g_string_append(text, named[i].name);
        return;
    }
    if (code >= KEYCAP_F1 && code <= KEYCAP_F12)
        g_string_append_printf(text, "F%u", code - KEYCAP_F1 + 1);
    else
        g_string_append_unichar(text, code);
}

char *keystroke_format(struct keystroke key)
{
    GString *text = g_string_new(NULL);
    if (key.modifiers & MODIFIER_CONTROL) g_string_append(text, "C-");
    if (key.modifiers & MODIFIER_ALT) g_string_append(text, "M-");
    if (key.modifiers & MODIFIER_SHIFT) g_string_append(text, "S-");
    append_code(text, key.code);
    return g_string_free(text, FALSE);
}

struct keystroke keystroke_fold(struct keystroke key)
{
    if (key.code >= 0xff01 && key.code <= 0xff5e) key.code -= 0xff01 - '!';
    if (key.code == 0x3000) key.code = ' ';
    if (key.code == 0x3001) key.code = '\\'; /* the ideographic comma is what an input method sends for backslash */
    return key;
}
