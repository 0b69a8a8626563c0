/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern is groups of alternatives, all of which must match. A fuzzy term finds its characters in order; hits at the
 * beginning of words and hits beside each other count more, gaps count less. */
#include "widget/fuzzy.h"

#include <string.h>

enum term_kind { TERM_FUZZY, TERM_EXACT, TERM_START, TERM_END, TERM_WHOLE };

struct term {
    enum term_kind kind;
    bool negated, exact_case;
    gunichar *text;
    glong length;
};

struct fuzzy {
    GPtrArray *groups; /* GPtrArray of struct term *: alternatives */
};

static void term_free(struct term *term)
{
    g_free(term->text);
    g_free(term);
}

static bool has_upper(const char *word)
{
    for (const char *p = word; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isupper(g_utf8_get_char(p))) return true;
    return false;
}

static struct term *term_parse(const char *word)
{
    struct term *term = g_new0(struct term, 1);
    if (*word == '!') {
        term->negated = true;
        term->kind = TERM_EXACT; /* "not" of a fuzzy term would exclude almost everything */
        word++;
    }
    if (*word == '\'') {
        term->kind = TERM_EXACT;
        word++;
    } else if (*word == '^') {
        term->kind = TERM_START;
        word++;
    }
    size_t bytes = strlen(word);
    if (bytes > 1 && word[bytes - 1] == '$') {
        term->kind = term->kind == TERM_START ? TERM_WHOLE : TERM_END;
        bytes--;
    }
    g_autofree char *plain = g_strndup(word, bytes);
    term->exact_case = has_upper(plain);
    term->text = g_utf8_to_ucs4_fast(plain, -1, &term->length);
    return term;
}

static void add_word(struct fuzzy *fuzzy, const char *word, bool *alternative)
{
    if (strcmp(word, "|") == 0) {
        *alternative = fuzzy->groups->len > 0;
        return;
    }
    struct term *term = term_parse(word);
    if (term->length == 0) {
        term_free(term);
        return;
    }
    if (!*alternative) g_ptr_array_add(fuzzy->groups, g_ptr_array_new_with_free_func((GDestroyNotify)term_free));
    g_ptr_array_add(fuzzy->groups->pdata[fuzzy->groups->len - 1], term);
    *alternative = false;
}

struct fuzzy *fuzzy_compile(const char *pattern)
{
    struct fuzzy *fuzzy = g_new0(struct fuzzy, 1);
    fuzzy->groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autofree char *valid = g_utf8_make_valid(pattern != NULL ? pattern : "", -1);
    g_auto(GStrv) words = g_strsplit(valid, " ", -1);
    bool alternative = false;
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0') add_word(fuzzy, words[i], &alternative);
    return fuzzy;
}

void fuzzy_free(struct fuzzy *fuzzy)
{
    if (fuzzy == NULL) return;
    g_ptr_array_unref(fuzzy->groups);
    g_free(fuzzy);
}

/* ---- one term against one text --------------------------------------------------------------------------------------
 */

struct subject {
    gunichar *text, *lower;
    glong length;
};

static const gunichar *side(const struct subject *subject, const struct term *term)
{
    return term->exact_case ? subject->text : subject->lower;
}

static bool equal_at(const struct subject *subject, const struct term *term, glong place)
{
    if (place < 0 || place + term->length > subject->length) return false;
    const gunichar *text = side(subject, term) + place;
    for (glong i = 0; i < term->length; i++)
        if (text[i] != term->text[i]) return false;
    return true;
}

static bool word_starts(const struct subject *subject, glong place)
{
    if (place == 0) return true;
    gunichar before = subject->text[place - 1], here = subject->text[place];
    if (!g_unichar_isalnum(before)) return true;
    return g_unichar_isupper(here) && g_unichar_islower(before);
}

static void add_hits(GArray *hits, glong place, glong count)
{
    for (glong i = 0; hits != NULL && i < count; i++) {
        unsigned index = (unsigned)(place + i);
        g_array_append_val(hits, index);
    }
}

static int exact_score(const struct subject *subject, const struct term *term, glong place, GArray *hits)
{
    add_hits(hits, place, term->length);
    return (int)(term->length * 24) + (word_starts(subject, place) ? 16 : 0) - (int)MIN(place, 15);
}

