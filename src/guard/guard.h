/* SPDX-License-Identifier: Apache-2.0 */
/* guard: who acts, for what purpose, what they may see, and the line that says so.
 * For:    sessions, users and roles, purposes, secrecy classes and masking, the audit log.
 * Uses:   base, vault, store.
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
    SECRECY_NAME,     /* 王**, L. N. */
    SECRECY_IDENTITY, /* 99**************37 */
    SECRECY_PHONE,    /* 138****8000 */
    SECRECY_ACCOUNT,  /* first 6 and last 4 at the most */
    SECRECY_ADDRESS,  /* city kept, the rest starred */
    SECRECY_INCOME,   /* **** */
};
#define SECRECY_COUNT (SECRECY_INCOME + 1)
#define HIDDEN_TEXT   "****" /* stands for a value of which only that there is one may be known */

/* `value` masked by class; safe for any UTF-8. Caller frees. */
char *guard_mask(const char *value, enum secrecy secrecy);

/* Which secret an act needs from the person; it never comes as an argument. */
enum secret_wanted {
    SECRET_CURRENT,  /* the passphrase of `user` as it is */
    SECRET_NEW,      /* a new passphrase for `user`, typed twice by a person */
    SECRET_RECOVERY, /* the recovery key */
    SECRET_GIVEN,    /* a new passphrase for `user` if one was handed in beforehand; NULL without an error when not */
};

/* Everything an act needs to know of its surroundings. Passed down, never global. */
struct session {
    struct store *store; /* may be NULL for commands that need none */
    bool elsewhere;      /* the store is open, but with the workers of the workstation, not here */
    char *user;
    enum role role;
    char *purpose;           /* code of data/law/purposes.tsv, or NULL */
    char *reveal;            /* the reason for which masked values are shown, or NULL */
    char *reference;         /* number of the document that a purpose by law rests on (a court's request), or NULL */
    char *reason;            /* why an act of two persons is asked for: read by the second one; NULL */
    const char *maker;       /* inside an act of two persons: the name of the first one, who asked for it; else NULL */
    char *basis;             /* of the running look: the consent or the law it rests on, for the log; NULL */
    unsigned kinds;          /* of the running look: bits of enum data_kind (guard/access.h) that may be shown */
    char *note;              /* what the running act adds to its own line of the log: counts, nothing personal; NULL */
    const char *refusal;     /* why the door said no, in a word for programs ("consent-missing"); NULL */
    char *alert;             /* of the running look: a phrase a face must show with the file, or NULL */
    char *profile;           /* the store's jurisdiction profile as it was read, see session_profile() */
    bool expired_too;        /* what the law took out of the views is seen as well: an auditor's look back */
    unsigned depth;          /* commands that run inside each other: the door's own */
    struct date as_of;       /* DATE_NONE: now */
    char *language;          /* "en" or "zh" */
    int64_t clock;           /* fixed time in milliseconds since 1970 (tests, demonstration), 0: the real one */
    int64_t view;            /* facts with born <= view < died are seen; set by session_set_as_of() */
    int64_t change;          /* id of the running act, 0 outside one */
    int64_t audited_subject; /* set by an act: the subject it was about, 0 for none */
    int64_t audited_dispute; /* the same for a case */
    int64_t lines;           /* lines of the log that this session wrote */
    int64_t newest_line;     /* seq of the newest of them */
    uint8_t newest_hash[32]; /* and its hash */
    int64_t open_lines;      /* those of the running transaction */
    bool logged_in;          /* a line "login" was written: a line "logout" belongs to it */
    char *alarm;             /* a phrase a face must show: what the log or its anchors say is wrong; NULL for nothing */
    bool shown; /* a face has shown the answer from what it holds: the look is checked and recorded, not run */
    bool again; /* a screen that stands is read again, nobody asked: no second line for the same look */
    GCancellable *cancellable;
    /* Asks for a secret; NULL: there is nobody to ask. Answers NULL and an error when none was given. */
    struct secret *(*ask)(void *data, enum secret_wanted wanted, const char *user, GError **error);
    void *ask_data;
    char *place; /* folder of the store that was named, open or not; NULL when a face has none */
    void (*progress)(void *data, double done, const char *what); /* 0..1, translatable text; may be NULL */
    void *progress_data;
};

