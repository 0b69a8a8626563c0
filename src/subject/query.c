/* SPDX-License-Identifier: Apache-2.0 */
/* What is typed becomes a small tree: words are AND-ed, "field:value" asks one field, "-" turns a term round. */
#include "subject/search_private.h"

#include <string.h>

/* The word before the colon; the second spelling is for those who type Chinese. */
static const struct field_word {
    const char *word, *chinese;
    enum term_kind term;
} field_words[] = {
    { "name", "姓名", TERM_NAME },       { "id", "证件", TERM_IDENTITY },       { "phone", "电话", TERM_PHONE },
    { "account", "账号", TERM_ACCOUNT }, { "city", "城市", TERM_CITY },         { "score", "评分", TERM_SCORE },
    { "overdue", "逾期", TERM_OVERDUE }, { "disputes", "异议", TERM_DISPUTES }, { "kind", "类型", TERM_KIND },
};

static struct query *query_new(int kind)
{
    struct query *query = g_new0(struct query, 1);
    query->kind = kind;
    if (kind != QUERY_TERM) query->children = g_ptr_array_new_with_free_func((GDestroyNotify)query_free);
    return query;
}

void query_free(struct query *query)
{
    if (query == NULL) return;
    g_free(query->text);
    if (query->children != NULL) g_ptr_array_unref(query->children);
    g_free(query);
}

static struct query *text_term(enum term_kind term, const char *text)
{
    struct query *query = query_new(QUERY_TERM);
    query->term = term;
    query->text = g_strdup(text);
    return query;
}

static struct query *number_term(enum term_kind term, enum term_compare compare, int64_t number)
{
    struct query *query = query_new(QUERY_TERM);
    query->term = term;
    query->compare = compare;
    query->number = number;
    return query;
}

static bool parse_number(const char *text, const char *word, int64_t *number, GError **error)
{
    if (g_ascii_string_to_signed(text, 10, G_MININT32, G_MAXINT32, number, NULL)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is not a whole number for {2}."),
                     N_("Write for example {2}:<60 or {2}:30..90."), text, word, NULL);
    return false;
}

/* "a..b", "a.." or "..b": both ends count. */
static struct query *parse_range(enum term_kind term, const char *value, const char *dots, const char *word,
                                 GError **error)
{
    g_autoptr(query_t) both = query_new(QUERY_AND);
    int64_t number = 0;
    g_autofree char *low = g_strndup(value, (size_t)(dots - value));
    if (*low != '\0') {
        if (!parse_number(low, word, &number, error)) return NULL;
        g_ptr_array_add(both->children, number_term(term, COMPARE_GREATER_EQUAL, number));
    }
    if (dots[2] != '\0') {
        if (!parse_number(dots + 2, word, &number, error)) return NULL;
        g_ptr_array_add(both->children, number_term(term, COMPARE_LESS_EQUAL, number));
    }
    return g_steal_pointer(&both);
}

static struct query *parse_comparison(enum term_kind term, const char *value, const char *word, GError **error)
{
    static const struct {
        const char *sign;
        enum term_compare compare;
    } signs[] = {
        { "<=", COMPARE_LESS_EQUAL }, { ">=", COMPARE_GREATER_EQUAL }, { "<", COMPARE_LESS },
        { ">", COMPARE_GREATER },     { "=", COMPARE_EQUAL },
    };
    const char *dots = strstr(value, "..");
    if (dots != NULL) return parse_range(term, value, dots, word, error);
    enum term_compare compare = COMPARE_EQUAL;
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (!g_str_has_prefix(value, signs[i].sign)) continue;
        compare = signs[i].compare;
        value += strlen(signs[i].sign);
        break;
    }
    int64_t number = 0;
    return parse_number(value, word, &number, error) ? number_term(term, compare, number) : NULL;
}

static struct query *parse_kind(const char *value, GError **error)
{
    static const char *const words[][2] = { { "person", "个人" }, { "enterprise", "企业" } };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(value, words[i][0]) == 0 || strcmp(value, words[i][1]) == 0)
            return text_term(TERM_KIND, words[i][0]);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no kind of subject “{1}”."),
                     N_("Write kind:person or kind:enterprise."), value, NULL);
    return NULL;
}

