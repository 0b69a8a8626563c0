/* SPDX-License-Identifier: Apache-2.0 */
/* See rights.h. The table is read into a hash of lines once; a look-up costs one probe, or a few for a pattern. A table
 * that is missing or has a fault gives no right to anybody: nobody can say what else of it is wrong. */
#include "guard/rights.h"

#include <string.h>

#define TABLE "guard/rights.tsv"
enum { ROLES = 8, LONGEST_COMMAND = 64 };
G_STATIC_ASSERT(1 << ROLES == ROLE_ANYBODY + 1);

struct line_of_rights {
    uint8_t right[ROLES];
};

struct rights_table {
    GHashTable *lines; /* command or "table." -> struct line_of_rights *; empty when there is a fault */
    GError *fault;
};

static bool right_of_cell(const char *cell, uint8_t *right)
{
    static const struct {
        const char *cell;
        uint8_t right;
    } cells[] = {
        { ".", 0 }, { "x", RIGHT_DO }, { "a", RIGHT_ASK }, { "c", RIGHT_CHECK }, { "b", RIGHT_ASK | RIGHT_CHECK }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
        if (strcmp(cells[i].cell, cell) == 0) {
            *right = cells[i].right;
            return true;
        }
    return false;
}

/* "table.*" is kept as "table." */
static char *key_of(const char *command)
{
    return g_str_has_suffix(command, ".*") ? g_strndup(command, strlen(command) - 1) : g_strdup(command);
}

static bool fault_at(const struct tsv *tsv, size_t row, const char *format, const char *what, GError **error)
{
    char line[24];
    g_snprintf(line, sizeof line, "%zu", tsv_line(tsv, row));
    g_autofree char *path = data_path(TABLE), *quoted = g_strconcat(PHRASE_VERBATIM, what, NULL);
    bureau_error_set(error, BUREAU_ERROR_STORE, format,
                     N_("Nobody may do anything until it is mended: install the program again, or correct the line."),
                     path, line, quoted, NULL);
    return false;
}

static bool check_header(const struct tsv *tsv, GError **error)
{
    g_autofree char *path = data_path(TABLE);
    const char *missing = tsv_has_column(tsv, "command") ? NULL : "command";
    for (unsigned role = 0; role < ROLES && !missing; role++)
        if (!tsv_has_column(tsv, role_name((enum role)(1u << role)))) missing = role_name((enum role)(1u << role));
    if (!missing && tsv_rows(tsv) > 0) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE,
                     missing ? N_("{1} has no column {2}") : N_("{1} gives nobody any right"),
                     N_("Nobody may do anything until it is mended: install the program again."), path,
                     missing ? missing : "", NULL);
    return false;
}

static bool add_line(GHashTable *lines, const struct tsv *tsv, size_t row, GError **error)
{
    const char *command = tsv_cell(tsv, row, "command");
    if (!*command || strlen(command) >= LONGEST_COMMAND)
        return fault_at(tsv, row, N_("{1}, line {2}: “{3}” names no command"), command, error);
    g_autofree char *key = key_of(command);
    if (g_hash_table_contains(lines, key))
        return fault_at(tsv, row, N_("{1}, line {2}: {3} has a line already"), command, error);
    g_autofree struct line_of_rights *line = g_new0(struct line_of_rights, 1);
    for (unsigned role = 0; role < ROLES; role++) {
        const char *cell = tsv_cell(tsv, row, role_name((enum role)(1u << role)));
        if (!right_of_cell(cell, &line->right[role]))
            return fault_at(tsv, row, N_("{1}, line {2}: “{3}” is no right; there are x, a, c, b and the dot"), cell,
                            error);
    }
    g_hash_table_insert(lines, g_steal_pointer(&key), g_steal_pointer(&line));
    return true;
}

static bool read_lines(GHashTable *lines, GError **error)
{
    g_autoptr(tsv_t) tsv = tsv_load(TABLE, error);
    if (!tsv || !check_header(tsv, error)) return false;
    for (size_t row = 0; row < tsv_rows(tsv); row++)
        if (!add_line(lines, tsv, row, error)) return false;
    return true;
}

static gpointer load(gpointer unused)
{
    (void)unused;
    struct rights_table *table = g_new0(struct rights_table, 1);
    table->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!read_lines(table->lines, &table->fault)) g_hash_table_remove_all(table->lines);
    return table;
}

static const struct rights_table *rights(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, load, NULL);
}

bool rights_check(GError **error)
{
    const GError *fault = rights()->fault;
    if (!fault) return true;
    if (error) *error = g_error_copy(fault);
    return false;
}

static const struct line_of_rights *find(const char *command)
{
    GHashTable *lines = rights()->lines;
    const struct line_of_rights *line = g_hash_table_lookup(lines, command);
    char pattern[LONGEST_COMMAND];
    if (line || strlen(command) >= sizeof pattern) return line;
    g_strlcpy(pattern, command, sizeof pattern);
    for (char *dot; !line && (dot = strrchr(pattern, '.')) != NULL; *dot = '\0') {
        dot[1] = '\0';
        line = g_hash_table_lookup(lines, pattern);
    }
    return line;
}

unsigned rights_of(const char *command, enum role role)
{
    const struct line_of_rights *line = find(command);
    unsigned given = 0;
    for (unsigned each = 0; line && each < ROLES; each++)
        if ((unsigned)role & (1u << each)) given |= line->right[each];
    return given;
}

unsigned rights_roles(const char *command)
{
    return rights_roles_with(command, RIGHT_DO | RIGHT_ASK | RIGHT_CHECK);
}

unsigned rights_roles_with(const char *command, unsigned wanted)
{
    const struct line_of_rights *line = find(command);
    unsigned roles = 0;
    for (unsigned each = 0; line && each < ROLES; each++)
        if (line->right[each] & wanted) roles |= 1u << each;
    return roles;
}
