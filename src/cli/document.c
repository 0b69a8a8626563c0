/* SPDX-License-Identifier: Apache-2.0 */
/* See document.h. What the generators share. */
#include "cli/document.h"

#include <string.h>

bool document_make(const char *kind, GString *out, GError **error)
{
    static const struct {
        const char *kind;
        void (*make)(GString *out);
    } kinds[] = { { "man", document_man },
                  { "markdown", document_markdown },
                  { "bash", document_bash },
                  { "zsh", document_zsh },
                  { "fish", document_fish } };
    for (size_t index = 0; index < G_N_ELEMENTS(kinds); index++) {
        if (strcmp(kinds[index].kind, kind) != 0) continue;
        kinds[index].make(out);
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no document “{1}”"),
                     N_("Give man, markdown, bash, zsh or fish."), kind, NULL);
    return false;
}

char *document_roles(const struct command *command)
{
    const unsigned roles = command_roles(command);
    if ((roles & ROLE_ANYBODY) == ROLE_ANYBODY) return g_strdup("anybody");
    GString *list = g_string_new(NULL);
    for (unsigned role = 1; role & ROLE_ANYBODY; role <<= 1)
        if (roles & role) g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", role_name((enum role)role));
    return g_string_free(list, FALSE);
}

bool document_is_runnable(const struct command *command)
{
    return !(command->flags & COMMAND_WORKSTATION) && command->run != NULL;
}

char **document_choices(const char *choices)
{
    return choices != NULL && strchr(choices, '|') != NULL ? g_strsplit(choices, "|", -1) : NULL;
}
