/* SPDX-License-Identifier: Apache-2.0 */
/* See suggest.h. */
#include "cli/suggest.h"

#include <string.h>

enum { FAR = 3, LONGEST = 64 };

/* Optimal string alignment distance: edits and swapped neighbours. */
static int distance(const char *left, const char *right)
{
    int rows[3][LONGEST + 1];
    size_t across = strlen(right), down = strlen(left);
    if (across > LONGEST || down > LONGEST) return LONGEST;
    for (size_t column = 0; column <= across; column++)
        rows[0][column] = (int)column;
    for (size_t row = 1; row <= down; row++) {
        int *now = rows[row % 3], *above = rows[(row + 2) % 3], *before = rows[(row + 1) % 3];
        now[0] = (int)row;
        for (size_t column = 1; column <= across; column++) {
            int cost = left[row - 1] != right[column - 1];
            now[column] = MIN(MIN(above[column], now[column - 1]) + 1, above[column - 1] + cost);
            if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                now[column] = MIN(now[column], before[column - 2] + 1);
        }
    }
    return rows[down % 3][across];
}

/* The ids that begin with a first word that exists: "show, history, why". */
static char *what_follows(const char *word)
{
    g_autoptr(GString) list = g_string_new(NULL);
    g_autofree char *prefix = g_strconcat(word, ".", NULL);
    for (size_t index = 0; index < catalogue_size; index++) {
        if (!g_str_has_prefix(catalogue[index].id, prefix) || catalogue[index].flags & COMMAND_WORKSTATION) continue;
        g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", catalogue[index].id + strlen(prefix));
    }
    return list->len > 0 ? g_string_free(g_steal_pointer(&list), FALSE) : NULL;
}

/* Compares with as many words as an id has. */
static const char *nearest(const char *const *words, size_t count)
{
    const char *best = NULL;
    int least = FAR;
    for (size_t index = 0; index < catalogue_size; index++) {
        if (catalogue[index].flags & COMMAND_WORKSTATION) continue;
        g_auto(GStrv) parts = g_strsplit(catalogue[index].id, ".", -1);
        g_autoptr(GString) typed = g_string_new(NULL);
        for (size_t word = 0; word < MIN(count, g_strv_length(parts)); word++)
            g_string_append_printf(typed, "%s%s", word > 0 ? "." : "", words[word]);
        int edits = distance(typed->str, catalogue[index].id);
        if (edits >= least) continue;
        least = edits;
        best = catalogue[index].id;
    }
    return best;
}

void suggest_command(const char *const *words, size_t count, GError **error)
{
    g_autofree char *follows = what_follows(words[0]);
    g_autofree char *plain = text_sanitise(words[0], -1);
    g_autofree char *first = g_strconcat(PHRASE_VERBATIM, plain, NULL);
    const char *near = nearest(words, count);
    g_autofree char *near_words = g_strdelimit(g_strconcat(PHRASE_VERBATIM, near != NULL ? near : "", NULL), ".", ' ');
    g_autofree char *typed = count > 1 && follows != NULL ? g_strconcat(plain, " ", words[1], NULL) : g_strdup(plain);
    g_autofree char *safe = text_sanitise(typed, -1);
    g_autofree char *clean = g_strconcat(PHRASE_VERBATIM, safe, NULL);
    g_autofree char *may_follow = g_strconcat(PHRASE_VERBATIM, follows, NULL);
    if (near != NULL)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no command “{1}”"), N_("Did you mean: bureau {2}"),
                         clean, near_words, NULL);
    else if (follows != NULL)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no command “{1}”"), N_("Behind “{2}” may come: {3}"),
                         clean, first, may_follow, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no command “{1}”"),
                         N_("bureau help lists the commands."), clean, NULL);
}
