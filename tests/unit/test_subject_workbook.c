/* SPDX-License-Identifier: Apache-2.0 */
/* The workbooks of a real small store: the subject's, the register of disputes, what a search finds. */
#include "check.h"

#include "fixture.h"
#include "zip.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static struct fixture *fixture;
static char *folder, *file;

static int setup(void **state)
{
    (void)state;
    fixture = fixture_new();
    folder = g_dir_make_tmp("bureau-workbook-XXXXXX", NULL);
    file = g_build_filename(folder, "out.xlsx", NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    g_unlink(file);
    g_rmdir(folder);
    g_clear_pointer(&file, g_free);
    g_clear_pointer(&folder, g_free);
    fixture_free(fixture);
    return 0;
}

static void assert_holds(const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL)
        fail_msg("“%s” is not in: %.1500s", part, text != NULL ? text : "(nothing)");
}

/* The XML of the sheet of this name. */
static char *sheet_named(const char *name)
{
    g_autofree char *book = zip_part(file, "xl/workbook.xml");
    g_autofree char *wanted = g_strdup_printf("<sheet name=\"%s\" sheetId=\"", name);
    const char *at = strstr(book, wanted);
    if (at == NULL) fail_msg("there is no sheet %s in %s", name, book);
    g_autofree char *part = g_strdup_printf("xl/worksheets/sheet%d.xml", atoi(at + strlen(wanted)));
    return zip_part(file, part);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static void subject_has_every_sheet(void **state)
{
    (void)state;
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, "--replace", NULL);
    static const char *const names[] = { "Summary",
                                         "Accounts",
                                         "Payment history",
                                         "Months",
                                         "Amounts by month",
                                         "Enquiries",
                                         "Public records",
                                         "Disputes",
                                         "Score",
                                         "Points and reasons",
                                         "About this workbook" };
    for (size_t index = 0; index < G_N_ELEMENTS(names); index++) {
        g_autofree char *sheet = sheet_named(names[index]);
        assert_non_null(sheet);
    }
    assert_true(fixture_int(answer, "sheets") >= (int64_t)G_N_ELEMENTS(names));
    assert_int_equal(strlen(fixture_text(answer, "sha256")), 64);
    g_autofree char *amounts = sheet_named("Amounts by month");
    assert_int_equal(count_of(amounts, "<row "), 1 + 2 * 24);
    assert_true(fixture_int(answer, "rows") >= 2 + 2 + 24 + 48 + 2);
}

static void history_is_a_coloured_grid(void **state)
{
    (void)state;
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, "--replace", NULL);
    g_autofree char *grid = sheet_named("Payment history");
    assert_holds(grid, "xSplit=\"4\" ySplit=\"1\"");
    assert_holds(grid, "<conditionalFormatting sqref=\"E2:AB3\"");
    assert_holds(grid, "<v>45597</v>"); /* 2024-11-01 above the first column */
    assert_holds(grid, "Sample Bank");
    /* 2026-04, the eighteenth month, is two months late on the card alone */
    assert_holds(grid, "<c r=\"V2\"");
    const char *cell = strstr(grid, "<c r=\"V2\"");
    assert_holds(cell, "<t>2</t>");
    assert_true(strstr(cell, "<t>2</t>") < strstr(cell, "</c>"));
}

static void months_have_charts(void **state)
{
    (void)state;
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, "--replace", NULL);
    g_autofree char *months = sheet_named("Months");
    assert_int_equal(count_of(months, "<row "), 25);
    assert_holds(months, "<drawing ");
    g_autofree char *line = zip_part(file, "xl/charts/chart1.xml"), *columns = zip_part(file, "xl/charts/chart3.xml");
    assert_holds(line, "<c:lineChart>");
    assert_holds(line, "Months!$B$2:$B$25");
    assert_holds(columns, "<c:grouping val=\"stacked\"/>");
    /* both accounts in 2024-11: 2 × 19,204.11 */
    assert_holds(months, "<v>38408.22</v>");
}

static void disputed_months_carry_a_flag(void **state)
{
    (void)state;
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)fixture->card);
    g_autoptr(table_t) opened =
        fixture_run(fixture, "dispute.open", "1", "--item", item, "--reason", "payment.month", NULL);
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, "--replace", NULL);
    g_autofree char *grid = sheet_named("Payment history"), *marks = sheet_named("Marks"),
                    *disputes = sheet_named("Disputes");
    assert_holds(grid, "<t>2⚑</t>");
    assert_int_equal(count_of(marks, "<row "), 2);
    assert_int_equal(count_of(disputes, "<row "), 2);
}

static void nothing_secret_is_in_it(void **state)
{
    (void)state;
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, "--replace", NULL);
    g_autoptr(GPtrArray) names = zip_names(file);
    for (guint index = 0; index < names->len; index++) {
        g_autofree char *part = zip_part(file, g_ptr_array_index(names, index));
        assert_null(strstr(part, fixture->identity));
        assert_null(strstr(part, "13800138000"));
        assert_null(strstr(part, "9999000011114417"));
    }
}

