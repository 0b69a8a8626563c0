/* SPDX-License-Identifier: Apache-2.0 */
#include "subject/figures.h"

#include "guard/access.h"

int64_t series_newest(const int64_t *values, size_t length)
{
    while (values != NULL && length-- > 0)
        if (values[length] != MONEY_UNKNOWN) return values[length];
    return MONEY_UNKNOWN;
}

int account_worst(const struct account *account, int months)
{
    const struct history *history = &account->history;
    int worst = 0;
    for (size_t i = 0; i < history->length && i < (size_t)months; i++)
        worst = MAX(worst, history_months_late(history->states[history->length - 1 - i]));
    return worst;
}

char *series_as_list(const int64_t *values, size_t length)
{
    if (values == NULL) return NULL;
    GString *list = g_string_new("[");
    for (size_t i = 0; i < length; i++) {
        char text[MONEY_TEXT_SIZE];
        if (i > 0) g_string_append_c(list, ',');
        g_string_append(list, values[i] == MONEY_UNKNOWN ? "null" : money_format_minor(values[i], false, text));
    }
    g_string_append_c(list, ']');
    return g_string_free(list, FALSE);
}

/* A score that was made when something could still be seen that the law has taken out since tells what that was. */
static bool is_outdated(const struct dossier *dossier, int64_t scored)
{
    return date_is_set(dossier->outdated) && access_day(scored).days <= dossier->outdated.days;
}

bool newest_score(struct session *session, const struct dossier *dossier, int64_t *score, char band[8], GError **error)
{
    g_autoptr(statement_t) row =
        dossier_facts(session, dossier->subject,
                      "SELECT s.score, s.band, c.at FROM score s JOIN change c ON c.id = s.change WHERE s.subject = ?1 "
                      "AND s.change <= ?2 ORDER BY s.change DESC, s.model DESC LIMIT 1",
                      error);
    if (row == NULL || statement_step(row, error) != STEP_ROW || is_outdated(dossier, statement_int(row, 2)))
        return false;
    *score = statement_int(row, 0);
    const char *text = statement_text(row, 1);
    g_strlcpy(band, text ? text : "", 8);
    return true;
}

const struct detail *dossier_main_address(const struct dossier *dossier)
{
    const struct detail *best = NULL;
    for (guint i = 0; i < dossier->addresses->len; i++) {
        const struct detail *address = dossier->addresses->pdata[i];
        if (best == NULL || address_rank(address->kind) < address_rank(best->kind)) best = address;
    }
    return best;
}
