/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as text: what leaves in each of the four forms, for ordinary cells and for hostile ones. */
#include "check.h"

#include "cli/language.h"
#include "cli/render.h"

#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// clang-format off
static const struct column columns[] = {
    { .id = "name",    .title = "Name",    .type = VALUE_TEXT },
    { .id = "amount",  .title = "Amount",  .type = VALUE_MONEY, .unit = "CNY" },
    { .id = "day",     .title = "Day",     .type = VALUE_DATE },
    { .id = "month",   .title = "Month",   .type = VALUE_MONTH },
    { .id = "share",   .title = "Share",   .type = VALUE_PERCENT },
    { .id = "state",   .title = "State",   .type = VALUE_CODE, .group = "REPAY_STATE" },
    { .id = "flag",    .title = "Flag",    .type = VALUE_FLAG },
    { .id = "list",    .title = "List",    .type = VALUE_LIST },
    { .id = "made",    .title = "Made",    .type = VALUE_MOMENT },
};
// clang-format on
static int terminal; /* columns to render for, 0: not a terminal */
static const struct command reading = { .id = "test.read" };

static void add_row(struct table *table, const char *name, int64_t minor)
{
    table_row_begin(table);
    table_add_text(table, name);
    table_add_money(table, minor, NULL);
    table_add_date(table, date_make(2026, 11, 22));
    table_add_month(table, month_make(2026, 4));
    table_add_real(table, 0.312);
    table_add_text(table, "2");
    table_add_int(table, 1);
    table_add_text(table, "[1.50,null]");
    table_add_int(table, 1795341600000);
    assert_true(table_row_end(table, NULL));
}

/* Renders rows of these names into text, as it would stand in a file. Caller frees. */
static char *render(enum format format, const char *const *names, size_t count, bool with_facts)
{
    char *text = NULL;
    gsize length = 0;
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("bureau-render-XXXXXX", &path, NULL);
    g_autoptr(table_t) table = table_new();
    g_autoptr(renderer_t) renderer = renderer_new(format, &reading, "en", file);
    renderer->width = terminal;
    renderer_attach(renderer, table);
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (size_t index = 0; index < count; index++)
        add_row(table, names[index], 123450);
    if (with_facts) table_fact_text(table, "note", "Note", "first \"quoted\"\n\033[31m");
    if (with_facts) table_fact_money(table, "total", "Total", -5, "CNY");
    assert_true(renderer_finish(renderer, table, NULL));
    close(file);
    assert_true(g_file_get_contents(path, &text, &length, NULL));
    assert_int_equal(strlen(text), length);
    remove(path);
    return text;
}

static JsonObject *parse(JsonParser *parser, const char *text)
{
    g_autoptr(GError) error = NULL;
    json_parser_load_from_data(parser, text, -1, &error);
    assert_no_error(error);
    return json_node_get_object(json_parser_get_root(parser));
}

static void json_is_one_document(void **state)
{
    (void)state;
    static const char *const names[] = { "王小明", NULL };
    g_autofree char *text = render(FORMAT_JSON, names, 2, true);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *document = parse(parser, text);
    static const char *const members[] = { "command", "facts", "columns", "rows", "count", "exact" };
    assert_int_equal(json_object_get_size(document), G_N_ELEMENTS(members));
    for (size_t index = 0; index < G_N_ELEMENTS(members); index++)
        assert_true(json_object_has_member(document, members[index]));
    assert_string_equal(json_object_get_string_member(document, "command"), "test.read");
    assert_int_equal(json_object_get_int_member(document, "count"), 2);
    assert_true(json_object_get_boolean_member(document, "exact"));
    JsonObject *row = json_array_get_object_element(json_object_get_array_member(document, "rows"), 0);
    assert_string_equal(json_object_get_string_member(row, "name"), "王小明");
    assert_string_equal(json_object_get_string_member(row, "day"), "2026-11-22");
    assert_string_equal(json_object_get_string_member(row, "month"), "2026-04");
    assert_string_equal(json_object_get_string_member(row, "state"), "2");
    assert_string_equal(json_object_get_string_member(row, "made"), "2026-11-22T10:00:00Z");
    assert_true(json_object_get_boolean_member(row, "flag"));
    assert_true(json_object_get_double_member(row, "share") == 0.312);
    assert_true(json_node_is_null(json_array_get_element(json_object_get_array_member(row, "list"), 1)));
    assert_true(json_object_get_null_member(
        json_array_get_object_element(json_object_get_array_member(document, "rows"), 1), "name"));
    assert_non_null(strstr(text, "\"amount\": 1234.50,"));
    assert_non_null(strstr(text, "\"total\": -0.05"));
    JsonObject *column = json_array_get_object_element(json_object_get_array_member(document, "columns"), 1);
    assert_string_equal(json_object_get_string_member(column, "type"), "money");
    assert_string_equal(json_object_get_string_member(column, "unit"), "CNY");
}

/* More than is held back: the document is the same, its facts behind the rows. */
static void large_json_streams(void **state)
{
    (void)state;
    enum { ROWS = 30000 };
    g_autofree const char **names = g_new(const char *, ROWS);
    for (int row = 0; row < ROWS; row++)
        names[row] = "Anna Lindqvist, a name that takes some room so that the rows add up";
    g_autofree char *text = render(FORMAT_JSON, names, ROWS, true);
    assert_true(strlen(text) > 5 << 20);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *document = parse(parser, text);
    assert_int_equal(json_object_get_size(document), 6);
    assert_int_equal(json_array_get_length(json_object_get_array_member(document, "rows")), ROWS);
    assert_int_equal(json_object_get_int_member(document, "count"), ROWS);
    assert_true(json_object_has_member(json_object_get_object_member(document, "facts"), "total"));
}

