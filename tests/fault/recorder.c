/* SPDX-License-Identifier: Apache-2.0 */
/* See recorder.h. */
#include "recorder.h"

#include <glib/gstdio.h>
#include <string.h>

enum { SECTOR = 512 };

enum change_kind {
    CHANGE_WRITE,
    CHANGE_TRUNCATE,
    CHANGE_FLUSH,
    CHANGE_BAD_FLUSH,
    CHANGE_MAKE,
    CHANGE_REMOVE,
    CHANGE_FOLDER,
    CHANGE_NOTE
};

struct change {
    enum change_kind kind;
    unsigned file; /* which file, by number; a name that is made anew is a new one */
    gint64 offset; /* of a write; the size of a truncation */
    GBytes *bytes;
    const char *name;
    unsigned word;
};

struct recorder {
    char *folder;
    struct watcher watcher;
    GArray *changes;       /* struct change */
    GHashTable *names;     /* base name -> file number + 1, as the program sees it */
    GPtrArray *first;      /* GBytes * of each file that was there, else NULL, by number */
    GPtrArray *first_name; /* its name, or NULL */
    unsigned flushes, fail_flush;
    bool lying;
};

/* ---- recording ---- */

static struct change *append(struct recorder *recorder, enum change_kind kind, unsigned file)
{
    const struct change change = { .kind = kind, .file = file };
    g_array_append_val(recorder->changes, change);
    return &g_array_index(recorder->changes, struct change, recorder->changes->len - 1);
}

/* The base name of a file of the folder, a constant string; NULL for another place. */
static const char *name_of(const struct recorder *recorder, const char *path)
{
    if (!path || !g_str_has_prefix(path, recorder->folder)) return NULL;
    g_autofree char *name = g_path_get_basename(path);
    return g_intern_string(name);
}

static unsigned add_file(struct recorder *recorder, const char *name, GBytes *bytes)
{
    const unsigned file = recorder->first->len;
    g_ptr_array_add(recorder->first, bytes);
    g_ptr_array_add(recorder->first_name, bytes ? (gpointer)name : NULL);
    g_hash_table_insert(recorder->names, (gpointer)name, GUINT_TO_POINTER(file + 1));
    return file;
}

static bool find_file(const struct recorder *recorder, const char *path, unsigned *file)
{
    const char *name = name_of(recorder, path);
    const unsigned found = name ? GPOINTER_TO_UINT(g_hash_table_lookup(recorder->names, name)) : 0;
    *file = found - 1;
    return found != 0;
}

static int before(void *data, struct call *call)
{
    struct recorder *recorder = data;
    unsigned file;
    if (call->kind != CALL_SYNC || !find_file(recorder, call->path, &file)) return SQLITE_OK;
    if (++recorder->flushes != recorder->fail_flush) return SQLITE_OK;
    append(recorder, CHANGE_BAD_FLUSH, file);
    return SQLITE_IOERR_FSYNC;
}

static void after(void *data, const struct call *call, int result)
{
    struct recorder *recorder = data;
    const char *name = name_of(recorder, call->path);
    unsigned file;
    if (result != SQLITE_OK || !name) return;
    if (call->kind == CALL_OPEN && !find_file(recorder, call->path, &file)) {
        file = add_file(recorder, name, NULL);
        append(recorder, CHANGE_MAKE, file)->name = name;
        return;
    }
    if (!find_file(recorder, call->path, &file)) return;
    struct change *change;
    switch (call->kind) {
    case CALL_WRITE:
        change = append(recorder, CHANGE_WRITE, file);
        change->offset = call->offset;
        change->bytes = g_bytes_new(call->bytes, (gsize)call->length);
        return;
    case CALL_TRUNCATE:
        append(recorder, CHANGE_TRUNCATE, file)->offset = call->offset;
        return;
    case CALL_SYNC:
        append(recorder, CHANGE_FLUSH, file);
        return;
    case CALL_DELETE:
        append(recorder, CHANGE_REMOVE, file)->name = name;
        if (call->flush_folder) append(recorder, CHANGE_FOLDER, file);
        g_hash_table_remove(recorder->names, name);
        return;
    default:
        return;
    }
}

static void free_bytes(gpointer bytes)
{
    if (bytes) g_bytes_unref(bytes);
}

static void clear_change(gpointer data)
{
    free_bytes(((struct change *)data)->bytes);
}

