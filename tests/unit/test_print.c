/* SPDX-License-Identifier: Apache-2.0 */
/* Pages: the same bytes each time and in each process, page by page as it was asked, nothing that hangs, and no page at
 * all where a font is missing. The refusal is tested in a process of its own, whose fontconfig knows no fonts; the rest
 * needs fonts and is skipped without. */
#include "check.h"
#include "fixture.h"

#include "letter/deliver.h"
#include "letter/print.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define NO_FONTS "--without-fonts"
#define DIGEST   "--digest"

static const char letter_text_zh[] =
    "本征信机构\n异议答复函\n\n编号：2026-000001-03\n\n致：王小明\n\n下列信息已更正：\n\n  (1) "
    "还款状态：由“2”更正为“N”，"
    "见 "
    "https://example.invalid/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
    "  (2) Balance: 1,234.50\n\n本征信机构\n2026年11月22日\n";

static const struct print_page page = { .title = "异议答复函",
                                        .number = "2026-000001-03",
                                        .foot = "SHA-256 0123456789abcdef",
                                        .language = "zh",
                                        .made = 1700000000000 };

static char *self;

static bool has_fonts(void)
{
    g_autofree char *missing = print_fonts_missing();
    if (missing != NULL) print_message("# no fonts: %s\n", missing);
    return missing == NULL;
}

#define NEEDS_FONTS()                                                                                                  \
    do {                                                                                                               \
        if (!has_fonts()) skip();                                                                                      \
    } while (0)

static GBytes *print(const char *text)
{
    GError *error = NULL;
    GBytes *bytes = print_pdf(text, &page, NULL, &error);
    assert_no_error(error);
    assert_non_null(bytes);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), "%PDF-", 5);
    return bytes;
}

static char *digest_of(GBytes *bytes)
{
    return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}

/* The value behind a name in the file ("/Count "): cairo writes it in clear. */
static long long number_after(GBytes *bytes, const char *name)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *at = memmem(data, length, name, strlen(name));
    if (at == NULL) fail_msg("no %s in the file", name);
    return g_ascii_strtoll(at + strlen(name), NULL, 10);
}

/* ---- the refusal --------------------------------------------------------------------------------------------------
 */

/* In a process without fonts: 0 when both say what is missing and which package has it. */
static int without_fonts(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = print_pdf(letter_text_zh, &page, NULL, &error);
    g_autofree char *missing = print_fonts_missing();
    if (bytes != NULL || error == NULL || error->code != BUREAU_ERROR_INPUT) return 2;
    g_autofree char *next = bureau_error_next(error, NULL);
    if (strstr(error->message, "汉字 (Chinese characters)") == NULL) return 3;
    if (next == NULL || strstr(next, "apt-get install") == NULL || strstr(next, "fonts-wqy-microhei") == NULL) return 4;
    return missing != NULL && strstr(missing, "fonts-wqy-microhei") != NULL ? 0 : 5;
}

static int run_self(const char *word, const char *fontconfig, char **out)
{
    GError *error = NULL;
    int status = -1;
    char *argv[] = { self, (char *)word, NULL };
    g_auto(GStrv) environment = g_get_environ();
    if (fontconfig != NULL) environment = g_environ_setenv(environment, "FONTCONFIG_FILE", fontconfig, TRUE);
    assert_true(g_spawn_sync(NULL, argv, environment, G_SPAWN_DEFAULT, NULL, NULL, out, NULL, &status, &error));
    return status;
}

static void test_refused_without_fonts(void **state)
{
    (void)state;
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("fonts-XXXXXX", &error);
    g_autofree char *file = g_build_filename(folder, "fonts.conf", NULL);
    g_autofree char *nothing = g_strdup_printf("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
                                               "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>",
                                               folder, folder);
    assert_true(g_file_set_contents(file, nothing, -1, &error));
    assert_int_equal(run_self(NO_FONTS, file, NULL), 0);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

/* A character that no font has is named by its script, also beside words that there are fonts for. */
static void test_refused_for_one_character(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autoptr(GError) error = NULL;
    /* a character of a plane that is for private use: no font of a distribution has it */
    g_autoptr(GBytes) bytes = print_pdf("王\U0010fffd明", &page, NULL, &error);
    assert_null(bytes);
    assert_error_code(error, BUREAU_ERROR_INPUT);
}

/* ---- the same bytes -----------------------------------------------------------------------------------------------
 */

static void test_twice_the_same(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autoptr(GBytes) first = print(letter_text_zh);
    g_autoptr(GBytes) second = print(letter_text_zh);
    assert_true(g_bytes_equal(first, second));
    g_autofree char *here = digest_of(first), *there = NULL;
    assert_int_equal(run_self(DIGEST, NULL, &there), 0);
    assert_string_equal(here, g_strchomp(there));
}

/* The moment in the file is the letter's own: another letter moment is another file, another printing is not. */
static void test_moment_is_the_letters(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autoptr(GBytes) bytes = print(letter_text_zh);
    struct print_page later = page;
    later.made += 1000;
    GError *error = NULL;
    g_autoptr(GBytes) other = print_pdf(letter_text_zh, &later, NULL, &error);
    assert_false(g_bytes_equal(bytes, other));
}

/* ---- pages --------------------------------------------------------------------------------------------------------
 */

static void test_pages(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 120; i++)
        g_string_append_printf(text, "第%d行\n", i);
    const struct {
        const char *text;
        int pages;
    } cases[] = { { "", 1 }, { "一页", 1 }, { "一\f二\f三", 3 }, { text->str, 3 } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) bytes = print(cases[i].text);
        assert_int_equal(number_after(bytes, "/Count "), cases[i].pages);
    }
}

