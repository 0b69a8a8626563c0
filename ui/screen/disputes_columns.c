/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of the queue on the screen: what `dispute list` answers, in the order in which a person reads a row, with
 * both days as days left: what is left to the legal last day, and to our own target before it. What has least room
 * (80 columns) shows both of them and who works on the case. */
#include "base/text.h"
#include "screen/disputes_view.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER, .priority = 9 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 9 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "due", .title = N_("Due"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Left"), .type = VALUE_INTEGER },
    { .id = "target_left", .title = N_("Target"), .type = VALUE_INTEGER },
    { .id = "waiting_for", .title = N_("Waits for"), .type = VALUE_CODE, .group = "DISPUTE_WAITING", .priority = 2 },
    { .id = "owner", .title = N_("Owner"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON", .priority = 3 },
    { .id = "received", .title = N_("Received"), .type = VALUE_DATE, .priority = 4 },
    { .id = "diary", .title = N_("Diary"), .type = VALUE_DATE, .priority = 4 },
    { .id = "maker", .title = N_("Taken in by"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "items", .title = N_("Items"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "target", .title = N_("Target day"), .type = VALUE_DATE, .priority = 6 },
    { .id = "lane", .title = N_("Lane"), .type = VALUE_CODE, .group = "DESK_LANE", .priority = 7 },
    { .id = "held_until", .title = N_("Held until"), .type = VALUE_MOMENT, .priority = 7 },
    { .id = "contrary", .title = N_("Contradiction"), .type = VALUE_FLAG, .priority = 7 },
};

const struct column *queue_columns(size_t *count)
{
    *count = G_N_ELEMENTS(columns);
    return columns;
}

/* Days from today to our target; a case that is done has none. */
static void add_target_left(struct session *session, const struct table *answer, size_t row, struct table *rows)
{
    const struct cell *target = row_cell(answer, row, "target"), *left = row_cell(answer, row, "days_left");
    if (target == NULL || target->is_null || left == NULL || left->is_null)
        table_add_null(rows);
    else
        table_add_int(rows, target->integer - session_today(session).days);
}

bool queue_read(struct session *session, const int64_t *keys, size_t count, struct table *rows, GError **error)
{
    int from[G_N_ELEMENTS(columns)]; /* where it stands in the answer; -1: counted here */
    g_autoptr(table_t) answer = table_new();
    table_mask_for(answer, session);
    if (!desk_rows(session, keys, count, answer, error)) return false;
    if (table_column_count(rows) == 0) table_set_columns(rows, columns, G_N_ELEMENTS(columns));
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        from[i] = column_index(answer, columns[i].id);
    for (size_t row = 0; row < table_row_count(answer); row++) {
        table_row_begin(rows);
        for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
            if (from[i] >= 0)
                table_add_cell(rows, &table_row(answer, row)[from[i]]);
            else
                add_target_left(session, answer, row, rows);
        if (!table_row_end(rows, error)) return false;
    }
    table_mask_like(rows, answer); /* the values are masked already; this says so to an export */
    return true;
}

void queue_columns_fit(struct grid *grid)
{
    static const char *const hidden[] = { "dispute", "subject", "lane", "held_until", "contrary", "target" };
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
        grid_hide(grid, hidden[i], true);
    grid_set_width(grid, "name", 8, 20);
    grid_set_width(grid, "state", 12, 24);
    g_autofree char *late = g_strdup_printf(_("%d late"), 99);
    grid_set_width(grid, "days_left", text_width(late), text_width(late));
    grid_set_width(grid, "target_left", text_width(late), text_width(late));
    grid_set_width(grid, "waiting_for", 10, 12);
    grid_set_width(grid, "owner", 8, 16);
}
