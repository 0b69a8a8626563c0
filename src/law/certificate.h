/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate says that the law took something away: how many items of whose profile by which rule, and a keyed
 * digest (HMAC-SHA-256 under a key of the store) over what was there, so that somebody who still has it elsewhere can
 * be proved right or wrong and nothing can be read out of it. Used by the purge and by erasing. */
#pragma once
#include "law/law.h"

struct certificate;
/* `kind`: "purge", "erasure" (codes CERTIFICATE_KIND). Inside an act. */
struct certificate *certificate_new(struct session *session, const char *kind);
void certificate_free(struct certificate *certificate);
typedef struct certificate certificate_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(certificate_t, certificate_free)

/* An item about to go: the row that `row` stands on, with every value of its first `columns` columns, under the name of
 * its table. */
void certificate_add(struct certificate *certificate, const char *table, struct statement *row, int columns);
int64_t certificate_items(const struct certificate *certificate);
/* Writes the row of the table `certificate`. `rule` is the citation, `body` what a person reads (a phrase; no personal
 * data). Answers its number, 0 and an error when it could not be written; `*digest` (may be NULL): hex, caller frees.
 */
int64_t certificate_write(struct certificate *certificate, const char *profile, const char *rule, int64_t subjects,
                          const char *body, char **digest, GError **error);
