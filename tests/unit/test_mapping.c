/* SPDX-License-Identifier: Apache-2.0 */
/* The language of mappings: what may be written, what is refused and how the refusal reads, and how cells become
 * values. */
#include "intake/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define HEAD "[source]\ncode=t\nkind=furnisher\n[subject]\nkey=row\n"

static struct mapping *parse(const char *text, GError **error)
{
    return mapping_parse("/tmp/t.mapping", text, strlen(text), error);
}

/* The mapping is refused, and the message names the file, the section and the key. */
static void refused(const char *text, const char *section, const char *key, const char *next)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(mapping_t) mapping = parse(text, &error);
    assert_null(mapping);
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_INPUT));
    assert_non_null(strstr(error->message, "/tmp/t.mapping"));
    assert_non_null(strstr(error->message, section));
    assert_non_null(strstr(error->message, key));
    g_autofree char *hint = bureau_error_next(error, NULL);
    assert_non_null(strstr(hint, next));
}

static void every_shipped_mapping_can_be_used(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) paths = mapping_shipped();
    assert_true(paths->len >= 1);
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(mapping_t) mapping = mapping_load(paths->pdata[i], &error);
        if (!mapping) print_error("%s\n", error->message);
        assert_non_null(mapping);
    }
    g_autoptr(mapping_t) taiwan = mapping_load("taiwan", NULL);
    assert_non_null(taiwan);
    assert_string_equal(taiwan->name, "taiwan");
    assert_true(taiwan->wide);
    assert_int_equal(taiwan->observed.index, month_make(2005, 9).index);
    const GPtrArray *columns = taiwan->history[HISTORY_STATE]->columns;
    assert_int_equal(columns->len, 6);
    assert_string_equal(columns->pdata[0], "PAY_0");
    assert_string_equal(columns->pdata[5], "PAY_6");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    refused("[source]\nkind=furnisher\n[subject]\nkey=row\n", "[source]", "code", "furnisher");
    refused("[source]\ncode=t\nkind=friend\n[subject]\nkey=row\n", "[source]", "friend", "furnisher public");
    refused(HEAD "[person]\nshoe=S\n", "[person]", "shoe", "sex birth");
    refused(HEAD "[persons]\nsex=S\n", "[persons]", "", "person");
    refused(HEAD "[person]\nsex=S | codes X\n", "[person]", "sex", "codes NAME");
    refused(HEAD "[person]\nsex=S | codes X\n[codes.X]\n1=Q\n", "[codes.X]", "1", "M F");
    refused(HEAD "[person]\neducation=\"12345\"\n", "[person]", "education", "EDUCATION");
    refused(HEAD "[person]\nbirth=B | date dd/mm\n", "[person]", "birth", "date FORMAT");
    refused(HEAD "[person]\nsex=S | shout\n", "[person]", "shout", "required");
    refused(HEAD "[file]\nshape=tall\n", "[file]", "shape", "wide long");
    refused(HEAD "[file]\ndelimiter=xx\n", "[file]", "delimiter", "tab");
    refused(HEAD "[name.main]\nkind=\"x\"\n", "[name.main]", "value", "needed");
    refused("[source]\ncode=t\nkind=furnisher\n[subject]\nkey=passport\n", "[subject]", "passport", "row");
    refused("[source]\ncode=t\nkind=furnisher\n", "[subject]", "key", "row");
    refused(HEAD "[account]\nnumber=A\ntype=\"R2\"\ncurrency=\"CNY\"\n[history]\nmonths=0..-5\nstate=S{1..3}\n",
            "[history]", "state", "as many columns");
    refused(HEAD "[file]\nshape=long\n[account]\nnumber=A\ntype=\"R2\"\ncurrency=\"CNY\"\n[history]\nstate=S\n",
            "[history]", "month", "COLUMN");
    refused(HEAD "[account]\nnumber=A\ntype=\"R2\"\ncurrency=\"CNY\"\n[history]\nmonths=0\nstate=S | days 0:N 5:?\n",
            "[history]", "5:?", "31:2");
    refused(HEAD "[enquiry]\nday=D\ninstitution=I\n", "[enquiry]", "reason", "needed");
}

/* A misspelt section is told as such, also when what it should have said is missing for it. */
static void a_section_nobody_knows_comes_first(void **state)
{
    (void)state;
    refused("[sauce]\ncode=t\nkind=furnisher\n[subject]\nkey=row\n", "[sauce]", "no section", "mapping source file");
    refused("[source]\ncode=t\nkind=friend\n[sauce]\nx=y\n", "[sauce]", "no section", "codes.NAME");
    refused(HEAD "[relation]\nother=O\nkind=\"x\"\n", "[relation]", "no section", "liability");
}

