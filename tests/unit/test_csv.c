/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of records: what a furnisher's file may look like, and what must never harm the program. */
#include "intake/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *write_file(const void *bytes, size_t length)
{
    char *path = NULL;
    int file = g_file_open_tmp("bureau-csv-XXXXXX", &path, NULL);
    assert_true(file >= 0);
    close(file);
    assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    return path;
}

/* The file as text: fields in brackets, a line a record, "!line:column" for a bad one. */
static char *dump(const void *bytes, size_t length, enum csv_encoding encoding, char delimiter)
{
    g_autofree char *path = write_file(bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(csv_reader_t) reader = csv_open(path, encoding, delimiter, &error);
    assert_non_null(reader);
    GString *text = g_string_new(NULL);
    struct csv_record record;
    struct csv_trouble trouble;
    enum csv_step step;
    while ((step = csv_next(reader, &record, &trouble, &error)) > CSV_END) {
        if (step == CSV_BAD) {
            g_string_append_printf(text, "!%d:%d\n", (int)trouble.line, (int)trouble.column);
            continue;
        }
        g_string_append_printf(text, "%d", (int)record.line);
        for (size_t i = 0; i < record.count; i++) {
            assert_int_equal(strlen(record.field[i]), record.length[i]);
            g_string_append_printf(text, "[%s]", record.field[i]);
        }
        g_string_append_c(text, '\n');
    }
    if (step == CSV_ERROR) g_string_append_printf(text, "error: %s", error->message);
    g_unlink(path);
    return g_string_free(text, FALSE);
}

static void check(const char *text, const char *expected)
{
    g_autofree char *found = dump(text, strlen(text), CSV_DETECT, ',');
    assert_string_equal(found, expected);
}

static void plain_records(void **state)
{
    (void)state;
    check("a,b\n1,2\n", "1[a][b]\n2[1][2]\n");
    check("a,b\r\n1,2\r\n", "1[a][b]\n2[1][2]\n");
    check("a,b\n1,2", "1[a][b]\n2[1][2]\n");
    check("a,,\n,,\n", "1[a][][]\n2[][][]\n");
    check("\n\r\na\n\nb\n", "3[a]\n5[b]\n");
    check("", "");
    g_autofree char *semicolons = dump("a;b,c\n", 6, CSV_DETECT, ';');
    assert_string_equal(semicolons, "1[a][b,c]\n");
}

static void quotes(void **state)
{
    (void)state;
    check("\"a,b\",\"c \"\"d\"\"\"\n", "1[a,b][c \"d\"]\n");
    check("\"two\nlines\",x\nnext,y\n", "1[two\nlines][x]\n3[next][y]\n");
    check("\"\",\"\"\r\n\"z\"", "1[][]\n2[z]\n");
    check("5\" disk,x\n", "1[5\" disk][x]\n");
    check("\"a\"b,c\nd,e\n", "!1:4\n2[d][e]\n");
}

static void an_open_quote_does_not_swallow_the_file(void **state)
{
    (void)state;
    check("a,\"b\nc,d\ne,f\n", "!1:3\n2[c][d]\n3[e][f]\n");
    GString *text = g_string_new("x,\"never closed\n");
    for (int i = 0; i < 400000; i++)
        g_string_append(text, "12345,67890\n"); /* 4.8 MB */
    g_autofree char *found = dump(text->str, text->len, CSV_DETECT, ',');
    assert_true(g_str_has_prefix(found, "!1:1\n2[12345][67890]\n"));
    assert_true(g_str_has_suffix(found, "400001[12345][67890]\n"));
    g_string_free(text, TRUE);
}

static void limits(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 300; i++)
        g_string_append(text, "x,");
    g_string_append(text, "x\nafter\n");
    g_autofree char *columns = dump(text->str, text->len, CSV_DETECT, ',');
    assert_string_equal(columns, "!1:513\n2[after]\n");
    g_string_truncate(text, 0);
    for (int i = 0; i < 70000; i++)
        g_string_append_c(text, 'x');
    g_string_append(text, "\nafter\n");
    g_autofree char *field = dump(text->str, text->len, CSV_DETECT, ',');
    assert_string_equal(field, "!1:1\n2[after]\n");
    g_string_truncate(text, 0);
    for (int i = 0; i < 3000000; i++)
        g_string_append_c(text, i % 1000 == 999 ? ',' : 'x');
    g_string_append(text, "\nafter\n");
    g_autofree char *line = dump(text->str, text->len, CSV_DETECT, ',');
    assert_true(g_str_has_suffix(line, "\n2[after]\n"));
    g_string_free(text, TRUE);
}

