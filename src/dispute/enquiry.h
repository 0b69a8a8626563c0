/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the furnisher. An enquiry is a row with its letter or its place in a file, its day, its reminders and its
 * answer, field by field: same, different, unknown (as the verification of a consumer dispute works in e-OSCAR). An
 * answer whose words contradict its code is never taken by the machine: it waits for a person. */
#pragma once
#include "dispute/case.h"

/* One answer to one item. Strings are borrowed. */
struct enquiry_item_answer {
    int64_t item;
    const char *says;  /* "same", "different", "unknown" */
    const char *value; /* of "different"; NULL else */
};
struct enquiry_answer {
    int64_t dispute, source;              /* source 0: about the personal details, or the only one asked */
    const char *respondent, *code, *text; /* codes ACDV_RESPONSE; may be NULL */
    const struct enquiry_item_answer *items;
    size_t item_count;
};
/* Writes the rows for letters just made by send_furnisher (form "letter"), or for a file ("file"). Inside an act. */
bool enquiries_sent(struct session *session, const struct dispute_case *each, const char *form, GPtrArray *numbers,
                    GError **error);
/* Takes an answer in: values into the items, contradictions noted. `*complete` says whether all that were asked have
 * answered. Inside an act. */
bool enquiry_take(struct session *session, struct dispute_case *each, const struct enquiry_answer *answer,
                  bool *complete, GError **error);
/* Enquiries of the case without an answer. */
bool enquiries_open(struct session *session, int64_t dispute, int64_t *count, GError **error);

bool dispute_command_enquiries(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_reply(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_export(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_import(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_remind(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_marks(struct session *, const struct arguments *, struct table *, GError **);
bool mark_command_export(struct session *, const struct arguments *, struct table *, GError **);
