/* SPDX-License-Identifier: Apache-2.0 */
/* What the furnisher's answer does to a case when a person takes it on: in short, one value or none, for all that are
 * still asked; or after a contradiction that the person has looked into. */
#include "dispute/enquiry.h"

#include <string.h>

/* Words that contradict each other go on only with what a person found. */
static bool clear_contrary(struct act *act, GError **error)
{
    const char *text = arguments_text(act->arguments, "text");
    if (!act->each->contrary) return true;
    if (text == NULL || *text == '\0') {
        g_autofree char *number = case_number(act->each->id);
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The furnisher's answer in {1} contradicts itself."),
                         N_("Look at `bureau dispute enquiries`, ask, and say what was found with --text."), number,
                         NULL);
        if (error != NULL) bureau_error_give_reason(*error, "contrary");
        return false;
    }
    act->each->contrary = false;
    return true;
}

static bool take_value(struct act *act, const char *value, GError **error)
{
    struct dispute_case *each = act->each;
    int64_t wanted = arguments_int(act->arguments, "item", 0);
    struct case_item *item = wanted != 0             ? case_item_at(each, wanted)
                             : each->items->len == 1 ? each->items->pdata[0]
                                                     : NULL;
    if (item == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Which item was answered is not clear."),
                         N_("Name it with --item."), NULL);
        return false;
    }
    char *normal = field_normalise(field_find(item->field), value, session_today(act->session), error);
    if (normal == NULL) return false;
    g_free(item->answered);
    g_free(item->says);
    item->answered = normal;
    item->says = g_strdup(g_strcmp0(normal, item->stored) == 0 ? "same" : "different");
    return case_save_item(act->session, each->id, item, error);
}

bool effect_answer(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    if (act->replied) return true;
    const char *value = arguments_text(act->arguments, "value");
    return clear_contrary(act, error) && (value == NULL || take_value(act, value, error)) &&
           enquiries_take_short(act, error);
}
