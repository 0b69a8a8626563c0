/* SPDX-License-Identifier: Apache-2.0 */
/* Proposals: what the first of two persons asked for, as it is kept until the second one looks at it. */
#include "command/second.h"
#include "command/private.h"

#include <string.h>

#define DAYS_SETTING "second.days"

/* ---- how long one waits ------------------------------------------------------------------------------------------ */

static gpointer read_policy(gpointer unused)
{
    (void)unused;
    return tsv_load("guard/policy.tsv", NULL);
}

static int32_t days_of_policy(void)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *tsv = g_once(&once, read_policy, NULL);
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        if (strcmp(tsv_cell(tsv, row, "name"), DAYS_SETTING) == 0)
            return (int32_t)g_ascii_strtoll(tsv_cell(tsv, row, "value"), NULL, 10);
    return 0;
}

static struct date last_day(struct session *session, int64_t made)
{
    g_autofree char *setting = setting_get(session->store, DAYS_SETTING, NULL);
    const int32_t days = setting ? (int32_t)CLAMP(g_ascii_strtoll(setting, NULL, 10), 0, 3650) : days_of_policy();
    const struct date day = date_of_moment(made);
    return date_is_set(day) ? date_add_days(day, days) : DATE_NONE;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

void proposal_free(struct proposal *proposal)
{
    if (!proposal) return;
    g_free(proposal->command);
    g_free(proposal->words);
    g_free(proposal->purpose);
    g_free(proposal->maker);
    g_free(proposal->reason);
    g_free(proposal->state);
    g_free(proposal->checker);
    g_free(proposal->note);
    g_free(proposal);
}

enum { ID, SUBJECT, MADE, CHECKED, VERSION, COMMAND, WORDS, PURPOSE, MAKER, REASON, STATE, CHECKER, NOTE };

struct proposal *proposal_of_row(struct session *session, struct statement *row)
{
    struct proposal *proposal = g_new0(struct proposal, 1);
    proposal->id = statement_int(row, ID);
    proposal->subject = statement_int(row, SUBJECT);
    proposal->made = statement_int(row, MADE);
    proposal->checked = statement_int(row, CHECKED);
    proposal->version = statement_int(row, VERSION);
    proposal->command = g_strdup(statement_text(row, COMMAND));
    proposal->words = g_strdup(statement_text(row, WORDS));
    proposal->purpose = g_strdup(statement_text(row, PURPOSE));
    proposal->maker = g_strdup(statement_text(row, MAKER));
    proposal->reason = g_strdup(statement_text(row, REASON));
    proposal->checker = g_strdup(statement_text(row, CHECKER));
    proposal->note = g_strdup(statement_text(row, NOTE));
    proposal->last = last_day(session, proposal->made);
    const bool over = date_is_set(proposal->last) && proposal->last.days < session_today(session).days;
    const char *state = statement_text(row, STATE);
    proposal->state = g_strdup(over && strcmp(state, "open") == 0 ? "expired" : state);
    return proposal;
}

struct proposal *proposal_read(struct session *session, int64_t id, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT " PROPOSAL_COLUMNS " FROM proposal WHERE id=?1", error);
    if (!row) return NULL;
    statement_bind_int(row, 1, id);
    const enum step step = statement_step(row, error);
    if (step == STEP_ROW) return proposal_of_row(session, row);
    if (step == STEP_DONE)
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("No proposal has that number"),
                         N_("`bureau second list` shows what waits."), NULL);
    return NULL;
}

bool proposal_may_check(const struct proposal *proposal, const struct session *session)
{
    return (rights_of(proposal->command, session->role) & RIGHT_CHECK) != 0;
}

bool proposal_is_own(const struct proposal *proposal, const struct session *session)
{
    return g_strcmp0(proposal->maker, session->user) == 0;
}

int64_t second_count_waiting(struct session *session)
{
    int64_t count = 0;
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT " PROPOSAL_COLUMNS " FROM proposal WHERE state='open'", NULL);
    if (!row) return -1;
    for (enum step step; (step = statement_step(row, NULL)) != STEP_DONE;) {
        if (step == STEP_ERROR) return -1;
        g_autoptr(proposal_t) proposal = proposal_of_row(session, row);
        count += strcmp(proposal->state, "open") == 0 && proposal_may_check(proposal, session) &&
                 !proposal_is_own(proposal, session);
    }
    return count;
}

