/* SPDX-License-Identifier: Apache-2.0 */
/* The program's data with a table of rights of the test's own: every other file is the real one. To be called before
 * anything asks for a right, since tables are read once a process. */
#pragma once
#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Links to all that lies in `from` but `but` (may be NULL). */
static inline void door_data_link(const char *from, const char *to, const char *but)
{
    g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        if (but && strcmp(name, but) == 0) continue;
        g_autofree char *target = g_build_filename(from, name, NULL), *link = g_build_filename(to, name, NULL);
        g_assert_cmpint(symlink(target, link), ==, 0);
    }
}

/* `rows`: what stands in the test's rights.tsv, NULL: there is no such file. Answers the folder, which is set as
 * $BUREAU_DATADIR; take it away with remove_tree() and free it. */
static inline char *door_data_make(const char *rows)
{
    const char *given = g_getenv("BUREAU_DATADIR");
    g_assert_nonnull(given);
    g_autofree char *real = g_canonicalize_filename(given, NULL);
    g_autofree char *real_guard = g_build_filename(real, "guard", NULL);
    char *folder = g_dir_make_tmp("bureau-data-XXXXXX", NULL);
    g_autofree char *guard = g_build_filename(folder, "guard", NULL);
    g_autofree char *table = g_build_filename(guard, "rights.tsv", NULL);
    g_assert_cmpint(g_mkdir(guard, 0700), ==, 0);
    door_data_link(real, folder, "guard");
    door_data_link(real_guard, guard, "rights.tsv");
    if (rows) g_assert_true(g_file_set_contents(table, rows, -1, NULL));
    g_setenv("BUREAU_DATADIR", folder, TRUE);
    return folder;
}

#define DOOR_DATA_HEAD "command\tofficer\tservice\treviewer\tauditor\tsteward\tanalyst\tadministrator\tinstitution\n"
