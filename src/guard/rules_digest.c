/* SPDX-License-Identifier: Apache-2.0 */
/* rights_digest(): one short mark for all the rules that stand in tables. A rule that somebody changed on the disk
 * changes it, and so the next line "login" of the log. */
#include "guard/rights.h"

#include "vault/seal.h"

#include <string.h>

enum { DIGEST = 16, SHOWN = 8 }; /* bytes made, and bytes shown: enough to tell tables apart */

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The files of a folder of the data, "law/access.tsv" ..., added to `names`. */
static void list_files(const char *folder, GPtrArray *names)
{
    g_autofree char *path = data_path(folder);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_suffix(name, ".tsv")) g_ptr_array_add(names, g_build_filename(folder, name, NULL));
}

/* Name, length and bytes, so that no two sets of files read alike; a file that cannot be read has no bytes. */
static void add_file(GByteArray *all, const char *name)
{
    size_t length = 0;
    g_autofree char *text = data_read(name, &length, NULL);
    const uint64_t size = GUINT64_TO_LE((uint64_t)length);
    g_byte_array_append(all, (const guint8 *)name, (guint)strlen(name) + 1);
    g_byte_array_append(all, (const guint8 *)&size, sizeof size);
    if (text) g_byte_array_append(all, (const guint8 *)text, (guint)length);
}

static gpointer make(gpointer unused)
{
    (void)unused;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GByteArray) all = g_byte_array_new();
    uint8_t digest[DIGEST];
    list_files("guard", names);
    list_files("law", names);
    list_files("sharing", names);
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        add_file(all, names->pdata[i]);
    const struct seal_part part = { all->data, all->len };
    seal_digest(digest, sizeof digest, NULL, &part, 1);
    return guard_hex(digest, SHOWN);
}

const char *rights_digest(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, make, NULL);
}
