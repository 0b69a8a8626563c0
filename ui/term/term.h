/* SPDX-License-Identifier: Apache-2.0 */
/* term: the edge. A terminal shows a canvas and gives events; one is ncurses, one is none (tests, scripts).
 * For:    init, size, present, events, suspend and resume, giving the mouse back, leaving the screen as it was.
 * Uses:   paint; term_curses.c alone includes ncurses.
 * Never:  knows a view, a key binding or a command. */
#pragma once
#include "paint/canvas.h"

/* Characters are their code points; the keys without one begin above Unicode. */
enum keycap {
    KEYCAP_ENTER = 0x110000,
    KEYCAP_ESCAPE,
    KEYCAP_TAB,
    KEYCAP_BACKSPACE,
    KEYCAP_DELETE,
    KEYCAP_INSERT,
    KEYCAP_UP,
    KEYCAP_DOWN,
    KEYCAP_LEFT,
    KEYCAP_RIGHT,
    KEYCAP_HOME,
    KEYCAP_END,
    KEYCAP_PAGE_UP,
    KEYCAP_PAGE_DOWN,
    KEYCAP_F1, /* ... F12 are F1 + n - 1 */
    KEYCAP_F12 = KEYCAP_F1 + 11,
};
enum modifier { MODIFIER_CONTROL = 1, MODIFIER_ALT = 2, MODIFIER_SHIFT = 4 };

/* A key as pressed. Shift is only told for keys without a character (S-Tab, S-Up). Control letters are lower case. */
struct keystroke {
    gunichar code;
    unsigned modifiers;
};

enum event_kind {
    EVENT_NONE,
    EVENT_KEY,
    EVENT_PASTE, /* text: a whole paste, newlines kept, already valid UTF-8 */
    EVENT_MOUSE,
    EVENT_RESIZE,
    EVENT_RESUME, /* after Ctrl+Z and fg: draw everything */
    EVENT_HANGUP, /* the terminal is gone, or SIGTERM: save and end */
};
enum mouse_kind { MOUSE_PRESS, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct event {
    enum event_kind kind;
    struct keystroke key;
    enum mouse_kind mouse;
    int x, y;   /* of the mouse, from 0 */
    int button; /* 1 left, 2 middle, 3 right */
    char *text; /* EVENT_PASTE; owned by the event */
};
void event_clear(struct event *event);

struct terminal;
struct terminal_ops {
    void (*size)(struct terminal *terminal, int *columns, int *rows);
    void (*present)(struct terminal *terminal, const struct canvas *canvas, const struct theme *theme,
                    const struct pos *cursor);
    void (*forget)(struct terminal *terminal);                    /* the next frame is sent whole */
    bool (*next)(struct terminal *terminal, struct event *event); /* false: nothing more now; never waits */
    void (*wait)(struct terminal *terminal, int milliseconds);    /* until an event, a wake or the time; -1 for ever */
    void (*wake)(struct terminal *terminal);                      /* from any thread */
    void (*wipe)(struct terminal *terminal);    /* blanks the screen at once, and what could be scrolled back to */
    void (*suspend)(struct terminal *terminal); /* Ctrl+Z: leaves the screen, stops, comes back */
    void (*mouse)(struct terminal *terminal, bool ours);
    void (*clipboard)(struct terminal *terminal, const char *text); /* OSC 52 */
    enum depth (*depth)(struct terminal *terminal);
    void (*close)(struct terminal *terminal);
};
struct terminal {
    const struct terminal_ops *ops;
};

/* The terminal of the process. Errors (BUREAU_ERROR_USAGE) say what is wrong with TERM or that this is no terminal. */
struct terminal *term_curses_open(GError **error);

/* No terminal: events come from term_null_push(), what was presented last stays as a canvas. */
struct terminal *term_null_open(int columns, int rows, enum depth depth);
void term_null_push(struct terminal *terminal, const struct event *event); /* copies */
void term_null_resize(struct terminal *terminal, int columns, int rows);
const struct canvas *term_null_shown(const struct terminal *terminal);
struct pos term_null_cursor(const struct terminal *terminal); /* x -1 when hidden */
const char *term_null_clipboard(const struct terminal *terminal);
size_t term_null_frames(const struct terminal *terminal);
size_t term_null_wipes(const struct terminal *terminal);

static inline void term_close(struct terminal *terminal)
{
    if (terminal != NULL) terminal->ops->close(terminal);
}

/* "C-p", "M-1", "F6", "S-Tab", "Enter", "Escape", "Space", "?", "s": both ways. Parsing an unknown name is false. */
bool keystroke_parse(const char *name, struct keystroke *key);
char *keystroke_format(struct keystroke key);
bool keystroke_equal(struct keystroke a, struct keystroke b);
/* Full-width forms that an input method sends (？ ／ Ａ) as the ASCII key a command is bound to. */
struct keystroke keystroke_fold(struct keystroke key);
/* True for a key that types a character. */
bool keystroke_types(struct keystroke key);
