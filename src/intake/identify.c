/* SPDX-License-Identifier: Apache-2.0 */
/* Whose row is it? By the keys the mapping names, in its order. What this file already said is found in memory, what
 * the store holds by its indexes; a furnisher who is new is not looked up at all. A furnisher's own keys (client,
 * account number) mean something only beside that furnisher; identity numbers mean the same to everybody. */
#include "intake/loader.h"

#include <string.h>

static bool is_own_key(const char *kind)
{
    return g_str_has_prefix(kind, "client");
}

/* "kind \x1f value" in scratch memory of the row. */
static const char *key_text(struct loader *loader, const struct key *key, guint index)
{
    const struct value *values = loader->values[index];
    char *text =
        g_strconcat(key->kind == KEY_CONTACT ? "c\x1f" : "i\x1f", values[0].text, "\x1f", values[1].text, NULL);
    g_ptr_array_add(loader->context.made, text);
    return text;
}

static guint section_index(const struct loader *loader, const struct section *section)
{
    for (guint i = 0; i < loader->mapping->sections->len; i++)
        if (loader->mapping->sections->pdata[i] == section) return i;
    g_assert_not_reached();
}

guint loader_subject_index(struct loader *loader, int64_t id, bool made)
{
    struct subject_seen seen = { .id = id, .made = made };
    g_array_append_val(loader->subjects, seen);
    return loader->subjects->len - 1;
}

/* A subject found in the store: the same one may be found by several keys, and is held once. */
static guint known_subject(struct loader *loader, int64_t id)
{
    char number[32];
    g_snprintf(number, sizeof number, "s\x1f%" G_GINT64_FORMAT, id);
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(loader->keys, number));
    if (index == 0) {
        index = loader_subject_index(loader, id, false) + 1;
        g_hash_table_insert(loader->keys, g_string_chunk_insert(loader->texts, number), GUINT_TO_POINTER(index));
    }
    return index - 1;
}

/* Contacts have no index of their own: when one is a key, all are read once. */
static bool read_contacts(struct loader *loader, GError **error)
{
    loader->contacts_read = true;
    if (!bulk_drain(loader->writer.worker, error)) return false;
    g_autoptr(statement_t) query = store_prepare(loader->writer.session->store,
                                                 "SELECT kind, value, subject FROM contact WHERE died IS NULL", error);
    if (!query) return false;
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        g_autofree char *text = g_strconcat("c\x1f", statement_text(query, 0), "\x1f", statement_text(query, 1), NULL);
        guint index = known_subject(loader, statement_int(query, 2));
        if (!g_hash_table_contains(loader->keys, text))
            g_hash_table_insert(loader->keys, g_string_chunk_insert(loader->texts, text), GUINT_TO_POINTER(index + 1));
    }
    return step == STEP_DONE;
}

static bool find_identifier(struct loader *loader, const struct value *values, int64_t *found, GError **error)
{
    *found = 0;
    bool own = is_own_key(values[0].text);
    if (own && loader->writer.source_is_new) return true;
    if (!bulk_drain(loader->writer.worker, error)) return false;
    return store_query_int(
        loader->writer.session->store, found, 0, error,
        "SELECT subject FROM identifier WHERE value = ?1 AND kind = ?2 AND died IS NULL "
        "AND (?3 = 0 OR (SELECT source FROM batch WHERE batch.id = identifier.batch) = ?3) ORDER BY subject",
        "ssi", values[1].text, values[0].text, own ? loader->writer.source : (int64_t)0);
}

enum row_outcome loader_find_account(struct loader *loader, const char *number, int64_t *account,
                                     struct failure *failure, GError **error)
{
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(loader->numbers, number));
    *account = (int64_t)index - 1;
    if (index > 0 || loader->writer.source_is_new) return ROW_ACCEPTED;
    if (!bulk_drain(loader->writer.worker, error)) return ROW_ERROR;
    g_autoptr(statement_t) query = store_prepare(
        loader->writer.session->store,
        "SELECT account, subject FROM account WHERE number = ?1 AND source = ?2 AND died IS NULL ORDER BY account",
        error);
    if (!query) return ROW_ERROR;
    statement_bind_text(query, 1, number);
    statement_bind_int(query, 2, loader->writer.source);
    enum step step = statement_step(query, error);
    if (step != STEP_ROW) return step == STEP_DONE ? ROW_ACCEPTED : ROW_ERROR;
    struct account_seen seen = { .id = statement_int(query, 0), .newest = MONTH_NONE };
    int64_t subject = statement_int(query, 1);
    if (statement_step(query, error) == STEP_ROW) {
        *failure = (struct failure){ rule_place(loader->mapping->account->rules[0]), N_("account number"),
                                     g_strdup(N_("two accounts have this number")) };
        return ROW_REJECTED;
    }
    seen.subject = known_subject(loader, subject);
    statement_done(g_steal_pointer(&query));
    if (!months_last(&loader->writer, &loader->scratch, subject, seen.id, &seen.newest, error)) return ROW_ERROR;
    g_array_append_val(loader->accounts, seen);
    *account = (int64_t)loader->accounts->len - 1;
    g_hash_table_insert(loader->numbers, g_string_chunk_insert(loader->texts, number),
                        GUINT_TO_POINTER(loader->accounts->len));
    return ROW_ACCEPTED;
}

