/* SPDX-License-Identifier: Apache-2.0 */
/* See place.h. libxlsxwriter makes its files with the usual rights and follows links, so it is given a folder that only
 * this person can enter. */
#include "config.h"

#include "report/place.h"

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, int number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("See whether the folder is there, is yours to write and has room, or name another file."), path,
                     system_error_text(number), NULL);
    return false;
}

static bool is_there(const char *path, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already"),
                     N_("Name another file, or say --replace to write over this one."), path, NULL);
    return false;
}

bool place_open(struct place *place, const char *target, bool replace, GError **error)
{
    struct stat status;
    *place = (struct place){ .replace = replace };
    const bool there = stat(target, &status) == 0;
    if (there && !S_ISREG(status.st_mode)) return fail(target, S_ISDIR(status.st_mode) ? EISDIR : EINVAL, error);
    if (there && !replace) return is_there(target, error);
    place->target = g_strdup(target);
    place->directory = g_path_get_dirname(target);
    g_autofree char *folder = g_build_filename(place->directory, ".bureau-XXXXXX", NULL);
    folder_as_person(); /* the program's own group must not reach where the person may not */
    const bool made = g_mkdtemp_full(folder, 0700) != NULL;
    int number = errno;
    folder_as_program();
    if (!made) {
        place_clear(place);
        return fail(target, number, error);
    }
    place->folder = g_steal_pointer(&folder);
    place->file = g_build_filename(place->folder, "workbook.xlsx", NULL);
    return true;
}

static bool flush_folder(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    bool done = fsync(descriptor) == 0;
    close(descriptor);
    return done;
}

/* Reads the file once for its digest; flushes it through the same descriptor. */
static bool flush_file(const char *path, char **digest)
{
    int descriptor = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return false;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 buffer[16384];
    ssize_t length;
    while ((length = read(descriptor, buffer, sizeof buffer)) > 0)
        g_checksum_update(checksum, buffer, length);
    bool done = length == 0 && fchmod(descriptor, 0600) == 0 && fsync(descriptor) == 0;
    int number = errno;
    close(descriptor);
    errno = number;
    if (done) *digest = g_strdup(g_checksum_get_string(checksum));
    return done;
}

/* A file that came in the meantime is as good as one that was there at the beginning. */
static bool move_to_target(const struct place *place)
{
    if (place->replace) return g_rename(place->file, place->target) == 0;
    if (renameat2(AT_FDCWD, place->file, AT_FDCWD, place->target, RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL) return false;
    /* a file system that cannot tell in one step: look first */
    struct stat status;
    if (lstat(place->target, &status) == 0) {
        errno = EEXIST;
        return false;
    }
    return g_rename(place->file, place->target) == 0;
}

bool place_commit(struct place *place, char **digest, GError **error)
{
    g_autofree char *found = NULL;
    folder_as_person();
    const bool done = flush_file(place->file, &found) && move_to_target(place) && flush_folder(place->directory);
    const int number = errno;
    folder_as_program();
    if (!done) return number == EEXIST ? is_there(place->target, error) : fail(place->target, number, error);
    *digest = g_steal_pointer(&found);
    return true;
}

void place_clear(struct place *place)
{
    if (place->folder != NULL) {
        g_autoptr(GDir) dir = g_dir_open(place->folder, 0, NULL);
        for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
            g_autofree char *path = g_build_filename(place->folder, name, NULL);
            g_unlink(path);
        }
        g_rmdir(place->folder);
    }
    g_clear_pointer(&place->target, g_free);
    g_clear_pointer(&place->directory, g_free);
    g_clear_pointer(&place->folder, g_free);
    g_clear_pointer(&place->file, g_free);
}
