/* SPDX-License-Identifier: Apache-2.0 */
/* `repair paths`: what is legally open under the profile of the store and what is not, with the items of a file that
 * each is for. What nobody may offer stands in the same list, so that it is told when it is asked for. */
#include "law/law.h"
#include "repair/diagnosis.h"
#include "repair/repair.h"

#include <string.h>

// clang-format off
static const struct column columns[] = {
    { .id = "path",    .title = N_("Way"),     .type = VALUE_TEXT },
    { .id = "open",    .title = N_("Open"),    .type = VALUE_FLAG },
    { .id = "title",   .title = N_("What"),    .type = VALUE_TEXT },
    { .id = "how",     .title = N_("How"),     .type = VALUE_TEXT, .priority = 1 },
    { .id = "items",   .title = N_("Items of the file"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "fee",     .title = N_("Fee"),     .type = VALUE_TEXT, .priority = 2 },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "source",  .title = N_("Source"),  .type = VALUE_TEXT, .priority = 3 },
    { .id = "status",  .title = N_("Status"),  .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 2 },
};
// clang-format on

/* Whether an item of the file is one that a path is for (column `for`). */
static bool is_for(const struct repair_item *item, const char *whom)
{
    if (strcmp(whom, "disputable") == 0)
        return item->standing == STANDING_DISPUTABLE && strcmp(item->kind, "enquiry") != 0;
    if (strcmp(whom, "enquiry") == 0) return strcmp(item->kind, "enquiry") == 0;
    if (strcmp(whom, "ageing") == 0) return item->standing == STANDING_AGEING || item->standing == STANDING_RUNNING;
    if (strcmp(whom, "not_displayed") == 0)
        return item->standing == STANDING_UNDISPLAYED || item->policy.verdict == POLICY_OPEN;
    if (strcmp(whom, "records") == 0) return item->fact != 0 && strcmp(item->kind, "penalty") == 0;
    return strcmp(whom, "always") == 0 && item->standing != STANDING_TIME;
}

static int64_t items_for(const struct diagnosis *diagnosis, const char *whom)
{
    int64_t count = 0;
    for (guint i = 0; i < diagnosis->items->len; i++)
        count += is_for(diagnosis->items->pdata[i], whom);
    return count;
}

static bool add_path(struct session *session, const struct tsv *table, size_t row, const struct diagnosis *diagnosis,
                     struct table *answer, GError **error)
{
    const char *fee = tsv_cell(table, row, "fee");
    const bool open = strcmp(tsv_cell(table, row, "open"), "yes") == 0;
    table_row_begin(answer);
    table_add_text(answer, tsv_cell(table, row, "path"));
    table_add_int(answer, open);
    table_add_text(answer, repair_words(table, row, "", session->language));
    table_add_text(answer, repair_words(table, row, "how", session->language));
    if (diagnosis == NULL || !open)
        table_add_null(answer);
    else
        table_add_int(answer, items_for(diagnosis, tsv_cell(table, row, "for")));
    table_add_text(answer, open ? fee : NULL);
    table_add_text(answer, tsv_cell(table, row, "article"));
    table_add_text(answer, tsv_cell(table, row, "source"));
    table_add_text(answer, tsv_cell(table, row, "status"));
    return table_row_end(answer, error);
}

static bool add_all(struct session *session, const char *profile, const struct diagnosis *diagnosis,
                    struct table *answer, GError **error)
{
    const struct tsv *table = repair_table("paths");
    for (int open = 1; open >= 0; open--)
        for (size_t row = 0; table != NULL && row < tsv_rows(table); row++) {
            const char *held = tsv_cell(table, row, "profile");
            if ((strcmp(tsv_cell(table, row, "open"), "yes") == 0) != (open == 1)) continue;
            if (strcmp(held, "*") != 0 && !law_in_family(profile, held)) continue;
            if (!add_path(session, table, row, diagnosis, answer, error)) return false;
        }
    return true;
}

static bool answer_paths(struct session *session, const char *profile, const struct diagnosis *diagnosis,
                         struct table *answer, GError **error)
{
    table_fact_text(answer, "profile", N_("Profile"), profile);
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("Everything that is open is free of charge. Nobody but the furnisher can change what is "
                         "correct, and nobody can promise an outcome."));
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    return add_all(session, profile, diagnosis, answer, error);
}

bool repair_command_ways(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    g_auto(repair_look_t) look = { 0 };
    return repair_look_begin(session, arguments_int(arguments, "subject", 0), NULL, &look, error) &&
           answer_paths(session, session_profile(session), look.diagnosis, answer, error);
}

/* Of a file it is a look, and goes through the door as one. */
static bool ask_of_file(struct session *session, const char *subject, struct table *answer, GError **error)
{
    const struct command *command = command_find("repair.ways");
    g_autoptr(arguments_t) words = arguments_new(command);
    return arguments_set(words, "subject", subject, error) && command_run(command, session, words, answer, error);
}

bool repair_command_paths(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *subject = arguments_text(arguments, "subject"), *profile = arguments_text(arguments, "profile");
    if (subject != NULL) return ask_of_file(session, subject, answer, error);
    if (profile == NULL) profile = session->store ? session_profile(session) : "CN-ZX";
    if (law_find_use(profile, "answer", error) == NULL) return false;
    return answer_paths(session, profile, NULL, answer, error);
}
