/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the sealed files share: a vault file with a bare connection, without schema and without hardening,
 * so that a test can ask for what the program itself never asks for. */
#pragma once
#include "check.h"
#include "store/vfs_private.h"

/* A folder of its own for each test; sealed_drop() removes it. */
struct sealed_box {
    char *folder, *file;
    struct vault_keys *keys;
    struct vfs *vfs; /* NULL with a connection: a plain one, for controls */
    sqlite3 *db;
};
struct sealed_box *box_new(void);
void box_free(struct sealed_box *box);

/* SQLite's result. The connection gets journal_mode=WAL, synchronous=FULL, temp_store=MEMORY as the program does. */
int box_open(struct sealed_box *box, struct vault_keys *keys, bool create);
int box_open_under(struct sealed_box *box, struct vault_keys *keys, bool create, sqlite3_vfs *under);
int box_open_plain(struct sealed_box *box); /* stock SQLite */
void box_close(struct sealed_box *box);

int box_try(struct sealed_box *box, const char *sql);                         /* the extended result */
void box_run(struct sealed_box *box, const char *sql);                        /* must work */
int64_t box_ask(struct sealed_box *box, const char *sql);                     /* one number; must work */
int box_ask_result(struct sealed_box *box, const char *sql, int64_t *answer); /* may fail */

/* Whole files by name behind the box's file ("", "-log"); nobody of this process may have them open. */
char *box_name(const struct sealed_box *box, const char *suffix);
GByteArray *box_load(const struct sealed_box *box, const char *suffix);
void box_store(const struct sealed_box *box, const char *suffix, const GByteArray *bytes);
bool box_exists(const struct sealed_box *box, const char *suffix);

/* Runs `work` in a child; `dies`: the child kills itself with SIGKILL behind it, else it must end well. */
void box_in_child(void (*work)(struct sealed_box *box), struct sealed_box *box, bool dies);

/* Rows of a table t(id, body) in separate transactions, `body` with a text that names its id. */
void box_fill(struct sealed_box *box, int from, int to);

/* A file system over SQLite's own that counts, and fails where it is told to. `rewritten`: frames of a log written
 * again at the place they had. */
struct watch {
    sqlite3_vfs vfs;
    int64_t wal_writes, rewritten, syncs;
    bool fail_log_syncs;
};
void watch_set(struct watch *watch);
