/* SPDX-License-Identifier: Apache-2.0 */
/* From records to facts: whose row it is, what it says, and writing it down. */
#pragma once
#include "intake/lawful.h"
#include "intake/months.h"
#include "intake/value.h"

struct loader {
    const struct mapping *mapping;
    struct fact_writer writer;
    struct value_context context;
    struct value (*values)[FACT_FIELDS]; /* of this row, by section */
    bool *given;                         /* whether a section says anything in this row */
    GArray *row_months;                  /* struct month_seen of this row */
    GArray *pending;                     /* long shape: struct month_seen not yet written */
    struct month_scratch scratch;
    GHashTable *keys;            /* kind and value -> index + 1 in `subjects` */
    GHashTable *numbers;         /* account number -> index + 1 in `accounts` */
    GArray *subjects;            /* struct subject_seen */
    GArray *accounts;            /* struct account_seen */
    GStringChunk *texts;         /* keys and own codes, as long as the file */
    bool contacts_read;          /* contacts of the store are in `keys` */
    GHashTable *old_subjects;    /* ids that were there before and got something new */
    int64_t first_new, last_new; /* run of the subjects made */
    GHashTable *consents;        /* those that came with the file, as words */
    struct lawful lawful;        /* set by lawful_begin() */
    struct date today;
};

enum row_outcome { ROW_ERROR = -1, ROW_ACCEPTED, ROW_SKIPPED, ROW_REJECTED };

void loader_init(struct loader *loader, struct session *session, const struct mapping *mapping, struct month observed);
void loader_clear(struct loader *loader);
/* One record of the file. ROW_REJECTED: nothing of it was written, `failure` says why. */
enum row_outcome loader_row(struct loader *loader, const struct csv_record *record, int64_t row,
                            struct failure *failure, GError **error);
/* Writes what is still held back and settles the ids. */
bool loader_finish(struct loader *loader, GError **error);

/* ---- identify.c ---- */
struct subject_seen {
    int64_t id;
    guint64 digest;
    bool made;
    gint8 warned; /* of means: 1 warned and agreed, -1 not, 0 not asked yet */
};
struct account_seen {
    int64_t id;
    guint subject;
    guint64 digest;
    struct month newest;
    bool fresh;
};

/* Who the converted row is about: index in loader->subjects, or -1 when nobody that is known. ROW_REJECTED when two
 * keys name two subjects, or none is given. */
enum row_outcome loader_identify(struct loader *loader, int64_t *subject, struct failure *failure, GError **error);
/* Remembers that the keys of this row name a subject. */
void loader_remember(struct loader *loader, guint subject);
/* The account of this row: index in loader->accounts, or -1. */
enum row_outcome loader_find_account(struct loader *loader, const char *number, int64_t *account,
                                     struct failure *failure, GError **error);
guint loader_subject_index(struct loader *loader, int64_t id, bool made);

/* ---- lawful_row.c ---- */

/* Drops what may not be collected from the converted row, and looks for the notice before adverse information. false:
 * the row is refused, `failure` says why. */
bool lawful_row(struct loader *loader, struct failure *failure);
/* Whether a measure of a subject may be taken: means of a person only after the warning and a consent of their own. */
bool lawful_measure(struct loader *loader, guint subject, bool fresh, const struct value *values, bool *taken,
                    GError **error);
/* A consent that comes with the row; the same one again is nothing new. */
bool lawful_consent(struct loader *loader, guint subject, const struct value *values, GError **error);
