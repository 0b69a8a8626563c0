/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzy matching, the line editor, the month picture, gauges and bars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/base.h"
#include "widget/chart.h"
#include "widget/chrome.h"
#include "widget/editor.h"
#include "widget/fuzzy.h"
#include "widget/monthgrid.h"
#include "widget/textview.h"

#include <math.h>
#include <string.h>

static int score(const char *pattern, const char *text)
{
    g_autoptr(fuzzy_t) fuzzy = fuzzy_compile(pattern);
    return fuzzy_match(fuzzy, text, NULL);
}

static void fuzzy_grammar(void **state)
{
    (void)state;
    assert_true(score("", "anything") >= 0);
    assert_true(score("exp tab", "Export this table") >= 0);
    assert_true(score("ett", "Export this table") >= 0);
    assert_int_equal(score("xyz", "Export this table"), -1);
    assert_true(score("^exp", "Export") >= 0);
    assert_int_equal(score("^port", "Export"), -1);
    assert_true(score("table$", "Export this table") >= 0);
    assert_int_equal(score("!this", "Export this table"), -1);
    assert_true(score("!that exp", "Export this table") >= 0);
    assert_int_equal(score("'epx", "Export"), -1);
    assert_true(score("zzz | this", "Export this table") >= 0);
    assert_int_equal(score("EXPORT", "export"), -1); /* an upper-case letter makes case count */
    assert_true(score("导出", "导出这张表") >= 0);
    assert_true(score("find", "Find a command") > score("find", "fixed window"));
    assert_true(score("sort", "Sort by this column") > score("sort", "some order of it"));
}

static void fuzzy_tells_which_characters(void **state)
{
    (void)state;
    g_autoptr(fuzzy_t) fuzzy = fuzzy_compile("表 导");
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(unsigned));
    assert_true(fuzzy_match(fuzzy, "导出这张表", hits) >= 0);
    assert_int_equal(hits->len, 2);
    assert_int_equal(g_array_index(hits, unsigned, 0), 0);
    assert_int_equal(g_array_index(hits, unsigned, 1), 4);
}

static bool press(struct editor *editor, gunichar code, unsigned modifiers)
{
    return editor_event(editor, &(struct event){ .kind = EVENT_KEY, .key = { code, modifiers } }, NULL);
}

static void editor_edits_utf8(void **state)
{
    (void)state;
    struct editor *editor = editor_new("张伟");
    press(editor, KEYCAP_LEFT, 0);
    press(editor, 0x5927, 0);
    assert_string_equal(editor_text(editor), "张大伟");
    press(editor, KEYCAP_BACKSPACE, 0);
    press(editor, KEYCAP_DELETE, 0);
    assert_string_equal(editor_text(editor), "张");
    editor_set_text(editor, "one two  three");
    press(editor, 'w', MODIFIER_CONTROL);
    assert_string_equal(editor_text(editor), "one two  ");
    press(editor, 'a', MODIFIER_CONTROL);
    press(editor, 'k', MODIFIER_CONTROL);
    assert_string_equal(editor_text(editor), "");
    assert_false(press(editor, KEYCAP_ENTER, 0));
    assert_false(press(editor, KEYCAP_ESCAPE, 0));
    assert_false(press(editor, KEYCAP_BACKSPACE, 0)); /* on nothing it may mean "back" */
    editor_free(editor);
}

static void editor_keeps_a_base_and_its_mark_together(void **state)
{
    (void)state;
    struct editor *editor = editor_new("ae\xcc\x81");
    press(editor, KEYCAP_BACKSPACE, 0);
    assert_string_equal(editor_text(editor), "a");
    editor_free(editor);
}

