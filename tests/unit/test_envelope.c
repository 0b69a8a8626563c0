/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed files: whatever is changed, dropped, swapped or cut is refused, the wrong keys do not open them, and nothing
 * of the content or of an unfinished file can be found on the disk. */
#include "check.h"

#include "base/base.h"
#include "vault/envelope_private.h"
#include "vault/private.h"
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARKER "Zhang Weiqiang 110101199003074514"
#define LABEL  "{\"lines\":12}"

static char *folder;

static int set_up(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("bureau-envelope-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_remove(path) != 0) fail_msg("%s was left behind", path);
    }
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
    return 0;
}

/* Names in the folder, hidden ones as well. */
static guint count_names(void)
{
    guint count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        count++;
    return count;
}

static char *path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

/* `length` bytes in which every chunk differs, with the marker at the front and at the end. */
static GBytes *content_of(size_t length)
{
    uint8_t *bytes = g_malloc(MAX(length, 1));
    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)(i * 31 + i / ENVELOPE_CHUNK * 7 + 5);
    if (length >= 2 * strlen(MARKER)) {
        memcpy(bytes, MARKER, strlen(MARKER));
        memcpy(bytes + length - strlen(MARKER), MARKER, strlen(MARKER));
    }
    return g_bytes_new_take(bytes, length);
}

static struct envelope_writer *begin(const char *path, const struct vault_keys *keys, GError **error)
{
    struct envelope_head head = { .kind = (char *)"backup", .made = 1770000000000, .label = (char *)LABEL };
    uint8_t public_key[VAULT_PUBLIC];
    g_autoptr(GBytes) keyfile = g_bytes_new_static("the key file", 12);
    memcpy(head.id, vault_keys_id(keys), VAULT_ID);
    assert_true(vault_keys_backup_public(keys, public_key));
    return envelope_create(path, &head, public_key, keyfile, error);
}

/* Writes in pieces that do not fit the chunks. */
static void write_envelope(const char *path, const struct vault_keys *keys, GBytes *content, bool replace)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(envelope_writer_t) writer = begin(path, keys, &error);
    assert_no_error(error);
    size_t length;
    const uint8_t *bytes = g_bytes_get_data(content, &length);
    for (size_t at = 0; at < length; at += 10007)
        assert_true(envelope_write(writer, bytes + at, MIN(length - at, 10007), &error));
    assert_true(envelope_finish(writer, replace, &error));
    g_autofree char *whole = NULL;
    gsize size;
    assert_true(g_file_get_contents(path, &whole, &size, NULL));
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)whole, size);
    assert_string_equal(envelope_digest(writer), digest);
    assert_int_equal(envelope_size(writer), size);
}

/* Everything in it; NULL with the error of the first call that failed. */
static GByteArray *read_envelope(const char *path, const struct vault_keys *keys, GError **error)
{
    g_autoptr(envelope_reader_t) reader = envelope_open(path, error);
    if (!reader || !envelope_unlock(reader, keys, error)) return NULL;
    g_autoptr(GByteArray) all = g_byte_array_new();
    uint8_t buffer[5003];
    gssize got;
    while ((got = envelope_read(reader, buffer, sizeof buffer, error)) > 0)
        g_byte_array_append(all, buffer, (guint)got);
    if (got < 0) return NULL;
    assert_int_equal(envelope_content_size(reader), all->len);
    return g_steal_pointer(&all);
}

static void assert_same(GByteArray *got, GBytes *wanted)
{
    size_t length;
    const void *bytes = g_bytes_get_data(wanted, &length);
    assert_non_null(got);
    assert_int_equal(got->len, length);
    if (length) assert_memory_equal(got->data, bytes, length);
}

static void holds_what_was_put_in(void **state)
{
    (void)state;
    static const size_t lengths[] = {
        0, 1, ENVELOPE_CHUNK - 1, ENVELOPE_CHUNK, ENVELOPE_CHUNK + 1, 3 * ENVELOPE_CHUNK, 1000000
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strdup_printf("%zu.sealed", i), *path = path_of(name);
        g_autoptr(GBytes) content = content_of(lengths[i]);
        write_envelope(path, test_keys(), content, false);
        g_autoptr(GByteArray) got = read_envelope(path, test_keys(), &error);
        assert_no_error(error);
        assert_same(got, content);
        struct stat info;
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
    assert_int_equal(count_names(), G_N_ELEMENTS(lengths)); /* no private folder is left */
}

static void tells_its_head_to_anybody(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) content = content_of(100);
    write_envelope(path, test_keys(), content, false);
    g_autoptr(envelope_reader_t) reader = envelope_open(path, &error);
    assert_no_error(error);
    const struct envelope_head *head = envelope_head(reader);
    assert_string_equal(head->kind, "backup");
    assert_string_equal(head->label, LABEL);
    assert_int_equal(head->made, 1770000000000);
    assert_memory_equal(head->id, vault_keys_id(test_keys()), VAULT_ID);
    assert_int_equal(g_bytes_get_size(envelope_keyfile(reader)), 12);
    uint8_t byte;
    assert_int_equal(envelope_read(reader, &byte, 1, &error), -1); /* but nothing more */
}

