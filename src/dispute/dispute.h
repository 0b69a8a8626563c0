/* SPDX-License-Identifier: Apache-2.0 */
/* dispute: the case, its clock, its marks, its letters.
 * For:    opening, moving and deciding a dispute; the queue; letters.
 * Uses:   law, score (to score a correction), subject, command, guard, store, base.
 * Never:  holds a transition, a deadline or a letter's wording in code. */
#pragma once
#include "subject/subject.h"

/* One item: "account=3,month=2026-04,field=state,claimed=N". field: state, balance, due, paid, past_due (with month),
 * amount, opened, closed, five_class, exists (of the account), name, identity, phone, address, birth (personal). */
struct dispute_item {
    int64_t account; /* 0: personal detail */
    struct month month;
    char *field, *claimed;
};
bool dispute_item_parse(const char *text, struct dispute_item *item, GError **error);
void dispute_item_clear(struct dispute_item *item);

bool dispute_command_open(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_items(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_act(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_letters(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_letter(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_reasons(struct session *, const struct arguments *, struct table *, GError **);

/* Events that may come next from a state, in the order of data/law/dispute_fsm.tsv, for a menu. NULL-terminated array
 * of static strings; free the array with g_free. */
const char **dispute_next_events(const char *state, const char *profile);
/* What an event asks of the person who does it, so that a screen can ask before the door refuses. */
struct dispute_asks {
    const char *to;      /* the state it leads to */
    bool text, evidence; /* must be there */
    bool answer;         /* takes the furnisher's value of an item */
    bool value;          /* writes a correction: a value may be given */
    bool second;         /* of a person who is not the case's maker */
    unsigned roles;      /* who may */
};
/* false when the event cannot follow. */
bool dispute_event_asks(const char *state, const char *event, const char *profile, struct dispute_asks *asks);
/* Where a state stands on its way (1 received ... 7 done), 0 when unknown; whether the clock runs in it. */
int dispute_state_step(const char *state);
bool dispute_state_is_open(const char *state);
/* The counts of the desk: overdue, today, 3 days, 7 days, later. */
struct dispute_counts {
    int overdue, today, three, seven, later;
};
bool dispute_count_due(struct session *session, struct dispute_counts *counts, GError **error);
