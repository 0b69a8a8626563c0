/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the packed columns say what the facts say. */
#pragma once
#include "features/pack.h"

/* Reads every packed feature of every live subject and fails the test where one is not, bit for bit, what
 * features_derive() gives from the facts now. Answers how many places had to be derived for the reading; `seen` is how
 * many subjects there are. */
int64_t pack_check(struct session *session, int64_t *seen);
