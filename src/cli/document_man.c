/* SPDX-License-Identifier: Apache-2.0 */
/* The manual page bureau(1), in man(7): plain macros that groff and mandoc both read. */
#include "cli/document.h"
#include "cli/options.h"
#include "cli/usage.h"

#include <string.h>

/* Text for roff: backslashes, leading dots and quotes, and hyphens that must stay what they are in options. */
static void append_escaped(GString *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        bool begins = out->len == 0 || out->str[out->len - 1] == '\n';
        if (begins && (*at == '.' || *at == '\'')) g_string_append(out, "\\&");
        if ((unsigned char)*at > 0x7E) {
            g_string_append_printf(out, "\\[u%04X]", g_utf8_get_char(at));
            continue;
        }
        switch (*at) {
        case '\\':
            g_string_append(out, "\\e");
            break;
        case '-':
            g_string_append(out, "\\-");
            break;
        case '\'':
            g_string_append(out, "\\(aq");
            break;
        case '`':
            g_string_append(out, "\\(ga");
            break;
        case '|':
            g_string_append(out, "|\\:"); /* a long list of words may break here */
            break;
        case '^':
            g_string_append(out, "\\(ha");
            break;
        case '~':
            g_string_append(out, "\\(ti");
            break;
        default:
            g_string_append_c(out, *at);
        }
    }
}

/* Prose: a new sentence begins a new line, as roff wants it. */
static void append_prose(GString *out, const char *text)
{
    g_auto(GStrv) sentences = g_strsplit(text, ". ", -1);
    for (char **sentence = sentences; *sentence != NULL; sentence++) {
        append_escaped(out, *sentence);
        g_string_append(out, sentence[1] != NULL ? ".\n" : "\n");
    }
}

static void append_tagged(GString *out, const char *tag, const char *text)
{
    g_string_append(out, ".TP\n.B ");
    append_escaped(out, tag);
    g_string_append_c(out, '\n');
    append_prose(out, text);
}

static void append_options(GString *out)
{
    g_string_append(
        out, ".SH OPTIONS\nThey come before the command, or behind it where the command has none of the same name.\n");
    for (const struct global_option *option = global_options; option->name != NULL; option++) {
        g_autofree char *tag = g_strdup_printf("--%s%s%s", option->name, option->value != NULL ? " " : "",
                                               option->value != NULL ? option->value : "");
        append_tagged(out, tag, option->help);
    }
}

static void append_command(GString *out, const struct command *command)
{
    g_autofree char *words = usage_words(command), *synopsis = usage_synopsis(command),
                    *roles = document_roles(command);
    g_string_append(out, ".SS ");
    append_escaped(out, words);
    g_string_append(out, "\n\\fB");
    append_escaped(out, synopsis);
    g_string_append(out, "\\fR\n.PP\n");
    append_prose(out, command->help != NULL ? command->help : command->title);
    g_string_append(out, "May be run by: ");
    append_escaped(out, roles);
    g_string_append(out, command->needs & NEEDS_PURPOSE ? ".\nNeeds \\-\\-purpose.\n" : ".\n");
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL; argument++) {
        g_autofree char *written = usage_argument(argument);
        append_tagged(out, written, argument->help != NULL ? argument->help : argument->name);
    }
    if (command->example == NULL) return;
    g_string_append(out, ".PP\nExample:\n.PP\n.RS 4\n.nf\n");
    append_escaped(out, command->example);
    g_string_append(out, "\n.fi\n.RE\n");
}

/* Contexts in the order in which commands first name them. */
static GPtrArray *key_contexts(void)
{
    GPtrArray *contexts = g_ptr_array_new_with_free_func(g_free);
    for (size_t index = 0; index < catalogue_size; index++) {
        g_auto(GStrv) keys = g_strsplit(catalogue[index].keys != NULL ? catalogue[index].keys : "", " ", -1);
        for (char **key = keys; *key != NULL; key++) {
            const char *colon = strchr(*key, ':');
            if (colon == NULL) continue;
            g_autofree char *context = g_strndup(*key, (gsize)(colon - *key));
            if (!g_ptr_array_find_with_equal_func(contexts, context, g_str_equal, NULL))
                g_ptr_array_add(contexts, g_steal_pointer(&context));
        }
    }
    return contexts;
}

