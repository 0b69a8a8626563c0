/* SPDX-License-Identifier: Apache-2.0 */
/* How much of what is open is due when, and the list of reasons. The queue itself is src/desk. */
#include "dispute/case.h"

#include <string.h>

/* ---- the desk -----------------------------------------------------------------------------------------------------
 */

/* From the counts that the store keeps. */
bool dispute_count_due(struct session *session, struct dispute_counts *counts, GError **error)
{
    *counts = (struct dispute_counts){ 0 };
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT day, cases FROM desk_day WHERE kind = 'due'", error);
    if (row == NULL) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int left = statement_date(row, 0).days - session_today(session).days;
        int *lane = left < 0    ? &counts->overdue
                    : left == 0 ? &counts->today
                    : left <= 3 ? &counts->three
                    : left <= 7 ? &counts->seven
                                : &counts->later;
        *lane += (int)statement_int(row, 1);
    }
    return step == STEP_DONE;
}

/* ---- reasons ------------------------------------------------------------------------------------------------------
 */

static const struct column reason_columns[] = {
    { .id = "reason", .title = N_("Code"), .type = VALUE_TEXT },
    { .id = "group", .title = N_("Group"), .type = VALUE_CODE, .group = "DISPUTE_REASON" },
    { .id = "title", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON" },
};

struct reasons {
    struct table *answer;
    GError **error;
    bool done;
};

static void add_reason(const char *code, const char *zh, const char *en, void *data)
{
    struct reasons *reasons = data;
    (void)zh;
    (void)en;
    if (!reasons->done) return;
    const char *dot = strchr(code, '.');
    g_autofree char *group = dot ? g_strndup(code, (gsize)(dot - code)) : g_strdup(code);
    table_row_begin(reasons->answer);
    table_add_text(reasons->answer, code);
    table_add_text(reasons->answer, group);
    table_add_text(reasons->answer, code);
    reasons->done = table_row_end(reasons->answer, reasons->error);
}

bool dispute_command_reasons(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    (void)session;
    (void)arguments;
    struct reasons reasons = { answer, error, true };
    table_set_columns(answer, reason_columns, G_N_ELEMENTS(reason_columns));
    codes_each("DISPUTE_REASON", add_reason, &reasons);
    return reasons.done;
}
