/* SPDX-License-Identifier: Apache-2.0 */
/* See options.h. */
#include "cli/options.h"

#include "cli/suggest.h"

#include <stddef.h>
#include <string.h>

// clang-format off
const struct global_option global_options[] = {
    { "store",           "DIR",    N_("the store to work on; else $BUREAU_STORE, else the folder bureau/default of $XDG_DATA_HOME"), false },
    { "as-of",           "DATE",   N_("show everything as it was known at the end of that day"), false },
    { "user",            "NAME",   N_("who acts; else $BUREAU_USER, else the store's default user"), false },
    { "passphrase-file", "FILE",   N_("the passphrase is the first line of the file"), false },
    { "passphrase-fd",   "N",      N_("the passphrase is the first line that comes from the descriptor"), false },
    { "new-passphrase-file", "FILE", N_("a new passphrase, for a command that sets one, is the first line of the file"), false },
    { "new-passphrase-fd", "N",    N_("a new passphrase is the first line that comes from the descriptor"), false },
    { "lang",            "en|zh",  N_("language of what is said; else that of the environment"), false },
    { "format",          "FORM",   N_("form of the answer: table, csv, json or jsonl"), false },
    { "purpose",         "CODE",   N_("why a file is looked at; without it a look is refused"), false },
    { "reveal",          "REASON", N_("show masked values; needs the right and is recorded with the reason"), false },
    { "expired",         NULL,     N_("an auditor with --purpose audit: see what the law took out of the views and lets be kept"), false },
    { "reference",       "TEXT",   N_("number of the document that a purpose by law rests on, such as a court's request"), false },
    { "reason",          "TEXT",   N_("why an act that needs a second person is asked for; that person reads it"), false },
    { "clock",           "TIME",   N_("act as if it were that local time (tests and demonstrations); else $BUREAU_CLOCK"), false },
    { "help",            NULL,     N_("say what the program or the command does"), false },
    { "version",         NULL,     N_("print the version"), false },
    { "script",          "FILE",   N_("workstation: take keys from the file and draw on a terminal in memory"), true },
    { "output",          "DIR",    N_("workstation: folder for the screens that a script dumps"), true },
    { "size",            "WxH",    N_("workstation: size of the script's terminal"), true },
    { "theme",           "NAME",   N_("workstation: colours to begin with"), true },
    { "depth",           "N",      N_("workstation: number of colours, 1, 16 or 256"), true },
    { "start",           "ROUTE",  N_("workstation: the screen to begin with"), true },
    { NULL, NULL, NULL, false },
};

static const struct { const char *name; size_t offset; } places[] = {
    { "store", offsetof(struct options, store) },           { "user", offsetof(struct options, user) },
    { "passphrase-file", offsetof(struct options, passphrase_file) }, { "passphrase-fd", offsetof(struct options, passphrase_fd) },
    { "new-passphrase-file", offsetof(struct options, new_passphrase_file) }, { "new-passphrase-fd", offsetof(struct options, new_passphrase_fd) },
    { "lang", offsetof(struct options, language) },         { "purpose", offsetof(struct options, purpose) },
    { "reveal", offsetof(struct options, reveal) },         { "clock", offsetof(struct options, clock) },
    { "reference", offsetof(struct options, reference) },   { "reason", offsetof(struct options, reason) },
    { "script", offsetof(struct options, script) },         { "output", offsetof(struct options, output) },
    { "size", offsetof(struct options, size) },             { "theme", offsetof(struct options, theme) },
    { "depth", offsetof(struct options, depth) },           { "start", offsetof(struct options, start) },
    { "document", offsetof(struct options, document) },
};
// clang-format on

static bool wrong_value(const char *name, const char *value, const char *next, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1} does not take “{2}”"), next, name, value, NULL);
    return false;
}

static bool set_value(struct options *options, const char *name, const char *value, GError **error)
{
    if (strcmp(name, "format") == 0)
        return format_from_name(value, &options->format) ||
               wrong_value(name, value, N_("Give table, csv, json or jsonl."), error);
    if (strcmp(name, "as-of") == 0)
        return date_parse(value, &options->as_of) ||
               wrong_value(name, value, N_("Give a day as YYYY-MM-DD, for example 2026-03-31."), error);
    for (size_t index = 0; index < G_N_ELEMENTS(places); index++) {
        if (strcmp(places[index].name, name) != 0) continue;
        *(const char **)((char *)options + places[index].offset) = value;
        if (strcmp(name, "lang") == 0 && strcmp(value, "en") != 0 && strcmp(value, "zh") != 0) {
            options->language = NULL;
            return wrong_value(name, value, N_("Give en or zh."), error);
        }
        return true;
    }
    return false;
}

static const struct global_option hidden_document = { "document", "KIND", NULL, true };

/* The global option that a word names, with or without "=value"; NULL when it is not one. */
static const struct global_option *find_option(const char *word, const char **value)
{
    *value = NULL;
    if (strncmp(word, "--", 2) != 0 || word[2] == '\0') return NULL;
    const char *name = word + 2, *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    if (equals != NULL) *value = equals + 1;
    if (length == strlen("document") && strncmp(name, "document", length) == 0) return &hidden_document;
    for (const struct global_option *option = global_options; option->name != NULL; option++)
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0) return option;
    return NULL;
}

