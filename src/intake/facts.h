/* SPDX-License-Identifier: Apache-2.0 */
/* Facts as intake writes them: one description of each kind, and one writer for all of them. */
#pragma once
#include "command/command.h"
#include "intake/bulk.h"

enum fact_kind {
    FACT_PERSON,
    FACT_ENTERPRISE,
    FACT_NAME,
    FACT_IDENTIFIER,
    FACT_CONTACT,
    FACT_ADDRESS,
    FACT_EMPLOYMENT,
    FACT_RELATION,
    FACT_ACCOUNT,
    FACT_ENQUIRY,
    FACT_PUBLIC_RECORD,
    FACT_MEASURE,
    FACT_FACILITY,
    FACT_LIABILITY,
    FACT_CONSENT, /* written by lawful_row.c: a consent has no versions */
    FACT_KINDS,
    FACT_HISTORY = FACT_KINDS, /* packed months: written by history.c of this room */
};

enum field_type {
    FIELD_TEXT,
    FIELD_CODE,
    FIELD_CURRENCY, /* three capital letters, the form of ISO 4217 */
    FIELD_MONEY,
    FIELD_DATE,
    FIELD_MONTH,
    FIELD_INTEGER,
    FIELD_STATE
};
/* Held as text: TEXT, CODE, CURRENCY. */
bool field_is_textual(enum field_type type);
bool currency_is_formed(const char *text);
#define CURRENCY_FORM N_("three capital letters (ISO 4217), such as CNY")

struct field {
    const char *name;
    enum field_type type;
    const char *group;   /* code list of FIELD_CODE; NULL: `allowed` */
    const char *allowed; /* words separated by spaces; NULL: any */
    bool required;
};

#define FACT_FIELDS 10
/* How a new value meets what is already held of the same subject. */
struct fact_form {
    const char *table;
    const struct field *fields;
    size_t count;
    unsigned same;    /* bit mask of the fields by which a held fact is the same one */
    bool same_source; /* only a fact of the same furnisher is replaced; another's stands beside it */
    bool merge;       /* fields that the new version does not know keep their value */
    bool sourced;     /* the row holds its furnisher */
};
extern const struct fact_form fact_forms[FACT_KINDS];
/* Index of a field by name; -1 when there is none. */
int fact_field(enum fact_kind kind, const char *name);
enum fact_kind fact_kind_from_name(const char *table); /* FACT_KINDS + 1 when unknown; "history" is FACT_HISTORY */

struct value {
    bool is_set;
    int64_t number;   /* MONEY, DATE (days), MONTH (index), INTEGER */
    const char *text; /* textual fields: borrowed */
};

/* Ids of one kind, given out one by one and taken from the store in one go at the end: inside a write transaction
 * nobody else takes any. */
struct id_series {
    int64_t next, first;
};

struct fact_writer {
    struct session *session;
    int64_t source, batch;
    bool source_is_new; /* nothing of this furnisher is held yet */
    struct id_series subjects, accounts, facts, consents;
    struct bulk *inserts[FACT_KINDS], *insert_subject, *insert_consent;
    struct bulk_worker *worker; /* writes beside the reading; NULL: everything is written here. Borrowed */
    int64_t added, ended;       /* fact versions */
};

/* The furnisher's own row is made or brought up to date by batch_begin(). */
int64_t fact_writer_id(struct fact_writer *writer, struct id_series *series, const char *kind,
                       GError **error); /* 0 on error */
/* Settles the ids that were given out. Before it, nobody else may take ids in this act; call it once at the end. */
bool fact_writer_finish(struct fact_writer *writer, GError **error);
/* Writes what was gathered and waits for it; fact_writer_finish() does it too. */
bool fact_writer_flush(struct fact_writer *writer, GError **error);
/* Frees what the writer holds, also after an error; what was not flushed is lost. */
void fact_writer_clear(struct fact_writer *writer);

/* A new subject; answers its id, 0 on error. */
int64_t fact_subject(struct fact_writer *writer, const char *kind, int64_t line, GError **error);

/* Writes one fact of a subject. `fresh`: the subject is new in this act and has no such fact yet, so nothing is looked
 * up. `id` is the account id of FACT_ACCOUNT, else 0. A fact that is already held changes nothing. */
bool fact_put(struct fact_writer *writer, enum fact_kind kind, int64_t subject, int64_t id, bool fresh,
              const struct value *values, int64_t line, GError **error);
