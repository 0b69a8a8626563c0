/* SPDX-License-Identifier: Apache-2.0 */
/* A row is first converted whole, then identified, and only then written: a row that is refused leaves nothing behind.
 * Months of the long shape are held back and written an account at a time; when very many are held back they are
 * written and laid over again later, so that memory stays bounded whatever the order of the file. */
#include "intake/loader.h"

#include <string.h>

#define PENDING_LIMIT (1u << 20) /* months held back: about 80 MB */

void loader_init(struct loader *loader, struct session *session, const struct mapping *mapping, struct month observed)
{
    *loader = (struct loader){ .mapping = mapping, .writer = { .session = session }, .today = session_today(session) };
    loader->context = (struct value_context){ .mapping = mapping,
                                              .observed = observed,
                                              .made = g_ptr_array_new_with_free_func(g_free) };
    loader->values = g_malloc0_n(mapping->sections->len + 1, sizeof *loader->values);
    loader->given = g_new0(bool, mapping->sections->len + 1);
    loader->row_months = g_array_new(FALSE, FALSE, sizeof(struct month_seen));
    loader->pending = g_array_new(FALSE, FALSE, sizeof(struct month_seen));
    month_scratch_init(&loader->scratch);
    loader->keys = g_hash_table_new(g_str_hash, g_str_equal);
    loader->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    loader->subjects = g_array_new(FALSE, FALSE, sizeof(struct subject_seen));
    loader->accounts = g_array_new(FALSE, FALSE, sizeof(struct account_seen));
    loader->texts = g_string_chunk_new(1 << 16);
    loader->consents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    loader->old_subjects = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

void loader_clear(struct loader *loader)
{
    g_clear_pointer(&loader->writer.worker, bulk_worker_free);
    fact_writer_clear(&loader->writer);
    g_ptr_array_unref(loader->context.made);
    g_free(loader->values);
    g_free(loader->given);
    g_array_unref(loader->row_months);
    g_array_unref(loader->pending);
    month_scratch_clear(&loader->scratch);
    g_hash_table_unref(loader->keys);
    g_hash_table_unref(loader->numbers);
    g_array_unref(loader->subjects);
    g_array_unref(loader->accounts);
    g_string_chunk_free(loader->texts);
    g_hash_table_unref(loader->consents);
    g_hash_table_unref(loader->old_subjects);
}

/* ---- converting ---------------------------------------------------------------------------------------------------
 */

/* Identity numbers are checked and normalised by their kind; a furnisher's own key is any text. */
static bool check_identifier(struct loader *loader, const struct section *section, struct value *values,
                             struct failure *failure)
{
    enum identity_kind kind = identity_kind_from_name(values[0].text);
    if (kind == IDENTITY_UNKNOWN || kind == IDENTITY_CLIENT) return true;
    struct identity identity = identity_check(values[1].text, kind, loader->today);
    if (!identity.valid) {
        *failure =
            (struct failure){ rule_place(section->rules[1]), N_("identity number"),
                              g_strdup(identity.reason ? identity.reason : N_("the identity number is not valid")) };
        return false;
    }
    char *normal = g_strdup(identity.normal);
    g_ptr_array_add(loader->context.made, normal);
    values[1].text = normal;
    return true;
}

/* A person whose birth comes from an age is known by the year only, unless the mapping says otherwise. */
static void set_birth_exact(const struct section *section, struct value *values)
{
    enum { BIRTH = 1, EXACT = 2 };
    if (!values[BIRTH].is_set || section->rules[EXACT]) return;
    const struct rule *birth = section->rules[BIRTH];
    bool exact = !birth->age && (birth->relative == RELATIVE_NONE || birth->relative == RELATIVE_DAYS) &&
                 (!birth->format || strchr(birth->format, 'd'));
    values[EXACT] = (struct value){ .is_set = true, .number = exact };
}

static bool convert_section(struct loader *loader, guint index, struct failure *failure)
{
    const struct section *section = loader->mapping->sections->pdata[index];
    const struct fact_form *form = &fact_forms[section->kind];
    struct value *values = loader->values[index];
    bool needed = section->kind == FACT_ACCOUNT, complete = true, any = false;
    for (size_t i = 0; i < form->count; i++) {
        values[i].is_set = false;
        if (!section->rules[i]) continue;
        if (!value_of(section->rules[i], 0, &loader->context, &values[i], failure)) return false;
        /* a consent may be the same for every row of the file */
        any =
            any || (values[i].is_set && (section->rules[i]->source != RULE_CONSTANT || section->kind == FACT_CONSENT));
        if (values[i].is_set || !form->fields[i].required) continue;
        complete = false;
        if (!needed) continue;
        const struct rule *rule = section->rules[i];
        *failure = (struct failure){ rule_place(rule), N_("empty"), g_strdup(N_("a value is needed here")) };
        return false;
    }
    loader->given[index] = complete && any;
    if (section->kind == FACT_PERSON) set_birth_exact(section, values);
    return section->kind != FACT_IDENTIFIER || !loader->given[index] ||
           check_identifier(loader, section, values, failure);
}

static bool convert_month(struct loader *loader, guint column, struct month_seen *seen, bool *any,
                          struct failure *failure)
{
    const struct mapping *mapping = loader->mapping;
    struct value value;
    const struct rule *state = mapping->history[HISTORY_STATE];
    if (!value_of(state, column, &loader->context, &value, failure)) return false;
    *any = value.is_set;
    seen->state = value.is_set ? (char)value.number : '#';
    seen->own = value.is_set ? value_own_code(state, column, &loader->context) : NULL;
    for (int k = HISTORY_BALANCE; k < HISTORY_FIELDS; k++) {
        seen->amounts[k - 1] = MONEY_UNKNOWN;
        const struct rule *rule = mapping->history[k];
        if (!rule) continue;
        guint at = column;
        if (mapping->wide) { /* each series may speak of months of its own */
            int offset = g_array_index(state->months, int, column);
            for (at = 0; at < rule->months->len && g_array_index(rule->months, int, at) != offset; at++)
                ;
            if (at == rule->months->len) continue;
        }
        if (!value_of(rule, at, &loader->context, &value, failure)) return false;
        if (!value.is_set) continue;
        seen->amounts[k - 1] = value.number;
        *any = true;
    }
    return true;
}

static bool convert_months(struct loader *loader, struct failure *failure)
{
    const struct mapping *mapping = loader->mapping;
    g_array_set_size(loader->row_months, 0);
    const struct rule *state = mapping->history[HISTORY_STATE];
    if (!state) return true;
    guint columns = mapping->wide ? state->months->len : 1, count = 0;
    g_array_set_size(loader->row_months, columns);
    for (guint i = 0; i < columns; i++) {
        struct month_seen *seen = &g_array_index(loader->row_months, struct month_seen, count);
        bool any;
        seen->line = loader->context.record->line;
        if (!convert_month(loader, i, seen, &any, failure)) return false;
        if (!any) continue;
        if (mapping->wide)
            seen->month = (struct month){ loader->context.observed.index + g_array_index(state->months, int, i) };
        else {
            struct value month;
            if (!value_of(mapping->month, 0, &loader->context, &month, failure)) return false;
            if (!month.is_set) {
                *failure =
                    (struct failure){ rule_place(mapping->month), N_("empty"), g_strdup(N_("a value is needed here")) };
                return false;
            }
            seen->month = (struct month){ (int32_t)month.number };
        }
        count++;
    }
    g_array_set_size(loader->row_months, count);
    return true;
}

static bool is_skipped(const struct mapping *mapping, const struct csv_record *record)
{
    for (guint i = 0; i < mapping->skips->len; i++) {
        const struct skip *skip = mapping->skips->pdata[i];
        g_autofree char *text = g_strstrip(g_strdup(record->field[skip->index]));
        if (g_hash_table_contains(skip->values, text) != skip->only) return true;
    }
    return false;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

static guint64 mix(guint64 digest, const void *bytes, size_t length)
{
    const guint8 *at = bytes;
    for (size_t i = 0; i < length; i++)
        digest = (digest ^ at[i]) * G_GUINT64_CONSTANT(1099511628211);
    return digest;
}

static guint64 section_digest(guint64 digest, const struct section *section, const struct value *values)
{
    const struct fact_form *form = &fact_forms[section->kind];
    for (size_t i = 0; i < form->count; i++) {
        digest = mix(digest, &values[i].is_set, sizeof values[i].is_set);
        if (!values[i].is_set) continue;
        digest = field_is_textual(form->fields[i].type) ? mix(digest, values[i].text, strlen(values[i].text) + 1)
                                                        : mix(digest, &values[i].number, sizeof values[i].number);
    }
    return digest;
}

static bool touch_old(struct loader *loader, int64_t subject)
{
    if (!g_hash_table_contains(loader->old_subjects, &subject))
        g_hash_table_add(loader->old_subjects, g_memdup2(&subject, sizeof subject));
    return true;
}

/* A subject nobody knew: made with the kind the mapping gives. */
static bool make_subject(struct loader *loader, int64_t *index, enum row_outcome *outcome, struct failure *failure,
                         GError **error)
{
    struct value kind;
    if (!value_of(loader->mapping->subject_kind, 0, &loader->context, &kind, failure)) {
        *outcome = ROW_REJECTED;
        return false;
    }
    int64_t id = fact_subject(&loader->writer, kind.is_set ? kind.text : "person", loader->context.record->line, error);
    *outcome = ROW_ERROR;
    if (id == 0) return false;
    if (loader->first_new == 0) loader->first_new = id;
    loader->last_new = id;
    *index = loader_subject_index(loader, id, true);
    return true;
}

/* Everything about the subject but the account. A row that repeats what the last row of this subject said (the long
 * shape does) costs nothing. */
static bool write_subject_facts(struct loader *loader, guint index, bool fresh, GError **error)
{
    const struct mapping *mapping = loader->mapping;
    struct subject_seen *seen = &g_array_index(loader->subjects, struct subject_seen, index);
    guint64 digest = G_GUINT64_CONSTANT(14695981039346656037);
    for (guint i = 0; i < mapping->sections->len && !mapping->wide; i++) {
        const struct section *section = mapping->sections->pdata[i];
        if (section->kind != FACT_ACCOUNT && loader->given[i])
            digest = section_digest(mix(digest, &i, sizeof i), section, loader->values[i]);
    }
    if (!fresh && !mapping->wide && seen->digest == digest) return true;
    seen->digest = digest;
    for (guint i = 0; i < mapping->sections->len; i++) {
        const struct section *section = mapping->sections->pdata[i];
        if (section->kind == FACT_ACCOUNT || !loader->given[i]) continue;
        bool taken = true;
        if (section->kind == FACT_CONSENT) {
            if (!lawful_consent(loader, index, loader->values[i], error)) return false;
            continue;
        }
        if (section->kind == FACT_MEASURE && !lawful_measure(loader, index, fresh, loader->values[i], &taken, error))
            return false;
        if (!taken) continue;
        if (!fact_put(&loader->writer, section->kind, seen->id, 0, fresh, loader->values[i],
                      loader->context.record->line, error))
            return false;
    }
    return true;
}

static struct month newest_month(const struct loader *loader)
{
    struct month newest = loader->row_months->len > 0 ? MONTH_NONE : loader->context.observed;
    for (guint i = 0; i < loader->row_months->len; i++) {
        struct month month = g_array_index(loader->row_months, struct month_seen, i).month;
        if (month.index > newest.index) newest = month;
    }
    return newest;
}

static bool flush_pending(struct loader *loader, GError **error);

static bool write_months(struct loader *loader, guint at, bool fresh, GError **error)
{
    struct account_seen *account = &g_array_index(loader->accounts, struct account_seen, at);
    int64_t subject = g_array_index(loader->subjects, struct subject_seen, account->subject).id;
    struct month_seen *months = (struct month_seen *)(void *)loader->row_months->data;
    if (loader->mapping->wide)
        return months_write(&loader->writer, &loader->scratch, subject, account->id, fresh, months,
                            loader->row_months->len, error);
    for (guint i = 0; i < loader->row_months->len; i++) {
        months[i].account = at;
        if (months[i].own) months[i].own = g_string_chunk_insert_const(loader->texts, months[i].own);
    }
    g_array_append_vals(loader->pending, months, loader->row_months->len);
    return loader->pending->len < PENDING_LIMIT || flush_pending(loader, error);
}

/* The account of the row: its particulars from the newest month that tells them, and its months. */
static bool write_account(struct loader *loader, guint section, int64_t at, guint subject, GError **error)
{
    const struct mapping *mapping = loader->mapping;
    const struct value *values = loader->values[section];
    bool fresh = at < 0;
    struct month newest = newest_month(loader);
    if (fresh) {
        struct account_seen made = { .subject = subject, .newest = newest, .fresh = true };
        made.id = fact_writer_id(&loader->writer, &loader->writer.accounts, "account", error);
        if (made.id == 0) return false;
        g_array_append_val(loader->accounts, made);
        at = (int64_t)loader->accounts->len - 1;
        g_hash_table_insert(loader->numbers, g_string_chunk_insert(loader->texts, values[0].text),
                            GUINT_TO_POINTER(loader->accounts->len));
    }
    struct account_seen *account = &g_array_index(loader->accounts, struct account_seen, at);
    guint64 digest = mapping->wide ? 0
                                   : section_digest(G_GUINT64_CONSTANT(14695981039346656037),
                                                    mapping->sections->pdata[section], values);
    if (fresh || ((mapping->wide || digest != account->digest) && newest.index >= account->newest.index)) {
        int64_t id = g_array_index(loader->subjects, struct subject_seen, subject).id;
        if (!fact_put(&loader->writer, FACT_ACCOUNT, id, account->id, fresh, values, loader->context.record->line,
                      error))
            return false;
        account->digest = digest;
        account->newest = newest;
    }
    return write_months(loader, (guint)at, fresh, error);
}

static int by_account(const void *a, const void *b)
{
    const struct month_seen *one = a, *two = b;
    if (one->account != two->account) return one->account < two->account ? -1 : 1;
    return one->line < two->line ? -1 : one->line > two->line;
}

static bool flush_pending(struct loader *loader, GError **error)
{
    struct month_seen *months = (struct month_seen *)(void *)loader->pending->data;
    size_t count = loader->pending->len;
    if (count > 0) qsort(months, count, sizeof *months, by_account);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && months[to].account == months[from].account; to++)
            ;
        struct account_seen *account = &g_array_index(loader->accounts, struct account_seen, months[from].account);
        int64_t subject = g_array_index(loader->subjects, struct subject_seen, account->subject).id;
        if (!months_write(&loader->writer, &loader->scratch, subject, account->id, account->fresh, months + from,
                          to - from, error))
            return false;
        account->fresh = false;
        if (session_is_cancelled(loader->writer.session, error)) return false;
    }
    g_array_set_size(loader->pending, 0);
    return true;
}

