/* SPDX-License-Identifier: Apache-2.0 */
/* Completion for bash, zsh and fish: command words, options of the command, choices, files where a file is meant. The
 * names of the catalogue are plain words; help texts are quoted. */
#include "cli/document.h"
#include "cli/options.h"
#include "cli/usage.h"

#include <string.h>

static const char shell_head[] = "# SPDX-License-Identifier: Apache-2.0\n"
                                 "# Made from the list of commands by make update-docs; changes here are lost.\n";

/* A text between single quotes, for all three shells: their own quote becomes a typographic one. */
static char *quotable(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "'", -1);
    return g_strjoinv("’", parts);
}

static bool takes_file(const struct argument *argument)
{
    return argument->type == ARGUMENT_FILE || argument->type == ARGUMENT_TARGET;
}

/* Words that are possible behind `prefix` ("" or "dispute"), each once: "open list show". */
static char *next_words(const char *prefix)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *list = g_string_new(NULL);
    g_autofree char *start = prefix[0] != '\0' ? g_strconcat(prefix, ".", NULL) : g_strdup("");
    for (size_t index = 0; index < catalogue_size; index++) {
        const char *id = catalogue[index].id;
        if (!document_is_runnable(&catalogue[index]) || !g_str_has_prefix(id, start)) continue;
        const char *rest = id + strlen(start);
        if (!g_hash_table_add(seen, g_strndup(rest, strcspn(rest, ".")))) continue;
        g_string_append_printf(list, "%s%.*s", list->len > 0 ? " " : "", (int)strcspn(rest, "."), rest);
    }
    return g_string_free(list, FALSE);
}

/* The first words of commands that have two. */
static GPtrArray *groups(void)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (size_t index = 0; index < catalogue_size; index++) {
        const char *dot = strchr(catalogue[index].id, '.');
        if (dot == NULL || !document_is_runnable(&catalogue[index])) continue;
        g_autofree char *group = g_strndup(catalogue[index].id, (gsize)(dot - catalogue[index].id));
        if (!g_ptr_array_find_with_equal_func(list, group, g_str_equal, NULL))
            g_ptr_array_add(list, g_steal_pointer(&group));
    }
    return list;
}

static char *own_options(const struct command *command)
{
    GString *list = g_string_new(NULL);
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++)
        if (argument->flags & ARGUMENT_OPTION || argument->type == ARGUMENT_FLAG)
            g_string_append_printf(list, "%s--%s", list->len > 0 ? " " : "", argument->name);
    return g_string_free(list, FALSE);
}

static bool has_file(const struct command *command)
{
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++)
        if (takes_file(argument)) return true;
    return false;
}

static void append_global_values(GString *out, const char *line)
{
    for (const struct global_option *option = global_options; option->name != NULL; option++) {
        const char *values = strcmp(option->name, "format") == 0  ? "table|csv|json|jsonl"
                             : strcmp(option->name, "depth") == 0 ? "1|16|256"
                                                                  : option->value;
        g_auto(GStrv) choices = document_choices(values);
        if (choices == NULL) continue;
        g_autofree char *words = g_strjoinv(" ", choices);
        g_string_append_printf(out, line, option->name, words);
    }
}

static char *global_names(void)
{
    GString *list = g_string_new(NULL);
    for (const struct global_option *option = global_options; option->name != NULL; option++)
        g_string_append_printf(list, "%s--%s", list->len > 0 ? " " : "", option->name);
    return g_string_free(list, FALSE);
}

/* A `case` that leaves only the words of the command in the variable: "search x" is "search", "dispute open" stays. */
static void append_resolve(GString *out, const char *variable)
{
    g_string_append_printf(out, "  case \"$%s\" in\n", variable);
    for (size_t index = 0; index < catalogue_size; index++) {
        if (!document_is_runnable(&catalogue[index]) || strchr(catalogue[index].id, '.') == NULL) continue;
        g_autofree char *words = usage_words(&catalogue[index]);
        g_string_append_printf(out, "  '%s') ;;\n", words);
    }
    g_string_append_printf(out, "  *' '*) %s=${%s%%%% *} ;;\n  esac\n", variable, variable);
}

