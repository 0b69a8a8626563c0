/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands, looked up and shown as a table. */
#include "command/command.h"

#include <string.h>

const struct command *command_find(const char *id)
{
    for (size_t i = 0; i < catalogue_size; i++)
        if (strcmp(catalogue[i].id, id) == 0) return &catalogue[i];
    return NULL;
}

const struct command *command_match(const char *const *words, size_t count, size_t *used)
{
    const struct command *best = NULL;
    *used = 0;
    /* "dispute.open" is `dispute open`; the dotted form is taken too. The longest id that fits wins. */
    for (size_t length = 1; length <= MIN(count, 3); length++) {
        g_autoptr(GString) id = g_string_new(words[0]);
        for (size_t i = 1; i < length; i++)
            g_string_append_printf(id, ".%s", words[i]);
        const struct command *command = command_find(id->str);
        if (command) {
            best = command;
            *used = length;
        }
    }
    return best;
}

static const struct column columns[] = {
    { .id = "id", .title = N_("Command") },
    { .id = "title", .title = N_("Title"), .type = VALUE_PHRASE },
    { .id = "help", .title = N_("Help"), .type = VALUE_PHRASE, .priority = 3 },
    { .id = "keys", .title = N_("Keys"), .priority = 1 },
    { .id = "role", .title = N_("Role"), .priority = 2 },
    { .id = "needs", .title = N_("Needs"), .priority = 2 },
    { .id = "writes", .title = N_("Writes"), .type = VALUE_FLAG, .priority = 1 },
    { .id = "arguments", .title = N_("Arguments"), .priority = 2 },
};

static char *roles_text(unsigned roles)
{
    if ((roles & ROLE_ANYBODY) == ROLE_ANYBODY) return g_strdup("anybody");
    GString *text = g_string_new(NULL);
    for (unsigned bit = 1; bit <= ROLE_INSTITUTION; bit <<= 1)
        if (roles & bit) g_string_append_printf(text, "%s%s", text->len ? "," : "", role_name((enum role)bit));
    return g_string_free(text, FALSE);
}

static char *needs_text(unsigned needs)
{
    static const char *const words[] = { "store",  "purpose",      "bulk",       "row",
                                         "second", "store if any", "passphrase", "export" };
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (needs & (1u << i)) g_string_append_printf(text, "%s%s", text->len ? "," : "", words[i]);
    return g_string_free(text, FALSE);
}

static char *arguments_usage(const struct command *command)
{
    GString *text = g_string_new(NULL);
    for (const struct argument *a = command->arguments; a && a->name; a++) {
        const bool required = a->flags & ARGUMENT_REQUIRED, option = a->flags & ARGUMENT_OPTION;
        g_autofree char *upper = g_ascii_strup(a->name, -1);
        if (text->len) g_string_append_c(text, ' ');
        if (!required) g_string_append_c(text, '[');
        if (option) g_string_append_printf(text, "--%s%s", a->name, a->type == ARGUMENT_FLAG ? "" : " ");
        if (a->type == ARGUMENT_CHOICE)
            g_string_append(text, a->choices);
        else if (a->type != ARGUMENT_FLAG)
            g_string_append(text, upper);
        if (a->flags & ARGUMENT_REPEATED) g_string_append(text, "...");
        if (!required) g_string_append_c(text, ']');
    }
    return g_string_free(text, FALSE);
}

bool command_list(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    (void)session;
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        g_autofree char *roles = roles_text(command_roles(command));
        g_autofree char *needs = needs_text(command->needs);
        g_autofree char *usage = arguments_usage(command);
        table_row_begin(answer);
        table_add_text(answer, command->id);
        table_add_text(answer, command->title);
        table_add_text(answer, command->help);
        table_add_text(answer, command->keys);
        table_add_text(answer, roles);
        table_add_text(answer, needs);
        table_add_int(answer, (command->flags & COMMAND_WRITES) != 0);
        table_add_text(answer, usage);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* ---- who may do what --------------------------------------------------------------------------------------------- */

#define RIGHT_COLUMN(role, name)                                                                                       \
    {                                                                                                                  \
        .id = role, .title = name, .type = VALUE_CODE, .group = "RIGHT"                                                \
    }
static const struct column right_columns[] = {
    { .id = "command", .title = N_("Command") },
    { .id = "title", .title = N_("Title"), .type = VALUE_PHRASE, .priority = 3 },
    RIGHT_COLUMN("officer", N_("credit officer")),
    RIGHT_COLUMN("service", N_("customer service")),
    RIGHT_COLUMN("reviewer", N_("reviewer")),
    RIGHT_COLUMN("auditor", N_("auditor")),
    RIGHT_COLUMN("steward", N_("data steward")),
    RIGHT_COLUMN("analyst", N_("model analyst")),
    RIGHT_COLUMN("administrator", N_("administrator")),
    RIGHT_COLUMN("institution", N_("institution")),
    { .id = "second", .title = N_("Two persons"), .type = VALUE_FLAG, .priority = 1 },
    { .id = "purpose", .title = N_("Needs a purpose"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "writes", .title = N_("Writes"), .type = VALUE_FLAG, .priority = 2 },
};

static const char *right_word(unsigned rights)
{
    if (rights & RIGHT_DO) return "x";
    const unsigned both = RIGHT_ASK | RIGHT_CHECK;
    return (rights & both) == both ? "b" : rights & RIGHT_ASK ? "a" : rights & RIGHT_CHECK ? "c" : ".";
}

bool command_rights(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    (void)session;
    const char *wanted = arguments_text(arguments, "role");
    const unsigned role_wanted = wanted ? role_from_name(wanted) : ROLE_ANYBODY;
    const bool screens = arguments_has(arguments, "screens");
    table_set_columns(answer, right_columns, G_N_ELEMENTS(right_columns));
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        if ((!command->run && !screens) || !(command_roles(command) & role_wanted)) continue;
        table_row_begin(answer);
        table_add_text(answer, command->id);
        table_add_text(answer, command->title);
        for (unsigned role = 1; role <= ROLE_INSTITUTION; role <<= 1)
            table_add_text(answer, right_word(rights_of(command->id, (enum role)role)));
        table_add_int(answer, (command->needs & NEEDS_SECOND) != 0);
        table_add_int(answer, (command->needs & NEEDS_PURPOSE) != 0);
        table_add_int(answer, (command->flags & COMMAND_WRITES) != 0);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
