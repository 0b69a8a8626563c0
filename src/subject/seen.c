/* SPDX-License-Identifier: Apache-2.0 */
/* Who looked at one file: the question that the person in it may ask. */
#include "subject/subject.h"

static const struct column seen_columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "role", .title = N_("Role"), .type = VALUE_CODE, .group = "ROLE", .priority = 1 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE" },
    { .id = "basis", .title = N_("Rests on"), .type = VALUE_TEXT, .priority = 1 }, /* the consent or the law */
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "OUTCOME" },
};

bool subject_command_seen(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT seq, at, user, role, purpose, basis, command, outcome FROM audit WHERE subject = ?1 ORDER BY seq DESC",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->audited_subject);
    table_set_columns(answer, seen_columns, G_N_ELEMENTS(seen_columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(row, 0));
        table_add_int(answer, statement_int(row, 1));
        for (int column = 2; column < (int)G_N_ELEMENTS(seen_columns); column++)
            table_add_text(answer, statement_text(row, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}
