/* SPDX-License-Identifier: Apache-2.0 */
/* The ground floor: days, amounts, text that is safe, phrases, packed series, code lists. */
#include "base/base.h"
#include "check.h"

#include <errno.h>
#include <string.h>

static void test_calendar(void **state)
{
    (void)state;
    char buffer[DATE_TEXT_SIZE];
    struct date date;
    assert_int_equal(date_make(1970, 1, 1).days, 0);
    assert_int_equal(date_make(2000, 2, 29).days, 11016);
    assert_false(date_is_set(date_make(1900, 2, 29)));
    assert_false(date_is_set(date_make(2026, 13, 1)));
    /* every day of four hundred years goes there and back */
    for (int64_t moment = -4000000000000; moment < 4000000000000; moment += 12345678901) { /* 1843 to 2096 */
        g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(moment / 1000);
        int year, month, number;
        date_split(date_of_moment(moment), &year, &month, &number);
        assert_int_equal(year, g_date_time_get_year(local));
        assert_int_equal(month, g_date_time_get_month(local));
        assert_int_equal(number, g_date_time_get_day_of_month(local));
    }
    for (int day = date_make(1800, 1, 1).days; day < date_make(2200, 1, 1).days; day++) {
        int y, m, d;
        date_split((struct date){ day }, &y, &m, &d);
        assert_int_equal(date_make(y, m, d).days, day);
    }
    assert_true(date_parse("2026-11-22", &date));
    assert_int_equal(date_weekday(date), 7);
    assert_string_equal(date_format(date_add_months(date_make(2026, 1, 31), 1), buffer), "2026-02-28");
    assert_string_equal(date_format(date_add_months(date_make(2024, 1, 31), 1), buffer), "2024-02-29");
    assert_string_equal(date_format(date_add_months(date_make(2026, 3, 15), -13), buffer), "2025-02-15");
    for (const char *const *bad =
             (const char *const[]){ "2026-1-22", "2026-02-30", "20261122", "2026-11-22 ", "", "abcd-ef-gh", NULL };
         *bad; bad++)
        assert_false(date_parse(*bad, &date));
    assert_int_equal(date_age(date_make(2000, 11, 23), date_make(2026, 11, 22)), 25);
    assert_int_equal(date_age(date_make(2000, 11, 22), date_make(2026, 11, 22)), 26);
}

static void test_month(void **state)
{
    (void)state;
    struct month month;
    char buffer[DATE_TEXT_SIZE];
    assert_true(month_parse("2026-04", &month));
    assert_string_equal(month_format(month, buffer), "2026-04");
    assert_string_equal(date_format(month_last_day(month), buffer), "2026-04-30");
    assert_false(month_parse("2026-00", &month));
    assert_false(month_parse("2026-4", &month));
    assert_int_equal(month_of(date_make(2026, 4, 30)).index, month_make(2026, 4).index);
}

static void test_money(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t minor;
    } good[] = {
        { "0", 0 },
        { "1234", 123400 },
        { "1,234.5", 123450 },
        { "-12.34", -1234 },
        { "+7", 700 },
        { "92233720368547758.07", G_MAXINT64 },
        { "1,234,567.89", 123456789 },
    };
    static const char *const bad[] = { "",       "-",    "1.",  "1.234", "1,23", "12,34",
                                       "1,2345", ",123", "1e5", "0x10",  " 1",   "92233720368547758.08",
                                       "1.2.3",  "½" };
    char buffer[MONEY_TEXT_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        int64_t minor;
        if (!money_parse_minor(good[i].text, &minor)) fail_msg("%s was refused", good[i].text);
        assert_true(minor == good[i].minor);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        int64_t minor;
        if (money_parse_minor(bad[i], &minor)) fail_msg("\"%s\" was taken", bad[i]);
    }
    assert_string_equal(money_format_minor(123456789, true, buffer), "1,234,567.89");
    assert_string_equal(money_format_minor(-5, true, buffer), "-0.05");
    assert_string_equal(money_format_minor(G_MAXINT64, false, buffer), "92233720368547758.07");
    assert_string_equal(money_format_minor(MONEY_UNKNOWN, false, buffer), "");
}

static void test_hostile_text(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "plain", "plain" },
        { "a\033[31mred", "a\xEF\xBF\xBD[31mred" },
        { "张\xE2\x80\xAE伟", "张伟" },                     /* right-to-left override */
        { "bad\xFF\xC3(", "bad\xEF\xBF\xBD\xEF\xBF\xBD(" }, /* a stray byte, a cut sequence */
        { "a\tb\nc", "a b c" },
        { "\xCC\x81x", "x" },                                 /* a mark with nothing to stand on */
        { "e\xCC\x81\xCC\x82\xCC\x83", "e\xCC\x81\xCC\x82" }, /* more than two marks */
        { "a\xC2\x9B"
          "31mb",
          "a\xEF\xBF\xBD"
          "31mb" }, /* C1 control sequence introducer */
        { "zero\xE2\x80\x8Bwidth", "zerowidth" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *out = text_sanitise(cases[i].in, -1);
        assert_string_equal(out, cases[i].out);
        assert_int_equal(text_is_clean(cases[i].in, -1), strcmp(cases[i].in, out) == 0);
        g_autofree char *twice = text_sanitise(out, -1);
        assert_string_equal(twice, out);
    }
    /* any bytes at all give valid text without controls, and cutting keeps the width */
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int round = 0; round < 5000; round++) {
        char bytes[24];
        const gsize length = (gsize)g_rand_int_range(random, 0, sizeof bytes);
        for (gsize i = 0; i < length; i++)
            bytes[i] = (char)g_rand_int_range(random, 0, 256);
        g_autofree char *clean = text_sanitise(bytes, (gssize)length);
        assert_true(g_utf8_validate(clean, -1, NULL));
        for (const char *p = clean; *p; p = g_utf8_next_char(p))
            assert_true(g_utf8_get_char(p) >= 0x20 && g_utf8_get_char(p) != 0x7F);
        const int columns = g_rand_int_range(random, 1, 12);
        g_autofree char *fitted = text_fit(clean, columns, g_rand_int_range(random, -1, 2));
        assert_int_equal(text_width(fitted), columns);
    }
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(text_width("王小明"), 6);
    assert_int_equal(text_width("Anna"), 4);
    assert_int_equal(text_width("e\xCC\x81"), 1);
    assert_int_equal(text_width("▇│─●"), 4); /* ambiguous ones count one */
    g_autofree char *cut = text_fit("工商银行", 5, -1);
    assert_string_equal(cut, "工商…");
    g_autofree char *narrow = text_fit("工商银行", 4, -1);
    assert_string_equal(narrow, "工… ");
    g_autofree char *right = text_fit("12", 5, 1);
    assert_string_equal(right, "   12");
}

