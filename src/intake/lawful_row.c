/* SPDX-License-Identifier: Apache-2.0 */
/* A row before the law: kinds that may not be collected are dropped, adverse information without notice is counted or
 * refused, and means are only taken from who was warned and agreed. Consents that come with the file are written with
 * their batch and line. */
#include "intake/loader.h"

#include <string.h>

enum {
    CONSENT_KIND,
    CONSENT_PURPOSE,
    CONSENT_RECIPIENT,
    CONSENT_SCOPE,
    CONSENT_CLAUSE,
    CONSENT_FORM,
    CONSENT_REFERENCE,
    CONSENT_GRANTED,
    CONSENT_EXPIRES,
    CONSENT_TOLD
};

/* ---- prohibited kinds -------------------------------------------------------------------------------------------- */

static void drop_prohibited(struct loader *loader)
{
    const struct mapping *mapping = loader->mapping;
    for (guint i = 0; i < mapping->sections->len; i++) {
        const struct section *section = mapping->sections->pdata[i];
        const int at = loader->given[i] ? fact_field(section->kind, "kind") : -1;
        if (at < 0 || fact_forms[section->kind].fields[at].type != FIELD_TEXT || !loader->values[i][at].is_set)
            continue;
        if (!prohibited_field(loader->values[i][at].text)) continue;
        loader->given[i] = false;
        loader->lawful.prohibited++;
    }
}

/* ---- notice ------------------------------------------------------------------------------------------------------ */

static bool is_person(struct loader *loader)
{
    struct value kind = { 0 };
    struct failure failure = { 0 };
    const bool read = value_of(loader->mapping->subject_kind, 0, &loader->context, &kind, &failure);
    failure_clear(&failure);
    return !read || !kind.is_set || strcmp(kind.text, "enterprise") != 0;
}

static bool is_adverse_section(const struct loader *loader, guint index)
{
    const struct section *section = loader->mapping->sections->pdata[index];
    enum adverse_table table = ADVERSE_RECORD;
    const char *field = "kind";
    if (section->kind == FACT_ACCOUNT) {
        table = ADVERSE_CLASS;
        field = "five_class";
    } else if (section->kind != FACT_PUBLIC_RECORD)
        return false;
    const struct value *value = &loader->values[index][fact_field(section->kind, field)];
    return loader->given[index] && value->is_set && retention_rule_of(&loader->lawful.retention, table, value->text);
}

static bool is_adverse(const struct loader *loader)
{
    for (guint i = 0; i < loader->row_months->len; i++) {
        const char state = g_array_index(loader->row_months, struct month_seen, i).state;
        if (retention_rule_of_state(&loader->lawful.retention, state)) return true;
    }
    for (guint i = 0; i < loader->mapping->sections->len; i++)
        if (is_adverse_section(loader, i)) return true;
    return false;
}

static bool check_notice(struct loader *loader, struct failure *failure)
{
    struct value told;
    if (!loader->lawful.wants_notice || !is_adverse(loader) || !is_person(loader)) return true;
    const struct rule *notice = loader->mapping->notice;
    if (!notice) {
        loader->lawful.unnotified++;
        return true;
    }
    if (!value_of(notice, 0, &loader->context, &told, failure)) return false;
    if (told.is_set) return true;
    *failure = (struct failure){ rule_place(notice), N_("empty"),
                                 g_strdup(N_("adverse information without notice to the person before it was given")) };
    return false;
}

bool lawful_row(struct loader *loader, struct failure *failure)
{
    drop_prohibited(loader);
    return check_notice(loader, failure);
}

/* ---- means ------------------------------------------------------------------------------------------------------- */

static bool comes_with_row(const struct loader *loader)
{
    for (guint i = 0; i < loader->mapping->sections->len; i++) {
        const struct section *section = loader->mapping->sections->pdata[i];
        const struct value *values = loader->values[i];
        if (section->kind == FACT_CONSENT && loader->given[i] && values[CONSENT_TOLD].is_set &&
            strcmp(values[CONSENT_KIND].text, "sensitive") == 0)
            return true;
    }
    return false;
}

/* Whether the store holds a live consent of kind `sensitive`, given after the warning; an enterprise needs none. */
static bool is_held(struct loader *loader, int64_t subject, bool *held, GError **error)
{
    int64_t count = 0;
    if (!fact_writer_flush(&loader->writer, error) ||
        !store_query_int(
            loader->writer.session->store, &count, 0, error,
            "SELECT (SELECT count(*) FROM consent WHERE subject = ?1 AND kind = 'sensitive' AND answer = 'granted' AND "
            "told IS NOT NULL AND withdrawn IS NULL AND ended IS NULL AND (expires IS NULL OR expires >= ?2)) + "
            "(SELECT "
            "count(*) FROM subject WHERE id = ?1 AND kind = 'enterprise' AND died IS NULL)",
            "id", subject, loader->today))
        return false;
    *held = count > 0;
    return true;
}

