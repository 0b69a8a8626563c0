/* SPDX-License-Identifier: Apache-2.0 */
/* Counting time: every day of data/law_vectors.tsv, which were counted by hand, and what a rule must refuse. */
#include "check.h"

#include "law/law.h"

#include <glib/gstdio.h>
#include <string.h>

enum { KIND, INPUT, EXPECTED, PROFILE, RULE, HOLIDAYS, DUE, ROLLED, CELLS };

static char *write_file(const char *text)
{
    char *path = NULL;
    GError *error = NULL;
    int file = g_file_open_tmp("bureau-holidays-XXXXXX", &path, &error);
    assert_no_error(error);
    g_close(file, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static char *holiday_file(const char *name)
{
    if (strcmp(name, "weekends") == 0) return write_file("# no day\n");
    if (strcmp(name, "october") == 0)
        return write_file(
            "2026-10-01 holiday\n2026-10-02 holiday\n2026-10-03 holiday\n2026-10-04 holiday\n"
            "2026-10-05 holiday\n2026-10-06 holiday\n2026-10-07 holiday # the last\n2026-10-10 workday\n");
    return NULL;
}

static void check_vector(char **cell)
{
    GError *error = NULL;
    struct date from;
    struct law_due due;
    char text[DATE_TEXT_SIZE];
    assert_true(date_parse(cell[INPUT], &from));
    const struct law_rule *rule = law_find(cell[PROFILE], cell[RULE], &error);
    assert_no_error(error);
    g_autofree char *holidays = holiday_file(cell[HOLIDAYS]);
    law_count(rule, from, holidays, &due, &error);
    assert_no_error(error);
    assert_string_equal(date_format(due.due, text), cell[DUE]);
    date_format(due.rolled, text);
    assert_string_equal(*text ? text : "-", cell[ROLLED]);
    assert_true(due.holidays_known == (holidays != NULL));
    law_due_clear(&due);
    if (holidays != NULL) g_remove(holidays);
}

static char **vector_lines(const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) return NULL;
    return g_strsplit(text, "\n", -1);
}

static char **shipped_vectors(void)
{
    g_autofree char *path = g_build_filename(g_getenv("BUREAU_TREE"), "tests", "unit", "data", "law_vectors.tsv", NULL);
    char **lines = vector_lines(path);
    assert_non_null(lines);
    return lines;
}

static void test_vectors(void **state)
{
    (void)state;
    g_auto(GStrv) lines = shipped_vectors();
    int checked = 0;
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) cell = g_strsplit(lines[i], "\t", -1);
        if (*lines[i] == '#' || g_strv_length(cell) != CELLS || strcmp(cell[KIND], "kind") == 0) continue;
        check_vector(cell);
        checked++;
    }
    assert_in_range(checked, 25, 1000);
}

/* The reference, where it lies beside the tree, holds no line of these kinds that is not among ours. */
static void test_vectors_complete(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(g_getenv("BUREAU_TREE"), "..", "shared", "reference", "vectors.tsv", NULL);
    g_auto(GStrv) reference = vector_lines(path);
    if (reference == NULL) skip();
    g_auto(GStrv) ours = shipped_vectors();
    for (size_t i = 0; reference[i] != NULL; i++) {
        if (!g_str_has_prefix(reference[i], "deadline") && !g_str_has_prefix(reference[i], "retention") &&
            !g_str_has_prefix(reference[i], "obsolescence"))
            continue;
        g_auto(GStrv) cell = g_strsplit(reference[i], "\t", -1);
        g_autofree char *start = g_strdup_printf("%s\t%s\t%s\t", cell[0], cell[1], cell[2]);
        bool found = false;
        for (size_t j = 0; ours[j] != NULL; j++)
            found |= g_str_has_prefix(ours[j], start);
        if (!found) fail_msg("no vector for %s", reference[i]);
    }
}

static struct law_due count(const char *profile, const char *rule, const char *day, const char *holidays)
{
    GError *error = NULL;
    struct date from;
    struct law_due due;
    assert_true(date_parse(day, &from));
    const struct law_rule *found = law_find(profile, rule, &error);
    assert_no_error(error);
    law_count(found, from, holidays, &due, &error);
    assert_no_error(error);
    return due;
}

static void test_missing_holidays_are_said(void **state)
{
    (void)state;
    g_autofree char *file = write_file("2026-10-01 holiday\n");
    struct law_due blind = count("CN", "dispute.answer", "2026-03-02", NULL);
    struct law_due seeing = count("CN", "dispute.answer", "2026-03-02", file);
    g_autofree char *without = phrase_expand(blind.reason, NULL);
    g_autofree char *with = phrase_expand(seeing.reason, NULL);
    assert_non_null(strstr(without, "no holiday file"));
    assert_null(strstr(with, "no holiday file"));
    assert_non_null(strstr(without, "20"));
    assert_non_null(strstr(without, "条例25(2)"));
    law_due_clear(&blind);
    law_due_clear(&seeing);
    g_remove(file);
}

