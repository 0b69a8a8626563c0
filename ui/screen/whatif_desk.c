/* SPDX-License-Identifier: Apache-2.0 */
/* See whatif_desk.h. */
#include "screen/whatif_desk.h"

#include <math.h>
#include <string.h>

enum { ACCOUNTS_MOST = 6, REMOVALS_MOST = 4, OPEN_LIMIT = 2000000 };

/* ---- the file ---------------------------------------------------------------------------------------------------- */

struct whatif_file *whatif_file_ref(struct whatif_file *file)
{
    g_atomic_ref_count_inc(&file->references);
    return file;
}

void whatif_file_unref(struct whatif_file *file)
{
    if (file == NULL || !g_atomic_ref_count_dec(&file->references)) return;
    sheet_free(file->sheet);
    g_clear_pointer(&file->saved, g_ptr_array_unref);
    g_free(file);
}

struct whatif_file *whatif_file_load(struct session *session, int64_t subject, GError **error)
{
    struct sheet *sheet = sheet_load(session, subject, error);
    if (sheet == NULL) return NULL;
    const struct model *card = score_model_of(session, sheet->dossier, error);
    if (card == NULL || !score_model_is_covered(card, sheet->dossier, error)) {
        sheet_free(sheet);
        return NULL;
    }
    struct whatif_file *file = g_new0(struct whatif_file, 1);
    g_atomic_ref_count_init(&file->references);
    file->sheet = sheet;
    file->card = card;
    const gint64 before = g_get_monotonic_time();
    file->saved = scenario_list(session, subject, error);
    if (file->saved == NULL || !whatif_score(card, sheet->dossier, NULL, 0, &file->now, error) ||
        !model_explain(card, &file->now, error)) {
        whatif_file_unref(file);
        return NULL;
    }
    /* an empty file has a score and no months to come */
    file->has_path = whatif_timeline(card, sheet->dossier, NULL, 0, WHATIF_MONTHS, file->path, NULL);
    file->cost = g_get_monotonic_time() - before;
    return file;
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

bool whatif_add(struct whatif_list *list, const struct whatif_file *file, const struct action *action)
{
    if (list->count >= WHATIF_ACTIONS) return false;
    list->action[list->count++] =
        (struct whatif_action){ .action = *action, .label = action_explain(action, file->sheet->dossier) };
    return true;
}

void whatif_remove(struct whatif_list *list, size_t place)
{
    if (place >= list->count) return;
    g_free(list->action[place].label);
    memmove(&list->action[place], &list->action[place + 1], (list->count - place - 1) * sizeof(struct whatif_action));
    list->count--;
}

void whatif_list_clear(struct whatif_list *list)
{
    while (list->count > 0)
        whatif_remove(list, list->count - 1);
}

struct whatif_list whatif_snapshot(const struct whatif_list *list)
{
    struct whatif_list copy = *list;
    for (size_t i = 0; i < copy.count; i++)
        copy.action[i].label = NULL;
    return copy;
}

void whatif_answer_clear(struct whatif_answer *answer)
{
    g_free(answer->why);
    g_free(answer->next);
    *answer = (struct whatif_answer){ .bad = -1 };
}

/* ---- evaluation -------------------------------------------------------------------------------------------------- */

/* The actions that are on, and their places in the list. */
static size_t collect(const struct whatif_list *list, int scenario, struct action *actions, int *places)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->action[i].on[scenario]) continue;
        places[count] = (int)i;
        actions[count++] = list->action[i].action;
    }
    return count;
}

/* The first action with which the chain cannot be: found by trying ever longer beginnings. */
static int find_bad(const struct whatif_file *file, const struct action *actions, size_t count, GError **error)
{
    for (size_t i = 1; i <= count; i++) {
        struct date day;
        g_autoptr(GError) refused = NULL;
        g_autoptr(dossier_t) after = whatif_apply(file->sheet->dossier, actions, i, &day, &refused);
        if (after != NULL) continue;
        g_propagate_error(error, g_steal_pointer(&refused));
        return (int)i - 1;
    }
    return 0;
}

static void explain_refusal(const struct whatif_file *file, const struct action *actions, size_t count,
                            const int *places, struct whatif_answer *answer)
{
    g_autoptr(GError) error = NULL;
    answer->bad = places[find_bad(file, actions, count, &error)];
    answer->why = error != NULL ? bureau_error_message(error, language_translate) : NULL;
    answer->next = error != NULL ? bureau_error_next(error, language_translate) : NULL;
}

