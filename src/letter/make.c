/* SPDX-License-Identifier: Apache-2.0 */
/* Making a letter: its number, its text out of the template, its digest, its row. */
#include "letter/letter.h"

#include <string.h>

/* SQL is constant text, so each kind of owner has its own. */
static const struct {
    const char *mark, *count, *insert;
} owners[] = {
#define INSERT(column)                                                                                                 \
    "INSERT INTO letter (id, " column ", subject, kind, language, number, text, digest, made, user, change)"           \
    " VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
#define OWNER(column, mark)                                                                                            \
    {                                                                                                                  \
        mark, "SELECT count(*) FROM letter WHERE " column " = ?1", INSERT(column)                                      \
    }
    [LETTER_OF_DISPUTE] = OWNER("dispute", ""),    [LETTER_OF_REQUEST] = OWNER("request", "R"),
    [LETTER_OF_INCIDENT] = OWNER("incident", "I"), [LETTER_OF_DECISION] = OWNER("decision", "E"),
    [LETTER_OF_REPAIR] = OWNER("repair", "P"),
#undef OWNER
#undef INSERT
};

GHashTable *letter_words(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
}

void letter_put(GHashTable *words, const char *name, char *value)
{
    g_hash_table_insert(words, (gpointer)name, value ? value : g_strdup(""));
}

/* The store's own wording of a name ("bureau.name.zh"), else the shipped one. */
static char *named(struct session *session, const char *name, const char *language)
{
    g_autofree char *key = g_strdup_printf("%s.%s", name, language);
    return setting_get(session->store, key, letter_line(name, language));
}

void letter_put_usual(GHashTable *words, struct session *session, const char *language)
{
    letter_put(words, "date", letter_day(session_today(session), language));
    letter_put(words, "bureau", named(session, "bureau.name", language));
    letter_put(words, "regulator", named(session, "regulator.name", language));
}

static char *expand(const char *template, GHashTable *words, const char *file, GError **error)
{
    g_autoptr(GString) letter = g_string_new(NULL);
    for (const char *at = template; *at != '\0';) {
        const char *open = strchr(at, '{');
        const char *close = open ? strchr(open, '}') : NULL;
        if (close == NULL) {
            g_string_append(letter, at);
            break;
        }
        g_string_append_len(letter, at, open - at);
        g_autofree char *name = g_strndup(open + 1, (gsize)(close - open - 1));
        const char *value = g_hash_table_lookup(words, name);
        if (value == NULL) {
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The letter {1} has a placeholder {2} that nothing fills."),
                             N_("Correct the template."), file, name, NULL);
            return NULL;
        }
        g_string_append(letter, value);
        at = close + 1;
    }
    return g_string_free(g_steal_pointer(&letter), FALSE);
}

char *letter_text(const char *kind, const char *language, GHashTable *words, GError **error)
{
    g_autofree char *file = g_strdup_printf("letters/%s/%s.txt", language, kind);
    g_autofree char *template = data_read(file, NULL, error);
    return template == NULL ? NULL : expand(template, words, file, error);
}

char *letter_next_number(struct session *session, const struct letter *letter, GError **error)
{
    int64_t made;
    int year, month, day;
    if (!store_query_int(session->store, &made, 0, error, owners[letter->of].count, "i", letter->id)) return NULL;
    date_split(session_today(session), &year, &month, &day);
    return g_strdup_printf("%04d-%s%06" G_GINT64_FORMAT "-%02" G_GINT64_FORMAT, year, owners[letter->of].mark,
                           letter->id, made + 1);
}

bool letter_store(struct session *session, const struct letter *letter, const char *number, const char *text,
                  GError **error)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    const int64_t id = store_take_ids(session->store, "letter", 1, error);
    return id != 0 && store_run(session->store, error, owners[letter->of].insert, "iiisssssisi", id, letter->id,
                                letter->subject, letter->kind, letter->language, number, text, digest,
                                session_now(session), session->user, session->change);
}

char *letter_make(struct session *session, const struct letter *letter, GHashTable *words, GError **error)
{
    g_autofree char *number = letter_next_number(session, letter, error);
    if (number == NULL) return NULL;
    letter_put(words, "number", g_strdup(number));
    letter_put_usual(words, session, letter->language);
    g_autofree char *text = letter_text(letter->kind, letter->language, words, error);
    if (text == NULL || !letter_store(session, letter, number, text, error)) return NULL;
    return g_steal_pointer(&number);
}