/* A number copied with the end of its line is that number. */
static void editor_takes_lines_as_one(void **state)
{
    (void)state;
    struct editor *editor = editor_new("");
    bool changed;
    struct event paste = { .kind = EVENT_PASTE, .text = (char *)"\n990101199001010019\r\n" };
    assert_true(editor_event(editor, &paste, &changed));
    assert_string_equal(editor_text(editor), "990101199001010019");
    editor_set_text(editor, "");
    paste.text = (char *)"one\ttwo\r\n\n王三";
    assert_true(editor_event(editor, &paste, &changed));
    assert_string_equal(editor_text(editor), "one two 王三");
    editor_free(editor);
}

static void editor_makes_pastes_safe(void **state)
{
    (void)state;
    struct editor *editor = editor_new("");
    struct event paste = { .kind = EVENT_PASTE,
                           .text = (char *)"a\nb\033[31m\xe2\x80\xae"
                                           "c" };
    bool changed;
    assert_true(editor_event(editor, &paste, &changed));
    assert_true(changed);
    assert_true(text_is_clean(editor_text(editor), -1));
    assert_null(strchr(editor_text(editor), '\n'));
    editor_set_text(editor, "");
    editor_set_accept(editor, "0123456789");
    paste.text = (char *)"12a3";
    editor_event(editor, &paste, &changed);
    assert_string_equal(editor_text(editor), "123");
    editor_free(editor);
}

static void editor_scrolls_and_remembers(void **state)
{
    (void)state;
    GPtrArray *history = g_ptr_array_new_with_free_func(g_free);
    struct editor *editor = editor_new("工商银行招商银行");
    struct canvas *canvas = canvas_new(8, 1);
    int x = editor_draw(editor, canvas, 0, 0, 8, INK_TEXT);
    assert_in_range(x, 0, 7);
    g_autofree char *row = canvas_dump(canvas, false);
    assert_non_null(strstr(row, "商银行"));
    editor_set_history(editor, history);
    editor_remember(editor);
    editor_set_text(editor, "draft");
    press(editor, KEYCAP_UP, 0);
    assert_string_equal(editor_text(editor), "工商银行招商银行");
    press(editor, KEYCAP_DOWN, 0);
    assert_string_equal(editor_text(editor), "draft");
    canvas_free(canvas);
    editor_free(editor);
    g_ptr_array_unref(history);
}

static void month_picture(void **state)
{
    (void)state;
    const guint8 flags[] = { 0, 0, 0, 1 };
    struct month_row rows[] = {
        { .key = 7,
          .label = (char *)"工商银行 card",
          .share = 0.98,
          .first = month_make(2025, 11),
          .states = (char *)"N123",
          .flags = flags },
        { .key = 9, .label = (char *)"x", .share = NAN, .first = month_make(2026, 1), .states = (char *)"NC" },
    };
    struct monthgrid *grid = monthgrid_new();
    monthgrid_set_rows(grid, rows, 2);
    monthgrid_place(grid, rect_make(0, 0, 40, 6));
    assert_int_equal(monthgrid_key(grid), 7);
    assert_int_equal(monthgrid_month(grid).index, month_make(2026, 2).index); /* newest first */
    assert_int_equal(monthgrid_state(grid), '3');
    struct canvas *canvas = canvas_new(40, 6);
    monthgrid_draw(grid, canvas, true);
    g_autofree char *text = canvas_dump(canvas, false);
    assert_non_null(strstr(text, "N1 2⚑"));
    assert_non_null(strstr(text, "98%"));
    monthgrid_event(grid, &(struct event){ .kind = EVENT_KEY, .key = { KEYCAP_LEFT, 0 } });
    monthgrid_event(grid, &(struct event){ .kind = EVENT_KEY, .key = { KEYCAP_DOWN, 0 } });
    assert_int_equal(monthgrid_key(grid), 9);
    assert_int_equal(monthgrid_state(grid), 'N');
    monthgrid_event(grid, &(struct event){ .kind = EVENT_KEY, .key = { KEYCAP_HOME, 0 } });
    assert_int_equal(monthgrid_state(grid), 0); /* before its first month */
    struct pos pos;
    assert_true(monthgrid_cursor_pos(grid, &pos));
    monthgrid_set_rows(grid, rows, 1); /* its account is gone */
    assert_int_equal(monthgrid_key(grid), 7);
    for (int w = 0; w < 30; w++) {
        monthgrid_place(grid, rect_make(0, 0, w, w % 5));
        monthgrid_draw(grid, canvas, true);
    }
    monthgrid_set_rows(grid, NULL, 0);
    assert_int_equal(monthgrid_key(grid), G_MININT64);
    monthgrid_draw(grid, canvas, true);
    canvas_free(canvas);
    monthgrid_free(grid);
}