void whatif_evaluate(const struct whatif_file *file, const struct whatif_list *list, int scenario,
                     struct whatif_answer *answer)
{
    struct action actions[WHATIF_ACTIONS];
    int places[WHATIF_ACTIONS];
    whatif_answer_clear(answer);
    answer->count = collect(list, scenario, actions, places);
    const gint64 before = g_get_monotonic_time();
    const bool can = whatif_score(file->card, file->sheet->dossier, actions, answer->count, &answer->result, NULL);
    if (can)
        answer->has_path = whatif_timeline(file->card, file->sheet->dossier, actions, answer->count, WHATIF_MONTHS,
                                           answer->path, NULL);
    if (can) model_explain(file->card, &answer->result, NULL);
    answer->microseconds = g_get_monotonic_time() - before;
    if (!can && answer->count > 0) explain_refusal(file, actions, answer->count, places, answer);
}

/* ---- scenarios as text ---------------------------------------------------------------------------------------------
 */

char *whatif_text(const struct whatif_list *list, int scenario)
{
    g_autoptr(GArray) actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    for (size_t i = 0; i < list->count; i++)
        if (list->action[i].on[scenario]) g_array_append_val(actions, list->action[i].action);
    return scenario_text(actions);
}

/* The place of an action that is written the same; the end of the list when there is none. */
static size_t place_of(const struct whatif_list *list, const struct action *action, int scenario)
{
    g_autofree char *wanted = action_format(action);
    for (size_t i = 0; i < list->count; i++) {
        g_autofree char *text = action_format(&list->action[i].action);
        if (strcmp(text, wanted) == 0 && !list->action[i].on[scenario]) return i;
    }
    return list->count;
}

/* The order of acts matters: one that would come before what is on already is added anew, at the end. */
int whatif_take_text(struct whatif_list *list, const struct whatif_file *file, int scenario, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, ";", -1);
    size_t after = 0;
    int left_out = 0;
    for (size_t i = 0; i < list->count; i++)
        list->action[i].on[scenario] = false;
    for (char **word = words; *word != NULL; word++) {
        struct action action;
        if (*g_strstrip(*word) == '\0') continue;
        if (!action_parse(*word, &action, NULL)) {
            left_out++;
            continue;
        }
        size_t place = place_of(list, &action, scenario);
        if (place < after) place = list->count;
        if (place == list->count && !whatif_add(list, file, &action)) {
            left_out++;
            continue;
        }
        list->action[place].on[scenario] = true;
        after = place + 1;
    }
    return left_out;
}

/* ---- suggestions ------------------------------------------------------------------------------------------------- */

static int64_t newest(const int64_t *series, const struct history *history)
{
    return series != NULL && history->length > 0 ? amount_newest(series, history->length) : MONEY_UNKNOWN;
}

static bool is_open(const struct account *account)
{
    const struct history *history = &account->history;
    const char last = history->length > 0 ? history->states[history->length - 1] : 'C';
    return !date_is_set(account->closed) && last != 'C';
}

static bool is_revolving(const struct account *account)
{
    return account->type != NULL && account->type[0] == 'R';
}

static void suggest(struct whatif_list *list, const struct whatif_file *file, struct action action)
{
    if (action.month.index == 0) action.month = MONTH_NONE;
    whatif_add(list, file, &action);
}

/* What one account leaves to do, cheapest first: bring it current, pay it down to 30 % of its limit, pay it off. */
static void suggest_payments(struct whatif_list *list, const struct whatif_file *file, const struct account *account)
{
    const struct history *history = &account->history;
    const int64_t balance = newest(history->balance, history), due = newest(history->past_due, history);
    const char state = history->length > 0 ? history->states[history->length - 1] : '#';
    if ((due != MONEY_UNKNOWN && due > 0) || history_months_late(state) > 0)
        suggest(list, file, (struct action){ .kind = ACTION_CURRENT, .account = account->id });
    if (balance == MONEY_UNKNOWN || balance <= 0) return;
    const int64_t room = account->amount / 10 * 3;
    if (is_revolving(account) && account->amount > 0 && balance > room)
        suggest(list, file, (struct action){ .kind = ACTION_PAY, .account = account->id, .minor = balance - room });
    suggest(list, file, (struct action){ .kind = ACTION_PAY, .account = account->id, .minor = balance });
}

static void suggest_terms(struct whatif_list *list, const struct whatif_file *file, const struct account *account)
{
    const struct history *history = &account->history;
    const int64_t balance = newest(history->balance, history);
    if (is_revolving(account) && account->amount > 0 && account->amount < G_MAXINT64 / 2)
        suggest(list, file,
                (struct action){ .kind = ACTION_LIMIT, .account = account->id, .minor = account->amount / 2 * 3 });
    if (balance > 0) suggest(list, file, (struct action){ .kind = ACTION_MISS, .account = account->id, .months = 1 });
    if (balance == 0) suggest(list, file, (struct action){ .kind = ACTION_CLOSE, .account = account->id });
}

