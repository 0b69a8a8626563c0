/* SPDX-License-Identifier: Apache-2.0 */
/* Which items a file has, where each stands, and what each costs; see diagnosis.h. */
#include "repair/diagnosis.h"
#include "features/file_view.h"
#include "score/portfolio.h"

#include <math.h>
#include <string.h>

const char *repair_standing_code(enum repair_standing standing)
{
    static const char *const codes[] = {
        [STANDING_CORRECT] = "correct", [STANDING_IN_DISPUTE] = "in_dispute", [STANDING_DISPUTABLE] = "disputable",
        [STANDING_AGEING] = "ageing",   [STANDING_RUNNING] = "not_ended",     [STANDING_UNDISPLAYED] = "not_displayed",
        [STANDING_TIME] = "time",
    };
    return codes[standing];
}

void repair_item_free(struct repair_item *item)
{
    if (item == NULL) return;
    if (item->findings != NULL) g_array_unref(item->findings);
    policy_answer_clear(&item->policy);
    g_free(item->adverse);
    g_free(item);
}

void diagnosis_free(struct diagnosis *diagnosis)
{
    if (diagnosis == NULL) return;
    g_ptr_array_unref(diagnosis->items);
    g_array_unref(diagnosis->findings);
    g_free(diagnosis);
}

static void finding_clear(void *finding)
{
    repair_finding_clear(finding);
}

static struct repair_item *add(struct diagnosis *diagnosis, const char *kind, int64_t account)
{
    struct repair_item *item = g_new0(struct repair_item, 1);
    item->kind = kind;
    item->account = account;
    item->first = item->last = MONTH_NONE;
    item->amount = MONEY_UNKNOWN;
    item->share = NAN;
    item->day = DATE_NONE;
    item->policy.since = item->policy.by = DATE_NONE;
    const struct account *held = dossier_account(diagnosis->dossier, account);
    g_strlcpy(item->currency, held ? held->currency : "", sizeof item->currency);
    g_ptr_array_add(diagnosis->items, item);
    return item;
}

static void attach(struct repair_item *item, const struct repair_finding *finding)
{
    if (item->findings == NULL) {
        item->findings = g_array_new(FALSE, TRUE, sizeof(struct repair_finding));
        g_array_set_clear_func(item->findings, finding_clear);
    }
    repair_add_finding(item->findings, repair_finding_copy(finding));
}

/* ---- what is adverse --------------------------------------------------------------------------------------------- */

/* The worst state of a run and the greatest amount past due in it. */
static void look_at_months(const struct diagnosis *diagnosis, struct repair_item *item)
{
    const struct account *account = dossier_account(diagnosis->dossier, item->account);
    for (int32_t month = item->first.index; account != NULL && month <= item->last.index; month++) {
        const int64_t place = (int64_t)month - account->history.first.index;
        if (place < 0 || place >= (int64_t)account->history.length) continue;
        const char state = account->history.states[place];
        const int64_t amount = account->history.past_due ? account->history.past_due[place] : MONEY_UNKNOWN;
        if (item->state == 0 || history_months_late(state) > history_months_late(item->state)) item->state = state;
        if (amount != MONEY_UNKNOWN && (item->amount == MONEY_UNKNOWN || amount > item->amount)) item->amount = amount;
    }
}

static void add_adverse(struct diagnosis *diagnosis, const struct adverse_item *adverse, const char *profile)
{
    struct repair_item *item = add(diagnosis, adverse->rule->item, adverse->account);
    const struct account *account = dossier_account(diagnosis->dossier, adverse->account);
    item->adverse = g_memdup2(adverse, sizeof *adverse);
    item->fact = adverse->fact;
    item->first = adverse->first;
    item->last = adverse->last;
    item->months = adverse->months;
    item->law = adverse->rule->law;
    item->day = adverse->last_day;
    item->standing = date_is_set(adverse->last_day) ? STANDING_AGEING : STANDING_RUNNING;
    if (!month_is_set(item->first)) return;
    look_at_months(diagnosis, item);
    item->policy = policy_judge(profile, account, adverse, diagnosis->today);
    if (item->policy.verdict != POLICY_HOLDS) return;
    item->standing = STANDING_UNDISPLAYED;
    item->day = item->policy.since;
}

/* Where no law takes anything out (an enterprise, an account of a source that names nobody, a file made by hand), what
 * is late is still said. */
static void add_run(struct diagnosis *diagnosis, const struct account *account, size_t first, size_t last)
{
    struct repair_item *item = add(diagnosis, "late", account->id);
    item->first.index = account->history.first.index + (int32_t)first;
    item->last.index = account->history.first.index + (int32_t)last;
    item->months = (int)(last - first) + 1;
    look_at_months(diagnosis, item);
}

