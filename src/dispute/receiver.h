/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the dispute room: who had received a wrong value, and the notice that told them. */
#pragma once
#include "dispute/case.h"
#include "dispute/dispute.h"

struct receiver {
    const char *kind; /* codes RECEIVER_KIND: enquiry, report, transfer; static */
    char *name;
    struct date last; /* the last day on which they received it */
};
/* Everybody outside the house who received a value of the case that is wrong, while it was wrong and within the window
 * of data/law/receiver_windows.tsv; newest first, each once. Free with g_ptr_array_unref. */
GPtrArray *receivers_find(struct session *session, const struct dispute_case *each, GError **error);
/* Writes them down, those that stand there already left as they are. `*count`: all of the case. Inside an act. */
bool receivers_note(struct session *session, const struct dispute_case *each, guint *count, GError **error);
/* Months that a letter may name: all receivers of the case had the value within them. */
bool receivers_months(struct session *session, const struct dispute_case *each, int *months, GError **error);
/* The letter that told one of them. Inside an act. */
bool receiver_told(struct session *session, int64_t dispute, const char *name, const char *letter, GError **error);
/* The day from which on the value of an item is known to have been wrong in this store; DATE_NONE: always. */
bool receiver_wrong_since(struct session *session, const struct dispute_case *each, const struct case_item *item,
                          struct date *since, GError **error);
