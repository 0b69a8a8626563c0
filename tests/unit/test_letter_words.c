/* SPDX-License-Identifier: Apache-2.0 */
/* The check of words: promises are found however they are dressed up, honest sentences go through, and no template
 * promises anything. */
#include "check.h"

#include "letter/letter.h"

#include <string.h>

static void must_refuse(const char *text)
{
    g_autoptr(GError) error = NULL;
    if (letter_check_text(text, &error)) fail_msg("went through: %s", text);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void must_pass(const char *text)
{
    g_autoptr(GError) error = NULL;
    if (!letter_check_text(text, &error)) fail_msg("refused: %s (%s)", text, error->message);
}

static void test_every_word_is_found(void **state)
{
    (void)state;
    GError *error = NULL;
    g_autoptr(tsv_t) words = tsv_load("letters/forbidden.tsv", &error);
    assert_no_error(error);
    assert_true(tsv_rows(words) >= 40);
    for (size_t i = 0; i < tsv_rows(words); i++) {
        const char *word = tsv_cell(words, i, "word");
        g_autofree char *alone = g_strconcat(word, "", NULL);
        g_autofree char *within = g_strdup_printf("您好，%s 是这样。 Yes: %s it is.", word, word);
        g_autofree char *shouted = g_utf8_strup(word, -1);
        must_refuse(alone);
        must_refuse(within);
        must_refuse(shouted);
        assert_true(*tsv_cell(words, i, "source") != '\0');
    }
}

static void test_near_misses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "我们可以铲 单",
        "铲.单",
        "铲-单",
        "铲*单",
        "铲\u200b单",
        "剷單",
        "鏟單",
        "逾期鏟單",
        "徵信修復",
        "征 信 修 复",
        "征信\n修复",
        "洗\u200b白",
        "１００％成功",
        "100 % 成功",
        "百 分 百",
        "內部渠道",
        "先 付 費",
        "g u a r a n t e e d",
        "Result GUARANTEED",
        "ｇｕａｒａｎｔｅｅｄ",
        "gu\u0430ranteed",                /* Cyrillic a */
        "gu\u0430r\u0430nt\u0435\u0435d", /* and e */
        "\u03b3uaranteed and guaranteed",
        "guar\u00e1nteed",
        "guar-an-teed",
        "clean  your\ncredit",
        "No result - no fee!",
        "we will erase your record",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        must_refuse(texts[i]);
}

/* A denial of something else, or one that is none, does not hide a promise. */
static void test_sham_denials(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "不用担心，我们包修复",
        "我们不仅修改，还保证删除",
        "不得不说，保证成功",
        "不会失败保证成功",
        "不成功不收费",
        "没有问题保证删除",
        "我们不收费。保证删除。",
        "Not only fast: guaranteed.",
        "No doubt guaranteed",
        "We cannot fail, guaranteed",
        "There is no risk; guaranteed",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        must_refuse(texts[i]);
}

static void test_honest_sentences(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "We cannot guarantee that your entry is changed.",
        "The result is not guaranteed.",
        "Nobody can erase your true record; no one may promise deletion.",
        "We don't guarantee deletion.",
        "Success is never guaranteed.",
        "Beware of offers of guaranteed repair.",
        "The loan was guaranteed by the company.",
        "He signed an unguaranteed loan.",
        "本机构不承诺百分百更正",
        "这并非保证删除",
        "不能保证成功",
        "请勿先付费",
        "任何人不得要求先付费",
        "不存在“征信修复”",
        "所谓“征信洗白”均为诈骗",
        "“铲单”是骗局",
        "谨防声称内部渠道的机构",
        "该笔贷款的保证人已代偿",
        "钱包过期未领取",
        "该公司由其百分之百控股",
        "已按时还款，与原始文件比对一致",
        "应当先付，费用由申请人承担",
        "",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        must_pass(texts[i]);
    must_pass(NULL);
}

static void test_templates_promise_nothing(void **state)
{
    (void)state;
    GError *error = NULL;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    g_autoptr(tsv_t) lines = tsv_load("letters/lines.tsv", &error);
    assert_no_error(error);
    for (size_t i = 0; i < 2 * tsv_rows(kinds); i++) {
        g_autofree char *file =
            g_strdup_printf("letters/%s/%s.txt", i % 2 == 0 ? "zh" : "en", tsv_cell(kinds, i / 2, "kind"));
        g_autofree char *text = data_read(file, NULL, &error);
        assert_no_error(error);
        must_pass(text);
    }
    for (size_t i = 0; i < tsv_rows(lines); i++) {
        must_pass(tsv_cell(lines, i, "zh"));
        must_pass(tsv_cell(lines, i, "en"));
    }
}

/* Whatever is handed in, the check comes to an end. */
static void test_odd_texts(void **state)
{
    (void)state;
    g_autoptr(GString) marks = g_string_new("e");
    for (int i = 0; i < 200000; i++)
        g_string_append(marks, "\u0301");
    must_pass(marks->str);
    g_autofree char *letters = g_strnfill(1000000, 'a');
    must_pass(letters);
    must_pass("\xff\xfe broken \xe4\xb8");
    must_refuse("\xff guaranteed \xfe");
    must_refuse("\u202eguaranteed\u202c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_word_is_found),
        cmocka_unit_test(test_near_misses),
        cmocka_unit_test(test_sham_denials),
        cmocka_unit_test(test_honest_sentences),
        cmocka_unit_test(test_templates_promise_nothing),
        cmocka_unit_test(test_odd_texts),
    };
    return cmocka_run_group_tests_name("letter words", tests, NULL, NULL);
}
