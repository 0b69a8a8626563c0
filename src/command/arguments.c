/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments: words in, typed and checked values out. One parser for the command line, the palette and HTTP. */
#include "command/private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct value {
    const struct argument *argument;
    char *text;
    int64_t integer;
};

struct arguments {
    const struct command *command;
    GArray *values; /* struct value, in the order given */
};

static void clear_value(gpointer data)
{
    g_free(((struct value *)data)->text);
}

struct arguments *arguments_new(const struct command *command)
{
    struct arguments *arguments = g_new0(struct arguments, 1);
    arguments->command = command;
    arguments->values = g_array_new(FALSE, TRUE, sizeof(struct value));
    g_array_set_clear_func(arguments->values, clear_value);
    return arguments;
}

void arguments_free(struct arguments *arguments)
{
    if (!arguments) return;
    g_array_unref(arguments->values);
    g_free(arguments);
}

static const struct argument *find_argument(const struct command *command, const char *name)
{
    for (const struct argument *a = command->arguments; a && a->name; a++)
        if (strcmp(a->name, name) == 0) return a;
    return NULL;
}

/* "dispute.open" as it is typed: "dispute open". */
static char *words_of(const struct command *command)
{
    char *words = g_strconcat(PHRASE_VERBATIM, command->id, NULL);
    return g_strdelimit(words, ".", ' ');
}

static void refuse(GError **error, const struct argument *argument, const char *format, const char *next,
                   const char *value)
{
    g_autofree char *name = g_strconcat(PHRASE_VERBATIM, argument->name, NULL);
    g_autofree char *given = g_strconcat(PHRASE_VERBATIM, value, NULL);
    g_autofree char *more = g_strconcat(PHRASE_VERBATIM, argument->choices ? argument->choices : "", NULL);
    bureau_error_set(error, BUREAU_ERROR_USAGE, format, next, name, given, more, NULL);
}

static bool is_choice(const char *choices, const char *text)
{
    g_auto(GStrv) words = g_strsplit(choices, "|", -1);
    return g_strv_contains((const char *const *)words, text);
}

static bool parse_integer(const char *text, int64_t *value)
{
    char *end = NULL;
    errno = 0;
    *value = g_ascii_strtoll(text, &end, 10);
    return *text && *end == '\0' && errno == 0;
}

static bool parse_value(struct value *value, GError **error)
{
    const struct argument *argument = value->argument;
    struct date date;
    struct month month;
    switch (argument->type) {
    case ARGUMENT_INTEGER:
    case ARGUMENT_ACCOUNT:
        if (parse_integer(value->text, &value->integer)) return true;
        refuse(error, argument, N_("{1}: {2} is not a whole number"), N_("Give a number such as 12."), value->text);
        return false;
    case ARGUMENT_MONEY:
        if (money_parse_minor(value->text, &value->integer)) return true;
        refuse(error, argument, N_("{1}: {2} is not an amount"), N_("Give an amount such as 1500 or 1500.50."),
               value->text);
        return false;
    case ARGUMENT_DATE:
        if (date_parse(value->text, &date)) {
            value->integer = date.days;
            return true;
        }
        refuse(error, argument, N_("{1}: {2} is not a day of the calendar"), N_("Write it as 2026-11-22."),
               value->text);
        return false;
    case ARGUMENT_MONTH:
        if (month_parse(value->text, &month)) {
            value->integer = month.index;
            return true;
        }
        refuse(error, argument, N_("{1}: {2} is not a month"), N_("Write it as 2026-11."), value->text);
        return false;
    case ARGUMENT_CHOICE:
        if (is_choice(argument->choices, value->text)) return true;
        refuse(error, argument, N_("{1}: {2} is not one of {3}"), N_("Choose one of {3}."), value->text);
        return false;
    case ARGUMENT_TEXT:
    case ARGUMENT_SUBJECT:
    case ARGUMENT_FILE:
    case ARGUMENT_TARGET:
        if (g_utf8_validate(value->text, -1, NULL)) return true;
        refuse(error, argument, N_("{1}: the text is not valid UTF-8"), N_("Set the terminal to UTF-8."), "");
        return false;
    case ARGUMENT_FLAG:
        return true;
    }
    return true;
}

