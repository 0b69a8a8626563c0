/* SPDX-License-Identifier: Apache-2.0 */
/* The grid: order, filter, marks by key, columns when narrow, counts, copies, rows by pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/base.h"
#include "core/route.h"
#include "widget/grid.h"

#include <string.h>

enum { ROWS = 10000 };

static const struct column columns[] = {
    { .id = "id", .title = "Id", .type = VALUE_INTEGER, .priority = 5 },
    { .id = "name", .title = "Name", .type = VALUE_TEXT },
    { .id = "city", .title = "City", .type = VALUE_TEXT, .priority = 1 },
    { .id = "balance", .title = "Balance", .type = VALUE_MONEY, .unit = "CNY", .priority = 2 },
    { .id = "opened", .title = "Opened", .type = VALUE_DATE, .priority = 3 },
};

static const char *const cities[] = { "杭州", "Lund", "北京" };

/* Keys are not row numbers: row i has key i * 7 + 1. */
static struct table *make_table(int rows)
{
    struct table *table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (int i = 0; i < rows; i++) {
        g_autofree char *name = g_strdup_printf("client %05d", (i * 7919) % rows);
        table_row_begin(table);
        table_add_int(table, (int64_t)i * 7 + 1);
        table_add_text(table, name);
        table_add_text(table, cities[i % 3]);
        table_add_money(table, i % 10 == 0 ? MONEY_UNKNOWN : (int64_t)(i % 100) * 100, "CNY");
        table_add_date(table, date_make(2020, 1 + i % 12, 1));
        assert_true(table_row_end(table, NULL));
    }
    return table;
}

static struct grid *make_grid(int rows)
{
    struct grid *grid = grid_new();
    grid_set_source(grid, source_of_table(make_table(rows), "id"));
    grid_place(grid, rect_make(0, 0, 80, 20), true);
    return grid;
}

static void press(struct grid *grid, gunichar code)
{
    grid_event(grid, &(struct event){ .kind = EVENT_KEY, .key = { code, 0 } });
}

static int64_t minor_at_cursor(const struct grid *grid)
{
    struct cell cell;
    assert_true(grid_value(grid, grid_row(grid), "balance", &cell));
    return cell.is_null ? -1 : cell.integer;
}

static void sorting_keeps_the_row_under_the_cursor(void **state)
{
    (void)state;
    struct grid *grid = make_grid(ROWS);
    assert_int_equal(grid_row_count(grid), ROWS);
    grid_go_to(grid, 7 * 4321 + 1);
    grid_sort(grid, "name", false);
    assert_int_equal(grid_row(grid), 7 * 4321 + 1);
    press(grid, KEYCAP_HOME);
    struct cell cell;
    assert_true(grid_value(grid, grid_row(grid), "name", &cell));
    assert_string_equal(cell.text, "client 00000");
    press(grid, KEYCAP_END);
    assert_true(grid_value(grid, grid_row(grid), "name", &cell));
    assert_string_equal(cell.text, "client 09999");
    grid_free(grid);
}

static void unknown_amounts_stand_last_in_both_directions(void **state)
{
    (void)state;
    struct grid *grid = make_grid(1000);
    grid_sort(grid, "balance", false);
    press(grid, KEYCAP_HOME);
    assert_int_equal(minor_at_cursor(grid), 100);
    press(grid, KEYCAP_END);
    assert_int_equal(minor_at_cursor(grid), -1);
    grid_sort(grid, "balance", true);
    press(grid, KEYCAP_HOME);
    assert_int_equal(minor_at_cursor(grid), 9900);
    press(grid, KEYCAP_END);
    assert_int_equal(minor_at_cursor(grid), -1);
    grid_free(grid);
}

static void a_second_key_orders_within_the_first(void **state)
{
    (void)state;
    struct grid *grid = make_grid(600);
    grid_sort(grid, "city", false);
    grid_sort_add(grid, "balance", true);
    char last_city[16] = "";
    int64_t last = 0;
    for (size_t i = 0; i < grid_row_count(grid); i++) {
        struct cell city, balance;
        assert_true(grid_value(grid, grid_row(grid), "city", &city));
        g_autofree char *name = g_strdup(city.text);
        assert_true(grid_value(grid, grid_row(grid), "balance", &balance));
        int64_t minor = balance.is_null ? -1 : balance.integer;
        if (strcmp(name, last_city) == 0) assert_true(minor <= last);
        last = minor;
        g_strlcpy(last_city, name, sizeof(last_city));
        press(grid, KEYCAP_DOWN);
    }
    assert_string_equal(last_city, "Lund"); /* beijing, hangzhou, lund: Chinese as it is read */
    g_autofree char *words = grid_state(grid);
    assert_non_null(strstr(words, "City↑, Balance↓"));
    grid_free(grid);
}

