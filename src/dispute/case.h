/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the dispute room: the case in memory, the machine it moves by, and what its files share. */
#pragma once
#include "dispute/dispute.h"
#include "law/machine.h"
#include "letter/letter.h"

/* ---- the machine: data/law/dispute_fsm.tsv, dispute_states.tsv, dispute_policy.tsv --------------------------------
 */
/* Every step in file order; NULL past the end. */
const struct law_step *machine_step(size_t index);
/* The step by `event` from `state` under a profile; NULL when the table has none. */
const struct law_step *machine_find(const char *state, const char *event, const char *profile);
/* Whether the table has that step under some other profile. */
bool machine_is_foreign(const char *state, const char *event);
/* Whether any line of the table has this event, and the events a person may name, with commas between. Caller frees. */
bool machine_knows_event(const char *event);
char *machine_event_names(void);
const struct law_state *machine_state(const char *state); /* NULL when unknown */
const struct law_state *machine_state_at(size_t index);   /* NULL past the end */
int64_t machine_policy(const char *name);                 /* 0 when the policy does not say */
bool machine_loaded(GError **error);                      /* the files could be read */

/* ---- the case -----------------------------------------------------------------------------------------------------
 */
struct case_item {
    int64_t item;    /* from 1 */
    int64_t account; /* 0: personal detail */
    int64_t fact;    /* of an enquiry, a public record, a measure; else 0 */
    struct month month;
    char *field, *reason, *claimed, *stored, *answered, *says, *corrected,
        *outcome; /* says: same, different, unknown */
};
struct dispute_case {
    int64_t id, subject, version;
    char *state, *channel, *profile, *maker, *decider, *outcome, *text, *due_reason;
    char *applicant, *agent, *authority, *identity; /* who applied and how that was verified; identity NULL: not yet */
    char *owner;                                    /* who works on it, NULL: nobody */
    int64_t held_until;                             /* moment; 0: assigned for good, or nobody's */
    int64_t previous;                               /* the case that this one disputes again, 0 */
    bool contrary;                                  /* a furnisher's code and words contradict each other */
    bool free_report; /* while it is opened: it follows the free yearly report. Kept in the rule of its clock */
    struct date received, entered, due, target, closed, verified, diary, archived;
    struct date planned; /* when a correction that is held up is to be done */
    GPtrArray *items;    /* struct case_item * */
};
typedef struct dispute_case dispute_case_t;
void case_free(struct dispute_case *each);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(dispute_case_t, case_free)
void case_item_free(struct case_item *item);
/* An empty case: no items, no days. */
void case_begin(struct dispute_case *each);

/* NOT_FOUND when there is no such case (or not yet, on the day that is shown). */
struct dispute_case *case_load(struct session *session, int64_t id, GError **error);
/* Takes the values of items that the law took out of the views out of a case that was read; case_load() does it. */
bool case_take_out(struct session *session, struct dispute_case *each, GError **error);
bool case_insert(struct session *session, const struct dispute_case *each, GError **error);
bool case_insert_item(struct session *session, int64_t dispute, const struct case_item *item, GError **error);
/* Writes state, decider, outcome, closed and the next version; STALE when somebody moved it first. */
bool case_save(struct session *session, struct dispute_case *each, GError **error);
bool case_save_item(struct session *session, int64_t dispute, const struct case_item *item, GError **error);
/* Appends to the case's events; `note` is free text or a phrase, NULL for none. */
bool case_event(struct session *session, const struct dispute_case *each, const char *event, const char *before,
                const char *after, const char *note, GError **error);
/* Refuses with what changed since, and by whom, when `version` is not the case's. */
bool case_check_version(struct session *session, const struct dispute_case *each, int64_t version, GError **error);
/* ---- who works on it (hold.c); src/desk takes and gives, `version` does not count it ---- */
/* REFUSED with who works on the case, and until when, when it is somebody else. */
bool case_check_hold(struct session *session, const struct dispute_case *each, GError **error);
/* Until when a hold with an end lasts, looks of its holder counted; 0: it is over. */
bool case_hold_lasts(struct session *session, int64_t dispute, const char *owner, int64_t held_until, int64_t *until,
                     GError **error);
/* When a hold that begins now ends if nothing is done. */
int64_t case_hold_end(struct session *session);

char *case_number(int64_t dispute);                                            /* "D-000214"; caller frees */
struct case_item *case_item_at(const struct dispute_case *each, int64_t item); /* NULL when there is none */

/* ---- items --------------------------------------------------------------------------------------------------------
 */
enum field_scope { FIELD_OF_MONTH, FIELD_OF_ACCOUNT, FIELD_OF_PERSON, FIELD_OF_FACT };
enum field_kind {
    FIELD_STATE,
    FIELD_MONEY,
    FIELD_DATE,
    FIELD_CLASS,
    FIELD_EXISTS,
    FIELD_TEXT,
    FIELD_IDENTITY,
    FIELD_PHONE,
    FIELD_MARITAL,
    FIELD_FACT, /* an enquiry, a public record, a measure as a whole: "no", it is not the person's or must not be there
                 */
    FIELD_SCORE /* made of facts: nothing can be claimed */
};
struct dispute_field {
    const char *name;
    enum field_scope scope;
    enum field_kind kind;
};
const struct dispute_field *field_find(const char *name); /* NULL when unknown */
/* The value in its stored form ("2310.00"), or NULL and USAGE that says what is expected. Caller frees. */
char *field_normalise(const struct dispute_field *field, const char *value, struct date today, GError **error);
/* What the file holds for an item, as text, "" when nothing. NULL and an error that says what there is. Caller frees.
 */
