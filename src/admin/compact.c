/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the store anew: what was deleted is taken out of full-text indexes and free pages, the file shrinks, the log
 * of pages is folded back. */
#include "admin/admin.h"
#include "store/optimize.h"

bool admin_command_compact(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    (void)arguments;
    const gint64 began = g_get_monotonic_time();
    int64_t before, after, unused;
    int indexes = 0;
    session_progress(session, 0, N_("Folding the log of pages back"));
    if (!store_fold(session->store, error) || !store_space(session->store, &before, &unused, error)) return false;
    session_progress(session, 0.1, N_("Merging the indexes"));
    if (!store_optimize(session->store, &indexes, error) || session_is_cancelled(session, error)) return false;
    session_progress(session, 0.2, N_("Writing the store anew"));
    if (!store_compact(session->store, error)) return false;
    session_progress(session, 0.9, N_("Folding the log of pages back"));
    if (!store_fold(session->store, error) || !store_space(session->store, &after, &unused, error)) return false;
    g_autofree char *note = g_strdup_printf("before=%" G_GINT64_FORMAT " after=%" G_GINT64_FORMAT, before, after);
    if (!guard_audit(session, "store.compact", 0, "done", note, error)) return false;
    table_fact_int(answer, "before", N_("Bytes before"), before);
    table_fact_int(answer, "after", N_("Bytes after"), after);
    table_fact_int(answer, "indexes", N_("Full-text indexes"), indexes);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC, 2);
    return true;
}
