/* SPDX-License-Identifier: Apache-2.0 */
/* The whole workstation over a demonstration view on the null terminal: keys in, screens out; jobs; then a monkey. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "core/app.h"
#include "widget/chrome.h"
#include "widget/grid.h"
#include "widget/overlay.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* ---- a view as a screen would write it ------------------------------------------------------------------------------
 */

struct demo_view {
    struct view view;
    struct grid *grid;
    int opened, answers;
    bool confirmed;
};

static const struct column demo_columns[] = {
    { .id = "id", .title = "Id", .type = VALUE_INTEGER, .priority = 3 },
    { .id = "name", .title = "Name", .type = VALUE_TEXT },
    { .id = "balance", .title = "Balance", .type = VALUE_MONEY, .unit = "CNY", .priority = 1 },
    { .id = "states", .title = "States", .type = VALUE_STATES, .priority = 2 },
};

static bool load(struct session *session, void *data, GError **error)
{
    struct table *table = *(struct table **)data;
    table_set_columns(table, demo_columns, G_N_ELEMENTS(demo_columns));
    for (int i = 0; i < 300; i++) {
        if (session_is_cancelled(session, error)) return false;
        g_autofree char *name = g_strdup_printf("%s %03d", i % 2 ? "王小明" : "Anna", i);
        table_row_begin(table);
        table_add_int(table, i + 1);
        table_add_text(table, name);
        table_add_money(table, (int64_t)i * 12345, "CNY");
        table_add_states(table, "NNN123*C", month_make(2025, 3));
        if (!table_row_end(table, error)) return false;
        session_progress(session, i / 300.0, "loading");
    }
    return true;
}

static void free_table(gpointer data)
{
    struct table **place = data;
    if (*place != NULL) table_free(*place);
    g_free(place);
}

static void start_load(struct view *view)
{
    struct table **place = g_new0(struct table *, 1);
    *place = table_new();
    job_start(view->app,
              &(struct job_request){
                  .view = view, .kind = 1, .title = "Loading", .run = load, .data = place, .free_data = free_table });
}

static struct demo_view *demo(const struct view *view)
{
    return (struct demo_view *)view;
}

static bool demo_open(struct view *view, const struct route *route, GError **error)
{
    if (route_get(route, "refuse") != NULL) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, "This one stays closed.", "Open another.", NULL);
        return false;
    }
    demo(view)->grid = grid_new();
    start_load(view);
    start_load(view); /* supersedes the first: one answer comes */
    return true;
}

static void demo_layout(struct view *view, struct rect area)
{
    rect_cut_top(&area, 1);
    grid_place(demo(view)->grid, area, true);
}

static void demo_draw(const struct view *view, struct canvas *canvas)
{
    const char *const labels[] = { "One", "Two", NULL };
    tabs_draw(canvas, view->area.x, view->area.y, view->area.w, labels, 0);
    canvas_format(canvas, view->area.x + 20, view->area.y, 50, INK_TEXT, "opened %d answers %d yes %d",
                  demo(view)->opened, demo(view)->answers, (int)demo(view)->confirmed);
    grid_draw(demo(view)->grid, canvas, true);
}

static void demo_yes(struct view *view, bool yes, void *data)
{
    (void)data;
    demo(view)->confirmed = yes;
}

static bool demo_command(struct view *view, const char *id, int argument)
{
    (void)argument;
    if (strcmp(id, "tab.next") == 0) {
        confirm_open(view, "Delete 3 rows?", "王小明 and 2 more", demo_yes, NULL, NULL);
        return true;
    }
    if (strcmp(id, "table.open") != 0) return false;
    demo(view)->opened++;
    if (grid_row(demo(view)->grid) == 5) app_go(view->app, route_set(route_new("demo"), "from", "5"));
    if (grid_row(demo(view)->grid) == 6) app_go(view->app, route_set(route_new("demo"), "refuse", "1"));
    return true;
}

static void demo_result(struct view *view, const struct job_result *result)
{
    assert_null(result->error);
    demo(view)->answers++;
    grid_set_source(demo(view)->grid, source_of_table(g_steal_pointer((struct table **)result->data), "id"));
    if (demo(view)->answers == 1) grid_restore(demo(view)->grid, view->route);
}

