/* SPDX-License-Identifier: Apache-2.0 */
/* What else has happened in the demonstration store: data/samples/acts.tsv, an act a line, said as on the command line
 * and done by the person who would do it, through the door. "{-12}" in a line is the day twelve days ago, "{samples/x}"
 * a file of the shipped data. */
#include "intake/sample.h"

#include <string.h>

/* "--received {-12}" with the day filled in. */
static char *fill_days(const struct session *session, const char *line)
{
    GString *out = g_string_new(NULL);
    for (const char *p = line; *p;) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;
        if (!close) {
            g_string_append_c(out, *p++);
            continue;
        }
        if (g_ascii_isalpha(p[1])) {
            g_autofree char *name = g_strndup(p + 1, (gsize)(close - p - 1)), *file = data_path(name);
            g_autofree char *quoted = g_shell_quote(file);
            g_string_append(out, quoted);
            p = close + 1;
            continue;
        }
        char day[DATE_TEXT_SIZE];
        const int offset = (int)g_ascii_strtoll(p + 1, NULL, 10);
        g_string_append(out, date_format(date_add_days(session_today(session), offset), day));
        p = close + 1;
    }
    return g_string_free(out, FALSE);
}

static bool split_words(const char *line, char ***words, size_t row, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (g_shell_parse_argv(line, NULL, words, &cause)) return true;
    g_autofree char *number = g_strdup_printf("%zu", row + 1);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Act {1} of the demonstration cannot be read: {2}"), NULL, number,
                     cause->message, NULL);
    return false;
}

static void put(char **field, const char *value)
{
    g_free(*field);
    *field = *value ? g_strdup(value) : NULL;
}

static bool act(struct session *session, const struct tsv *acts, size_t row, GError **error)
{
    size_t used = 0;
    g_auto(GStrv) words = NULL;
    g_autofree char *line = fill_days(session, tsv_cell(acts, row, "act"));
    if (!session_act_as(session, tsv_cell(acts, row, "user"), error) || !split_words(line, &words, row, error))
        return false;
    const char *const *list = (const char *const *)words;
    const struct command *command = command_match(list, g_strv_length(words), &used);
    if (!command) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("No command is named by the act {1} of the demonstration"), NULL,
                         line, NULL);
        return false;
    }
    g_autoptr(arguments_t) arguments = arguments_parse(command, list + used, g_strv_length(words) - used, error);
    g_autoptr(table_t) answer = table_new();
    put(&session->purpose, tsv_cell(acts, row, "purpose"));
    put(&session->reason, tsv_cell(acts, row, "reason"));
    const bool done = arguments && command_run(command, session, arguments, answer, error);
    put(&session->purpose, "");
    put(&session->reason, "");
    return done;
}

bool sample_acts(struct session *session, GError **error)
{
    g_autoptr(tsv_t) acts = tsv_load("samples/acts.tsv", error);
    if (!acts) return false;
    for (size_t row = 0; row < tsv_rows(acts); row++)
        if (!act(session, acts, row, error)) return false;
    return true;
}
