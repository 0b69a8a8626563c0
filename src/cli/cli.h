/* SPDX-License-Identifier: Apache-2.0 */
/* cli: the command line. Every command of the one list, its answers as a table, CSV or JSON, and the generated
 * documents. For:    global options, running one command, rendering its answer, help, the language of the program.
 * Uses:   command, guard, store, base. The workstation is handed in as a function.
 * Never:  knows what a command does, a screen, or a terminal beyond its width. */
#pragma once
#include "guard/guard.h"

/* What the words of the command line say about a workstation. Everything is borrowed for the call. */
struct workstation_request {
    struct session *session; /* user, as-of day, purpose, language and clock are set; its store is open */
    const char *store;       /* the directory that workers open */
    struct vault_keys *keys; /* what opens it, taken over: nobody else may hold them; NULL: it begins at the login */
    enum login_how how;      /* how the keys came */
    const char *script;      /* --script: file of keys, or NULL for the real terminal */
    const char *output;      /* --output: folder for the dumps of a script, or NULL */
    const char *start;       /* --start: route to begin at, or NULL */
    const char *theme;       /* --theme, or NULL */
    int columns, rows;       /* --size, 0 when not given */
    int depth;               /* --depth, 0 when not given */
};

/* Runs the workstation; answers the exit code. Errors before the screen is up go to `error`. */
typedef int (*cli_workstation)(const struct workstation_request *request, GError **error);

/* Runs the program: answers the exit code (0 done, 1 nothing found, 2 usage, 3 refused, 4 bad input data, 5 store or
 * I/O, 6 cancelled). `start` is called when there are no command words. */
int cli_main(int argc, char **argv, cli_workstation start);
