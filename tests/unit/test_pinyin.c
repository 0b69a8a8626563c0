/* SPDX-License-Identifier: Apache-2.0 */
/* Readings of characters and names. */
#include "check.h"

#include "base/base.h"

#include <string.h>

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *full, *initials;
    } cases[] = {
        { "王小明", "wangxiaoming", "wxm" },  { "单雄信", "shanxiongxin", "sxx" }, { "曾国藩", "zengguofan", "zgf" },
        { "解缙", "xiejin", "xj" },           { "仇英", "qiuying", "qy" },         { "区寄", "ouji", "oj" },
        { "查良镛", "zhaliangyong", "zly" },  { "翟志刚", "zhaizhigang", "zzg" },  { "盖叫天", "gejiaotian", "gjt" },
        { "尉迟恭", "yuchigong", "ycg" },     { "万俟卨", "moqixie", "mqx" },      { "朴正", "piaozheng", "pz" },
        { "缪荃孙", "miaoquansun", "mqs" },   { "欧阳修", "ouyangxiu", "oyx" },    { "吕布", "lvbu", "lb" },
        { "John Smith", "john smith", "js" }, { "Ａ股公司", "agugongsi", "aggs" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *full = pinyin_full(cases[i].name);
        g_autofree char *initials = pinyin_initials(cases[i].name);
        assert_string_equal(full, cases[i].full);
        assert_string_equal(initials, cases[i].initials);
    }
}

/* A surname reads as one only at the start of a name. */
static void test_surname_in_given_name(void **state)
{
    (void)state;
    g_autofree char *full = pinyin_full("王单");
    assert_string_equal(full, "wangdan");
}

static void test_readings(void **state)
{
    (void)state;
    static const struct {
        gunichar character;
        const char *reading;
    } holds[] = {
        { 0x5355, "dan" },  { 0x5355, "shan" }, { 0x8983, "qin" }, { 0x8983, "tan" },
        { 0x66FE, "ceng" }, { 0x66FE, "zeng" }, { 0x5973, "nv" },  { 0x20000, "he" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(holds); i++) {
        const char *readings = pinyin_readings(holds[i].character);
        assert_non_null(readings);
        g_auto(GStrv) list = g_strsplit(readings, " ", -1);
        if (!g_strv_contains((const char *const *)list, holds[i].reading))
            fail_msg("U+%04X does not read %s but %s", holds[i].character, holds[i].reading, readings);
    }
    assert_null(pinyin_readings('a'));
    assert_null(pinyin_readings(0x1F600));
}

/* Every reading is plain letters, none is the syllable of an interjection, none comes twice. */
static void test_all_readings(void **state)
{
    (void)state;
    static const char *const never[] = { "m", "n", "ng", "hm", "hng", "r", NULL };
    int found = 0;
    for (gunichar character = 0x3400; character < 0x32000; character++) {
        const char *readings = pinyin_readings(character);
        if (readings == NULL) continue;
        found++;
        g_auto(GStrv) list = g_strsplit(readings, " ", -1);
        for (char **one = list; *one != NULL; one++) {
            assert_int_equal(strspn(*one, "abcdefghijklmnopqrstuvwxyz"), strlen(*one));
            assert_false(g_strv_contains(never, *one));
            assert_false(g_strv_contains((const char *const *)one + 1, *one));
        }
    }
    assert_true(found > 40000);
}

static void test_simplified(void **state)
{
    (void)state;
    assert_int_equal(pinyin_simplify(0x9673), 0x9648); /* 陳 陈 */
    assert_int_equal(pinyin_simplify(0x8ECD), 0x519B); /* 軍 军 */
    assert_int_equal(pinyin_simplify(0x738B), 0x738B);
    assert_int_equal(pinyin_simplify('x'), 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),      cmocka_unit_test(test_surname_in_given_name),
        cmocka_unit_test(test_readings),   cmocka_unit_test(test_all_readings),
        cmocka_unit_test(test_simplified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
