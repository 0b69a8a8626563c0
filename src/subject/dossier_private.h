/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share about a dossier and nobody else needs. */
#pragma once
#include "subject/dossier.h"

/* A dossier without facts: every array is there and empty. */
struct dossier *dossier_new(int64_t subject);

void detail_free(struct detail *detail);
void account_free(struct account *account);

/* A prepared query of one subject's facts: ?1 is the subject, ?2 the view. */
struct statement *dossier_facts(struct session *session, int64_t subject, const char *sql, GError **error);

/* How much a kind of name, identifier, contact or address is preferred; small first. */
int name_rank(const char *kind);
int identifier_rank(const char *kind);
int contact_rank(const char *kind);
int address_rank(const char *kind);
