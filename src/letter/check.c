/* SPDX-License-Identifier: Apache-2.0 */
/* Promises that the law forbids, found however they are dressed up, and left alone where they are denied or warned of.
 * A text is looked at clause by clause: of a clause only letters, figures and per cent signs are compared, each in its
 * plainest form; a forbidden word may not run over the end of one. */
#include "letter/letter.h"

#include <string.h>

/* How far in front of a word its denial may stand, in characters without blanks. */
#define DENIAL_REACH 40

struct clause {
    GString *plain;  /* what is compared */
    GByteArray *new; /* a byte for each of `plain`: a word begins here, or a comma stood before it */
};
enum { WORD_BEGINS = 1, AFTER_COMMA = 2 };

static void clause_clear(struct clause *clause)
{
    if (clause->plain != NULL) g_string_free(clause->plain, TRUE);
    g_clear_pointer(&clause->new, g_byte_array_unref);
}
typedef struct clause clause_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(clause_t, clause_clear)

struct rules {
    struct tsv *words, *denials;
    GHashTable *looks; /* gunichar to gunichar */
    GPtrArray *plain;  /* the plain form of each word */
};

/* ---- the plainest form --------------------------------------------------------------------------------------------
 */

static gunichar plainest(const struct rules *rules, gunichar c)
{
    const gpointer is = g_hash_table_lookup(rules->looks, GUINT_TO_POINTER(c));
    return is != NULL ? GPOINTER_TO_UINT(is) : pinyin_simplify(c);
}

static void clause_add(struct clause *clause, gunichar c, guint8 mark)
{
    char bytes[6];
    const int length = g_unichar_to_utf8(c, bytes);
    g_string_append_len(clause->plain, bytes, length);
    for (int i = 0; i < length; i++) {
        const guint8 each = i == 0 ? mark : 0;
        g_byte_array_append(clause->new, &each, 1);
    }
}

/* Letters, figures and the per cent sign of a clause, each with whether a word begins there. */
static void clause_read(struct clause *clause, const struct rules *rules, const char *text, size_t length)
{
    g_autofree char *part = g_strndup(text, length);
    g_autofree char *folded = text_fold(part);
    guint8 mark = WORD_BEGINS;
    clause->plain = g_string_sized_new(length);
    clause->new = g_byte_array_new();
    for (const char *at = folded; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar c = plainest(rules, g_utf8_get_char(at));
        if (g_unichar_isalnum(c) || c == '%') {
            clause_add(clause, c, mark);
            mark = c > 0x2e80 ? WORD_BEGINS : 0; /* Chinese is written without blanks */
        } else if (c == ',' || c == '(' || c == ')')
            mark = WORD_BEGINS | AFTER_COMMA;
        else if (!g_unichar_iszerowidth(c))
            mark |= WORD_BEGINS;
    }
}

/* The plain form of a word of the tables. Caller frees. */
static char *plain_word(const struct rules *rules, const char *word)
{
    g_auto(clause_t) clause = { 0 };
    clause_read(&clause, rules, word, strlen(word));
    return g_strdup(clause.plain->str);
}

static gpointer load_rules(gpointer unused)
{
    (void)unused;
    struct rules *rules = g_new0(struct rules, 1);
    rules->looks = g_hash_table_new(NULL, NULL);
    rules->words = tsv_load("letters/forbidden.tsv", NULL);
    rules->denials = tsv_load("letters/denials.tsv", NULL);
    g_autoptr(tsv_t) looks = tsv_load("letters/lookalikes.tsv", NULL);
    for (size_t i = 0; looks != NULL && i < tsv_rows(looks); i++)
        g_hash_table_insert(rules->looks, GUINT_TO_POINTER(g_utf8_get_char(tsv_cell(looks, i, "look"))),
                            GUINT_TO_POINTER(g_utf8_get_char(tsv_cell(looks, i, "is"))));
    rules->plain = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; rules->words != NULL && i < tsv_rows(rules->words); i++)
        g_ptr_array_add(rules->plain, plain_word(rules, tsv_cell(rules->words, i, "word")));
    return rules;
}

static const struct rules *get_rules(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, load_rules, NULL);
}

/* ---- one match ----------------------------------------------------------------------------------------------------
 */

struct match {
    const struct clause *clause;
    size_t from, to;
};

/* Whether one of the phrases, separated by '|', holds the whole match. */
static bool is_part_of(const struct match *match, const struct rules *rules, const char *phrases)
{
    g_auto(GStrv) each = g_strsplit(phrases, "|", -1);
    for (size_t i = 0; each[i] != NULL; i++) {
        g_autofree char *phrase = plain_word(rules, each[i]);
        const char *text = match->clause->plain->str;
        for (const char *at = text; *phrase != '\0' && (at = strstr(at, phrase)) != NULL; at++)
            if ((size_t)(at - text) <= match->from && (size_t)(at - text) + strlen(phrase) >= match->to) return true;
    }
    return false;
}

