/* SPDX-License-Identifier: Apache-2.0 */
/* Identity numbers against the vectors of tests/unit/data, and properties that hold for every number. */
#include "check.h"

#include "base/base.h"

#include <string.h>

/* A vector says "ok...", "bad...", "checksum fails...", "15-digit; upgrade -> N" or what else makes it wrong. */
static void check_vector(const char *kind, const char *input, const char *expected, struct date today)
{
    struct identity identity = identity_check(input, identity_kind_from_name(kind), today);
    bool good = g_str_has_prefix(expected, "ok") || strstr(expected, "upgrade") != NULL;
    if (identity.valid != good) fail_msg("%s %s: valid is %d", kind, input, identity.valid);
    assert_true(good || identity.reason != NULL);
    assert_true(identity.kind == identity_kind_from_name(kind));
    const char *upgraded = strstr(expected, "-> ");
    if (strstr(expected, "upgrade") != NULL) assert_string_equal(identity.normal, upgraded + 3);
    const char *birth = strstr(expected, "birth ");
    if (birth != NULL) {
        char text[DATE_TEXT_SIZE];
        assert_memory_equal(date_format(identity.birth, text), birth + 6, 10);
    }
    if (strstr(expected, "female") != NULL)
        assert_int_equal(identity.sex, 'F');
    else if (strstr(expected, "male") != NULL)
        assert_int_equal(identity.sex, 'M');
    const char *region = strstr(expected, "region ");
    if (region != NULL) assert_string_equal(identity.region, region + 7);
    if (strstr(expected, "warn") != NULL) assert_true(identity.warning);
}

static void test_vectors(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(g_getenv("BUREAU_TREE"), "tests/unit/data/identity_vectors.tsv", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int seen = 0;
    for (char **line = lines + 1; *line != NULL && **line != '\0'; line++) {
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);
        assert_true(g_strv_length(cells) >= 3);
        check_vector(cells[0], cells[1], cells[2], date_make(2026, 11, 22));
        seen++;
    }
    assert_int_equal(seen, 24);
}

static void test_kind_is_found(void **state)
{
    (void)state;
    struct date today = date_make(2026, 11, 22);
    static const struct {
        const char *value;
        enum identity_kind kind;
        bool valid;
    } cases[] = {
        { "11010519491231002x", IDENTITY_CN_RESIDENT, true },
        { "110105 194912 310021", IDENTITY_CN_RESIDENT, false },
        { "91350100M000100Y43", IDENTITY_CN_CREDIT, true },
        { "911101066976941872", IDENTITY_CN_CREDIT, true },
        { "11010519491331002X", IDENTITY_CN_RESIDENT, false }, /* month 13, and a credit code's check by chance */
        { "10162374-1", IDENTITY_CN_ORG, true },
        { "138 0013 8000", IDENTITY_CN_MOBILE, true },
        { "4111-1111-1111-1111", IDENTITY_CARD, true },
        { "", IDENTITY_UNKNOWN, false },
        { "hello, world", IDENTITY_UNKNOWN, false },
        { "王小明", IDENTITY_UNKNOWN, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct identity identity = identity_check(cases[i].value, IDENTITY_UNKNOWN, today);
        assert_int_equal(identity.kind, cases[i].kind);
        assert_int_equal(identity.valid, cases[i].valid);
    }
}

/* Any single wrong digit, and any two neighbours swapped, is found: that is what the check character is for. */
static void test_typing_errors_are_found(void **state)
{
    (void)state;
    struct date today = date_make(2026, 11, 22);
    for (int serial = 0; serial < 200; serial++) {
        char number[32];
        g_snprintf(number, sizeof number, "990101198%d0%d1%d%03d", serial % 10, serial % 9 + 1, serial % 8, serial);
        number[17] = identity_resident_check(number);
        number[18] = '\0';
        assert_true(identity_check(number, IDENTITY_CN_RESIDENT, today).valid);
        for (int place = 0; place < 17; place++) {
            char wrong[32];
            memcpy(wrong, number, sizeof wrong);
            wrong[place] = (char)('0' + (wrong[place] - '0' + 1 + serial % 9) % 10);
            if (wrong[place] != number[place]) assert_false(identity_check(wrong, IDENTITY_CN_RESIDENT, today).valid);
            memcpy(wrong, number, sizeof wrong);
            wrong[place] = number[place + 1];
            wrong[place + 1] = number[place];
            if (number[place] != number[place + 1])
                assert_false(identity_check(wrong, IDENTITY_CN_RESIDENT, today).valid);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_kind_is_found),
        cmocka_unit_test(test_typing_errors_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
