/* SPDX-License-Identifier: Apache-2.0 */
/* The second one's part: approve, refuse; and the first one's change of mind. An approval runs the command through the
 * door again, as the approving person: what that person may not see or do, the proposal does not do either. */
#include "command/private.h"
#include "command/second.h"

#include "vault/keyfile.h"

#include <string.h>

static bool refuse(const char *reason, const char *why, const char *next, const char *more, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, why, next, more, NULL);
    if (error) bureau_error_give_reason(*error, reason);
    return false;
}

static bool is_open(const struct proposal *proposal, GError **error)
{
    if (strcmp(proposal->state, "open") == 0) return true;
    if (strcmp(proposal->state, "expired") == 0)
        return refuse("proposal-expired", N_("This proposal waited too long"), N_("Propose it again."), NULL, error);
    return refuse("proposal-closed", N_("This proposal is not open any more"),
                  N_("`bureau second list` shows what waits."), NULL, error);
}

/* Maker is never checker, whatever roles one person may have had between. */
static bool is_another(const struct proposal *proposal, const struct session *session, GError **error)
{
    if (!proposal_is_own(proposal, session)) return true;
    return refuse("second-person", N_("You asked for this yourself: another person must look at it"),
                  N_("Ask somebody who may approve it, or take it back with `bureau second withdraw`."), NULL, error);
}

static bool may_check(const struct command *command, const struct proposal *proposal, const struct session *session,
                      GError **error)
{
    struct hindrance hindrance;
    if (!is_another(proposal, session, error)) return false;
    if (!command_is_hindered(command, session, true, &hindrance)) return true;
    return refuse(hindrance.word, hindrance.why, hindrance.next, NULL, error);
}

/* Who asked must still be somebody who may ask. */
static bool maker_may_ask(const struct proposal *proposal, struct session *session, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (strcmp(proposal->maker, KEYFILE_RECOVERY) == 0) return true;
    g_autofree char *role = store_query_text(session->store, &cause, "SELECT role FROM user WHERE name=?1 AND active",
                                             "s", proposal->maker);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    if (role && (rights_of(proposal->command, role_from_name(role)) & RIGHT_ASK)) return true;
    return refuse("maker-right", N_("{1}, who asked for this, may not ask for it any more"),
                  N_("Refuse it; whoever may ask can propose it again."), proposal->maker, error);
}

static const struct command *command_of(const struct proposal *proposal, GError **error)
{
    const struct command *command = command_find(proposal->command);
    if (command && command->run && (command->needs & NEEDS_SECOND)) return command;
    refuse("proposal-unknown", N_("This program has no act of two persons named {1}"),
           N_("Refuse it, or use the program it was proposed with."), proposal->command, error);
    return NULL;
}

/* ---- approving --------------------------------------------------------------------------------------------------- */

/* The world changed under the proposal: the act itself said so, not the door. */
static bool is_stale(const struct passage *passage, const GError *cause)
{
    return passage->entered && (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_STALE) ||
                                g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND) ||
                                g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED));
}

/* A change of state on its own. */
static bool settle_alone(struct session *session, const struct second *second, const char *from, const char *to,
                         GError **error)
{
    const int64_t subject = session->audited_subject;
    g_autofree char *note = g_strdup_printf("proposal=%" G_GINT64_FORMAT, second->proposal);
    if (!guard_act_begin(session, "second.approve", note, error)) return false;
    session->audited_subject = subject;
    if (!second_settle(session, second, from, to, error)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "second.approve", note, error);
}

static bool run_as_one(struct passage *passage, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (door_pass(passage, &cause)) return true;
    if (is_stale(passage, cause)) settle_alone(passage->session, passage->second, "open", "stale", NULL);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

/* An act that makes its own transactions, or none, cannot share one with the proposal: the proposal is taken first, so
 * that it is never run twice, and says afterwards what became of it. */
static bool run_apart(struct passage *passage, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (!settle_alone(passage->session, passage->second, "open", "approved", error)) return false;
    const bool done = door_pass(passage, &cause);
    const char *state = done ? "done" : !passage->entered ? "open" : is_stale(passage, cause) ? "stale" : "failed";
    settle_alone(passage->session, passage->second, "approved", state, done ? error : NULL);
    if (cause) g_propagate_error(error, g_steal_pointer(&cause));
    return done;
}

/* The checker's purpose; one who states none takes that of the proposal, if it is theirs to state. */
static void take_purpose(const struct proposal *proposal, struct session *session)
{
    if (!session->purpose && proposal->purpose && purpose_allowed(proposal->purpose, session->role))
        session->purpose = g_strdup(proposal->purpose);
}

static bool approve(const struct command *command, const struct proposal *proposal, const char *note,
                    struct session *session, struct table *answer, GError **error)
{
    g_autoptr(arguments_t) words = arguments_from_words(command, proposal->words, error);
    if (!words) return false;
    const struct second second = { proposal->id, proposal->maker, note };
    struct passage passage = { command, session, words, answer, .second = &second };
    take_purpose(proposal, session); /* the door gives the own one back when the approval is done */
    if (!(second_is_one_act(command) ? run_as_one(&passage, error) : run_apart(&passage, error))) return false;
    table_fact_int(answer, "proposal", N_("Proposal"), proposal->id);
    table_fact_code(answer, "state", N_("State"), "PROPOSAL_STATE", "done");
    return true;
}

bool second_command_approve(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(proposal_t) proposal = proposal_read(session, arguments_int(arguments, "proposal", 0), error);
    if (!proposal || !is_open(proposal, error)) return false;
    const struct command *command = command_of(proposal, error);
    return command && may_check(command, proposal, session, error) && maker_may_ask(proposal, session, error) &&
           approve(command, proposal, arguments_text(arguments, "note"), session, answer, error);
}

/* ---- refusing and withdrawing ------------------------------------------------------------------------------------ */

/* Inside the command's own act. */
static bool end(const struct proposal *proposal, struct session *session, const char *state, const char *checker,
                const char *note, struct table *answer, GError **error)
{
    if (!store_run(session->store, error,
                   "UPDATE proposal SET state=?1, checker=?2, checked=?3, note=?4, version=version+1 WHERE id=?5 AND "
                   "state='open'",
                   "ssisi", state, checker, session_now(session), note, proposal->id))
        return false;
    if (store_changes(session->store) != 1)
        return refuse("proposal-closed", N_("This proposal is not open any more"),
                      N_("`bureau second list` shows what waits."), NULL, error);
    table_fact_int(answer, "proposal", N_("Proposal"), proposal->id);
    table_fact_code(answer, "state", N_("State"), "PROPOSAL_STATE", state);
    return true;
}

bool second_command_refuse(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(proposal_t) proposal = proposal_read(session, arguments_int(arguments, "proposal", 0), error);
    if (!proposal || !is_open(proposal, error) || !is_another(proposal, session, error)) return false;
    if (!proposal_may_check(proposal, session))
        return refuse("role", N_("Your role does not have this right"), N_("Ask somebody who may approve it."), NULL,
                      error);
    return end(proposal, session, "refused", session->user, arguments_text(arguments, "reason"), answer, error);
}

bool second_command_withdraw(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(proposal_t) proposal = proposal_read(session, arguments_int(arguments, "proposal", 0), error);
    if (!proposal || !is_open(proposal, error)) return false;
    if (!proposal_is_own(proposal, session))
        return refuse("second-person", N_("{1} asked for this: nobody else takes it back"),
                      N_("Who may approve it can refuse it with `bureau second refuse`."), proposal->maker, error);
    return end(proposal, session, "withdrawn", NULL, NULL, answer, error);
}
