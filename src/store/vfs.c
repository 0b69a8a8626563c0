/* SPDX-License-Identifier: Apache-2.0 */
/* See vfs_private.h: making an instance, and which files it opens. */
#include "store/vfs_private.h"

#include <string.h>

static gint refusals;
static sqlite3_vfs *base_vfs;

void store_set_base_vfs(sqlite3_vfs *base)
{
    base_vfs = base;
}

uint64_t store_refusals(void)
{
    return (uint64_t)g_atomic_int_get(&refusals);
}

int vfs_refuse(const char *what, int result)
{
    g_atomic_int_inc(&refusals);
    g_debug("sealed files: refused: %s", what);
    return result;
}

/* The sealed database that owns a file name: its own, or with this suffix. */
static struct sealed *find(struct vfs *vfs, const char *name, const char *suffix)
{
    struct sealed *const places[] = { &vfs->store, &vfs->copy };
    for (size_t i = 0; name && i < G_N_ELEMENTS(places); i++) {
        const char *path = places[i]->path;
        const size_t length = path ? strlen(path) : 0;
        if (path && strncmp(name, path, length) == 0 && strcmp(name + length, suffix) == 0) return places[i];
    }
    return NULL;
}

static const struct kind {
    int flag;
    const char *suffix;
    const sqlite3_io_methods *methods;
} kinds[] = {
    { SQLITE_OPEN_MAIN_DB, "", &vfs_database_methods },
    { SQLITE_OPEN_WAL, "-wal", &vfs_wal_methods },
    { SQLITE_OPEN_MAIN_JOURNAL, "-journal", &vfs_journal_methods },
};

static int open_file(sqlite3_vfs *methods, const char *name, sqlite3_file *opened, int flags, int *out_flags)
{
    struct vfs *vfs = methods->pAppData;
    struct vfs_file *file = (struct vfs_file *)opened;
    memset(file, 0, sizeof *file);
    const struct kind *kind = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (flags & kinds[i].flag) kind = &kinds[i];
    struct sealed *sealed = kind ? find(vfs, name, kind->suffix) : NULL;
    /* temporary and transient databases, sub-journals, super-journals, other names */
    if (!sealed || (flags & SQLITE_OPEN_DELETEONCLOSE)) return vfs_refuse("a file of another kind", SQLITE_CANTOPEN);
    if (kind->methods != &vfs_database_methods && !sealed->page_keys)
        return vfs_refuse("a log without its database", SQLITE_CANTOPEN);
    file->vfs = vfs;
    file->sealed = sealed;
    file->under = (sqlite3_file *)(void *)(file + 1);
    file->number_at = file->record_end = -1;
    if (kind->methods == &vfs_wal_methods) name = sealed->log; /* must live as long as the file is open */
    int result = vfs->under->xOpen(vfs->under, name, file->under, flags, out_flags);
    if (result == SQLITE_OK && kind->methods == &vfs_database_methods) result = vfs_database_identify(file);
    if (result != SQLITE_OK) {
        if (file->under->pMethods) file->under->pMethods->xClose(file->under);
        return result;
    }
    file->head.pMethods = kind->methods;
    if (kind->methods == &vfs_database_methods) sealed->database = file;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *methods, const char *name, int sync)
{
    struct vfs *vfs = methods->pAppData;
    const struct sealed *of_log = find(vfs, name, "-wal");
    if (of_log) name = of_log->log;
    if (!of_log && !find(vfs, name, "-journal")) return vfs_refuse("deleting another file", SQLITE_IOERR_DELETE);
    return vfs->under->xDelete(vfs->under, name, sync);
}

static int access_file(sqlite3_vfs *methods, const char *name, int flags, int *answer)
{
    struct vfs *vfs = methods->pAppData;
    const struct sealed *of_log = find(vfs, name, "-wal");
    return vfs->under->xAccess(vfs->under, of_log ? of_log->log : name, flags, answer);
}

static int full_path(sqlite3_vfs *methods, const char *name, int room, char *path)
{
    struct vfs *vfs = methods->pAppData;
    return vfs->under->xFullPathname(vfs->under, name, room, path);
}

static int randomness(sqlite3_vfs *methods, int room, char *bytes)
{
    struct vfs *vfs = methods->pAppData;
    return vfs->under->xRandomness(vfs->under, room, bytes);
}

