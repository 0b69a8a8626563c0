/* SPDX-License-Identifier: Apache-2.0 */
/* See scratch.h. Everything goes through descriptors of folders and never through a link, so that a folder exchanged
 * under us leads nowhere else. */
#include "base/scratch.h"

#include "base/error.h"
#include "base/phrase.h"
#include "base/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".bureau-work-"
enum { NAME_DIGITS = 16, DEPTH_LIMIT = 4, TRIES = 16 };

struct scratch {
    char *parent, *path, *name;
    int above, folder; /* descriptors of the parent and of the folder; the second one holds the lock */
};

static bool fail(const char *path, int number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Choose a place where you may write, with enough room."), path, system_error_text(number),
                     NULL);
    return false;
}

/* ---- taking away ---- */

/* Empties the folder of `descriptor`, which is closed. */
static void empty_folder(int descriptor, int depth)
{
    DIR *list = fdopendir(descriptor);
    if (!list) {
        close(descriptor);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (unlinkat(dirfd(list), entry->d_name, 0) == 0 || depth == 0) continue;
        const int inner = openat(dirfd(list), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0) empty_folder(inner, depth - 1);
        unlinkat(dirfd(list), entry->d_name, AT_REMOVEDIR);
    }
    closedir(list);
}

/* Removes the locked folder `name`; the lock stays until `folder` is closed. */
static bool remove_folder(int above, const char *name, int folder)
{
    const int listing = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (listing >= 0) empty_folder(listing, DEPTH_LIMIT);
    return unlinkat(above, name, AT_REMOVEDIR) == 0;
}

static bool is_ours(const char *name)
{
    const size_t prefix = strlen(PREFIX);
    if (strncmp(name, PREFIX, prefix) != 0 || strlen(name) != prefix + NAME_DIGITS) return false;
    return strspn(name + prefix, "0123456789abcdef") == NAME_DIGITS;
}

/* A folder of ours that nobody holds is a leftover. */
static bool sweep_one(int above, const char *name)
{
    struct stat info;
    const int folder = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return false;
    const bool gone = fstat(folder, &info) == 0 && info.st_uid == geteuid() && flock(folder, LOCK_EX | LOCK_NB) == 0 &&
                      remove_folder(above, name, folder);
    close(folder);
    return gone;
}

int scratch_sweep(const char *parent)
{
    int count = 0;
    DIR *list = opendir(parent);
    if (!list) return 0;
    for (struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (is_ours(entry->d_name) && sweep_one(dirfd(list), entry->d_name)) count++;
    closedir(list);
    return count;
}

/* ---- making ---- */

/* Whether the folder still stands under its name: somebody who swept may have had the lock before us. */
static bool stands(const struct scratch *scratch)
{
    struct stat here, there;
    return fstat(scratch->folder, &here) == 0 &&
           fstatat(scratch->above, scratch->name, &there, AT_SYMLINK_NOFOLLOW) == 0 && here.st_ino == there.st_ino &&
           here.st_dev == there.st_dev;
}

/* One try; false with errno. */
static bool make_folder(struct scratch *scratch)
{
    guint64 drawn;
    if (getrandom(&drawn, sizeof drawn, 0) != (ssize_t)sizeof drawn) return false;
    g_free(scratch->name);
    scratch->name = g_strdup_printf(PREFIX "%016" G_GINT64_MODIFIER "x", drawn);
    if (mkdirat(scratch->above, scratch->name, 0700) != 0) return false;
    scratch->folder = openat(scratch->above, scratch->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (scratch->folder >= 0 && flock(scratch->folder, LOCK_EX | LOCK_NB) == 0 && stands(scratch)) {
        /* the set-group-ID bit of the parent is inherited, and the group has nothing to seek here; a file system
         * without modes (a stick, a share) refuses, and what is written is sealed all the same */
        (void)!fchmod(scratch->folder, 0700);
        return true;
    }
    const int number = errno;
    if (scratch->folder >= 0) close(scratch->folder);
    scratch->folder = -1;
    unlinkat(scratch->above, scratch->name, AT_REMOVEDIR);
    errno = number == EWOULDBLOCK || number == ENOENT ? EEXIST : number;
    return false;
}

struct scratch *scratch_new(const char *parent, GError **error)
{
    g_autoptr(scratch_t) scratch = g_new0(struct scratch, 1);
    scratch->folder = -1;
    scratch->parent = g_strdup(parent);
    scratch->above = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (scratch->above < 0) {
        fail(parent, errno, error);
        return NULL;
    }
    scratch_sweep(parent);
    for (int tries = 0; scratch->folder < 0; tries++) {
        if (make_folder(scratch)) break;
        if (errno == EEXIST && tries < TRIES) continue;
        fail(parent, errno, error);
        return NULL;
    }
    scratch->path = g_build_filename(parent, scratch->name, NULL);
    return g_steal_pointer(&scratch);
}

void scratch_free(struct scratch *scratch)
{
    if (!scratch) return;
    if (scratch->folder >= 0) {
        remove_folder(scratch->above, scratch->name, scratch->folder);
        close(scratch->folder);
    }
    if (scratch->above >= 0) close(scratch->above);
    g_free(scratch->parent);
    g_free(scratch->path);
    g_free(scratch->name);
    g_free(scratch);
}

const char *scratch_path(const struct scratch *scratch)
{
    return scratch->path;
}

char *scratch_file(const struct scratch *scratch, const char *name)
{
    return g_build_filename(scratch->path, name, NULL);
}

int scratch_create(const struct scratch *scratch, const char *name, GError **error)
{
    const int descriptor =
        openat(scratch->folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)0600);
    if (descriptor < 0) fail(scratch->parent, errno, error);
    return descriptor;
}

/* Renames out of the folder; EEXIST when there is something that is not to give way. */
static bool move_out(const struct scratch *scratch, const char *name, const char *target, bool replace)
{
    if (renameat2(scratch->folder, name, scratch->above, target, replace ? 0 : RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL || replace) return false;
    /* a file system that cannot tell in one step: look first */
    struct stat info;
    if (fstatat(scratch->above, target, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return renameat(scratch->folder, name, scratch->above, target) == 0;
}

/* Some shares cannot flush a folder (EINVAL); every disk can. */
static bool flush_folder(int descriptor)
{
    return fsync(descriptor) == 0 || errno == EINVAL;
}

bool scratch_keep(const struct scratch *scratch, const char *name, const char *target, bool replace, GError **error)
{
    g_autofree char *path = g_build_filename(scratch->parent, target, NULL);
    if (!move_out(scratch, name, target, replace)) {
        if (errno != EEXIST && errno != ENOTEMPTY) return fail(path, errno, error);
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already"),
                         N_("Choose another name; what is there is never overwritten."), path, NULL);
        return false;
    }
    return (flush_folder(scratch->above) && flush_folder(scratch->folder)) || fail(path, errno, error);
}
