/* SPDX-License-Identifier: Apache-2.0 */
/* Where the shipped data lies. The program finds it from where it lies itself, so that it works out of a build tree, an
 * installation, and an installation that was moved. */
#include "base/data.h"

#include "base/error.h"
#include "base/phrase.h"

#include <stdlib.h>

/* Looks for `probe` in the candidates, relative to the folder of the running program. */
static char *find_beside_program(const char *const *candidates, const char *probe)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (!program) return NULL;
    g_autofree char *folder = g_path_get_dirname(program);
    for (; *candidates; candidates++) {
        g_autofree char *relative = g_build_filename(folder, *candidates, NULL);
        g_autofree char *place = g_canonicalize_filename(relative, "/");
        g_autofree char *file = g_build_filename(place, probe, NULL);
        if (g_file_test(file, G_FILE_TEST_EXISTS)) return g_steal_pointer(&place);
    }
    return NULL;
}

static gpointer find_data(gpointer unused)
{
    (void)unused;
    char *place =
        find_beside_program((const char *const[]){ "../share/bureau", "../data", NULL }, "schema/0001_ground.sql");
    return place ? place : g_strdup(PKGDATADIR);
}

static gpointer find_locales(gpointer unused)
{
    (void)unused;
    char *place = find_beside_program((const char *const[]){ "po/locale", "../share/locale", NULL },
                                      "zh_CN/LC_MESSAGES/bureau.mo");
    return place ? place : g_strdup(LOCALEDIR);
}

char *data_path(const char *relative)
{
    static GOnce once = G_ONCE_INIT;
    const char *folder = secure_getenv("BUREAU_DATADIR");
    return g_build_filename(folder && *folder ? folder : (const char *)g_once(&once, find_data, NULL), relative, NULL);
}

const char *data_locale_folder(void)
{
    static GOnce once = G_ONCE_INIT;
    const char *folder = secure_getenv("BUREAU_LOCALEDIR");
    return folder && *folder ? folder : g_once(&once, find_locales, NULL);
}

char *data_read(const char *relative, size_t *length, GError **error)
{
    g_autofree char *path = data_path(relative);
    char *text = NULL;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &text, length, &cause)) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The program's own file {1} cannot be read: {2}"),
                         N_("Install the program again, or set BUREAU_DATADIR to its data folder."), path,
                         cause->message, NULL);
        return NULL;
    }
    return text;
}