bool arguments_set(struct arguments *arguments, const char *name, const char *text, GError **error)
{
    const struct argument *argument = find_argument(arguments->command, name);
    if (!argument) {
        g_autofree char *words = words_of(arguments->command), *option = g_strconcat(PHRASE_VERBATIM, name, NULL);
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} takes no option --{2}"),
                         N_("`bureau help {1}` shows what it takes."), words, option, NULL);
        return false;
    }
    if (!(argument->flags & ARGUMENT_REPEATED) && arguments_has(arguments, name)) {
        refuse(error, argument, N_("{1} is given twice"), N_("Give it once."), text);
        return false;
    }
    struct value value = { argument, g_strdup(text ? text : ""), 1 };
    if (!parse_value(&value, error)) {
        g_free(value.text);
        return false;
    }
    g_array_append_val(arguments->values, value);
    return true;
}

/* The positional argument that takes the next word: the first that has no value yet, or a repeated last one. */
static const struct argument *next_positional(const struct arguments *arguments)
{
    for (const struct argument *a = arguments->command->arguments; a && a->name; a++)
        if (!(a->flags & ARGUMENT_OPTION) && ((a->flags & ARGUMENT_REPEATED) || !arguments_has(arguments, a->name)))
            return a;
    return NULL;
}

/* One option word: "--name", "--name=value" or "--name value"; *used says whether the next word was its value. */
static bool take_option(struct arguments *arguments, const char *word, const char *following, bool *used,
                        GError **error)
{
    const char *equals = strchr(word, '=');
    g_autofree char *name = equals ? g_strndup(word + 2, (gsize)(equals - word - 2)) : g_strdup(word + 2);
    const struct argument *argument = find_argument(arguments->command, name);
    const bool is_flag = argument && argument->type == ARGUMENT_FLAG;
    *used = false;
    if (argument && !is_flag && !equals && !following) {
        refuse(error, argument, N_("--{1} needs a value"), N_("Write --{1} VALUE."), "");
        return false;
    }
    if (argument && !is_flag && !equals) *used = true;
    return arguments_set(arguments, name, equals ? equals + 1 : *used ? following : NULL, error);
}

struct arguments *arguments_parse(const struct command *command, const char *const *words, size_t count, GError **error)
{
    g_autoptr(arguments_t) arguments = arguments_new(command);
    bool only_words = false;
    for (size_t i = 0; i < count; i++) {
        if (!only_words && strcmp(words[i], "--") == 0) {
            only_words = true;
            continue;
        }
        if (!only_words && g_str_has_prefix(words[i], "--")) {
            bool used;
            if (!take_option(arguments, words[i], i + 1 < count ? words[i + 1] : NULL, &used, error)) return NULL;
            i += used;
            continue;
        }
        const struct argument *argument = next_positional(arguments);
        if (!argument) {
            g_autofree char *name = words_of(command), *word = g_strconcat(PHRASE_VERBATIM, words[i], NULL);
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} does not know what to do with {2}"),
                             N_("`bureau help {1}` shows what it takes."), name, word, NULL);
            return NULL;
        }
        if (!arguments_set(arguments, argument->name, words[i], error)) return NULL;
    }
    return arguments_complete(arguments, error) ? g_steal_pointer(&arguments) : NULL;
}

bool arguments_complete(const struct arguments *arguments, GError **error)
{
    for (const struct argument *a = arguments->command->arguments; a && a->name; a++) {
        if (!(a->flags & ARGUMENT_REQUIRED) || arguments_has(arguments, a->name)) continue;
        g_autofree char *words = words_of(arguments->command), *name = g_strconcat(PHRASE_VERBATIM, a->name, NULL);
        bureau_error_set(error, BUREAU_ERROR_USAGE,
                         (a->flags & ARGUMENT_OPTION) ? N_("{1} needs --{2}") : N_("{1} needs {2}"),
                         N_("`bureau help {1}` shows what it takes."), words, name, NULL);
        return false;
    }
    return true;
}

