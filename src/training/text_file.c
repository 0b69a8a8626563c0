/* SPDX-License-Identifier: Apache-2.0 */
/* Written beside its place, flushed, then given its name: by a link, which never goes over anything, or by a rename. */
#include "training/text_file.h"

#include "base/base.h"
#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_whole(int descriptor, const char *text)
{
    for (size_t left = strlen(text); left;) {
        const ssize_t wrote = write(descriptor, text, left);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        text += wrote;
        left -= (size_t)wrote;
    }
    return fchmod(descriptor, 0644) == 0 && fsync(descriptor) == 0;
}

/* Answers 0 or the errno. */
static int place_text(const char *path, const char *text, bool replace)
{
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    const int descriptor = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    int code = write_whole(descriptor, text) ? 0 : errno;
    if (close(descriptor) != 0 && !code) code = errno;
    if (!code && replace && g_rename(temporary, path) == 0) return 0;
    if (!code && replace) code = errno;
    if (!code && link(temporary, path) != 0) code = errno;
    g_unlink(temporary);
    return code;
}

bool text_file_write(const char *path, const char *text, bool replace, GError **error)
{
    folder_as_person(); /* the program's own group must not reach where the person may not */
    const int code = place_text(path, text, replace);
    folder_as_program();
    if (code == 0) return true;
    if (code == EEXIST)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("There is a file {1} already."),
                         N_("Name another file, or say --replace."), path, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} could not be written: {2}."),
                         N_("Free space there, or choose another place."), path, g_strerror(code), NULL);
    return false;
}
