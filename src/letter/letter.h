/* SPDX-License-Identifier: Apache-2.0 */
/* letter: what goes out in writing, whatever it is about.
 * For:    wording from data/letters, forbidden promises, numbers, digests, the stored letter and reading it back.
 * Uses:   command, guard, store, base.
 * Never:  knows a case's rules, or holds a letter's wording in code. */
#pragma once
#include "command/command.h"

/* What a letter belongs to: one column each of the table `letter`, and how its number tells them apart. */
enum letter_of {
    LETTER_OF_DISPUTE,  /* 2026-000214-03 */
    LETTER_OF_REQUEST,  /* 2026-R000012-01 */
    LETTER_OF_INCIDENT, /* 2026-I000003-01 */
    LETTER_OF_DECISION, /* 2026-E000007-01 */
    LETTER_OF_REPAIR,   /* 2026-P000004-01 */
};

/* A letter to be made. What is stored is what was sent, byte for byte. */
struct letter {
    enum letter_of of;
    int64_t id;           /* of the case, request, incident, decision or plan of repair */
    int64_t subject;      /* 0: about nobody */
    const char *kind;     /* data/letters/LANGUAGE/KIND.txt, codes LETTER_KIND */
    const char *language; /* "en" or "zh" */
};

/* ---- words --------------------------------------------------------------------------------------------------------
 */
const char *letter_line(const char *key, const char *language); /* data/letters/lines.tsv; borrowed; `key` when none */
/* The line of a key for a profile: "KEY.CN-SH", else "KEY.CN", else "KEY"; NULL when there is none. Borrowed. */
const char *letter_line_for(const char *key, const char *profile, const char *language);
const char *letter_receiver(const char *kind); /* data/letters/kinds.tsv: column `to` */
/* The label of a code as it stands in a letter: signs of a Chinese one as Chinese is written, not the narrow ones of
 * the screen. Caller frees. */
char *letter_label(const char *group, const char *code, const char *language);
/* {1} {2} {3} of a line filled in; NULL leaves nothing. Caller frees. */
char *letter_fill(const char *line, const char *first, const char *second, const char *third);
char *letter_day(struct date date, const char *language); /* "2026年3月2日", "2026-03-02", "-"; caller frees */
/* The language a person is written to: their own when the file says so, else that of the profile. */
const char *letter_language(const char *own, const char *profile);
/* Refuses promises that the law forbids (data/letters/forbidden.tsv), however they are spaced, spelled or drawn; leaves
 * those that are denied or warned of (denials.tsv). NULL text is fine. */
bool letter_check_text(const char *text, GError **error);

/* ---- making -------------------------------------------------------------------------------------------------------
 */
/* An empty set of words for letter_text(): name (static) to value (owned). Free with g_hash_table_unref. */
GHashTable *letter_words(void);
void letter_put(GHashTable *words, const char *name, char *value); /* takes `value`; NULL puts "" */
/* Puts what every letter has: date, bureau, regulator. */
void letter_put_usual(GHashTable *words, struct session *session, const char *language);
/* The template of a kind with its {placeholders} filled; values are filled in as they are: a brace inside one is never
 * read as a placeholder. INPUT names a placeholder that nothing fills. Caller frees. */
char *letter_text(const char *kind, const char *language, GHashTable *words, GError **error);
/* The number of the next letter of the same case. Inside an act. Caller frees. */
char *letter_next_number(struct session *session, const struct letter *letter, GError **error);
/* Stores a text with its SHA-256 under its number. Inside an act. */
bool letter_store(struct session *session, const struct letter *letter, const char *number, const char *text,
                  GError **error);
/* All of it: number and the usual words are put into `words`, the text is made and stored. Answers the number, which
 * the caller frees; NULL and an error when it could not be made. */
char *letter_make(struct session *session, const struct letter *letter, GHashTable *words, GError **error);

/* ---- reading back -------------------------------------------------------------------------------------------------
 */
/* Fills `answer` with the letters of one case up to session->view (columns letter, number, kind, language, made, user,
 * sha256). */
bool letter_list(struct session *session, enum letter_of of, int64_t id, struct table *answer, GError **error);
/* Fills `answer` with one letter as it was sent (0: the newest). `*found` false when there is none; the caller says so
 * in its own words. */
bool letter_show(struct session *session, enum letter_of of, int64_t id, int64_t letter, struct table *answer,
                 bool *found, GError **error);

/* ---- commands -----------------------------------------------------------------------------------------------------
 */
bool letter_command_print(struct session *, const struct arguments *, struct table *, GError **);
bool letter_command_check(struct session *, const struct arguments *, struct table *, GError **);
bool letter_command_kinds(struct session *, const struct arguments *, struct table *, GError **);
