/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a scratch folder away with all that is in it. Links go and are never followed: what they point at is not the
 * test's own. */
#pragma once
#include <glib/gstdio.h>

static inline void remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_tree(child);
    }
    g_remove(path);
}
