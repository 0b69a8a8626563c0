/* SPDX-License-Identifier: Apache-2.0 */
/* Backups: what their files share. A backup is a sealed file (vault/envelope.h) that holds a copy of the store under a
 * key of its own; its label says what must be found in it again. */
#pragma once
#include "admin/admin.h"
#include "store/backup.h"
#include "vault/envelope.h"
#include "vault/keyfile.h"

/* ---- the label (backup_label.c) ---- */

/* What a store holds, by its own log: read from the copy before it is sealed, and again when it is restored. */
struct backup_label {
    int64_t lines, subjects, accounts;
    char *head, *state; /* hexadecimal: hash of the newest line, digest of all facts */
    char *words;        /* the head as eight words, in English */
    char *engine;       /* "3.40.1" */
    char *signer;       /* who made it, and their signature over all this, the store's id and the time (hexadecimal) */
    char *signature;
};
bool backup_label_read(struct store *store, struct backup_label *label, GError **error);
char *backup_label_write(const struct backup_label *label); /* JSON; caller frees */
/* False when the text is no such label; what is missing stays 0 or NULL. */
bool backup_label_parse(const char *json, struct backup_label *label);
void backup_label_clear(struct backup_label *label);
/* Signs it with the keys of whoever makes the backup. */
void backup_label_sign(struct backup_label *label, const struct envelope_head *head, const struct vault_keys *keys);
/* Why it need not come from this store, a phrase; NULL when it does: anybody can seal to a public key, but only a
 * person of the store can sign. `opened` are the keys that opened the envelope. Caller frees. */
char *backup_label_doubt(const struct backup_label *label, const struct envelope_reader *reader,
                         const struct vault_keys *opened);
/* Why the second is not what the first says, a phrase; NULL when it is. Caller frees. */
char *backup_label_difference(const struct backup_label *wanted, const struct backup_label *found);

/* ---- progress ---- */

/* A part of the way, from one share of the whole to another. */
struct backup_part {
    struct session *session;
    double from, to;
    const char *what; /* translatable */
};
void backup_progress(void *part, int64_t done, int64_t total); /* a store_progress */

/* ---- making (backup_make.c) ---- */

struct backup_made {
    char *file; /* full path */
    int64_t made, bytes;
    double seconds;
    char *digest;
    struct backup_label label;
};
void backup_made_clear(struct backup_made *made);
/* The key file as it is now, and really this store's. */
struct keyfile *backup_keyfile(struct session *session, GError **error);
/* Makes it; nothing is written into the log. Never replaces a file. */
bool backup_make(struct session *session, const char *file, struct backup_made *made, GError **error);
/* Its row, its line and an anchor, in one act. `removed`: files whose rows go (char *), or NULL. */
bool backup_record(struct session *session, const char *command, const struct backup_made *made, GPtrArray *removed,
                   GError **error);
void backup_tell(const struct backup_made *made, const struct session *session, struct table *answer);

/* ---- opening (backup_unlock.c) ---- */

struct backup_key {
    struct vault_keys *keys; /* an administrator's, of the time of the sealing */
    char *user;              /* whose they are; NULL: those of the open store */
    bool recovery;
};
void backup_key_clear(struct backup_key *key);
/* Opens the file, as the person's own, and looks whether it is of that kind. */
struct envelope_reader *backup_open_file(const char *file, const char *kind, GError **error);
/* Unlocks it: with the keys of the open store when they are an administrator's (unless `ask`), else by asking for the
 * passphrase of `administrator` (NULL: whoever sits here, or the only one) or the recovery key (KEYFILE_RECOVERY). */
bool backup_unlock(struct session *session, struct envelope_reader *reader, const char *administrator, bool ask,
                   struct backup_key *key, GError **error);
/* Those who may open it, separated by commas, for a message. Caller frees. */
char *backup_openers(const struct keyfile *keyfile);
const char *backup_key_way(const struct backup_key *key); /* translatable words */

/* ---- a folder that appears whole (backup_target.c) ---- */

struct backup_target;
/* `directory` must not be there, or be empty. */
struct backup_target *backup_target_new(const char *directory, GError **error);
const char *backup_target_folder(const struct backup_target *target); /* to be filled with plain files */
const char *backup_target_place(const struct backup_target *target);  /* a private folder for what is not to be kept */
/* What was put into the folder stands in `directory`; `last` is the file that makes it whole. */
bool backup_target_finish(struct backup_target *target, const char *last, GError **error);
void backup_target_free(struct backup_target *target);
typedef struct backup_target backup_target_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(backup_target_t, backup_target_free)

/* ---- out of the envelope (backup_restore.c) ---- */

/* Into `folder`, still sealed under its own key: the copy, opened for reading. */
struct store *backup_unpack(struct session *session, struct envelope_reader *reader, const char *folder,
                            GError **error);
/* The copy as a store with its key file in `folder`, under a new id and the master key of `key`: opened for writing. */
struct store *backup_settle(struct session *session, struct store *copy, GBytes *keyfile, const struct backup_key *key,
                            const char *folder, GError **error);

/* ---- proving (backup_prove.c) ---- */

struct backup_proof {
    bool intact;
    char *reason; /* phrase; NULL when intact */
    int64_t pages;
    struct backup_label found;
};
void backup_proof_clear(struct backup_proof *proof);
/* Takes a doubt (a phrase, taken over; NULL for none) as what is wrong. */
void backup_proof_doubt(struct backup_proof *proof, char *doubt);
/* Every page, the structure, the whole log and every fact of it, and the head and counts of the label. False only when
 * it could not be done (cancelled, no memory); what is wrong is in the proof. */
bool backup_prove(struct session *session, struct store *store, const struct backup_label *label,
                  struct backup_proof *proof, GError **error);

/* ---- keeping (backup_rotation.c, backup_list.c) ---- */

/* SHA-256 of a file as 64 digits; NULL when it cannot be read whole. Caller frees. */
char *backup_file_digest(const char *file, GCancellable *cancellable, GError **error);

struct backup_keep {
    int days, weeks, months; /* all 0: everything is kept */
};
/* Which of `count` moments (milliseconds since 1970, any order) stay: the newest of each of the last days, ISO weeks
 * and months that have one, by the calendar of this machine; the newest of all in any case. */
void backup_rotation(const int64_t *made, size_t count, struct backup_keep keep, bool *stays);
/* "bureau-1a2b3c4d-20261122T093000Z.backup": the store (first 8 digits of its id) and the moment in UTC. */
char *backup_name(const uint8_t id[VAULT_ID], int64_t made);
bool backup_name_parse(const char *name, const uint8_t id[VAULT_ID], int64_t *made);
