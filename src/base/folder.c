/* SPDX-License-Identifier: Apache-2.0 */
/* See folder.h. Whoever may write into the folder may swap the files, so that is looked at on every start. */
#include "base/folder.h"

#include "base/error.h"
#include "base/phrase.h"
#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

bool folder_program_has_group(void)
{
    return getegid() != getgid();
}

static bool is_shared(const struct stat *info)
{
    return S_ISDIR(info->st_mode) && (info->st_mode & S_ISGID) && info->st_gid == getegid();
}

bool folder_is_shared(const char *directory)
{
    struct stat info;
    return lstat(directory, &info) == 0 && is_shared(&info);
}

mode_t folder_file_mode(const char *directory, mode_t shared)
{
    return folder_is_shared(directory) ? shared : 0600;
}

/* The owner's name, or number. Caller frees. */
static char *owner_name(uid_t owner)
{
    char buffer[1024];
    struct passwd entry, *found = NULL;
    if (getpwuid_r(owner, &entry, buffer, sizeof buffer, &found) == 0 && found) return g_strdup(entry.pw_name);
    return g_strdup_printf("%u", (unsigned)owner);
}

static bool refuse(GError **error, const char *message, const char *next, const char *path)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, message, next, path, NULL);
    return false;
}

static bool refuse_owner(GError **error, const char *path, uid_t owner)
{
    g_autofree char *name = owner_name(owner);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} belongs to {2}, who is not the one that runs this program"),
                     N_("Run it as {2}, or make the place your own: chown -R \"$(id -u)\" {1}"), path, name, NULL);
    return false;
}

bool folder_check(const char *directory, GError **error)
{
    struct stat info;
    if (lstat(directory, &info) != 0 || S_ISREG(info.st_mode))
        return refuse(error, N_("There is no store at {1}"),
                      N_("Make one with `bureau demo` or `bureau init --dir {1}`, or name another with --store."),
                      directory);
    if (!S_ISDIR(info.st_mode))
        return refuse(error, N_("The folder of the store {1} is a link"),
                      N_("Name the real folder with --store, or put it in place of the link."), directory);
    const bool shared = is_shared(&info);
    if (info.st_uid != geteuid() && !shared) return refuse_owner(error, directory, info.st_uid);
    if (info.st_mode & S_IWOTH)
        return refuse(error, N_("Others may write into the folder of the store {1}"), N_("Close it: chmod o-rwx {1}"),
                      directory);
    if ((info.st_mode & S_IWGRP) && !shared)
        return refuse(error, N_("A group may write into the folder of the store {1}"), N_("Close it: chmod g-rwx {1}"),
                      directory);
    return true;
}

bool folder_check_file(const char *directory, const char *name, bool needed, GError **error)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    struct stat info;
    if (lstat(path, &info) != 0) {
        if (errno == ENOENT && !needed) return true;
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The file {1} of the store is not there or cannot be seen: {2}"),
                         N_("Put it back from the newest backup, or name another store with --store."), path,
                         system_error_text(errno), NULL);
        return false;
    }
    if (!S_ISREG(info.st_mode))
        return refuse(error, N_("{1} is not a plain file"), N_("Put the real file in place of the link."), path);
    const bool shared = folder_is_shared(directory);
    if (shared ? info.st_gid != getegid() && info.st_uid != geteuid() : info.st_uid != geteuid())
        return refuse_owner(error, path, info.st_uid);
    if (info.st_mode & S_IRWXO)
        return refuse(error, N_("Everybody on this machine may reach {1}"), N_("Close it: chmod o-rwx {1}"), path);
    if ((info.st_mode & S_IRWXG) && !shared)
        return refuse(error, N_("A group may reach {1}"), N_("Close it: chmod g-rwx {1}"), path);
    return true;
}

/* errno stays that of the call between the two */
static void set_group(gid_t group)
{
    const int kept = errno;
    if (folder_program_has_group()) setfsgid(group);
    errno = kept;
}

void folder_as_person(void)
{
    set_group(getgid());
}

void folder_as_program(void)
{
    set_group(getegid());
}

bool folder_is_database(const char *path)
{
    char *real = realpath(path, NULL); /* looks, and opens nothing */
    const char *name = real ? strrchr(real, '/') : NULL;
    const bool is = name && g_str_has_prefix(name + 1, "bureau.db");
    free(real);
    return is;
}

int folder_open_named(const char *path, int flags)
{
    if (folder_is_database(path)) {
        errno = EBUSY;
        return -1;
    }
    const gid_t before = (gid_t)setfsgid(getgid()); /* it may be the person's already */
    const int file = open(path, flags | O_CLOEXEC | O_NOCTTY);
    const int number = errno;
    setfsgid(before);
    errno = number;
    return file;
}

bool folder_read_named(const char *path, char **text, gsize *length, GError **error)
{
    if (folder_is_database(path)) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_PERM, system_error_text(EBUSY));
        return false;
    }
    const gid_t before = (gid_t)setfsgid(getgid());
    const bool done = g_file_get_contents(path, text, length, error);
    setfsgid(before);
    return done;
}
