/* SPDX-License-Identifier: Apache-2.0 */
/* See output.h. SIGPIPE is ignored by the program, so that a closed pipe shows as EPIPE here. */
#include "cli/output.h"

#include "base/base.h"

#include <errno.h>
#include <unistd.h>

bool output_write(struct output *output, const char *text, size_t length, GError **error)
{
    while (length > 0 && !output->broken) {
        ssize_t written = write(output->descriptor, text, length);
        if (written >= 0) {
            text += written;
            length -= (size_t)written;
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EPIPE) {
            bureau_error_set(error, BUREAU_ERROR_STORE, N_("The answer cannot be written: {1}"),
                             N_("See whether the disk is full, then ask again."), system_error_text(errno), NULL);
            return false;
        }
        output->broken = true;
    }
    if (output->broken)
        bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("The reader of the answer went away"), NULL, NULL);
    return !output->broken;
}

bool output_flush(struct output *output, GString *text, GError **error)
{
    bool done = output_write(output, text->str, text->len, error);
    g_string_truncate(text, 0);
    return done;
}
