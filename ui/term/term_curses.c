/* SPDX-License-Identifier: Apache-2.0 */
/* The only file that knows ncurses, and it lets it do one thing: bring cells to the screen with the fewest bytes. Input
 * is read and decoded by us (decoder.c): an Escape then takes 25 ms, pastes and the mouse work under every TERM, and
 * nothing waits inside the library. The palette is never redefined; it is the person's. */
#include "base/base.h"
#include "term/decoder.h"
#include "term/term_signal.h"
#include "vault/secret.h"

#include <errno.h>
#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ESCAPE_WAIT       25  /* milliseconds until an escape is the Escape key */
#define DOUBLE_CLICK      400 /* milliseconds between the presses of a double click */
#define PASTE_ON          "\033[?2004h"
#define PASTE_OFF         "\033[?2004l"
#define MOUSE_ON          "\033[?1000h\033[?1006h"
#define MOUSE_OFF         "\033[?1006l\033[?1000l"
#define WIPE              "\033[0m\033[H\033[2J\033[3J" /* 3J: what was scrolled out, where the terminal knows it */
#define LEAVE_AFTER_CRASH MOUSE_OFF PASTE_OFF "\033[0m\033[?25h\033[?1049l\r\n"

struct curses_terminal {
    struct terminal terminal;
    SCREEN *screen;
    struct decoder *decoder;
    struct canvas *shown; /* what the screen holds: rows that are the same are not sent again */
    bool all;             /* the screen's content is not known */
    bool mouse, hung_up, cursor_visible;
    int columns, rows;
    gint64 last_press;
    int last_x, last_y;
};

static struct termios saved_modes;

static struct curses_terminal *self_of(struct terminal *terminal)
{
    return (struct curses_terminal *)terminal;
}

static void send(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, text, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text += written;
        length -= (size_t)written;
    }
}

