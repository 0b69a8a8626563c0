/* SPDX-License-Identifier: Apache-2.0 */
/* See deliver.h. The bytes lie in a folder that only this person can enter until they are whole, and take their name in
 * one step. */
#include "letter/deliver.h"

#include "base/base.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_whole(int file, const guint8 *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        const ssize_t done = write(file, bytes + at, length - at);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        at += (size_t)done;
    }
    return fsync(file) == 0;
}

static bool fail(const char *path, int number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} could not be written: {2}."),
                     N_("Free space there, or choose another place."), path, system_error_text(number), NULL);
    return false;
}

struct delivery {
    struct scratch *scratch;
    char *path;
    bool replace;
};

static struct delivery *prepare(const char *path, bool replace, const void *bytes, size_t length, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(path);
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        fail(path, S_ISDIR(there.st_mode) ? EISDIR : EINVAL, error);
        return NULL;
    }
    if (!replace && g_file_test(path, G_FILE_TEST_EXISTS)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already"),
                         N_("Name another file, or say --replace to write over this one."), path, NULL);
        return NULL;
    }
    g_autoptr(scratch_t) scratch = scratch_new(parent, error);
    const int file = scratch != NULL ? scratch_create(scratch, "document", error) : -1;
    if (file < 0) return NULL;
    const bool written = write_whole(file, bytes, length);
    const int number = errno;
    close(file);
    if (!written) {
        fail(path, number, error);
        return NULL;
    }
    struct delivery *made = g_new0(struct delivery, 1);
    *made = (struct delivery){ g_steal_pointer(&scratch), g_strdup(path), replace };
    return made;
}

struct delivery *letter_delivery_new(const char *path, bool replace, const void *bytes, size_t length, GError **error)
{
    if (folder_is_database(path)) {
        fail(path, EBUSY, error);
        return NULL;
    }
    folder_as_person(); /* the program's own group must not reach where the person may not */
    struct delivery *made = prepare(path, replace, bytes, length, error);
    folder_as_program();
    return made;
}

bool letter_delivery_keep(struct delivery *delivery, GError **error)
{
    g_autofree char *name = g_path_get_basename(delivery->path);
    folder_as_person();
    const bool done = scratch_keep(delivery->scratch, "document", name, delivery->replace, error);
    folder_as_program();
    return done;
}

void letter_delivery_free(struct delivery *delivery)
{
    if (delivery == NULL) return;
    folder_as_person();
    scratch_free(delivery->scratch);
    folder_as_program();
    g_free(delivery->path);
    g_free(delivery);
}

bool letter_deliver(const char *path, bool replace, const void *bytes, size_t length, GError **error)
{
    g_autoptr(delivery_t) made = letter_delivery_new(path, replace, bytes, length, error);
    return made != NULL && letter_delivery_keep(made, error);
}
