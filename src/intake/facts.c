/* SPDX-License-Identifier: Apache-2.0 */
/* One writer for every kind of fact. What a kind is stands in fact_forms; the three statements of each stand in
 * `statements`, constant, so that the store's cache holds them prepared. Nothing is overwritten: a changed fact is
 * ended and stands again in a new version with the same id. Only what this same act wrote, and nobody has seen, is
 * replaced. */
#include "intake/facts.h"

#include <string.h>

// clang-format off
static const struct field person_fields[] = {
    { "sex", FIELD_CODE, NULL, "M F", false }, { "birth", FIELD_DATE, NULL, NULL, false },
    { "birth_exact", FIELD_INTEGER, NULL, NULL, false }, { "education", FIELD_CODE, "EDUCATION", NULL, false },
    { "marital", FIELD_CODE, "MARITAL", NULL, false }, { "language", FIELD_CODE, NULL, "zh en", false },
};
static const struct field enterprise_fields[] = {
    { "founded", FIELD_DATE, NULL, NULL, false }, { "industry", FIELD_CODE, "INDUSTRY", NULL, false },
    { "capital", FIELD_MONEY, NULL, NULL, false }, { "currency", FIELD_CURRENCY, NULL, NULL, false }, { "state", FIELD_TEXT, NULL, NULL, false },
};
static const struct field detail_fields[] = {
    { "kind", FIELD_TEXT, NULL, NULL, true }, { "value", FIELD_TEXT, NULL, NULL, true },
};
static const struct field address_fields[] = {
    { "kind", FIELD_TEXT, NULL, NULL, true }, { "city", FIELD_TEXT, NULL, NULL, false }, { "value", FIELD_TEXT, NULL, NULL, true },
};
static const struct field employment_fields[] = {
    { "employer", FIELD_TEXT, NULL, NULL, true }, { "occupation", FIELD_TEXT, NULL, NULL, false }, { "since", FIELD_DATE, NULL, NULL, false },
};
static const struct field relation_fields[] = {
    { "other", FIELD_INTEGER, NULL, NULL, true }, { "kind", FIELD_TEXT, NULL, NULL, true },
};
static const struct field account_fields[] = {
    { "number", FIELD_TEXT, NULL, NULL, true }, { "type", FIELD_CODE, "ACCOUNT_TYPE", NULL, true },
    { "business", FIELD_CODE, "BUSINESS_TYPE", NULL, false }, { "currency", FIELD_CURRENCY, NULL, NULL, true },
    { "opened", FIELD_DATE, NULL, NULL, false }, { "closed", FIELD_DATE, NULL, NULL, false }, { "amount", FIELD_MONEY, NULL, NULL, false },
    { "guarantee", FIELD_CODE, "GUARANTEE", NULL, false }, { "five_class", FIELD_CODE, "FIVE_CLASS", NULL, false },
    { "state", FIELD_TEXT, NULL, NULL, false },
};
static const struct field enquiry_fields[] = {
    { "day", FIELD_DATE, NULL, NULL, true }, { "institution", FIELD_TEXT, NULL, NULL, true }, { "reason", FIELD_CODE, "QUERY_REASON", NULL, true },
};
static const struct field public_fields[] = {
    { "kind", FIELD_CODE, "PUBLIC_KIND", NULL, true }, { "authority", FIELD_TEXT, NULL, NULL, true }, { "day", FIELD_DATE, NULL, NULL, true },
    { "ended", FIELD_DATE, NULL, NULL, false }, { "amount", FIELD_MONEY, NULL, NULL, false }, { "currency", FIELD_CURRENCY, NULL, NULL, false },
    { "text", FIELD_TEXT, NULL, NULL, false },
};
static const struct field measure_fields[] = {
    { "kind", FIELD_TEXT, NULL, NULL, true }, { "period", FIELD_MONTH, NULL, NULL, false }, { "value", FIELD_MONEY, NULL, NULL, true },
    { "unit", FIELD_TEXT, NULL, NULL, true },
};
static const struct field facility_fields[] = {
    { "number", FIELD_TEXT, NULL, NULL, true }, { "amount", FIELD_MONEY, NULL, NULL, false }, { "used", FIELD_MONEY, NULL, NULL, false },
    { "currency", FIELD_CURRENCY, NULL, NULL, true }, { "begins", FIELD_DATE, NULL, NULL, false }, { "ends", FIELD_DATE, NULL, NULL, false },
};
static const struct field liability_fields[] = {
    { "role", FIELD_CODE, "LIABILITY_ROLE", NULL, true }, { "other", FIELD_TEXT, NULL, NULL, false }, { "amount", FIELD_MONEY, NULL, NULL, false },
    { "currency", FIELD_CURRENCY, NULL, NULL, true }, { "ends", FIELD_DATE, NULL, NULL, false },
};
static const struct field consent_fields[] = {
    { "kind", FIELD_CODE, "CONSENT_KIND", NULL, true }, { "purpose", FIELD_TEXT, NULL, NULL, true }, { "recipient", FIELD_TEXT, NULL, NULL, false },
    { "scope", FIELD_TEXT, NULL, NULL, true }, { "clause", FIELD_TEXT, NULL, NULL, false }, { "form", FIELD_CODE, "CONSENT_FORM", NULL, false },
    { "reference", FIELD_TEXT, NULL, NULL, false }, { "granted", FIELD_DATE, NULL, NULL, true }, { "expires", FIELD_DATE, NULL, NULL, false },
    { "told", FIELD_DATE, NULL, NULL, false },
};
#define FIELDS(array) array, G_N_ELEMENTS(array)
const struct fact_form fact_forms[FACT_KINDS] = {
    [FACT_PERSON]        = { "person", FIELDS(person_fields), 0, false, true },
    [FACT_ENTERPRISE]    = { "enterprise", FIELDS(enterprise_fields), 0, false, true },
    [FACT_NAME]          = { "name", FIELDS(detail_fields), 1, true, false },
    [FACT_IDENTIFIER]    = { "identifier", FIELDS(detail_fields), 3, false, false },
    [FACT_CONTACT]       = { "contact", FIELDS(detail_fields), 1, true, false },
    [FACT_ADDRESS]       = { "address", FIELDS(address_fields), 1, true, false },
    [FACT_EMPLOYMENT]    = { "employment", FIELDS(employment_fields), 1, false, true },
    [FACT_RELATION]      = { "relation", FIELDS(relation_fields), 3, false, false },
    [FACT_ACCOUNT]       = { "account", FIELDS(account_fields), 0, false, true, true },
    [FACT_ENQUIRY]       = { "enquiry", FIELDS(enquiry_fields), 7, false, false },
    [FACT_PUBLIC_RECORD] = { "public_record", FIELDS(public_fields), 7, false, true },
    [FACT_MEASURE]       = { "measure", FIELDS(measure_fields), 3, true, false, false },
    [FACT_FACILITY]      = { "facility", FIELDS(facility_fields), 1, true, true, true },
    [FACT_LIABILITY]     = { "liability", FIELDS(liability_fields), 3, true, true, true },
    [FACT_CONSENT]       = { "consent", FIELDS(consent_fields), 0, false, false, false },
};

