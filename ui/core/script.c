/* SPDX-License-Identifier: Apache-2.0 */
/* The program driven by a file of steps on the null terminal. Between steps it waits until nothing runs, no event is
 * left and the frame was presented; it never waits for a time, so a script gives the same screens on any machine. */
#include "core/app_state.h"
#include "core/seat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void settle(struct app *app)
{
    while (!app->quit) {
        if (app_turn(app)) continue;
        if (app_is_idle(app)) return;
        app->terminal->ops->wait(app->terminal, seat_timeout(app)); /* what has to be waited for after a failure */
    }
}

static void push(struct app *app, const struct event *event)
{
    term_null_push(app->terminal, event);
    settle(app);
}

static void push_key(struct app *app, struct keystroke key)
{
    push(app, &(struct event){ .kind = EVENT_KEY, .key = key });
}

static void fail(struct app *app, size_t line, const char *what, const char *text)
{
    g_autofree char *screen = canvas_dump(term_null_shown(app->terminal), false);
    fprintf(stderr, "script line %zu: %s: %s\n%s", line, what, text, screen);
    app->exit_code = 1;
}

/* ---- dumps ----------------------------------------------------------------------------------------------------------
 */

static int compare_styles(gconstpointer a, gconstpointer b)
{
    style_t x = *(const style_t *)a, y = *(const style_t *)b;
    return x < y ? -1 : x > y;
}

static GArray *styles_used(const struct canvas *canvas)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    GArray *styles = g_array_new(FALSE, FALSE, sizeof(style_t));
    struct rect area = canvas_area(canvas);
    for (int y = 0; y < area.h; y++) {
        for (int x = 0; x < area.w; x++) {
            style_t style = canvas_cell(canvas, x, y)->style;
            if (g_hash_table_add(seen, GUINT_TO_POINTER(style + 1))) g_array_append_val(styles, style);
        }
    }
    g_array_sort(styles, compare_styles);
    return styles;
}

/* How each ink and ground on the screen looks at this depth of colour: "b1 210/24 bold". */
static void append_looks(struct app *app, GString *text)
{
    g_autoptr(GArray) styles = styles_used(term_null_shown(app->terminal));
    enum depth depth = app->terminal->ops->depth(app->terminal);
    for (guint i = 0; i < styles->len; i++) {
        style_t style = g_array_index(styles, style_t, i);
        struct look look = theme_look(app->theme, depth, style);
        g_string_append_printf(text, "%c%u %d/%d%s%s%s\n", ink_letter((enum ink)STYLE_INK(style)), STYLE_GROUND(style),
                               look.foreground, look.background, (look.attributes & STYLE_BOLD) ? " bold" : "",
                               (look.attributes & STYLE_UNDERLINE) ? " underline" : "",
                               (look.attributes & STYLE_REVERSE) ? " reverse" : "");
    }
}

static void dump(struct app *app, size_t line, const char *name)
{
    const struct canvas *shown = term_null_shown(app->terminal);
    struct rect area = canvas_area(shown);
    struct pos cursor = term_null_cursor(app->terminal);
    g_autofree char *cells = canvas_dump(shown, true);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "== %s %dx%d cursor %d,%d\n%s", name, area.w, area.h, cursor.x, cursor.y, cells);
    append_looks(app, text);
    if (app->options->output == NULL) {
        fputs(text->str, stdout);
        return;
    }
    g_autofree char *file = g_strconcat(name, ".screen", NULL);
    g_autofree char *path = g_build_filename(app->options->output, file, NULL);
    g_autoptr(GError) error = NULL;
    folder_as_person();
    const bool written = g_file_set_contents(path, text->str, (gssize)text->len, &error);
    folder_as_program();
    if (!written) fail(app, line, "dump", error->message);
}

/* ---- steps ----------------------------------------------------------------------------------------------------------
 */

static void step_type(struct app *app, size_t line, const char *rest)
{
    (void)line;
    for (const char *p = rest; *p != '\0' && !app->quit; p = g_utf8_next_char(p))
        push_key(app, (struct keystroke){ g_utf8_get_char(p), 0 });
}

static void step_paste(struct app *app, size_t line, const char *rest)
{
    (void)line;
    g_autofree char *text = g_strcompress(rest);
    push(app, &(struct event){ .kind = EVENT_PASTE, .text = text });
}

