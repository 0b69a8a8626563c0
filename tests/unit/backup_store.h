/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed store with a real key file for the tests of backups: an administrator, an officer, a recovery key, and a few
 * people whose names can be looked for. */
#pragma once
#include "check.h"
#include "tree.h"

#include "admin/backup.h"
#include "command/command.h"
#include "store/rows.h"

#define BACKUP_MARKER  "Ouyang Zhenhuamarker"
#define BACKUP_ADMIN   "staple-orchard-eleven-admin"
#define BACKUP_OFFICER "cobalt-lantern-seven-officer"

struct backup_store {
    char *folder;    /* everything lies in it */
    char *directory; /* the store */
    struct secret *recovery;
    struct vault_keys *keys; /* the administrator's */
    struct session *session; /* of the administrator, with the store open */
    const char *answer;      /* what session->ask answers; NULL: by the user that is asked for */
    int asked;
};

/* For the whole test program: a place for what goes beside stores. */
int backup_group_begin(void **state);
int backup_group_end(void **state);

struct backup_store *backup_store_new(void);
void backup_store_free(struct backup_store *store);
void backup_store_open(struct backup_store *store); /* sets session->store */
void backup_store_close(struct backup_store *store);
/* `count` subjects with a name, in one act. */
void backup_store_add(struct session *session, int count);
char *backup_store_path(const struct backup_store *store, const char *name);
/* A session without a store, for restores, that answers like the first. */
struct session *backup_store_stranger(struct backup_store *store);

/* Runs a command by its words; its answer, or NULL with the error. */
struct table *backup_run(struct session *session, GError **error, const char *id, ...) G_GNUC_NULL_TERMINATED;
int64_t fact_number(const struct table *table, const char *id);
const char *fact_words(const struct table *table, const char *id);

/* A digest of every row of every table but the log and what is written behind a backup. */
char *backup_store_digest(struct store *store);
/* Names in a folder, hidden ones as well. */
guint names_in(const char *folder);
bool is_on_disk(const char *folder, const char *text);
