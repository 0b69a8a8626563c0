/* SPDX-License-Identifier: Apache-2.0 */
/* What a decision does to a case: outcomes, corrections, the end of its marks, its close. */
#include "dispute/act.h"
#include "dispute/receiver.h"

#include <string.h>

static bool is_named(const struct arguments *arguments, int64_t item)
{
    for (size_t i = 0; i < arguments_count(arguments, "item"); i++)
        if (g_ascii_strtoll(arguments_nth(arguments, "item", i), NULL, 10) == item) return true;
    return false;
}

static bool all_known(const struct act *act, GError **error)
{
    for (size_t i = 0; i < arguments_count(act->arguments, "item"); i++) {
        const char *number = arguments_nth(act->arguments, "item", i);
        if (case_item_at(act->each, g_ascii_strtoll(number, NULL, 10)) != NULL) continue;
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The case has no item {1}."),
                         N_("`bureau dispute items` lists them."), number, NULL);
        return false;
    }
    return true;
}

/* With --item (one or more) the decision is about those items, and the others were correct; without, about all. */
bool effect_decide(struct act *act, const char *outcome, GError **error)
{
    struct dispute_case *each = act->each;
    const bool all = arguments_count(act->arguments, "item") == 0;
    if (!all_known(act, error)) return false;
    g_free(each->decider);
    each->decider = g_strdup(act->session->user);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        g_free(item->outcome);
        item->outcome = g_strdup(all || is_named(act->arguments, item->item) ? outcome : "correct");
        if (!case_save_item(act->session, each->id, item, error)) return false;
    }
    return true;
}

bool effect_correct(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    if (!correction_apply(act->session, act->each, arguments_text(act->arguments, "value"),
                          arguments_int(act->arguments, "item", 0), arguments_text(act->arguments, "evidence"),
                          &act->correction, error))
        return false;
    return receivers_note(act->session, act->each, &act->receivers, error);
}

/* Invariant: the mark goes only after a letter went out. */
bool effect_unmark(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    bool answered;
    if (!letters_answered(act->session, act->each->id, &answered, error)) return false;
    if (!answered) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} needs the written reply first."),
                         N_("Make it with the event answer."), act->step->event, NULL);
        return false;
    }
    act->each->closed = session_today(act->session);
    /* the row says closed before other cases' marks are looked at */
    return store_run(act->session->store, error, "UPDATE dispute SET closed = ?2 WHERE id = ?1", "id", act->each->id,
                     act->each->closed) &&
           marks_end(act->session, act->each, error);
}

bool effect_close(struct act *act, const char *outcome, GError **error)
{
    struct dispute_case *each = act->each;
    g_free(each->outcome);
    each->outcome = g_strdup(outcome);
    each->closed = session_today(act->session);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        if (item->outcome != NULL) continue;
        item->outcome = g_strdup(outcome);
        if (!case_save_item(act->session, each->id, item, error)) return false;
    }
    return true;
}

bool effect_special(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    const struct date planned = arguments_date(act->arguments, "planned");
    if (arguments_has(act->arguments, "planned")) {
        if (planned.days < session_today(act->session).days) {
            char day[DATE_TEXT_SIZE];
            bureau_error_set(error, BUREAU_ERROR_REFUSED,
                             N_("A correction cannot be planned for {1}: the day is past."),
                             N_("Give a day that is still to come with --planned."), date_format(planned, day), NULL);
            return false;
        }
        act->each->planned = planned;
    }
    return marks_add(act->session, act->each, "special", error);
}
