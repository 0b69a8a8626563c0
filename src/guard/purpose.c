/* SPDX-License-Identifier: Apache-2.0 */
/* Purposes of a look at a file: data/law/purposes.tsv. Asked at every look, so the table is taken in once. */
#include "guard/guard.h"

#include <string.h>

struct purpose {
    const char *code;
    unsigned roles, default_for; /* bits of enum role */
    bool decides;
    const char *behind;
};
static struct {
    struct purpose *purposes;
    size_t count;
} table;

static unsigned roles_of(const char *list)
{
    g_auto(GStrv) words = g_strsplit_set(list, ", ", -1);
    unsigned roles = 0;
    for (char **word = words; *word; word++)
        roles |= role_from_name(*word);
    return roles;
}

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load("law/purposes.tsv", &error); /* kept: the codes point into it */
    if (!tsv) {
        g_warning("%s", error->message);
        return NULL;
    }
    table.purposes = g_new0(struct purpose, tsv_rows(tsv));
    for (size_t row = 0; row < tsv_rows(tsv); row++)
        table.purposes[table.count++] = (struct purpose){ .code = tsv_cell(tsv, row, "code"),
                                                          .behind = tsv_cell(tsv, row, "case"),
                                                          .decides = strcmp(tsv_cell(tsv, row, "decides"), "yes") == 0,
                                                          .roles = roles_of(tsv_cell(tsv, row, "roles")),
                                                          .default_for = roles_of(tsv_cell(tsv, row, "default_for")) };
    return tsv;
}

/* The purpose at a place; NULL past the end. */
static const struct purpose *purpose_at(size_t index)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    return index < table.count ? &table.purposes[index] : NULL;
}

static const struct purpose *find(const char *code)
{
    const struct purpose *purpose;
    for (size_t i = 0; (purpose = purpose_at(i)) != NULL; i++)
        if (strcmp(purpose->code, code) == 0) return purpose;
    return NULL;
}

bool purpose_known(const char *code)
{
    return find(code) != NULL;
}

bool purpose_allowed(const char *code, enum role role)
{
    const struct purpose *purpose = find(code);
    return purpose && (purpose->roles & role) != 0;
}

bool purpose_decides(const char *code)
{
    const struct purpose *purpose = code ? find(code) : NULL;
    return purpose && purpose->decides;
}

static char *list_of(unsigned roles)
{
    GString *list = g_string_new(NULL);
    const struct purpose *purpose;
    for (size_t i = 0; (purpose = purpose_at(i)) != NULL; i++)
        if (purpose->roles & roles) g_string_append_printf(list, "%s%s", list->len ? ", " : "", purpose->code);
    return g_string_free(list, FALSE);
}

char *purpose_list_of(enum role role)
{
    return list_of(role);
}

char *purpose_list(void)
{
    return list_of(ROLE_ANYBODY);
}

const char *purpose_default(enum role role)
{
    const struct purpose *purpose;
    for (size_t i = 0; (purpose = purpose_at(i)) != NULL; i++)
        if (purpose->default_for & role) return purpose->code;
    return NULL;
}

const char *purpose_case(const char *code)
{
    const struct purpose *purpose = find(code);
    return purpose ? purpose->behind : "";
}