/* The keys of a command in one context, "s, F6"; NULL when it has none there. */
static char *keys_in(const struct command *command, const char *context)
{
    g_autoptr(GString) list = g_string_new(NULL);
    g_autofree char *prefix = g_strconcat(context, ":", NULL);
    g_auto(GStrv) keys = g_strsplit(command->keys != NULL ? command->keys : "", " ", -1);
    for (char **key = keys; *key != NULL; key++)
        if (g_str_has_prefix(*key, prefix))
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", *key + strlen(prefix));
    return list->len > 0 ? g_string_free(g_steal_pointer(&list), FALSE) : NULL;
}

static void append_keys(GString *out)
{
    g_autoptr(GPtrArray) contexts = key_contexts();
    g_string_append(out, ".SH KEYS\nKeys of the workstation, by where they work.\n"
                         "C\\- is the control key, M\\- the Alt key.\n");
    for (guint at = 0; at < contexts->len; at++) {
        const char *context = g_ptr_array_index(contexts, at);
        g_string_append(out, ".SS ");
        append_escaped(out, context);
        g_string_append_c(out, '\n');
        for (size_t index = 0; index < catalogue_size; index++) {
            g_autofree char *keys = keys_in(&catalogue[index], context);
            if (keys != NULL) append_tagged(out, keys, catalogue[index].title);
        }
    }
}

static void append_surroundings(GString *out)
{
    static const char *const files[][2] = {
        { "$XDG_DATA_HOME/bureau/default", "The store that is used when none is named." },
        { "data/", "Shipped tables (codes, law, features, models, mappings, letters), in the installed data folder." },
    };
    static const char *const variables[][2] = {
        { "BUREAU_STORE", "The store to work on." },
        { "BUREAU_USER", "Who acts." },
        { "BUREAU_CLOCK", "A fixed local time, for tests and demonstrations." },
        { "BUREAU_DATADIR", "Where the shipped data lies, when not in the installed folder." },
        { "BUREAU_LOCALEDIR", "Where the translations lie, when not in the installed folder." },
        { "BUREAU_THEME", "Colours of the workstation to begin with." },
        { "BUREAU_GLYPHS", "ascii: frames and bars without symbols beyond ASCII." },
        { "NO_COLOR", "No colours." },
        { "LANGUAGE, LC_ALL, LC_MESSAGES, LANG", "The language, when \\-\\-lang is not given." },
    };
    static const char *const codes[][2] = {
        { "0", "Done." },
        { "1", "Nothing found." },
        { "2", "The request itself is wrong." },
        { "3",
          "Refused: a right, a purpose, a consent or a rule stands against it, or somebody else changed it first." },
        { "4", "Bad input data." },
        { "5", "The store, or reading and writing." },
        { "6", "Stopped by the person." },
    };
    g_string_append(out, ".SH FILES\n");
    for (size_t index = 0; index < G_N_ELEMENTS(files); index++)
        append_tagged(out, files[index][0], files[index][1]);
    g_string_append(out, ".SH ENVIRONMENT\n");
    for (size_t index = 0; index < G_N_ELEMENTS(variables); index++)
        g_string_append_printf(out, ".TP\n.B %s\n%s\n", variables[index][0], variables[index][1]);
    g_string_append(out, ".SH EXIT STATUS\n");
    for (size_t index = 0; index < G_N_ELEMENTS(codes); index++)
        append_tagged(out, codes[index][0], codes[index][1]);
}