struct recorder *recorder_start(const char *folder, unsigned fail_flush)
{
    struct recorder *recorder = g_new0(struct recorder, 1);
    recorder->folder = g_strconcat(folder, "/", NULL);
    recorder->changes = g_array_new(FALSE, FALSE, sizeof(struct change));
    g_array_set_clear_func(recorder->changes, clear_change);
    recorder->names = g_hash_table_new(g_str_hash, g_str_equal);
    recorder->first = g_ptr_array_new_with_free_func(free_bytes);
    recorder->first_name = g_ptr_array_new();
    recorder->fail_flush = fail_flush;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        char *bytes = NULL;
        gsize length = 0;
        if (g_str_has_suffix(name, "-shm") || !g_file_get_contents(path, &bytes, &length, NULL)) continue;
        add_file(recorder, g_intern_string(name), g_bytes_new_take(bytes, length));
    }
    recorder->watcher = (struct watcher){ .before = before, .after = after, .data = recorder };
    shim_watch(&recorder->watcher);
    return recorder;
}

void recorder_stop(struct recorder *recorder)
{
    (void)recorder;
    shim_watch(NULL);
}

void recorder_free(struct recorder *recorder)
{
    g_array_unref(recorder->changes);
    g_hash_table_unref(recorder->names);
    g_ptr_array_unref(recorder->first);
    g_ptr_array_unref(recorder->first_name);
    g_free(recorder->folder);
    g_free(recorder);
}

void recorder_note(struct recorder *recorder, unsigned word)
{
    append(recorder, CHANGE_NOTE, 0)->word = word;
}

void recorder_note_folder_flushed(struct recorder *recorder)
{
    append(recorder, CHANGE_FOLDER, 0);
}

void recorder_set_lying(struct recorder *recorder, bool lying)
{
    recorder->lying = lying;
}

unsigned recorder_length(const struct recorder *recorder)
{
    return recorder->changes->len;
}

unsigned recorder_flushes(const struct recorder *recorder)
{
    return recorder->flushes;
}

/* ---- a disk after the power went ---- */

/* How a disk treats what was not flushed, drawn once an image so that whole losses and whole survivals come up too. */
enum manner { MANNER_NOTHING, MANNER_ALL, MANNER_SECTORS, MANNER_TORN, MANNER_IN_ORDER, MANNERS };

struct disk {
    const struct recorder *recorder;
    GRand *random;
    enum manner manner;
    GPtrArray *files;   /* GByteArray *: what is on the disk, by file number */
    GPtrArray *pending; /* GArray * of unsigned: changes not flushed, by file number */
    GHashTable *names;  /* base name -> file number + 1, on the disk */
    GArray *folder;     /* unsigned: names made and removed, not flushed */
};

static const struct change *nth(const struct disk *disk, unsigned index)
{
    return &g_array_index(disk->recorder->changes, struct change, index);
}

static void grow(GByteArray *file, gsize size)
{
    const guint old = file->len;
    if (size <= old) return;
    g_byte_array_set_size(file, (guint)size);
    memset(file->data + old, 0, size - old);
}

static void put(GByteArray *file, gint64 offset, const guint8 *bytes, gsize length)
{
    grow(file, (gsize)offset + length);
    if (length) memcpy(file->data + offset, bytes, length);
}

static void apply_whole(GByteArray *file, const struct change *change)
{
    if (change->kind == CHANGE_TRUNCATE) {
        grow(file, (gsize)change->offset);
        g_byte_array_set_size(file, (guint)change->offset);
        return;
    }
    gsize length;
    const guint8 *bytes = g_bytes_get_data(change->bytes, &length);
    put(file, change->offset, bytes, length);
}

/* Sector by sector: there, not there, or its first or last part there. */
static void apply_partly(const struct disk *disk, GByteArray *file, const struct change *change)
{
    if (change->kind == CHANGE_TRUNCATE) {
        if (g_rand_boolean(disk->random)) apply_whole(file, change);
        return;
    }
    gsize length;
    const guint8 *bytes = g_bytes_get_data(change->bytes, &length);
    for (gsize at = 0; at < length;) {
        const gsize room = SECTOR - (gsize)(change->offset + (gint64)at) % SECTOR, part = MIN(room, length - at);
        const gint32 lot = g_rand_int_range(disk->random, 0, disk->manner == MANNER_TORN ? 4 : 2);
        const gsize torn = (gsize)g_rand_int_range(disk->random, 0, (gint32)part + 1);
        const gint64 offset = change->offset + (gint64)at;
        if (lot == 1) put(file, offset, bytes + at, part);
        if (lot == 2) put(file, offset, bytes + at, torn);
        if (lot == 3) put(file, offset + (gint64)torn, bytes + at + torn, part - torn);
        at += part;
    }
}

static void settle(const struct disk *disk, unsigned file)
{
    GArray *pending = g_ptr_array_index(disk->pending, file);
    for (guint i = 0; i < pending->len; i++)
        apply_whole(g_ptr_array_index(disk->files, file), nth(disk, g_array_index(pending, unsigned, i)));
    g_array_set_size(pending, 0);
}

