/* SPDX-License-Identifier: Apache-2.0 */
/* Layout as text, keys by name, key maps, routes, and the bytes of a terminal as events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "core/keymap.h"
#include "core/layout.h"
#include "core/route.h"
#include "term/decoder.h"

#include <string.h>

static void assert_layout(struct layout_box *box, int w, int h, const char *expected)
{
    layout(box, rect_make(0, 0, w, h));
    g_autofree char *text = layout_to_text(box);
    assert_string_equal(text, expected);
}

static void layout_shares_and_drops(void **state)
{
    (void)state;
    struct layout_box panes[] = {
        { .name = "list", .policy = LAYOUT_SHARE, .size = 3, .min = 50 },
        { .name = "detail", .policy = LAYOUT_SHARE, .size = 2, .min = 30, .priority = 1 },
        { .name = "side", .policy = LAYOUT_FIXED, .size = 40, .priority = 2 },
    };
    struct layout_box rows[] = {
        { .name = "head", .policy = LAYOUT_FIXED, .size = 2 },
        { .name = "body",
          .policy = LAYOUT_SHARE,
          .size = 1,
          .min = 5,
          .direction = LAYOUT_COLUMNS,
          .gap = 1,
          .children = panes,
          .count = 3 },
        { .name = "strip", .policy = LAYOUT_CONTENT, .size = 4, .min = 1, .priority = 1 },
    };
    struct layout_box box = { .name = "all", .direction = LAYOUT_ROWS, .children = rows, .count = 3 };
    assert_layout(&box, 200, 30,
                  "all 0,0 200x30\n  head 0,0 200x2\n  body 0,2 200x24\n    list 0,2 97x24\n    detail 98,2 61x24\n    "
                  "side 160,2 40x24\n  strip 0,26 200x4\n");
    assert_layout(&box, 100, 24,
                  "all 0,0 100x24\n  head 0,0 100x2\n  body 0,2 100x18\n    list 0,2 62x18\n    detail 63,2 37x18\n    "
                  "side 100,2 0x0\n  strip 0,20 100x4\n");
    assert_layout(&box, 60, 7,
                  "all 0,0 60x7\n  head 0,0 60x2\n  body 0,2 60x5\n    list 0,2 60x5\n    detail 60,2 0x0\n    side "
                  "60,2 0x0\n  strip 0,7 0x0\n");
}

static void layout_survives_nothing(void **state)
{
    (void)state;
    struct layout_box rows[] = { { .name = "a", .policy = LAYOUT_FIXED, .size = 4 },
                                 { .name = "b", .policy = LAYOUT_SHARE, .size = 1, .min = 3, .priority = 1 } };
    struct layout_box box = { .name = "all", .children = rows, .count = 2, .gap = 1 };
    for (int w = 0; w < 12; w++) {
        layout(&box, rect_make(0, 0, w, w));
        for (size_t i = 0; i < 2; i++) {
            assert_true(rows[i].rect.h >= 0 && rows[i].rect.y + rows[i].rect.h <= w);
            assert_true(rows[i].rect.w <= w);
        }
    }
}

static void keys_have_names(void **state)
{
    (void)state;
    static const char *const names[] = { "s",     "S", "C-p", "M-1", "F6", "F12",     "S-Tab", "Enter", "Escape",
                                         "Space", "?", "\\",  "-",   ":",  "M-Right", "C-M-x", "张" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        struct keystroke key;
        assert_true(keystroke_parse(names[i], &key));
        g_autofree char *text = keystroke_format(key);
        assert_string_equal(text, names[i]);
    }
    static const char *const wrong[] = { "", "C-", "F13", "F0", "Enterr", "S-a", "X-a", "ab", "\xff", "\x01", "F6x" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_false(keystroke_parse(wrong[i], &(struct keystroke){ 0 }));
    struct keystroke full = keystroke_fold((struct keystroke){ 0xff1f, 0 }); /* ？ of an input method */
    assert_int_equal(full.code, '?');
    assert_int_equal(keystroke_fold((struct keystroke){ 0xff0f, 0 }).code, '/');
}

static void keymap_takes_defaults_and_a_persons_own(void **state)
{
    (void)state;
    static const struct command commands[] = { { .id = "table.sort", .keys = "grid:s grid:F6" },
                                               { .id = "app.palette", .keys = "global:C-p global::" },
                                               { .id = "desk.alerts", .keys = "desk:s" } };
    g_autoptr(keymap_t) keymap = keymap_new();
    g_autoptr(GError) error = NULL;
    assert_true(keymap_add_catalogue(keymap, commands, 3, &error));
    struct keystroke s = { 's', 0 }, colon = { ':', 0 };
    assert_string_equal(keymap_find(keymap, "grid global", s), "table.sort");
    assert_string_equal(keymap_find(keymap, "desk grid global", s), "desk.alerts");
    assert_string_equal(keymap_find(keymap, "grid global", colon), "app.palette");
    assert_null(keymap_find(keymap, "global", s));
    g_autofree char *key = keymap_key_of(keymap, "desk grid global", "table.sort"); /* s means something else here */
    assert_string_equal(key, "F6");
    assert_true(keymap_add_text(keymap, "# mine\nbind grid C-s table.sort\nunbind  grid s\n\n", "keys", &error));
    assert_null(keymap_find(keymap, "grid", s));
    assert_string_equal(keymap_find(keymap, "grid", (struct keystroke){ 's', MODIFIER_CONTROL }), "table.sort");
}

