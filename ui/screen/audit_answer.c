/* SPDX-License-Identifier: Apache-2.0 */
/* See audit_answer.h. */
#include "screen/audit_answer.h"

#include "screen/basis.h"
#include "screen/look.h"

#include <string.h>

enum { NAMED = 2 }; /* grounds and purposes that are named; of the others the number is told */

void audit_answer_clear(struct audit_answer *answer)
{
    if (answer->grounds != NULL) g_ptr_array_unref(answer->grounds);
    if (answer->purposes != NULL) g_ptr_array_unref(answer->purposes);
    *answer = (struct audit_answer){ 0 };
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

static const char *text_of(const struct table *lines, size_t row, const char *column)
{
    const struct cell *cell = row_cell(lines, row, column);
    return cell != NULL && !cell->is_null && cell->text != NULL && *cell->text != '\0' ? cell->text : NULL;
}

/* A look at a file is what the door asks a purpose for; reading the log about it is none. The watch counts the same. */
static bool is_look(const char *id)
{
    const struct command *command = id != NULL ? command_find(id) : NULL;
    return command != NULL && (command->needs & NEEDS_PURPOSE) != 0;
}

static void count(GHashTable *counts, const char *word)
{
    if (word == NULL) return;
    g_hash_table_insert(counts, g_strdup(word),
                        GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, word)) + 1));
}

static gint more_first(gconstpointer a, gconstpointer b, gpointer data)
{
    const char *const *left = a, *const *right = b;
    const guint l = GPOINTER_TO_UINT(g_hash_table_lookup(data, *left));
    const guint r = GPOINTER_TO_UINT(g_hash_table_lookup(data, *right));
    return l != r ? (l < r ? 1 : -1) : strcmp(*left, *right);
}

static GPtrArray *by_frequency(GHashTable *counts)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iterator;
    gpointer word;
    g_hash_table_iter_init(&iterator, counts);
    while (g_hash_table_iter_next(&iterator, &word, NULL))
        g_ptr_array_add(words, g_strdup(word));
    g_ptr_array_sort_with_data(words, more_first, counts);
    return words;
}

void audit_answer_read(struct audit_answer *answer, const struct table *lines, size_t most)
{
    g_autoptr(GHashTable) grounds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) purposes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    audit_answer_clear(answer);
    for (size_t row = 0; row < table_row_count(lines); row++) {
        const char *outcome = text_of(lines, row, "outcome"), *purpose = text_of(lines, row, "purpose");
        if (g_strcmp0(outcome, "refused") == 0) answer->refused++;
        if (g_strcmp0(outcome, "done") != 0 || !is_look(text_of(lines, row, "command"))) continue;
        answer->looks++;
        count(people, text_of(lines, row, "user"));
        count(grounds, text_of(lines, row, "basis"));
        count(purposes, purpose);
    }
    answer->people = g_hash_table_size(people);
    answer->grounds = by_frequency(grounds);
    answer->purposes = by_frequency(purposes);
    answer->cut = table_row_count(lines) >= most;
    answer->there = true;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

/* "consent 12, 条例17 and 3 more" */
static char *some_of(const GPtrArray *words, char *(*label)(const char *word))
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < words->len && i < NAMED; i++) {
        g_autofree char *name = label(words->pdata[i]);
        g_string_append_printf(text, "%s%s", i > 0 ? _(", ") : "", name);
    }
    if (words->len > NAMED) g_string_append_printf(text, _(" and %u more"), words->len - NAMED);
    return g_string_free(text, FALSE);
}

static char *purpose_text(const char *code)
{
    return g_strdup(codes_label("PURPOSE", code, language_code()));
}

static char *first_line(const struct audit_answer *answer)
{
    if (answer->looks == 0 && answer->refused == 0) return g_strdup(_("Nobody has looked at this file."));
    g_autofree char *why = some_of(answer->purposes, purpose_text);
    GString *text = g_string_new(NULL);
    g_string_append_printf(
        text, answer->cut ? _("Newest looks %zu, people %zu, refused %zu") : _("Looks %zu, people %zu, refused %zu"),
        answer->looks, answer->people, answer->refused);
    if (*why != '\0') g_string_append_printf(text, _("; for %s"), why);
    return g_string_free(text, FALSE);
}

static char *ground_line(const struct audit_answer *answer)
{
    g_autofree char *ground = some_of(answer->grounds, basis_text);
    return *ground != '\0' ? g_strdup_printf(_("They rest on %s"), ground) : g_strdup("");
}

static int64_t number(const struct table *table, const char *fact)
{
    const struct cell *cell = fact_cell(table, fact);
    return cell != NULL ? cell->integer : 0;
}

static char *verdict_line(const struct table *watch, const char *key)
{
    if (watch == NULL)
        return g_strdup_printf(_("Outside the person's settings: not asked in this visit; %s asks"), key);
    const int outside = (int)number(watch, "outside"), looks = (int)number(watch, "looks");
    const int abnormal = (int)number(watch, "abnormal");
    if (outside == 0 && abnormal > 0)
        return g_strdup_printf(_("Outside the person's settings: none of %d looks; %d unusual, %s shows them"), looks,
                               abnormal, key);
    if (outside == 0) return g_strdup_printf(_("Outside the person's settings: none of %d looks"), looks);
    return g_strdup_printf(_("OUTSIDE THE PERSON'S SETTINGS: %d of %d looks; %s shows only these"), outside, looks,
                           key);
}

void audit_answer_draw(const struct audit_answer *answer, const struct table *watch, const char *key,
                       struct canvas *canvas, struct rect area)
{
    if (!answer->there) return;
    g_autofree char *first = first_line(answer), *ground = ground_line(answer);
    g_autofree char *last = verdict_line(watch, key);
    const style_t ink = watch == NULL ? INK_DIM : number(watch, "outside") == 0 ? INK_GOOD : INK_BAD | STYLE_BOLD;
    canvas_text(canvas, area.x + 1, area.y, area.w - 2, first, INK_STRONG);
    canvas_text(canvas, area.x + 1, area.y + 1, area.w - 2, ground, INK_TEXT);
    canvas_text(canvas, area.x + 1, area.y + 2, area.w - 2, last, ink);
}
