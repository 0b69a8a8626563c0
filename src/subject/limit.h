/* SPDX-License-Identifier: Apache-2.0 */
/* What the consents behind a look do not cover is not in the dossier that the look is given. */
#pragma once
#include "subject/dossier.h"

/* Takes out every fact whose kind is not among `kinds` (bits of enum data_kind) and adds the kinds of what was there to
 * dossier->withheld. Nothing to take out leaves the dossier as it was. */
void dossier_limit(struct dossier *dossier, unsigned kinds);

/* The fact "withheld" of an answer: the kinds in the reader's language, or null when everything is shown. */
void limit_fact(struct table *answer, const struct session *session, unsigned withheld);

/* What a list may say of one of its subjects: who it is in any case; what the person owes and how they are rated only
 * where the purpose that is stated, or else the usual one of the role, lets their file be looked at. Two indexed reads.
 */
bool limit_of_row(struct session *session, int64_t subject, unsigned *kinds, GError **error);
