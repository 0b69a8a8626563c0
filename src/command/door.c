/* SPDX-License-Identifier: Apache-2.0 */
/* The door. Whatever face an act comes from, it comes through command_run(): the right, the purpose and the subject
 * are checked, a write runs in one transaction with its audit line, a look and a refusal are recorded, and what leaves
 * is masked. There is no second way in. */
#include "command/private.h"

#include <string.h>

bool door_refuse(const struct command *command, struct session *session, const char *reason, const char *why,
                 const char *next, const char *more, GError **error)
{
    session->refusal = reason;
    /* the refusal is recorded; when even that fails, it stays a refusal */
    if (session->store) guard_audit(session, command->id, session->audited_subject, "refused", reason, NULL);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, why, next, more, NULL);
    if (error) bureau_error_give_reason(*error, reason);
    return false;
}

static bool purpose_is_known(const struct session *session, GError **error)
{
    if (!session->purpose || purpose_known(session->purpose)) return true;
    g_autofree char *known = purpose_list();
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The purpose {1} is not known"), N_("Choose one of {2}."),
                     session->purpose, known, NULL);
    if (error) bureau_error_give_reason(*error, "purpose-unknown");
    return false;
}

/* A look at a case is for handling it, whatever files are looked at for; who may not state that states their own. */
static void state_purpose(const struct command *command, struct session *session)
{
    if (!command->purpose) return;
    const bool fits = purpose_allowed(command->purpose, session->role);
    if (!fits && session->purpose && purpose_allowed(session->purpose, session->role)) return;
    g_free(session->purpose);
    session->purpose = g_strdup(fits ? command->purpose : purpose_default(session->role));
}

/* A look at a file: purpose, consent and what stands in the way. What may be shown is in session->kinds afterwards. */
static bool check_access(const struct command *command, struct session *session, GError **error)
{
    struct access access;
    if (!(command->needs & NEEDS_PURPOSE)) return true;
    if (!guard_access(session, session->audited_subject, command->kinds, &access, error)) return false;
    session->kinds = access.kinds;
    session->basis = g_steal_pointer(&access.basis);
    session->alert = g_steal_pointer(&access.alert);
    const bool granted = access.verdict == ACCESS_GRANTED;
    if (!granted) door_refuse(command, session, access_word(access.verdict), access.why, access.next, NULL, error);
    access_clear(&access);
    return granted;
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
    if (refused && bureau_error_reason(cause)) session->refusal = bureau_error_reason(cause);
    guard_audit(session, command->id, session->audited_subject, refused ? "refused" : "failed", note, NULL);
}

/* The act itself. Whoever asked for it, when another person approves it, is known while it runs. */
static bool run_itself(struct passage *passage, GError **error)
{
    struct session *session = passage->session;
    session->maker = passage->second ? passage->second->maker : NULL;
    const bool done = passage->command->run(session, passage->arguments, passage->answer, error);
    session->maker = NULL;
    return done;
}

/* The note with what the act found out about itself. */
static char *note_of(const struct passage *passage)
{
    const char *found = passage->session->note;
    return passage->note && found ? g_strconcat(passage->note, " ", found, NULL)
                                  : g_strdup(found ? found : passage->note);
}

/* A write by a command that runs inside another one's act stands and falls with that act: whoever runs it so must fail
 * when it fails. */
static bool run_within(struct passage *passage, GError **error)
{
    if (!run_itself(passage, error)) return false;
    g_autofree char *note = note_of(passage);
    return guard_audit(passage->session, passage->command->id, passage->session->audited_subject, "done", note, error);
}