/* `case` lines: the words behind a group, the options of a command, the choices of an option. */
static void append_cases(GString *out, const char *assign, const char *files)
{
    g_autoptr(GPtrArray) list = groups();
    g_autofree char *first = next_words("");
    g_string_append_printf(out, "  '') %s'%s help' ;;\n", assign, first);
    for (guint at = 0; at < list->len; at++) {
        g_autofree char *next = next_words(g_ptr_array_index(list, at));
        g_string_append_printf(out, "  '%s') %s'%s' ;;\n", (const char *)g_ptr_array_index(list, at), assign, next);
    }
    for (size_t index = 0; index < catalogue_size; index++) {
        if (!document_is_runnable(&catalogue[index])) continue;
        g_autofree char *words = usage_words(&catalogue[index]), *options = own_options(&catalogue[index]);
        if (g_ptr_array_find_with_equal_func(list, words, g_str_equal, NULL))
            continue; /* a command that is a group too */
        g_string_append_printf(out, "  '%s') %s'%s'%s ;;\n", words, assign, options,
                               has_file(&catalogue[index]) ? files : "");
    }
}

static void append_choices(GString *out, const char *line)
{
    for (size_t index = 0; index < catalogue_size; index++) {
        const struct command *command = &catalogue[index];
        if (!document_is_runnable(command)) continue;
        g_autofree char *words = usage_words(command);
        for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL;
             argument++) {
            g_auto(GStrv) choices = argument->type == ARGUMENT_CHOICE ? document_choices(argument->choices) : NULL;
            if (choices == NULL || !(argument->flags & ARGUMENT_OPTION)) continue;
            g_autofree char *joined = g_strjoinv(" ", choices);
            g_string_append_printf(out, line, words, argument->name, joined);
        }
    }
}

void document_bash(GString *out)
{
    g_autofree char *globals = global_names();
    g_string_append_printf(
        out,
        "%s_bureau() {\n  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
        "  local words='' values='' files='' at word\n  COMPREPLY=()\n"
        "  for ((at = 1; at < COMP_CWORD; at++)); do\n    word=${COMP_WORDS[at]}\n    case $word in\n",
        shell_head);
    for (const struct global_option *option = global_options; option->name != NULL; option++)
        if (option->value != NULL) g_string_append_printf(out, "    --%s) ((at++)) ;;\n", option->name);
    g_string_append(out, "    -* | help) ;;\n    *) case \"$words\" in *' '*) ;; '') words=$word ;; *) words=\"$words "
                         "$word\" ;; esac ;;\n"
                         "    esac\n  done\n");
    append_resolve(out, "words");
    g_string_append(out, "  case $previous in\n");
    append_global_values(out, "  --%s) COMPREPLY=($(compgen -W '%s' -- \"$current\")); return ;;\n");
    g_string_append(
        out,
        "  --store | --passphrase-file | --script | --output) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
        "  esac\n  case \"$words $previous\" in\n");
    append_choices(out, "  '%s --%s') COMPREPLY=($(compgen -W '%s' -- \"$current\")); return ;;\n");
    g_string_append(out, "  esac\n  _bureau_look \"$words\"\n");
    g_string_append_printf(out,
                           "  case $current in -*) values=\"$values %s\" ;; esac\n"
                           "  COMPREPLY=($(compgen -W \"$values\" -- \"$current\"))\n"
                           "  [[ -n $files ]] && COMPREPLY+=($(compgen -f -- \"$current\"))\n}\n"
                           "# What may follow the words of a command.\n"
                           "_bureau_look() {\n  case \"$1\" in\n",
                           globals);
    append_cases(out, "values=", "; files=1");
    g_string_append(out, "  esac\n}\n"
                         "complete -o filenames -F _bureau bureau\n");
}