static const struct value *nth(const struct arguments *arguments, const char *name, size_t index)
{
    for (guint i = 0; i < arguments->values->len; i++) {
        const struct value *value = &g_array_index(arguments->values, struct value, i);
        if (strcmp(value->argument->name, name) == 0 && index-- == 0) return value;
    }
    return NULL;
}

bool arguments_has(const struct arguments *arguments, const char *name)
{
    return nth(arguments, name, 0) != NULL;
}

const char *arguments_text(const struct arguments *arguments, const char *name)
{
    return arguments_nth(arguments, name, 0);
}

int64_t arguments_int(const struct arguments *arguments, const char *name, int64_t fallback)
{
    const struct value *value = nth(arguments, name, 0);
    return value ? value->integer : fallback;
}

struct date arguments_date(const struct arguments *arguments, const char *name)
{
    const struct value *value = nth(arguments, name, 0);
    return value ? (struct date){ (int32_t)value->integer } : DATE_NONE;
}

struct month arguments_month(const struct arguments *arguments, const char *name)
{
    const struct value *value = nth(arguments, name, 0);
    return value ? (struct month){ (int32_t)value->integer } : MONTH_NONE;
}

size_t arguments_count(const struct arguments *arguments, const char *name)
{
    size_t count = 0;
    while (nth(arguments, name, count))
        count++;
    return count;
}

const char *arguments_nth(const struct arguments *arguments, const char *name, size_t index)
{
    const struct value *value = nth(arguments, name, index);
    return value ? value->text : NULL;
}

bool arguments_at(const struct arguments *arguments, size_t index, struct given *given)
{
    if (index >= arguments->values->len) return false;
    const struct value *value = &g_array_index(arguments->values, struct value, index);
    *given = (struct given){ value->argument, value->text, value->integer };
    return true;
}

/* A look at a case, a request, a decision or a proposal is a look at its subject: the line that the door writes before
 * it shows anything says whose file it was. */
static bool resolve_by_number(struct session *session, const struct value *value, GError **error)
{
    static const struct {
        const char *argument, *sql;
    } named[] = {
        { "dispute", "SELECT subject FROM dispute WHERE id=?1" },
        { "request", "SELECT subject FROM request WHERE id=?1" },
        { "decision", "SELECT subject FROM decision WHERE id=?1" },
        { "proposal", "SELECT subject FROM proposal WHERE id=?1" },
        { "repair", "SELECT subject FROM repair WHERE id=?1" },
    };
    if (strcmp(value->argument->name, "dispute") == 0) session->audited_dispute = value->integer;
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++)
        if (strcmp(value->argument->name, named[i].argument) == 0)
            return session->audited_subject || !session->store ||
                   store_query_int(session->store, &session->audited_subject, 0, error, named[i].sql, "i",
                                   value->integer);
    return true;
}

/* The door puts the store id of a named subject beside its text, and notes whose file and which case it is about. */
bool arguments_resolve_subjects(struct arguments *arguments, struct session *session, GError **error)
{
    for (guint i = 0; i < arguments->values->len; i++) {
        struct value *value = &g_array_index(arguments->values, struct value, i);
        if (value->argument->type == ARGUMENT_INTEGER && !resolve_by_number(session, value, error)) return false;
        if (value->argument->type != ARGUMENT_SUBJECT) continue;
        value->integer = command_resolve_subject(session, value->text, error);
        if (!value->integer) return false;
        session->audited_subject = value->integer;
    }
    return true;
}

/* What was asked, for the log: option names and values that are not personal. Caller frees. */
char *arguments_note(const struct arguments *arguments)
{
    GString *note = g_string_new(NULL);
    for (guint i = 0; i < arguments->values->len; i++) {
        const struct value *value = &g_array_index(arguments->values, struct value, i);
        const bool hidden = (value->argument->flags & ARGUMENT_PERSONAL) || value->argument->type == ARGUMENT_SUBJECT ||
                            value->argument->type == ARGUMENT_FILE || value->argument->type == ARGUMENT_TARGET;
        if (note->len) g_string_append_c(note, ' ');
        g_string_append_printf(note, "%s=%s", value->argument->name, hidden ? "-" : value->text);
    }
    return g_string_free(note, note->len == 0);
}
