/* SPDX-License-Identifier: Apache-2.0 */
/* How one furnisher's file becomes facts, read from data/mappings/NAME.mapping. The language is told in
 * doc/mappings.md. */
#pragma once
#include "intake/csv.h"
#include "intake/facts.h"

enum rule_source { RULE_COLUMNS, RULE_CONSTANT, RULE_ROW, RULE_OBSERVED };
enum rule_relative { RELATIVE_NONE, RELATIVE_DAYS, RELATIVE_MONTHS, RELATIVE_YEARS };

struct bucket {
    int64_t from;
    char state;
}; /* days past due from which a state holds */

/* One value: where it comes from and what is done to it on the way. */
struct rule {
    char *section, *key;
    const struct field *field;
    enum rule_source source;
    GPtrArray *columns; /* char *: names in the file; one, or one a month */
    int *index;         /* of each in the header, set by mapping_bind() */
    char *constant;
    GHashTable *codes; /* theirs -> ours; "*" for all others */
    char *codes_name;
    char *format; /* of dates */
    enum rule_relative relative;
    bool age, days, required, upper, digits, has_range, decimal_comma, whole;
    int64_t multiply, divide, lowest, highest;
    char *prefix, *suffix, *fallback;
    int pad;
    GArray *buckets; /* struct bucket of `days` */
    GArray *months;  /* int: offsets of the columns of a wide history */
};

struct section {
    enum fact_kind kind;
    char *name, *label;
    struct rule *rules[FACT_FIELDS]; /* by field of the kind; NULL when not given */
};

enum { HISTORY_STATE, HISTORY_BALANCE, HISTORY_DUE, HISTORY_PAID, HISTORY_PAST_DUE, HISTORY_FIELDS };

struct skip {
    char *column;
    int index;
    GHashTable *values;
    bool only;
};

enum key_kind { KEY_ROW, KEY_ACCOUNT, KEY_IDENTIFIER, KEY_CONTACT };
struct key {
    enum key_kind kind;
    struct section *section; /* NULL for KEY_ROW */
};

struct mapping {
    char *path, *name, *title, *title_zh;
    char *source_code, *source_en, *source_zh, *source_kind, *licence, *legal_basis;
    struct date reviewed;
    bool anonymous; /* the source names nobody */
    enum csv_encoding encoding;
    char delimiter;
    bool header, wide;
    struct month observed;
    GHashTable *empty; /* cell texts that mean "not known" */
    GPtrArray *skips;  /* struct skip * */
    struct rule *subject_kind;
    GArray *keys;            /* struct key */
    GPtrArray *sections;     /* struct section * */
    struct section *account; /* of `sections`, or NULL */
    struct rule *history[HISTORY_FIELDS];
    struct rule *month;  /* long shape */
    struct rule *notice; /* when the person was told before adverse information was given; NULL: not said */
    GPtrArray *rules;    /* struct rule *: all of them, owned */
    GHashTable *dropped; /* columns of fields that law forbids, named by the mapping */
    int prohibited;      /* fields that law forbids to collect, named by the mapping and dropped */
};

/* `name` is a path, or the name of a shipped mapping. Errors: INPUT with file, section, key and what is allowed. */
struct mapping *mapping_load(const char *name, GError **error);
struct mapping *mapping_parse(const char *path, const char *text, size_t length, GError **error);
void mapping_free(struct mapping *mapping);
typedef struct mapping mapping_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mapping_t, mapping_free)

/* Finds every column the mapping names in the file's first record; a missing one is INPUT. Without a header line the
 * columns are named 1, 2, 3... */
bool mapping_bind(struct mapping *mapping, const struct csv_record *header, GError **error);

/* Paths of the shipped mappings, by name. */
GPtrArray *mapping_shipped(void);

/* ---- for the parts of the mapping reader ---- */

/* Parses "COLUMN | modifier | ..." into a rule of `field`. */
struct rule *rule_parse(struct mapping *mapping, GKeyFile *file, const char *section, const char *key,
                        const struct field *field, GError **error);
void rule_free(struct rule *rule);
/* Where a person finds the value: the first column it comes from, or the key when it has none. Borrowed. */
const char *rule_place(const struct rule *rule);
/* INPUT: `what` is wrong at [section] key; `allowed` says what may stand there. */
bool mapping_wrong(const struct mapping *mapping, const char *section, const char *key, const char *what,
                   const char *allowed, GError **error);
/* "0..-5" or "0 -1 -2": whole numbers, ranges in either direction. NULL when it is neither. */
GArray *offsets_parse(const char *text);
bool state_known(char state);
