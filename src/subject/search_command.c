/* SPDX-License-Identifier: Apache-2.0 */
/* `search`: the query, the count of all that meet it, and the rows of the first page. */
#include "guard/access.h"
#include "subject/figures.h"
#include "subject/limit.h"
#include "subject/search_private.h"
#include "subject/subject.h"

#include <string.h>

enum { LIMIT = 50 };

const struct column search_columns[] = {
    { .id = "id",
      .title = N_("No."),
      .type = VALUE_INTEGER,
      .priority = 1,
      .help = N_("The store's own number of the subject.") },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "SUBJECT_KIND", .priority = 7 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME },
    { .id = "identity",
      .title = N_("Identity number"),
      .type = VALUE_TEXT,
      .secrecy = SECRECY_IDENTITY,
      .priority = 2 },
    { .id = "phone", .title = N_("Phone"), .type = VALUE_TEXT, .secrecy = SECRECY_PHONE, .priority = 4 },
    { .id = "city", .title = N_("City"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "score", .title = N_("Score"), .type = VALUE_SCORE, .priority = 1 },
    { .id = "overdue",
      .title = N_("Overdue"),
      .type = VALUE_INTEGER,
      .unit = "day",
      .priority = 2,
      .help = N_("At least so many days late in the last reported month: state n is (n − 1) × 30 + 1 days.") },
    { .id = "enquiries",
      .title = N_("Enquiries"),
      .type = VALUE_INTEGER,
      .priority = 6,
      .help = N_("In the last three months.") },
    { .id = "disputes", .title = N_("Disputes"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "match",
      .title = N_("Match"),
      .type = VALUE_PHRASE,
      .priority = 8,
      .help = N_("What of the subject met the query.") },
};
const size_t search_column_count = G_N_ELEMENTS(search_columns);

static void add_count(struct table *table, unsigned kinds, int64_t count)
{
    if (kinds & KIND_CREDIT)
        table_add_int(table, count);
    else
        table_add_null(table);
}

static bool add_score(struct table *table, struct session *session, const struct dossier *dossier, unsigned kinds,
                      GError **error)
{
    GError *failure = NULL;
    int64_t score;
    char band[8];
    if ((kinds & KIND_SCORE) && newest_score(session, dossier, &score, band, &failure))
        table_add_int(table, score);
    else
        table_add_null(table);
    if (failure == NULL) return true;
    g_propagate_error(error, failure);
    return false;
}

bool search_add_row(struct table *table, struct session *session, int64_t subject, const char *match, GError **error)
{
    const unsigned outside = session->kinds;
    unsigned kinds;
    if (!limit_of_row(session, subject, &kinds, error)) return false;
    session->kinds = kinds;
    g_autoptr(dossier_t) dossier = dossier_load(session, subject, error);
    session->kinds = outside;
    if (dossier == NULL) return false;
    struct summary summary = dossier_summary(dossier);
    table_row_begin(table);
    table_add_int(table, subject);
    table_add_text(table, dossier->kind);
    table_add_text(table, dossier_name(dossier));
    table_add_text(table, dossier_identity(dossier));
    table_add_text(table, dossier_phone(dossier));
    table_add_text(table, dossier_city(dossier));
    if (!add_score(table, session, dossier, kinds, error)) return false;
    add_count(table, kinds, search_overdue_days(summary.worst_now));
    add_count(table, kinds, summary.enquiries_3m);
    add_count(table, kinds, summary.disputes);
    table_add_text(table, match);
    return table_row_end(table, error);
}

/* "score" sorts upwards, "-score" downwards. */
static bool parse_sort(const char *text, enum search_sort *sort, bool *descending, GError **error)
{
    static const char *const words[] = { "match", "name", "score", "overdue", "city" };
    *descending = text != NULL && text[0] == '-';
    *sort = SEARCH_BY_MATCH;
    if (text == NULL) return true;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(text + *descending, words[i]) != 0) continue;
        *sort = (enum search_sort)i;
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A search cannot be sorted by “{1}”."),
                     N_("Sort by match, name, score, overdue or city; a “-” before it turns the order round."), text,
                     NULL);
    return false;
}

/* The words of the query as one text, however the command line cut them. */
static char *query_text(const struct arguments *arguments)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < arguments_count(arguments, "query"); i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", arguments_nth(arguments, "query", i));
    return g_string_free(text, FALSE);
}

static bool few_rows(int64_t limit, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, limit);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--limit {1} would show no row."), N_("Give 1 or more."), number,
                     NULL);
    return false;
}

bool subject_command_search(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    enum search_sort sort;
    bool descending;
    int64_t limit = arguments_int(arguments, "limit", LIMIT);
    if (limit < 1) return few_rows(limit, error);
    g_autofree char *text = query_text(arguments);
    g_autoptr(query_t) query = query_parse(text, error);
    if (query == NULL || !parse_sort(arguments_text(arguments, "sort"), &sort, &descending, error)) return false;
    struct search_index *index = search_index_build(session, error);
    if (index == NULL) return false;
    g_autofree int64_t *subjects = NULL;
    size_t found = search_run(index, query, sort, descending, &subjects);
    table_set_columns(answer, search_columns, search_column_count);
    table_set_total(answer, (int64_t)found, true);
    bool done = true;
    for (size_t i = 0; done && i < found && (int64_t)i < limit; i++) {
        g_autofree char *match = search_why_match(index, query, subjects[i]);
        done = !session_is_cancelled(session, error) && search_add_row(answer, session, subjects[i], match, error);
    }
    search_index_free(index);
    if (found == 0)
        table_fact_phrase(answer, "next", N_("Next step"),
                          N_("Nobody meets all of it. Leave a word out, write less of it, or write a name in pinyin "
                             "(wangxm)."));
    return done;
}
