/* SPDX-License-Identifier: Apache-2.0 */
/* What the furnisher's answer does to a case. */
#include "dispute/act.h"

bool effect_answer(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    const char *value = arguments_text(act->arguments, "value");
    struct dispute_case *each = act->each;
    if (value == NULL) return true;
    int64_t wanted = arguments_int(act->arguments, "item", 0);
    struct case_item *item = wanted != 0             ? case_item_at(each, wanted)
                             : each->items->len == 1 ? each->items->pdata[0]
                                                     : NULL;
    if (item == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Which item was answered is not clear."),
                         N_("Name it with --item."), NULL);
        return false;
    }
    g_free(item->answered);
    item->answered = field_normalise(field_find(item->field), value, session_today(act->session), error);
    return item->answered != NULL && case_save_item(act->session, each->id, item, error);
}
