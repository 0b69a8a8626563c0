/* SPDX-License-Identifier: Apache-2.0 */
/* What the file itself shows of a step. A furnisher reports a month after: what it has not reported since the plan was
 * made says neither yes nor no. */
#include "features/file_view.h"
#include "repair/steps.h"

#include <math.h>
#include <string.h>

void repair_reason_clear(struct repair_reason *reason)
{
    g_clear_pointer(&reason->value, g_free);
}

static bool reported_since(const struct account *account, struct date day)
{
    const struct history *history = &account->history;
    return history->length > 0 && history->first.index + (int32_t)history->length - 1 >= month_of(day).index;
}

static enum repair_shown past_due(const struct account *account, const struct repair_plan *plan,
                                  struct repair_reason *why)
{
    const struct history *history = &account->history;
    char text[MONEY_TEXT_SIZE];
    if (!reported_since(account, plan->day)) {
        why->words = N_("the furnisher has not reported since");
        return SHOWN_NOT_YET;
    }
    const int64_t left = history->past_due ? history->past_due[history->length - 1] : MONEY_UNKNOWN;
    if (left != MONEY_UNKNOWN && left > 0) {
        why->words = N_("still past due in the file");
        why->value = g_strdup_printf("%s %s", account->currency, money_format_minor(left, true, text));
        return SHOWN_NO;
    }
    if (history_months_late(history->states[history->length - 1]) > 0) {
        why->words = N_("the last month of the file is late");
        return SHOWN_NO;
    }
    why->words = N_("nothing is past due in the file");
    return SHOWN_YES;
}

static enum repair_shown utilisation(const struct dossier *dossier, const struct account *account,
                                     const struct repair_plan *plan, const struct repair_step *step,
                                     struct repair_reason *why)
{
    const double used = repair_used(dossier, account) * 100;
    const double most = step->claimed ? g_ascii_strtod(step->claimed, NULL) : 0;
    if (!reported_since(account, plan->day) || isnan(used)) {
        why->words = N_("the furnisher has not reported since");
        return SHOWN_NOT_YET;
    }
    why->words = N_("used share of the limit, per cent");
    why->value = g_strdup_printf("%.1f", used);
    return used <= most + 0.05 ? SHOWN_YES : SHOWN_NO;
}

static enum repair_shown enquiries(const struct dossier *dossier, const struct repair_step *step, struct date today,
                                   struct repair_reason *why)
{
    int count = 0;
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        bool application = false;
        enquiry_group_of_reason(enquiry->reason, &application);
        count += application && enquiry->day.days > step->begins.days;
    }
    why->words = N_("applications since");
    why->value = g_strdup_printf("%d", count);
    if (count > 0) return SHOWN_NO;
    return today.days >= step->ends.days ? SHOWN_YES : SHOWN_NOT_YET;
}

static enum repair_shown is_open(const struct account *account, const struct repair_step *step, struct date today,
                                 struct repair_reason *why)
{
    if (!repair_is_open(account)) {
        why->words = N_("the account is closed");
        return SHOWN_NO;
    }
    why->words = N_("the account is open");
    return today.days >= step->ends.days ? SHOWN_YES : SHOWN_NOT_YET;
}

static enum repair_shown statement_stands(const struct dossier *dossier, const struct repair_step *step,
                                          struct repair_reason *why)
{
    for (guint i = 0; dossier->statements != NULL && i < dossier->statements->len; i++) {
        const struct statement_seen *seen = dossier->statements->pdata[i];
        if (g_strcmp0(seen->kind, "personal") != 0) continue;
        if (seen->account != 0 && seen->account != step->account) continue;
        why->words = N_("a statement stands in the file");
        return SHOWN_YES;
    }
    why->words = N_("no statement stands in the file");
    return SHOWN_NO;
}

enum repair_shown repair_verify(struct session *session, const struct dossier *dossier, const struct repair_plan *plan,
                                const struct repair_step *step, struct repair_reason *why)
{
    const struct tsv *kinds = repair_table("steps");
    const int row = repair_row(kinds, "kind", step->kind);
    const char *check = row < 0 ? "-" : tsv_cell(kinds, (size_t)row, "check");
    const struct account *account = dossier_account(dossier, step->account);
    const struct date today = session_today(session);
    if (account != NULL && strcmp(check, "past_due") == 0) return past_due(account, plan, why);
    if (account != NULL && strcmp(check, "utilisation") == 0) return utilisation(dossier, account, plan, step, why);
    if (account != NULL && strcmp(check, "open") == 0) return is_open(account, step, today, why);
    if (strcmp(check, "enquiries") == 0) return enquiries(dossier, step, today, why);
    if (strcmp(check, "statement") == 0) return statement_stands(dossier, step, why);
    if (strcmp(check, "leave") == 0) {
        const bool over = today.days >= step->ends.days;
        why->words = over ? N_("its day is over") : N_("its day is still to come");
        return over ? SHOWN_YES : SHOWN_NO;
    }
    why->words = N_("the file says nothing about it");
    return SHOWN_NOT_YET;
}

char *repair_reason_text(const struct repair_reason *reason)
{
    return reason->value ? phrase_make(N_("{1}: {2}"), reason->words, reason->value, NULL)
                         : phrase_make(reason->words, NULL);
}

/* ---- cases ------------------------------------------------------------------------------------------------------- */

bool repair_follow_cases(struct session *session, struct repair_plan *plan, GError **error)
{
    for (guint i = 0; i < plan->steps->len; i++) {
        struct repair_step *each = plan->steps->pdata[i];
        if (each->dispute == 0 || strcmp(each->state, "begun") != 0) continue;
        g_autoptr(statement_t) row =
            store_prepare(session->store, "SELECT closed, outcome, state FROM dispute WHERE id = ?1", error);
        if (row == NULL) return false;
        statement_bind_int(row, 1, each->dispute);
        const enum step step = statement_step(row, error);
        if (step == STEP_ERROR) return false;
        if (step != STEP_ROW || statement_is_null(row, 0)) continue;
        const char *outcome = statement_text(row, 1) ? statement_text(row, 1) : statement_text(row, 2);
        g_autofree char *number = g_strdup_printf("D-%06" G_GINT64_FORMAT, each->dispute);
        each->state = "done";
        each->done = statement_date(row, 0);
        g_free(each->evidence);
        each->evidence = g_strdup(number);
        g_free(each->note);
        each->note = phrase_make(N_("The case {1} ended: {2}"), number, outcome, NULL);
    }
    return true;
}
