/* SPDX-License-Identifier: Apache-2.0 */
/* Who sees what: data/guard/masks.tsv, read once into a small array, so that a value costs one look at it. What the
 * table does not say is hidden. */
#include "guard/rights.h"

#include <string.h>

enum { ROLES = 8 };

static struct {
    enum shown shown[SECRECY_COUNT][ROLES];
    GError *error;
} table;

static const char *const class_names[SECRECY_COUNT] = {
    [SECRECY_OPEN] = "open",     [SECRECY_NAME] = "name",       [SECRECY_IDENTITY] = "identity",
    [SECRECY_PHONE] = "phone",   [SECRECY_ACCOUNT] = "account", [SECRECY_ADDRESS] = "address",
    [SECRECY_INCOME] = "income",
};

const char *secrecy_name(enum secrecy secrecy)
{
    return class_names[secrecy];
}

/* -1 when there is no such class. */
static int class_of(const char *name)
{
    for (int class = 0; class < SECRECY_COUNT; class ++)
        if (strcmp(class_names[class], name) == 0) return class;
    return -1;
}

static void fault(const struct tsv *tsv, size_t row)
{
    if (table.error) return;
    g_autofree char *line = g_strdup_printf("%zu", tsv_line(tsv, row));
    bureau_error_set(&table.error, BUREAU_ERROR_STORE, N_("Line {1} of data/guard/masks.tsv cannot be read"),
                     N_("A class of secrecy, then one of - m r c a role; install the program's data anew."), line,
                     NULL);
}

static void read_row(const struct tsv *tsv, size_t row)
{
    static const char letters[] = "-mrc"; /* in the order of enum shown */
    const int class = class_of(tsv_cell(tsv, row, "class"));
    if (class <= SECRECY_OPEN) {
        fault(tsv, row);
        return;
    }
    for (unsigned role = 0; role < ROLES; role++) {
        const char *cell = tsv_cell(tsv, row, role_name((enum role)(1u << role)));
        const char *letter = strlen(cell) == 1 ? strchr(letters, *cell) : NULL;
        if (letter)
            table.shown[class][role] = (enum shown)(letter - letters);
        else
            fault(tsv, row);
    }
}

static gpointer load(gpointer unused)
{
    (void)unused;
    for (unsigned role = 0; role < ROLES; role++)
        table.shown[SECRECY_OPEN][role] = SHOWN_CLEAR;
    g_autoptr(tsv_t) tsv = tsv_load("guard/masks.tsv", &table.error);
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        read_row(tsv, row);
    return NULL;
}

static void read_once(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
}

bool masks_check(GError **error)
{
    read_once();
    if (!table.error) return true;
    g_propagate_error(error, g_error_copy(table.error));
    return false;
}

enum shown rights_shown(enum role role, enum secrecy secrecy)
{
    if (secrecy == SECRECY_OPEN) return SHOWN_CLEAR;
    read_once();
    for (unsigned each = 0; each < ROLES; each++)
        if ((unsigned)role == 1u << each) return table.shown[secrecy][each];
    return SHOWN_HIDDEN; /* nobody, or several at once */
}

enum shown guard_shown(const struct session *session, enum secrecy secrecy)
{
    const enum shown shown = rights_shown(session->role, secrecy);
    if (shown == SHOWN_ASKED) return session->reveal ? SHOWN_CLEAR : SHOWN_MASKED;
    return shown;
}

char *guard_show(const struct session *session, const char *value, enum secrecy secrecy)
{
    return shown_text(value, secrecy, guard_shown(session, secrecy));
}

char *shown_text(const char *value, enum secrecy secrecy, enum shown shown)
{
    if (!value) return NULL;
    if (shown == SHOWN_CLEAR) return g_strdup(value);
    return shown == SHOWN_MASKED || !*value ? guard_mask(value, secrecy) : g_strdup(HIDDEN_TEXT);
}

bool rights_may_reveal(enum role role)
{
    for (enum secrecy class = SECRECY_NAME; class < SECRECY_COUNT; class ++)
        if (rights_shown(role, class) == SHOWN_ASKED) return true;
    return false;
}

bool guard_reason_check(const char *reason, GError **error)
{
    enum { LETTERS_LEAST = 4, DIGITS_MOST = 7 };
    int letters = 0, digits = 0, longest = 0;
    gunichar first = 0;
    bool varied = false;
    for (const char *p = reason && g_utf8_validate(reason, -1, NULL) ? reason : ""; *p; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        digits = g_unichar_isdigit(c) ? digits + 1 : 0;
        longest = MAX(longest, digits);
        if (!g_unichar_isalnum(c)) continue;
        if (letters++ == 0) first = c;
        varied |= c != first;
    }
    if (letters >= LETTERS_LEAST && varied && longest <= DIGITS_MOST) return true;
    if (longest > DIGITS_MOST)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The reason holds a long number"),
                         N_("It is written into the log, where no personal data may stand: say why without it."), NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The reason says nothing"),
                         N_("Say in a few words why the values are needed in clear; it is written into the log."),
                         NULL);
    return false;
}
