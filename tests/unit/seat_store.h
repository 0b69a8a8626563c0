/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed store with a real key file (least cost) for tests of the workstation, and scripts run on it. */
#pragma once
#include "core/app.h"
#include "vault/keyfile.h"

#define ADMINISTRATOR       "zhou.ting"
#define ADMINISTRATOR_WORDS "seven quiet rivers meet at noon"
#define OFFICER             "li.na"
#define OFFICER_WORDS       "green lamps over the wet bridge"

struct seat_store {
    char *folder, *directory;
    struct secret *recovery;
};
struct seat_store *seat_store_new(void);
void seat_store_free(struct seat_store *store);

/* Keys of a user; the test fails when they cannot be had. NULL and the error with `error`. */
struct vault_keys *seat_store_keys(const struct seat_store *store, const char *user, const char *words, GError **error);
/* One number from the store, read with the administrator's keys. */
int64_t seat_store_count(const struct seat_store *store, const char *sql);

/* Runs a script; `keys` NULL begins at the login. Answers the exit code. */
struct seat_run {
    const char *user;                      /* stands in the login; NULL: the default */
    struct vault_keys *keys;               /* taken over */
    const struct view_ops *const *screens; /* NULL: the real ones */
    const char *language;                  /* NULL: en */
    int columns, rows;                     /* 0: 80 x 24 */
};
int seat_store_run(const struct seat_store *store, const struct seat_run *run, const char *script);
/* The same, and the test fails unless the script went well. */
void seat_store_script(const struct seat_store *store, const char *script);
/* What `dump NAME` wrote. Caller frees. */
char *seat_store_screen(const struct seat_store *store, const char *name);
