/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind a de-identified file: data/sharing. Read once, kept for the life of the program. */
#include "sharing/share_private.h"

#include <math.h>
#include <string.h>

static struct {
    struct tsv *policy, *places, *groups, *bands, *basis;
} tables;

static struct tsv *load(const char *name)
{
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load(name, &error);
    if (tsv == NULL) g_warning("%s", error->message);
    return tsv;
}

static gpointer load_all(gpointer unused)
{
    (void)unused;
    tables.policy = load("sharing/policy.tsv");
    tables.places = load("sharing/places.tsv");
    tables.groups = load("sharing/groups.tsv");
    tables.bands = load("sharing/bands.tsv");
    tables.basis = load("sharing/basis.tsv");
    return NULL;
}

static void read_once(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load_all, NULL);
}

static size_t rows_of(const struct tsv *tsv)
{
    return tsv != NULL ? tsv_rows(tsv) : 0;
}

int64_t share_policy(const char *key)
{
    read_once();
    for (size_t row = 0; row < rows_of(tables.policy); row++)
        if (strcmp(tsv_cell(tables.policy, row, "key"), key) == 0)
            return g_ascii_strtoll(tsv_cell(tables.policy, row, "value"), NULL, 10);
    return 0;
}

const char *share_province(const char *city)
{
    read_once();
    if (city == NULL || *city == '\0') return "";
    for (size_t row = 0; row < rows_of(tables.places); row++)
        if (g_str_has_prefix(city, tsv_cell(tables.places, row, "zh")) ||
            g_ascii_strcasecmp(city, tsv_cell(tables.places, row, "en")) == 0)
            return tsv_cell(tables.places, row, "province");
    return "";
}

const char *share_group(const char *column, const char *code)
{
    read_once();
    for (size_t row = 0; row < rows_of(tables.groups); row++)
        if (strcmp(tsv_cell(tables.groups, row, "column"), column) == 0 &&
            strcmp(tsv_cell(tables.groups, row, "code"), code) == 0)
            return tsv_cell(tables.groups, row, "group");
    return "other";
}

const char *share_band(const char *column, double value)
{
    const char *found = NULL;
    read_once();
    if (isnan(value)) return NULL;
    for (size_t row = 0; row < rows_of(tables.bands); row++)
        if (strcmp(tsv_cell(tables.bands, row, "column"), column) == 0 &&
            g_ascii_strtod(tsv_cell(tables.bands, row, "from"), NULL) <= value)
            found = tsv_cell(tables.bands, row, "label");
    return found;
}

char *share_basis(const char *key, const char *language)
{
    read_once();
    for (size_t row = 0; row < rows_of(tables.basis); row++)
        if (strcmp(tsv_cell(tables.basis, row, "key"), key) == 0)
            return g_strdup_printf("%s: %s", tsv_cell(tables.basis, row, "cite"),
                                   tsv_cell(tables.basis, row, strcmp(language, "zh") == 0 ? "zh" : "en"));
    return g_strdup(key);
}

const char *const share_column_names[SHARE_COLUMNS] = {
    [SHARE_ID] = "id",
    [SHARE_KIND] = "kind",
    [SHARE_SEX] = "sex",
    [SHARE_AGE] = "age_band",
    [SHARE_REGION] = "region",
    [SHARE_EDUCATION] = "education",
    [SHARE_MARITAL] = "marital",
    [SHARE_SINCE] = "since",
    [SHARE_ACCOUNTS] = "accounts",
    [SHARE_OPEN_ACCOUNTS] = "open_accounts",
    [SHARE_UTILISATION] = "utilisation",
    [SHARE_LIMIT] = "limit_band",
    [SHARE_BALANCE] = "balance_band",
    [SHARE_WORST_12] = "worst_12",
    [SHARE_WORST_24] = "worst_24",
    [SHARE_LATE_24] = "late_24",
    [SHARE_ENQUIRIES] = "enquiries_3m",
    [SHARE_SCORE] = "score_band",
    [SHARE_MARKS] = "marks",
    [SHARE_STATEMENTS] = "statements",
};

static bool add_column(const char *name, unsigned *columns)
{
    for (unsigned column = 0; column < SHARE_MARKS; column++) {
        if (strcmp(share_column_names[column], name) != 0) continue;
        *columns |= 1u << column;
        return true;
    }
    return false;
}

bool share_columns_parse(const char *list, unsigned *columns, GError **error)
{
    *columns = 1u << SHARE_ID;
    if (list == NULL) {
        *columns = (1u << SHARE_MARKS) - 1;
        return true;
    }
    g_auto(GStrv) names = g_strsplit_set(list, ", ", -1);
    for (char **name = names; *name; name++) {
        if (**name == '\0' || add_column(*name, columns)) continue;
        g_autoptr(GString) known = g_string_new(NULL);
        for (unsigned column = SHARE_ID + 1; column < SHARE_MARKS; column++)
            g_string_append_printf(known, "%s%s", known->len ? ", " : "", share_column_names[column]);
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The column {1} is not known"), N_("Choose from {2}."), *name,
                         known->str, NULL);
        return false;
    }
    return true;
}
