/* SPDX-License-Identifier: Apache-2.0 */
/* Papers of a case: files kept whole in the sealed store, each with its digest, what it is (by its bytes) and what it
 * is to the case. Nothing is taken out of a case again. */
#pragma once
#include "dispute/case.h"

struct evidence_body {
    const guint8 *bytes;
    size_t length;
};
/* The media type of a body; borrowed. NULL and INPUT that lists the kinds when it is none of them. */
const char *evidence_type(const struct evidence_body *body, const char *name, GError **error);
const char *evidence_ending(const char *type); /* "pdf"; borrowed */

/* Reads a regular file (never through a link, limited in size) and keeps it. role: codes ATTACHMENT_ROLE; `item` 0: of
 * the whole case. The same bytes a second time are the same paper: the first role stays. Inside an act. */
bool evidence_keep(struct session *session, int64_t dispute, const char *path, const char *role, int64_t item,
                   GError **error);
