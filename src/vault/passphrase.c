/* SPDX-License-Identifier: Apache-2.0 */
/* See passphrase.h. How soon something is guessed comes from zxcvbn (Wheeler, "zxcvbn: Low-Budget Password Strength
 * Estimation", USENIX Security 2016): what people choose, and not which kinds of characters there are. Two things are
 * counted more strictly than there: marks between words add nothing, and a Chinese character is no more than one of
 * some hundred that go on from the one before. */
#include "vault/passphrase.h"

#include "base/base.h"

#include <sodium.h>
#include <string.h>
#include <zxcvbn.h>

enum {
    LEAST_CHARACTERS = 12,
    LEAST_WORDS = 5,
    ESTIMATED_BYTES = 100,
    MADE_WORDS = 6,
    LONGEST_WORD = 9,
    LEAST_LIST = 1024
};

#define ASCII_BITS 6.57 /* log2 of the 95 that can be typed */
#define OTHER_BITS 9.0

/* Bits from which a strength of 1, 2, 3 and 4 begins. With Argon2id at half a second a guess, 36 bits are five hundred
 * years of one core. */
static const double steps[] = { 20, 36, 45, 55 };
enum { ENOUGH = 2 };

/* What most of it is made of. */
enum make { MAKE_NOTHING, MAKE_COMMON, MAKE_NAME, MAKE_REPEAT, MAKE_SEQUENCE, MAKE_KEYBOARD, MAKE_DATE, MAKES };

static enum make make_of(ZxcTypeMatch_t type)
{
    if (type & MULTIPLE_MATCH) return MAKE_REPEAT;
    switch (type) {
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
        return MAKE_COMMON;
    case USER_MATCH:
    case USER_LEET_MATCH:
        return MAKE_NAME;
    case REPEATS_MATCH:
        return MAKE_REPEAT;
    case SEQUENCE_MATCH:
        return MAKE_SEQUENCE;
    case SPATIAL_MATCH:
        return MAKE_KEYBOARD;
    case DATE_MATCH:
    case YEAR_MATCH:
        return MAKE_DATE;
    default:
        return MAKE_NOTHING;
    }
}

static bool is_between(char byte)
{
    return strchr(" -_.,+", byte) != NULL;
}

static size_t characters(const char *text, size_t length)
{
    return g_utf8_validate_len(text, length, NULL) ? (size_t)g_utf8_strlen(text, (gssize)length) : length;
}

/* No text has more choices than its characters allow. */
static double most_bits(const char *text, size_t length)
{
    size_t ascii = 0;
    for (size_t i = 0; i < length; i++)
        ascii += (guchar)text[i] < 0x80;
    return ASCII_BITS * (double)ascii + OTHER_BITS * (double)(characters(text, length) - ascii);
}

/* The same without the marks between its words. */
static struct secret *run_together(const struct secret *passphrase, size_t length)
{
    const uint8_t *from = secret_bytes((struct secret *)passphrase);
    struct secret *together = secret_new(length);
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if (!is_between((char)from[i])) secret_bytes(together)[kept++] = from[i];
    secret_truncate(together, kept);
    return together;
}

/* Bits by zxcvbn; `*make` is told what most of it is made of. */
static double estimate_as_is(struct secret *passphrase, const char *user, enum make *make)
{
    const char *known[] = { "bureau", user, NULL };
    int covered[MAKES] = { 0 };
    ZxcMatch_t *parts = NULL;
    const double bits = ZxcvbnMatch((const char *)secret_bytes(passphrase), known, &parts);
    for (const ZxcMatch_t *part = parts; part; part = part->Next)
        covered[make_of(part->Type)] += part->Length;
    ZxcvbnFreeInfo(parts);
    *make = MAKE_NOTHING;
    for (enum make i = MAKE_COMMON; i < MAKES; i++)
        if (covered[i] > 0 && (*make == MAKE_NOTHING || covered[i] > covered[*make])) *make = i;
    return bits;
}

static double estimate(const struct secret *passphrase, const char *user, enum make *make)
{
    const size_t length = MIN(secret_length(passphrase), ESTIMATED_BYTES);
    g_autoptr(secret_t) start = secret_copy(secret_bytes((struct secret *)passphrase), length);
    g_autoptr(secret_t) together = run_together(start, length);
    enum make other;
    const double apart_bits = estimate_as_is(start, user, make), bits = estimate_as_is(together, user, &other);
    if (bits < apart_bits) *make = other;
    return MAX(0, MIN(MIN(bits, apart_bits), most_bits((const char *)secret_bytes(start), length)));
}

static int strength_of(double bits)
{
    int strength = 0;
    while (strength < (int)G_N_ELEMENTS(steps) && bits >= steps[strength])
        strength++;
    return strength;
}

int passphrase_strength(const struct secret *passphrase, const char *user)
{
    enum make make;
    return secret_length(passphrase) ? strength_of(estimate(passphrase, user, &make)) : 0;
}

static size_t word_count(const char *text, size_t length)
{
    size_t count = 0;
    bool inside = false;
    for (size_t i = 0; i < length; i++) {
        const bool is_letter = !is_between(text[i]);
        count += is_letter && !inside;
        inside = is_letter;
    }
    return count;
}

static const char *reason(enum make make)
{
    static const char *const reasons[MAKES] = {
        [MAKE_NOTHING] = N_("This passphrase is guessed too soon"),
        [MAKE_COMMON] = N_("This passphrase is made of the commonest words and passwords"),
        [MAKE_NAME] = N_("This passphrase is made of the name of the user or of the program"),
        [MAKE_REPEAT] = N_("This passphrase repeats the same again and again"),
        [MAKE_SEQUENCE] = N_("This passphrase is a sequence of letters or figures"),
        [MAKE_KEYBOARD] = N_("This passphrase follows the keys of the keyboard"),
        [MAKE_DATE] = N_("This passphrase is made of a date"),
    };
    return reasons[make];
}

static bool refuse(GError **error, const char *message)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, message,
                     N_("Take five or more words that have nothing to do with each other, or at least 12 characters."),
                     NULL);
    return false;
}

bool passphrase_check(const struct secret *passphrase, const char *user, GError **error)
{
    enum make make;
    const char *text = (const char *)secret_bytes((struct secret *)passphrase);
    const size_t length = secret_length(passphrase);
    if (characters(text, length) < LEAST_CHARACTERS && word_count(text, length) < LEAST_WORDS)
        return refuse(error, N_("This passphrase is shorter than 12 characters and has fewer than five words"));
    return strength_of(estimate(passphrase, user, &make)) >= ENOUGH || refuse(error, reason(make));
}

struct secret *passphrase_make(GError **error)
{
    g_autoptr(tsv_t) list = tsv_load("words/words.tsv", error);
    if (!list) return NULL;
    const uint32_t rows = (uint32_t)tsv_rows(list);
    if (rows < LEAST_LIST) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The list of words {1} is cut short"),
                         N_("Install the program again."), "words/words.tsv", NULL);
        return NULL;
    }
    struct secret *made = secret_new(MADE_WORDS * (LONGEST_WORD + 1));
    char *text = (char *)secret_bytes(made);
    size_t length = 0;
    for (int i = 0; i < MADE_WORDS; i++) {
        const char *word = tsv_cell(list, randombytes_uniform(rows), "en");
        if (i) text[length++] = '-';
        length += MIN(g_strlcpy(text + length, word, LONGEST_WORD + 1), LONGEST_WORD);
    }
    secret_truncate(made, length);
    return made;
}
