/* SPDX-License-Identifier: Apache-2.0 */
/* Which key means which command in which context: the defaults stand in the command list ("grid:s grid:F6"), a person's
 * own in $XDG_CONFIG_HOME/bureau/keys:
 *     # comment
 *     bind <context> <key> <command-id>
 *     unbind <context> <key>
 * The last word wins. */
#pragma once
#include "command/command.h"
#include "term/term.h"

struct keymap;
struct keymap *keymap_new(void);
void keymap_free(struct keymap *keymap);
typedef struct keymap keymap_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(keymap_t, keymap_free)

/* The defaults of a list of commands. A key that cannot be parsed is BUREAU_ERROR_INPUT. */
bool keymap_add_catalogue(struct keymap *keymap, const struct command *commands, size_t count, GError **error);
/* Lines of a key file; `origin` names it in errors (file, line, word). Nothing is changed when a line is wrong. */
bool keymap_add_text(struct keymap *keymap, const char *text, const char *origin, GError **error);
/* $XDG_CONFIG_HOME/bureau/keys; true when there is none. */
bool keymap_add_user(struct keymap *keymap, GError **error);

void keymap_bind(struct keymap *keymap, const char *context, struct keystroke key, const char *command);
/* The command of a key in the first of `contexts` (separated by spaces) that binds it; NULL. Borrowed. */
const char *keymap_find(const struct keymap *keymap, const char *contexts, struct keystroke key);
/* The first key of a command in those contexts as text ("C-p"); NULL. Caller frees. */
char *keymap_key_of(const struct keymap *keymap, const char *contexts, const char *command);
/* "^P", "⏎", "Esc": as footers show a key. Caller frees. */
char *keystroke_label(const char *name);