static void lose(const struct disk *disk, unsigned file)
{
    GArray *pending = g_ptr_array_index(disk->pending, file);
    const guint kept = pending->len ? (guint)g_rand_int_range(disk->random, 0, (gint32)pending->len + 1) : 0;
    for (guint i = 0; i < pending->len; i++) {
        const struct change *change = nth(disk, g_array_index(pending, unsigned, i));
        GByteArray *bytes = g_ptr_array_index(disk->files, file);
        if (disk->manner == MANNER_ALL || (disk->manner == MANNER_IN_ORDER && i < kept)) apply_whole(bytes, change);
        if (disk->manner == MANNER_SECTORS || disk->manner == MANNER_TORN) apply_partly(disk, bytes, change);
    }
    g_array_set_size(pending, 0);
}

static void settle_folder(const struct disk *disk, guint count)
{
    for (guint i = 0; i < count; i++) {
        const struct change *change = nth(disk, g_array_index(disk->folder, unsigned, i));
        if (change->kind == CHANGE_MAKE)
            g_hash_table_insert(disk->names, (gpointer)change->name, GUINT_TO_POINTER(change->file + 1));
        else
            g_hash_table_remove(disk->names, change->name);
    }
    g_array_set_size(disk->folder, 0);
}

static void replay(const struct disk *disk, unsigned index)
{
    const struct change *change = nth(disk, index);
    switch (change->kind) {
    case CHANGE_WRITE:
    case CHANGE_TRUNCATE:
        g_array_append_val((GArray *)g_ptr_array_index(disk->pending, change->file), index);
        return;
    case CHANGE_FLUSH:
        if (disk->recorder->lying) return;
        settle(disk, change->file);
        settle_folder(disk, disk->folder->len);
        return;
    case CHANGE_BAD_FLUSH:
        lose(disk, change->file);
        return;
    case CHANGE_MAKE:
    case CHANGE_REMOVE:
        g_array_append_val(disk->folder, index);
        return;
    case CHANGE_FOLDER:
        settle_folder(disk, disk->folder->len);
        return;
    case CHANGE_NOTE:
        return;
    }
}

static void free_array(gpointer array)
{
    g_array_unref(array);
}

static void free_byte_array(gpointer array)
{
    g_byte_array_unref(array);
}

static void lay_out(struct disk *disk, const struct recorder *recorder, GRand *random)
{
    disk->recorder = recorder;
    disk->random = random;
    disk->manner = (enum manner)g_rand_int_range(random, 0, MANNERS);
    disk->files = g_ptr_array_new_with_free_func(free_byte_array);
    disk->pending = g_ptr_array_new_with_free_func(free_array);
    disk->names = g_hash_table_new(g_str_hash, g_str_equal);
    disk->folder = g_array_new(FALSE, FALSE, sizeof(unsigned));
    for (guint i = 0; i < recorder->first->len; i++) {
        GByteArray *file = g_byte_array_new();
        GBytes *bytes = g_ptr_array_index(recorder->first, i);
        if (bytes) {
            put(file, 0, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
            g_hash_table_insert(disk->names, g_ptr_array_index(recorder->first_name, i), GUINT_TO_POINTER(i + 1));
        }
        g_ptr_array_add(disk->files, file);
        g_ptr_array_add(disk->pending, g_array_new(FALSE, FALSE, sizeof(unsigned)));
    }
}

static void write_out(const struct disk *disk, const char *folder)
{
    GHashTableIter iter;
    gpointer name, number;
    g_hash_table_iter_init(&iter, disk->names);
    while (g_hash_table_iter_next(&iter, &name, &number)) {
        const GByteArray *file = g_ptr_array_index(disk->files, GPOINTER_TO_UINT(number) - 1);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_file_set_contents_full(path, file->len ? (const char *)file->data : "", file->len,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL))
            g_error("cannot write %s", path);
    }
}

void recorder_image(const struct recorder *recorder, unsigned cut, GRand *random, const char *folder,
                    void (*word)(void *data, unsigned word), void *data)
{
    struct disk disk;
    lay_out(&disk, recorder, random);
    for (unsigned index = 0; index < cut; index++) {
        replay(&disk, index);
        if (nth(&disk, index)->kind == CHANGE_NOTE && word) word(data, nth(&disk, index)->word);
    }
    for (unsigned file = 0; file < disk.files->len; file++)
        lose(&disk, file);
    settle_folder(&disk, disk.folder->len ? (guint)g_rand_int_range(random, 0, (gint32)disk.folder->len + 1) : 0);
    write_out(&disk, folder);
    g_ptr_array_unref(disk.files);
    g_ptr_array_unref(disk.pending);
    g_hash_table_unref(disk.names);
    g_array_unref(disk.folder);
}
