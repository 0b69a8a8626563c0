/* SPDX-License-Identifier: Apache-2.0 */
/* See usage.h. */
#include "cli/usage.h"

#include "cli/language.h"
#include "cli/options.h"

#include <string.h>

char *usage_words(const struct command *command)
{
    return g_strdelimit(g_strdup(command->id), ".", ' ');
}

/* The placeholder of a value. */
static char *placeholder(const struct argument *argument)
{
    switch (argument->type) {
    case ARGUMENT_CHOICE:
        return g_strdup(argument->choices);
    case ARGUMENT_DATE:
        return g_strdup("DATE");
    case ARGUMENT_MONTH:
        return g_strdup("MONTH");
    default:
        break;
    }
    char *upper = g_ascii_strup(argument->name, -1);
    return g_strdelimit(upper, "-", '_');
}

char *usage_argument(const struct argument *argument)
{
    g_autofree char *value = placeholder(argument);
    if (argument->type == ARGUMENT_FLAG) return g_strdup_printf("--%s", argument->name);
    if (argument->flags & ARGUMENT_OPTION) return g_strdup_printf("--%s %s", argument->name, value);
    return g_steal_pointer(&value);
}

char *usage_synopsis(const struct command *command)
{
    g_autofree char *words = usage_words(command);
    GString *line = g_string_new("bureau ");
    g_string_append(line, words);
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++) {
        g_autofree char *written = usage_argument(argument);
        bool required = argument->flags & ARGUMENT_REQUIRED;
        g_string_append_printf(line, required ? " %s%s" : " [%s]%s", written,
                               argument->flags & ARGUMENT_REPEATED ? "..." : "");
    }
    return g_string_free(line, FALSE);
}

static void append_pair(GString *out, const char *left, const char *right, int width)
{
    g_autofree char *fitted = text_width(left) <= width ? text_fit(left, width, -1) : g_strdup(left);
    g_string_append_printf(out, "  %s  %s\n", fitted, right);
}

static void append_options(GString *out, bool workstation)
{
    for (const struct global_option *option = global_options; option->name != NULL; option++) {
        if (option->workstation && !workstation) continue;
        g_autofree char *left = g_strdup_printf("--%s%s%s", option->name, option->value != NULL ? " " : "",
                                                option->value != NULL ? option->value : "");
        append_pair(out, left, language_translate(option->help), 22);
    }
}

void usage_program(GString *out)
{
    g_string_append_printf(out, "%s bureau [%s] [%s ...]\n\n%s\n\n%s\n", _("Usage:"), _("OPTION"), _("COMMAND"),
                           _("Bureau is a workstation for credit files. Without a command it opens the workstation."),
                           _("Options:"));
    append_options(out, true);
    g_string_append_printf(out, "\n%s\n", _("Commands:"));
    for (size_t index = 0; index < catalogue_size; index++) {
        if (catalogue[index].flags & COMMAND_WORKSTATION) continue;
        g_autofree char *words = usage_words(&catalogue[index]);
        append_pair(out, words, language_translate(catalogue[index].title), 22);
    }
    g_string_append_printf(out, "\n%s\n", _("bureau help COMMAND says more about one of them."));
}

void usage_command(GString *out, const struct command *command)
{
    g_autofree char *synopsis = usage_synopsis(command);
    g_string_append_printf(out, "%s\n\n%s %s\n", language_translate(command->title), _("Usage:"), synopsis);
    if (command->help != NULL) g_string_append_printf(out, "\n%s\n", language_translate(command->help));
    if (command->arguments != NULL && command->arguments->name != NULL) {
        g_string_append_printf(out, "\n%s\n", _("Arguments:"));
        for (const struct argument *argument = command->arguments; argument->name != NULL; argument++) {
            g_autofree char *left = usage_argument(argument);
            append_pair(out, left, argument->help != NULL ? language_translate(argument->help) : "", 22);
        }
    }
    if (command->needs & NEEDS_PURPOSE)
        g_string_append_printf(out, "\n%s\n", _("It looks into a file: give --purpose CODE. The look is recorded."));
    if (command->flags & COMMAND_WORKSTATION)
        g_string_append_printf(out, "\n%s\n", _("It can be done only in the workstation."));
    if (command->example != NULL) g_string_append_printf(out, "\n%s\n  %s\n", _("Example:"), command->example);
}