static void register_and_search(void **state)
{
    (void)state;
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)fixture->card);
    g_autoptr(table_t) opened =
        fixture_run(fixture, "dispute.open", "1", "--item", item, "--reason", "payment.month", NULL);
    g_autoptr(table_t) disputes = fixture_run(fixture, "export.disputes", file, "--replace", NULL);
    assert_int_equal(fixture_int(disputes, "rows"), 1);
    assert_int_equal(fixture_int(disputes, "sheets"), 2);
    g_autoptr(table_t) found = fixture_run(fixture, "export.search", "王小明", file, "--replace", NULL);
    assert_int_equal(fixture_int(found, "rows"), 1);
    g_autofree char *sheet = sheet_named("Search");
    assert_holds(sheet, "王小明");
    g_autoptr(table_t) nobody = fixture_run(fixture, "export.search", "nobody", file, "--replace", NULL);
    assert_int_equal(fixture_int(nobody, "rows"), 0);
}

static void export_is_recorded(void **state)
{
    (void)state;
    static const char sql[] =
        "SELECT count(*) FROM audit WHERE command = 'export.subject' AND subject = 1 AND outcome = 'done'";
    int64_t before = fixture_count(fixture, sql);
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, "--replace", NULL);
    assert_int_equal(fixture_count(fixture, sql), before + 2); /* the look, and the report that left */
}

/* Each page that is printed says who, when, for what and on what basis; and that it is for reference. */
static void every_page_is_marked(void **state)
{
    (void)state;
    fixture->session->reveal = g_strdup("for the file & the court");
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t) answer = fixture_run(fixture, "export.subject", "1", file, NULL);
    for (int64_t sheet = 1; sheet <= fixture_int(answer, "sheets"); sheet++) {
        g_autofree char *part = g_strdup_printf("xl/worksheets/sheet%d.xml", (int)sheet);
        g_autofree char *page = zip_part(file, part);
        const char *header = strstr(page, "<oddHeader>");
        assert_holds(header, FIXTURE_OFFICER " · 2026-11-22 09:00 · ");
        assert_holds(header, "consent 1");
        assert_holds(header, "for the file &amp;&amp; the court");
        assert_holds(page, "For reference only");
    }
    g_autofree char *about = sheet_named("About this workbook"), *show = sheet_named("Summary");
    assert_holds(about, "it decides nothing by itself");
    assert_holds(about, "for the file &amp; the court");
    assert_holds(about, "consent 1");
    assert_holds(show, "13800138000");
}

static void a_file_that_is_there_stays(void **state)
{
    (void)state;
    static const char *const words[][2] = { { "export.subject", "1" }, { "export.search", "王小明" } };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *content = NULL;
        assert_true(g_file_set_contents(file, "somebody's work", -1, NULL));
        g_autoptr(table_t) answer = fixture_try(fixture, &error, words[i][0], words[i][1], file, NULL);
        assert_null(answer);
        assert_error_code(error, BUREAU_ERROR_REFUSED);
        assert_true(g_file_get_contents(file, &content, NULL, NULL));
        assert_string_equal(content, "somebody's work");
        g_autoptr(table_t) over = fixture_run(fixture, words[i][0], words[i][1], file, "--replace", NULL);
        assert_true(fixture_int(over, "rows") > 0);
    }
}

static void who_is_restricted_is_not_listed(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    store_run(fixture->store, &error,
              "INSERT INTO protection (id, subject, kind, begins, reason, placed, placed_by) VALUES (1, 1, "
              "'restricted', ?1, 'deletion was asked', 1, 'test')",
              "d", date_make(2026, 11, 1));
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    g_autoptr(table_t) found = fixture_run(fixture, "export.search", "王小明", file, NULL);
    assert_int_equal(fixture_int(found, "rows"), 0);
    assert_int_equal(fixture_int(found, "left_out"), 1);
    g_autofree char *sheet = sheet_named("Search");
    assert_null(strstr(sheet, "王小明"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(subject_has_every_sheet, setup, teardown),
        cmocka_unit_test_setup_teardown(history_is_a_coloured_grid, setup, teardown),
        cmocka_unit_test_setup_teardown(months_have_charts, setup, teardown),
        cmocka_unit_test_setup_teardown(disputed_months_carry_a_flag, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_secret_is_in_it, setup, teardown),
        cmocka_unit_test_setup_teardown(register_and_search, setup, teardown),
        cmocka_unit_test_setup_teardown(export_is_recorded, setup, teardown),
        cmocka_unit_test_setup_teardown(every_page_is_marked, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_there_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_restricted_is_not_listed, setup, teardown),
    };
    return cmocka_run_group_tests_name("subject workbook", tests, NULL, NULL);
}
