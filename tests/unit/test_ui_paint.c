/* SPDX-License-Identifier: Apache-2.0 */
/* The canvas keeps columns straight and a terminal safe, whatever text comes; themes show every depth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/base.h"
#include "paint/canvas.h"
#include "paint/glyphs.h"

#include <string.h>

static char *row_of(const struct canvas *canvas)
{
    char *text = canvas_dump(canvas, false);
    char *end = strchr(text, '\n');
    if (end != NULL) *end = '\0';
    return text;
}

static void assert_row(const struct canvas *canvas, const char *expected)
{
    g_autofree char *row = row_of(canvas);
    assert_string_equal(row, expected);
}

static void overwriting_half_of_a_wide_character_blanks_the_other(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(6, 1);
    canvas_text(canvas, 0, 0, 6, "中文字", INK_TEXT);
    canvas_put(canvas, 1, 0, 'x', INK_TEXT); /* right half of 中 */
    assert_row(canvas, " x文字");
    canvas_put(canvas, 4, 0, 'y', INK_TEXT); /* left half of 字 */
    assert_row(canvas, " x文y");
    canvas_put(canvas, 1, 0, 0x56fd, INK_TEXT); /* a wide one over x and the left half of 文 */
    assert_row(canvas, " 国 y");
    canvas_free(canvas);
}

static void wide_character_at_an_edge_leaves_a_space(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(4, 1);
    canvas_text(canvas, 0, 0, 4, "abcd", INK_TEXT);
    canvas_put(canvas, 3, 0, 0x4e2d, INK_TEXT);
    assert_row(canvas, "abc");
    canvas_put(canvas, -1, 0, 0x4e2d, INK_TEXT);
    assert_row(canvas, " bc");
    struct rect old = canvas_clip(canvas, rect_make(0, 0, 2, 1));
    canvas_put(canvas, 1, 0, 0x4e2d, INK_TEXT); /* its right half is outside the clip: c must stay */
    canvas_unclip(canvas, old);
    assert_row(canvas, "  c");
    canvas_free(canvas);
}

static void text_is_cut_by_columns(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(8, 1);
    assert_int_equal(canvas_text(canvas, 0, 0, 8, "工商银行", INK_TEXT), 8);
    assert_row(canvas, "工商银行");
    assert_int_equal(canvas_text(canvas, 0, 0, 7, "工商银行", INK_TEXT), 7);
    canvas_clear(canvas, INK_TEXT);
    canvas_text(canvas, 0, 0, 6, "工商银行", INK_TEXT);
    assert_row(canvas, "工商…");
    canvas_clear(canvas, INK_TEXT);
    canvas_field(canvas, 0, 0, 8, "银行", 1, INK_TEXT);
    assert_row(canvas, "    银行");
    canvas_free(canvas);
}

/* Every cell holds a character that only stands there: nothing a terminal would obey. */
static void assert_harmless(const struct canvas *canvas)
{
    struct rect area = canvas_area(canvas);
    for (int y = 0; y < area.h; y++) {
        int x = 0;
        while (x < area.w) {
            const struct canvas_cell *cell = canvas_cell(canvas, x, y);
            gunichar code = cell->code;
            assert_true(code >= 0x20 && !(code >= 0x7f && code < 0xa0));
            assert_false(code == 0x61c || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) ||
                         (code >= 0x2066 && code <= 0x2069));
            assert_false(code == 0xfeff || code == 0xad || g_unichar_ismark(code));
            assert_true(cell->width == 1 || cell->width == 2);
            if (cell->width == 2) assert_int_equal(canvas_cell(canvas, x + 1, y)->width, 0);
            x += cell->width;
        }
        assert_int_equal(x, area.w);
    }
}

static void hostile_text_never_reaches_a_cell(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "\033[2J\033]52;c;ZXZpbA==\a",
        "a\xe2\x80\xae"
        "100\xe2\x80\xac",
        "\xff\xfe\xc3(",
        "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
        "\xcc\x81mark first",
        "tab\there\nnew\rline",
        "\xc2\x9b"
        "31m",
        "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
        "\xed\xa0\x80",
        "\x7f\x01\x02",
        "\xef\xbb\xbf"
        "bom",
        "\xf4\x90\x80\x80",
        "\xe2\x81\xa6"
        "x\xe2\x81\xa9",
    };
    struct canvas *canvas = canvas_new(20, 4);
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        canvas_text(canvas, 0, 0, 20, hostile[i], INK_TEXT);
        canvas_field(canvas, 3, 1, 7, hostile[i], 0, INK_TEXT);
        canvas_wrap(canvas, rect_make(0, 2, 5, 2), hostile[i], 0, INK_TEXT);
        assert_harmless(canvas);
    }
    for (gunichar code = 0; code < 0x300; code++)
        canvas_put(canvas, (int)code % 20, 3, code, INK_TEXT);
    assert_harmless(canvas);
    canvas_free(canvas);
}

static void random_drawing_keeps_columns_straight(void **state)
{
    (void)state;
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    struct canvas *canvas = canvas_new(31, 9);
    for (int i = 0; i < 20000; i++) {
        char bytes[12];
        for (size_t k = 0; k < sizeof(bytes) - 1; k++)
            bytes[k] = (char)g_rand_int_range(random, 1, 256);
        bytes[sizeof(bytes) - 1] = '\0';
        struct rect old =
            canvas_clip(canvas, rect_make(g_rand_int_range(random, -3, 20), g_rand_int_range(random, -3, 8),
                                          g_rand_int_range(random, 0, 20), 4));
        int x = g_rand_int_range(random, -9, 40), y = g_rand_int_range(random, -2, 12);
        if (i % 3 == 0) canvas_text(canvas, x, y, 9, bytes, INK_TEXT);
        if (i % 3 == 1) canvas_text(canvas, x, y, 9, "中文a字", INK_TEXT);
        if (i % 3 == 2) canvas_fill(canvas, rect_make(x, y, 3, 2), INK_DIM);
        canvas_unclip(canvas, old);
    }
    assert_harmless(canvas);
    canvas_free(canvas);
}