static struct grid *demo_grid(const struct view *view)
{
    return demo(view)->grid;
}

static void demo_save(const struct view *view, struct route *route)
{
    grid_save(demo(view)->grid, route);
}

static void demo_close(struct view *view)
{
    grid_free(demo(view)->grid);
}

static const struct view_ops demo_ops = {
    .id = "demo",
    .contexts = "demo tabs",
    .title = "Demo",
    .size = sizeof(struct demo_view),
    .open = demo_open,
    .layout = demo_layout,
    .draw = demo_draw,
    .command = demo_command,
    .result = demo_result,
    .refresh = start_load,
    .grid = demo_grid,
    .save = demo_save,
    .close = demo_close,
};
static const struct view_ops *const demo_screens[] = { &demo_ops, NULL };

/* ---- running --------------------------------------------------------------------------------------------------------
 */

static char *folder;

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("bureau-ui-XXXXXX", NULL);
    g_setenv("XDG_CONFIG_HOME", folder, TRUE);
    g_setenv("XDG_STATE_HOME", folder, TRUE);
    g_setenv("XDG_DATA_HOME", folder, TRUE);
    return folder != NULL && g_chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    g_chdir("/");
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    if (dir != NULL) g_dir_close(dir);
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

static int run_script(const char *script, int columns, int rows, const char *language, enum role role)
{
    g_autofree char *path = g_build_filename(folder, "script.keys", NULL);
    assert_true(g_file_set_contents(path, script, -1, NULL));
    g_autoptr(session_t) session = session_new();
    session->role = role;
    g_free(session->user);
    session->user = g_strdup("li.na");
    g_free(session->language);
    session->language = g_strdup(language);
    session->clock = 1795341600000; /* 2026-11-22 10:00 */
    g_autoptr(GError) error = NULL;
    int code = app_run(&(struct app_options){ .session = session,
                                              .screens = demo_screens,
                                              .script = path,
                                              .columns = columns,
                                              .rows = rows,
                                              .theme = "dark",
                                              .depth = 256,
                                              .output = folder },
                       &error);
    if (error != NULL) fail_msg("%s", error->message);
    return code;
}