static void a_currency_is_three_capital_letters(void **state)
{
    (void)state;
    static const char *const wrong[] = { "cny", "RMB.", "YUAN", "CN", "C1Y", "元" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *constant =
            g_strdup_printf(HEAD "[account]\nnumber=A\ntype=\"R2\"\ncurrency=\"%s\"\n", wrong[i]);
        g_autofree char *fallback =
            g_strdup_printf(HEAD "[account]\nnumber=A\ntype=\"R2\"\ncurrency=C | default %s\n", wrong[i]);
        g_autofree char *code =
            g_strdup_printf(HEAD "[account]\nnumber=A\ntype=\"R2\"\ncurrency=C | codes X\n[codes.X]\n1=%s\n", wrong[i]);
        refused(constant, "[account]", "currency", "ISO 4217");
        refused(fallback, "[account]", "currency", "ISO 4217");
        refused(code, "[codes.X]", "1", "ISO 4217");
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(mapping_t) good = parse(HEAD "[account]\nnumber=A\ntype=\"R2\"\ncurrency=\"XTS\"\n", &error);
    if (!good) fail_msg("%s", error->message);
}

static void prohibited_fields_are_dropped_and_counted(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(mapping_t) mapping =
        parse(HEAD "[person]\nsex=S\nreligion=R\nblood=B\n[measure.illness]\nvalue=V\nunit=\"1\"\n", &error);
    assert_null(error);
    assert_int_equal(mapping->prohibited, 3);
    assert_int_equal(mapping->sections->len, 1);
}

static void dates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *format;
        int year, month, day;
    } good[] = {
        { "05/09/2021", "dd/mm/yyyy", 2021, 9, 5 },
        { "5/9/2021", "d/m/yyyy", 2021, 9, 5 },
        { "20210905", "yyyymmdd", 2021, 9, 5 },
        { "2021年9月5日", "yyyy年m月d日", 2021, 9, 5 },
        { "202109", "yyyymm", 2021, 9, 1 },
        { "05-Sep-21", "dd-mon-yy", 2021, 9, 5 },
        { "2021-09-05 13:00:00", "yyyy-mm-dd*", 2021, 9, 5 },
        { "29.2.2020", "d.m.yyyy", 2020, 2, 29 },
        { "12/31/99", "mm/dd/yy", 1999, 12, 31 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        struct date date;
        assert_true(value_scan_date(good[i].text, good[i].format, &date));
        assert_int_equal(date.days, date_make(good[i].year, good[i].month, good[i].day).days);
    }
    static const char *const bad[][2] = { { "31/02/2021", "dd/mm/yyyy" }, { "2021-13-01", "yyyy-mm-dd" },
                                          { "2021-1-01x", "yyyy-m-dd" },  { "", "yyyy" },
                                          { "2021090", "yyyymmdd" },      { "05/09/21", "dd/mm/yyyy" } };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        struct date date;
        assert_false(value_scan_date(bad[i][0], bad[i][1], &date));
    }
}

static void numbers(void **state)
{
    (void)state;
    int64_t number;
    assert_true(value_scan_number("1,234.5", false, 100, 1, &number) && number == 123450);
    assert_true(value_scan_number("-0.01", false, 100, 1, &number) && number == -1);
    assert_true(value_scan_number("1.234,56", true, 100, 1, &number) && number == 123456);
    assert_true(value_scan_number("12.3456", false, 1000000, 1, &number) && number == 12345600); /* 万元 */
    assert_true(value_scan_number("123456", false, 100, 100, &number) && number == 123456);      /* cents */
    assert_true(value_scan_number("1.500", false, 100, 1, &number) && number == 150);
    assert_false(value_scan_number("1.234", false, 100, 1, &number));
    assert_false(value_scan_number("1e5", false, 100, 1, &number));
    assert_false(value_scan_number("", false, 100, 1, &number));
    assert_false(value_scan_number("-", false, 100, 1, &number));
    assert_false(value_scan_number("1.2.3", false, 100, 1, &number));
    assert_false(value_scan_number("99999999999999999999", false, 100, 1, &number));
    assert_false(value_scan_number("0.00000000000000000000000000000000000000000001", false, 100, 1, &number));
}

