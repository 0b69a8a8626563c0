/* SPDX-License-Identifier: Apache-2.0 */
/* The program from its words to its exit code: options, session, the door, the answer, or the error in the form that
 * was asked for. */
#include "config.h"

#include "cli/cli.h"

#include "cli/document.h"
#include "cli/failure.h"
#include "cli/language.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/surroundings.h"
#include "cli/usage.h"
#include "intake/intake.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_NOTHING_FOUND = 1 };

/* Prints a made text whole. */
static int print_text(GString *text, enum format format)
{
    g_autoptr(GError) error = NULL;
    struct output output = { .descriptor = STDOUT_FILENO };
    if (output_flush(&output, text, &error) || output.broken) return 0;
    return failure_tell(error, format);
}

static int print_help(const struct options *options)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (options->command != NULL)
        usage_command(text, options->command);
    else
        usage_program(text);
    return print_text(text, options->format);
}

/* Words that ask for a list and got none: a script is told by the exit code, a person by a sentence. */
static bool is_search(const struct command *command)
{
    return strcmp(command->id, "search") == 0;
}

/* A recovery key is shown once; on a terminal a person shows that it was written down. */
static void try_recovery_back(const struct options *options, const struct table *answer)
{
    const struct fact *recovery = table_find_fact(answer, "recovery_key");
    if (recovery == NULL || recovery->cell.is_null || options->format != FORMAT_TABLE) return;
    if (strcmp(options->command->id, "demo") == 0 || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return;
    unlock_try_back(recovery->cell.text);
}

/* Runs the command and prints its answer. False with `error`, except when the reader went away. */
static bool run_command(const struct options *options, struct session *session, struct arguments *arguments, int *code,
                        GError **error)
{
    g_autoptr(table_t) answer = table_new();
    g_autoptr(renderer_t) renderer = renderer_new(options->format, options->command, session->language, STDOUT_FILENO);
    renderer_attach(renderer, answer);
    bool done = command_run(options->command, session, arguments, answer, error);
    progress_clear();
    done = done && renderer_finish(renderer, answer, error);
    if (!done) {
        if (renderer->output.broken) g_clear_error(error);
        return renderer->output.broken;
    }
    const struct fact *intact =
        table_find_fact(answer, "intact"); /* a proof that failed is an answer, and no success */
    if (intact != NULL && !intact->cell.is_null && intact->cell.integer == 0) *code = BUREAU_ERROR_STORE;
    try_recovery_back(options, answer);
    if (renderer->count == 0 && is_search(options->command)) {
        *code = EXIT_NOTHING_FOUND;
        if (options->format == FORMAT_TABLE) fprintf(stderr, "bureau: %s\n", _("Nothing was found"));
    }
    return true;
}

/* The demonstration opens what it made. */
static bool opens_workstation(const struct options *options, const struct arguments *arguments)
{
    return strcmp(options->command->id, "demo") == 0 && !arguments_has(arguments, "no-open") && isatty(STDIN_FILENO) &&
           isatty(STDOUT_FILENO);
}

static bool is_workstation_only(const struct command *command, GError **error)
{
    if (!(command->flags & COMMAND_WORKSTATION) && command->run != NULL) return false;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” can be done only in the workstation"),
                     N_("Start it with: bureau"), command->id, NULL);
    return true;
}

/* `known`: a public passphrase, that of the demonstration, or NULL. */
static int open_workstation(struct options *options, const struct secret *known, cli_workstation start, GError **error)
{
    struct workstation_request request = { 0 };
    if (!rights_check(error) || !surroundings_has_terminal(options, error)) return 0;
    g_autoptr(surroundings_t) around = surroundings_workstation(options, known, &request, error);
    return around != NULL ? start(&request, error) : 0;
}

static int open_demonstration(struct options *options, const char *directory, cli_workstation start, GError **error)
{
    const char *words = demo_passphrase(DEMO_USER);
    g_autoptr(secret_t) known = secret_copy(words, strlen(words));
    options->store = directory;
    options->user = DEMO_USER;
    return open_workstation(options, known, start, error);
}

static int do_command(struct options *options, cli_workstation start, GError **error)
{
    int code = 0;
    if (is_workstation_only(options->command, error)) return 0;
    g_autoptr(arguments_t) arguments =
        arguments_parse(options->command, (const char *const *)options->words->pdata, options->words->len, error);
    if (arguments == NULL) return 0;
    bool opens = opens_workstation(options, arguments);
    options->cancellable = g_cancellable_new();
    progress_catch_signals(options->cancellable);
    g_autofree char *usual = store_default_directory();
    g_autofree char *directory = g_strdup(arguments_has(arguments, "dir") ? arguments_text(arguments, "dir") : usual);
    {
        g_autoptr(surroundings_t) around = surroundings_new(options, options->command->needs, error);
        if (around == NULL) return 0;
        const bool done = run_command(options, around->session, arguments, &code, error);
        surroundings_leave(around);
        if (!done) return 0;
    }
    if (!opens) return code;
    progress_release_signals();
    g_clear_object(&options->cancellable);
    return open_demonstration(options, directory, start, error);
}

static int dispatch(struct options *options, cli_workstation start, GError **error)
{
    if (options->version) {
        printf("bureau %s\n", PACKAGE_VERSION);
        return 0;
    }
    if (options->help) return print_help(options);
    if (options->document != NULL) {
        g_autoptr(GString) text = g_string_new(NULL);
        return document_make(options->document, text, error) ? print_text(text, options->format) : 0;
    }
    return options->command != NULL ? do_command(options, start, error) : open_workstation(options, NULL, start, error);
}

int cli_main(int argc, char **argv, cli_workstation start)
{
    g_autoptr(GError) error = NULL;
    struct options options;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is a failed write, not a sudden end */
    language_set(NULL);
    bool parsed = options_parse(&options, argc, argv, &error);
    if (options.language != NULL) language_set(options.language);
    int code = parsed ? dispatch(&options, start, &error) : 0;
    progress_clear();
    if (error != NULL) code = failure_tell(error, options.format);
    options_clear(&options);
    return code;
}