static char *screen(const char *name)
{
    g_autofree char *file = g_strconcat(name, ".screen", NULL), *path = g_build_filename(folder, file, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void assert_script(const char *script)
{
    assert_int_equal(run_script(script, 80, 24, "en", ROLE_OFFICER), 0);
}

static void frame_and_rows_are_there_when_it_is_idle(void **state)
{
    (void)state;
    assert_script("dump first\nexpect Bureau › Demo\nexpect li.na\nexpect row 1/300\nexpect answers 1\nexpect 王小明 "
                  "001\nexpect Help\n");
    g_autofree char *text = screen("first");
    assert_true(g_str_has_prefix(text, "== first 80x24 cursor "));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 1; i <= 24; i++)
        assert_in_range(g_utf8_strlen(lines[i], -1), 0, 80);
}

static void a_script_that_expects_the_wrong_thing_fails(void **state)
{
    (void)state;
    assert_int_equal(run_script("refuse Bureau\n", 80, 24, "en", ROLE_OFFICER), 1);
    assert_int_equal(run_script("Nokey\n", 80, 24, "en", ROLE_OFFICER), 1);
}

static void tables_have_their_keys_everywhere(void **state)
{
    (void)state;
    assert_script(
        "\\\ntype anna 00\nexpect filter: anna 00\nEnter\nexpect (21 of 300)\nrefuse 王小明\nEscape\nexpect row 1/300\n"
        "/\ntype anna 150\nexpect row 151/300\nEnter\nn\nHome\nRight\nRight\ns\nexpect sort Balance↑\ns\nexpect sort "
        "Balance↓\nHome\nexpect row 1/300\n"
        "I\nexpect Distinct\nEscape\nF\nexpect Count\nEscape\nSpace\nexpect marked: 1\nEscape\nrefuse "
        "marked\nx\nexpect Export 300 rows\nEscape\n"
        "expect 36,911.55\n-\nrefuse 36,911.55\n+\nexpect 36,911.55\n");
}

static void an_export_never_replaces_unasked(void **state)
{
    (void)state;
    g_autofree char *file = g_build_filename(folder, "kept.xlsx", NULL);
    g_autofree char *script = g_strdup_printf("x\nC-u\ntype %s\nEnter\nexpect there already\nEscape\n"
                                              "refuse there already\nrefuse written\n",
                                              file);
    g_autofree char *held = NULL;
    assert_true(g_file_set_contents(file, "mine", -1, NULL));
    assert_script(script);
    assert_true(g_file_get_contents(file, &held, NULL, NULL));
    assert_string_equal(held, "mine");
    g_autofree char *over =
        g_strdup_printf("x\nC-u\ntype %s\nEnter\nexpect there already\nY\nexpect 300 rows written\n", file);
    assert_script(over);
    g_unlink(file);
}

static void back_restores_the_place(void **state)
{
    (void)state;
    assert_script("Down\nDown\nDown\nDown\nEnter\nexpect Demo › Demo\nDown\nexpect row 2/300\nEscape\nexpect row "
                  "5/300\nexpect opened 1\n"
                  "M-Right\nexpect Demo › Demo\nexpect row 2/300\nEscape\nEscape\nexpect first screen\n");
}

static void errors_stay_until_a_key(void **state)
{
    (void)state;
    assert_int_equal(run_script("go demo?refuse=1\n", 80, 24, "en", ROLE_OFFICER), 1);
    assert_int_equal(run_script("go nowhere\n", 80, 24, "en", ROLE_OFFICER), 1);
}

static void escape_takes_the_message_before_the_screen(void **state)
{
    (void)state;
    assert_script("Down\nDown\nDown\nDown\nEnter\nexpect Demo › Demo\nDown\nDown\nDown\nDown\nDown\nEnter\n"
                  "expect stays closed\nEscape\nrefuse stays closed\nexpect Demo › Demo\nEscape\nrefuse Demo › Demo\n"
                  "Down\nEnter\nexpect stays closed\nUp\nrefuse stays closed\nexpect row 5/300\n");
}

static void help_is_aligned(void **state)
{
    (void)state;
    assert_script("?\ntype open the row\nexpect ⏎      Open the row\nEscape\n");
}

static void a_question_takes_only_its_own_key(void **state)
{
    (void)state;
    assert_script("Tab\nexpect Delete 3 rows?\nEnter\nexpect yes 0\nTab\ny\nexpect yes 0\nTab\nTab\nexpect yes "
                  "0\nrefuse Delete 3\nTab\npaste Y\nexpect Delete 3\nEscape\n"
                  "expect yes 0\nTab\nY\nexpect yes 1\n");
}

static void the_palette_finds_in_both_languages_and_says_why_not(void **state)
{
    (void)state;
    assert_script("C-p\ntype sort by this\nexpect Sort by this column\nEnter\nexpect sort Id↑\n?\nexpect What can be "
                  "done here\ntype back\nEscape\n"
                  "\\\ntype nobody\nEnter\nC-p\ntype table.export\nexpect no row\nEscape\n");
}

static void full_width_keys_of_an_input_method_work(void **state)
{
    (void)state;
    assert_script("？\nexpect What can be done here\nEscape\n／\ntype 王小明 007\nexpect row 8/300\nEscape\n");
}

static void pasting_outside_of_a_field_does_nothing(void **state)
{
    (void)state;
    assert_script("paste q\\nF\\nx\nexpect Pasted text\nrefuse Export 300\nexpect row 1/300\n");
}

static void the_mouse_sorts_selects_and_presses_the_footer(void **state)
{
    (void)state;
    assert_script("mouse 8 3\nexpect sort\nmouse 20 8\nexpect row 5/300\nwheel 20 8 down\nexpect row 8/300\nmouse 20 8 "
                  "1 double\nexpect opened 1\n");
}

static void small_screens_say_so_and_live(void **state)
{
    (void)state;
    assert_script(
        "resize 40x10\nexpect too small\nDown\nresize 1x1\nDown\nC-p\nDown\nresize 80x24\nrefuse All commands\n");
}

static void every_size_draws(void **state)
{
    (void)state;
    assert_script("resize 120x40\nexpect row 1/300\nC-p\nresize 200x60\nexpect All commands\nresize 60x16\nexpect All "
                  "commands\nEscape\nresize 80x24\nexpect Help\n");
}

static void workspaces_keep_their_own_stacks(void **state)
{
    (void)state;
    assert_script("Down\nC-t\nexpect 2/2 Bureau\nexpect row 1/300\nM-1\nexpect row 2/300\nM-2\nC-w\nrefuse 2/2\nexpect "
                  "row 2/300\n");
}

/* ---- the monkey -----------------------------------------------------------------------------------------------------
 */

static const char *const monkey_keys[] = {
    "Up",        "Down",   "Left",  "Right", "PageUp", "PageDown", "Home",    "End", "Enter", "Escape", "Tab", "S-Tab",
    "Backspace", "Delete", "Space", "s",     "S",      "/",        "n",       "N",   "\\",    "-",      "+",   "z",
    "*",         "F",      "I",     "y",     "Y",      "C-p",      "?",       "C-t", "C-w",   "M-1",    "M-2", "M-l",
    "M-t",       "C-l",    "C-c",   "M-j",   "M-e",    "C-r",      "M-Right", "C-a", "C-u",   "F5",
};

static void add_step(GString *script, GRand *random)
{
    int kind = g_rand_int_range(random, 0, 20);
    if (kind == 0)
        g_string_append_printf(script, "resize %dx%d\n", g_rand_int_range(random, 1, 301),
                               g_rand_int_range(random, 1, 101));
    else if (kind == 1)
        g_string_append_printf(script, "mouse %d %d\n", g_rand_int_range(random, -2, 120),
                               g_rand_int_range(random, -2, 50));
    else if (kind == 2)
        g_string_append_printf(script, "wheel %d %d %s\n", g_rand_int_range(random, 0, 80),
                               g_rand_int_range(random, 0, 24), g_rand_boolean(random) ? "up" : "down");
    else if (kind == 3)
        g_string_append(script, "type 王a0 'z\n");
    else if (kind == 4)
        g_string_append(script, "paste x\\n\\033[2J王\n");
    else
        g_string_append_printf(script, "%s\n", monkey_keys[g_rand_int_range(random, 0, G_N_ELEMENTS(monkey_keys))]);
}

static void a_monkey_breaks_nothing(void **state)
{
    (void)state;
    for (guint32 seed = 1; seed <= 6; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        g_autoptr(GString) script = g_string_new(NULL);
        for (int i = 0; i < 400; i++)
            add_step(script, random);
        /* an institution may do nothing but what every role may: the monkey finds the palette */
        assert_int_equal(run_script(script->str, 80, 24, seed % 2 ? "en" : "zh", ROLE_INSTITUTION), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame_and_rows_are_there_when_it_is_idle),
        cmocka_unit_test(a_script_that_expects_the_wrong_thing_fails),
        cmocka_unit_test(tables_have_their_keys_everywhere),
        cmocka_unit_test(an_export_never_replaces_unasked),
        cmocka_unit_test(back_restores_the_place),
        cmocka_unit_test(errors_stay_until_a_key),
        cmocka_unit_test(escape_takes_the_message_before_the_screen),
        cmocka_unit_test(help_is_aligned),
        cmocka_unit_test(a_question_takes_only_its_own_key),
        cmocka_unit_test(the_palette_finds_in_both_languages_and_says_why_not),
        cmocka_unit_test(full_width_keys_of_an_input_method_work),
        cmocka_unit_test(pasting_outside_of_a_field_does_nothing),
        cmocka_unit_test(the_mouse_sorts_selects_and_presses_the_footer),
        cmocka_unit_test(small_screens_say_so_and_live),
        cmocka_unit_test(every_size_draws),
        cmocka_unit_test(workspaces_keep_their_own_stacks),
        cmocka_unit_test(a_monkey_breaks_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