static void step_resize(struct app *app, size_t line, const char *rest)
{
    int columns, rows;
    if (sscanf(rest, "%dx%d", &columns, &rows) != 2 || columns < 1 || rows < 1) {
        fail(app, line, "resize needs COLUMNSxROWS", rest);
        return;
    }
    term_null_resize(app->terminal, columns, rows);
    settle(app);
}

static void step_mouse(struct app *app, size_t line, const char *rest)
{
    int x, y, button = 1;
    if (sscanf(rest, "%d %d %d", &x, &y, &button) < 2) {
        fail(app, line, "mouse needs X Y", rest);
        return;
    }
    push(app, &(struct event){ .kind = EVENT_MOUSE,
                               .mouse = strstr(rest, "double") != NULL ? MOUSE_DOUBLE : MOUSE_PRESS,
                               .x = x,
                               .y = y,
                               .button = button });
}

static void step_wheel(struct app *app, size_t line, const char *rest)
{
    int x, y;
    if (sscanf(rest, "%d %d", &x, &y) != 2) {
        fail(app, line, "wheel needs X Y up|down", rest);
        return;
    }
    push(app, &(struct event){ .kind = EVENT_MOUSE,
                               .mouse = strstr(rest, "up") != NULL ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN,
                               .x = x,
                               .y = y });
}

static void look_for(struct app *app, size_t line, const char *text, bool wanted)
{
    g_autofree char *screen = canvas_dump(term_null_shown(app->terminal), false);
    if ((strstr(screen, text) != NULL) != wanted)
        fail(app, line, wanted ? "not on the screen" : "must not be on the screen", text);
}

static void step_expect(struct app *app, size_t line, const char *rest)
{
    look_for(app, line, rest, true);
}

static void step_refuse(struct app *app, size_t line, const char *rest)
{
    look_for(app, line, rest, false);
}

static void step_command(struct app *app, size_t line, const char *rest)
{
    (void)line;
    app_command(app, rest, -1);
    settle(app);
}

static void step_go(struct app *app, size_t line, const char *rest)
{
    struct route *route = route_parse(rest);
    if (route == NULL || !app_go(app, route)) fail(app, line, "no such screen", rest);
    settle(app);
}

static void step_idle(struct app *app, size_t line, const char *rest)
{
    char name[32] = "";
    int minutes = 0;
    struct keystroke key;
    const int words = sscanf(rest, "%d %31s", &minutes, name);
    if (minutes < 1 || (words == 2 && !keystroke_parse(name, &key))) {
        fail(app, line, "idle needs MINUTES and perhaps a key", rest);
        return;
    }
    seat_pretend_idle(app, minutes);
    if (words == 2)
        push_key(app, key);
    else
        settle(app);
}

static const struct {
    const char *word;
    void (*run)(struct app *app, size_t line, const char *rest);
} steps[] = {
    { "type", step_type },   { "paste", step_paste },   { "resize", step_resize }, { "mouse", step_mouse },
    { "wheel", step_wheel }, { "expect", step_expect }, { "refuse", step_refuse }, { "command", step_command },
    { "go", step_go },       { "dump", dump },          { "idle", step_idle },
};

static void run_line(struct app *app, size_t number, const char *line)
{
    const char *space = strchr(line, ' ');
    size_t length = space != NULL ? (size_t)(space - line) : strlen(line);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (strlen(steps[i].word) != length || strncmp(steps[i].word, line, length) != 0) continue;
        steps[i].run(app, number, space != NULL ? space + 1 : "");
        return;
    }
    struct keystroke key;
    if (keystroke_parse(line, &key))
        push_key(app, key);
    else
        fail(app, number, "no key or step", line);
}

void script_run(struct app *app, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error)) {
        fprintf(stderr, "%s\n", error->message);
        app->exit_code = BUREAU_ERROR_USAGE;
        return;
    }
    settle(app);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL && !app->quit && app->exit_code == 0; i++) {
        g_strchomp(lines[i]);
        if (lines[i][0] == '\0' || (lines[i][0] == '#' && lines[i][1] != '\0')) continue;
        run_line(app, i + 1, lines[i]);
    }
}
