/* SPDX-License-Identifier: Apache-2.0 */
/* Slots and deeds. What must stay true: a month that was reported is never changed (the first action stands in the file
 * a month from now at the earliest), and what is forbidden in data/plan/actions.tsv never becomes a deed. */
#include "plan/scene.h"

#include "base/text.h"
#include "features/file_view.h"
#include "score/simulate.h"

#include <math.h>
#include <string.h>

/* ---- what can be done with an account ---------------------------------------------------------------------------- */

static int64_t owed_of(const struct account *account)
{
    return history_newest(account->history.balance, account->history.length);
}

static bool is_bad(const struct account *account)
{
    return history_newest_state(&account->history, account->history.length) == 'B';
}

static bool is_live(const struct account *account)
{
    return !month_is_set(file_closing_month(account));
}

static bool suits(const struct plan_action *rule, const struct account *account)
{
    const int64_t owed = owed_of(account);
    if (rule->forbidden || !is_live(account)) return false;
    switch (rule->account) {
    case PLAN_REVOLVING:
        return file_is_revolving(account) && !is_bad(account);
    case PLAN_LOAN:
        return !file_is_revolving(account) && !is_bad(account) && owed > 0;
    case PLAN_BAD:
        return is_bad(account);
    case PLAN_EMPTY:
        return owed == 0;
    default:
        return false;
    }
}

static void add_deed(struct slot *slot, const struct deed_move *first, const struct deed_move *second)
{
    struct deed deed = { .count = (first != NULL) + (size_t)(second != NULL) };
    if (first != NULL) deed.move[0] = *first;
    if (second != NULL) deed.move[deed.count - 1] = *second;
    for (size_t i = 0; i < deed.count; i++)
        slot->facts |= deed.move[i].rule->facts;
    g_array_append_val(slot->deeds, deed);
}

/* Every step of an amount up to all that is owed; then every other move alone, and a changed limit beside each step. */
static GArray *moves_of(const struct plan_action *rule, const struct account *account, int64_t step)
{
    GArray *moves = g_array_new(FALSE, TRUE, sizeof(struct deed_move));
    struct deed_move move = { .rule = rule };
    if (rule->amount == PLAN_OWED) {
        const int64_t owed = owed_of(account);
        for (move.amount = step; owed > 0 && move.amount < owed; move.amount += step)
            g_array_append_val(moves, move);
        move.amount = DEED_ALL;
        if (owed > 0) g_array_append_val(moves, move);
    } else if (rule->levels > 0) {
        for (size_t i = 0; i < rule->levels; i++) {
            move.level = rule->level[i];
            g_array_append_val(moves, move);
        }
    } else {
        g_array_append_val(moves, move);
    }
    return moves;
}

struct choosing {
    unsigned wanted; /* facts the model reads */
    const char *const *without;
    int64_t step;
};

static bool is_without(const struct choosing *choosing, const char *word)
{
    for (size_t i = 0; choosing->without != NULL && choosing->without[i] != NULL; i++)
        if (strcmp(choosing->without[i], word) == 0) return true;
    return false;
}

static bool is_wanted(const struct choosing *choosing, const struct plan_action *rule)
{
    return !rule->forbidden && (rule->facts & choosing->wanted) != 0 && !is_without(choosing, rule->id);
}

static void add_alone(struct slot *slot, const GArray *moves)
{
    for (guint m = 0; m < moves->len; m++)
        add_deed(slot, &g_array_index(moves, struct deed_move, m), NULL);
}

static void add_account(struct slot *slot, const struct account *account, const struct choosing *choosing)
{
    g_autoptr(GArray) amounts = g_array_new(FALSE, TRUE, sizeof(struct deed_move));
    g_autoptr(GArray) limits = g_array_new(FALSE, TRUE, sizeof(struct deed_move));
    for (size_t i = 0; i < plan_action_count(); i++) {
        const struct plan_action *rule = plan_action_at(i);
        if (!is_wanted(choosing, rule) || !suits(rule, account)) continue;
        g_autoptr(GArray) moves = moves_of(rule, account, choosing->step);
        if (rule->amount == PLAN_OWED) g_array_append_vals(amounts, moves->data, moves->len);
        if (rule->amount == PLAN_OF_LIMIT && account->amount > 0) g_array_append_vals(limits, moves->data, moves->len);
        if (rule->amount != PLAN_OWED && rule->amount != PLAN_OF_LIMIT) add_alone(slot, moves);
    }
    add_alone(slot, amounts);
    add_alone(slot, limits);
    for (guint a = 0; a < amounts->len; a++)
        for (guint l = 0; l < limits->len; l++)
            add_deed(slot, &g_array_index(amounts, struct deed_move, a), &g_array_index(limits, struct deed_move, l));
}