/* The command's own option that a word names, or NULL. */
static const struct argument *own_option(const struct command *command, const char *word)
{
    if (command == NULL || command->arguments == NULL || strncmp(word, "--", 2) != 0) return NULL;
    size_t length = strcspn(word + 2, "=");
    for (const struct argument *argument = command->arguments; argument->name != NULL; argument++)
        if ((argument->flags & ARGUMENT_OPTION || argument->type == ARGUMENT_FLAG) &&
            strlen(argument->name) == length && strncmp(argument->name, word + 2, length) == 0)
            return argument;
    return NULL;
}

/* Takes the option at *at and its value, and moves on. */
static bool take_option(struct options *options, const struct global_option *option, const char *value, int argc,
                        char **argv, int *at, GError **error)
{
    (*at)++;
    if (option->value == NULL) {
        if (value != NULL) return wrong_value(option->name, value, N_("It takes no value."), error);
        if (strcmp(option->name, "help") == 0) options->help = true;
        if (strcmp(option->name, "expired") == 0) options->expired = true;
        if (strcmp(option->name, "version") == 0) options->version = true;
        return true;
    }
    if (value == NULL && *at >= argc) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1} needs a value"), N_("bureau help lists the options."),
                         option->name, NULL);
        return false;
    }
    if (value == NULL) value = argv[(*at)++];
    return set_value(options, option->name, value, error);
}

/* Options up to the first word that is none. */
static bool take_leading(struct options *options, int argc, char **argv, int *at, GError **error)
{
    while (*at < argc && argv[*at][0] == '-' && argv[*at][1] != '\0') {
        const char *value;
        const char *word = g_str_equal(argv[*at], "-h") ? "--help" : argv[*at];
        const struct global_option *option = find_option(word, &value);
        if (option == NULL) {
            g_autofree char *name = g_strndup(word, strcspn(word, "="));
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no option {1} before a command"),
                             N_("bureau help lists the options; those of a command come behind its name."), name, NULL);
            return false;
        }
        if (!take_option(options, option, value, argc, argv, at, error)) return false;
    }
    return true;
}

/* What follows the command's name: its own arguments, and global options it has no namesake for. */
static bool take_trailing(struct options *options, int argc, char **argv, int at, GError **error)
{
    bool open = true;
    while (at < argc) {
        const char *value;
        const struct argument *own = open ? own_option(options->command, argv[at]) : NULL;
        const struct global_option *option = open && own == NULL ? find_option(argv[at], &value) : NULL;
        if (option != NULL && !option->workstation) {
            if (!take_option(options, option, value, argc, argv, &at, error)) return false;
            continue;
        }
        if (g_str_equal(argv[at], "--")) open = false;
        g_ptr_array_add(options->words, argv[at++]);
        /* The value of an own option is taken as it is, even when it looks like an option. */
        if (own != NULL && own->type != ARGUMENT_FLAG && strchr(argv[at - 1], '=') == NULL && at < argc)
            g_ptr_array_add(options->words, argv[at++]);
    }
    return true;
}

/* `bureau help dispute open` is `bureau dispute open --help`. */
static bool find_command(struct options *options, int argc, char **argv, int *at, GError **error)
{
    if (*at < argc && g_str_equal(argv[*at], "help")) {
        options->help = true;
        (*at)++;
    }
    if (*at >= argc) return true;
    size_t used = 0;
    options->command = command_match((const char *const *)&argv[*at], (size_t)(argc - *at), &used);
    if (options->command != NULL) {
        *at += (int)used;
        return true;
    }
    suggest_command((const char *const *)&argv[*at], (size_t)(argc - *at), error);
    return false;
}

/* The language and the form are looked for first, so that even a wrong word is answered in them. */
static void look_ahead(struct options *options, int argc, char **argv)
{
    for (int at = 1; at < argc && argv[at][0] == '-'; at++) {
        const char *value;
        const struct global_option *option = find_option(argv[at], &value);
        if (option == NULL || option->value == NULL) continue;
        if (value == NULL && at + 1 < argc) value = argv[++at];
        if (value != NULL && (g_str_equal(option->name, "format") || g_str_equal(option->name, "lang")))
            set_value(options, option->name, value, NULL);
    }
}

bool options_parse(struct options *options, int argc, char **argv, GError **error)
{
    int at = 1;
    *options = (struct options){ .as_of = DATE_NONE, .words = g_ptr_array_new() };
    look_ahead(options, argc, argv);
    if (!take_leading(options, argc, argv, &at, error)) return false;
    if (!find_command(options, argc, argv, &at, error)) return false;
    return take_trailing(options, argc, argv, at, error);
}

void options_clear(struct options *options)
{
    g_clear_pointer(&options->words, g_ptr_array_unref);
    g_clear_object(&options->cancellable);
}