static bool run_write(struct passage *passage, GError **error)
{
    const struct command *command = passage->command;
    struct session *session = passage->session;
    const int64_t subject = session->audited_subject, dispute = session->audited_dispute;
    if (!guard_act_begin(session, command->id, passage->note, error)) return false;
    session->audited_subject = subject;
    session->audited_dispute = dispute;
    g_autoptr(GError) cause = NULL;
    if (!run_itself(passage, &cause) ||
        (passage->second && !second_settle(session, passage->second, "open", "done", &cause))) {
        guard_act_rollback(session);
        record_failure(command, session, passage->note, cause);
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    g_autofree char *note = note_of(passage);
    return guard_act_commit(session, command->id, note, error);
}

static bool run_read(struct passage *passage, GError **error)
{
    const struct command *command = passage->command;
    struct session *session = passage->session;
    /* the line comes first: what was seen is recorded even if the program dies while it shows it */
    const bool recorded = (command->flags & COMMAND_LOOK) && session->store; /* without a store there is no log */
    const bool known =
        recorded && session->again && guard_has_looked(session, command->id, session->audited_subject, passage->note);
    if (recorded && !known &&
        !guard_audit(session, command->id, session->audited_subject, "done", passage->note, error))
        return false;
    if (session->shown && !(command->flags & COMMAND_WRITES)) return true; /* an act is never taken for shown */
    g_autoptr(GError) cause = NULL;
    if (run_itself(passage, &cause)) return true;
    if (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_REFUSED))
        record_failure(command, session, passage->note, cause);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool check_reveal(const struct command *command, struct session *session, GError **error)
{
    if (!session->reveal || !session->store) return true;
    if (rights_may_reveal(session->role)) return guard_reason_check(session->reveal, error);
    return door_refuse(command, session, "reveal", N_("Your role may not see masked values in clear"),
                       N_("Leave out --reveal."), NULL, error);
}

static bool check_right(const struct passage *passage, GError **error)
{
    struct hindrance hindrance;
    if (!rights_check(error)) return false;
    if (!command_is_hindered(passage->command, passage->session, passage->second != NULL, &hindrance)) return true;
    return door_refuse(passage->command, passage->session, hindrance.word, hindrance.why, hindrance.next, NULL, error);
}

/* What was asked, for the log: who asked for it first, what was shown in clear and why; nothing that is personal. */
static char *make_note(const struct passage *passage)
{
    GString *note = g_string_new(NULL);
    g_autofree char *asked = arguments_note(passage->arguments);
    if (passage->second)
        g_string_append_printf(note, "proposal=%" G_GINT64_FORMAT " maker=%s%s", passage->second->proposal,
                               passage->second->maker, asked ? " " : "");
    if (asked) g_string_append(note, asked);
    if (session_looks_back(passage->session)) g_string_append_printf(note, "%sexpired", note->len ? " " : "");
    if (passage->session->reveal) g_string_append_printf(note, " revealed: %s", passage->session->reveal);
    return g_string_free(note, note->len == 0);
}

/* Everything is as it should be. */
static bool run_checked(struct passage *passage, GError **error)
{
    const struct command *command = passage->command;
    passage->note = make_note(passage);
    if ((command->needs & NEEDS_SECOND) && !passage->second) return second_propose(passage, error);
    passage->entered = true;
    if (!(command->flags & COMMAND_WRITES) || (command->flags & COMMAND_OWN_ACT)) return run_read(passage, error);
    return passage->session->change ? run_within(passage, error) : run_write(passage, error);
}

/* Whose file it is about. A number that nobody has is recorded too (not the number): asking which numbers there are is
 * a look as well. */
static bool resolve(struct passage *passage, GError **error)
{
    struct session *session = passage->session;
    g_autoptr(GError) cause = NULL;
    if (arguments_resolve_subjects(passage->arguments, session, &cause)) return true;
    if ((passage->command->needs & NEEDS_PURPOSE) && g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND))
        guard_audit(session, passage->command->id, 0, "failed", "not-found", NULL);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool check_and_run(struct passage *passage, GError **error)
{
    const struct command *command = passage->command;
    struct session *session = passage->session;
    if (!check_right(passage, error) || !check_reveal(command, session, error)) return false;
    if (session->store && session->cancellable) store_set_cancellable(session->store, session->cancellable);
    if (!resolve(passage, error) || !purpose_is_known(session, error)) return false;
    state_purpose(command, session);
    if (!check_access(command, session, error)) return false;
    table_mask_for(passage->answer, session);
    return run_checked(passage, error);
}

static bool is_of_the_screen(const struct command *command, GError **error)
{
    if (command->run) return false;
    g_autofree char *id = g_strconcat(PHRASE_VERBATIM, command->id, NULL);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} is an act of the workstation's screen"),
                     N_("Start the workstation with `bureau`."), id, NULL);
    return true;
}

/* What a look found out is that look's own: a command may run others (an approval, a workbook). */
struct outside {
    char *purpose, *basis, *alert, *note;
    const char *refusal, *maker;
    unsigned kinds;
    int64_t subject, dispute;
};

static struct outside step_in(struct session *session)
{
    const struct outside outside = { .purpose = g_strdup(session->purpose),
                                     .basis = g_steal_pointer(&session->basis),
                                     .alert = g_steal_pointer(&session->alert),
                                     .note = g_steal_pointer(&session->note),
                                     .refusal = session->refusal,
                                     .maker = session->maker,
                                     .kinds = session->kinds,
                                     .subject = session->audited_subject,
                                     .dispute = session->audited_dispute };
    session->refusal = session->maker = NULL;
    session->audited_subject = session->audited_dispute = 0;
    session->kinds = ~0u;
    session->depth++;
    return outside;
}

/* The outermost command leaves its alert, its refusal and what it was about for the face; an inner one leaves nothing.
 */
static void step_out(struct session *session, struct outside *outside)
{
    g_free(session->purpose);
    g_free(session->basis);
    g_free(session->note);
    session->note = outside->note;
    session->purpose = outside->purpose;
    session->basis = outside->basis;
    session->kinds = outside->kinds;
    session->maker = outside->maker;
    if (--session->depth == 0) {
        g_free(outside->alert);
        return;
    }
    g_free(session->alert);
    session->alert = outside->alert;
    session->refusal = outside->refusal;
    session->audited_subject = outside->subject;
    session->audited_dispute = outside->dispute;
}

bool door_pass(struct passage *passage, GError **error)
{
    if (is_of_the_screen(passage->command, error)) return false;
    struct session *session = passage->session;
    struct outside outside = step_in(session);
    char *const reveal = session->reveal;
    const bool reveals = (passage->command->flags & COMMAND_REVEALS) != 0;
    if (reveals) session->reveal = g_strdup(arguments_text(passage->arguments, "reason"));
    const bool done = check_and_run(passage, error);
    if (reveals) {
        g_free(session->reveal);
        session->reveal = reveal;
    }
    step_out(session, &outside);
    g_clear_pointer(&passage->note, g_free);
    return done;
}

bool command_run(const struct command *command, struct session *session, struct arguments *arguments,
                 struct table *answer, GError **error)
{
    return door_pass(&(struct passage){ command, session, arguments, answer, .second = NULL }, error);
}