static struct slot slot_new(int64_t account, int64_t record)
{
    struct slot slot = { .account = account, .record = record, .deeds = g_array_new(FALSE, TRUE, sizeof(struct deed)) };
    add_deed(&slot, NULL, NULL);
    return slot;
}

static void keep_slot(struct scene *scene, struct slot *slot)
{
    if (slot->deeds->len > 1 && scene->slots->len < SCENE_MOST_SLOTS)
        g_array_append_val(scene->slots, *slot);
    else
        g_array_unref(slot->deeds);
}

static void add_accounts(struct scene *scene, const struct choosing *choosing)
{
    const GPtrArray *accounts = scene->file->accounts;
    for (guint i = 0; i < accounts->len && (int64_t)scene->slots->len < plan_limits()->accounts; i++) {
        const struct account *account = accounts->pdata[i];
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
        if (is_without(choosing, number)) continue;
        struct slot slot = slot_new(account->id, 0);
        add_account(&slot, account, choosing);
        keep_slot(scene, &slot);
    }
}

static void add_records(struct scene *scene, const struct choosing *choosing)
{
    for (guint i = 0; i < scene->file->public_records->len; i++) {
        const struct public_record *record = scene->file->public_records->pdata[i];
        struct slot slot = slot_new(0, record->fact);
        for (size_t a = 0; a < plan_action_count() && !date_is_set(record->ended) && record->fact != 0; a++) {
            const struct plan_action *rule = plan_action_at(a);
            struct deed_move move = { .rule = rule };
            if (rule->account == PLAN_RECORD && is_wanted(choosing, rule)) add_deed(&slot, &move, NULL);
        }
        keep_slot(scene, &slot);
    }
}

static void drop_slots(struct scene *scene)
{
    for (guint i = 0; i < scene->slots->len; i++)
        g_array_unref(g_array_index(scene->slots, struct slot, i).deeds);
    g_array_set_size(scene->slots, 0);
}

static bool is_too_fine(const struct scene *scene, int64_t step)
{
    for (guint i = 0; i < scene->file->accounts->len; i++) {
        const struct account *account = scene->file->accounts->pdata[i];
        if (is_live(account) && owed_of(account) != MONEY_UNKNOWN && owed_of(account) / step >= plan_limits()->options)
            return true;
    }
    return false;
}

static double count_states(const struct scene *scene)
{
    double states = 1;
    for (guint i = 0; i < scene->slots->len; i++)
        states *= g_array_index(scene->slots, struct slot, i).deeds->len;
    return states;
}

/* The slots with the finest round step of amounts with which no account has more than `options` of them and all joint
 * states together stay within what may be scored. */
static void make_slots(struct scene *scene, struct choosing *choosing)
{
    static const int64_t round[] = { 1, 2, 5 };
    const double each = (double)plan_limits()->evaluations / ((scene->months + 1) * SCENE_WHENS);
    const double most = MIN(each, (double)plan_limits()->states);
    for (int64_t ten = plan_limits()->step; ten < PLAN_PRICE_MOST; ten *= 10)
        for (size_t i = 0; i < G_N_ELEMENTS(round); i++) {
            choosing->step = scene->step = ten * round[i];
            if (is_too_fine(scene, scene->step)) continue;
            drop_slots(scene);
            add_accounts(scene, choosing);
            add_records(scene, choosing);
            if (count_states(scene) <= most) return;
        }
}

/* ---- debts brought together -------------------------------------------------------------------------------------- */

static bool is_card_in_debt(const struct account *account, const struct choosing *choosing, const char *currency)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    return is_live(account) && file_is_revolving(account) && !is_bad(account) && owed_of(account) > 0 &&
           strcmp(account->currency, currency) == 0 && !is_without(choosing, number);
}

/* The cards as they stand when the loan is granted, "3+5", and what is owed on them together. */
static int cards_in_debt(const struct scene *scene, const struct choosing *choosing, const struct dossier *then,
                         GString *numbers, int64_t *owed)
{
    int cards = 0;
    for (guint i = 0; i < then->accounts->len && cards < ACTION_MOST_ACCOUNTS; i++) {
        const struct account *account = then->accounts->pdata[i];
        if (!is_card_in_debt(account, choosing, scene->currency)) continue;
        g_string_append_printf(numbers, "%s%" G_GINT64_FORMAT, cards++ ? "+" : "", account->id);
        *owed += MIN(owed_of(account), PLAN_PRICE_MOST);
    }
    return cards;
}

