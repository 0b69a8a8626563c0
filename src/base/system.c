/* SPDX-License-Identifier: Apache-2.0 */
#include "base/system.h"

#include "base/phrase.h"

#include <errno.h>
#include <string.h>

const char *system_error_text(int number)
{
    /* those that people meet; the words are the C library's own, so that the rest reads alike */
    switch (number) {
    case EACCES:
        return N_("Permission denied");
    case EDQUOT:
        return N_("Disk quota exceeded");
    case EEXIST:
        return N_("File exists");
    case EFBIG:
        return N_("File too large");
    case EIO:
        return N_("Input/output error");
    case EISDIR:
        return N_("Is a directory");
    case ELOOP:
        return N_("Too many levels of symbolic links");
    case EMFILE:
        return N_("Too many open files");
    case ENAMETOOLONG:
        return N_("File name too long");
    case ENOENT:
        return N_("No such file or directory");
    case ENOSPC:
        return N_("No space left on device");
    case ENOTDIR:
        return N_("Not a directory");
    case EPERM:
        return N_("Operation not permitted");
    case EPIPE:
        return N_("Broken pipe");
    case EROFS:
        return N_("Read-only file system");
    default: {
        const char *words = strerrordesc_np(number);
        return words ? words : N_("Unknown error");
    }
    }
}