static void add_lawless(struct diagnosis *diagnosis, bool all)
{
    const struct dossier *dossier = diagnosis->dossier;
    for (guint a = 0; a < dossier->accounts->len; a++) {
        const struct account *account = dossier->accounts->pdata[a];
        if (!all && !account->anonymous) continue;
        for (size_t i = 0; account->history.states != NULL && i < account->history.length; i++) {
            if (history_months_late(account->history.states[i]) == 0) continue;
            size_t last = i;
            while (last + 1 < account->history.length && history_months_late(account->history.states[last + 1]) > 0)
                last++;
            add_run(diagnosis, account, i, last);
            i = last;
        }
    }
    for (guint i = 0; all && i < dossier->public_records->len; i++)
        add(diagnosis, "record", 0)->fact = ((struct public_record *)dossier->public_records->pdata[i])->fact;
}

/* ---- what weighs without being adverse --------------------------------------------------------------------------- */

static void add_past_due(struct diagnosis *diagnosis, const struct account *account)
{
    const struct history *history = &account->history;
    if (history->length == 0 || history->states == NULL || !repair_is_open(account)) return;
    const char state = history->states[history->length - 1];
    const int64_t amount = history->past_due ? history->past_due[history->length - 1] : MONEY_UNKNOWN;
    const bool owing = amount != MONEY_UNKNOWN && amount > 0;
    if (!owing && (history_months_late(state) == 0 || state == 'B')) return;
    struct repair_item *item = add(diagnosis, "past_due", account->id);
    item->amount = owing ? amount : MONEY_UNKNOWN;
    item->state = state;
    item->standing = STANDING_TIME;
}

static const struct account *oldest_account(const struct dossier *dossier)
{
    const struct account *oldest = NULL;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (!date_is_set(account->opened)) continue;
        if (oldest == NULL || account->opened.days < oldest->opened.days) oldest = account;
    }
    return oldest;
}

static void add_file_items(struct diagnosis *diagnosis)
{
    const struct dossier *dossier = diagnosis->dossier;
    const double used = repair_used(dossier, NULL);
    const struct date since = date_add_months(diagnosis->today, -(int)repair_limit("enquiry_months"));
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        bool application = false;
        enquiry_group_of_reason(enquiry->reason, &application);
        diagnosis->enquiries += application && enquiry->day.days > since.days;
    }
    if (!isnan(used) && used * 100 > (double)repair_limit("utilisation_good")) {
        struct repair_item *item = add(diagnosis, "utilisation", 0);
        item->share = used;
        item->standing = STANDING_TIME;
    }
    if (diagnosis->enquiries > 0) {
        struct repair_item *item = add(diagnosis, "enquiries", 0);
        item->months = (int)diagnosis->enquiries;
        item->standing = STANDING_TIME;
    }
    const struct account *oldest = oldest_account(dossier);
    if (oldest == NULL) return;
    const int months = month_of(diagnosis->today).index - month_of(oldest->opened).index;
    if (months >= repair_limit("history_good")) return;
    struct repair_item *item = add(diagnosis, "short_history", oldest->id);
    item->months = months;
    item->standing = STANDING_TIME;
}

/* ---- what contradicts itself ------------------------------------------------------------------------------------- */

static bool is_about(const struct repair_item *item, const struct repair_finding *finding)
{
    if (strcmp(item->kind, "contradiction") == 0 || item->standing == STANDING_TIME) return false;
    if (finding->fact != 0 || item->fact != 0) return finding->fact == item->fact;
    if (finding->account != item->account || finding->field == NULL) return false;
    if (month_is_set(item->first))
        return strcmp(finding->field, "state") == 0 && month_is_set(finding->month) &&
               finding->month.index >= item->first.index && finding->month.index <= item->last.index;
    return strcmp(finding->field, "five_class") == 0 && item->adverse != NULL &&
           item->adverse->rule->table == ADVERSE_CLASS;
}

/* Findings of one check about one account stand in one item. */
static struct repair_item *contradiction(struct diagnosis *diagnosis, const struct repair_finding *finding)
{
    const bool enquiry = finding->fact != 0;
    for (guint i = 0; !enquiry && i < diagnosis->items->len; i++) {
        struct repair_item *item = diagnosis->items->pdata[i];
        if (strcmp(item->kind, "contradiction") == 0 && item->account == finding->account &&
            strcmp(g_array_index(item->findings, struct repair_finding, 0).check, finding->check) == 0)
            return item;
    }
    struct repair_item *item = add(diagnosis, enquiry ? "enquiry" : "contradiction", finding->account);
    item->fact = finding->fact;
    return item;
}