static void fill_in(char **text, const char *name, const char *value)
{
    g_auto(GStrv) parts = g_strsplit(*text, name, -1);
    g_free(*text);
    *text = g_strjoinv(value, parts);
}

/* false when nothing can be brought together. */
static bool bring_together(struct scene *scene, const struct choosing *choosing)
{
    for (size_t i = 0; i < plan_action_count(); i++) {
        const struct plan_action *rule = plan_action_at(i);
        if (rule->account != PLAN_CARDS || !is_wanted(choosing, rule) || rule->lead > scene->months) continue;
        struct placed one = { .month = rule->lead, .rule = rule };
        const struct action wait = { .kind = ACTION_WAIT, .months = rule->lead };
        g_autoptr(dossier_t) then = whatif_apply(scene->file, &wait, 1, NULL, NULL);
        g_autoptr(GString) numbers = g_string_new(NULL);
        g_autofree char *text = g_strdup(rule->action), *level = g_strdup_printf("%.0f", rule->level[0]);
        int64_t owed = 0;
        if (then == NULL || cards_in_debt(scene, choosing, then, numbers, &owed) < 2) continue;
        fill_in(&text, "{accounts}", numbers->str);
        fill_in(&text, "{level}", level);
        if (owed > PLAN_PRICE_MOST || !action_parse(text, &one.action, NULL)) continue;
        one.price = (struct plan_price){ { (int64_t)ceil((double)owed * rule->fee), rule->effort, 1 } };
        g_array_append_val(scene->prefix, one);
        return true;
    }
    return false;
}

/* The month before which a scene has nothing to offer. */
static int first_month(const struct scene *scene)
{
    return scene->prefix->len > 0 ? g_array_index(scene->prefix, struct placed, 0).month : 0;
}

/* ---- the file left alone ----------------------------------------------------------------------------------------- */

static bool make_drift(struct scene *scene, GError **error)
{
    scene->drift = g_new0(struct dossier *, (size_t)scene->months + 1);
    scene->day = g_new0(struct date, (size_t)scene->months + 1);
    for (int t = first_month(scene); t <= scene->months; t++) {
        g_autoptr(GArray) actions = scene_actions(scene->prefix, t);
        scene->drift[t] = whatif_apply(scene->file, (const struct action *)(const void *)actions->data, actions->len,
                                       &scene->day[t], error);
        if (scene->drift[t] == NULL) return false;
    }
    return true;
}

/* What the first month of waiting pays beside what comes due: a bad debt is not paid by it. */
static int64_t late_amount(const struct dossier *file)
{
    int64_t sum = 0;
    for (guint i = 0; i < file->accounts->len; i++) {
        const struct account *account = file->accounts->pdata[i];
        const int64_t late = history_newest(account->history.past_due, account->history.length);
        if (late != MONEY_UNKNOWN && late > 0 && is_live(account) && !is_bad(account)) sum += late;
    }
    return MIN(sum, PLAN_PRICE_MOST);
}

static unsigned facts_of_model(const struct model *model)
{
    unsigned facts = 0;
    for (size_t i = 0; i < model_inputs(model); i++) {
        const struct model_input input = model_input_at(model, i);
        facts |= plan_facts_of_input(&input);
    }
    return facts;
}

struct scene *scene_new(const struct model *model, const struct dossier *file, int months, const char *const *without,
                        bool together, GError **error)
{
    g_autoptr(scene_t) scene = g_new0(struct scene, 1);
    *scene = (struct scene){ .model = model, .file = file, .months = months };
    scene->slots = g_array_new(FALSE, TRUE, sizeof(struct slot));
    scene->prefix = g_array_new(FALSE, TRUE, sizeof(struct placed));
    file_main_currency(file, scene->currency);
    scene->past_due = late_amount(file);
    struct choosing choosing = { facts_of_model(model), without, 0 };
    if (together && !bring_together(scene, &choosing)) return NULL;
    make_slots(scene, &choosing);
    return make_drift(scene, error) ? g_steal_pointer(&scene) : NULL;
}

void scene_free(struct scene *scene)
{
    if (scene == NULL) return;
    drop_slots(scene);
    g_array_unref(scene->slots);
    g_array_unref(scene->prefix);
    for (int t = 0; scene->drift != NULL && t <= scene->months; t++)
        dossier_free(scene->drift[t]);
    g_free(scene->drift);
    g_free(scene->day);
    g_free(scene);
}

const struct slot *scene_slot(const struct scene *scene, size_t place)
{
    return &g_array_index(scene->slots, struct slot, place);
}

