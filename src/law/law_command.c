/* SPDX-License-Identifier: Apache-2.0 */
/* The acts of the law room: a due day, a retention day, the rules themselves. */
#include "law/law.h"

#include <string.h>

static void fact_date_or_null(struct table *answer, const char *id, const char *title, struct date date)
{
    if (date_is_set(date))
        table_fact_date(answer, id, title, date);
    else
        table_fact_null(answer, id, title);
}

static void answer_rule(struct table *answer, const struct session *session, const struct law_rule *rule)
{
    table_fact_text(answer, "profile", N_("Profile"), rule->profile);
    table_fact_text(answer, "rule", N_("Rule"), rule->rule);
    table_fact_text(answer, "title", N_("Title"), law_title(rule, session->language));
    table_fact_text(answer, "article", N_("Article"), rule->cite);
    table_fact_flag(answer, "verified", N_("Text of the law read"), law_is_verified(rule));
    table_fact_code(answer, "status", N_("Source"), "LAW_STATUS", rule->status);
}

bool law_command_due(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    const struct law_rule *rule =
        law_find(arguments_text(arguments, "profile"), arguments_text(arguments, "rule"), error);
    struct law_due due;
    if (rule == NULL ||
        !law_count(rule, arguments_date(arguments, "from"), arguments_text(arguments, "holidays"), &due, error))
        return false;
    fact_date_or_null(answer, "due", N_("Due"), due.due);
    table_fact_code(answer, "unit", N_("Unit"), "LAW_UNIT", rule->unit);
    table_fact_int(answer, "amount", N_("Amount"), rule->amount);
    table_fact_phrase(answer, "reason", N_("How it is counted"), due.reason);
    answer_rule(answer, session, rule);
    fact_date_or_null(answer, "rolled", N_("If holidays count"), due.rolled);
    table_fact_flag(answer, "holidays", N_("Holidays known"), due.holidays_known);
    table_fact_text(answer, "on_miss", N_("If it is missed"), law_on_miss(rule, session->language));
    law_due_clear(&due);
    return true;
}

bool law_command_retention(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct law_rule *rule = law_find_use(arguments_text(arguments, "profile"), "retention", error);
    struct law_due due;
    if (rule == NULL || !law_count(rule, arguments_date(arguments, "ended"), NULL, &due, error)) return false;
    table_fact_date(answer, "until", N_("Last day kept"), due.due);
    table_fact_date(answer, "delete_from", N_("Delete from"), date_add_days(due.due, 1));
    table_fact_phrase(answer, "reason", N_("How it is counted"), due.reason);
    answer_rule(answer, session, rule);
    table_fact_text(answer, "on_miss", N_("If it is missed"), law_on_miss(rule, session->language));
    law_due_clear(&due);
    return true;
}

static const struct column rule_columns[] = {
    { .id = "profile", .title = N_("Profile"), .type = VALUE_TEXT },
    { .id = "rule", .title = N_("Rule"), .type = VALUE_TEXT },
    { .id = "title", .title = N_("Title"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "amount", .title = N_("Amount"), .type = VALUE_INTEGER },
    { .id = "unit", .title = N_("Unit"), .type = VALUE_CODE, .group = "LAW_UNIT" },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "status", .title = N_("Source"), .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 2 },
    { .id = "verified", .title = N_("Text of the law read"), .type = VALUE_FLAG, .priority = 3 },
    { .id = "count_from", .title = N_("Counted from"), .type = VALUE_CODE, .group = "LAW_FROM", .priority = 4 },
    { .id = "roll", .title = N_("Holidays"), .type = VALUE_CODE, .group = "LAW_ROLL", .priority = 4 },
    { .id = "trigger", .title = N_("Trigger"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "on_miss", .title = N_("If it is missed"), .type = VALUE_TEXT, .priority = 5 },
};

bool law_command_profiles(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)arguments;
    table_set_columns(answer, rule_columns, G_N_ELEMENTS(rule_columns));
    const struct law_rule *rule;
    for (size_t i = 0; (rule = law_rule_at(i)) != NULL; i++) {
        table_row_begin(answer);
        table_add_text(answer, rule->profile);
        table_add_text(answer, rule->rule);
        table_add_text(answer, law_title(rule, session->language));
        table_add_int(answer, rule->amount);
        table_add_text(answer, rule->unit);
        table_add_text(answer, rule->cite);
        table_add_text(answer, rule->status);
        table_add_int(answer, law_is_verified(rule));
        table_add_text(answer, rule->count_from);
        table_add_text(answer, rule->roll);
        table_add_text(answer, law_trigger(rule, session->language));
        table_add_text(answer, law_on_miss(rule, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