static void lines_are_objects(void **state)
{
    (void)state;
    static const char *const names[] = { "a", "b\nc" };
    g_autofree char *text = render(FORMAT_JSONL, names, 2, true);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    assert_int_equal(g_strv_length(lines), 3);
    for (int line = 0; line < 2; line++) {
        g_autoptr(JsonParser) parser = json_parser_new();
        assert_int_equal(json_object_get_size(parse(parser, lines[line])), G_N_ELEMENTS(columns));
    }
}

static void csv_keeps_types(void **state)
{
    (void)state;
    static const char *const names[] = { "a,b", "say \"x\"", NULL };
    g_autofree char *text = render(FORMAT_CSV, names, 3, true);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    assert_string_equal(lines[0], "name,amount,day,month,share,state,flag,list,made");
    assert_string_equal(lines[1],
                        "\"a,b\",1234.50,2026-11-22,2026-04,0.312,2,true,\"[1.50,null]\",2026-11-22T10:00:00Z");
    assert_true(g_str_has_prefix(lines[2], "\"say \"\"x\"\"\",1234.50"));
    assert_true(g_str_has_prefix(lines[3], ",1234.50"));
    assert_string_equal(lines[4], "");
}

static void csv_is_safe_in_a_spreadsheet(void **state)
{
    (void)state;
    static const char *const names[] = { "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "1-1" };
    g_autofree char *text = render(FORMAT_CSV, names, G_N_ELEMENTS(names), false);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t index = 0; index + 1 < G_N_ELEMENTS(names); index++)
        if (lines[index + 1][0] != '\'') fail_msg("“%s” can start a formula", lines[index + 1]);
    assert_true(g_str_has_prefix(lines[G_N_ELEMENTS(names)], "1-1,"));
}

/* Whatever a cell holds, no control byte and no direction override leaves, and the text is valid UTF-8. */
static void hostile_text_is_harmless(void **state)
{
    (void)state;
    static const char *const names[] = { "\033]0;title\007",
                                         "\033[2J",
                                         "a\xe2\x80\xae"
                                         "gpj",
                                         "bad \xff\xc3",
                                         "\xc2\x9b"
                                         "31m",
                                         "\x7f\b\b" };
    for (enum format format = FORMAT_TABLE; format <= FORMAT_JSONL; format++) {
        g_autofree char *text = render(format, names, G_N_ELEMENTS(names), true);
        assert_true(g_utf8_validate(text, -1, NULL));
        assert_null(strstr(text, "\xe2\x80\xae"));
        for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
            assert_true(*at == '\n' || !g_unichar_iscntrl(g_utf8_get_char(at)));
    }
}

static void plain_is_aligned_by_columns(void **state)
{
    (void)state;
    static const char *const names[] = { "王小明", "Anna",
                                         "e\xcc\x81"
                                         "va" };
    g_autofree char *text = render(FORMAT_TABLE, names, 3, true);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    /* a text of several lines, such as a letter, keeps them, set in so that none looks like another fact */
    assert_string_equal(lines[0], "Note:");
    assert_true(g_str_has_prefix(lines[1], "    first"));
    assert_true(g_str_has_prefix(lines[2], "    "));
    assert_null(strchr(lines[2], '\033'));
    assert_true(g_str_has_prefix(lines[3], "Total: -0.05"));
    assert_string_equal(lines[4], "");
    assert_true(g_str_has_prefix(lines[5], "Name    Amount CNY  Day"));
    int at = -1;
    for (int line = 7; line < 10; line++) {
        char *amount = strstr(lines[line], "1,234.50");
        assert_non_null(amount);
        g_autofree char *before = g_strndup(lines[line], (gsize)(amount - lines[line]));
        assert_true(at == -1 || at == text_width(before));
        at = text_width(before);
    }
    assert_non_null(strstr(lines[7], "31–60 days")); /* a person reads the label */
}

/* On a terminal no line runs over, and figures are whole or not there at all. */
static void plain_fits_the_terminal(void **state)
{
    (void)state;
    static const char *const names[] = { "中华人民共和国某某某某某某有限公司", "Anna" };
    for (terminal = 12; terminal <= 120; terminal++) {
        g_autofree char *text = render(FORMAT_TABLE, names, 2, false);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (int line = 0; line < 4; line++)
            if (text_width(lines[line]) > terminal) fail_msg("%d columns: %s", terminal, lines[line]);
        if (terminal < 60) assert_non_null(strstr(text, "columns do not fit"));
        assert_true(strstr(text, "1,234.50") != NULL || strstr(text, "Amount") == NULL);
    }
    terminal = 0;
}

/* A reader that went away is a fact; an error of the disk is an error. */
static void broken_pipe_and_full_disk(void **state)
{
    (void)state;
    int ends[2];
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new("x");
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    struct output output = { .descriptor = ends[1] };
    assert_false(output_flush(&output, text, &error));
    assert_true(output.broken);
    g_clear_error(&error);
    close(ends[1]);
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL) skip();
    struct output disk = { .descriptor = fileno(full) };
    g_string_assign(text, "x");
    assert_false(output_flush(&disk, text, &error));
    assert_false(disk.broken);
    assert_int_equal(bureau_error_exit_code(error), 5);
    fclose(full);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    language_set("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_one_document),
        cmocka_unit_test(large_json_streams),
        cmocka_unit_test(lines_are_objects),
        cmocka_unit_test(csv_keeps_types),
        cmocka_unit_test(csv_is_safe_in_a_spreadsheet),
        cmocka_unit_test(hostile_text_is_harmless),
        cmocka_unit_test(plain_is_aligned_by_columns),
        cmocka_unit_test(plain_fits_the_terminal),
        cmocka_unit_test(broken_pipe_and_full_disk),
    };
    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
