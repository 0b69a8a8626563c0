/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a passphrase, the passphrases that the program makes, and the list of words behind them. */
#include "check.h"

#include "base/base.h"
#include "vault/passphrase.h"

#include <string.h>

static struct secret *words(const char *text)
{
    return secret_copy(text, strlen(text));
}

/* A part of the message that the refusal must have; NULL: it must be taken. */
static void test_rule(void **state)
{
    (void)state;
    static const struct {
        const char *passphrase, *says;
    } cases[] = {
        { "brief", "shorter than 12" },
        { "tK9#mQ2$vL7", "shorter than 12" },
        { "two words here", "commonest" },
        { "password12345", "commonest" },
        { "letmein-letmein", "repeats" },
        { "aaaaaaaaaaaaaaaa", "repeats" },
        { "abcabcabcabcabc", "repeats" },
        { "abcdefghijklmnop", "sequence" },
        { "qwertyuiopasdfgh", "commonest" },
        { "zaq1xsw2cde3vfr4", "" },
        { "chenwei1985chenwei", "name" },
        { "12-03-1985-1985", "" },
        { "a b c d e", "" },
        { "violin-teapot-granite", NULL },
        { "correct horse battery staple", NULL },
        { "glad of my red umbrella", NULL },
        { "tK9#mQ2$vL7x", NULL },
        { "今天天气很好我们去公园走走", NULL },
        { "密密密密密密密密密密密密密密密", "repeats" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(secret_t) passphrase = words(cases[i].passphrase);
        const bool taken = passphrase_check(passphrase, "chenwei", &error);
        if (taken != (cases[i].says == NULL)) fail_msg("%s: %s", cases[i].passphrase, taken ? "taken" : error->message);
        if (taken) continue;
        assert_error_code(error, BUREAU_ERROR_USAGE);
        if (!strstr(error->message, cases[i].says)) fail_msg("%s: %s", cases[i].passphrase, error->message);
        g_autofree char *next = bureau_error_next(error, NULL);
        assert_non_null(next);
        assert_null(strstr(error->message, cases[i].passphrase));
    }
}

static void test_strength(void **state)
{
    (void)state;
    static const char *const rising[] = { "password", "chenwei-1985-03", "one two three four",
                                          "glad of my red umbrella", "violin-teapot-granite-marble-canyon-otter" };
    static const int wanted[] = { 0, 0, 1, 2, 4 };
    for (size_t i = 0; i < G_N_ELEMENTS(rising); i++) {
        g_autoptr(secret_t) passphrase = words(rising[i]);
        const int strength = passphrase_strength(passphrase, "chenwei");
        if (strength != wanted[i]) fail_msg("%s: %d", rising[i], strength);
    }
    g_autoptr(secret_t) nothing = words("");
    assert_int_equal(passphrase_strength(nothing, "chenwei"), 0);
    /* not text, and as long as one can be: neither crashes nor takes long */
    g_autoptr(secret_t) bytes = secret_new(1024);
    for (size_t i = 0; i < 1024; i++)
        secret_bytes(bytes)[i] = (uint8_t)(1 + i * 89 % 255);
    assert_int_equal(passphrase_strength(bytes, "chenwei"), 4);
}

static void test_made(void **state)
{
    (void)state;
    g_autoptr(tsv_t) list = tsv_load("words/words.tsv", NULL);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < tsv_rows(list); i++)
        g_hash_table_add(known, (char *)tsv_cell(list, i, "en"));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < 100; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(secret_t) made = passphrase_make(&error);
        assert_no_error(error);
        g_auto(GStrv) parts = g_strsplit((const char *)secret_bytes(made), "-", -1);
        assert_int_equal(g_strv_length(parts), 6);
        for (int j = 0; j < 6; j++) {
            assert_true(g_hash_table_contains(known, parts[j]));
            g_hash_table_add(seen, g_strdup(parts[j]));
        }
        assert_int_equal(strlen((const char *)secret_bytes(made)), secret_length(made));
        assert_true(passphrase_check(made, "chenwei", &error));
        assert_in_range(passphrase_strength(made, "chenwei"), 3, 4);
    }
    /* 600 draws of 1024: 454 different ones are expected, with a deviation of 9 */
    assert_in_range(g_hash_table_size(seen), 380, 530);
}

/* One slip: a letter put, left out, changed, or two swapped. */
static bool is_one_slip(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    size_t start = 0, end = 0;
    if (n > m) return is_one_slip(b, a);
    if (m - n > 1) return false;
    while (start < n && a[start] == b[start])
        start++;
    while (end < n - start && a[n - 1 - end] == b[m - 1 - end])
        end++;
    const size_t rest = n - start - end;
    return rest == 0 || (n == m && rest == 1) ||
           (n == m && rest == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]);
}

static void test_list(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) list = tsv_load("words/words.tsv", &error);
    assert_no_error(error);
    assert_int_equal(tsv_rows(list), 1024);
    assert_true(is_one_slip("form", "from") && is_one_slip("cat", "cart") && !is_one_slip("cat", "dog"));
    g_autoptr(GHashTable) characters = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < 1024; i++) {
        const char *word = tsv_cell(list, i, "en"), *character = tsv_cell(list, i, "zh");
        for (const char *letter = word; *letter; letter++)
            assert_true(g_ascii_islower(*letter));
        assert_in_range(strlen(word), 3, 9);
        assert_int_equal(g_utf8_strlen(character, -1), 1);
        assert_int_equal(g_unichar_get_script(g_utf8_get_char(character)), G_UNICODE_SCRIPT_HAN);
        assert_true(g_hash_table_add(characters, (char *)character));
        for (size_t j = 0; j < i; j++) {
            const char *other = tsv_cell(list, j, "en");
            if (is_one_slip(word, other) || g_str_has_prefix(word, other) || g_str_has_prefix(other, word))
                fail_msg("%s and %s", word, other);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rule),
        cmocka_unit_test(test_strength),
        cmocka_unit_test(test_made),
        cmocka_unit_test(test_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
