/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects a person keeps on the desk, and the check of an identity number. */
#include "subject/subject.h"

bool subject_command_pin(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    int64_t subject = session->audited_subject = arguments_int(arguments, "subject", 0);
    if (!store_run(session->store, error, "DELETE FROM pin WHERE user = ?1 AND subject = ?2", "si", session->user,
                   subject))
        return false;
    bool pinned = store_changes(session->store) == 0;
    if (pinned && !store_run(session->store, error, "INSERT INTO pin (user, subject, at) VALUES (?1, ?2, ?3)", "sii",
                             session->user, subject, session_now(session)))
        return false;
    table_fact_int(answer, "subject", N_("Subject"), subject);
    table_fact_flag(answer, "pinned", N_("Pinned"), pinned);
    return true;
}

bool subject_command_pins(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)arguments;
    g_autoptr(GArray) subjects = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT p.subject FROM pin p JOIN subject s ON s.id = p.subject WHERE p.user = ?1 AND" FACT_SEEN(
                          2) " ORDER BY p.at DESC, p.subject",
                      error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, session->user);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        int64_t subject = statement_int(row, 0);
        g_array_append_val(subjects, subject);
    }
    if (step == STEP_ERROR) return false;
    table_set_columns(answer, search_columns, search_column_count);
    for (guint i = 0; i < subjects->len; i++)
        if (!search_add_row(answer, session, g_array_index(subjects, int64_t, i), N_("pinned"), error)) return false;
    return true;
}

bool identity_command_check(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    (void)error;
    enum identity_kind kind = identity_kind_from_name(arguments_text(arguments, "kind"));
    struct identity identity = identity_check(arguments_text(arguments, "value"), kind, session_today(session));
    char sex[2] = { identity.sex, '\0' };
    table_fact_text(answer, "kind", N_("Kind"), identity_kind_name(identity.kind));
    table_fact_flag(answer, "valid", N_("Valid"), identity.valid);
    table_fact_phrase(answer, "reason", N_("Reason"), identity.reason);
    table_fact_date(answer, "birth", N_("Born"), identity.birth);
    table_fact_code(answer, "sex", N_("Sex"), "SEX", identity.sex ? sex : NULL);
    table_fact_text(answer, "region", N_("Region"), identity.region[0] ? identity.region : NULL);
    table_fact_flag(answer, "warning", N_("To be looked at"), identity.warning);
    return true;
}