bool lawful_measure(struct loader *loader, guint index, bool fresh, const struct value *values, bool *taken,
                    GError **error)
{
    struct subject_seen *seen = &g_array_index(loader->subjects, struct subject_seen, index);
    *taken = true;
    if (!loader->lawful.wants_warning || !kind_is_sensitive(loader->lawful.profile, kind_of_measure(values[0].text)))
        return true;
    if (comes_with_row(loader)) seen->warned = 1;
    if (seen->warned == 0 && (fresh || seen->made)) seen->warned = is_person(loader) ? -1 : 1;
    if (seen->warned == 0) {
        bool held;
        if (!is_held(loader, seen->id, &held, error)) return false;
        seen->warned = held ? 1 : -1;
    }
    *taken = seen->warned > 0;
    loader->lawful.unwarned += !*taken;
    return true;
}

/* ---- consents that come with the file ---------------------------------------------------------------------------- */

static const char *text_of(const struct value *value, const char *fallback)
{
    return value->is_set ? value->text : fallback;
}

/* The same paper named in several rows is one consent. */
static bool is_known(struct loader *loader, const struct subject_seen *seen, const struct value *values, bool *known,
                     GError **error)
{
    const char *recipient = text_of(&values[CONSENT_RECIPIENT], "bureau");
    g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT "|%s|%s|%s|%s|%" G_GINT64_FORMAT, seen->id,
                                           values[CONSENT_KIND].text, values[CONSENT_PURPOSE].text, recipient,
                                           values[CONSENT_SCOPE].text, values[CONSENT_GRANTED].number);
    int64_t count = 0;
    *known = g_hash_table_contains(loader->consents, key);
    if (*known) return true;
    g_hash_table_add(loader->consents, g_strdup(key));
    if (seen->made) return true;
    if (!fact_writer_flush(&loader->writer, error) ||
        !store_query_int(
            loader->writer.session->store, &count, 0, error,
            "SELECT count(*) FROM consent WHERE subject = ?1 AND kind = ?2 AND purpose = ?3 AND recipient = "
            "?4 AND scope = ?5 AND granted = ?6 AND answer = 'granted' AND withdrawn IS NULL AND ended IS "
            "NULL",
            "issssi", seen->id, values[CONSENT_KIND].text, values[CONSENT_PURPOSE].text, recipient,
            values[CONSENT_SCOPE].text, values[CONSENT_GRANTED].number))
        return false;
    *known = count > 0;
    return true;
}

static void put_number(struct bulk *insert, const struct value *value)
{
    if (value->is_set)
        bulk_int(insert, value->number);
    else
        bulk_null(insert);
}

bool lawful_consent(struct loader *loader, guint index, const struct value *values, GError **error)
{
    struct fact_writer *writer = &loader->writer;
    const struct subject_seen *seen = &g_array_index(loader->subjects, struct subject_seen, index);
    bool known;
    if (!is_known(loader, seen, values, &known, error)) return false;
    if (known) return true;
    const int64_t id = fact_writer_id(writer, &writer->consents, "consent", error);
    if (id == 0) return false;
    if (!writer->insert_consent)
        writer->insert_consent = bulk_new(
            writer->session->store, writer->worker,
            "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, reference, told, "
            "granted, entered, expires, user, batch, line, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
            "?11, "
            "?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            18);
    struct bulk *insert = writer->insert_consent;
    bulk_int(insert, id);
    bulk_int(insert, seen->id);
    bulk_text(insert, values[CONSENT_KIND].text);
    bulk_text(insert, "granted");
    bulk_text(insert, text_of(&values[CONSENT_RECIPIENT], "bureau"));
    bulk_text(insert, values[CONSENT_PURPOSE].text);
    bulk_text(insert, values[CONSENT_SCOPE].text);
    for (int field = CONSENT_CLAUSE; field <= CONSENT_REFERENCE; field++)
        bulk_text(insert, text_of(&values[field], NULL));
    put_number(insert, &values[CONSENT_TOLD]);
    put_number(insert, &values[CONSENT_GRANTED]);
    bulk_int(insert, session_now(writer->session));
    put_number(insert, &values[CONSENT_EXPIRES]);
    bulk_text(insert, writer->session->user);
    bulk_int(insert, writer->batch);
    bulk_int(insert, loader->context.record->line);
    bulk_int(insert, 1);
    return bulk_row_end(insert, error);
}
