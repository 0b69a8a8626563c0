/* SPDX-License-Identifier: Apache-2.0 */
/* sharing: data that leaves for others.
 * For:    the de-identified export, agreements with third parties, the register of transfers, the catalogue of fields.
 * Uses:   subject, law, command, guard, store, base.
 * Never:  writes a value that names somebody. */
#pragma once
#include "subject/subject.h"

/* ---- agreements ---------------------------------------------------------------------------------------------------
 */

struct agreement {
    int64_t id;
    char *party, *kind, *purpose, *scope;
    bool abroad;
};
void agreement_free(struct agreement *agreement);
typedef struct agreement agreement_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(agreement_t, agreement_free)
/* The agreement with a party that is in force on a day: number `id`, or with 0 the one that lasts longest. REFUSED when
 * there is none: giving data to others needs a contract (Network Data Regulation, article 12). */
struct agreement *agreement_in_force(struct session *session, const char *party, int64_t id, struct date day,
                                     GError **error);

bool agreement_command_add(struct session *, const struct arguments *, struct table *, GError **);
bool agreement_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool agreement_command_end(struct session *, const struct arguments *, struct table *, GError **);
bool agreement_command_review(struct session *, const struct arguments *, struct table *, GError **);

/* ---- transfers ----------------------------------------------------------------------------------------------------
 */

struct transfer {
    int64_t id, at, agreement; /* agreement 0: none */
    const char *recipient, *purpose, *method, *scope, *basis, *digest;
    int64_t rows, subjects, k; /* k 0: not de-identified by groups */
    bool abroad;
    struct date keep_until; /* set by transfer_record() */
};
/* Writes the row inside an act and sets id and keep_until (the law's rule share.record.retain). */
bool transfer_record(struct session *session, struct transfer *transfer, GError **error);

bool transfer_command_add(struct session *, const struct arguments *, struct table *, GError **);
bool transfer_command_list(struct session *, const struct arguments *, struct table *, GError **);

/* ---- the de-identified file, the catalogue of fields ----------------------------------------------------------------
 */

bool share_command_make(struct session *, const struct arguments *, struct table *, GError **);
bool field_command_list(struct session *, const struct arguments *, struct table *, GError **);