static void suggest_removal(struct whatif_list *list, const struct whatif_file *file, int64_t account,
                            struct month month)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->action[i].action.kind == ACTION_REMOVE && list->action[i].action.account == account &&
            list->action[i].action.month.index == month.index)
            return;
    const struct account *of = dossier_account(file->sheet->dossier, account);
    if (of == NULL || !month_is_set(month) || history_state(&of->history, month) == 0) return;
    suggest(list, file, (struct action){ .kind = ACTION_REMOVE, .account = account, .month = month });
}

/* Months that are disputed, then the newest late one of each account. */
static void suggest_removals(struct whatif_list *list, const struct whatif_file *file)
{
    const struct dossier *dossier = file->sheet->dossier;
    for (guint i = 0; i < dossier->marks->len && i < REMOVALS_MOST; i++) {
        const struct mark_seen *mark = dossier->marks->pdata[i];
        suggest_removal(list, file, mark->account, mark->month);
    }
    for (guint i = 0; i < dossier->accounts->len && i < REMOVALS_MOST; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        for (size_t m = account->history.length; m > 0; m--) {
            if (history_months_late(account->history.states[m - 1]) == 0) continue;
            suggest_removal(list, file, account->id, (struct month){ account->history.first.index + (int32_t)m - 1 });
            break;
        }
    }
}

/* Bad debts and collections that can be paid, and public records that are open. */
static void suggest_endings(struct whatif_list *list, const struct whatif_file *file)
{
    const struct dossier *dossier = file->sheet->dossier;
    for (guint i = 0, shown = 0; i < dossier->accounts->len && shown < REMOVALS_MOST; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const struct action collect = { .kind = ACTION_COLLECT, .account = account->id, .month = MONTH_NONE };
        g_autoptr(dossier_t) after = whatif_apply(dossier, &collect, 1, NULL, NULL);
        if (after == NULL) continue;
        suggest(list, file, collect);
        shown++;
    }
    for (guint i = 0; i < dossier->public_records->len && i < REMOVALS_MOST; i++) {
        const struct public_record *record = dossier->public_records->pdata[i];
        if (!date_is_set(record->ended))
            suggest(list, file, (struct action){ .kind = ACTION_COLLECT, .record = record->fact });
    }
}

static bool is_possible(const struct whatif_file *file, const struct whatif_list *list, int scenario)
{
    struct whatif_answer answer = { .bad = -1 };
    whatif_evaluate(file, list, scenario, &answer);
    const bool possible = answer.bad < 0;
    whatif_answer_clear(&answer);
    return possible;
}

/* Switches an action on where it can be, else leaves it off. */
static void begin_with(struct whatif_list *list, const struct whatif_file *file, size_t place, int scenario)
{
    list->action[place].on[scenario] = true;
    if (!is_possible(file, list, scenario)) list->action[place].on[scenario] = false;
}

static void begin_scenarios(struct whatif_list *list, const struct whatif_file *file)
{
    bool removal = false;
    for (size_t i = 0; i < list->count; i++)
        removal = removal || list->action[i].action.kind == ACTION_REMOVE;
    for (size_t i = 0; i < list->count; i++) {
        const struct action *action = &list->action[i].action;
        const bool wait = action->kind == ACTION_WAIT;
        if (action->kind == ACTION_CURRENT || action->kind == ACTION_PAY) {
            begin_with(list, file, i, 0);
            begin_with(list, file, i, 1);
        }
        if (wait && action->months == 6) begin_with(list, file, i, 1);
        if (removal ? action->kind == ACTION_REMOVE : wait && action->months == 12) begin_with(list, file, i, 2);
        if (wait && action->months == 12) begin_with(list, file, i, 3);
    }
}

void whatif_suggest(struct whatif_list *list, const struct whatif_file *file, int64_t account, struct month month)
{
    static const int waits[] = { 3, 6, 12 };
    const GPtrArray *accounts = file->sheet->dossier->accounts;
    guint shown = 0;
    for (guint i = 0; i < accounts->len && shown < ACCOUNTS_MOST; i++) {
        if (!is_open(accounts->pdata[i])) continue;
        suggest_payments(list, file, accounts->pdata[i]);
        shown++;
    }
    suggest_removal(list, file, account, month);
    suggest_removals(list, file);
    for (guint i = 0, terms = 0; i < accounts->len && terms < 2; i++) {
        if (!is_open(accounts->pdata[i])) continue;
        suggest_terms(list, file, accounts->pdata[i]);
        terms++;
    }
    suggest_endings(list, file);
    suggest(list, file, (struct action){ .kind = ACTION_OPEN, .minor = OPEN_LIMIT, .type = "R2" });
    suggest(list, file, (struct action){ .kind = ACTION_ENQUIRE, .months = 1 });
    for (size_t i = 0; i < G_N_ELEMENTS(waits); i++)
        suggest(list, file, (struct action){ .kind = ACTION_WAIT, .months = waits[i] });
    begin_scenarios(list, file);
}
