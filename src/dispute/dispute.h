/* SPDX-License-Identifier: Apache-2.0 */
/* dispute: the case, its clock, its marks, its letters.
 * For:    opening, moving and deciding a dispute; the queue; letters.
 * Uses:   law, score (to score a correction), subject, command, guard, store, base.
 * Never:  holds a transition, a deadline or a letter's wording in code. */
#pragma once
#include "subject/subject.h"

/* One item: "account=3,month=2026-04,field=state,claimed=N,reason=payment.month". field: state, balance, due, paid,
 * past_due (with month), amount, opened, closed, five_class, exists (of the account), name, identity, phone, address,
 * birth, marital (personal), score; with fact: enquiry, public_record, measure (claimed=no), public_ended (claimed=DAY,
 * or public_record,ended=DAY). */
struct dispute_item {
    int64_t account; /* 0: personal detail */
    int64_t fact;    /* number of an enquiry, a public record, a measure; else 0 */
    struct month month;
    char *field, *claimed;
    char *reason; /* of this item alone; NULL: that of the case */
};
bool dispute_item_parse(const char *text, struct dispute_item *item, GError **error);
void dispute_item_clear(struct dispute_item *item);

bool dispute_command_open(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_items(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_act(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_attach(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_attachments(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_attachment(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_letters(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_letter(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_clocks(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_rules(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_file(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_propose(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_receivers(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_corrections(struct session *, const struct arguments *, struct table *, GError **);
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
    bool identity;       /* identity, and an agent's authority, must be verified */
    bool relevant;       /* may be said to be relevant: the period is lengthened */
    bool received;       /* came from outside: the day it arrived may be given */
    unsigned roles;      /* who may */
};
/* false when the event cannot follow. */
bool dispute_event_asks(const char *state, const char *event, const char *profile, struct dispute_asks *asks);
/* What a furnisher says of one item, and what contradicts itself in the whole: a phrase, NULL for none. Pure, so that a
 * form can show it before the answer is taken in. `stored` may be masked or NULL. */
struct dispute_said {
    int64_t item;
    const char *says, *value, *stored;
};
char *dispute_answer_contrary(const char *code, const char *text, const struct dispute_said *said, size_t count);
/* The code of the furnisher that is asked about an item, "" for personal details; NULL and an error. Caller frees. */
char *dispute_item_furnisher(struct session *session, int64_t dispute, int64_t item, GError **error);
/* Where a state stands on its way (1 received ... 7 done), 0 when unknown; whether the clock runs in it. */
int dispute_state_step(const char *state);
bool dispute_state_is_open(const char *state);
/* The counts of the desk: overdue, today, 3 days, 7 days, later. */
struct dispute_counts {
    int overdue, today, three, seven, later;
};
bool dispute_count_due(struct session *session, struct dispute_counts *counts, GError **error);
