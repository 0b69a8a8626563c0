/* SPDX-License-Identifier: Apache-2.0 */
/* Which engine the sealed files are trusted to. They rely on what SQLite writes and in which pieces; another version
 * may do it otherwise. So a version is refused until it was tested, and every process tries the one it has on a scratch
 * vault before it opens a real one. */
#include "store/vfs_private.h"

#include <stdlib.h>

static bool is_tested(bool *tested, GError **error)
{
    g_autoptr(tsv_t) table = tsv_load("engine/tested.tsv", error);
    if (!table) return false;
    const int version = sqlite3_libversion_number();
    *tested = false;
    for (size_t row = 0; row < tsv_rows(table); row++)
        *tested = *tested ||
                  (version >= atoi(tsv_cell(table, row, "first")) && version <= atoi(tsv_cell(table, row, "last")));
    return true;
}

static gpointer run_selftest(gpointer unused)
{
    (void)unused;
    return (gpointer)vfs_selftest();
}

bool store_engine_check(bool rescue, GError **error)
{
    static GOnce once = G_ONCE_INIT;
    bool tested = false;
    if (!rescue && !is_tested(&tested, error)) return false;
    if (!rescue && !tested) {
        bureau_error_set(
            error, BUREAU_ERROR_STORE, N_("The sealed store was not tested with SQLite {1}, which is installed here"),
            N_("Install the version of libsqlite3 that this program was delivered with; until then a sealed "
               "export still reads every row."),
            sqlite3_libversion(), NULL);
        return false;
    }
    const char *failed = g_once(&once, run_selftest, NULL);
    if (!failed) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The self-test of the sealed store failed with SQLite {1}, at: {2}"),
                     N_("Nothing was opened. Install the version of libsqlite3 that this program was delivered with."),
                     sqlite3_libversion(), failed, NULL);
    return false;
}
