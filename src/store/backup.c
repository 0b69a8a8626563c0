/* SPDX-License-Identifier: Apache-2.0 */
/* See backup.h. The content is a head of 16 bytes (version, length of the key, length of the file; little-endian), the
 * key as vault_keys_pack() writes it, and the file. */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, HEAD = 16, KEY_LIMIT = 4096, PIECE = 256 * 1024 };

static bool fail(const char *path, int number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Choose a place where you may write, with enough room."), path, system_error_text(number),
                     NULL);
    return false;
}

static bool not_a_backup(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("What the sealed file holds is not a backup of a store"),
                     N_("Take another backup; `bureau backup show FILE` tells what a file holds."), NULL);
    return false;
}

static bool is_cancelled(GCancellable *cancellable, GError **error)
{
    if (!cancellable || !g_cancellable_is_cancelled(cancellable)) return false;
    bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
    return true;
}

static void put_number(uint8_t *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_number(const uint8_t *from, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

/* ---- into the envelope ---- */

static bool pack_head(struct envelope_writer *writer, const struct vault_keys *keys, int64_t length, GError **error)
{
    g_autoptr(secret_t) packed = vault_keys_pack(keys);
    uint8_t head[HEAD];
    put_number(head, VERSION, 4);
    put_number(head + 4, secret_length(packed), 4);
    put_number(head + 8, (uint64_t)length, 8);
    return envelope_write(writer, head, sizeof head, error) &&
           envelope_write(writer, secret_bytes(packed), secret_length(packed), error);
}

/* The copy is sealed, so ordinary memory will do. */
static bool pack_file(struct envelope_writer *writer, int descriptor, const char *path, int64_t length,
                      GCancellable *cancellable, store_progress *progress, void *data, GError **error)
{
    g_autofree uint8_t *piece = g_malloc(PIECE);
    for (int64_t done = 0; done < length;) {
        if (is_cancelled(cancellable, error)) return false;
        const ssize_t got = read(descriptor, piece, (size_t)MIN(length - done, (int64_t)PIECE));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return fail(path, got < 0 ? errno : EIO, error);
        if (!envelope_write(writer, piece, (size_t)got, error)) return false;
        done += got;
        if (progress) progress(data, done, length);
    }
    return true;
}

bool store_backup_pack(struct envelope_writer *writer, const char *folder, const struct vault_keys *keys,
                       GCancellable *cancellable, store_progress *progress, void *data, GError **error)
{
    g_autofree char *path = g_build_filename(folder, STORE_FILE_NAME, NULL);
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat info;
    if (descriptor < 0) return fail(path, errno, error);
    const bool done = fstat(descriptor, &info) == 0
                          ? pack_head(writer, keys, info.st_size, error) &&
                                pack_file(writer, descriptor, path, info.st_size, cancellable, progress, data, error)
                          : fail(path, errno, error);
    close(descriptor);
    return done;
}

/* ---- out of it ---- */

static bool get(struct envelope_reader *reader, uint8_t *bytes, size_t length, GError **error)
{
    while (length > 0) {
        const gssize got = envelope_read(reader, bytes, length, error);
        if (got < 0) return false;
        if (got == 0) return not_a_backup(error);
        bytes += got;
        length -= (size_t)got;
    }
    return true;
}

static struct vault_keys *unpack_head(struct envelope_reader *reader, int64_t *length, GError **error)
{
    uint8_t head[HEAD];
    if (!get(reader, head, sizeof head, error)) return NULL;
    const uint64_t key = get_number(head + 4, 4), file = get_number(head + 8, 8);
    const int64_t content = envelope_content_size(reader);
    if (get_number(head, 4) != VERSION || key == 0 || key > KEY_LIMIT || file > (uint64_t)content ||
        (int64_t)(HEAD + key + file) != content) {
        not_a_backup(error);
        return NULL;
    }
    *length = (int64_t)file;
    g_autoptr(secret_t) packed = secret_new(key);
    if (!get(reader, secret_bytes(packed), key, error)) return NULL;
    g_autoptr(GError) cause = NULL;
    struct vault_keys *keys = vault_keys_unpack(secret_bytes(packed), key, &cause);
    if (!keys) not_a_backup(error);
    return keys;
}

static bool write_all(int descriptor, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t done = write(descriptor, bytes, length);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static bool unpack_file(struct envelope_reader *reader, int descriptor, const char *path, int64_t length,
                        GCancellable *cancellable, store_progress *progress, void *data, GError **error)
{
    g_autofree uint8_t *piece = g_malloc(PIECE);
    int64_t done = 0;
    for (;;) {
        if (is_cancelled(cancellable, error)) return false;
        const gssize got = envelope_read(reader, piece, PIECE, error);
        if (got < 0) return false;
        if (got == 0) break; /* the true end: the last chunk's mark has been seen */
        if (!write_all(descriptor, piece, (size_t)got)) return fail(path, errno, error);
        done += got;
        if (progress) progress(data, done, length);
    }
    if (done != length) return not_a_backup(error);
    return fsync(descriptor) == 0 || fail(path, errno, error);
}

struct vault_keys *store_backup_unpack(struct envelope_reader *reader, const char *folder, GCancellable *cancellable,
                                       store_progress *progress, void *data, GError **error)
{
    if (strcmp(envelope_head(reader)->kind, "backup") != 0) {
        not_a_backup(error);
        return NULL;
    }
    int64_t length;
    g_autoptr(vault_keys_t) keys = unpack_head(reader, &length, error);
    if (!keys) return NULL;
    g_autofree char *path = g_build_filename(folder, STORE_FILE_NAME, NULL);
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)0600);
    if (descriptor < 0) {
        fail(path, errno, error);
        return NULL;
    }
    const bool done = unpack_file(reader, descriptor, path, length, cancellable, progress, data, error);
    close(descriptor);
    if (done) return g_steal_pointer(&keys);
    unlink(path);
    return NULL;
}