void document_zsh(GString *out)
{
    g_autofree char *globals = global_names();
    g_string_append_printf(out,
                           "#compdef bureau\n%s_bureau() {\n  local words_so_far='' values='' files='' at word\n"
                           "  local previous=${words[CURRENT-1]}\n"
                           "  for ((at = 2; at < CURRENT; at++)); do\n    word=${words[at]}\n    case $word in\n",
                           shell_head);
    for (const struct global_option *option = global_options; option->name != NULL; option++)
        if (option->value != NULL) g_string_append_printf(out, "    --%s) ((at++)) ;;\n", option->name);
    g_string_append(out, "    -* | help) ;;\n    *) case $words_so_far in *' '*) ;; '') words_so_far=$word ;; "
                         "*) words_so_far=\"$words_so_far $word\" ;; esac ;;\n    esac\n  done\n");
    append_resolve(out, "words_so_far");
    g_string_append(out, "  case $previous in\n");
    append_global_values(out, "  --%s) compadd -- ${=:-%s}; return ;;\n");
    g_string_append(out, "  --store | --passphrase-file | --script | --output) _files; return ;;\n  esac\n"
                         "  case \"$words_so_far $previous\" in\n");
    append_choices(out, "  '%s --%s') compadd -- ${=:-%s}; return ;;\n");
    g_string_append(out, "  esac\n  _bureau_look \"$words_so_far\"\n");
    g_string_append_printf(out,
                           "  [[ ${words[CURRENT]} == -* ]] && values=\"$values %s\"\n"
                           "  [[ -n $values ]] && compadd -- ${=values}\n  [[ -n $files ]] && _files\n}\n"
                           "_bureau_look() {\n  case \"$1\" in\n",
                           globals);
    append_cases(out, "values=", "; files=1");
    g_string_append(out, "  esac\n}\n_bureau \"$@\"\n");
}

/* One `complete` line for each word and option, under the condition that the words before it are there. */
static void fish_command(GString *out, const struct command *command)
{
    g_autofree char *words = usage_words(command), *title = quotable(command->title);
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++) {
        if (!(argument->flags & ARGUMENT_OPTION) && argument->type != ARGUMENT_FLAG) {
            if (takes_file(argument)) g_string_append_printf(out, "complete -c bureau -n '__bureau_at %s' -F\n", words);
            continue;
        }
        g_autofree char *help = quotable(argument->help != NULL ? argument->help : title);
        g_auto(GStrv) choices = argument->type == ARGUMENT_CHOICE ? document_choices(argument->choices) : NULL;
        g_autofree char *joined = choices != NULL ? g_strjoinv(" ", choices) : NULL;
        g_string_append_printf(out, "complete -c bureau -n '__bureau_at %s' -l %s", words, argument->name);
        if (argument->type != ARGUMENT_FLAG) g_string_append(out, takes_file(argument) ? " -r -F" : " -x");
        if (joined != NULL) g_string_append_printf(out, " -a '%s'", joined);
        g_string_append_printf(out, " -d '%s'\n", help);
    }
}

void document_fish(GString *out)
{
    g_autoptr(GPtrArray) list = groups();
    g_string_append_printf(out,
                           "%sfunction __bureau_at\n  set -l words (commandline -opc)[2..-1]\n  set -l plain\n"
                           "  for word in $words\n    string match -q -- '-*' $word; or set -a plain $word\n  end\n"
                           "  test \"$plain[1..\"(count $argv)\"]\" = \"$argv\"\nend\n"
                           "function __bureau_first\n  set -l words (commandline -opc)[2..-1]\n"
                           "  not string match -qrv -- '^-' $words\nend\ncomplete -c bureau -f\n",
                           shell_head);
    for (const struct global_option *option = global_options; option->name != NULL; option++) {
        g_autofree char *help = quotable(option->help);
        g_string_append_printf(out, "complete -c bureau -l %s%s -d '%s'\n", option->name,
                               option->value != NULL ? " -r" : "", help);
    }
    append_global_values(out, "complete -c bureau -l %s -x -a '%s'\n");
    g_autofree char *first = next_words("");
    g_string_append_printf(out, "complete -c bureau -n __bureau_first -a '%s help'\n", first);
    for (guint at = 0; at < list->len; at++) {
        g_autofree char *next = next_words(g_ptr_array_index(list, at));
        g_string_append_printf(out, "complete -c bureau -n '__bureau_at %s' -a '%s'\n",
                               (const char *)g_ptr_array_index(list, at), next);
    }
    for (size_t index = 0; index < catalogue_size; index++)
        if (document_is_runnable(&catalogue[index])) fish_command(out, &catalogue[index]);
}