static int match_exact(const struct subject *subject, const struct term *term, GArray *hits)
{
    glong best = -1;
    for (glong place = 0; place + term->length <= subject->length; place++) {
        if (!equal_at(subject, term, place)) continue;
        if (best < 0) best = place;
        if (!word_starts(subject, place)) continue;
        best = place;
        break;
    }
    return best < 0 ? -1 : exact_score(subject, term, best, hits);
}

static int place_score(const struct subject *subject, glong place, glong previous)
{
    int score = 8;
    if (word_starts(subject, place)) score += 10;
    if (previous >= 0) score += place == previous + 1 ? 12 : -(int)MIN(place - previous - 1, 6);
    return score;
}

/* Greedy from `start`: each character at its next place, a word beginning preferred when the rest still fits behind it.
 */
static int match_from(const struct subject *subject, const struct term *term, glong start, GArray *hits)
{
    const gunichar *text = side(subject, term);
    glong place = start, previous = -1;
    int score = -(int)MIN(start, 10);
    for (glong i = 0; i < term->length; i++) {
        while (place < subject->length && text[place] != term->text[i])
            place++;
        if (place == subject->length) return -1;
        score += place_score(subject, place, previous);
        add_hits(hits, place, 1);
        previous = place++;
    }
    return MAX(score, 1);
}

static int match_fuzzy(const struct subject *subject, const struct term *term, GArray *hits)
{
    int best = -1;
    glong best_start = -1;
    const gunichar *text = side(subject, term);
    for (glong start = 0; start < subject->length; start++) {
        if (text[start] != term->text[0]) continue;
        int score = match_from(subject, term, start, NULL);
        if (score < 0) break; /* later starts cannot fit either */
        if (score <= best) continue;
        best = score;
        best_start = start;
    }
    if (best >= 0 && hits != NULL) match_from(subject, term, best_start, hits);
    return best;
}

static int match_term(const struct subject *subject, const struct term *term, GArray *hits)
{
    glong last = subject->length - term->length;
    switch (term->kind) {
    case TERM_START:
        return equal_at(subject, term, 0) ? exact_score(subject, term, 0, hits) : -1;
    case TERM_END:
        return equal_at(subject, term, last) ? exact_score(subject, term, last, hits) : -1;
    case TERM_WHOLE:
        return last == 0 && equal_at(subject, term, 0) ? exact_score(subject, term, 0, hits) : -1;
    case TERM_EXACT:
        return match_exact(subject, term, hits);
    default:
        return match_fuzzy(subject, term, hits);
    }
}

static int match_group(const struct subject *subject, const GPtrArray *group, GArray *hits)
{
    for (guint i = 0; i < group->len; i++) {
        const struct term *term = group->pdata[i];
        int score = match_term(subject, term, term->negated ? NULL : hits);
        if (term->negated) score = score < 0 ? 0 : -1;
        if (score >= 0) return score;
    }
    return -1;
}

static int compare_hits(gconstpointer a, gconstpointer b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return x < y ? -1 : x > y;
}

static void sort_unique(GArray *hits)
{
    g_array_sort(hits, compare_hits);
    for (guint i = 1; i < hits->len; i++)
        if (g_array_index(hits, unsigned, i) == g_array_index(hits, unsigned, i - 1)) g_array_remove_index(hits, i--);
}

int fuzzy_match(const struct fuzzy *fuzzy, const char *text, GArray *hits)
{
    if (hits != NULL) g_array_set_size(hits, 0);
    struct subject subject;
    subject.text = g_utf8_to_ucs4_fast(text, -1, &subject.length);
    subject.lower = g_new(gunichar, (size_t)subject.length + 1);
    for (glong i = 0; i < subject.length; i++)
        subject.lower[i] = g_unichar_tolower(subject.text[i]);
    int total = 0;
    for (guint i = 0; i < fuzzy->groups->len && total >= 0; i++) {
        int score = match_group(&subject, fuzzy->groups->pdata[i], hits);
        total = score < 0 ? -1 : total + score;
    }
    g_free(subject.text);
    g_free(subject.lower);
    if (hits != NULL && total < 0) g_array_set_size(hits, 0);
    if (hits != NULL && total >= 0) sort_unique(hits);
    return total;
}