/* One cell through one rule; answers the value, or the class of what was refused. */
static const char *convert(const char *rule, const char *cell, struct value *value)
{
    static char text[64];
    g_autofree char *source = g_strconcat(
        HEAD "[file]\nempty=NA "
             "-\nobserved=2024-06\n[account]\nnumber=\"1\"\ntype=\"R2\"\ncurrency=\"CNY\"\n[history]\nmonths=0\n",
        rule, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(mapping_t) mapping = parse(source, &error);
    if (!mapping) print_error("%s\n", error->message);
    assert_non_null(mapping);
    struct csv_record record = { .line = 2, .count = 1, .field = { text }, .length = { strlen(cell) } };
    g_strlcpy(text, cell, sizeof text);
    for (guint i = 0; i < mapping->rules->len; i++) {
        struct rule *one = mapping->rules->pdata[i];
        if (!one->columns) continue;
        struct value_context context = { mapping, &record, mapping->observed, 1,
                                         g_ptr_array_new_with_free_func(g_free) };
        struct failure failure = { 0 };
        bool good = value_of(one, 0, &context, value, &failure);
        const char *value_class = failure.value_class;
        static char kept[64];
        if (good && value->is_set && value->text) value->text = (g_strlcpy(kept, value->text, sizeof kept), kept);
        g_ptr_array_unref(context.made);
        failure_clear(&failure);
        return good ? NULL : value_class;
    }
    fail_msg("no rule with a column");
    return NULL;
}

static void cells(void **state)
{
    (void)state;
    struct value value;
    assert_null(convert("state=\"N\"\nbalance=X", " 12.5 ", &value));
    assert_int_equal(value.number, 1250);
    assert_null(convert("state=\"N\"\nbalance=X", "NA", &value));
    assert_false(value.is_set);
    assert_string_equal(convert("state=\"N\"\nbalance=X", "twelve", &value), "text");
    assert_string_equal(convert("state=\"N\"\nbalance=X | range 0..100", "101", &value), "number out of range");
    assert_string_equal(convert("state=\"N\"\nbalance=X | required", "", &value), "empty");
    assert_null(convert("state=X | days", "45", &value));
    assert_int_equal(value.number, '2');
    assert_null(convert("state=X | days 0:N 1:1 91:B", "400", &value));
    assert_int_equal(value.number, 'B');
    assert_string_equal(convert("state=X | days", "-3", &value), "number out of range");
    assert_null(convert("state=X | codes S\n[codes.S]\nok=N\n*=#\n", "ok", &value));
    assert_int_equal(value.number, 'N');
    assert_null(convert("state=X | codes S\n[codes.S]\nok=N\n*=#\n", "whatever", &value));
    assert_int_equal(value.number, '#');
    assert_string_equal(convert("state=X | codes S\n[codes.S]\nok=N\n", "whatever", &value), "unknown code");
    assert_null(convert("state=\"N\"\n[name.main]\nvalue=X | upper | pad 6 | prefix T-", "a1", &value));
    assert_string_equal(value.text, "T-0000A1");
    assert_null(convert("state=\"N\"\n[contact.mobile]\nvalue=X | digits", "138-0000 1111", &value));
    assert_string_equal(value.text, "13800001111");
    assert_string_equal(convert("state=\"N\"\n[name.main]\nvalue=X",
                                "a\xe2\x80\xae"
                                "b",
                                &value),
                        "text");
    assert_null(convert("state=\"N\"\n[person]\nbirth=X | age", "30", &value));
    assert_int_equal(date_age((struct date){ (int32_t)value.number }, date_make(2024, 6, 30)), 30);
    assert_null(convert("state=\"N\"\n[person]\nbirth=X | relative days", "-30", &value));
    assert_int_equal(value.number, date_make(2024, 5, 31).days);
    assert_string_equal(convert("state=\"N\"\n[person]\nbirth=X | age", "430", &value), "number out of range");
    assert_string_equal(convert("state=\"N\"\n[person]\nbirth=X", "1990/01/01", &value), "date");
}

static void ranges_of_columns(void **state)
{
    (void)state;
    g_autoptr(GArray) offsets = offsets_parse("0..-3, 5 7..8");
    static const int expected[] = { 0, -1, -2, -3, 5, 7, 8 };
    assert_int_equal(offsets->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < offsets->len; i++)
        assert_int_equal(g_array_index(offsets, int, i), expected[i]);
    assert_null(offsets_parse("0..x"));
    assert_null(offsets_parse(""));
    assert_null(offsets_parse("0..99999"));
}

/* Whatever is written in a mapping, it is read or refused. */
static void random_mappings(void **state)
{
    (void)state;
    g_autofree char *path = data_path("mappings/taiwan.mapping");
    g_autofree char *text = NULL;
    size_t length;
    assert_true(g_file_get_contents(path, &text, &length, NULL));
    GRand *random = g_rand_new_with_seed(7);
    for (int round = 0; round < 300; round++) {
        g_autofree char *broken = g_memdup2(text, length);
        for (int i = 0; i < 6; i++)
            broken[g_rand_int_range(random, 0, (gint32)length)] = "|[]=`\"{}.\n -9x"[g_rand_int_range(random, 0, 14)];
        g_autoptr(GError) error = NULL;
        g_autoptr(mapping_t) mapping = mapping_parse("x", broken, length, &error);
        assert_true((mapping != NULL) == (error == NULL));
    }
    g_rand_free(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_mapping_can_be_used),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(a_section_nobody_knows_comes_first),
        cmocka_unit_test(a_currency_is_three_capital_letters),
        cmocka_unit_test(prohibited_fields_are_dropped_and_counted),
        cmocka_unit_test(dates),
        cmocka_unit_test(numbers),
        cmocka_unit_test(cells),
        cmocka_unit_test(ranges_of_columns),
        cmocka_unit_test(random_mappings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