char *item_stored(const struct dossier *dossier, int64_t account, struct month month, const char *field,
                  GError **error);
/* The same for any item of a case: enquiries, public records and measures by their fact number (item_fact.c). */
char *item_held(const struct dossier *dossier, const struct case_item *item, GError **error);
/* Writes what an item of a fact, marital status or the score is corrected to; `value` "no" or "" takes the fact out. */
bool item_fact_correct(struct session *session, int64_t subject, const struct case_item *item, const char *value,
                       GError **error);
bool item_is_plain(const struct case_item *item);                                   /* corrected by correct.c itself */
const struct detail *item_detail(const struct dossier *dossier, const char *field); /* name, identity, phone, address */

/* ---- marks, evidence, corrections ---------------------------------------------------------------------------------
 */
/* Gives every item of every marked case of the subject its one mark, if it has none. */
bool marks_place(struct session *session, int64_t subject, GError **error);
/* Ends the marks of a case; those another open case still needs are placed again. */
bool marks_end(struct session *session, const struct dispute_case *each, GError **error);
/* A mark of another kind ("special", "statement") on each item. */
bool marks_add(struct session *session, const struct dispute_case *each, const char *kind, GError **error);

/* Reads a regular file (never through a link, limited in size) and keeps it with its digest. */
bool evidence_attach(struct session *session, int64_t dispute, const char *path, GError **error);
bool evidence_count(struct session *session, int64_t dispute, int64_t *count, GError **error);

struct correction {
    int items; /* how many were corrected */
    bool scored;
    int before, after; /* scores */
};
/* Writes the new versions of the facts, scores the subject again and keeps what was changed. `value` (may be NULL) is
 * for `item`, or for the only item there is to correct; `paper` the file given with the act, or NULL. */
bool correction_apply(struct session *session, struct dispute_case *each, const char *value, int64_t item,
                      const char *paper, struct correction *done, GError **error);

/* ---- letters ------------------------------------------------------------------------------------------------------
 */
/* Makes the letters of a kind (one for the subject, or one for each furnisher or receiver) and adds their numbers to
 * `numbers`. `text` is the free text of the act, may be NULL. */
bool letters_make(struct session *session, const struct dispute_case *each, const char *kind, const char *text,
                  GPtrArray *numbers, GError **error);
/* What a letter may need besides the free text; zero and NULL say nothing. */
struct letter_extra {
    const char *text;
    struct date planned; /* when a correction that is held up is to be done; DATE_NONE: by the legal last day */
    int64_t only;        /* of the furnishers this one alone (LETTER_PERSONAL_ONLY: the personal details); 0: all */
};
bool letters_make_with(struct session *session, const struct dispute_case *each, const char *kind,
                       const struct letter_extra *extra, GPtrArray *numbers, GError **error);
/* Who asked for the file inside the policy's window, newest first, without doubles. Free with g_ptr_array_unref. */
GPtrArray *letters_receivers(struct session *session, const struct dispute_case *each, GError **error);
/* Whether a letter went out that answers the person (data/letters/kinds.tsv: replies). */
bool letters_answered(struct session *session, int64_t dispute, bool *answered, GError **error);

/* letter_text.c: what the wording of data/letters is filled with */
enum { LETTER_PERSONAL_ONLY = -1 };
struct letter_draft {
    struct session *session;
    const struct dispute_case *each;
    const struct dossier *dossier;
    const char *kind, *language, *number, *text, *addressee;
    int64_t source; /* only items of this furnisher; 0 for all; LETTER_PERSONAL_ONLY */
    struct date planned;
};
char *letter_write(const struct letter_draft *draft, GError **error); /* caller frees */
/* letter_law.c: the sentences that differ by profile, and the furnishers of the items */
bool letter_put_law(const struct letter_draft *draft, GHashTable *words, GError **error);
/* The source of an item's account and, where asked for, its number (caller frees) and currency; 0 for personal items.
 */
int64_t letter_account(struct session *session, const struct dispute_case *each, const struct case_item *item,
                       char **number, char currency[4]);

/* ---- opening ------------------------------------------------------------------------------------------------------
 */
/* A new case from a subject and items (claimed and reason filled), received with its acknowledgement; accepted and
 * marked in the same act when it is known who applied (identity, and the authority of an agent or relative), else it
 * waits. Takes what `each` lacks (id, due, stored values) from the store. `again`: the case that this one goes on from,
 * 0. `linked` gets other open cases on the same items, "" for none. */
bool case_open(struct session *session, struct dispute_case *each, const struct dossier *dossier, int64_t again,
               char **linked, GError **error);
/* What of identity and authority a case lacks: a phrase of static storage, NULL when nothing. */
const char *case_lacks(const struct dispute_case *each);
/* Files of the option `name` kept with the case. */
bool case_attach(struct session *session, const struct dispute_case *each, const struct arguments *arguments,
                 const char *name, GError **error);
/* The day on which what led to an act arrived (option --received), else today. REFUSED when it is not here yet, lies
 * before the case, or when the step is an act of our own. */
bool case_arrival(struct session *session, const struct dispute_case *each, const struct law_step *step,
                  const struct arguments *arguments, struct date *arrived, GError **error);

/* ---- moving -------------------------------------------------------------------------------------------------------
 */
/* What must hold before a step: profile, role, four eyes, evidence, text, dates. REFUSED says which and who may. */
bool guards_hold(struct session *session, const struct dispute_case *each, const struct law_step *step,
                 const struct arguments *arguments, GError **error);
/* Runs the steps that the system does by itself after the case reached its state. */
bool case_follow(struct session *session, struct dispute_case *each, GError **error);
