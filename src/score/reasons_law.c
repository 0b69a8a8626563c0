/* SPDX-License-Identifier: Apache-2.0 */
/* What the law says of reasons: how many, and about what never. Read once for the life of the program. */
#include "score/reasons.h"

#include "law/law.h"

#include <string.h>

#define MOST_FAMILIES 16

static GMutex lock;
static struct tsv *characteristics;

const struct reason_rules *reason_rules_find(const char *profile, GError **error)
{
    static struct reason_rules found[MOST_FAMILIES]; /* one a line, filled as they are asked for */
    static struct tsv *file;
    g_autoptr(GMutexLocker) locked = g_mutex_locker_new(&lock);
    (void)locked;
    if (!file && !(file = tsv_load("law/reasons.tsv", error))) return NULL;
    for (size_t i = 0; i < tsv_rows(file) && i < MOST_FAMILIES; i++) {
        if (!law_in_family(profile, tsv_cell(file, i, "family"))) continue;
        found[i] = (struct reason_rules){ .most = (int)g_ascii_strtoll(tsv_cell(file, i, "most"), NULL, 10),
                                          .enquiries = strcmp(tsv_cell(file, i, "enquiries"), "besides") == 0,
                                          .family = tsv_cell(file, i, "family"),
                                          .cite = tsv_cell(file, i, "cite"),
                                          .status = tsv_cell(file, i, "status") };
        return &found[i];
    }
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The profile {1} says nothing of reasons."),
                     N_("Add a line to data/law/reasons.tsv."), profile, NULL);
    return NULL;
}

/* Letters of either case and digits; underlines, dashes and spaces do not matter. Others than ASCII stay as they are.
 */
static char *plain_name(const char *name)
{
    GString *plain = g_string_new(NULL);
    for (const char *at = name; *at; at++)
        if (!strchr("_- .", *at)) g_string_append_c(plain, g_ascii_tolower(*at));
    return g_string_free(plain, FALSE);
}

/* One word of `words` (with * and ?) that the name fits. */
static bool fits(const char *words, const char *plain)
{
    g_auto(GStrv) list = g_strsplit(words, " ", -1);
    for (size_t i = 0; list[i]; i++) {
        g_autofree char *pattern = plain_name(list[i]);
        if (*pattern && g_pattern_match_simple(pattern, plain)) return true;
    }
    return false;
}

const char *reason_prohibited(const char *family, const char *characteristic)
{
    g_autoptr(GMutexLocker) locked = g_mutex_locker_new(&lock);
    (void)locked;
    if (!characteristics && !(characteristics = tsv_load("law/characteristics.tsv", NULL))) return NULL;
    g_autofree char *plain = plain_name(characteristic);
    for (size_t i = 0; i < tsv_rows(characteristics); i++)
        if (law_in_family(family, tsv_cell(characteristics, i, "family")) &&
            fits(tsv_cell(characteristics, i, "words"), plain))
            return tsv_cell(characteristics, i, "cite");
    return NULL;
}
