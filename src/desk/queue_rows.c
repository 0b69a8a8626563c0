/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the queue for ids that desk_keys() found: what stands in each is looked up by number, so that a page costs
 * what a page costs however long the queue is. Scripts read the columns by id; the first twelve are as old as the
 * command. */
#include "desk/desk_private.h"

#include <string.h>

static const struct column queue_columns[] = {
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON", .priority = 2 },
    { .id = "received", .title = N_("Received"), .type = VALUE_DATE, .priority = 3 },
    { .id = "due", .title = N_("Due"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER },
    { .id = "waiting_for", .title = N_("Waiting for"), .type = VALUE_CODE, .group = "DISPUTE_WAITING", .priority = 1 },
    { .id = "maker", .title = N_("Taken in by"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "items", .title = N_("Items"), .type = VALUE_INTEGER, .priority = 4 },
    { .id = "target", .title = N_("Target"), .type = VALUE_DATE, .priority = 3 },
    { .id = "lane", .title = N_("Lane"), .type = VALUE_CODE, .group = "DESK_LANE", .priority = 5 },
    { .id = "owner", .title = N_("Owner"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "held_until", .title = N_("Held until"), .type = VALUE_MOMENT, .priority = 5 },
    { .id = "diary", .title = N_("Diary"), .type = VALUE_DATE, .priority = 4 },
    { .id = "contrary", .title = N_("Contradiction"), .type = VALUE_FLAG, .priority = 5 },
};

/* ?1 the case, ?2 the view. */
#define ROW_HEAD                                                                                                       \
    "SELECT d.id, d.subject, (SELECT n.value FROM name n WHERE n.subject = d.subject AND n.born <= ?2"                 \
    " AND (n.died IS NULL OR n.died > ?2) ORDER BY n.fact LIMIT 1), "
#define ROW_TAIL                                                                                                       \
    ", (SELECT i.reason FROM dispute_item i WHERE i.dispute = d.id ORDER BY i.item LIMIT 1), d.received, d.due,"       \
    " d.maker, (SELECT count(*) FROM dispute_item i WHERE i.dispute = d.id), d.target, d.owner, d.held_until, "        \
    "d.diary,"                                                                                                         \
    " d.contrary FROM dispute d WHERE d.id = ?1"
static const char row_now[] = ROW_HEAD "d.state" ROW_TAIL;
static const char row_then[] =
    ROW_HEAD "(SELECT e.after FROM dispute_event e WHERE e.dispute = d.id AND e.change <= ?2 ORDER BY e.seq DESC LIMIT "
             "1)" ROW_TAIL;

/* Who holds the case now: a hold that ended holds nothing. */
static void add_work(struct session *session, struct table *answer, struct statement *row)
{
    const bool held = !statement_is_null(row, 11);
    const int64_t until = statement_int(row, 11);
    const bool over = date_is_set(session->as_of) || (held && until <= session_now(session));
    table_add_text(answer, over ? NULL : statement_text(row, 10));
    if (held && !over)
        table_add_int(answer, until);
    else
        table_add_null(answer);
    table_add_date(answer, statement_date(row, 12));
    table_add_int(answer, statement_int(row, 13));
}

static bool add_row(struct session *session, struct table *answer, struct statement *row, GError **error)
{
    g_autofree char *number = case_number(statement_int(row, 0));
    const struct law_state *state = machine_state(statement_text(row, 3));
    const struct date due = statement_date(row, 6), today = session_today(session);
    const bool open = state != NULL && state->open;
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, number);
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_text(answer, statement_text(row, 4));
    table_add_date(answer, statement_date(row, 5));
    table_add_date(answer, due);
    if (open)
        table_add_int(answer, due.days - today.days);
    else
        table_add_null(answer);
    table_add_text(answer, state != NULL ? state->waiting_for : NULL);
    table_add_text(answer, statement_text(row, 7));
    table_add_int(answer, statement_int(row, 8));
    table_add_date(answer, statement_date(row, 9));
    table_add_text(answer, open ? desk_lane_word(desk_lane_of_day(due, today)) : NULL);
    add_work(session, answer, row);
    return table_row_end(answer, error);
}

bool desk_rows(struct session *session, const int64_t *keys, size_t count, struct table *answer, GError **error)
{
    if (!machine_loaded(error)) return false;
    /* pages may be added to one table */
    if (table_column_count(answer) == 0) table_set_columns(answer, queue_columns, G_N_ELEMENTS(queue_columns));
    g_autoptr(statement_t) row = store_prepare(session->store, date_is_set(session->as_of) ? row_then : row_now, error);
    if (row == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        statement_bind_int(row, 1, keys[i]);
        statement_bind_int(row, 2, session->view);
        const enum step step = statement_step(row, error);
        /* a case that is not there any more has no row */
        if (step == STEP_ERROR || (step == STEP_ROW && !add_row(session, answer, row, error))) return false;
        statement_reset(row);
    }
    return true;
}
