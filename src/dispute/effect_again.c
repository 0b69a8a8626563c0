/* SPDX-License-Identifier: Apache-2.0 */
/* The same items again: a case of its own, linked to the one before. */
#include "dispute/act.h"

/* The same items again: a new case with a clock of its own, linked to this one. */
bool effect_again(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    g_autoptr(dispute_case_t) again = g_new0(struct dispute_case, 1);
    g_autofree char *linked = NULL;
    case_begin(again);
    again->subject = act->each->subject;
    again->received = act->arrived;
    again->previous = act->each->id;
    again->channel = g_strdup(act->each->channel);
    /* the same person by the same channel: who they are was verified in the first case, or they stand at the counter */
    again->applicant = g_strdup(act->each->applicant);
    again->agent = g_strdup(act->each->agent);
    again->authority = g_strdup(act->each->authority);
    again->identity = g_strdup(arguments_has(act->arguments, "identity") ? arguments_text(act->arguments, "identity")
                                                                         : act->each->identity);
    const char *text = arguments_text(act->arguments, "text");
    again->text = text ? text_sanitise(text, -1) : g_strdup(act->each->text);
    for (guint i = 0; i < act->each->items->len; i++) {
        const struct case_item *old = act->each->items->pdata[i];
        struct case_item *item = g_new0(struct case_item, 1);
        *item = (struct case_item){ .item = i + 1,
                                    .account = old->account,
                                    .fact = old->fact,
                                    .month = old->month,
                                    .field = g_strdup(old->field),
                                    .reason = g_strdup(old->reason),
                                    .claimed = g_strdup(old->claimed) };
        g_ptr_array_add(again->items, item);
    }
    g_autoptr(dossier_t) dossier = dossier_load(act->session, again->subject, error);
    if (dossier == NULL || !case_open(act->session, again, dossier, act->each->id, &linked, error)) return false;
    act->again = again->id;
    return true;
}
