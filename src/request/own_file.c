/* SPDX-License-Identifier: Apache-2.0 */
/* A file for the person: made beside its place in a private folder, flushed, and put there whole. */
#include "request/register.h"

#include "base/scratch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool fill(const struct scratch *scratch, const char *name, const char *text, GError **error)
{
    const int descriptor = scratch_create(scratch, name, error);
    if (descriptor < 0) return false;
    const char *at = text;
    size_t left = strlen(text);
    while (left > 0) {
        const ssize_t wrote = write(descriptor, at, left);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) break;
        at += wrote;
        left -= (size_t)wrote;
    }
    const bool done = left == 0 && fsync(descriptor) == 0;
    const int cause = errno;
    if (close(descriptor) == 0 && done) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The file {1} could not be written: {2}"),
                     N_("Check the disk and try again."), name, g_strerror(cause), NULL);
    return false;
}

bool own_file_write(const char *path, const char *text, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(path), *name = g_path_get_basename(path);
    folder_as_person();
    g_autoptr(scratch_t) scratch = scratch_new(parent, error);
    const bool done =
        scratch && fill(scratch, "copy", text, error) && scratch_keep(scratch, "copy", name, false, error);
    g_clear_pointer(&scratch, scratch_free);
    folder_as_program();
    return done;
}