static int sleep_for(sqlite3_vfs *methods, int microseconds)
{
    struct vfs *vfs = methods->pAppData;
    return vfs->under->xSleep(vfs->under, microseconds);
}

static int current_time(sqlite3_vfs *methods, double *day)
{
    struct vfs *vfs = methods->pAppData;
    return vfs->under->xCurrentTime(vfs->under, day);
}

static int last_error(sqlite3_vfs *methods, int room, char *text)
{
    struct vfs *vfs = methods->pAppData;
    return vfs->under->xGetLastError ? vfs->under->xGetLastError(vfs->under, room, text) : 0;
}

static int current_milliseconds(sqlite3_vfs *methods, sqlite3_int64 *time)
{
    struct vfs *vfs = methods->pAppData;
    if (vfs->under->iVersion >= 2 && vfs->under->xCurrentTimeInt64)
        return vfs->under->xCurrentTimeInt64(vfs->under, time);
    double day = 0;
    const int result = vfs->under->xCurrentTime(vfs->under, &day);
    *time = (sqlite3_int64)(day * 86400000.0);
    return result;
}

/* Nothing is loaded into the program through SQLite. */
static void *no_library(sqlite3_vfs *methods, const char *name)
{
    (void)methods;
    (void)name;
    return NULL;
}

static void set_place(struct vfs *vfs, struct sealed *sealed, const char *file, struct vault_keys *keys,
                      bool may_create)
{
    sealed->path = g_malloc0((size_t)vfs->under->mxPathname + 1);
    /* SQLITE_OK_SYMLINK is an answer too: whether links are followed is the business of the one who opens */
    const int result = vfs->under->xFullPathname(vfs->under, file, vfs->under->mxPathname, sealed->path);
    if ((result & 0xFF) != SQLITE_OK) sealed->path[0] = 0; /* then nothing has that name, and xOpen refuses */
    sealed->log = g_strconcat(sealed->path, "-log", NULL);
    sealed->keys = vault_keys_ref(keys);
    sealed->may_create = may_create;
}

static void clear_place(struct sealed *sealed)
{
    g_free(sealed->path);
    g_free(sealed->log);
    secret_free(sealed->secret);
    vault_keys_unref(sealed->keys);
    memset(sealed, 0, sizeof *sealed);
}

struct vfs *vfs_new(const char *file, struct vault_keys *keys, bool may_create, sqlite3_vfs *under)
{
    static gint count;
    struct vfs *vfs = g_new0(struct vfs, 1);
    if (!under) under = base_vfs;
    vfs->under = under ? under : sqlite3_vfs_find("unix");
    if (!vfs->under) g_error("SQLite has no file system of its own here");
    set_place(vfs, &vfs->store, file, keys, may_create);
    g_snprintf(vfs->name, sizeof vfs->name, "sealed-%d", g_atomic_int_add(&count, 1));
    vfs->methods = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct vfs_file) + vfs->under->szOsFile,
        .mxPathname = vfs->under->mxPathname,
        .zName = vfs->name,
        .pAppData = vfs,
        .xOpen = open_file,
        .xDelete = delete_file,
        .xAccess = access_file,
        .xFullPathname = full_path,
        .xDlOpen = no_library,
        .xRandomness = randomness,
        .xSleep = sleep_for,
        .xCurrentTime = current_time,
        .xGetLastError = last_error,
        .xCurrentTimeInt64 = current_milliseconds,
    };
    sqlite3_vfs_register(&vfs->methods, 0);
    return vfs;
}

void vfs_allow_copy(struct vfs *vfs, const char *file, struct vault_keys *keys)
{
    vfs_forbid_copy(vfs);
    set_place(vfs, &vfs->copy, file, keys, true);
}

void vfs_forbid_copy(struct vfs *vfs)
{
    clear_place(&vfs->copy);
}

void vfs_free(struct vfs *vfs)
{
    if (!vfs) return;
    sqlite3_vfs_unregister(&vfs->methods);
    clear_place(&vfs->store);
    clear_place(&vfs->copy);
    secret_wipe(vfs->scratch, sizeof vfs->scratch);
    g_free(vfs);
}

struct vfs_file *vfs_main_file(sqlite3 *db)
{
    sqlite3_file *file = NULL;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file) return NULL;
    return file->pMethods == &vfs_database_methods ? (struct vfs_file *)file : NULL;
}
