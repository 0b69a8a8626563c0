/* SPDX-License-Identifier: Apache-2.0 */
/* Anchors on request: one written now, and all that are found here. */
#include "admin/audit.h"

#include <string.h>

bool audit_command_anchor(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    struct guard_head head;
    (void)arguments;
    return guard_anchor(session, "asked", error) && guard_head_read(session->store, &head, error) &&
           audit_answer_head(session, &head, answer, error);
}

static const struct column columns[] = {
    { .id = "seq", .title = N_("Line"), .type = VALUE_INTEGER },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "why", .title = N_("Occasion"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "good", .title = N_("Signed"), .type = VALUE_FLAG },
    { .id = "fits", .title = N_("In the log"), .type = VALUE_FLAG },
    { .id = "outside", .title = N_("Outside"), .type = VALUE_FLAG, .priority = 1 },
    { .id = "head", .title = N_("Head of the log"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "file", .title = N_("File"), .type = VALUE_TEXT, .priority = 2 },
};

static bool is_in_log(struct session *session, const struct guard_anchor *anchor, bool *fits, GError **error)
{
    size_t length = 0;
    g_autoptr(statement_t) row = store_prepare(session->store, "SELECT hash FROM audit WHERE seq=?1", error);
    if (!row) return false;
    statement_bind_int(row, 1, anchor->seq);
    const enum step step = statement_step(row, error);
    const void *hash = step == STEP_ROW ? statement_bytes(row, 0, &length) : NULL;
    *fits = length == sizeof anchor->head && memcmp(hash, anchor->head, length) == 0;
    return step != STEP_ERROR;
}

static bool add_anchor(struct session *session, const struct guard_anchor *anchor, struct table *answer, GError **error)
{
    bool fits;
    if (!is_in_log(session, anchor, &fits, error)) return false;
    g_autofree char *head = guard_hex(anchor->head, sizeof anchor->head);
    table_row_begin(answer);
    table_add_int(answer, anchor->seq);
    table_add_int(answer, anchor->at);
    table_add_text(answer, anchor->user);
    table_add_text(answer, anchor->why);
    table_add_int(answer, anchor->good);
    table_add_int(answer, fits);
    table_add_int(answer, anchor->outside);
    table_add_text(answer, head);
    table_add_text(answer, anchor->file);
    return table_row_end(answer, error);
}

bool audit_command_anchors(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    unsigned damaged;
    (void)arguments;
    g_autoptr(GPtrArray) anchors = guard_anchors(session, &damaged);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    table_fact_int(answer, "anchors", N_("Anchors found"), anchors->len);
    table_fact_int(answer, "anchors_damaged", N_("Anchors that cannot be read"), damaged);
    for (guint i = anchors->len; i > 0; i--)
        if (!add_anchor(session, g_ptr_array_index(anchors, i - 1), answer, error)) return false;
    return true;
}