bool second_count_open(struct session *session, int64_t *count, int64_t *oldest, GError **error)
{
    *count = *oldest = 0;
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT " PROPOSAL_COLUMNS " FROM proposal WHERE state='open' ORDER BY made", error);
    if (!row) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        g_autoptr(proposal_t) proposal = proposal_of_row(session, row);
        if (strcmp(proposal->state, "open") != 0) continue;
        if (*count == 0) *oldest = proposal->made;
        ++*count;
    }
    return step == STEP_DONE;
}

/* ---- the first one's part ---------------------------------------------------------------------------------------- */

static bool insert(struct passage *passage, int64_t id, GError **error)
{
    const struct session *session = passage->session;
    const char *reason = session->reason;
    /* many acts ask for a reason themselves */
    for (const struct argument *a = passage->command->arguments; !reason && a && a->name; a++)
        if (strcmp(a->name, "reason") == 0) reason = arguments_text(passage->arguments, "reason");
    g_autofree char *words = arguments_to_words(passage->arguments);
    return store_run(session->store, error,
                     "INSERT INTO proposal (id, command, words, subject, purpose, maker, made, reason, state, version) "
                     "VALUES (?1, ?2, ?3, nullif(?4, 0), ?5, ?6, ?7, ?8, 'open', 1)",
                     "ississis", id, passage->command->id, words, session->audited_subject, session->purpose,
                     session->user, session_now(session), reason);
}

static void answer_proposal(struct passage *passage, int64_t id)
{
    struct table *answer = passage->answer;
    table_fact_int(answer, "proposal", N_("Proposal"), id);
    table_fact_code(answer, "state", N_("State"), "PROPOSAL_STATE", "open");
    table_fact_date(answer, "expires", N_("Can be approved until"),
                    last_day(passage->session, session_now(passage->session)));
}

/* Inside an act. */
static int64_t keep(struct passage *passage, GError **error)
{
    const int64_t id = store_take_ids(passage->session->store, "proposal", 1, error);
    return id && insert(passage, id, error) ? id : 0;
}

bool second_propose(struct passage *passage, GError **error)
{
    struct session *session = passage->session;
    const char *command = passage->command->id;
    const int64_t subject = session->audited_subject, dispute = session->audited_dispute;
    const bool within = session->change != 0;
    if (!within && !guard_act_begin(session, command, NULL, error)) return false;
    session->audited_subject = subject;
    session->audited_dispute = dispute;
    const int64_t id = keep(passage, error);
    if (!id) {
        if (!within) guard_act_rollback(session);
        return false;
    }
    g_autofree char *note = g_strdup_printf("proposed=%" G_GINT64_FORMAT "%s%s", id, passage->note ? " " : "",
                                            passage->note ? passage->note : "");
    if (within ? !guard_audit(session, command, subject, "done", note, error)
               : !guard_act_commit(session, command, note, error))
        return false;
    answer_proposal(passage, id);
    return true;
}

/* ---- the change of state ----------------------------------------------------------------------------------------- */

bool second_is_one_act(const struct command *command)
{
    return (command->flags & COMMAND_WRITES) && !(command->flags & COMMAND_OWN_ACT);
}

bool second_settle(struct session *session, const struct second *second, const char *from, const char *to,
                   GError **error)
{
    g_autofree char *note = g_strdup_printf("proposal=%" G_GINT64_FORMAT " state=%s", second->proposal, to);
    if (!store_run(session->store, error,
                   "UPDATE proposal SET state=?1, checker=?2, checked=?3, note=coalesce(?4, note), version=version+1 "
                   "WHERE id=?5 AND state=?6",
                   "ssisis", to, session->user, session_now(session), second->note, second->proposal, from))
        return false;
    if (store_changes(session->store) == 1)
        return guard_audit(session, "second.approve", session->audited_subject, "done", note, error);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("Somebody else was faster: this proposal is not open any more"),
                     N_("`bureau second list` shows what waits."), NULL);
    return false;
}