static void keymap_names_the_wrong_line_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const wrong[] = { "bind grid s\n", "bind grid Nokey table.sort\n", "bind grid k no.such\n",
                                         "bound grid k table.sort\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(keymap_t) keymap = keymap_new();
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strconcat("bind grid x table.export\n", wrong[i], NULL);
        assert_false(keymap_add_text(keymap, text, "/home/a/keys", &error));
        assert_non_null(strstr(error->message, "/home/a/keys"));
        assert_non_null(strstr(error->message, "2"));
        assert_null(keymap_find(keymap, "grid", (struct keystroke){ 'x', 0 }));
    }
}

static void the_catalogues_keys_are_all_known(void **state)
{
    (void)state;
    g_autoptr(keymap_t) keymap = keymap_new();
    g_autoptr(GError) error = NULL;
    assert_true(keymap_add_catalogue(keymap, catalogue, catalogue_size, &error));
    assert_string_equal(keymap_find(keymap, "global", (struct keystroke){ KEYCAP_ESCAPE, 0 }), "view.back");
    assert_string_equal(keymap_find(keymap, "grid global", (struct keystroke){ '\\', 0 }), "table.filter");
}

static void routes_read_as_they_were_written(void **state)
{
    (void)state;
    g_autoptr(route_t) route = route_set(route_set_int(route_new("subject"), "subject", 12), "query", "a=b&c 张");
    g_autofree char *text = route_format(route);
    g_autoptr(route_t) back = route_parse(text);
    assert_string_equal(route_view(back), "subject");
    assert_int_equal(route_int(back, "subject", 0), 12);
    assert_string_equal(route_get(back, "query"), "a=b&c 张");
    assert_null(route_get(back, "none"));
    assert_null(route_parse(""));
    assert_null(route_parse("view?novalue"));
    route_set(back, "query", NULL);
    assert_null(route_get(back, "query"));
}

/* ---- bytes to events ------------------------------------------------------------------------------------------------
 */

static char *decode(const char *bytes, size_t length, size_t chunk)
{
    struct decoder *decoder = decoder_new();
    GString *text = g_string_new(NULL);
    struct event event;
    for (size_t at = 0; at < length; at += chunk) {
        decoder_feed(decoder, bytes + at, MIN(chunk, length - at));
        if (at + chunk >= length) decoder_flush(decoder);
        while (decoder_next(decoder, &event)) {
            g_autofree char *key = event.kind == EVENT_KEY ? keystroke_format(event.key) : NULL;
            if (event.kind == EVENT_KEY) g_string_append_printf(text, "%s ", key);
            if (event.kind == EVENT_PASTE) g_string_append_printf(text, "paste(%s) ", event.text);
            if (event.kind == EVENT_MOUSE)
                g_string_append_printf(text, "mouse%d@%d,%d ", (int)event.mouse, event.x, event.y);
            event_clear(&event);
        }
    }
    decoder_free(decoder);
    return g_string_free(text, FALSE);
}

static void assert_decodes(const char *bytes, const char *expected)
{
    size_t length = strlen(bytes);
    g_autofree char *whole = decode(bytes, length, length);
    assert_string_equal(whole, expected);
    g_autofree char *drop_by_drop = decode(bytes, length, 1); /* as a slow line brings it */
    assert_string_equal(drop_by_drop, expected);
}

static void terminals_bytes_become_keys(void **state)
{
    (void)state;
    assert_decodes("a\033[A\033OA\r\t\x7f\x10", "a Up Up Enter Tab Backspace C-p ");
    assert_decodes("\033[1;5C\033[Z\033[15~\033OP\033[[B\033[5~\033[7~", "C-Right S-Tab F5 F1 F2 PageUp Home ");
    assert_decodes("张\033x", "张 M-x ");
    assert_decodes("\033", "Escape ");
    assert_decodes("\033\033", "Escape Escape ");
    assert_decodes("\033[<0;300;2M\033[<0;300;2m\033[<65;1;1M", "mouse0@299,1 mouse3@0,0 ");
    assert_decodes("x\033[200~rm -rf\n\033[Aq\033[201~y", "x paste(rm -rf\n\033[Aq) y ");
    assert_decodes("\033[?1;2c\033[99;99;99Xz", "z "); /* unknown sequences are swallowed */
    assert_decodes("\xff\xc3z", "z ");
}

static void decoder_survives_noise(void **state)
{
    (void)state;
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    for (int round = 0; round < 3000; round++) {
        char bytes[40];
        size_t length = (size_t)g_rand_int_range(random, 1, sizeof(bytes));
        for (size_t i = 0; i < length; i++)
            bytes[i] = g_rand_boolean(random) ? "\033[O<;~200M1mA"[g_rand_int_range(random, 0, 13)]
                                              : (char)g_rand_int_range(random, 0, 256);
        g_autofree char *text = decode(bytes, length, (size_t)g_rand_int_range(random, 1, 9));
        assert_true(g_utf8_validate(text, -1, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_shares_and_drops),
        cmocka_unit_test(layout_survives_nothing),
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(keymap_takes_defaults_and_a_persons_own),
        cmocka_unit_test(keymap_names_the_wrong_line_and_changes_nothing),
        cmocka_unit_test(the_catalogues_keys_are_all_known),
        cmocka_unit_test(routes_read_as_they_were_written),
        cmocka_unit_test(terminals_bytes_become_keys),
        cmocka_unit_test(decoder_survives_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