static void bytes_that_are_not_text(void **state)
{
    (void)state;
    g_autofree char *zero = dump("a,b\n1,\0002\n3,4\n", 12, CSV_UTF8, ',');
    assert_string_equal(zero, "1[a][b]\n!2:3\n3[3][4]\n");
    g_autofree char *broken = dump("a\xe5\xbc\xa0,\xff\nok\n", 9, CSV_UTF8, ',');
    assert_string_equal(broken, "!1:4\n2[ok]\n");
}

static void encodings(void **state)
{
    (void)state;
    check("\xef\xbb\xbf姓名,x\n", "1[姓名][x]\n");
    check("姓名\n", "1[姓名]\n");
    g_autofree char *gb = dump("\xd5\xc5,\xc8\xfd\n", 6, CSV_DETECT, ',');
    assert_string_equal(gb, "1[张][三]\n");
    g_autofree char *declared = dump("\xd5\xc5\n", 3, CSV_GB18030, ',');
    assert_string_equal(declared, "1[张]\n");
    g_autofree char *wrong = dump("a,\xd5\xc5\xff\xff\nb,\xd5\xc5\n", 12, CSV_GB18030, ',');
    assert_string_equal(wrong, "!1:4\n2[b][张]\n");
    g_autofree char *path = write_file("\xff\xfe\x61\x00", 4);
    g_autoptr(csv_reader_t) reader = csv_open(path, CSV_DETECT, ',', NULL);
    struct csv_record record;
    struct csv_trouble trouble;
    g_autoptr(GError) error = NULL;
    assert_int_equal(csv_next(reader, &record, &trouble, &error), CSV_ERROR);
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_INPUT));
    g_unlink(path);
}

/* The first name may come after any number of plain rows, and a character may fall on any chunk border. */
static void the_encoding_is_found_however_late(void **state)
{
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        GString *text = g_string_new(NULL);
        for (int i = 0; i < 262144 / 8 - 1; i++)
            g_string_append(text, "abc,def\n");
        g_string_append_len(text, "zzzz", shift);
        for (int i = 0; i < 20; i++)
            g_string_append(text, "\xd5\xc5");
        g_string_append(text, ",x\n");
        g_autofree char *found = dump(text->str, text->len, CSV_DETECT, ',');
        g_autofree char *expected =
            g_strdup_printf("[%.*s张张张张张张张张张张张张张张张张张张张张][x]\n", shift, "zzzz");
        assert_true(g_str_has_suffix(found, expected));
        g_string_free(text, TRUE);
    }
}

/* Whatever the bytes are: it ends, every field is text, and the lines only grow. */
static void random_bytes(void **state)
{
    (void)state;
    static const char alphabet[] = "a,\"\n\r\0\xff\xe5\xbc\xa0\xd5\xc5;\t";
    GRand *random = g_rand_new_with_seed(20260101);
    for (int round = 0; round < 400; round++) {
        size_t length = (size_t)g_rand_int_range(random, 0, 400);
        g_autofree char *bytes = g_malloc(length + 1);
        for (size_t i = 0; i < length; i++)
            bytes[i] =
                round % 2 ? (char)g_rand_int(random) : alphabet[g_rand_int_range(random, 0, sizeof alphabet - 1)];
        g_autofree char *path = write_file(bytes, length);
        g_autoptr(csv_reader_t) reader = csv_open(path, (enum csv_encoding)(round % 3), ',', NULL);
        struct csv_record record;
        struct csv_trouble trouble;
        enum csv_step step;
        int64_t before = 0;
        int steps = 0;
        while ((step = csv_next(reader, &record, &trouble, NULL)) > CSV_END) {
            int64_t line = step == CSV_ROW ? record.line : trouble.line;
            assert_true(line > before);
            before = line;
            for (size_t i = 0; step == CSV_ROW && i < record.count; i++)
                assert_true(g_utf8_validate(record.field[i], (gssize)record.length[i], NULL));
            assert_true(++steps <= (int)length + 1);
        }
        g_unlink(path);
    }
    g_rand_free(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_records),
        cmocka_unit_test(quotes),
        cmocka_unit_test(an_open_quote_does_not_swallow_the_file),
        cmocka_unit_test(limits),
        cmocka_unit_test(bytes_that_are_not_text),
        cmocka_unit_test(encodings),
        cmocka_unit_test(the_encoding_is_found_however_late),
        cmocka_unit_test(random_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