/* ---- keys ---- */

static void opens_for_administrators_alone(void **state)
{
    (void)state;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) content = content_of(1000);
    write_envelope(path, test_keys(), content, false);
    const struct vault_keys *keys = test_keys();
    const struct key_material *material = keys->material;
    /* the same store's officer: the right master key, no administrators' secret */
    g_autoptr(vault_keys_t) officer =
        vault_keys_make(vault_keys_id(keys), 1, material->master, material->person, NULL, "officer");
    /* another person with the administrators' secret, even under another master key, as after a rotation */
    uint8_t fresh[VAULT_KEY] = { 7 };
    g_autoptr(vault_keys_t) administrator =
        vault_keys_make(vault_keys_id(keys), 2, fresh, fresh, material->administrator, "admin");
    g_autoptr(vault_keys_t) stranger = vault_keys_new();
    g_autoptr(GError) refused = NULL;
    assert_null(read_envelope(path, officer, &refused));
    assert_error_code(refused, BUREAU_ERROR_REFUSED);
    g_clear_error(&refused);
    assert_null(read_envelope(path, stranger, &refused));
    assert_error_code(refused, BUREAU_ERROR_REFUSED);
    g_clear_error(&refused);
    g_autoptr(GByteArray) got = read_envelope(path, administrator, &refused);
    assert_no_error(refused);
    assert_same(got, content);
}

/* ---- what was done to the file ---- */

/* The file `bytes` under a fresh name must not open. */
static void assert_refused(const uint8_t *bytes, size_t length, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("changed.sealed");
    assert_true(g_file_set_contents(path, (const char *)bytes, (gssize)length, NULL));
    g_autoptr(GByteArray) got = read_envelope(path, test_keys(), &error);
    g_unlink(path);
    if (got) fail_msg("not noticed: %s", what);
    if (!error || error->domain != BUREAU_ERROR ||
        (error->code != BUREAU_ERROR_INPUT && error->code != BUREAU_ERROR_REFUSED))
        fail_msg("%s: %s", what, error ? error->message : "no error");
}

static uint8_t *whole_file(const char *path, size_t *length)
{
    char *bytes = NULL;
    assert_true(g_file_get_contents(path, &bytes, length, NULL));
    return (uint8_t *)bytes;
}

static void notices_every_bit_before_the_chunks(void **state)
{
    (void)state;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) content = content_of(300);
    write_envelope(path, test_keys(), content, false);
    size_t length;
    g_autofree uint8_t *bytes = whole_file(path, &length);
    for (size_t at = 0; at < length; at++) { /* all of it is small: the chunk as well */
        g_autofree char *what = g_strdup_printf("bit %zu of byte %zu of %zu", at % 8, at, length);
        bytes[at] ^= (uint8_t)(1u << (at % 8));
        assert_refused(bytes, length, what);
        bytes[at] ^= (uint8_t)(1u << (at % 8));
    }
}

static void notices_a_cut(void **state)
{
    (void)state;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) content = content_of(2 * ENVELOPE_CHUNK + 500);
    write_envelope(path, test_keys(), content, false);
    size_t length;
    g_autofree uint8_t *bytes = whole_file(path, &length);
    const size_t front = length - 2 * ENVELOPE_SEALED_CHUNK - (500 + ENVELOPE_MORE);
    const size_t cuts[] = { 0,
                            1,
                            8,
                            front - 1,
                            front,
                            front + 1,
                            front + ENVELOPE_MORE,
                            front + ENVELOPE_SEALED_CHUNK,
                            front + 2 * ENVELOPE_SEALED_CHUNK,
                            front + 2 * ENVELOPE_SEALED_CHUNK + 20,
                            length - 1 };
    for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++)
        assert_refused(bytes, cuts[i], "cut off");
    g_autofree uint8_t *longer = g_malloc0(length + ENVELOPE_SEALED_CHUNK);
    memcpy(longer, bytes, length);
    assert_refused(longer, length + 1, "a byte more");
    memcpy(longer + length, bytes + front, ENVELOPE_SEALED_CHUNK);
    assert_refused(longer, length + ENVELOPE_SEALED_CHUNK, "a chunk more");
}

