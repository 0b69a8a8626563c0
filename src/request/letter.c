/* SPDX-License-Identifier: Apache-2.0 */
/* What the letters of a request are filled with: who, what, until when, and what is held about the person. */
#include "request/register.h"

#include <string.h>

void put_person(GHashTable *words, const struct dossier *dossier, const char *language)
{
    const char *identity = dossier ? dossier_identity(dossier) : NULL;
    letter_put(words, "addressee", dossier ? text_sanitise(dossier_name(dossier), -1) : NULL);
    letter_put(words, "identity",
               identity ? guard_mask(identity, SECRECY_IDENTITY) : g_strdup(letter_line("value.none", language)));
}

static void counted(GString *lines, const char *key, guint count, const char *language)
{
    if (count == 0) return;
    g_autofree char *number = g_strdup_printf("%u", count);
    g_autofree char *line = letter_fill(letter_line(key, language), number, NULL, NULL);
    g_string_append_printf(lines, "%s  - %s", lines->len > 0 ? "\n" : "", line);
}

/* What is held, by kind; the values themselves are in the copy and in the report. */
static char *held(const struct dossier *dossier, const char *language)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    counted(lines, "held.identity", dossier->names->len + dossier->identifiers->len, language);
    counted(lines, "held.contact", dossier->contacts->len + dossier->addresses->len + dossier->employments->len,
            language);
    counted(lines, "held.accounts", dossier->accounts->len, language);
    counted(lines, "held.enquiries", dossier->enquiries->len, language);
    counted(lines, "held.records", dossier->public_records->len, language);
    counted(lines, "held.measures", dossier->measures->len, language);
    return g_strdup(lines->len > 0 ? lines->str : letter_line("held.nothing", language));
}

/* The furnishers of the accounts: the sources of what is held. */
static char *sources(struct session *session, const struct dossier *dossier, const char *language)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(GHashTable) known = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (!g_hash_table_add(known, (gpointer)&account->source)) continue;
        const char *label = source_label(session->store, account->source, language);
        g_string_append_printf(lines, "%s  - %s", lines->len > 0 ? "\n" : "", label);
    }
    return g_strdup(lines->len > 0 ? lines->str : letter_line("held.nothing", language));
}

static const char *by_family(const char *stem, const char *profile, const char *language)
{
    g_autofree char *family = law_country(profile);
    g_autofree char *key = g_strconcat(stem, ".", family, NULL);
    return letter_line(key, language);
}

static void gather(struct session *session, const struct request *request, const char *text,
                   const struct dossier *dossier, const char *language, GHashTable *words)
{
    struct request_rule rule = { .right = "-" };
    request_rule_find(request->profile, request->kind, &rule, NULL);
    put_person(words, dossier, language);
    letter_put(words, "case", request_number(request->id));
    letter_put(words, "kind", letter_label("REQUEST_KIND", request->kind, language));
    letter_put(words, "received", letter_day(request->received, language));
    letter_put(words, "due", letter_day(request->due, language));
    letter_put(words, "due_before", letter_day(request->extended, language));
    letter_put(words, "right", g_strdup(rule.right));
    letter_put(words, "remedies", g_strdup(by_family("remedies", request->profile, language)));
    letter_put(words, "text", text ? text_sanitise(text, -1) : g_strdup(letter_line("text.none", language)));
    letter_put(words, "reason",
               request->reason ? g_strdup(request->reason)
               : text          ? text_sanitise(text, -1)
                               : g_strdup(letter_line("text.none", language)));
    letter_put(words, "held", dossier ? held(dossier, language) : NULL);
    letter_put(words, "sources", dossier ? sources(session, dossier, language) : NULL);
}

bool request_letter_make(struct session *session, const struct request *request, const char *kind, const char *text,
                         GPtrArray *numbers, GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_load(session, request->subject, error);
    if (!dossier) return false;
    const char *language = letter_language(dossier->language, request->profile);
    const struct letter letter = { LETTER_OF_REQUEST, request->id, request->subject, kind, language };
    g_autoptr(GHashTable) words = letter_words();
    gather(session, request, text, dossier, language, words);
    char *number = letter_make(session, &letter, words, error);
    if (!number) return false;
    g_ptr_array_add(numbers, number);
    return true;
}