static void test_fold(void **state)
{
    (void)state;
    g_autofree char *wide = text_fold("ＷＡＮＧ Ünïcode");
    assert_string_equal(wide, "wang unicode");
}

static const char *upper(const char *text)
{
    return strcmp(text, "{2} before {1}") == 0 ? "{1} nach {2}" : text;
}

static void test_phrase(void **state)
{
    (void)state;
    g_autofree char *phrase = phrase_make("{2} before {1}", "one", "two", NULL);
    g_autofree char *plain = phrase_expand(phrase, NULL);
    assert_string_equal(plain, "two before one");
    g_autofree char *other = phrase_expand(phrase, upper);
    assert_string_equal(other, "one nach two");
    g_autofree char *missing = phrase_expand("{1} and {3}", NULL);
    assert_string_equal(missing, " and ");
    g_autofree char *braces = phrase_expand("{x} {0} {", NULL);
    assert_string_equal(braces, "{x} {0} {");
}

static void test_error(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    bureau_error_set(&error, BUREAU_ERROR_REFUSED, "{2} before {1}", "Then {1}.", "a", "b", NULL);
    assert_string_equal(error->message, "b before a");
    g_autofree char *message = bureau_error_message(error, upper);
    g_autofree char *next = bureau_error_next(error, NULL);
    assert_string_equal(message, "a nach b");
    assert_string_equal(next, "Then a.");
    assert_int_equal(bureau_error_exit_code(error), 3);
    assert_string_equal(bureau_error_word(error), "refused");
    g_autoptr(GError) copy = g_error_copy(error);
    g_autofree char *copied = bureau_error_next(copy, NULL);
    assert_string_equal(copied, "Then a.");
}

static void test_series(void **state)
{
    (void)state;
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    for (int round = 0; round < 300; round++) {
        const size_t count = (size_t)g_rand_int_range(random, 0, 80);
        int64_t values[80];
        for (size_t i = 0; i < count; i++)
            values[i] = g_rand_int_range(random, 0, 5) == 0
                            ? SERIES_UNKNOWN
                            : ((int64_t)g_rand_int(random) << g_rand_int_range(random, 0, 29)) *
                                  (g_rand_boolean(random) ? 1 : -1);
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        series_append(bytes, values, count);
        size_t offset = 0, got;
        g_autofree int64_t *back = NULL;
        assert_true(series_read(bytes->data, bytes->len, &offset, &back, &got));
        assert_int_equal(got, count);
        assert_int_equal(offset, bytes->len);
        if (count) assert_memory_equal(back, values, count * sizeof *values);
        /* cut anywhere it is refused, never read past */
        for (size_t cut = 0; cut < bytes->len; cut++) {
            g_autofree guint8 *part = cut ? g_memdup2(bytes->data, cut) : g_malloc(1);
            g_autofree int64_t *none = NULL;
            offset = 0;
            assert_false(series_read(part, cut, &offset, &none, &got));
        }
    }
}

/* The system's words come in English whatever the locale, so that our own catalogue puts them into the language. */
static void test_system_errors(void **state)
{
    (void)state;
    g_setenv("LANGUAGE", "zh_CN", TRUE);
    for (int number = 1; number < 134; number++) {
        assert_non_null(system_error_text(number));
        assert_true(g_str_is_ascii(system_error_text(number)));
    }
    assert_string_equal(system_error_text(ENOSPC), "No space left on device");
    assert_string_equal(system_error_text(-1), "Unknown error");
}

static void test_codes(void **state)
{
    (void)state;
    assert_string_equal(codes_label("REPAY_STATE", "#", "zh"), "账户已开立但当月状况未知");
    assert_string_equal(codes_label("ROLE", "officer", "en"), "credit officer");
    assert_string_equal(codes_label("ROLE", "never heard", "en"), "never heard");
    assert_string_equal(codes_label("PURPOSE", "credit_review,post_loan", "zh"), "授信审查、贷后管理");
    assert_string_equal(codes_label("PURPOSE", "credit_review,hearsay", "en"), "credit_review,hearsay");
    assert_true(codes_known("ACCOUNT_TYPE", "R2"));
    assert_false(codes_known("ACCOUNT_TYPE", "R9"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calendar),     cmocka_unit_test(test_month),         cmocka_unit_test(test_money),
        cmocka_unit_test(test_hostile_text), cmocka_unit_test(test_width),         cmocka_unit_test(test_fold),
        cmocka_unit_test(test_phrase),       cmocka_unit_test(test_error),         cmocka_unit_test(test_series),
        cmocka_unit_test(test_codes),        cmocka_unit_test(test_system_errors),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