/* Called from a signal handler: write and tcsetattr only. */
static void leave_after_crash(void)
{
    send(LEAVE_AFTER_CRASH);
    tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

static void read_size(struct curses_terminal *self)
{
    struct winsize size = { 0 };
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    self->columns = known ? size.ws_col : 80;
    self->rows = known ? size.ws_row : 24;
}

static void enter_modes(struct curses_terminal *self)
{
    send(PASTE_ON);
    if (self->mouse) send(MOUSE_ON);
}

static void leave_modes(void)
{
    send(MOUSE_OFF PASTE_OFF);
}

static void curses_size(struct terminal *terminal, int *columns, int *rows)
{
    *columns = self_of(terminal)->columns;
    *rows = self_of(terminal)->rows;
}

static enum depth curses_depth(struct terminal *terminal)
{
    (void)terminal;
    if (!has_colors()) return DEPTH_MONO;
    return COLORS >= 256 ? DEPTH_256 : DEPTH_16;
}

static attr_t curses_attributes(unsigned attributes)
{
    attr_t out = A_NORMAL;
    if (attributes & STYLE_BOLD) out |= A_BOLD;
    if (attributes & STYLE_UNDERLINE) out |= A_UNDERLINE;
    if (attributes & STYLE_REVERSE) out |= A_REVERSE;
    if (attributes & STYLE_FAINT) out |= A_DIM;
    return out;
}

/* A terminal of eight colours shows the bright ones as bold. */
static int palette_colour(int colour, attr_t *attributes)
{
    if (colour < COLORS) return colour;
    if (attributes != NULL) *attributes |= A_BOLD;
    return colour % 8;
}

static void put_cell(const struct theme *theme, enum depth depth, int x, int y, const struct canvas_cell *cell)
{
    struct look look = theme_look(theme, depth, cell->style);
    attr_t attributes = curses_attributes(look.attributes);
    int pair = 0;
    if (depth != DEPTH_MONO && (look.foreground >= 0 || look.background >= 0)) {
        int foreground = palette_colour(look.foreground, &attributes);
        pair = alloc_pair(foreground, palette_colour(look.background, NULL));
        if (pair < 0) pair = 0;
    }
    wchar_t text[4] = { (wchar_t)cell->code, (wchar_t)cell->marks[0], 0, 0 };
    if (cell->marks[0] != 0) text[2] = (wchar_t)cell->marks[1];
    cchar_t glyph;
    if (setcchar(&glyph, text, attributes, 0, &pair) == OK)
        mvadd_wch(y, x, &glyph); /* ERR at the last cell is no error */
}

static bool same_cell(const struct canvas_cell *a, const struct canvas_cell *b)
{
    return a->code == b->code && a->style == b->style && a->width == b->width && a->marks[0] == b->marks[0] &&
           a->marks[1] == b->marks[1];
}

static bool same_row(const struct canvas *a, const struct canvas *b, int y, int w)
{
    for (int x = 0; x < w; x++)
        if (!same_cell(canvas_cell(a, x, y), canvas_cell(b, x, y))) return false;
    return true;
}

static void remember_row(struct canvas *shown, const struct canvas *canvas, int y, int w)
{
    for (int x = 0; x < w; x++)
        *(struct canvas_cell *)canvas_cell(shown, x, y) = *canvas_cell(canvas, x, y);
}

static void curses_present(struct terminal *terminal, const struct canvas *canvas, const struct theme *theme,
                           const struct pos *cursor)
{
    struct curses_terminal *self = self_of(terminal);
    struct rect area = canvas_area(canvas), had = canvas_area(self->shown);
    if (had.w != area.w || had.h != area.h) {
        canvas_resize(self->shown, area.w, area.h);
        self->all = true;
    }
    enum depth depth = strcmp(theme_name(theme), "mono") == 0 ? DEPTH_MONO : curses_depth(terminal);
    if (self->all) clearok(stdscr, TRUE);
    for (int y = 0; y < area.h; y++) {
        if (!self->all && same_row(canvas, self->shown, y, area.w)) continue;
        for (int x = 0; x < area.w; x++)
            if (canvas_cell(canvas, x, y)->width > 0) put_cell(theme, depth, x, y, canvas_cell(canvas, x, y));
        remember_row(self->shown, canvas, y, area.w);
    }
    self->all = false;
    if (self->cursor_visible != (cursor != NULL)) curs_set(cursor != NULL);
    self->cursor_visible = cursor != NULL;
    if (cursor != NULL) move(CLAMP(cursor->y, 0, MAX(area.h - 1, 0)), CLAMP(cursor->x, 0, MAX(area.w - 1, 0)));
    refresh();
}

static void curses_forget(struct terminal *terminal)
{
    self_of(terminal)->all = true;
}

static void read_input(struct curses_terminal *self)
{
    struct pollfd tty = { .fd = STDIN_FILENO, .events = POLLIN };
    while (!self->hung_up && poll(&tty, 1, 0) > 0) {
        char bytes[4096];
        ssize_t count = (tty.revents & POLLIN) ? read(STDIN_FILENO, bytes, sizeof(bytes)) : 0;
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (count <= 0) {
            self->hung_up = true;
            signals_wake();
            return;
        }
        decoder_feed(self->decoder, bytes, (size_t)count);
        secret_wipe(bytes, (size_t)count); /* it may have been a passphrase */
        if (count < (ssize_t)sizeof(bytes)) return;
    }
}

static bool note_event(struct curses_terminal *self, char note, struct event *event)
{
    switch (note) {
    case SIGNAL_NOTE_RESIZE:
        read_size(self);
        resizeterm(self->rows, self->columns);
        self->all = true;
        *event = (struct event){ .kind = EVENT_RESIZE };
        return true;
    case SIGNAL_NOTE_RESUME:
        reset_prog_mode();
        enter_modes(self);
        self->all = true;
        *event = (struct event){ .kind = EVENT_RESUME };
        return true;
    case SIGNAL_NOTE_HANGUP:
        self->hung_up = true;
        return false;
    default:
        return false;
    }
}

static void notice_double(struct curses_terminal *self, struct event *event)
{
    if (event->kind != EVENT_MOUSE || event->mouse != MOUSE_PRESS) return;
    gint64 now = g_get_monotonic_time() / 1000;
    bool again = event->x == self->last_x && event->y == self->last_y && now - self->last_press < DOUBLE_CLICK;
    if (again && event->button == 1) event->mouse = MOUSE_DOUBLE;
    self->last_press = again ? 0 : now;
    self->last_x = event->x;
    self->last_y = event->y;
}

static bool curses_next(struct terminal *terminal, struct event *event)
{
    struct curses_terminal *self = self_of(terminal);
    char note;
    while ((note = signals_next()) != '\0')
        if (note_event(self, note, event)) return true;
    if (!decoder_next(self->decoder, event)) {
        read_input(self);
        if (!decoder_next(self->decoder, event)) {
            if (!self->hung_up) return false;
            *event = (struct event){ .kind = EVENT_HANGUP };
            return true;
        }
    }
    notice_double(self, event);
    return true;
}

static void curses_wait(struct terminal *terminal, int milliseconds)
{
    struct curses_terminal *self = self_of(terminal);
    if (self->hung_up) return;
    bool escape = decoder_is_waiting(self->decoder);
    int time = escape && (milliseconds < 0 || milliseconds > ESCAPE_WAIT) ? ESCAPE_WAIT : milliseconds;
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = signals_fd(), .events = POLLIN } };
    int ready = poll(fds, G_N_ELEMENTS(fds), time);
    if (ready == 0 && escape) decoder_flush(self->decoder);
    if (ready > 0 && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 && (fds[0].revents & POLLIN) == 0)
        self->hung_up = true;
}

