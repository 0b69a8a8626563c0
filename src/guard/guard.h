/* SPDX-License-Identifier: Apache-2.0 */
/* guard: who acts, for what purpose, what they may see, and the line that says so.
 * For:    sessions, users and roles, purposes, secrecy classes and masking, the audit log.
 * Uses:   base, store.
 * Never:  knows a command, a table or a screen. */
#pragma once
#include "base/base.h"
#include "store/store.h"

enum role {
    ROLE_OFFICER = 1 << 0,
    ROLE_SERVICE = 1 << 1,
    ROLE_REVIEWER = 1 << 2,
    ROLE_AUDITOR = 1 << 3,
    ROLE_STEWARD = 1 << 4,
    ROLE_ANALYST = 1 << 5,
    ROLE_ADMINISTRATOR = 1 << 6,
    ROLE_INSTITUTION = 1 << 7,
    ROLE_ANYBODY = (1 << 8) - 1,
};
const char *role_name(enum role role);      /* "officer": the word in the store and on the command line */
enum role role_from_name(const char *name); /* 0 when unknown */

/* How secret a value is, and so how it is masked below the faces. */
enum secrecy {
    SECRECY_OPEN,
    SECRECY_NAME,     /* shown to those who may see the subject */
    SECRECY_IDENTITY, /* 99**************37 */
    SECRECY_PHONE,    /* 138****8000 */
    SECRECY_ACCOUNT,  /* first 6 and last 4 at the most */
    SECRECY_ADDRESS,  /* city kept, the rest starred */
    SECRECY_INCOME,   /* **** */
};

/* `value` masked by class; safe for any UTF-8. Caller frees. */
char *guard_mask(const char *value, enum secrecy secrecy);

/* Everything an act needs to know of its surroundings. Passed down, never global. */
struct session {
    struct store *store; /* may be NULL for commands that need none */
    char *user;
    enum role role;
    char *purpose;           /* code of data/law/purposes.tsv, or NULL */
    char *reveal;            /* the reason for which masked values are shown, or NULL */
    struct date as_of;       /* DATE_NONE: now */
    char *language;          /* "en" or "zh" */
    int64_t clock;           /* fixed time in milliseconds since 1970 (tests, demonstration), 0: the real one */
    int64_t view;            /* facts with born <= view < died are seen; set by session_set_as_of() */
    int64_t change;          /* id of the running act, 0 outside one */
    int64_t audited_subject; /* set by an act: the subject it was about, 0 for none */
    bool again;              /* a screen that stands is read again, nobody asked: no second line for the same look */
    GCancellable *cancellable;
    void (*progress)(void *data, double done, const char *what); /* 0..1, translatable text; may be NULL */
    void *progress_data;
};

/* The condition every query of facts carries: `AND born <= ?N AND (died IS NULL OR died > ?N)` with session->view. */
#define FACT_SEEN(n) " born <= ?" #n " AND (died IS NULL OR died > ?" #n ") "

struct session *session_new(void);
void session_free(struct session *session);
typedef struct session session_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(session_t, session_free)

/* Who acts: reads the user's role. NULL user takes the store's default (setting `user.default`). */
bool session_set_user(struct session *session, const char *user, GError **error);
/* Sets as_of and view from a day (DATE_NONE: now). */
bool session_set_as_of(struct session *session, struct date as_of, GError **error);
int64_t session_now(const struct session *session);       /* milliseconds since 1970, UTC */
struct date session_today(const struct session *session); /* the day of as_of, else of the clock, local zone */
bool session_is_cancelled(const struct session *session, GError **error);
void session_progress(const struct session *session, double done, const char *what);

/* Purposes: data/law/purposes.tsv (code, en, zh, roles). */
bool purpose_known(const char *code);
/* Whether `role` may state it; its list, separated by commas, for a message. Caller frees. */
bool purpose_allowed(const char *code, enum role role);
char *purpose_list_of(enum role role);
/* All codes, separated by commas, for a message. Caller frees. */
char *purpose_list(void);
/* The purpose a role starts its day with in the workstation ("credit_review" for an officer). */
const char *purpose_default(enum role role);

/* Starts an act: BEGIN IMMEDIATE and a change row. session->change is its id until guard_act_commit or
 * guard_act_rollback. `command` is the command id, `note` free text that holds no personal data (may be NULL). */
bool guard_act_begin(struct session *session, const char *command, const char *note, GError **error);
/* Writes the audit line and commits. When the commit itself fails the change id is looked up before an error is
 * reported. */
bool guard_act_commit(struct session *session, const char *command, const char *note, GError **error);
void guard_act_rollback(struct session *session);

/* An audit line on its own: a look, a refusal, an export. outcome: "done", "refused", "failed". */
bool guard_audit(struct session *session, const char *command, int64_t subject, const char *outcome, const char *note,
                 GError **error);

/* Whether this person's same look at the subject, for the same purpose and masked, is in the log of the last day. */
bool guard_has_looked(struct session *session, const char *command, int64_t subject, const char *note);

/* The newest change of the store: another number says that somebody wrote. 0 when it cannot be read. */
int64_t guard_newest_change(struct session *session);

/* Marks that the running change touched a subject or a run of subjects: search and screens refresh by it. */
bool guard_touch(struct session *session, int64_t first_subject, int64_t last_subject, GError **error);

/* Settings of the store (jurisdiction profile "law.profile", "user.default", ...). Caller frees. */
char *setting_get(struct store *store, const char *key, const char *fallback);
bool setting_set(struct store *store, const char *key, const char *value, GError **error);