static void filter_hides_rows_and_gives_them_back(void **state)
{
    (void)state;
    struct grid *grid = make_grid(ROWS);
    grid_filter(grid, "lund 0999");
    assert_in_range(grid_row_count(grid), 1, 20);
    struct cell cell;
    for (size_t i = 0; i < grid_row_count(grid); i++, press(grid, KEYCAP_DOWN)) {
        assert_true(grid_value(grid, grid_row(grid), "city", &cell));
        assert_string_equal(cell.text, "Lund");
    }
    g_autofree char *words = grid_state(grid);
    assert_non_null(strstr(words, "of 10000"));
    grid_filter(grid, "nobody at all");
    assert_int_equal(grid_row_count(grid), 0);
    assert_int_equal(grid_row(grid), ROW_NONE);
    press(grid, KEYCAP_DOWN);
    assert_string_equal(grid_why_not(grid, "table.export"), "There is no row here.");
    grid_filter(grid, NULL);
    assert_int_equal(grid_row_count(grid), ROWS);
    grid_free(grid);
}

static void marks_follow_their_rows(void **state)
{
    (void)state;
    struct grid *grid = make_grid(50);
    grid_command(grid, NULL, "table.mark", -1);
    grid_command(grid, NULL, "table.mark", -1);
    grid_sort(grid, "name", true);
    size_t count;
    g_autofree int64_t *keys = grid_selection(grid, &count);
    assert_int_equal(count, 2);
    assert_true((keys[0] == 1 && keys[1] == 8) || (keys[0] == 8 && keys[1] == 1));
    struct table *marked = grid_to_table(grid);
    assert_int_equal(table_row_count(marked), 2);
    table_free(marked);
    grid_set_source(grid, source_of_table(make_table(1), "id")); /* the second marked row is gone */
    assert_int_equal(grid_marked_count(grid), 1);
    grid_free(grid);
}

static void narrow_screens_drop_the_least_important(void **state)
{
    (void)state;
    struct grid *grid = make_grid(30);
    struct canvas *canvas = canvas_new(120, 12);
    press(grid, KEYCAP_RIGHT); /* onto the name */
    grid_place(grid, rect_make(0, 0, 30, 12), true);
    grid_draw(grid, canvas, true);
    g_autofree char *narrow = canvas_dump(canvas, false);
    assert_non_null(strstr(narrow, "Name"));
    assert_null(strstr(narrow, "Id"));
    press(grid, KEYCAP_LEFT); /* to the dropped column: it comes in */
    canvas_clear(canvas, INK_TEXT);
    grid_draw(grid, canvas, true);
    g_autofree char *moved = canvas_dump(canvas, false);
    assert_non_null(strstr(moved, "Id"));
    for (int w = 0; w < 120; w += 3) {
        grid_place(grid, rect_make(0, 0, w, w / 10), true);
        canvas_clear(canvas, INK_TEXT);
        grid_draw(grid, canvas, true);
        for (int y = 0; y < 12; y++)
            for (int x = w; x < 120; x++)
                assert_int_equal(canvas_cell(canvas, x, y)->code, ' '); /* nothing leaves its area */
    }
    canvas_free(canvas);
    grid_free(grid);
}