/* The words of a page as a reader of the file finds them, without blanks: it judges those by the distance. Caller
 * frees.
 */
static char *words_of(GBytes *bytes, int number)
{
    GError *error = NULL;
    g_autofree char *path = NULL;
    const int file = g_file_open_tmp("pages-XXXXXX.pdf", &path, &error);
    assert_no_error(error);
    g_close(file, NULL);
    assert_true(g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), &error));
    g_autofree char *place = g_strdup_printf("%d", number);
    char *argv[] = { (char *)"pdftotext", (char *)"-f", place, (char *)"-l", place, path, (char *)"-", NULL },
         *out = NULL;
    assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error));
    g_unlink(path);
    g_auto(GStrv) words = g_strsplit(out, " ", -1);
    g_free(out);
    return g_strjoinv("", words);
}

/* A paragraph of two lines never stands on two pages, wherever the foot of the page falls. */
static void test_no_widow(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autofree char *reader = g_find_program_in_path("pdftotext");
    if (reader == NULL) {
        print_message("# skipped: pdftotext (poppler-utils) is not installed\n");
        skip();
    }
    int broken = 0;
    for (int lines = 36; lines < 52; lines++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int i = 0; i < lines; i++)
            g_string_append(text, "line\n");
        g_autofree char *long_word = g_strnfill(70, 'x');
        g_string_append_printf(text, "alpha %s omega\nlast\n", long_word);
        g_autoptr(GBytes) bytes = print(text->str);
        g_autofree char *first = words_of(bytes, 1);
        assert_true((strstr(first, "alpha") != NULL) == (strstr(first, "omega") != NULL));
        broken += number_after(bytes, "/Count ") == 2;
        if (number_after(bytes, "/Count ") == 2) assert_non_null(strstr(first, "1/2"));
    }
    assert_true(broken > 0 && broken < 16);
}

static void test_foot_and_head(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autofree char *reader = g_find_program_in_path("pdftotext");
    if (reader == NULL) skip();
    g_autoptr(GBytes) bytes = print("机构\n异议答复函\n\n一\f二");
    g_autofree char *second = words_of(bytes, 2);
    assert_non_null(strstr(second, "异议答复函"));
    assert_non_null(strstr(second, "2026-000001-03"));
    assert_non_null(strstr(second, "SHA-2560123456789abcdef"));
    assert_non_null(strstr(second, "2/2"));
}

/* ---- odd texts ----------------------------------------------------------------------------------------------------
 */

static void print_or_refuse(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = print_pdf(text, &page, NULL, &error);
    assert_true((bytes != NULL) != (error != NULL));
    if (error != NULL) assert_int_equal(error->code, BUREAU_ERROR_INPUT);
}

static void test_odd_texts(void **state)
{
    (void)state;
    NEEDS_FONTS();
    static const char *const texts[] = {
        "\x01\x02\x1b[31m\x7f\t\r",
        "\u202e\u2066abc\u2069\u202d\u200b\ufeff",
        "\xff\xfe\xc0\x80\xed\xa0\x80 broken",
        "\u05d0\u05d1 \u0645\u0631\u062d\u0628\u0627 mixed \u4e2d",
        "---\n---\n\f\f\f",
        "(1) \n(12345) x\n- \n1.\n一、\n：\n:",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        print_or_refuse(texts[i]);
    guint32 seed = 1;
    for (int round = 0; round < 40; round++) {
        char bytes[400];
        for (size_t i = 0; i < sizeof bytes - 1; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)MAX(1, seed >> 24);
        }
        bytes[sizeof bytes - 1] = '\0';
        print_or_refuse(bytes);
    }
}

static void test_large_texts(void **state)
{
    (void)state;
    NEEDS_FONTS();
    g_autofree char *letters = g_strnfill(300000, 'a');
    g_autoptr(GString) marks = g_string_new("e");
    g_autoptr(GString) characters = g_string_new(NULL);
    for (int i = 0; i < 1000000; i++)
        g_string_append(marks, "\u0301");
    for (int i = 0; i < 100000; i++)
        g_string_append(characters, "字");
    print_or_refuse(letters);
    print_or_refuse(marks->str);
    print_or_refuse(characters->str);
}

/* ---- letters that are kept ----------------------------------------------------------------------------------------
 */

static struct fixture *with_letters(void)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=state,claimed=N", fixture->card);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer =
        fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason", "payment.month", NULL);
    return fixture;
}