static void pictures_say_it_in_words_too(void **state)
{
    (void)state;
    const struct gauge_band bands[] = { { "D", 300 }, { "C", 500 }, { "B", 600 }, { "A", 700 } };
    const struct bar bars[] = { { "worst state", -61, "-61", INK_BAD },
                                { "age", 9, "+9", INK_GOOD },
                                { "none", NAN, "–", INK_DIM } };
    const double values[] = { 1, NAN, 3, 5 };
    struct canvas *canvas = canvas_new(60, 12);
    gauge_draw(canvas, 0, 0, 10, 412, 300, 850, bands, 4);
    gauge_draw_wide(canvas, rect_make(0, 1, 60, 3), 850, 300, 850, bands, 4);
    assert_int_equal(bars_draw(canvas, rect_make(0, 4, 60, 3), bars, 3, 0, true), 3);
    assert_int_equal(waterfall_draw(canvas, rect_make(0, 7, 60, 1), 600, bars, 3, 1), 1);
    sparkline_draw(canvas, 0, 8, 4, values, 4, 0, 0, INK_TEXT);
    strip_chart_draw(canvas, rect_make(0, 9, 60, 3), values, 4, 0, 0, NULL, INK_TEXT);
    g_autofree char *text = canvas_dump(canvas, false);
    assert_non_null(strstr(text, "D ▇▇▁▁▁▁▁▁"));
    assert_non_null(strstr(text, "850▼"));
    assert_non_null(strstr(text, "-61"));
    assert_non_null(strstr(text, "▁ ▄▇"));
    for (int w = 0; w < 20; w++) { /* no size harms */
        gauge_draw_wide(canvas, rect_make(0, 0, w, 3), w, 0, 10, bands, 4);
        bars_draw(canvas, rect_make(0, 0, w, 2), bars, 3, 0, true);
        waterfall_draw(canvas, rect_make(0, 0, w, 2), 0, bars, 3, 0);
        strip_chart_draw(canvas, rect_make(0, 0, w, w / 4), values, 4, 0, 9, NULL, INK_TEXT);
    }
    canvas_free(canvas);
}

static void tabs_show_the_open_one(void **state)
{
    (void)state;
    const char *const labels[] = { "Summary", "Accounts", "历史", "Enquiries", NULL };
    struct canvas *canvas = canvas_new(14, 1);
    tabs_draw(canvas, 0, 0, 14, labels, 2);
    g_autofree char *text = canvas_dump(canvas, false);
    assert_non_null(strstr(text, "[历史]"));
    int argument = -1, found = 0;
    for (int x = 0; x < 14; x++)
        if (canvas_link_at(canvas, x, 0, &argument) != NULL && argument == 2) found++;
    assert_int_equal(found, 6);
    canvas_free(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fuzzy_grammar),
        cmocka_unit_test(fuzzy_tells_which_characters),
        cmocka_unit_test(editor_edits_utf8),
        cmocka_unit_test(editor_keeps_a_base_and_its_mark_together),
        cmocka_unit_test(editor_takes_lines_as_one),
        cmocka_unit_test(editor_makes_pastes_safe),
        cmocka_unit_test(editor_scrolls_and_remembers),
        cmocka_unit_test(month_picture),
        cmocka_unit_test(pictures_say_it_in_words_too),
        cmocka_unit_test(tabs_show_the_open_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
