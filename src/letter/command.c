/* SPDX-License-Identifier: Apache-2.0 */
/* What letters there are, and whether a text may go into one. */
#include "letter/letter.h"

#include <string.h>

static const struct column kind_columns[] = {
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "LETTER_KIND" },
    { .id = "code", .title = N_("Code"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "to", .title = N_("To"), .type = VALUE_CODE, .group = "LETTER_TO" },
    { .id = "of", .title = N_("Of"), .type = VALUE_CODE, .group = "LETTER_OF" },
    { .id = "reply", .title = N_("Answers the person"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "languages", .title = N_("Languages"), .type = VALUE_TEXT },
};

/* "en, zh": for which languages there is a template. Caller frees. */
static char *languages_of(const char *kind)
{
    static const char *const all[] = { "en", "zh" };
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autofree char *file = g_strdup_printf("letters/%s/%s.txt", all[i], kind);
        g_autofree char *path = data_path(file);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", all[i]);
    }
    return g_string_free(g_steal_pointer(&list), FALSE);
}

bool letter_command_kinds(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)session;
    (void)arguments;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", error);
    table_set_columns(answer, kind_columns, G_N_ELEMENTS(kind_columns));
    for (size_t i = 0; kinds != NULL && i < tsv_rows(kinds); i++) {
        const char *kind = tsv_cell(kinds, i, "kind");
        g_autofree char *languages = languages_of(kind);
        table_row_begin(answer);
        table_add_text(answer, kind);
        table_add_text(answer, kind);
        table_add_text(answer, tsv_cell(kinds, i, "to"));
        table_add_text(answer, tsv_cell(kinds, i, "of"));
        table_add_int(answer, strcmp(tsv_cell(kinds, i, "reply"), "yes") == 0);
        table_add_text(answer, languages);
        if (!table_row_end(answer, error)) return false;
    }
    return kinds != NULL;
}

/* The words given, or those of the file that is named instead. */
static char *read_text(const struct arguments *arguments, GError **error)
{
    const char *path = arguments_text(arguments, "file");
    g_autoptr(GString) said = g_string_new(NULL);
    char *text = NULL;
    g_autoptr(GError) failed = NULL;
    for (size_t i = 0; i < arguments_count(arguments, "text"); i++)
        g_string_append_printf(said, "%s%s", i > 0 ? " " : "", arguments_nth(arguments, "text", i));
    if (path == NULL && said->len > 0) return g_string_free(g_steal_pointer(&said), FALSE);
    if (path == NULL)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is nothing to look at."),
                         N_("Give the text, or name a file with --file."), NULL);
    else if (!folder_read_named(path, &text, NULL, &failed)) {
        g_autofree char *clean = text_sanitise(path, -1);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The text cannot be read: {1}: {2}."),
                         N_("Give a plain file that you may read."), clean, failed->message, NULL);
    }
    return text;
}

bool letter_command_check(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)session;
    g_autofree char *text = read_text(arguments, error);
    if (text == NULL || !letter_check_text(text, error)) return false;
    table_fact_flag(answer, "allowed", N_("May go into a letter"), true);
    table_fact_int(answer, "characters", N_("Characters"), g_utf8_strlen(text, -1));
    return true;
}