static GBytes *print_number(struct fixture *fixture, const char *number)
{
    GError *error = NULL;
    char *bytes = NULL;
    gsize length;
    g_autofree char *file = g_build_filename(fixture->directory, "letter.pdf", NULL);
    g_autoptr(table_t) answer = fixture_run(fixture, "letter.print", number, file, "--replace", NULL);
    assert_true(g_file_get_contents(file, &bytes, &length, &error));
    GBytes *pages = g_bytes_new_take(bytes, length);
    g_autofree char *digest = digest_of(pages);
    assert_string_equal(digest, fixture_text(answer, "print_sha256"));
    return pages;
}

/* Runs a statement as an act of the test. */
static void change(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.change", NULL, &error));
    store_run(fixture->store, &error, sql, "");
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test.change", NULL, &error));
}

static void test_printed_again_is_the_same(void **state)
{
    (void)state;
    NEEDS_FONTS();
    struct fixture *fixture = with_letters();
    g_autoptr(GBytes) first = print_number(fixture, "2026-000001-02");
    fixture_clock(fixture, "2027-03-01");
    g_autoptr(GBytes) again = print_number(fixture, "2026-000001-02");
    assert_true(g_bytes_equal(first, again));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter_print"), 1);
    /* it is the kept one that goes out: here another one, with its digest, as if fonts had changed since */
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "%PDF-kept", -1);
    g_autofree char *sql =
        g_strdup_printf("UPDATE letter_print SET body = CAST('%%PDF-kept' AS BLOB), digest = '%s'", digest);
    change(fixture, sql);
    g_autoptr(GBytes) kept = print_number(fixture, "2026-000001-02");
    assert_int_equal(g_bytes_get_size(kept), 9);
    fixture_free(fixture);
}

static void assert_not_printed(struct fixture *fixture, const char *number, int code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(fixture->directory, "refused.pdf", NULL);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "letter.print", number, file, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

static void test_what_is_not_printed(void **state)
{
    (void)state;
    NEEDS_FONTS();
    struct fixture *fixture = with_letters();
    assert_not_printed(fixture, "2026-000009-01", BUREAU_ERROR_NOT_FOUND);
    fixture_user(fixture, FIXTURE_AUDITOR); /* writes nothing, and a print is kept */
    assert_not_printed(fixture, "2026-000001-01", BUREAU_ERROR_REFUSED);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(GBytes) pages = print_number(fixture, "2026-000001-01");
    change(fixture, "UPDATE letter_print SET body = CAST('%PDF-other' AS BLOB)");
    assert_not_printed(fixture, "2026-000001-01", BUREAU_ERROR_STORE);
    change(fixture, "UPDATE letter SET text = 'changed' WHERE number = '2026-000001-02'");
    assert_not_printed(fixture, "2026-000001-02", BUREAU_ERROR_STORE);
    change(fixture, "UPDATE letter SET text = '' WHERE number = '2026-000001-02'");
    assert_not_printed(fixture, "2026-000001-02", BUREAU_ERROR_REFUSED);
    fixture_free(fixture);
}

static void test_no_file_is_written_over(void **state)
{
    (void)state;
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("deliver-XXXXXX", &error);
    g_autofree char *file = g_build_filename(folder, "it", NULL);
    assert_true(letter_deliver(file, false, "one", 3, &error));
    assert_false(letter_deliver(file, false, "two", 3, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    g_autofree char *there = NULL;
    assert_true(g_file_get_contents(file, &there, NULL, NULL));
    assert_string_equal(there, "one");
    assert_true(letter_deliver(file, true, "two", 3, &error));
    g_clear_pointer(&there, g_free);
    assert_true(g_file_get_contents(file, &there, NULL, NULL));
    assert_string_equal(there, "two");
    assert_false(letter_deliver(folder, true, "three", 5, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    g_unlink(file);
    assert_int_equal(g_rmdir(folder), 0); /* nothing else was left there */
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], NO_FONTS) == 0) return without_fonts();
    if (argc > 1 && strcmp(argv[1], DIGEST) == 0) {
        g_autoptr(GBytes) bytes = print_pdf(letter_text_zh, &page, NULL, NULL);
        g_autofree char *digest = bytes != NULL ? digest_of(bytes) : NULL;
        puts(digest != NULL ? digest : "-");
        return digest == NULL;
    }
    self = g_file_read_link("/proc/self/exe", NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_without_fonts),
        cmocka_unit_test(test_refused_for_one_character),
        cmocka_unit_test(test_twice_the_same),
        cmocka_unit_test(test_moment_is_the_letters),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_no_widow),
        cmocka_unit_test(test_foot_and_head),
        cmocka_unit_test(test_odd_texts),
        cmocka_unit_test(test_large_texts),
        cmocka_unit_test(test_printed_again_is_the_same),
        cmocka_unit_test(test_what_is_not_printed),
        cmocka_unit_test(test_no_file_is_written_over),
    };
    const int failed = cmocka_run_group_tests_name("print", tests, NULL, NULL);
    g_free(self);
    return failed;
}