static struct query *parse_field(const char *word, const char *value, GError **error)
{
    const struct field_word *found = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(field_words); i++)
        if (strcmp(word, field_words[i].word) == 0 || strcmp(word, field_words[i].chinese) == 0)
            found = &field_words[i];
    if (found == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no search field “{1}”."),
                         N_("Fields are name, id, phone, account, city, score, overdue, disputes and kind."), word,
                         NULL);
        return NULL;
    }
    if (*value == '\0') {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Nothing follows “{1}:”."),
                         N_("Write a value right after the colon."), word, NULL);
        return NULL;
    }
    switch (found->term) {
    case TERM_SCORE:
    case TERM_OVERDUE:
    case TERM_DISPUTES:
        return parse_comparison(found->term, value, found->word, error);
    case TERM_KIND:
        return parse_kind(value, error);
    default:
        return text_term(found->term, value);
    }
}

/* One token of the text, without its quotes. `colon` is the place of the first unquoted colon in it, or -1. */
static bool next_token(const char **at, GString *token, gssize *colon)
{
    while (g_ascii_isspace(**at))
        (*at)++;
    if (**at == '\0') return false;
    bool quoted = false;
    g_string_truncate(token, 0);
    *colon = -1;
    for (; **at != '\0' && (quoted || !g_ascii_isspace(**at)); (*at)++) {
        if (**at == '"') {
            quoted = !quoted;
            continue;
        }
        if (**at == ':' && !quoted && *colon < 0) *colon = (gssize)token->len;
        g_string_append_c(token, **at);
    }
    return true;
}

static struct query *parse_token(GString *token, gssize colon, GError **error)
{
    bool negative = token->len > 1 && token->str[0] == '-';
    if (negative) {
        g_string_erase(token, 0, 1);
        colon--;
    }
    struct query *term;
    if (colon > 0) {
        g_autofree char *word = g_strndup(token->str, (size_t)colon);
        term = parse_field(word, token->str + colon + 1, error);
    } else {
        term = text_term(TERM_ANY, token->str);
    }
    if (term == NULL || !negative) return term;
    struct query *opposite = query_new(QUERY_NOT);
    g_ptr_array_add(opposite->children, term);
    return opposite;
}

struct query *query_parse(const char *text, GError **error)
{
    g_autoptr(query_t) query = query_new(QUERY_AND);
    g_autoptr(GString) straight = g_string_new(text);
    g_string_replace(straight, "“", "\"", 0);
    g_string_replace(straight, "”", "\"", 0);
    g_autoptr(GString) folded = g_string_new(NULL);
    search_fold(straight->str, folded);
    g_autoptr(GString) token = g_string_new(NULL);
    const char *at = folded->str;
    gssize colon;
    while (next_token(&at, token, &colon)) {
        if (token->len == 0) continue;
        struct query *term = parse_token(token, colon, error);
        if (term == NULL) return NULL;
        g_ptr_array_add(query->children, term);
    }
    return g_steal_pointer(&query);
}

/* ---- in words ---------------------------------------------------------------------------------------------------- */

static void explain_term(const struct query *query, GString *out)
{
    static const char *const signs[] = {
        [COMPARE_MATCH] = ":",  [COMPARE_LESS] = " <",          [COMPARE_LESS_EQUAL] = " ≤",
        [COMPARE_EQUAL] = " =", [COMPARE_GREATER_EQUAL] = " ≥", [COMPARE_GREATER] = " >"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(field_words); i++)
        if (field_words[i].term == query->term)
            g_string_append_printf(out, "%s%s ", field_words[i].word, signs[query->compare]);
    if (query->text != NULL)
        g_string_append(out, query->text);
    else
        g_string_append_printf(out, "%" G_GINT64_FORMAT, query->number);
}

static void explain_into(const struct query *query, GString *out)
{
    if (query->kind == QUERY_TERM) {
        explain_term(query, out);
        return;
    }
    if (query->kind == QUERY_NOT) g_string_append(out, "¬ ");
    for (guint i = 0; i < query->children->len; i++) {
        if (i > 0) g_string_append(out, " · ");
        explain_into(query->children->pdata[i], out);
    }
}

char *query_explain(const struct query *query)
{
    if (query->kind == QUERY_AND && query->children->len == 0) return phrase_make(N_("every subject"), NULL);
    g_autoptr(GString) terms = g_string_new(NULL);
    explain_into(query, terms);
    return phrase_make(N_("subjects with {1}"), terms->str, NULL);
}
