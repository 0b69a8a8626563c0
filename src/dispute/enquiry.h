/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the furnisher. An enquiry is a row with its letter or its place in a file, its day, its reminders and its
 * answer, field by field: same, different, unknown (as the verification of a consumer dispute works in e-OSCAR). An
 * answer whose words contradict its code is never taken by the machine: it waits for a person. */
#pragma once
#include "dispute/act.h"

/* One answer to one item. Strings are borrowed. */
struct enquiry_item_answer {
    int64_t item;
    const char *says;  /* "same", "different", "unknown" */
    const char *value; /* of "different"; NULL else */
};
struct enquiry_answer {
    int64_t enquiry;                                 /* which one; 0: by the source */
    int64_t source;                                  /* 0: the only one that is open */
    const char *respondent, *code, *text, *evidence; /* codes ACDV_RESPONSE; digest of a file; may be NULL */
    struct date arrived;
    const struct enquiry_item_answer *items;
    size_t item_count;
};

/* ---- asking (enquiry.c) -------------------------------------------------------------------------------------------
 */
/* The furnishers of the items in the order of the items, each once (LETTER_PERSONAL_ONLY: the personal details). */
GArray *enquiry_sources(struct session *session, const struct dispute_case *each);
/* Whether an item is one that this furnisher is asked about; source 0 and LETTER_PERSONAL_ONLY: personal details. */
bool enquiry_has_item(struct session *session, const struct dispute_case *each, int64_t source,
                      const struct case_item *item);
/* One letter, or place in a file (act->by_file), and one row to each furnisher. Inside an act. */
bool enquiries_ask(struct act *act, GError **error);
/* A reminder to each that has not answered. Inside an act. */
bool enquiries_remind(struct act *act, GError **error);
/* The same to one of them; its number is added. */
bool enquiry_remind(struct session *session, const struct dispute_case *each, int64_t enquiry, int64_t source,
                    GPtrArray *numbers, GError **error);
/* Open enquiries are due when the clock "furnisher" of the case is. */
bool enquiries_due(struct session *session, const struct dispute_case *each, GError **error);
/* Enquiries of the case without an answer. */
bool enquiries_open(struct session *session, int64_t dispute, int64_t *count, GError **error);
char *enquiry_name(int64_t enquiry); /* "E-000012"; caller frees */
/* What becomes of a case whose furnisher says nothing: a phrase. Caller frees. */
char *enquiry_silence(const struct dispute_case *each);

/* ---- the answer (enquiry_answer.c, contrary.c, enquiry_codes.c) ---------------------------------------------------
 */
/* Takes an answer in: values into the items, contradictions noted on enquiry and case. `*complete` says whether all
 * that were asked have answered; the event is for the caller. REFUSED when it was answered before (reason "answered"),
 * the code does not fit, an item is missing or another's. Inside an act. */
bool enquiry_take(struct session *session, struct dispute_case *each, const struct enquiry_answer *answer,
                  bool *complete, GError **error);
/* The answer of a person in short, without fields, for all that are open. */
bool enquiries_take_short(struct act *act, GError **error);
/* After an answer was taken: the case goes on when nobody is waited for and nothing contradicts; else it stays, and an
 * event says what came. */
bool enquiry_go_on(struct act *act, bool complete, GError **error);
/* The contradiction in an answer as a phrase, NULL for none. `stored` of each item in the order of answer->items. */
char *contrary_find(const struct enquiry_answer *answer, const char *const *stored, GError **error);
/* "wrong", "right", "unknown": what a text says, as bits; data/dispute/contrary.tsv. */
enum contrary_means { MEANS_WRONG = 1, MEANS_RIGHT = 2, MEANS_UNKNOWN = 4 };
unsigned contrary_read(const char *text);

/* At most two codes of ACDV_DISPUTE for the items of a furnisher, with a comma between. Caller frees. */
char *enquiry_dispute_codes(struct session *session, const struct dispute_case *each, int64_t source);
/* Whether a response may follow dispute codes on a day; USAGE and REFUSED with what there is. */
bool enquiry_code_fits(const char *code, const char *dispute_codes, struct date day, GError **error);
/* What the fields say under a response code ("same", "different", "unknown", "any"); NULL when there is no such. */
const char *enquiry_code_says(const char *code);
bool enquiry_code_deletes(const char *code);

/* ---- files (enquiry_rows.c) ---------------------------------------------------------------------------------------
 */
/* The rows of a CSV file (RFC 4180, UTF-8) or of a JSON array of objects, by column. Hostile input: limited in size,
 * no column twice, a row that has too many or too few fields is bad, not guessed. */
struct enquiry_rows {
    GPtrArray *columns; /* names */
    GPtrArray *rows;    /* struct enquiry_row * */
};
struct enquiry_row {
    int64_t line; /* of the file; JSON: number of the object */
    char **cells; /* by column; NULL when the row is bad */
    const char *trouble;
};
struct enquiry_rows *enquiry_rows_read(const char *path, GError **error);
void enquiry_rows_free(struct enquiry_rows *rows);
typedef struct enquiry_rows enquiry_rows_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(enquiry_rows_t, enquiry_rows_free)
const char *enquiry_cell(const struct enquiry_rows *rows, const struct enquiry_row *row, const char *column);
/* The rows of a table of text as CSV or JSON; caller frees. A field that a spreadsheet would take for a formula begins
 * with an apostrophe. */
char *enquiry_rows_write(const char *const *columns, size_t count, GPtrArray *rows, bool json);

bool dispute_command_enquiries(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_reply(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_export(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_import(struct session *, const struct arguments *, struct table *, GError **);
bool enquiry_command_remind(struct session *, const struct arguments *, struct table *, GError **);
bool dispute_command_marks(struct session *, const struct arguments *, struct table *, GError **);
bool mark_command_export(struct session *, const struct arguments *, struct table *, GError **);