/* The condition every query of facts carries: `AND born <= ?N AND (died IS NULL OR died > ?N)` with session->view. */
#define FACT_SEEN(n) " born <= ?" #n " AND (died IS NULL OR died > ?" #n ") "

struct session *session_new(void);
void session_free(struct session *session);
typedef struct session session_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(session_t, session_free)

/* Names are words of small letters, digits, dots and dashes: they stand in logs, file names and letters. USAGE else. */
bool user_name_check(const char *name, GError **error);

/* Who acts: the person whose keys opened the store; their role is read. Another `user` than the keys' is refused, NULL
 * takes the keys'. The recovery key acts as administrator; an administrator whose keys lack the administrators' secret
 * is refused. Keys that belong to nobody (tests) let any user sit down; NULL is then the setting `user.default`. */
bool session_set_user(struct session *session, const char *user, GError **error);
/* For the invented acts of the demonstration alone: another user's name stands in the log, the keys stay those of the
 * administrator who makes it. */
bool session_act_as(struct session *session, const char *user, GError **error);
/* Sets as_of and view from a day (DATE_NONE: now). */
bool session_set_as_of(struct session *session, struct date as_of, GError **error);
int64_t session_now(const struct session *session);       /* milliseconds since 1970, UTC */
struct date session_today(const struct session *session); /* the day of as_of, else of the clock, local zone */
/* Whether what the law took out of the views and lets be kept is seen: asked for, by an auditor, for an audit. */
bool session_looks_back(const struct session *session);
bool session_is_cancelled(const struct session *session, GError **error);
void session_progress(const struct session *session, double done, const char *what);

/* Purposes: data/law/purposes.tsv (code, en, zh, roles). */
bool purpose_known(const char *code);
/* Whether `role` may state it; its list, separated by commas, for a message. Caller frees. */
bool purpose_allowed(const char *code, enum role role);
char *purpose_list_of(enum role role);
/* Whether a decision about the person may rest on a look for it: not on one for a dispute or at their own request. */
bool purpose_decides(const char *code);
/* What should lie behind a look for it: "dispute", "request", or "" for nothing of the kind. */
const char *purpose_case(const char *code);
/* All codes, separated by commas, for a message. Caller frees. */
char *purpose_list(void);
/* The purpose a role starts its day with in the workstation ("credit_review" for an officer). */
const char *purpose_default(enum role role);

/* Starts an act: BEGIN IMMEDIATE and a change row. session->change is its id until guard_act_commit or
 * guard_act_rollback. `command` is the command id, `note` free text that holds no personal data (may be NULL). */
bool guard_act_begin(struct session *session, const char *command, const char *note, GError **error);
/* Writes the audit line and commits. An error from the commit is treated as unknown: the line is looked for, and if it
 * is not there, a line "failed" is written, after which it cannot come back. Answers true: done. false: not done; or,
 * when the store cannot be asked any more, an error that says that it is not known. */
bool guard_act_commit(struct session *session, const char *command, const char *note, GError **error);
void guard_act_rollback(struct session *session);

/* A line of the log on its own: a look, a refusal, an export; about `subject` (0 for none) and
 * session->audited_dispute. outcome: "done", "refused", "failed". */
bool guard_audit(struct session *session, const char *command, int64_t subject, const char *outcome, const char *note,
                 GError **error);

/* ---- the log that proves itself ---------------------------------------------------------------------------------- */

/* How the keys came. With a passphrase it is a login and leaves a line; keys lent by the agent, or a worker's second
 * session, go on with the login they came from. */
enum login_how { LOGIN_PASSPHRASE, LOGIN_LENT };