/* insert: subject, born, batch, line, id, fields. live: id, born, source, fields. Persons and enterprises have no id of
 * their own; accounts, facilities and liabilities carry their source as ?6; accounts keep one id over all versions. */
#define DETAIL(table, fields, marks) { \
    "INSERT INTO " table " (subject, born, batch, line, fact, " fields ") VALUES (?1, ?2, ?3, ?4, ?5, " marks ")", \
    "SELECT fact, born, (SELECT source FROM batch WHERE batch.id = " table ".batch), " fields " FROM " table " WHERE subject = ?1 AND died IS NULL", \
    "UPDATE " table " SET died = ?1 WHERE subject = ?2 AND fact = ?3 AND born = ?4", \
    "DELETE FROM " table " WHERE subject = ?2 AND fact = ?3 AND born = ?4 AND born = ?1" }
#define SOURCED(table, fields, marks) { \
    "INSERT INTO " table " (subject, born, batch, line, fact, source, " fields ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, " marks ")", \
    "SELECT fact, born, source, " fields " FROM " table " WHERE subject = ?1 AND died IS NULL", \
    "UPDATE " table " SET died = ?1 WHERE subject = ?2 AND fact = ?3 AND born = ?4", \
    "DELETE FROM " table " WHERE subject = ?2 AND fact = ?3 AND born = ?4 AND born = ?1" }
