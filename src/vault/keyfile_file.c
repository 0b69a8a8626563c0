/* SPDX-License-Identifier: Apache-2.0 */
/* The key file on the disk. A change holds a lock on the file it is about to replace; whoever waited for it finds that
 * the file is another one now, and takes the lock of that. At every moment there is a whole vault.keys. */
#include "vault/keyfile_private.h"

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_NAME  KEYFILE_NAME ".new"
#define KEEP_NAME KEYFILE_NAME ".keep"

enum { SHARED_MODE = 0660, LARGEST = 4 << 20 };

static bool system_refuse(GError **error, const char *directory)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The key file of the store {1} cannot be read or written: {2}"),
                     N_("See who owns the folder, whether the disk is full, and try again; nothing was changed."),
                     directory, system_error_text(errno), NULL);
    return false;
}

/* Opens what is checked to be the store's own; -1 on an error. */
static int open_file(const char *directory, GError **error)
{
    if (!folder_check(directory, error) || !folder_check_file(directory, KEYFILE_NAME, true, error)) return -1;
    g_autofree char *path = g_build_filename(directory, KEYFILE_NAME, NULL);
    const int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) system_refuse(error, directory);
    return file;
}

static struct keyfile *read_open(int file, const char *directory, GError **error)
{
    struct stat info;
    g_autofree char *path = g_build_filename(directory, KEYFILE_NAME, NULL);
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > LARGEST) {
        keyfile_error(error, path, N_("its sizes do not agree"));
        return NULL;
    }
    const size_t length = (size_t)info.st_size;
    g_autofree uint8_t *bytes = g_malloc(length + 1);
    size_t got = 0;
    while (got < length) {
        const ssize_t part = pread(file, bytes + got, length - got, (off_t)got);
        if (part < 0 && errno == EINTR) continue;
        if (part < 0) {
            system_refuse(error, directory);
            return NULL;
        }
        if (part == 0) break;
        got += (size_t)part;
    }
    g_autoptr(GBytes) whole = g_bytes_new_take(g_steal_pointer(&bytes), got);
    return keyfile_parse(whole, path, error);
}

struct keyfile *keyfile_read(const char *directory, GError **error)
{
    const int file = open_file(directory, error);
    if (file < 0) return NULL;
    struct keyfile *keyfile = read_open(file, directory, error);
    close(file);
    return keyfile;
}

int keyfile_lock(const char *directory, struct keyfile **keyfile, GError **error)
{
    g_autofree char *path = g_build_filename(directory, KEYFILE_NAME, NULL);
    for (;;) {
        struct stat opened, named;
        const int file = open_file(directory, error);
        if (file < 0) return -1;
        int locked;
        do
            locked = flock(file, LOCK_EX);
        while (locked != 0 && errno == EINTR);
        if (locked != 0 || fstat(file, &opened) != 0 || lstat(path, &named) != 0) {
            system_refuse(error, directory);
            close(file);
            return -1;
        }
        if (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev) { /* replaced while this one waited */
            close(file);
            continue;
        }
        *keyfile = read_open(file, directory, error);
        if (*keyfile) return file;
        close(file);
        return -1;
    }
}

static bool write_all(int file, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* The whole file beside the present one, flushed. */
static bool write_aside(int folder, const struct keyfile *keyfile, mode_t mode)
{
    size_t length;
    const uint8_t *bytes = g_bytes_get_data(keyfile->bytes, &length);
    if (unlinkat(folder, NEW_NAME, 0) != 0 && errno != ENOENT) return false; /* of one who was killed */
    const int file = openat(folder, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = fchmod(file, mode) == 0 && write_all(file, bytes, length) && fsync(file) == 0;
    const int cause = errno;
    const bool closed = close(file) == 0;
    if (written && closed) return true;
    if (!written) errno = cause;
    return false;
}

static bool move(int folder, const char *from, const char *to)
{
    return renameat(folder, from, folder, to) == 0 || errno == ENOENT;
}

/* The present file stays under another name; the third before is given up. */
static bool keep_present(int folder)
{
    if (unlinkat(folder, KEEP_NAME, 0) != 0 && errno != ENOENT) return false;
    return linkat(folder, KEYFILE_NAME, folder, KEEP_NAME, 0) == 0 &&
           move(folder, KEYFILE_NAME ".2", KEYFILE_NAME ".3") && move(folder, KEYFILE_NAME ".1", KEYFILE_NAME ".2") &&
           renameat(folder, KEEP_NAME, folder, KEYFILE_NAME ".1") == 0;
}

static bool put_in_place(int folder, bool anew)
{
    if (!anew) return keep_present(folder) && renameat(folder, NEW_NAME, folder, KEYFILE_NAME) == 0;
    return linkat(folder, NEW_NAME, folder, KEYFILE_NAME, 0) == 0 && unlinkat(folder, NEW_NAME, 0) == 0;
}

bool keyfile_write(const char *directory, const struct keyfile *keyfile, bool anew, GError **error)
{
    const int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const mode_t mode = folder_file_mode(directory, SHARED_MODE);
    const bool written = folder >= 0 && write_aside(folder, keyfile, mode) && put_in_place(folder, anew);
    const bool flushed = written && fsync(folder) == 0;
    const int cause = errno;
    if (folder >= 0 && !written) unlinkat(folder, NEW_NAME, 0);
    if (folder >= 0) close(folder);
    errno = cause;
    return flushed || system_refuse(error, directory);
}
