/* SPDX-License-Identifier: Apache-2.0 */
/* The command reference as Markdown: every command with what it takes, who may, and its keys. */
#include "cli/document.h"
#include "cli/options.h"
#include "cli/usage.h"

#include <string.h>

/* In a table a bar ends the cell. */
static char *in_cell(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "|", -1);
    return g_strjoinv("\\|", parts);
}

static void append_arguments(GString *out, const struct command *command)
{
    if (command->arguments == NULL || command->arguments->name == NULL) return;
    g_string_append(out, "\n| argument | | |\n|---|---|---|\n");
    for (const struct argument *argument = command->arguments; argument->name != NULL; argument++) {
        g_autofree char *written = usage_argument(argument);
        g_autofree char *cell = in_cell(written), *help = in_cell(argument->help != NULL ? argument->help : "");
        g_string_append_printf(out, "| `%s` | %s%s | %s |\n", cell,
                               argument->flags & ARGUMENT_REQUIRED ? "required" : "optional",
                               argument->flags & ARGUMENT_REPEATED ? ", repeated" : "", help);
    }
}

static void append_command(GString *out, const struct command *command)
{
    g_autofree char *roles = document_roles(command), *synopsis = usage_synopsis(command);
    g_string_append_printf(out, "\n## %s\n\n%s", command->id, command->title);
    g_string_append_printf(out, ".%s%s\n\n", command->help != NULL ? " " : "",
                           command->help != NULL ? command->help : "");
    if (document_is_runnable(command))
        g_string_append_printf(out, "    %s\n", synopsis);
    else
        g_string_append(out, "Only in the workstation.\n");
    append_arguments(out, command);
    g_string_append_printf(out, "\nMay be run by: %s.", roles);
    if (command->needs & NEEDS_PURPOSE) g_string_append(out, " Needs a purpose; the look is recorded.");
    if (command->needs & NEEDS_SECOND) g_string_append(out, " Needs a second person.");
    if (command->flags & COMMAND_WRITES) g_string_append(out, " Writes to the store.");
    if (command->keys != NULL) g_string_append_printf(out, " Keys: `%s`.", command->keys);
    g_string_append_c(out, '\n');
    if (command->example != NULL) g_string_append_printf(out, "\nExample: `%s`\n", command->example);
}

void document_markdown(GString *out)
{
    g_string_append(
        out,
        "<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
        "<!-- Made from the list of commands by make update-docs; changes here are lost. -->\n"
        "# Commands\n\n"
        "Every act is one of these commands, whichever way it is reached: a key, the palette or the command line.\n"
        "\n## Options of every command\n\n| option | |\n|---|---|\n");
    for (const struct global_option *option = global_options; option->name != NULL; option++) {
        g_autofree char *value = in_cell(option->value != NULL ? option->value : "");
        g_string_append_printf(out, "| `--%s%s%s` | %s |\n", option->name, option->value != NULL ? " " : "", value,
                               option->help);
    }
    for (size_t index = 0; index < catalogue_size; index++)
        append_command(out, &catalogue[index]);
}