/* A working weekend counts, a holiday does not: seven business days from Friday 2026-10-09. */
static void test_moved_weekends(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    g_autofree char *file = write_file("2026-10-10 workday\n2026-10-12 holiday\n");
    struct law_due due = count("CN-SH", "dispute.decide", "2026-10-09", file);
    assert_string_equal(date_format(due.due, text), "2026-10-20");
    law_due_clear(&due);
    g_remove(file);
}

static void test_other_units(void **state)
{
    (void)state;
    char text[DATE_TEXT_SIZE];
    struct law_due due = count("EU", "breach.notify", "2026-03-02", NULL);
    assert_string_equal(date_format(due.due, text), "2026-03-05");
    law_due_clear(&due);
    due = count("CN", "dispute.mark", "2026-03-02", NULL);
    assert_string_equal(date_format(due.due, text), "2026-03-02");
    law_due_clear(&due);
    due = count("CN", "report.free", "2026-03-02", NULL);
    assert_string_equal(date_format(due.due, text), "2026-12-31");
    law_due_clear(&due);
    due = count("CN-PIPL", "rights.answer", "2026-03-02", NULL);
    assert_false(date_is_set(due.due));
    law_due_clear(&due);
}

static void test_unknown_names(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(law_find("CN-XX", "dispute.answer", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_autofree char *next = bureau_error_next(error, NULL);
    assert_non_null(strstr(next, "CN-ZX"));
    g_clear_error(&error);
    assert_null(law_find("EU-GDPR", "dispute.answer", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_free(next);
    next = bureau_error_next(error, NULL);
    assert_non_null(strstr(next, "rights.answer"));
}

static void test_bad_holiday_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = write_file("2026-10-01 holiday\n2026-13-01 holiday\n");
    struct law_due due;
    assert_false(law_count(law_find("CN", "dispute.answer", NULL), date_make(2026, 3, 2), file, &due, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_non_null(strstr(error->message, "2"));
    g_remove(file);
}

/* A due day that the calendar cannot hold is a wrong request, in days, business days, months and years. */
static void test_beyond_the_calendar(void **state)
{
    (void)state;
    const struct law_rule *rule;
    size_t refused = 0;
    for (size_t i = 0; (rule = law_rule_at(i)) != NULL; i++) {
        g_autoptr(GError) error = NULL;
        struct law_due due;
        bool done = law_count(rule, date_make(9999, 12, 31), NULL, &due, &error);
        if (done) {
            char text[DATE_TEXT_SIZE];
            assert_true(strlen(date_format(due.due, text)) <= 10);
            law_due_clear(&due);
            continue;
        }
        assert_error_code(error, BUREAU_ERROR_USAGE);
        assert_non_null(strstr(error->message, "9999-12-31"));
        refused++;
    }
    assert_true(refused > 25);
    struct law_due edge = count("CN", "dispute.answer", "9999-12-11", NULL);
    assert_int_equal(edge.due.days, date_make(9999, 12, 31).days);
    law_due_clear(&edge);
}

/* Every rule can be counted, has both titles, and says its source. */
static void test_every_rule(void **state)
{
    (void)state;
    const struct law_rule *rule;
    size_t count_rules = 0;
    for (; (rule = law_rule_at(count_rules)) != NULL; count_rules++) {
        g_autoptr(GError) error = NULL;
        struct law_due due;
        law_count(rule, date_make(2026, 3, 2), NULL, &due, &error);
        assert_no_error(error);
        assert_non_null(due.reason);
        assert_true(date_is_set(due.due) || strcmp(rule->unit, "promptly") == 0);
        assert_true(*rule->en && *rule->zh && *rule->cite);
        assert_true(*rule->trigger && *rule->trigger_zh && *rule->on_miss && *rule->on_miss_zh);
        assert_true(g_str_is_ascii(rule->trigger));
        assert_string_not_equal(law_trigger(rule, "zh"), law_trigger(rule, "en"));
        assert_true(codes_known("LAW_UNIT", rule->unit));
        assert_true(codes_known("LAW_STATUS", rule->status));
        assert_true(codes_known("LAW_FROM", rule->count_from));
        assert_true(codes_known("LAW_ROLL", rule->roll));
        assert_string_not_equal(codes_label("LAW_FROM", rule->count_from, "zh"), rule->count_from);
        assert_string_not_equal(codes_label("LAW_ROLL", rule->roll, "zh"), rule->roll);
        law_due_clear(&due);
    }
    assert_true(count_rules >= 69);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_vectors_complete),
        cmocka_unit_test(test_missing_holidays_are_said),
        cmocka_unit_test(test_moved_weekends),
        cmocka_unit_test(test_other_units),
        cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_bad_holiday_file),
        cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_beyond_the_calendar),
    };
    return cmocka_run_group_tests_name("law", tests, NULL, NULL);
}