#define SINGLE(table, fields, marks) { \
    "INSERT INTO " table " (subject, born, batch, line, " fields ") VALUES (?1, ?2, ?3, ?4, " marks ")", \
    "SELECT 0, born, 0, " fields " FROM " table " WHERE subject = ?1 AND died IS NULL", \
    "UPDATE " table " SET died = ?1 WHERE subject = ?2 AND ?3 = 0 AND born = ?4", \
    "DELETE FROM " table " WHERE subject = ?2 AND ?3 = 0 AND born = ?4 AND born = ?1" }
#define ACCOUNT "number, type, business, currency, opened, closed, amount, guarantee, five_class, state"
static const struct { const char *insert, *live, *end, *undo; } statements[FACT_KINDS] = {
    [FACT_PERSON]        = SINGLE("person", "sex, birth, birth_exact, education, marital, language", "?5, ?6, ?7, ?8, ?9, ?10"),
    [FACT_ENTERPRISE]    = SINGLE("enterprise", "founded, industry, capital, currency, state", "?5, ?6, ?7, ?8, ?9"),
    [FACT_NAME]          = DETAIL("name", "kind, value", "?6, ?7"),
    [FACT_IDENTIFIER]    = DETAIL("identifier", "kind, value", "?6, ?7"),
    [FACT_CONTACT]       = DETAIL("contact", "kind, value", "?6, ?7"),
    [FACT_ADDRESS]       = DETAIL("address", "kind, city, value", "?6, ?7, ?8"),
    [FACT_EMPLOYMENT]    = DETAIL("employment", "employer, occupation, since", "?6, ?7, ?8"),
    [FACT_RELATION]      = DETAIL("relation", "other, kind", "?6, ?7"),
    [FACT_ACCOUNT]       = {
        "INSERT INTO account (subject, born, batch, line, account, source, " ACCOUNT ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        "SELECT account, born, source, " ACCOUNT " FROM account WHERE subject = ?1 AND account = ?2 AND died IS NULL",
        "UPDATE account SET died = ?1 WHERE subject = ?2 AND account = ?3 AND born = ?4",
        "DELETE FROM account WHERE subject = ?2 AND account = ?3 AND born = ?4 AND born = ?1" },
    [FACT_ENQUIRY]       = DETAIL("enquiry", "day, institution, reason", "?6, ?7, ?8"),
    [FACT_PUBLIC_RECORD] = DETAIL("public_record", "kind, authority, day, ended, amount, currency, text", "?6, ?7, ?8, ?9, ?10, ?11, ?12"),
    [FACT_MEASURE]       = DETAIL("measure", "kind, period, value, unit", "?6, ?7, ?8, ?9"),
    [FACT_FACILITY]      = SOURCED("facility", "number, amount, used, currency, begins, ends", "?7, ?8, ?9, ?10, ?11, ?12"),
    [FACT_LIABILITY]     = SOURCED("liability", "role, other, amount, currency, ends", "?7, ?8, ?9, ?10, ?11"),
};
// clang-format on

int fact_field(enum fact_kind kind, const char *name)
{
    for (size_t i = 0; i < fact_forms[kind].count; i++)
        if (strcmp(fact_forms[kind].fields[i].name, name) == 0) return (int)i;
    return -1;
}

enum fact_kind fact_kind_from_name(const char *table)
{
    for (int kind = 0; kind < FACT_KINDS; kind++)
        if (strcmp(fact_forms[kind].table, table) == 0) return (enum fact_kind)kind;
    return strcmp(table, "history") == 0 ? FACT_HISTORY : (enum fact_kind)(FACT_KINDS + 1);
}