static void add_findings(struct diagnosis *diagnosis)
{
    for (guint f = 0; f < diagnosis->findings->len; f++) {
        const struct repair_finding *finding = &g_array_index(diagnosis->findings, struct repair_finding, f);
        struct repair_item *about = NULL;
        for (guint i = 0; about == NULL && i < diagnosis->items->len; i++)
            if (is_about(diagnosis->items->pdata[i], finding)) about = diagnosis->items->pdata[i];
        const bool own = about == NULL;
        if (own) about = contradiction(diagnosis, finding);
        attach(about, finding);
        about->standing = STANDING_DISPUTABLE;
        if (!own || !month_is_set(finding->month)) continue;
        if (!month_is_set(about->first)) about->first = finding->month;
        about->last = finding->month;
        about->months++;
    }
}

/* ---- cases, points, order ---------------------------------------------------------------------------------------- */

static bool is_marked(const struct repair_item *item, const struct mark_seen *mark)
{
    if (mark->account == 0 || mark->account != item->account || item->standing == STANDING_TIME) return false;
    if (!month_is_set(mark->month)) return true;
    return month_is_set(item->first) && mark->month.index >= item->first.index && mark->month.index <= item->last.index;
}

static void note_cases(struct diagnosis *diagnosis)
{
    const GPtrArray *marks = diagnosis->dossier->marks;
    for (guint i = 0; i < diagnosis->items->len; i++) {
        struct repair_item *item = diagnosis->items->pdata[i];
        for (guint m = 0; marks != NULL && m < marks->len; m++) {
            const struct mark_seen *mark = marks->pdata[m];
            if (mark->dispute == 0 || !is_marked(item, mark)) continue;
            item->standing = STANDING_IN_DISPUTE;
            item->dispute = mark->dispute;
            break;
        }
    }
}

static int score_of(const struct diagnosis *diagnosis, const struct dossier *dossier)
{
    struct score_result result;
    score_dossier(diagnosis->model, dossier, &result);
    return result.score;
}

static void weigh(struct diagnosis *diagnosis)
{
    g_autoptr(dossier_t) nothing = dossier_copy(diagnosis->dossier);
    for (guint i = 0; i < diagnosis->items->len; i++) {
        struct repair_item *item = diagnosis->items->pdata[i];
        g_autoptr(dossier_t) without = repair_without(diagnosis->dossier, item, diagnosis->today);
        item->points = score_of(diagnosis, without) - diagnosis->now.score;
        repair_take_out(nothing, item, diagnosis->today);
    }
    diagnosis->without_all = score_of(diagnosis, nothing);
}

static int by_points(const void *left, const void *right)
{
    const struct repair_item *a = *(struct repair_item *const *)left, *b = *(struct repair_item *const *)right;
    if (a->points != b->points) return a->points > b->points ? -1 : 1;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    if (a->first.index != b->first.index) return a->first.index < b->first.index ? -1 : 1;
    if (a->fact != b->fact) return a->fact < b->fact ? -1 : 1;
    return strcmp(a->kind, b->kind);
}

static void find_contradictions(struct diagnosis *diagnosis, const struct retention *rules, const GArray *adverse,
                                const GPtrArray *grants, const GArray *said)
{
    diagnosis->findings = repair_findings(&(struct repair_scene){
        .dossier = diagnosis->dossier, .rules = rules, .items = adverse, .grants = grants, .today = diagnosis->today });
    for (guint i = 0; said != NULL && i < said->len; i++)
        repair_add_finding(diagnosis->findings, repair_finding_copy(&g_array_index(said, struct repair_finding, i)));
}

struct diagnosis *diagnosis_make(const struct model *model, const struct dossier *dossier,
                                 const struct retention *rules, const char *profile, const GPtrArray *grants,
                                 const GArray *said, struct date today)
{
    struct diagnosis *diagnosis = g_new0(struct diagnosis, 1);
    diagnosis->dossier = dossier;
    diagnosis->model = model;
    diagnosis->today = today;
    diagnosis->items = g_ptr_array_new_with_free_func((GDestroyNotify)repair_item_free);
    score_dossier(model, dossier, &diagnosis->now);
    g_autoptr(GArray) adverse = rules ? retention_items(rules, dossier, NULL) : NULL;
    const bool person = g_strcmp0(dossier->kind, "enterprise") != 0;
    for (guint i = 0; adverse != NULL && i < adverse->len; i++)
        add_adverse(diagnosis, &g_array_index(adverse, struct adverse_item, i), profile);
    add_lawless(diagnosis, adverse == NULL || !person);
    for (guint i = 0; i < dossier->accounts->len; i++)
        add_past_due(diagnosis, dossier->accounts->pdata[i]);
    add_file_items(diagnosis);
    find_contradictions(diagnosis, rules, adverse, grants, said);
    add_findings(diagnosis);
    note_cases(diagnosis);
    weigh(diagnosis);
    g_ptr_array_sort(diagnosis->items, by_points);
    return diagnosis;
}