static void notices_chunks_swapped_dropped_repeated(void **state)
{
    (void)state;
    g_autofree char *path = path_of("a.sealed"), *other_path = path_of("b.sealed");
    g_autoptr(GBytes) content = content_of(3 * ENVELOPE_CHUNK);
    write_envelope(path, test_keys(), content, false);
    write_envelope(other_path, test_keys(), content, false);
    size_t length, other_length;
    g_autofree uint8_t *bytes = whole_file(path, &length), *other = whole_file(other_path, &other_length);
    g_autofree uint8_t *changed = g_malloc(length);
    const size_t chunk = ENVELOPE_SEALED_CHUNK, front = length - 3 * chunk;
    assert_int_equal(length, other_length);

    memcpy(changed, bytes, length);
    memcpy(changed + front, bytes + front + chunk, chunk);
    memcpy(changed + front + chunk, bytes + front, chunk);
    assert_refused(changed, length, "the first two swapped");
    memcpy(changed, bytes, length);
    memcpy(changed + front + chunk, bytes + front, chunk);
    assert_refused(changed, length, "the first one repeated");
    memcpy(changed, bytes, front);
    memcpy(changed + front, bytes + front + chunk, 2 * chunk);
    assert_refused(changed, length - chunk, "the first one dropped");
    memcpy(changed, bytes, length);
    memcpy(changed + front + chunk, other + front + chunk, chunk);
    assert_refused(changed, length, "one of another file");
    memcpy(changed, other, front);
    memcpy(changed + front, bytes + front, 3 * chunk);
    assert_refused(changed, length, "the head of another file");
    memcpy(changed, bytes, length);
    changed[front + chunk + 77] ^= 0x10;
    assert_refused(changed, length, "a bit in the middle");
}

/* Sizes in the head that the file does not have must be refused before memory is asked for them. */
static void believes_no_length(void **state)
{
    (void)state;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) content = content_of(10);
    write_envelope(path, test_keys(), content, false);
    size_t length;
    g_autofree uint8_t *bytes = whole_file(path, &length);
    static const uint32_t wrong[] = { 0, 1, 24, 0x7fffffff, 0x80000000, 0xffffffff, 65535 };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        for (size_t field = 0; field < 2; field++) {
            g_autofree uint8_t *changed = g_memdup2(bytes, length);
            const uint32_t value = GUINT32_TO_LE(wrong[i]);
            memcpy(changed + ENVELOPE_MAGIC_LENGTH + 4 * field, &value, 4);
            assert_refused(changed, length, "a length");
        }
    g_autofree uint8_t *changed = g_memdup2(bytes, length);
    changed[ENVELOPE_FIXED + 8 + VAULT_ID] = 255; /* the kind's length */
    assert_refused(changed, length, "the length of the kind");
}

/* ---- the disk ---- */

static void overwrites_nothing_unasked(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) first = content_of(100), second = content_of(200);
    write_envelope(path, test_keys(), first, false);
    {
        g_autoptr(envelope_writer_t) writer = begin(path, test_keys(), &error);
        assert_no_error(error);
        assert_false(envelope_finish(writer, false, &error));
        assert_error_code(error, BUREAU_ERROR_REFUSED);
    }
    g_clear_error(&error);
    g_autoptr(GByteArray) still = read_envelope(path, test_keys(), &error);
    assert_same(still, first);
    write_envelope(path, test_keys(), second, true);
    g_autoptr(GByteArray) now = read_envelope(path, test_keys(), &error);
    assert_same(now, second);
    assert_int_equal(count_names(), 1);
}

