/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: made, copied, told, and tried on a copy of the file. The checks are in checks_months.c and checks_facts.c.
 */
#include "repair/checks.h"

#include <string.h>

void repair_finding_clear(struct repair_finding *finding)
{
    g_clear_pointer(&finding->claimed, g_free);
    g_clear_pointer(&finding->first, g_free);
    g_clear_pointer(&finding->second, g_free);
}

static void finding_clear(void *finding)
{
    repair_finding_clear(finding);
}

struct repair_finding repair_finding_copy(const struct repair_finding *finding)
{
    struct repair_finding copy = *finding;
    copy.claimed = g_strdup(finding->claimed);
    copy.first = g_strdup(finding->first);
    copy.second = g_strdup(finding->second);
    return copy;
}

void repair_add_finding(GArray *findings, struct repair_finding finding)
{
    g_array_append_val(findings, finding);
}

struct repair_finding repair_said_wrong(int64_t account, struct month month, const char *field, const char *claimed)
{
    return (struct repair_finding){ .check = "said_wrong",
                                    .account = account,
                                    .month = month,
                                    .field = g_intern_string(field),
                                    .claimed = g_strdup(claimed) };
}

char *repair_money(const struct account *account, int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup_printf("%s %s", account->currency, money_format_minor(minor, true, text));
}

static int by_place(const void *left, const void *right)
{
    const struct repair_finding *a = left, *b = right;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    if (a->month.index != b->month.index) return a->month.index < b->month.index ? -1 : 1;
    if (a->fact != b->fact) return a->fact < b->fact ? -1 : 1;
    return strcmp(a->check, b->check);
}

GArray *repair_findings(const struct repair_scene *scene)
{
    GArray *findings = g_array_new(FALSE, TRUE, sizeof(struct repair_finding));
    g_array_set_clear_func(findings, finding_clear);
    for (guint i = 0; i < scene->dossier->accounts->len; i++)
        repair_check_months(scene, scene->dossier->accounts->pdata[i], findings);
    repair_check_facts(scene, findings);
    g_array_sort(findings, by_place);
    return findings;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

const char *repair_check_cell(const char *check, const char *column)
{
    const struct tsv *table = repair_table("checks");
    const int row = repair_row(table, "check", check);
    return row < 0 ? "" : tsv_cell(table, (size_t)row, column);
}

const char *repair_check_evidence(const char *check, const char *language)
{
    return repair_check_cell(check, g_strcmp0(language, "zh") == 0 ? "evidence_zh" : "evidence_en");
}

char *repair_finding_text(const struct repair_finding *finding, const char *language)
{
    const char *words = repair_check_cell(finding->check, g_strcmp0(language, "zh") == 0 ? "zh" : "en");
    g_autofree char *phrase =
        phrase_make(words, finding->first ? finding->first : "", finding->second ? finding->second : "", NULL);
    return phrase_expand(phrase, NULL);
}

/* ---- tried on a copy --------------------------------------------------------------------------------------------- */

static void set_amount(int64_t *series, size_t place, const char *claimed)
{
    int64_t minor = MONEY_UNKNOWN;
    if (series == NULL) return;
    if (claimed != NULL && !money_parse_minor(claimed, &minor)) return;
    series[place] = minor;
}

/* A month that is not late has nothing past due. */
static void set_state(struct history *history, size_t place, const char *claimed)
{
    if (claimed == NULL || *claimed == '\0') {
        retention_wipe_month(history, place);
        return;
    }
    history->states[place] = *claimed;
    if (history->past_due != NULL && history_months_late(*claimed) == 0 && history->past_due[place] != MONEY_UNKNOWN)
        history->past_due[place] = 0;
}

static void apply_month(struct history *history, const struct repair_finding *finding)
{
    if (history_state(history, finding->month) == 0) return;
    const size_t place = (size_t)(finding->month.index - history->first.index);
    const struct {
        const char *field;
        int64_t *series;
    } amounts[] = { { "balance", history->balance },
                    { "due", history->due },
                    { "paid", history->paid },
                    { "past_due", history->past_due } };
    for (size_t i = 0; i < G_N_ELEMENTS(amounts); i++)
        if (strcmp(finding->field, amounts[i].field) == 0) {
            set_amount(amounts[i].series, place, finding->claimed);
            return;
        }
    set_state(history, place, finding->claimed);
}

static void drop_account(struct dossier *dossier, const struct account *account)
{
    for (guint i = 0; i < dossier->accounts->len; i++)
        if (dossier->accounts->pdata[i] == account) {
            g_ptr_array_remove_index(dossier->accounts, i);
            return;
        }
}

static void apply_account(struct dossier *dossier, struct account *account, const struct repair_finding *finding)
{
    struct date day = DATE_NONE;
    if (strcmp(finding->field, "exists") == 0) {
        if (g_strcmp0(finding->claimed, "yes") != 0) drop_account(dossier, account);
    } else if (strcmp(finding->field, "five_class") == 0) {
        g_free(account->five_class);
        account->five_class = g_strdup(finding->claimed);
    } else if (strcmp(finding->field, "amount") == 0) {
        set_amount(&account->amount, 0, finding->claimed);
    } else if (finding->claimed == NULL || date_parse(finding->claimed, &day)) {
        if (strcmp(finding->field, "opened") == 0) account->opened = day;
        if (strcmp(finding->field, "closed") == 0) account->closed = day;
    }
}

static void drop_fact(struct dossier *dossier, int64_t fact)
{
    for (guint i = 0; i < dossier->enquiries->len; i++)
        if (((struct enquiry *)dossier->enquiries->pdata[i])->fact == fact) {
            g_ptr_array_remove_index(dossier->enquiries, i);
            return;
        }
    for (guint i = 0; i < dossier->public_records->len; i++)
        if (((struct public_record *)dossier->public_records->pdata[i])->fact == fact) {
            g_ptr_array_remove_index(dossier->public_records, i);
            return;
        }
}

void repair_finding_apply(struct dossier *dossier, const struct repair_finding *finding)
{
    struct account *account = dossier_account(dossier, finding->account);
    if (finding->field == NULL) {
        if (finding->fact != 0) drop_fact(dossier, finding->fact);
    } else if (account != NULL && month_is_set(finding->month))
        apply_month(&account->history, finding);
    else if (account != NULL)
        apply_account(dossier, account, finding);
}
