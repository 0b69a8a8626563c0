/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the dispute room: the second person of a decision. Whoever took a case in, looked into it, recorded the
 * furnisher's answer or proposed the outcome neither decides nor corrects it. */
#pragma once
#include "dispute/case.h"
#include "dispute/dispute.h"

/* REFUSED with what the session's person did in the case and who may take the step instead. */
bool second_check(struct session *session, const struct dispute_case *each, const struct law_step *step,
                  GError **error);
/* Puts the outcome that was proposed last, by whom and why, into an answer; nothing when there is none. */
bool second_show_proposal(struct session *session, const struct dispute_case *each, struct table *answer,
                          GError **error);
