/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the compliance room: assessments. */
#pragma once
#include "compliance/compliance.h"

/* The occasions that want one and have none, as rows. */
bool assessment_list_missing(struct session *session, struct table *answer, GError **error);
