/* SPDX-License-Identifier: Apache-2.0 */
/* The door. Whatever face an act comes from, it comes through command_run(): the right, the purpose and the subject
 * are checked, a write runs in one transaction with its audit line, a look and a refusal are recorded, and what leaves
 * is masked. There is no second way in. */
#include "command/private.h"

#include <string.h>

const char *command_why_not(const struct command *command, const struct session *session)
{
    const bool open = session->store || session->elsewhere;
    if (open && session->role && !(command->roles & session->role)) return N_("Your role does not have this right");
    if ((command->needs & NEEDS_STORE) && !open) return N_("No store is open");
    if ((command->flags & COMMAND_WRITES) && date_is_set(session->as_of))
        return N_("Nothing can be changed while an earlier day is shown");
    return NULL;
}

static bool refuse(const struct command *command, struct session *session, const char *why, const char *next,
                   GError **error)
{
    /* the refusal is recorded; when even that fails, it stays a refusal */
    if (session->store) guard_audit(session, command->id, session->audited_subject, "refused", NULL, NULL);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, why, next, command->id, session->user ? session->user : "", NULL);
    return false;
}

/* The next step for command_why_not(). */
static const char *way_out(const struct command *command, const struct session *session)
{
    if (session->store && session->role && !(command->roles & session->role))
        return N_("Ask somebody who has the right, or the administrator.");
    if ((command->needs & NEEDS_STORE) && !session->store)
        return N_("Make one with `bureau demo` or `bureau init`, or name one with --store.");
    return N_("Go back to today: leave out --as-of.");
}

static bool check_purpose(const struct command *command, struct session *session, GError **error)
{
    if (session->purpose && !purpose_known(session->purpose)) {
        g_autofree char *known = purpose_list();
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The purpose {1} is not known"), N_("Choose one of {2}."),
                         session->purpose, known, NULL);
        return false;
    }
    if (!(command->needs & NEEDS_PURPOSE)) return true;
    if (session->purpose && purpose_allowed(session->purpose, session->role)) return true;
    g_autofree char *known = purpose_list_of(session->role);
    guard_audit(session, command->id, session->audited_subject, "refused", NULL, NULL);
    if (session->purpose)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Your role may not look at a file for the purpose {1}"),
                         N_("Choose one of {2}."), session->purpose, known, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A look at a file needs a purpose, and none was given"),
                         N_("Add --purpose with one of {1}."), known, NULL);
    return false;
}

int64_t command_resolve_subject(struct session *session, const char *name, GError **error)
{
    int64_t found = 0;
    char *end = NULL;
    const int64_t id = g_ascii_strtoll(name, &end, 10);
    /* a store id is short; anything longer is an identity number */
    if (*name && *end == '\0' && strlen(name) <= 10) {
        if (!store_query_int(session->store, &found, 0, error, "SELECT id FROM subject WHERE id=?1 AND " FACT_SEEN(2),
                             "ii", id, session->view))
            return 0;
        if (found) return found;
    }
    const struct identity identity = identity_check(name, IDENTITY_UNKNOWN, session_today(session));
    const char *value = identity.kind != IDENTITY_UNKNOWN && identity.normal[0] ? identity.normal : name;
    if (!store_query_int(session->store, &found, 0, error,
                         "SELECT subject FROM identifier WHERE value=?1 AND " FACT_SEEN(2) " ORDER BY subject", "si",
                         value, session->view))
        return 0;
    if (!found)
        bureau_error_set(
            error, BUREAU_ERROR_NOT_FOUND, N_("No subject has that number"),
            N_("Look for it with `bureau search`; a subject is named by its store id or an identity number."), NULL);
    return found;
}

/* An act that a rule inside the room refused, or that failed: nothing of it was kept but this line. A slip in the words
 * or a change of mind leaves none. */
static void record_failure(const struct command *command, struct session *session, const char *note,
                           const GError *cause)
{
    if (!session->store || g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_USAGE) ||
        g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_CANCELLED))
        return;
    const bool refused = g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED);
    guard_audit(session, command->id, session->audited_subject, refused ? "refused" : "failed", note, NULL);
}

static bool run_write(const struct command *command, struct session *session, struct arguments *arguments,
                      struct table *answer, const char *note, GError **error)
{
    const int64_t subject = session->audited_subject, dispute = session->audited_dispute;
    if (!guard_act_begin(session, command->id, note, error)) return false;
    session->audited_subject = subject;
    session->audited_dispute = dispute;
    g_autoptr(GError) cause = NULL;
    if (!command->run(session, arguments, answer, &cause)) {
        guard_act_rollback(session);
        record_failure(command, session, note, cause);
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    return guard_act_commit(session, command->id, note, error);
}

static bool run_read(const struct command *command, struct session *session, struct arguments *arguments,
                     struct table *answer, const char *note, GError **error)
{
    /* the line comes first: what was seen is recorded even if the program dies while it shows it */
    const bool known = session->again && guard_has_looked(session, command->id, session->audited_subject, note);
    if ((command->flags & COMMAND_LOOK) && !known &&
        !guard_audit(session, command->id, session->audited_subject, "done", note, error))
        return false;
    g_autoptr(GError) cause = NULL;
    if (command->run(session, arguments, answer, &cause)) return true;
    if (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED)) record_failure(command, session, note, cause);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

bool command_run(const struct command *command, struct session *session, struct arguments *arguments,
                 struct table *answer, GError **error)
{
    if (!command->run) {
        g_autofree char *id = g_strconcat(PHRASE_VERBATIM, command->id, NULL);
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} is an act of the workstation's screen"),
                         N_("Start the workstation with `bureau`."), id, NULL);
        return false;
    }
    session->audited_subject = session->audited_dispute = 0;
    const char *why = command_why_not(command, session);
    if (why) return refuse(command, session, why, way_out(command, session), error);
    if (session->reveal && session->store &&
        !(session->role & (ROLE_OFFICER | ROLE_SERVICE | ROLE_REVIEWER | ROLE_AUDITOR)))
        return refuse(command, session, N_("Your role may not see masked values in clear"), N_("Leave out --reveal."),
                      error);
    if (session->store && session->cancellable) store_set_cancellable(session->store, session->cancellable);
    if (!arguments_resolve_subjects(arguments, session, error)) return false;
    if (!check_purpose(command, session, error)) return false;
    table_set_masked(answer, !session->reveal);
    g_autofree char *asked = arguments_note(arguments);
    g_autofree char *note =
        session->reveal ? g_strconcat(asked ? asked : "", " revealed: ", session->reveal, NULL) : g_strdup(asked);
    return (command->flags & COMMAND_WRITES) && !(command->flags & COMMAND_OWN_ACT)
               ? run_write(command, session, arguments, answer, note, error)
               : run_read(command, session, arguments, answer, note, error);
}
