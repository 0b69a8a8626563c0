/* SPDX-License-Identifier: Apache-2.0 */
/* A folder that appears whole or not at all. One that is not there yet is made aside and renamed; one that is there
 * (prepared by an administrator with its group and mode) is kept, and the files move into it, the one that makes it
 * whole at the end. */
#include "admin/backup.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "store"
#define PLACE  "place"

struct backup_target {
    char *directory;
    bool existed;
    struct scratch *scratch;
    char *folder, *place;
};

static bool fail(const char *path, int number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Choose a place where you may write, with enough room."), path, system_error_text(number),
                     NULL);
    return false;
}

/* Empty but for what a killed run may have left. */
static bool is_empty(const char *directory)
{
    scratch_sweep(directory);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    return dir && g_dir_read_name(dir) == NULL;
}

static bool look_at(struct backup_target *target, GError **error)
{
    struct stat info;
    if (lstat(target->directory, &info) != 0) {
        g_autofree char *parent = g_path_get_dirname(target->directory);
        return errno == ENOENT ? g_mkdir_with_parents(parent, 0700) == 0 || fail(parent, errno, error)
                               : fail(target->directory, errno, error);
    }
    target->existed = true;
    if (S_ISDIR(info.st_mode) && is_empty(target->directory)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already, and is not an empty folder"),
                     N_("Name a folder that is not there yet; what is there is never overwritten."), target->directory,
                     NULL);
    return false;
}

/* The folder to fill gets the group and the mode of the one it will go into, since files take theirs from it. */
static bool make_folders(struct backup_target *target, GError **error)
{
    struct stat info;
    target->folder = scratch_file(target->scratch, FOLDER);
    target->place = scratch_file(target->scratch, PLACE);
    if (mkdir(target->folder, 0700) != 0 || mkdir(target->place, 0700) != 0)
        return fail(target->directory, errno, error);
    if (!target->existed) return true;
    if (stat(target->directory, &info) != 0) return fail(target->directory, errno, error);
    return (info.st_mode & S_ISGID) == 0 ||
           (chown(target->folder, (uid_t)-1, info.st_gid) == 0 && chmod(target->folder, info.st_mode & 07770) == 0) ||
           fail(target->directory, errno, error);
}

struct backup_target *backup_target_new(const char *directory, GError **error)
{
    g_autoptr(backup_target_t) target = g_new0(struct backup_target, 1);
    target->directory = g_canonicalize_filename(directory, NULL);
    if (!look_at(target, error)) return NULL;
    g_autofree char *parent = g_path_get_dirname(target->directory);
    target->scratch = scratch_new(target->existed ? target->directory : parent, error);
    return target->scratch && make_folders(target, error) ? g_steal_pointer(&target) : NULL;
}

const char *backup_target_folder(const struct backup_target *target)
{
    return target->folder;
}

const char *backup_target_place(const struct backup_target *target)
{
    return target->place;
}

/* Takes back what was moved, so that the folder is as empty as it was. */
static void take_back(const struct backup_target *target, const GPtrArray *moved)
{
    for (guint i = 0; i < moved->len; i++) {
        g_autofree char *path = g_build_filename(target->directory, g_ptr_array_index(moved, i), NULL);
        unlink(path);
    }
}

static bool move_files(struct backup_target *target, const char *last, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) moved = g_ptr_array_new();
    {
        g_autoptr(GDir) dir = g_dir_open(target->folder, 0, NULL);
        for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;)
            if (g_strcmp0(name, last) != 0) g_ptr_array_add(names, g_strdup(name));
    }
    if (last) g_ptr_array_add(names, g_strdup(last));
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *inner = g_build_filename(FOLDER, g_ptr_array_index(names, i), NULL);
        if (!scratch_keep(target->scratch, inner, g_ptr_array_index(names, i), false, error)) {
            take_back(target, moved);
            return false;
        }
        g_ptr_array_add(moved, g_ptr_array_index(names, i));
    }
    return true;
}

bool backup_target_finish(struct backup_target *target, const char *last, GError **error)
{
    if (target->existed) return move_files(target, last, error);
    g_autofree char *name = g_path_get_basename(target->directory);
    return scratch_keep(target->scratch, FOLDER, name, false, error);
}

void backup_target_free(struct backup_target *target)
{
    if (!target) return;
    scratch_free(target->scratch);
    g_free(target->directory);
    g_free(target->folder);
    g_free(target->place);
    g_free(target);
}
