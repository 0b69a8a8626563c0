/* SPDX-License-Identifier: Apache-2.0 */
/* The two ends of a session. At its beginning the log takes in what could not be written while the store was locked,
 * and the newest anchor found is looked up: that costs nothing, and a store put back to an older state is noticed by
 * the first person who sat at the newer one. */
#include "guard/anchor.h"
#include "guard/rights.h"

#include "vault/attempt.h"

#include <string.h>

enum { TIME_TEXT = 32 };

/* How often the key file had been changed stands in the lines of a login and a logout, first; behind it in a login,
 * which rules the program goes by. */
#define KEYS_NOTE  "keys="
#define RULES_NOTE "rules="
static const char newest_keys[] =
    "SELECT max(CAST(substr(note, 6) AS INTEGER)) FROM audit WHERE seq > (SELECT max(seq) FROM audit) - 20000 AND "
    "command IN ('login', 'logout') AND outcome = 'done' AND note LIKE 'keys=%'";

static char *keys_note(uint64_t changes)
{
    return changes ? g_strdup_printf(KEYS_NOTE "%" G_GUINT64_FORMAT, changes) : NULL;
}

/* "keys=12 rules=0123456789abcdef"; without "keys=" when there is no key file. Caller frees. */
static char *login_note(const struct session *session)
{
    g_autofree char *keys = keys_note(vault_keys_generation(store_keys(session->store)));
    return g_strconcat(keys ? keys : "", keys ? " " : "", RULES_NOTE, rights_digest(), NULL);
}

/* 2026-11-22T09:00:00Z */
static void write_time(int64_t milliseconds, char text[TIME_TEXT])
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(milliseconds / 1000);
    g_autofree char *made = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    g_strlcpy(text, made ? made : "?", TIME_TEXT);
}

static bool append_attempt(struct session *session, const struct attempt *attempt, GError **error)
{
    char time[TIME_TEXT];
    write_time(attempt->at, time);
    g_autofree char *note = g_strdup_printf("tried=%s from=%s", time, attempt->from ? attempt->from : "-");
    struct line line = { .at = session_now(session),
                         .user = attempt->user ? attempt->user : "-",
                         .role = "nobody",
                         .command = "login",
                         .note = note,
                         .outcome = "refused" };
    return chain_append(session, &line, error);
}

static bool append_damaged(struct session *session, unsigned damaged, GError **error)
{
    if (damaged == 0) return true;
    g_autofree char *note = g_strdup_printf("unreadable=%u", damaged);
    return chain_append_own(session, "login", 0, "failed", note, error);
}

/* The sealed failures and the login itself, in one transaction. */
static bool write_lines(struct session *session, GPtrArray *attempts, unsigned damaged, bool login, GError **error)
{
    if (!login && damaged == 0 && (!attempts || attempts->len == 0)) return true;
    if (!store_begin(session->store, error)) return false;
    bool done = append_damaged(session, damaged, error);
    for (guint i = 0; done && attempts && i < attempts->len; i++)
        done = append_attempt(session, g_ptr_array_index(attempts, i), error);
    g_autofree char *note = login ? login_note(session) : NULL;
    done = done && (!login || chain_append_own(session, "login", 0, "done", note, error)) &&
           store_commit(session->store, error);
    if (done) {
        chain_committed(session);
        return true;
    }
    store_rollback(session->store);
    chain_rolled_back(session);
    return false;
}

static bool take_attempts(struct session *session, bool login, GError **error)
{
    unsigned damaged = 0;
    g_autoptr(GPtrArray) attempts = NULL;
    const struct vault_keys *keys = store_keys(session->store);
    const char *directory = store_directory(session->store);
    const bool has_keyfile = keys && vault_keys_user(keys);
    if (has_keyfile) {
        attempts = attempt_read(directory, keys, &damaged, error);
        if (!attempts) return false;
    }
    if (!write_lines(session, attempts, damaged, login, error)) return false;
    /* a crash before this brings them once more, which is better than not at all */
    return !attempts || (attempts->len == 0 && damaged == 0) || attempt_forget(directory, error);
}

static void alarm_about(struct session *session, const struct guard_anchor *anchor)
{
    char time[TIME_TEXT], line[TIME_TEXT];
    write_time(anchor->at, time);
    g_snprintf(line, sizeof line, "%" G_GINT64_FORMAT, anchor->seq);
    g_free(session->alarm);
    session->alarm =
        phrase_make(N_("The log does not hold line {1} as {2} signed it on {3}: the store may have been put "
                       "back to an older state. Run `bureau audit verify`."),
                    line, anchor->user, time, NULL);
}

/* As it is on the disk now, 0 when there is none that these keys believe. */
static uint64_t keyfile_changes(const struct session *session)
{
    const struct vault_keys *keys = store_keys(session->store);
    if (!keys || !vault_keys_user(keys)) return 0;
    g_autoptr(keyfile_t) keyfile = keyfile_read(store_directory(session->store), NULL);
    return keyfile && keyfile_check(keyfile, keys, NULL) ? keyfile_generation(keyfile) : 0;
}

/* An old key file put back lets in who was taken out, and by a passphrase that was given up. The log remembers a newer
 * one; the file is read once more, since it may have been changed between the unlocking and this. */
static bool look_at_keys(struct session *session, GError **error)
{
    int64_t known = 0;
    const struct vault_keys *keys = store_keys(session->store);
    if (!keys || !vault_keys_user(keys)) return true;
    if (!store_query_int(session->store, &known, 0, error, newest_keys, "")) return false;
    if ((int64_t)vault_keys_generation(keys) >= known || (int64_t)keyfile_changes(session) >= known) return true;
    if (!session->alarm)
        session->alarm = phrase_make(N_("The key file is older than the log knows it: an old one was put back, and may "
                                        "let in who was taken out. Run `bureau key list`."),
                                     NULL);
    return true;
}

static bool is_in_log(struct session *session, const struct guard_anchor *anchor, bool *fits, GError **error)
{
    size_t length = 0;
    g_autoptr(statement_t) row = store_prepare(session->store, "SELECT hash FROM audit WHERE seq=?1", error);
    if (!row) return false;
    statement_bind_int(row, 1, anchor->seq);
    const enum step step = statement_step(row, error);
    const void *hash = step == STEP_ROW ? statement_bytes(row, 0, &length) : NULL;
    *fits = length == LINE_HASH && memcmp(hash, anchor->head, LINE_HASH) == 0;
    return step != STEP_ERROR;
}

bool guard_login(struct session *session, enum login_how how, GError **error)
{
    bool fits = true;
    struct guard_anchor *anchor = anchor_newest(session);
    if (anchor && !is_in_log(session, anchor, &fits, error)) {
        anchor_free(anchor);
        return false;
    }
    if (!fits) alarm_about(session, anchor);
    anchor_free(anchor);
    if (!look_at_keys(session, error)) return false;
    session->logged_in = how == LOGIN_PASSPHRASE;
    session->audited_subject = session->audited_dispute = 0;
    return take_attempts(session, session->logged_in, error);
}

bool guard_logout(struct session *session, GError **error)
{
    session->audited_subject = session->audited_dispute = 0;
    const struct vault_keys *keys = store_keys(session->store);
    const uint64_t changes = keyfile_changes(session);
    g_autofree char *note = keys_note(changes);
    const bool is_told = session->logged_in || (keys && changes > vault_keys_generation(keys));
    const bool written = !is_told || guard_audit(session, "logout", 0, "done", note, error);
    session->logged_in = false;
    if (session->lines == 0) return written;
    session->lines = 0;
    return guard_anchor(session, "logout", written ? error : NULL) && written;
}