bool field_is_textual(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_CODE || type == FIELD_CURRENCY;
}

bool currency_is_formed(const char *text)
{
    return g_ascii_isupper(text[0]) && g_ascii_isupper(text[1]) && g_ascii_isupper(text[2]) && !text[3];
}

int64_t fact_writer_id(struct fact_writer *writer, struct id_series *series, const char *kind, GError **error)
{
    if (series->next == 0) {
        if (!bulk_drain(writer->worker, error)) return 0;
        series->first = series->next = store_take_ids(writer->session->store, kind, 1, error);
        if (series->first == 0) return 0;
    }
    return series->next++;
}

static bool settle(struct fact_writer *writer, struct id_series *series, const char *kind, GError **error)
{
    int64_t more = series->next - series->first - 1;
    bool good = more <= 0 || store_take_ids(writer->session->store, kind, more, error) != 0;
    *series = (struct id_series){ 0 };
    return good;
}

bool fact_writer_finish(struct fact_writer *writer, GError **error)
{
    return fact_writer_flush(writer, error) && settle(writer, &writer->subjects, "subject", error) &&
           settle(writer, &writer->accounts, "account", error) && settle(writer, &writer->facts, "fact", error) &&
           settle(writer, &writer->consents, "consent", error);
}

bool fact_writer_flush(struct fact_writer *writer, GError **error)
{
    for (size_t i = 0; i < FACT_KINDS; i++)
        if (!bulk_flush(writer->inserts[i], error)) return false;
    return bulk_flush(writer->insert_subject, error) && bulk_flush(writer->insert_consent, error) &&
           bulk_drain(writer->worker, error);
}

void fact_writer_clear(struct fact_writer *writer)
{
    for (size_t i = 0; i < FACT_KINDS; i++)
        g_clear_pointer(&writer->inserts[i], bulk_free);
    g_clear_pointer(&writer->insert_subject, bulk_free);
    g_clear_pointer(&writer->insert_consent, bulk_free);
}

int64_t fact_subject(struct fact_writer *writer, const char *kind, int64_t line, GError **error)
{
    int64_t id = fact_writer_id(writer, &writer->subjects, "subject", error);
    if (id == 0) return 0;
    if (!writer->insert_subject)
        writer->insert_subject =
            bulk_new(writer->session->store, writer->worker,
                     "INSERT INTO subject (id, kind, batch, line, born) VALUES (?1, ?2, ?3, ?4, ?5)", 5);
    bulk_int(writer->insert_subject, id);
    bulk_text(writer->insert_subject, kind);
    bulk_int(writer->insert_subject, writer->batch);
    bulk_int(writer->insert_subject, line);
    bulk_int(writer->insert_subject, writer->session->change);
    writer->added++;
    return bulk_row_end(writer->insert_subject, error) ? id : 0;
}

static bool insert_fact(struct fact_writer *writer, enum fact_kind kind, int64_t subject, int64_t id,
                        const struct value *values, int64_t line, GError **error)
{
    const struct fact_form *form = &fact_forms[kind];
    bool single = kind == FACT_PERSON || kind == FACT_ENTERPRISE;
    if (!writer->inserts[kind])
        writer->inserts[kind] = bulk_new(writer->session->store, writer->worker, statements[kind].insert,
                                         (int)form->count + (single          ? 4
                                                             : form->sourced ? 6
                                                                             : 5));
    struct bulk *insert = writer->inserts[kind];
    bulk_int(insert, subject);
    bulk_int(insert, writer->session->change);
    bulk_int(insert, writer->batch);
    bulk_int(insert, line);
    if (!single) bulk_int(insert, id);
    if (form->sourced) bulk_int(insert, writer->source);
    for (size_t i = 0; i < form->count; i++) {
        if (!values[i].is_set)
            bulk_null(insert);
        else if (field_is_textual(form->fields[i].type))
            bulk_text(insert, values[i].text);
        else
            bulk_int(insert, values[i].number);
    }
    writer->added++;
    return bulk_row_end(insert, error);
}