static void curses_wake(struct terminal *terminal)
{
    (void)terminal;
    signals_wake();
}

static void curses_wipe(struct terminal *terminal)
{
    struct curses_terminal *self = self_of(terminal);
    struct rect area = canvas_area(self->shown);
    send(WIPE);
    canvas_resize(self->shown, area.w, area.h);
    erase();
    self->all = true;
}

static void curses_suspend(struct terminal *terminal)
{
    (void)terminal;
    leave_modes();
    endwin();
    signals_stop_process(); /* what is needed on return is done when the note is read */
}

static void curses_mouse(struct terminal *terminal, bool ours)
{
    self_of(terminal)->mouse = ours;
    send(ours ? MOUSE_ON : MOUSE_OFF);
}

static void curses_clipboard(struct terminal *terminal, const char *text)
{
    (void)terminal;
    g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
    g_autofree char *sequence = g_strdup_printf("\033]52;c;%s\a", encoded);
    send(sequence);
}

static void curses_close(struct terminal *terminal)
{
    struct curses_terminal *self = self_of(terminal);
    leave_modes();
    curs_set(1);
    endwin();
    delscreen(self->screen);
    tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
    signals_stop();
    decoder_free(self->decoder);
    canvas_free(self->shown);
    g_free(self);
}

static const struct terminal_ops curses_ops = {
    .size = curses_size,
    .present = curses_present,
    .forget = curses_forget,
    .next = curses_next,
    .wait = curses_wait,
    .wake = curses_wake,
    .wipe = curses_wipe,
    .suspend = curses_suspend,
    .mouse = curses_mouse,
    .clipboard = curses_clipboard,
    .depth = curses_depth,
    .close = curses_close,
};

static bool check_terminal(GError **error)
{
    const char *name = g_getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The workstation needs a terminal."),
                         N_("Run a single command instead, for example: bureau search NAME"), NULL);
        return false;
    }
    if (name == NULL || *name == '\0') {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("TERM is not set, so the terminal cannot be driven."),
                         N_("Set it, for example: TERM=xterm-256color bureau"), NULL);
        return false;
    }
    return true;
}

static void start_colours(void)
{
    if (!has_colors()) return;
    start_color();
    use_default_colors();
}

struct terminal *term_curses_open(GError **error)
{
    if (!check_terminal(error)) return NULL;
    g_unsetenv("LINES"); /* a stale value of a shell must not decide the size */
    g_unsetenv("COLUMNS");
    tcgetattr(STDIN_FILENO, &saved_modes);
    if (!signals_start(leave_after_crash)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("No pipe could be made: {1}."),
                         N_("Close other programs and try again."), system_error_text(errno), NULL);
        return NULL;
    }
    set_escdelay(ESCAPE_WAIT);
    SCREEN *screen = newterm(NULL, stdout, stdin);
    const char *move_cursor = screen != NULL ? tigetstr("cup") : NULL;
    if (move_cursor == NULL || move_cursor == (const char *)-1) {
        if (screen != NULL) endwin();
        signals_stop();
        tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
        bureau_error_set(error, BUREAU_ERROR_USAGE,
                         N_("The terminal type \"{1}\" is not known or cannot place a cursor."),
                         N_("Set another one, for example: TERM=xterm-256color bureau"), g_getenv("TERM"), NULL);
        return NULL;
    }
    struct curses_terminal *self = g_new0(struct curses_terminal, 1);
    self->terminal.ops = &curses_ops;
    self->screen = screen;
    self->decoder = decoder_new();
    self->mouse = self->all = self->cursor_visible = true;
    raw();
    noecho();
    nonl();
    typeahead(-1); /* a frame is sent whole, whatever is being typed */
    start_colours();
    read_size(self);
    resizeterm(self->rows, self->columns);
    self->shown = canvas_new(self->columns, self->rows);
    enter_modes(self);
    return &self->terminal;
}