static void numbers_stand_right_and_wide_names_keep_columns(void **state)
{
    (void)state;
    static const struct column two[] = { { .id = "name", .title = "Name", .type = VALUE_TEXT },
                                         { .id = "balance", .title = "Balance", .type = VALUE_MONEY, .unit = "CNY" } };
    struct table *table = table_new();
    table_set_columns(table, two, 2);
    static const char *const names[] = { "中国工商银行股份有限公司", "丂",
                                         "e\xcc\x81"
                                         "vil\033[2J" };
    for (int i = 0; i < 3; i++) {
        table_row_begin(table);
        table_add_text(table, names[i]);
        table_add_money(table, 1234500 * (i + 1), "CNY");
        table_row_end(table, NULL);
    }
    struct grid *grid = grid_new();
    grid_set_source(grid, source_of_table(table, NULL));
    grid_place(grid, rect_make(0, 0, 24, 5), true);
    struct canvas *canvas = canvas_new(24, 5);
    grid_draw(grid, canvas, true);
    int end = 0;
    for (int x = 0; x < 24; x++)
        if (canvas_cell(canvas, x, 1)->code == '.') end = x + 2;
    assert_in_range(end, 4, 23);
    for (int y = 1; y < 4; y++) {
        assert_int_equal(canvas_cell(canvas, end - 2, y)->code, '.');
        assert_int_equal(canvas_cell(canvas, end, y)->code, '0');
    }
    canvas_free(canvas);
    grid_free(grid);
}

static void counts_and_description_of_a_column(void **state)
{
    (void)state;
    struct grid *grid = make_grid(100);
    press(grid, KEYCAP_RIGHT);
    press(grid, KEYCAP_RIGHT);
    struct table *counts = grid_count_values(grid);
    assert_int_equal(table_row_count(counts), 3);
    assert_string_equal(table_row(counts, 0)[0].text, "杭州");
    assert_int_equal(table_row(counts, 0)[1].integer, 34);
    table_free(counts);
    press(grid, KEYCAP_RIGHT);
    struct table *described = grid_describe(grid);
    assert_int_equal(table_find_fact(described, "missing")->cell.integer, 10);
    assert_int_equal(table_find_fact(described, "distinct")->cell.integer, 90);
    assert_string_equal(table_find_fact(described, "least")->cell.text, "1.00");
    assert_string_equal(table_find_fact(described, "most")->cell.text, "99.00");
    assert_string_equal(table_find_fact(described, "sum")->cell.text, "4,500.00");
    table_free(described);
    grid_free(grid);
}

/* A masked amount has no value here, and what is made from the grid says so all the same. */
static void masked_amounts_stay_masked(void **state)
{
    (void)state;
    static const struct column masked[] = {
        { .id = "id", .title = "Id", .type = VALUE_INTEGER },
        { .id = "income", .title = "Income", .type = VALUE_MONEY, .unit = "CNY", .secrecy = SECRECY_INCOME },
    };
    struct table *table = table_new();
    table_set_masked(table, true);
    table_set_columns(table, masked, G_N_ELEMENTS(masked));
    for (int i = 0; i < 2; i++) {
        table_row_begin(table);
        table_add_int(table, i + 1);
        table_add_money(table, i == 0 ? 1234500 : MONEY_UNKNOWN, "CNY");
        assert_true(table_row_end(table, NULL));
    }
    struct grid *grid = grid_new();
    grid_set_source(grid, source_of_table(table, "id"));
    grid_place(grid, rect_make(0, 0, 80, 20), true);
    g_autofree char *rows = grid_copy_rows(grid);
    assert_string_equal(rows, "Id\tIncome\n1\t****\n");
    g_autoptr(table_t) copy = grid_to_table(grid);
    assert_true(table_row(copy, 0)[1].is_hidden);
    assert_true(table_row(copy, 1)[1].is_null && !table_row(copy, 1)[1].is_hidden);
    struct table *counts = grid_count_values(grid);
    assert_int_equal(table_row_count(counts), 2);
    table_free(counts);
    grid_free(grid);
}

static void copies_are_tab_separated(void **state)
{
    (void)state;
    struct grid *grid = make_grid(3);
    grid_hide(grid, "opened", true);
    grid_hide(grid, "balance", true);
    g_autofree char *rows = grid_copy_rows(grid);
    assert_string_equal(rows, "Id\tName\tCity\n1\tclient 00000\t杭州\n");
    press(grid, KEYCAP_RIGHT);
    g_autofree char *cell = grid_copy_cell(grid);
    assert_string_equal(cell, "client 00000");
    grid_free(grid);
}

