/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks as a person gets them: typed, filtered, safe from what data holds, and never half written. */
#include "report/report.h"
#include "zip.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
// clang-format off
#include <cmocka.h>
// clang-format on

// clang-format off
static const struct column columns[] = {
    { .id = "name",    .title = "Name",    .type = VALUE_TEXT },
    { .id = "amount",  .title = "Amount",  .type = VALUE_MONEY, .unit = "CNY" },
    { .id = "day",     .title = "Day",     .type = VALUE_DATE },
    { .id = "month",   .title = "Month",   .type = VALUE_MONTH },
    { .id = "share",   .title = "Share",   .type = VALUE_PERCENT },
    { .id = "states",  .title = "States",  .type = VALUE_STATES },
    { .id = "state",   .title = "State",   .type = VALUE_CODE, .group = "REPAY_STATE" },
    { .id = "flag",    .title = "Flag",    .type = VALUE_FLAG },
    { .id = "made",    .title = "Made",    .type = VALUE_MOMENT },
};
// clang-format on

struct place_for_test {
    char *folder, *file;
    struct session *session;
};

static int setup(void **state)
{
    struct place_for_test *place = g_new0(struct place_for_test, 1);
    place->folder = g_dir_make_tmp("bureau-report-XXXXXX", NULL);
    place->file = g_build_filename(place->folder, "out.xlsx", NULL);
    place->session = session_new();
    place->session->user = g_strdup("li.na");
    place->session->role = ROLE_OFFICER;
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place_for_test *place = *state;
    g_unlink(place->file);
    g_rmdir(place->folder);
    session_free(place->session);
    g_free(place->folder);
    g_free(place->file);
    g_free(place);
    return 0;
}

static void add_row(struct table *table, const char *name, int64_t minor)
{
    table_row_begin(table);
    table_add_text(table, name);
    table_add_money(table, minor, NULL);
    table_add_date(table, date_make(2026, 11, 22));
    table_add_month(table, month_make(2026, 4));
    table_add_real(table, 0.312);
    table_add_states(table, "NN12", month_make(2026, 1));
    table_add_text(table, "2");
    table_add_int(table, 1);
    table_add_int(table, 1795341600000); /* 2026-11-22T10:00:00Z */
    assert_true(table_row_end(table, NULL));
}

static struct table *small_table(void)
{
    struct table *table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    add_row(table, "王小明", 123450);
    return table;
}

/* How many entries the folder has: a temporary file left behind would be one. */
static unsigned entries(const char *folder)
{
    unsigned count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir) != NULL)
        count++;
    return count;
}

static char *export(struct place_for_test *place, const struct table *table, GError **error)
{
    char *digest = NULL;
    report_export_table(place->session, table, "People", place->file, NULL, &digest, error);
    return digest;
}

static bool is_well_formed(const char *xml)
{
    static const GMarkupParser nothing = { 0 };
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&nothing, 0, NULL, NULL);
    return g_markup_parse_context_parse(context, xml, -1, NULL) && g_markup_parse_context_end_parse(context, NULL);
}

static void assert_all_well_formed(const char *path)
{
    g_autoptr(GPtrArray) names = zip_names(path);
    assert_non_null(names);
    for (guint index = 0; index < names->len; index++) {
        g_autofree char *part = zip_part(path, g_ptr_array_index(names, index));
        assert_non_null(part);
        if (!is_well_formed(part)) fail_msg("%s is not well-formed", (const char *)g_ptr_array_index(names, index));
    }
}

static void assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) fail_msg("“%s” is not in: %.2000s", part, text);
}

static void cells_are_typed(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = small_table();
    g_autofree char *digest = export(place, table, &error);
    assert_null(error);
    assert_all_well_formed(place->file);
    g_autofree char *sheet = zip_part(place->file, "xl/worksheets/sheet1.xml");
    assert_holds(sheet, "<v>1234.5</v>"); /* money */
    assert_holds(sheet, "<v>46348</v>");  /* 2026-11-22 */
    assert_holds(sheet, "<v>46113</v>");  /* 2026-04-01 */
    assert_holds(sheet, "<v>0.312</v>");
    assert_holds(sheet, "<v>46348.416666");
    assert_holds(sheet, "<c r=\"H2\" t=\"b\"><v>1</v></c>");
    assert_holds(sheet, "王小明");
    assert_holds(sheet, "NN12");
    assert_holds(sheet, "31–60 days"); /* the label of the code, not the code */
    assert_null(strstr(sheet, "<f>"));
    g_autofree char *styles = zip_part(place->file, "xl/styles.xml");
    assert_holds(styles, "yyyy-mm-dd");
    assert_holds(styles, "Consolas");
}

static void header_is_frozen_and_filtered(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(table_t) table = small_table();
    g_autofree char *digest = export(place, table, NULL);
    g_autofree char *sheet = zip_part(place->file, "xl/worksheets/sheet1.xml");
    assert_holds(sheet, "<pane ySplit=\"1\" topLeftCell=\"A2\"");
    assert_holds(sheet, "<autoFilter ref=\"A1:I2\"");
    assert_holds(sheet, "Amount (CNY)");
}

