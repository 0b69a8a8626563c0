/* SPDX-License-Identifier: Apache-2.0 */
/* Papers of a case: what they are is seen from their bytes, what came in goes out the same, and nothing else comes in.
 */
#include "check.h"

#include "base/base.h"
#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static char *file_of(const char *name, const void *bytes, gssize length)
{
    char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, bytes, length, NULL));
    return path;
}

static int setup(void **state)
{
    struct fixture *fixture = fixture_new();
    folder = g_dir_make_tmp("bureau-papers-XXXXXX", NULL);
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)fixture->card);
    g_autoptr(table_t) opened =
        fixture_run(fixture, "dispute.open", "1", "--item", item, "--reason", "payment.month", NULL);
    assert_int_equal(fixture_int(opened, "dispute"), 1);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        assert_int_equal(g_unlink(path), 0);
    }
    assert_int_equal(g_rmdir(folder), 0);
    g_free(folder);
    fixture_free(*state);
    return 0;
}

static void type_is(struct fixture *fixture, const char *name, const void *bytes, gssize length, const char *type)
{
    g_autofree char *path = file_of(name, bytes, length);
    g_autoptr(table_t) added = fixture_run(fixture, "dispute.attach", "1", path, "--role", "identity", NULL);
    assert_int_equal(fixture_int(added, "added"), 1);
    g_autoptr(table_t) list = fixture_run(fixture, "dispute.attachments", "1", NULL);
    for (size_t row = 0; row < table_row_count(list); row++)
        if (strcmp(fixture_cell(list, row, "name")->text, name) == 0) {
            assert_string_equal(fixture_cell(list, row, "type")->text, type);
            assert_string_equal(fixture_cell(list, row, "role")->text, "identity");
            return;
        }
    fail_msg("%s is not in the list", name);
}

/* The name says nothing: a picture called slip.txt is a picture. */
static void test_types(void **state)
{
    type_is(*state, "a.pdf", "%PDF-1.7 slip", -1, "application/pdf");
    type_is(*state, "slip.txt", "\x89PNG\r\n\x1a\n and more", -1, "image/png");
    type_is(*state, "c", "\xff\xd8\xff\xe0 and more", -1, "image/jpeg");
    type_is(*state, "d.tif", "II*\0rest", 8, "image/tiff");
    type_is(*state, "e.tif", "MM\0*rest", 8, "image/tiff");
    type_is(*state, "f.pdf", "已按期还款\n", -1, "text/plain");
}

static void refused(struct fixture *fixture, const char *path, int code)
{
    g_autoptr(GError) error = NULL;
    const int64_t before = fixture_count(fixture, "SELECT count(*) FROM attachment");
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "dispute.attach", "1", path, NULL);
    assert_null(answer);
    assert_int_equal(error->code, code);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM attachment"), before);
}

static void test_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name, *bytes;
        gssize length;
    } files[] = {
        { "run.pdf",
          "\x7f"
          "ELF\2\1\1",
          7 },
        { "pack.zip", "PK\3\4 and more", -1 },
        { "late.pdf", "\n\1%PDF-1.4 behind", -1 },
        { "nul.txt", "text\0text", 9 },
        { "bell.txt", "text\a", -1 },
        { "latin.txt", "gar\xe7on", -1 },
        { "empty.txt", "", 0 },
        { "half.png", "\x89PNG", -1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = file_of(files[i].name, files[i].bytes, files[i].length);
        refused(fixture, path, BUREAU_ERROR_INPUT);
    }
    g_autofree char *plain = file_of("plain.txt", "plain", -1), *link = g_build_filename(folder, "link.txt", NULL);
    assert_int_equal(symlink(plain, link), 0);
    refused(fixture, link, BUREAU_ERROR_INPUT);
    refused(fixture, folder, BUREAU_ERROR_INPUT);
    g_autofree char *large = file_of("large.txt", "x", -1);
    assert_int_equal(truncate(large, 10 * 1024 * 1024 + 1), 0);
    refused(fixture, large, BUREAU_ERROR_INPUT);
    /* of two, one of no kind: neither comes in */
    g_autoptr(GError) error = NULL;
    g_autofree char *zip = g_build_filename(folder, "pack.zip", NULL);
    assert_null(fixture_try(fixture, &error, "dispute.attach", "1", plain, zip, NULL));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM attachment WHERE name = 'plain.txt'"), 0);
}

static void test_out_as_it_came_in(void **state)
{
    struct fixture *fixture = *state;
    static const char bytes[] = "%PDF-1.7\n\0\1\2 binary";
    g_autofree char *path = file_of("in.pdf", bytes, sizeof bytes), *out = g_build_filename(folder, "out.pdf", NULL);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, sizeof bytes);
    g_autofree char *begin = g_strndup(digest, 10), *few = g_strndup(digest, 3);
    const int64_t events = fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'attach'");
    g_autoptr(table_t) first = fixture_run(fixture, "dispute.attach", "1", path, "--item", "1", NULL);
    g_autoptr(table_t) again = fixture_run(fixture, "dispute.attach", "1", path, NULL);
    assert_int_equal(fixture_int(first, "added"), 1);
    assert_int_equal(fixture_int(again, "added"), 0);
    assert_int_equal(fixture_int(again, "version"), fixture_int(first, "version"));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE event = 'attach'"), events + 1);
    const int64_t looks = fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'dispute.attachment'");
    g_autoptr(table_t) written =
        fixture_run(fixture, "dispute.attachment", "1", begin, out, "--reason", "inspection", NULL);
    assert_string_equal(fixture_text(written, "sha256"), digest);
    g_autofree char *back = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(out, &back, &length, NULL));
    assert_int_equal(length, sizeof bytes);
    assert_memory_equal(back, bytes, length);
    assert_true(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'dispute.attachment'") > looks);
    g_autoptr(GError) there = NULL, short_one = NULL, no_item = NULL;
    assert_null(fixture_try(fixture, &there, "dispute.attachment", "1", begin, out, "--reason", "inspection", NULL));
    assert_int_equal(there->code, BUREAU_ERROR_REFUSED);
    assert_null(fixture_try(fixture, &short_one, "dispute.attachment", "1", few, out, "--reason", "again", NULL));
    assert_int_equal(short_one->code, BUREAU_ERROR_NOT_FOUND);
    assert_null(fixture_try(fixture, &no_item, "dispute.attach", "1", path, "--item", "9", NULL));
    assert_int_equal(no_item->code, BUREAU_ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_types, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_out_as_it_came_in, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
