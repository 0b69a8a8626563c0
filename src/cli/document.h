/* SPDX-License-Identifier: Apache-2.0 */
/* Documents made from the list of commands, so that none can say what the program does not do: the manual page, the
 * command reference, shell completion. They are committed under doc/ and a test compares (make update-docs). */
#pragma once
#include "command/command.h"

/* kind: "man", "markdown", "bash", "zsh" or "fish"; else BUREAU_ERROR_USAGE. Always in English. */
bool document_make(const char *kind, GString *out, GError **error);

void document_man(GString *out);
void document_markdown(GString *out);
void document_bash(GString *out);
void document_zsh(GString *out);
void document_fish(GString *out);

/* Who may run it: "anybody", or "officer, reviewer". Caller frees. */
char *document_roles(const struct command *command);
/* True when the command can be run from the command line. */
bool document_is_runnable(const struct command *command);
/* Values of a choice or a global option ("en|zh"), NULL-terminated; NULL when it has none. Free with g_strfreev. */
char **document_choices(const char *choices);