static void place_comes_back(void **state)
{
    (void)state;
    struct grid *grid = make_grid(200), *again = make_grid(200);
    grid_sort(grid, "balance", true);
    grid_hide(grid, "city", true);
    grid_go_to(grid, 7 * 123 + 1);
    g_autoptr(route_t) route = route_new("search");
    grid_save(grid, route);
    grid_restore(again, route);
    assert_int_equal(grid_row(again), 7 * 123 + 1);
    assert_int_equal(grid_row_index(again), grid_row_index(grid));
    g_autofree char *a = grid_state(grid), *b = grid_state(again);
    assert_string_equal(a, b);
    grid_free(grid);
    grid_free(again);
}

static void mouse_goes_to_row_and_column(void **state)
{
    (void)state;
    struct grid *grid = make_grid(100);
    struct canvas *canvas = canvas_new(80, 20);
    grid_draw(grid, canvas, true);
    int argument = -1;
    assert_string_equal(canvas_link_at(canvas, 2, 0, &argument), "table.sort");
    assert_int_equal(argument, 0);
    assert_true(
        grid_event(grid, &(struct event){ .kind = EVENT_MOUSE, .mouse = MOUSE_PRESS, .x = 10, .y = 4, .button = 1 }));
    assert_int_equal(grid_row_index(grid), 3);
    assert_true(grid_event(grid, &(struct event){ .kind = EVENT_MOUSE, .mouse = MOUSE_WHEEL_DOWN, .x = 10, .y = 4 }));
    assert_int_equal(grid_row_index(grid), 6);
    assert_false(grid_event(grid, &(struct event){ .kind = EVENT_MOUSE, .mouse = MOUSE_PRESS, .x = 10, .y = 40 }));
    canvas_free(canvas);
    grid_free(grid);
}

/* ---- rows by pages --------------------------------------------------------------------------------------------------
 */

struct asked {
    size_t times, page, count;
    int64_t first;
};

static void fetch(void *owner, const int64_t *keys, size_t count, size_t page)
{
    struct asked *asked = owner;
    asked->times++;
    asked->page = page;
    asked->count = count;
    asked->first = keys[0];
}

static void pages_are_asked_for_once_and_pending_till_they_come(void **state)
{
    (void)state;
    struct asked asked = { 0 };
    int64_t *keys = g_new(int64_t, 1000);
    for (int i = 0; i < 1000; i++)
        keys[i] = 5000 - i;
    struct table_source *source = source_by_key(columns, G_N_ELEMENTS(columns), keys, 1000, fetch, &asked);
    struct grid *grid = grid_new();
    grid_set_source(grid, source);
    grid_place(grid, rect_make(0, 0, 80, 10), true);
    assert_int_equal(asked.times, 1);
    assert_int_equal(asked.count, 64);
    struct cell cell;
    assert_false(grid_value(grid, 5000, "name", &cell));
    struct canvas *canvas = canvas_new(80, 10);
    grid_draw(grid, canvas, true);
    g_autofree char *text = canvas_dump(canvas, false);
    assert_non_null(strstr(text, "·"));
    source_page_fill(source, 0, make_table(64));
    assert_true(grid_value(grid, 5000, "name", &cell));
    press(grid, KEYCAP_END);
    assert_int_equal(asked.times, 2);
    assert_int_equal(asked.page, 15);
    assert_int_equal(asked.first, 5000 - 960);
    assert_int_equal(asked.count, 40);
    grid_draw(grid, canvas, true);
    assert_int_equal(grid_row(grid), 4001);
    source_page_fill(source, 14, make_table(64)); /* nobody asked: dropped, not leaked */
    canvas_free(canvas);
    grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorting_keeps_the_row_under_the_cursor),
        cmocka_unit_test(unknown_amounts_stand_last_in_both_directions),
        cmocka_unit_test(a_second_key_orders_within_the_first),
        cmocka_unit_test(filter_hides_rows_and_gives_them_back),
        cmocka_unit_test(marks_follow_their_rows),
        cmocka_unit_test(narrow_screens_drop_the_least_important),
        cmocka_unit_test(numbers_stand_right_and_wide_names_keep_columns),
        cmocka_unit_test(counts_and_description_of_a_column),
        cmocka_unit_test(masked_amounts_stay_masked),
        cmocka_unit_test(copies_are_tab_separated),
        cmocka_unit_test(place_comes_back),
        cmocka_unit_test(mouse_goes_to_row_and_column),
        cmocka_unit_test(pages_are_asked_for_once_and_pending_till_they_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