static void last_sheet_says_how_it_was_made(void **state)
{
    struct place_for_test *place = *state;
    place->session->clock = 1795341600000;
    place->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t) table = small_table();
    g_autofree char *digest = export(place, table, NULL);
    g_autofree char *about = zip_part(place->file, "xl/worksheets/sheet2.xml");
    assert_holds(about, "li.na");
    assert_holds(about, "credit officer"); /* the label of the role, not the code */
    assert_holds(about, "credit_review");
    assert_holds(about, "table.export");
    assert_holds(about, "masked");
    assert_holds(about, "<v>46348.416666");
}

static void digest_and_rights(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(table_t) table = small_table();
    g_autofree char *digest = export(place, table, NULL), *content = NULL;
    gsize length = 0;
    struct stat status;
    assert_true(g_file_get_contents(place->file, &content, &length, NULL));
    g_autofree char *expected = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)content, length);
    assert_string_equal(digest, expected);
    assert_int_equal(stat(place->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(entries(place->folder), 1);
}

static void hostile_text_stays_text(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *long_text = g_strnfill(40000, 'a');
    static const char *const hostile[] = { "=1+1",
                                           "+1",
                                           "-1",
                                           "@SUM(A1)",
                                           "=HYPERLINK(\"http://x\")",
                                           "_x001B_",
                                           "\033[31mred\033[0m",
                                           "bad \xff\xfe bytes",
                                           "a\xe2\x80\xae"
                                           "b",
                                           "<b>&\"'",
                                           "\xef\xbf\xbe",
                                           "" };
    g_autoptr(table_t) table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (size_t index = 0; index < G_N_ELEMENTS(hostile); index++)
        add_row(table, hostile[index], 100);
    add_row(table, long_text, 100);
    g_autofree char *digest = export(place, table, &error);
    assert_null(error);
    assert_non_null(digest);
    assert_all_well_formed(place->file);
    g_autofree char *sheet = zip_part(place->file, "xl/worksheets/sheet1.xml");
    assert_null(strstr(sheet, "<f>"));
    assert_null(strstr(sheet, "<hyperlink"));
    assert_null(strchr(sheet, '\033'));
    assert_null(strstr(sheet, ">_x001B_")); /* would show as an escape character */
    assert_holds(sheet, "_x005F_x001B_");
    assert_null(strstr(sheet, "\xe2\x80\xae"));
    assert_null(strstr(sheet, "\xef\xbf\xbe"));
    assert_holds(sheet, "=1+1");
    const char *run = strstr(sheet, "aaaaaaaa");
    assert_non_null(run);
    assert_int_equal(strspn(run, "a"), 32766); /* and the sign that it was cut */
}

static void names_of_sheets_are_legal(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(table_t) table = small_table();
    int64_t rows, sheets;
    static const char *const names[] = {
        "History", "a/b:c?[d]*\\e'",
        "People",  "people",
        "",        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五"
    };
    g_autoptr(workbook_t) workbook = report_workbook_new(place->file, place->session, "en", NULL, NULL);
    for (size_t index = 0; index < G_N_ELEMENTS(names); index++)
        assert_true(report_workbook_add_table(workbook, names[index], table, NULL));
    g_autofree char *digest = report_workbook_finish(g_steal_pointer(&workbook), &rows, &sheets, NULL);
    assert_non_null(digest);
    assert_int_equal(rows, G_N_ELEMENTS(names));
    assert_int_equal(sheets, G_N_ELEMENTS(names) + 1);
    g_autofree char *book = zip_part(place->file, "xl/workbook.xml");
    assert_null(strstr(book, "name=\"History\"")); /* Excel keeps that name for itself */
    assert_holds(book, "name=\"People\"");
    assert_holds(book, "name=\"people (2)\"");
    assert_null(strstr(book, "a/b"));
}

static void facts_have_their_own_sheet(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(table_t) table = small_table();
    table_fact_int(table, "score", "Score", 412);
    g_autofree char *digest = export(place, table, NULL);
    g_autofree char *book = zip_part(place->file, "xl/workbook.xml"),
                    *facts = zip_part(place->file, "xl/worksheets/sheet1.xml");
    assert_holds(book, "People (facts)");
    assert_holds(facts, "<v>412</v>");
}

static void masked_cells_stay_masked(void **state)
{
    struct place_for_test *place = *state;
    static const struct column secret[] = {
        { .id = "identity", .title = "Identity", .type = VALUE_TEXT, .secrecy = SECRECY_IDENTITY },
        { .id = "income", .title = "Income", .type = VALUE_MONEY, .secrecy = SECRECY_INCOME },
    };
    g_autoptr(table_t) table = table_new();
    table_set_masked(table, true);
    table_set_columns(table, secret, 2);
    table_row_begin(table);
    table_add_text(table, "990101199001011237");
    table_add_money(table, 1234567, "CNY");
    assert_true(table_row_end(table, NULL));
    g_autofree char *digest = export(place, table, NULL);
    g_autofree char *sheet = zip_part(place->file, "xl/worksheets/sheet1.xml");
    assert_null(strstr(sheet, "19900101"));
    assert_null(strstr(sheet, "12345"));
    assert_holds(sheet, "**");
    assert_holds(sheet, ">****<"); /* hidden is not the same as unknown */
}

/* ---- nothing half written ---- */

static void assert_untouched(struct place_for_test *place)
{
    g_autofree char *content = NULL;
    assert_true(g_file_get_contents(place->file, &content, NULL, NULL));
    assert_string_equal(content, "what was there");
    assert_int_equal(entries(place->folder), 1);
}

static void cancelled_export_leaves_the_target(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = small_table();
    assert_true(g_file_set_contents(place->file, "what was there", -1, NULL));
    place->session->cancellable = g_cancellable_new();
    g_cancellable_cancel(place->session->cancellable);
    assert_null(export(place, table, &error));
    assert_int_equal(bureau_error_exit_code(error), 6);
    assert_untouched(place);
}

static void full_disk_leaves_the_target(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (int row = 0; row < 5000; row++) {
        g_autofree char *name =
            g_strdup_printf("%08x%08x%08x", (unsigned)row * 2654435761u, (unsigned)row * 40503u, (unsigned)row);
        add_row(table, name, row * 977);
    }
    assert_true(g_file_set_contents(place->file, "what was there", -1, NULL));
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = { 65536, before.rlim_max };
    setrlimit(RLIMIT_FSIZE, &small);
    char *digest = export(place, table, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_null(digest);
    assert_int_equal(bureau_error_exit_code(error), 5);
    assert_untouched(place);
}

/* Many sheets, each of which still fits while all of them together do not: the disk is full only when the book is
 * closed, and then the library would speak on standard error by itself. */
static char *export_many(struct place_for_test *place, const struct table *table, GError **error)
{
    struct workbook *workbook = report_workbook_new_over(place->file, place->session, "en", NULL, error);
    assert_non_null(workbook);
    for (int sheet = 0; sheet < 40; sheet++)
        assert_true(report_workbook_add_table(workbook, "many", table, error));
    int64_t rows, sheets;
    return report_workbook_finish(workbook, &rows, &sheets, error);
}

static void full_disk_is_told_by_us_alone(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (int row = 0; row < 500; row++) {
        g_autofree char *name = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)&row, sizeof row);
        add_row(table, name, row * 977);
    }
    FILE *said = tmpfile();
    int kept = dup(STDERR_FILENO);
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = { 400000, before.rlim_max };
    dup2(fileno(said), STDERR_FILENO);
    setrlimit(RLIMIT_FSIZE, &small);
    char *digest = export_many(place, table, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    fputs("still here\n", stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    char heard[4096] = "";
    rewind(said);
    heard[fread(heard, 1, sizeof heard - 1, said)] = '\0';
    fclose(said);
    assert_null(digest);
    assert_int_equal(bureau_error_exit_code(error), 5);
    assert_string_equal(heard, "still here\n");
}

static void folder_that_is_not_there(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) table = small_table();
    g_autofree char *nowhere = g_build_filename(place->folder, "no", "out.xlsx", NULL);
    char *digest = NULL;
    assert_false(report_export_table(place->session, table, "People", nowhere, NULL, &digest, &error));
    assert_int_equal(bureau_error_exit_code(error), 5);
    g_clear_error(&error);
    assert_false(report_export_table(place->session, table, "People", place->folder, NULL, &digest, &error));
    assert_int_equal(bureau_error_exit_code(error), 5);
    assert_int_equal(entries(place->folder), 0);
}

/* A link as target is replaced, never followed. */
static void link_is_not_followed(void **state)
{
    struct place_for_test *place = *state;
    g_autoptr(table_t) table = small_table();
    g_autofree char *other = g_build_filename(place->folder, "other", NULL), *content = NULL;
    assert_true(g_file_set_contents(other, "what was there", -1, NULL));
    assert_int_equal(symlink("other", place->file), 0);
    g_autofree char *digest = export(place, table, NULL);
    assert_non_null(digest);
    assert_true(g_file_get_contents(other, &content, NULL, NULL));
    assert_string_equal(content, "what was there");
    g_unlink(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cells_are_typed, setup, teardown),
        cmocka_unit_test_setup_teardown(header_is_frozen_and_filtered, setup, teardown),
        cmocka_unit_test_setup_teardown(last_sheet_says_how_it_was_made, setup, teardown),
        cmocka_unit_test_setup_teardown(digest_and_rights, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_text_stays_text, setup, teardown),
        cmocka_unit_test_setup_teardown(names_of_sheets_are_legal, setup, teardown),
        cmocka_unit_test_setup_teardown(facts_have_their_own_sheet, setup, teardown),
        cmocka_unit_test_setup_teardown(masked_cells_stay_masked, setup, teardown),
        cmocka_unit_test_setup_teardown(cancelled_export_leaves_the_target, setup, teardown),
        cmocka_unit_test_setup_teardown(full_disk_leaves_the_target, setup, teardown),
        cmocka_unit_test_setup_teardown(full_disk_is_told_by_us_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_that_is_not_there, setup, teardown),
        cmocka_unit_test_setup_teardown(link_is_not_followed, setup, teardown),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