/* A fact that is held, copied out of its row. */
struct held {
    int64_t id, born, source;
    struct value values[FACT_FIELDS];
    char *texts[FACT_FIELDS];
};

static void held_clear(struct held *held)
{
    for (size_t i = 0; i < FACT_FIELDS; i++)
        g_clear_pointer(&held->texts[i], g_free);
}

static bool same_value(const struct field *field, const struct value *a, const struct value *b)
{
    if (!a->is_set || !b->is_set) return a->is_set == b->is_set;
    return field_is_textual(field->type) ? strcmp(a->text, b->text) == 0 : a->number == b->number;
}

static void read_held(struct statement *row, const struct fact_form *form, struct held *held)
{
    held->id = statement_int(row, 0);
    held->born = statement_int(row, 1);
    held->source = statement_int(row, 2);
    for (size_t i = 0; i < form->count; i++) {
        int column = (int)i + 3;
        struct value *value = &held->values[i];
        *value = (struct value){ .is_set = !statement_is_null(row, column) };
        if (!value->is_set) continue;
        if (field_is_textual(form->fields[i].type))
            value->text = held->texts[i] = g_strdup(statement_text(row, column));
        else
            value->number = statement_int(row, column);
    }
}

/* The held fact that `values` would be a version of. found->id is -1 when there is none. */
static bool find_held(struct fact_writer *writer, enum fact_kind kind, int64_t subject, int64_t id,
                      const struct value *values, struct held *found, GError **error)
{
    const struct fact_form *form = &fact_forms[kind];
    if (!bulk_flush(writer->inserts[kind], error) || !bulk_drain(writer->worker, error)) return false;
    g_autoptr(statement_t) live = store_prepare(writer->session->store, statements[kind].live, error);
    if (!live) return false;
    statement_bind_int(live, 1, subject);
    if (kind == FACT_ACCOUNT) statement_bind_int(live, 2, id);
    enum step step;
    found->id = -1;
    while ((step = statement_step(live, error)) == STEP_ROW) {
        struct held held = { 0 };
        read_held(live, form, &held);
        bool same = true, equal = true;
        for (size_t i = 0; i < form->count; i++) {
            bool one = same_value(&form->fields[i], &values[i], &held.values[i]);
            equal = equal && one;
            if (form->same & (1u << i)) same = same && one;
        }
        if (form->same_source && held.source != writer->source) same = false;
        if (!equal && (!same || found->id >= 0)) {
            held_clear(&held);
            continue;
        }
        held_clear(found);
        *found = held;
        if (equal) break; /* held already, by whoever: nothing to do */
    }
    return step != STEP_ERROR;
}

bool fact_put(struct fact_writer *writer, enum fact_kind kind, int64_t subject, int64_t id, bool fresh,
              const struct value *values, int64_t line, GError **error)
{
    const struct fact_form *form = &fact_forms[kind];
    bool own_id = kind == FACT_ACCOUNT || kind == FACT_PERSON || kind == FACT_ENTERPRISE;
    struct held held = { .id = -1 };
    if (!fresh && !find_held(writer, kind, subject, id, values, &held, error)) return false;
    if (held.id < 0) {
        held_clear(&held);
        if (!own_id && (id = fact_writer_id(writer, &writer->facts, "fact", error)) == 0) return false;
        return insert_fact(writer, kind, subject, id, values, line, error);
    }
    struct value merged[FACT_FIELDS];
    bool changed = false;
    for (size_t i = 0; i < form->count; i++) {
        merged[i] = form->merge && !values[i].is_set ? held.values[i] : values[i];
        changed = changed || !same_value(&form->fields[i], &merged[i], &held.values[i]);
    }
    bool good = true;
    if (changed) {
        bool ours = held.born == writer->session->change;
        good = store_run(writer->session->store, error, ours ? statements[kind].undo : statements[kind].end, "iiii",
                         writer->session->change, subject, held.id, held.born) &&
               insert_fact(writer, kind, subject, held.id, merged, line, error);
        writer->ended += !ours;
    }
    held_clear(&held);
    return good;
}