static guint account_section(const struct mapping *mapping)
{
    guint at = 0;
    while (at < mapping->sections->len && mapping->sections->pdata[at] != mapping->account)
        at++;
    return at;
}

/* A file that names nobody but by its rows: an account it brings again belongs to whom it belonged to. */
static bool keyed_by_row(const struct mapping *mapping)
{
    for (guint i = 0; i < mapping->keys->len; i++)
        if (g_array_index(mapping->keys, struct key, i).kind == KEY_ROW) return true;
    return false;
}

static enum row_outcome write_row(struct loader *loader, struct failure *failure, GError **error)
{
    const struct mapping *mapping = loader->mapping;
    int64_t subject, account = -1;
    enum row_outcome outcome = loader_identify(loader, &subject, failure, error);
    if (outcome != ROW_ACCEPTED) return outcome;
    guint section = account_section(mapping);
    if (mapping->account) {
        outcome = loader_find_account(loader, loader->values[section][0].text, &account, failure, error);
        if (outcome != ROW_ACCEPTED) return outcome;
        int64_t holder =
            account < 0 ? -1 : (int64_t)g_array_index(loader->accounts, struct account_seen, account).subject;
        if (subject < 0 && keyed_by_row(mapping)) subject = holder;
        if (account >= 0 && holder != subject) {
            *failure = (struct failure){ rule_place(mapping->account->rules[0]), N_("account number"),
                                         g_strdup(N_("the account is held by another subject")) };
            return ROW_REJECTED;
        }
    }
    bool fresh = subject < 0;
    if (fresh && !make_subject(loader, &subject, &outcome, failure, error)) return outcome;
    loader_remember(loader, (guint)subject);
    if (!write_subject_facts(loader, (guint)subject, fresh, error)) return ROW_ERROR;
    if (mapping->account && !write_account(loader, section, account, (guint)subject, error)) return ROW_ERROR;
    const struct subject_seen *seen = &g_array_index(loader->subjects, struct subject_seen, subject);
    if (!seen->made) touch_old(loader, seen->id);
    return ROW_ACCEPTED;
}

enum row_outcome loader_row(struct loader *loader, const struct csv_record *record, int64_t row,
                            struct failure *failure, GError **error)
{
    g_ptr_array_set_size(loader->context.made, 0);
    loader->context.record = record;
    loader->context.row = row;
    if (is_skipped(loader->mapping, record)) return ROW_SKIPPED;
    for (guint i = 0; i < loader->mapping->sections->len; i++)
        if (!convert_section(loader, i, failure)) return ROW_REJECTED;
    if (!convert_months(loader, failure) || !lawful_row(loader, failure)) return ROW_REJECTED;
    return write_row(loader, failure, error);
}

bool loader_finish(struct loader *loader, GError **error)
{
    return flush_pending(loader, error) && month_scratch_flush(&loader->writer, &loader->scratch, error) &&
           fact_writer_finish(&loader->writer, error);
}