/* Called once the store is open and the user is set, before the first act. Takes the sealed failed tries into the log
 * (command "login", outcome "refused"), writes the line "login" (LOGIN_PASSPHRASE), and looks whether the newest anchor
 * found here is in the log: when it is not, session->alarm says so and the person may go on. */
bool guard_login(struct session *session, enum login_how how, GError **error);
/* The end of a session or a run, before the store is closed: a line "logout" after a login with a passphrase, and an
 * anchor when lines were written. `lines` of workers are counted by adding them to session->lines. An error (a line or
 * an anchor could not be written) is for showing; the session ends all the same. */
bool guard_logout(struct session *session, GError **error);

/* The newest line of the log. */
struct guard_head {
    int64_t seq; /* 0: the log is empty */
    int64_t at;
    uint8_t hash[32];
    uint8_t state[STORE_STATE];
};
bool guard_head_read(struct store *store, struct guard_head *head, GError **error);
/* Eight words for the first 80 bits of a hash, separated by spaces, in a language ("en", "zh"). Caller frees. */
char *guard_words(const uint8_t hash[32], const char *language, GError **error);
char *guard_hex(const uint8_t *bytes, size_t length); /* caller frees */

/* Writes an anchor: the newest line, signed with the person's key, appended and flushed to audit.anchors in the store's
 * folder, to the person's own state folder and to the folder of the setting `audit.anchors`, if any. `why`: "logout",
 * "backup", "count", "asked". Called by itself every 1,000 lines. */
bool guard_anchor(struct session *session, const char *why, GError **error);

struct guard_anchor {
    int64_t seq, at;
    uint32_t epoch;
    char *user, *why;
    uint8_t head[32], state[STORE_STATE];
    bool good;    /* the signature is its signer's; of many thousands only the newest are looked at here */
    bool outside; /* found elsewhere than in the store's own folder */
    bool fits;    /* the line is in the log, with this hash (set by guard_verify) */
    char *file;   /* where it was found first */
    char *text;   /* the line as it was written */
};
/* Every anchor of this store that is found, oldest first (struct guard_anchor *, free function set). `*damaged` counts
 * lines that cannot be read. */
GPtrArray *guard_anchors(struct session *session, unsigned *damaged);

struct guard_verdict {
    bool intact;
    int64_t lines;
    int64_t first_bad; /* the first line that is wrong or missing; 0 when there is none, or when facts differ */
    char *reason;      /* phrase; NULL when intact */
    char *table;       /* the first table whose facts are not those of the log, or NULL */
    int64_t anchors, anchors_outside, anchors_damaged;
    int64_t clock_back, first_clock_back; /* lines older than the one before, and the first of them */
    int64_t clock_set;                    /* lines written under a clock that was set by hand */
    struct guard_head head;
};
void guard_verdict_clear(struct guard_verdict *verdict);
/* Goes over the whole log, its anchors, and (with `facts`) every row of the store. Answers false only when it could not
 * be done (I/O, cancelled); what was found is in the verdict. Needs session->store only; progress and cancelling are
 * the session's. Nothing depends on the vault's id but the anchors, so a restored store can be verified. */
bool guard_verify(struct session *session, bool facts, struct guard_verdict *verdict, GError **error);

/* Whether this person's same look at the subject, for the same purpose and masked, is in the log of the last day. */
bool guard_has_looked(struct session *session, const char *command, int64_t subject, const char *note);

/* The newest change of the store: another number says that somebody wrote. 0 when it cannot be read. */
int64_t guard_newest_change(struct session *session);

/* Marks that the running change touched a subject or a run of subjects: search and screens refresh by it. */
bool guard_touch(struct session *session, int64_t first_subject, int64_t last_subject, GError **error);

/* Settings of the store (jurisdiction profile "law.profile", "user.default", ...). Caller frees. */
char *setting_get(struct store *store, const char *key, const char *fallback);
bool setting_set(struct store *store, const char *key, const char *value, GError **error);