/* One key of this row: the subject it names, or -1. *given is false when the row does not have it. */
static enum row_outcome one_key(struct loader *loader, const struct key *key, int64_t *subject, bool *given,
                                struct failure *failure, GError **error)
{
    *subject = -1;
    *given = key->kind == KEY_ROW;
    if (key->kind == KEY_ROW) return ROW_ACCEPTED;
    guint at = section_index(loader, key->section);
    *given = loader->given[at];
    if (!*given) return ROW_ACCEPTED;
    if (key->kind == KEY_ACCOUNT) {
        int64_t account;
        enum row_outcome outcome = loader_find_account(loader, loader->values[at][0].text, &account, failure, error);
        if (outcome == ROW_ACCEPTED && account >= 0)
            *subject = g_array_index(loader->accounts, struct account_seen, account).subject;
        return outcome;
    }
    if (key->kind == KEY_CONTACT && !loader->contacts_read && !read_contacts(loader, error)) return ROW_ERROR;
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(loader->keys, key_text(loader, key, at)));
    if (index == 0 && key->kind == KEY_IDENTIFIER) {
        int64_t id;
        if (!find_identifier(loader, loader->values[at], &id, error)) return ROW_ERROR;
        if (id != 0) index = known_subject(loader, id) + 1;
    }
    *subject = (int64_t)index - 1;
    return ROW_ACCEPTED;
}

/* What gives the key its value: the account's number, or the value of an identifier or contact. */
static const struct rule *key_rule(const struct key *key)
{
    return key->section->rules[key->kind == KEY_ACCOUNT ? 0 : 1];
}

/* The columns of all keys, in scratch memory of the row. */
static const char *key_places(struct loader *loader)
{
    GString *places = g_string_new(NULL);
    for (guint i = 0; i < loader->mapping->keys->len; i++)
        g_string_append_printf(places, "%s%s", i ? ", " : "",
                               rule_place(key_rule(&g_array_index(loader->mapping->keys, struct key, i))));
    char *text = g_string_free(places, FALSE);
    g_ptr_array_add(loader->context.made, text);
    return text;
}

enum row_outcome loader_identify(struct loader *loader, int64_t *subject, struct failure *failure, GError **error)
{
    bool any = false;
    *subject = -1;
    for (guint i = 0; i < loader->mapping->keys->len; i++) {
        const struct key *key = &g_array_index(loader->mapping->keys, struct key, i);
        int64_t found;
        bool given;
        enum row_outcome outcome = one_key(loader, key, &found, &given, failure, error);
        if (outcome != ROW_ACCEPTED) return outcome;
        any = any || given;
        if (found < 0) continue;
        if (*subject >= 0 && *subject != found) {
            *failure = (struct failure){ rule_place(key_rule(key)), N_("key"),
                                         g_strdup(N_("the keys of this row name two different subjects")) };
            return ROW_REJECTED;
        }
        *subject = found;
    }
    if (any) return ROW_ACCEPTED;
    *failure = (struct failure){ key_places(loader), N_("empty"),
                                 g_strdup(N_("the row has none of the keys by which its subject is known")) };
    return ROW_REJECTED;
}

void loader_remember(struct loader *loader, guint subject)
{
    for (guint i = 0; i < loader->mapping->keys->len; i++) {
        const struct key *key = &g_array_index(loader->mapping->keys, struct key, i);
        if (key->kind != KEY_IDENTIFIER && key->kind != KEY_CONTACT) continue;
        guint at = section_index(loader, key->section);
        if (!loader->given[at]) continue;
        const char *text = key_text(loader, key, at);
        if (!g_hash_table_contains(loader->keys, text))
            g_hash_table_insert(loader->keys, g_string_chunk_insert(loader->texts, text),
                                GUINT_TO_POINTER(subject + 1));
    }
}
