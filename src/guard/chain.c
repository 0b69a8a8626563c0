/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of the log. Each line's hash (BLAKE2b, keyed) covers all its fields, the digest of the facts after the act,
 * and the hash of the line before, so that no line can be changed, taken out, put in or moved without every later hash
 * being another. The last hash, the head, stands for the whole log. */
#include "guard/private.h"

#include <string.h>

enum { ANCHOR_EVERY = 1000 };

void chain_key(const struct store *store, uint8_t key[VAULT_KEY])
{
    store_derive(store, "bureau log 1", key);
}

static struct seal_part text_part(const char *text)
{
    return (struct seal_part){ text, text ? strlen(text) : 0 };
}

void chain_hash(const uint8_t key[VAULT_KEY], const uint8_t previous[LINE_HASH], const struct line *line,
                uint8_t hash[LINE_HASH])
{
    static const char domain[] = "bureau audit line 1";
    /* what may be missing says so: an empty note is not the same as none */
    const int64_t present = (line->entered ? 1 : 0) | (line->subject ? 2 : 0) | (line->dispute ? 4 : 0) |
                            (line->change ? 8 : 0) | (line->purpose ? 16 : 0) | (line->note ? 32 : 0) |
                            (line->basis ? 64 : 0);
    const int64_t numbers[] = { GINT64_TO_LE(present),       GINT64_TO_LE(line->seq),     GINT64_TO_LE(line->at),
                                GINT64_TO_LE(line->entered), GINT64_TO_LE(line->subject), GINT64_TO_LE(line->dispute),
                                GINT64_TO_LE(line->change) };
    const struct seal_part parts[] = {
        { domain, sizeof domain - 1 }, { previous, LINE_HASH },  { numbers, sizeof numbers },
        { line->state, STORE_STATE },  text_part(line->user),    text_part(line->role),
        text_part(line->command),      text_part(line->purpose), text_part(line->basis),
        text_part(line->note),         text_part(line->outcome),
    };
    seal_digest(hash, LINE_HASH, key, parts, G_N_ELEMENTS(parts));
}

bool guard_head_read(struct store *store, struct guard_head *head, GError **error)
{
    *head = (struct guard_head){ 0 };
    g_autoptr(statement_t) row =
        store_prepare(store, "SELECT seq, at, hash, state FROM audit ORDER BY seq DESC LIMIT 1", error);
    if (!row) return false;
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    size_t length, state_length;
    const void *hash = statement_bytes(row, 2, &length), *state = statement_bytes(row, 3, &state_length);
    head->seq = statement_int(row, 0);
    head->at = statement_int(row, 1);
    if (length == LINE_HASH && state_length == STORE_STATE) {
        memcpy(head->hash, hash, LINE_HASH);
        memcpy(head->state, state, STORE_STATE);
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The newest line of the log is damaged"),
                     N_("Run `bureau audit verify`; nothing is written until the log is sound."), NULL);
    return false;
}

static void bind_optional(struct statement *statement, int index, int64_t value)
{
    if (value)
        statement_bind_int(statement, index, value);
    else
        statement_bind_null(statement, index);
}

static bool insert(struct store *store, const struct line *line, const uint8_t hash[LINE_HASH], GError **error)
{
    g_autoptr(statement_t) statement = store_prepare(
        store,
        "INSERT INTO audit (seq, at, entered, user, role, command, subject, dispute, purpose, basis, note, outcome, "
        "change, state, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        error);
    if (!statement) return false;
    statement_bind_int(statement, 1, line->seq);
    statement_bind_int(statement, 2, line->at);
    bind_optional(statement, 3, line->entered);
    statement_bind_text(statement, 4, line->user);
    statement_bind_text(statement, 5, line->role);
    statement_bind_text(statement, 6, line->command);
    bind_optional(statement, 7, line->subject);
    bind_optional(statement, 8, line->dispute);
    statement_bind_text(statement, 9, line->purpose);
    statement_bind_text(statement, 10, line->basis);
    statement_bind_text(statement, 11, line->note);
    statement_bind_text(statement, 12, line->outcome);
    bind_optional(statement, 13, line->change);
    statement_bind_bytes(statement, 14, line->state, STORE_STATE);
    statement_bind_bytes(statement, 15, hash, LINE_HASH);
    return statement_run(statement, error);
}

bool chain_append(struct session *session, struct line *line, GError **error)
{
    struct guard_head head;
    uint8_t key[VAULT_KEY], hash[LINE_HASH];
    if (!guard_head_read(session->store, &head, error) || !store_state_take(session->store, head.state, error))
        return false;
    line->seq = head.seq + 1;
    line->entered = session->clock ? g_get_real_time() / 1000 : 0;
    line->state = head.state;
    chain_key(session->store, key);
    chain_hash(key, head.hash, line, hash);
    secret_wipe(key, sizeof key);
    if (!insert(session->store, line, hash, error)) return false;
    session->newest_line = line->seq;
    memcpy(session->newest_hash, hash, sizeof session->newest_hash);
    session->open_lines++;
    return true;
}

bool chain_append_own(struct session *session, const char *command, int64_t subject, const char *outcome,
                      const char *note, GError **error)
{
    struct line line = { .at = session_now(session),
                         .user = session->user ? session->user : "-",
                         .role = role_name(session->role),
                         .command = command,
                         .subject = subject,
                         .dispute = session->audited_dispute,
                         .purpose = session->purpose,
                         .basis = session->basis,
                         .note = note,
                         .outcome = outcome,
                         .change = session->change };
    return chain_append(session, &line, error);
}

void chain_committed(struct session *session)
{
    const int64_t newest = session->newest_line, before = newest - session->open_lines;
    session->lines += session->open_lines;
    session->open_lines = 0;
    if (newest / ANCHOR_EVERY == before / ANCHOR_EVERY) return;
    g_autoptr(GError) error = NULL;
    if (guard_anchor(session, "count", &error)) return;
    /* the act is done; that its anchor is not is for the person to know */
    g_free(session->alarm);
    session->alarm =
        phrase_make(N_("The anchor that is due every 1,000 lines could not be written. Make room, then run "
                       "`bureau audit anchor`."),
                    NULL);
}

void chain_rolled_back(struct session *session)
{
    session->open_lines = 0;
}