const struct deed *scene_deed(const struct scene *scene, size_t slot, size_t deed)
{
    return &g_array_index(scene_slot(scene, slot)->deeds, struct deed, deed);
}

/* ---- deeds as actions in months ---------------------------------------------------------------------------------- */

/* The amount of a move on the account as it stands then; below 0 when the move makes no sense. */
static int64_t amount_then(const struct deed_move *move, const struct account *account)
{
    const int64_t owed = owed_of(account);
    switch (move->rule->amount) {
    case PLAN_OWED:
        if (owed <= 0) return -1;
        return move->amount == DEED_ALL ? owed : move->amount < owed ? move->amount : -1;
    case PLAN_OF_LIMIT:
        return account->amount > 0 ? (int64_t)floor((double)account->amount * move->level) : -1;
    case PLAN_DUE:
    case PLAN_MOVED:
        return owed > 0 ? owed : -1;
    default:
        return 0;
    }
}

static bool write_action(const struct slot *slot, const struct deed_move *move, int64_t amount, struct action *action)
{
    char money[MONEY_TEXT_SIZE];
    g_autofree char *text = g_strdup(move->rule->action);
    g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, slot->account);
    g_autofree char *record = g_strdup_printf("%" G_GINT64_FORMAT, slot->record);
    g_autofree char *level = g_strdup_printf("%.0f", move->level);
    fill_in(&text, "{account}", account);
    fill_in(&text, "{record}", record);
    fill_in(&text, "{level}", level);
    fill_in(&text, "{amount}", money_format_minor(amount, false, money));
    return action_parse(text, action, NULL);
}

static const struct public_record *record_of(const struct dossier *dossier, int64_t fact)
{
    for (guint i = 0; i < dossier->public_records->len; i++)
        if (((struct public_record *)dossier->public_records->pdata[i])->fact == fact)
            return dossier->public_records->pdata[i];
    return NULL;
}

static bool place_move(const struct scene *scene, const struct slot *slot, const struct deed_move *move, int month,
                       GArray *placed)
{
    struct placed one = { .month = month, .rule = move->rule };
    int64_t amount = 0;
    if (slot->account != 0) {
        const struct account *account = dossier_account(scene->drift[month], slot->account);
        if (account == NULL || !is_live(account)) return false;
        amount = amount_then(move, account);
    } else {
        const struct public_record *record = record_of(scene->drift[month], slot->record);
        if (record == NULL) return false; /* the law took it out by then */
        amount = record->amount == MONEY_UNKNOWN ? 0 : record->amount;
    }
    if (amount < 0 || amount > PLAN_PRICE_MOST || !write_action(slot, move, amount, &one.action)) return false;
    one.price.of[PLAN_MONEY] = move->rule->paid ? amount : (int64_t)ceil((double)amount * move->rule->fee);
    one.price.of[PLAN_EFFORT] = move->rule->effort;
    one.price.of[PLAN_CHANGES] = 1;
    g_array_append_val(placed, one);
    return true;
}

bool scene_place(const struct scene *scene, size_t slot, size_t deed, enum scene_when when, int t, GArray *placed)
{
    const struct deed *wanted = scene_deed(scene, slot, deed);
    for (size_t i = 0; i < wanted->count; i++) {
        const int lead = wanted->move[i].rule->lead;
        const int month = when == SCENE_FIRST ? MAX(lead, first_month(scene)) : t;
        if (lead > t || month > t) return false;
        if (!place_move(scene, scene_slot(scene, slot), &wanted->move[i], month, placed)) return false;
    }
    return true;
}

static gint by_month(gconstpointer left, gconstpointer right)
{
    return ((const struct placed *)left)->month - ((const struct placed *)right)->month;
}

static void wait_until(GArray *actions, int *now, int month)
{
    const struct action wait = { .kind = ACTION_WAIT, .months = month - *now };
    if (month > *now) g_array_append_val(actions, wait);
    *now = MAX(*now, month);
}

GArray *scene_actions(const GArray *placed, int t)
{
    GArray *actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    g_autoptr(GArray) sorted = g_array_new(FALSE, TRUE, sizeof(struct placed));
    int now = 0;
    if (placed->len > 0) g_array_append_vals(sorted, placed->data, placed->len);
    g_array_sort(sorted, by_month); /* stable: of one month in the order they were given */
    for (guint i = 0; i < sorted->len; i++) {
        const struct placed *one = &g_array_index(sorted, struct placed, i);
        wait_until(actions, &now, one->month);
        g_array_append_val(actions, one->action);
    }
    wait_until(actions, &now, t);
    return actions;
}
