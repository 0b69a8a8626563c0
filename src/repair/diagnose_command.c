/* SPDX-License-Identifier: Apache-2.0 */
/* `repair diagnose`: what weighs in a file, and where each item stands. */
#include "repair/diagnosis.h"
#include "repair/repair.h"
#include "subject/limit.h"

#include <string.h>

// clang-format off
static const struct column columns[] = {
    { .id = "item",     .title = N_("Item"),     .type = VALUE_CODE, .group = "REPAIR_ITEM" },
    { .id = "what",     .title = N_("What"),     .type = VALUE_PHRASE },
    { .id = "points",   .title = N_("Points"),   .type = VALUE_INTEGER, .help = N_("What the model would give more if the item were not there") },
    { .id = "standing", .title = N_("Standing"), .type = VALUE_CODE, .group = "REPAIR_STANDING" },
    { .id = "until",    .title = N_("Day"),      .type = VALUE_DATE, .help = N_("Last day in the file, or the day from which it is not displayed") },
    { .id = "why",      .title = N_("Reason"),      .type = VALUE_TEXT, .priority = 1 },
    { .id = "evidence", .title = N_("Evidence"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "dispute",  .title = N_("Dispute"),  .type = VALUE_INTEGER, .priority = 2 },
    { .id = "rule",     .title = N_("Rule"),     .type = VALUE_TEXT, .priority = 2 },
    { .id = "policy",   .title = N_("Policy"),   .type = VALUE_PHRASE, .priority = 2 },
    { .id = "account",  .title = N_("Account"),  .type = VALUE_INTEGER, .priority = 3 },
    { .id = "month",    .title = N_("Month"),    .type = VALUE_MONTH, .priority = 3 },
    { .id = "field",    .title = N_("Field"),    .type = VALUE_CODE, .group = "DISPUTE_FIELD", .priority = 3 },
    { .id = "claimed",  .title = N_("Points to"), .type = VALUE_TEXT, .priority = 3, .help = N_("The value that the other facts of the file point to") },
    { .id = "check",    .title = N_("Check"),    .type = VALUE_TEXT, .priority = 3 },
    { .id = "source",   .title = N_("Source"),   .type = VALUE_TEXT, .priority = 3 },
    { .id = "status",   .title = N_("Status"),   .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 3 },
};
// clang-format on

static const struct repair_finding *first_finding(const struct repair_item *item)
{
    return item->findings ? &g_array_index(item->findings, struct repair_finding, 0) : NULL;
}

static char *reasons_text(const struct repair_item *item, const char *language)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; item->findings != NULL && i < item->findings->len; i++) {
        const struct repair_finding *finding = &g_array_index(item->findings, struct repair_finding, i);
        g_autofree char *words = repair_finding_text(finding, language);
        if (strstr(text->str, words) == NULL) g_string_append_printf(text, "%s%s", text->len ? "; " : "", words);
    }
    return g_string_free(text, FALSE);
}

static void add_finding(struct table *answer, const struct repair_item *item, const struct repair_finding *finding)
{
    if (item->account == 0)
        table_add_null(answer);
    else
        table_add_int(answer, item->account);
    table_add_month(answer, finding ? finding->month : item->first);
    table_add_text(answer, finding ? finding->field : NULL);
    table_add_text(answer, finding ? finding->claimed : NULL);
    table_add_text(answer, finding ? finding->check : NULL);
    if (finding != NULL) {
        table_add_text(answer, repair_check_cell(finding->check, "source"));
        table_add_text(answer, repair_check_cell(finding->check, "status"));
    } else {
        table_add_text(answer, item->adverse ? item->adverse->rule->source : NULL);
        table_add_text(answer, item->adverse ? item->adverse->rule->status : NULL);
    }
}

static bool add_item(struct session *session, struct table *answer, const struct repair_item *item, GError **error)
{
    const struct repair_finding *finding = first_finding(item);
    g_autofree char *what = repair_item_text(item), *why = reasons_text(item, session->language);
    g_autofree char *policy = policy_text(&item->policy);
    table_row_begin(answer);
    table_add_text(answer, item->kind);
    table_add_text(answer, what);
    table_add_int(answer, item->points);
    table_add_text(answer, repair_standing_code(item->standing));
    table_add_date(answer, item->day);
    table_add_text(answer, *why ? why : NULL);
    table_add_text(answer, finding ? repair_check_evidence(finding->check, session->language) : NULL);
    if (item->dispute == 0)
        table_add_null(answer);
    else
        table_add_int(answer, item->dispute);
    table_add_text(answer, item->law ? item->law->cite : NULL);
    table_add_text(answer, policy);
    add_finding(answer, item, finding);
    return table_row_end(answer, error);
}

static void answer_facts(const struct diagnosis *diagnosis, struct table *answer)
{
    int64_t count[STANDING_TIME + 1] = { 0 };
    for (guint i = 0; i < diagnosis->items->len; i++)
        count[((const struct repair_item *)diagnosis->items->pdata[i])->standing]++;
    table_fact_int(answer, "score", N_("Score"), diagnosis->now.score);
    table_fact_text(answer, "band", N_("Band"), diagnosis->now.band);
    table_fact_int(answer, "without", N_("Score without all of it"), diagnosis->without_all);
    table_fact_int(answer, "items", N_("Items"), diagnosis->items->len);
    table_fact_int(answer, "disputable", N_("Disputable"), count[STANDING_DISPUTABLE]);
    table_fact_int(answer, "in_dispute", N_("In dispute"), count[STANDING_IN_DISPUTE]);
    table_fact_int(answer, "ageing", N_("Ageing off"), count[STANDING_AGEING]);
    table_fact_int(answer, "not_ended", N_("Not ended"), count[STANDING_RUNNING]);
    table_fact_int(answer, "not_displayed", N_("Not displayed"), count[STANDING_UNDISPLAYED]);
    table_fact_text(answer, "model", N_("Model"), model_name(diagnosis->model));
    table_fact_int(answer, "version", N_("Version"), model_version(diagnosis->model));
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("Points are what this model would give more without the item; they do not add up, because one "
                         "bin holds what several items do. An estimate, not a promise. An item is disputable only "
                         "because a named check fails."));
}

bool repair_command_diagnose(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_auto(repair_look_t) look = { 0 };
    if (!repair_look_begin(session, arguments_int(arguments, "subject", 0), arguments, &look, error)) return false;
    answer_facts(look.diagnosis, answer);
    limit_fact(answer, session, look.dossier->withheld);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < look.diagnosis->items->len; i++)
        if (!add_item(session, answer, look.diagnosis->items->pdata[i], error)) return false;
    return true;
}
