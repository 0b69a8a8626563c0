/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a complaint: the case stands again where it stood before it, with the outcome it had. */
#include "dispute/act.h"

bool effect_back(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    g_autoptr(GError) failed = NULL;
    g_autofree char *before = store_query_text(act->session->store, &failed,
                                               "SELECT before FROM dispute_event WHERE dispute = ?1 AND event ="
                                               " 'complain' ORDER BY seq DESC LIMIT 1",
                                               "i", act->each->id);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (before == NULL || machine_state(before) == NULL) return true; /* where the table leads */
    g_free(act->each->state);
    act->each->state = g_steal_pointer(&before);
    return true;
}