static void follows_no_link(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed"), *link = path_of("link.sealed"), *pipe_path = path_of("pipe");
    g_autoptr(GBytes) content = content_of(100);
    write_envelope(path, test_keys(), content, false);
    assert_int_equal(symlink(path, link), 0);
    assert_null(envelope_open(link, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_null(envelope_open(pipe_path, &error)); /* and does not wait for a writer */
    assert_error_code(error, BUREAU_ERROR_INPUT);
    g_clear_error(&error);
    /* a link under the target's name is replaced, not written through */
    g_autoptr(GBytes) other = content_of(200);
    write_envelope(link, test_keys(), other, true);
    g_autoptr(GByteArray) first = read_envelope(path, test_keys(), &error);
    assert_same(first, content);
    assert_false(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
}

/* Whether any file under the folder holds the bytes of `text`. */
static bool is_on_disk(const char *directory, const char *text)
{
    bool found = false;
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    for (const char *name; dir && !found && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(directory, name, NULL), *bytes = NULL;
        gsize length;
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            found = is_on_disk(path, text);
        else if (g_file_get_contents(path, &bytes, &length, NULL))
            found = memmem(bytes, length, text, strlen(text)) != NULL;
    }
    return found;
}

static void leaves_nothing_in_clear(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed"), *plain = path_of("plain");
    g_autoptr(GBytes) content = content_of(5 * ENVELOPE_CHUNK);
    size_t length;
    const char *bytes = g_bytes_get_data(content, &length);
    g_autoptr(envelope_writer_t) writer = begin(path, test_keys(), &error);
    assert_true(envelope_write(writer, bytes, length, &error));
    assert_false(is_on_disk(folder, MARKER)); /* half-written */
    assert_true(envelope_finish(writer, false, &error));
    assert_false(is_on_disk(folder, MARKER));
    assert_true(g_file_set_contents(plain, bytes, (gssize)length, NULL));
    assert_true(is_on_disk(folder, MARKER)); /* the search does find it where it is */
}

static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed");
    g_autoptr(GBytes) content = content_of(100), large = content_of(1000000);
    write_envelope(path, test_keys(), content, false);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit limit = { 300000, 300000 };
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        size_t length;
        const void *bytes = g_bytes_get_data(large, &length);
        struct envelope_writer *writer = begin(path, test_keys(), &error);
        const bool done =
            writer && envelope_write(writer, bytes, length, &error) && envelope_finish(writer, true, &error);
        const bool right = !done && error && error->code == BUREAU_ERROR_STORE;
        envelope_writer_free(writer);
        _exit(right ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(count_names(), 1);
    g_autoptr(GByteArray) still = read_envelope(path, test_keys(), &error);
    assert_same(still, content);
}

/* A child that is killed in the middle of a file; answers when the folder holds what it left. */
static void leave_half_a_file(const char *path)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static const uint8_t zeros[3 * ENVELOPE_CHUNK];
        struct envelope_writer *writer = begin(path, test_keys(), NULL);
        const bool done = writer && envelope_write(writer, zeros, sizeof zeros, NULL);
        if (done && write(ready[1], "x", 1) == 1) pause();
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_killed_writer_leaves_no_half_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed");
    leave_half_a_file(path);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    assert_int_equal(count_names(), 1); /* its private folder */
    g_autoptr(GBytes) content = content_of(100);
    write_envelope(path, test_keys(), content, false);
    assert_int_equal(count_names(), 1); /* which the next one took away */
    g_autoptr(GByteArray) got = read_envelope(path, test_keys(), &error);
    assert_same(got, content);
}

static void what_lives_is_not_swept(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_of("a.sealed"), *decoy = path_of(".bureau-work-0123456789abcdeZ");
    g_autoptr(envelope_writer_t) writer = begin(path, test_keys(), &error);
    assert_true(envelope_write(writer, MARKER, strlen(MARKER), &error));
    assert_int_equal(g_mkdir(decoy, 0700), 0);
    assert_int_equal(scratch_sweep(folder), 0); /* held by a living one; and a name that is not ours */
    assert_true(envelope_finish(writer, false, &error));
    assert_true(g_file_test(decoy, G_FILE_TEST_IS_DIR));
    g_autoptr(GByteArray) got = read_envelope(path, test_keys(), &error);
    assert_int_equal(got->len, strlen(MARKER));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(holds_what_was_put_in),
        CASE(tells_its_head_to_anybody),
        CASE(opens_for_administrators_alone),
        CASE(notices_every_bit_before_the_chunks),
        CASE(notices_a_cut),
        CASE(notices_chunks_swapped_dropped_repeated),
        CASE(believes_no_length),
        CASE(overwrites_nothing_unasked),
        CASE(follows_no_link),
        CASE(leaves_nothing_in_clear),
        CASE(a_full_disk_leaves_the_old_file),
        CASE(a_killed_writer_leaves_no_half_file),
        CASE(what_lives_is_not_swept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