static void append_examples(GString *out)
{
    static const char *const examples[][2] = {
        { "Make the demonstration store and open it:", "bureau demo" },
        { "Find a person, as JSON:", "bureau --format json search 'wangxm city:杭州'" },
        { "Look at a file as it was at the end of March:",
          "bureau --as-of 2026-03-31 --purpose credit_review subject show 12" },
        { "What would the score be after a payment:",
          "bureau --purpose credit_review whatif 12 'pay(account=3,amount=500.00)'" },
        { "The file of a person as a workbook:", "bureau --purpose credit_review export subject 12 file.xlsx" },
    };
    g_string_append(out, ".SH EXAMPLES\n");
    for (size_t index = 0; index < G_N_ELEMENTS(examples); index++) {
        g_string_append(out, index > 0 ? ".PP\n" : "");
        append_escaped(out, examples[index][0]);
        g_string_append(out, "\n.PP\n.RS 4\n.nf\n");
        append_escaped(out, examples[index][1]);
        g_string_append(out, "\n.fi\n.RE\n");
    }
}

/* Lines of filled text that are longer than roff's readers like are broken at a space. */
static void append_wrapped(GString *out, const char *text)
{
    enum { LONGEST = 78 };
    bool fill = true;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL && (line[1] != NULL || **line != '\0'); line++) {
        if (g_str_has_prefix(*line, ".nf") || g_str_has_prefix(*line, ".fi")) fill = g_str_has_prefix(*line, ".fi");
        char *rest = *line;
        while (fill && *rest != '.' && strlen(rest) > LONGEST) {
            char *space = g_strrstr_len(rest, LONGEST, " ");
            if (space == NULL || space == rest) break;
            g_string_append_len(out, rest, space - rest);
            g_string_append(out, strchr(".'", space[1]) != NULL ? "\n\\&" : "\n");
            rest = space + 1;
        }
        g_string_append_printf(out, "%s\n", rest);
    }
}

static void append_page(GString *out)
{
    g_string_append(
        out,
        ".\\\" SPDX-License-Identifier: Apache-2.0\n"
        ".\\\" Made from the list of commands by make update-docs; changes here are lost.\n"
        ".TH BUREAU 1 2026-11-22 \"bureau\" \"User Commands\"\n"
        ".ad l\n" /* lists of choices are long words: nothing to stretch */
        ".SH NAME\nbureau \\- workstation for credit files\n"
        ".SH SYNOPSIS\n.B bureau\n.RI [ option \" ...]\"\n.PP\n"
        ".B bureau\n.RI [ option \" ...]\"\n.I command\n.RI [ argument \" ...]\"\n"
        ".SH DESCRIPTION\n"
        "Bureau is a desk for the people of a bank or a credit agency who work on the credit files of persons\n"
        "and enterprises: they find, read, score, dispute, load and export them, over one local store.\n"
        ".PP\nWithout a command it opens the workstation on the terminal.\n"
        "With one it runs the command and prints its answer: facts first, then a table.\n"
        "Identity numbers, phones and addresses are masked unless the person has the right to see them and says why;\n"
        "every look at a file is recorded, names its purpose and, where the law of the store's profile asks for it, "
        "rests on\n"
        "a consent of that person.\nWho may do what is shown by\n.BR \"bureau rights\" .\n"
        ".PP\nSubjects are named by their number in the store or by an identity number.\n"
        "Dates are YYYY\\-MM\\-DD, months YYYY\\-MM.\n");
    append_options(out);
    g_string_append(out, ".SH COMMANDS\n");
    for (size_t index = 0; index < catalogue_size; index++)
        if (document_is_runnable(&catalogue[index])) append_command(out, &catalogue[index]);
    append_keys(out);
    append_surroundings(out);
    append_examples(out);
}

void document_man(GString *out)
{
    g_autoptr(GString) page = g_string_new(NULL);
    append_page(page);
    append_wrapped(out, page->str);
}
