/* SPDX-License-Identifier: Apache-2.0 */
/* The options that every command takes: before the command's words, or behind them where the command has no option of
 * the same name. */
#pragma once
#include "cli/render.h"

struct options {
    const char *store, *user, *language, *purpose, *reveal, *reference, *reason, *passphrase_file, *passphrase_fd;
    const char *new_passphrase_file, *new_passphrase_fd;
    const char *script, *size, *theme, *depth, *clock, *output, *start; /* the workstation's; clock is everybody's */
    const char *document;
    enum format format;
    struct date as_of;
    bool help, version, expired;
    const struct command *command; /* NULL: none was named */
    GCancellable *cancellable;     /* owned; set when signals are caught */
    GPtrArray *words;              /* what is left for the command's own arguments; borrowed */
};

struct global_option {
    const char *name;  /* without the dashes */
    const char *value; /* placeholder, NULL for a flag */
    const char *help;  /* translatable */
    bool workstation;  /* only without a command */
};
/* Ends with a NULL name; the hidden ones are not in it. */
extern const struct global_option global_options[];

/* Sorts the words; strings stay borrowed from argv. Unknown option or command, wrong value: BUREAU_ERROR_USAGE. What
 * was read before the error is set, so that it can be told in the form that was asked for. */
bool options_parse(struct options *options, int argc, char **argv, GError **error);
void options_clear(struct options *options);