/* Where the same breath begins: after the last comma, and not further back than a denial reaches. */
static size_t reach(const struct match *match)
{
    const char *text = match->clause->plain->str;
    size_t from = match->from;
    for (int i = 0; i < DENIAL_REACH && from > 0; i++) {
        if ((match->clause->new->data[from] & AFTER_COMMA) != 0) break;
        from = (size_t)(g_utf8_prev_char(text + from) - text);
    }
    return from;
}

/* A phrase that only looks like a denial: "not only". */
static bool is_sham(const struct rules *rules, const struct clause *clause, size_t from, size_t to)
{
    const struct match denial = { .clause = clause, .from = from, .to = to };
    for (size_t i = 0; i < tsv_rows(rules->denials); i++)
        if (strcmp(tsv_cell(rules->denials, i, "where"), "never") == 0 &&
            is_part_of(&denial, rules, tsv_cell(rules->denials, i, "word")))
            return true;
    return false;
}

static bool has_denial(const struct match *match, const struct rules *rules, const char *denial, size_t from, size_t to)
{
    g_autofree char *word = plain_word(rules, denial);
    const char *text = match->clause->plain->str;
    const bool whole = (guchar)*word < 0x80; /* an English denial is a word of its own */
    for (const char *at = text + from; (at = strstr(at, word)) != NULL; at++) {
        const size_t begins = (size_t)(at - text), ends = begins + strlen(word);
        if (ends > to) return false;
        if (whole && (match->clause->new->data[begins] & WORD_BEGINS) == 0) continue;
        if (whole && ends < match->clause->plain->len && (match->clause->new->data[ends] & WORD_BEGINS) == 0) continue;
        if (!is_sham(rules, match->clause, begins, ends)) return true;
    }
    return false;
}

static bool is_denied(const struct match *match, const struct rules *rules)
{
    const size_t from = reach(match), end = match->clause->plain->len;
    for (size_t i = 0; i < tsv_rows(rules->denials); i++) {
        const char *where = tsv_cell(rules->denials, i, "where"), *word = tsv_cell(rules->denials, i, "word");
        if (strcmp(where, "before") == 0 && has_denial(match, rules, word, from, match->from)) return true;
        if (strcmp(where, "after") == 0 && has_denial(match, rules, word, match->to, end)) return true;
    }
    return false;
}

/* ---- a text -------------------------------------------------------------------------------------------------------
 */

/* The row of a promise in the clause, -1 when there is none. */
static int find_promise(const struct clause *clause, const struct rules *rules)
{
    for (size_t i = 0; i < tsv_rows(rules->words); i++) {
        const char *word = rules->plain->pdata[i], *text = clause->plain->str;
        for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
            const struct match match = { clause, (size_t)(at - text), (size_t)(at - text) + strlen(word) };
            if ((clause->new->data[match.from] & WORD_BEGINS) == 0) continue;
            if (is_part_of(&match, rules, tsv_cell(rules->words, i, "except")) || is_denied(&match, rules)) continue;
            return (int)i;
        }
    }
    return -1;
}

/* A clause ends at Chinese punctuation, and at a stop of English that a blank follows. */
static bool ends_clause(const char *at)
{
    static const char *const ends[] = { "，", "。", "；", "：", "！", "？", "、" };
    if (strchr(".!?;:", *at) != NULL) return at[1] == '\0' || g_ascii_isspace(at[1]);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_prefix(at, ends[i])) return true;
    return false;
}

static void refuse(const struct rules *rules, int row, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The text says \"{1}\": a letter may not promise that ({2})."),
                     N_("Say what was done and found; promise no outcome."),
                     tsv_cell(rules->words, (size_t)row, "word"), tsv_cell(rules->words, (size_t)row, "source"), NULL);
}

bool letter_check_text(const char *text, GError **error)
{
    if (text == NULL) return true;
    const struct rules *rules = get_rules();
    if (rules->words == NULL || rules->denials == NULL) {
        g_autoptr(tsv_t) again = tsv_load("letters/forbidden.tsv", error);
        g_autoptr(tsv_t) denials = again != NULL ? tsv_load("letters/denials.tsv", error) : NULL;
        return false;
    }
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *from = valid; *from != '\0';) {
        const char *to = from;
        while (*to != '\0' && !ends_clause(to))
            to = g_utf8_next_char(to);
        g_auto(clause_t) clause = { 0 };
        clause_read(&clause, rules, from, (size_t)(to - from));
        const int promise = find_promise(&clause, rules);
        if (promise >= 0) {
            refuse(rules, promise, error);
            return false;
        }
        from = *to != '\0' ? g_utf8_next_char(to) : to;
    }
    return true;
}
