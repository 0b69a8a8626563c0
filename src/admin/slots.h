/* SPDX-License-Identifier: Apache-2.0 */
/* The key file of the open store, as the commands about users and keys change it. Keys that belong to nobody (tests)
 * have no key file: there everything here is done at once. */
#pragma once
#include "admin/admin.h"
#include "vault/keyfile.h"
#include "vault/passphrase.h"

/* The first passphrase of a user: the one that was handed in (checked), else a fresh one (`*made`). */
struct secret *slots_first_passphrase(struct session *session, const char *user, bool *made, GError **error);
/* The fact `passphrase`: shown this once, nothing when it was handed in (NULL). */
void slots_show(struct table *answer, struct secret *passphrase);

bool slots_enrol(struct session *session, const char *user, bool administrator, const struct secret *passphrase,
                 GError **error);
bool slots_set_administrator(struct session *session, const char *user, bool administrator, GError **error);
bool slots_remove(struct session *session, const char *user, GError **error);
/* A new master key: the database is copied under it and takes the old one's place; the session's store is closed for
 * that and opened again. Leaves its own line in the log. */
bool slots_rotate(struct session *session, GError **error);
