/* SPDX-License-Identifier: Apache-2.0 */
/* A case remembers values of months and accounts. When the law takes the item itself out of the views, the case may not
 * go on telling it: its values are taken out of the case as it is read, by the same arithmetic as the file's. */
#include "dispute/case.h"
#include "subject/retention.h"

#include <string.h>

struct past {
    struct retention retention;
    struct dossier *known;
    bool person, looks_back;
};

static bool is_gone(const struct past *past, const GArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (adverse_is_gone(&past->retention, item) && (item->rule->deletes || !past->looks_back)) return true;
    }
    return false;
}

/* Whether `state`, told of that month, would be gone. */
static bool state_is_gone(const struct past *past, const struct account *account, struct month month, char state)
{
    char states[] = { state, '\0' };
    const struct history told = { .first = month, .length = 1, .states = states };
    const struct account_known known = { &account->history, account->closed, DATE_NONE };
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    retention_months(&past->retention, past->person, account->id, &told, account->closed, &known, items);
    return is_gone(past, items);
}

static bool class_is_gone(const struct past *past, const struct account *account, const char *class)
{
    const struct account told = { .id = account->id,
                                  .opened = DATE_NONE,
                                  .closed = account->closed,
                                  .five_class = (char *)class,
                                  .history = { .first = MONTH_NONE } };
    const bool same = g_strcmp0(class, account->five_class) == 0;
    const struct account_known known = { &account->history, account->closed, same ? DATE_NONE : account->changed };
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    retention_account(&past->retention, past->person, &told, &known, items);
    return is_gone(past, items);
}

static bool value_is_gone(const struct past *past, const struct case_item *item, const struct account *account,
                          const char *value)
{
    if (value == NULL || *value == '\0') return false;
    if (strcmp(item->field, "five_class") == 0) return class_is_gone(past, account, value);
    if (strcmp(item->field, "state") == 0) return state_is_gone(past, account, item->month, value[0]);
    /* an amount that was overdue tells as much as the state of its month; a month that was purged is unknown now */
    const char held = history_state(&account->history, item->month);
    return strcmp(item->field, "past_due") == 0 &&
           (held == '#' || state_is_gone(past, account, item->month, held ? held : '#'));
}

static void take_out(const struct past *past, struct case_item *item)
{
    const struct account *account = item->account ? dossier_account(past->known, item->account) : NULL;
    if (account == NULL || account->anonymous) return;
    char **const values[] = { &item->claimed, &item->stored, &item->answered, &item->corrected };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        if (value_is_gone(past, item, account, *values[i])) g_clear_pointer(values[i], g_free);
}

static bool shows_record(const struct dossier *dossier, int64_t fact)
{
    for (guint i = 0; i < dossier->public_records->len; i++)
        if (((const struct public_record *)dossier->public_records->pdata[i])->fact == fact) return true;
    return false;
}

/* A public record that the file does not show any more is not told by the case either, unless the case itself took it
 * out. */
static bool facts_out(struct session *session, struct dispute_case *each, GError **error)
{
    g_autoptr(dossier_t) shown = NULL;
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        if (!g_str_has_prefix(item->field, "public_") || item->corrected != NULL) continue;
        if (shown == NULL && (shown = dossier_load(session, each->subject, error)) == NULL) return false;
        if (shows_record(shown, item->fact)) continue;
        char **const values[] = { &item->claimed, &item->stored, &item->answered };
        for (size_t k = 0; k < G_N_ELEMENTS(values); k++)
            g_clear_pointer(values[k], g_free);
    }
    return true;
}

static bool is_old(const struct retention *retention, const struct dispute_case *each)
{
    const struct month cut = month_of(retention->cut);
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        if (month_is_set(item->month) ? item->month.index <= cut.index : g_strcmp0(item->field, "five_class") == 0)
            return true;
    }
    return false;
}

bool case_take_out(struct session *session, struct dispute_case *each, GError **error)
{
    struct past past = { .looks_back = retention_looks_back(session) };
    if (!retention_of_session(&past.retention, session, error) || !facts_out(session, each, error)) return false;
    if (!date_is_set(past.retention.cut) || !is_old(&past.retention, each)) return true;
    g_autofree char *kind =
        store_query_text(session->store, NULL, "SELECT kind FROM subject WHERE id = ?1", "i", each->subject);
    g_autoptr(dossier_t) known = retention_known(session, each->subject, 0, error);
    if (known == NULL) return false;
    past.known = known;
    past.person = g_strcmp0(kind, "enterprise") != 0;
    for (guint i = 0; i < each->items->len; i++)
        take_out(&past, each->items->pdata[i]);
    return true;
}