static void combining_marks_join_the_character_before(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(5, 1);
    canvas_text(canvas, 0, 0, 5, "e\xcc\x81x", INK_TEXT);
    assert_int_equal(canvas_cell(canvas, 0, 0)->marks[0], 0x301);
    assert_int_equal(canvas_cell(canvas, 1, 0)->code, 'x');
    canvas_free(canvas);
}

static void boxes_and_ascii_glyphs(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(12, 3);
    struct rect inside = canvas_box(canvas, rect_make(0, 0, 12, 3), "Box", INK_TEXT);
    assert_int_equal(inside.w, 10);
    assert_row(canvas, "┌ Box ─────┐");
    canvas_set_ascii(canvas, true);
    canvas_box(canvas, rect_make(0, 0, 12, 3), "中…", INK_TEXT);
    assert_row(canvas, "+ 中~ -----+");
    canvas_bar(canvas, 0, 0, 4, 0.5, INK_GOOD);
    for (int x = 0; x < 4; x++)
        assert_true(canvas_cell(canvas, x, 0)->code < 0x80);
    canvas_free(canvas);
}

static void wrapping_never_loses_text_or_hangs(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(8, 4);
    assert_int_equal(canvas_wrap(canvas, rect_make(0, 0, 8, 4), "one two three\nx", 0, INK_TEXT), 3);
    assert_row(canvas, "one two");
    assert_int_equal(canvas_wrap(NULL, rect_make(0, 0, 4, 1), "信用报告", 0, INK_TEXT), 2);
    assert_int_equal(canvas_wrap(NULL, rect_make(0, 0, 1, 1), "信用", 0, INK_TEXT),
                     2); /* wider than the line: still moves on */
    assert_int_equal(canvas_wrap(NULL, rect_make(0, 0, 3, 1), "abcdefgh", 0, INK_TEXT), 3);
    assert_int_equal(canvas_wrap(NULL, rect_make(0, 0, 0, 1), "abc", 0, INK_TEXT), 0);
    canvas_free(canvas);
}

static void links_lie_on_top_of_each_other(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(10, 2);
    int argument = 0;
    canvas_link(canvas, rect_make(0, 0, 10, 1), "tab.go", 1);
    canvas_link(canvas, rect_make(2, 0, 2, 1), "table.sort", 4);
    assert_string_equal(canvas_link_at(canvas, 3, 0, &argument), "table.sort");
    assert_int_equal(argument, 4);
    assert_string_equal(canvas_link_at(canvas, 5, 0, &argument), "tab.go");
    assert_null(canvas_link_at(canvas, 5, 1, &argument));
    canvas_clear(canvas, INK_TEXT);
    assert_null(canvas_link_at(canvas, 3, 0, NULL));
    canvas_free(canvas);
}

static void every_theme_loads_and_every_depth_tells_inks_apart(void **state)
{
    (void)state;
    for (size_t i = 0; theme_names()[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        struct theme *theme = theme_load(theme_names()[i], &error);
        assert_null(error);
        for (int ink = 0; ink < INK_COUNT; ink++) {
            struct look mono = theme_look(theme, DEPTH_MONO, (style_t)ink),
                        few = theme_look(theme, DEPTH_16, (style_t)ink);
            assert_int_equal(mono.foreground, -1);
            assert_in_range(few.foreground + 1, 0, 16);
        }
        for (int depth = DEPTH_MONO; depth <= DEPTH_256; depth++) { /* the cursor row is seen without any colour */
            struct look plain = theme_look(theme, (enum depth)depth, INK_TEXT),
                        cursor = theme_look(theme, (enum depth)depth, INK_TEXT | GROUND_CURSOR);
            assert_true(plain.background != cursor.background || plain.attributes != cursor.attributes);
        }
        assert_int_not_equal(theme_look(theme, DEPTH_MONO, INK_BAD).attributes,
                             theme_look(theme, DEPTH_MONO, INK_TEXT).attributes);
        theme_free(theme);
    }
    g_autoptr(GError) error = NULL;
    assert_null(theme_load("../themes/dark", &error));
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_USAGE));
}

static void dump_has_a_style_layer(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(4, 1);
    canvas_text(canvas, 0, 0, 2, "ab", INK_BAD);
    canvas_text(canvas, 2, 0, 2, "cd", INK_DIM | GROUND_CURSOR);
    g_autofree char *text = canvas_dump(canvas, true);
    assert_string_equal(text, "abcd\n|bbDD\n");
    canvas_free(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overwriting_half_of_a_wide_character_blanks_the_other),
        cmocka_unit_test(wide_character_at_an_edge_leaves_a_space),
        cmocka_unit_test(text_is_cut_by_columns),
        cmocka_unit_test(hostile_text_never_reaches_a_cell),
        cmocka_unit_test(random_drawing_keeps_columns_straight),
        cmocka_unit_test(combining_marks_join_the_character_before),
        cmocka_unit_test(boxes_and_ascii_glyphs),
        cmocka_unit_test(wrapping_never_loses_text_or_hangs),
        cmocka_unit_test(links_lie_on_top_of_each_other),
        cmocka_unit_test(every_theme_loads_and_every_depth_tells_inks_apart),
        cmocka_unit_test(dump_has_a_style_layer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
