/* SPDX-License-Identifier: Apache-2.0 */
/* What the law asks, article by article: data/law/articles.tsv for a profile, with the figure that tells the state now.
 * The table says which command and which test show a thing; a test of the table holds it to that. */
#include "compliance/figures.h"
#include "law/law.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "id", .title = N_("Id"), .type = VALUE_TEXT },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("How"), .type = VALUE_CODE, .group = "ARTICLE_KIND" },
    { .id = "asked", .title = N_("What the law asks"), .type = VALUE_TEXT },
    { .id = "done", .title = N_("What the program does"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "shown", .title = N_("Command"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "test", .title = N_("Test"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "verified", .title = N_("Text of the law read"), .type = VALUE_FLAG, .priority = 3 },
    { .id = "status", .title = N_("Source"), .type = VALUE_CODE, .group = "LAW_STATUS", .priority = 3 },
    { .id = "as_of", .title = N_("Version of the text"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "reason", .title = N_("Why not"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "figure", .title = N_("Figure"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "count", .title = N_("Now"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "FIGURE_STATE", .priority = 1 },
};

/* A line holds for its profile and all within it: "CN" for CN-SH, and CN-SH is part of what "CN" asks for. */
static bool holds_for(const char *wanted, const char *profile)
{
    return law_in_family(wanted, profile) || law_in_family(profile, wanted);
}

static bool check_profile(const char *wanted, GError **error)
{
    const struct law_rule *rule;
    for (size_t i = 0; (rule = law_rule_at(i)) != NULL; i++)
        if (holds_for(wanted, rule->profile)) return true;
    law_find(wanted, "", error); /* names the profiles there are */
    return false;
}

static const struct figure *find_figure(const GPtrArray *figures, const char *id)
{
    for (guint i = 0; figures != NULL && *id != '\0' && i < figures->len; i++) {
        const struct figure *figure = figures->pdata[i];
        if (strcmp(figure->id, id) == 0) return figure;
    }
    return NULL;
}

struct listing {
    const struct tsv *lines;
    const char *language; /* "en" or "zh" */
    GPtrArray *figures;   /* NULL: no store, or not for this role */
};

static const char *words(const struct listing *listing, size_t line, const char *column)
{
    char name[32];
    g_snprintf(name, sizeof name, "%s_%s", column, listing->language);
    return tsv_cell(listing->lines, line, name);
}

static void add_text(struct table *answer, const char *text)
{
    table_add_text(answer, *text != '\0' ? text : NULL);
}

static bool add_row(const struct listing *listing, size_t line, struct table *answer, GError **error)
{
    const struct tsv *tsv = listing->lines;
    const struct figure *figure = find_figure(listing->figures, tsv_cell(tsv, line, "number"));
    table_row_begin(answer);
    table_add_text(answer, tsv_cell(tsv, line, "id"));
    table_add_text(answer, tsv_cell(tsv, line, "cite"));
    table_add_text(answer, tsv_cell(tsv, line, "kind"));
    add_text(answer, words(listing, line, "ask"));
    add_text(answer, words(listing, line, "how"));
    add_text(answer, tsv_cell(tsv, line, "command"));
    add_text(answer, tsv_cell(tsv, line, "test"));
    table_add_int(answer, strcmp(tsv_cell(tsv, line, "status"), "V") == 0);
    table_add_text(answer, tsv_cell(tsv, line, "status"));
    add_text(answer, tsv_cell(tsv, line, "as_of"));
    add_text(answer, words(listing, line, "why"));
    add_text(answer, tsv_cell(tsv, line, "number"));
    if (figure != NULL && figure->known)
        table_add_int(answer, figure->count);
    else
        table_add_null(answer);
    table_add_text(answer, figure != NULL ? figure->state : NULL);
    return table_row_end(answer, error);
}

struct counts {
    int articles, enforced, recorded, shown, organisational, open, unverified;
};

static void add_count(struct counts *counts, const struct tsv *tsv, size_t line)
{
    const char *kind = tsv_cell(tsv, line, "kind");
    counts->articles++;
    counts->enforced += strcmp(kind, "enforced") == 0;
    counts->recorded += strcmp(kind, "recorded") == 0;
    counts->shown += strcmp(kind, "shown") == 0;
    counts->organisational += strcmp(kind, "organisational") == 0;
    counts->open += strcmp(kind, "not") == 0;
    counts->unverified += strcmp(tsv_cell(tsv, line, "status"), "V") != 0;
}

static void answer_counts(struct table *answer, const char *profile, const struct counts *counts)
{
    table_fact_text(answer, "profile", N_("Profile"), profile);
    table_fact_int(answer, "articles", N_("Articles"), counts->articles);
    table_fact_int(answer, "enforced", N_("Enforced"), counts->enforced);
    table_fact_int(answer, "recorded", N_("Recorded"), counts->recorded);
    table_fact_int(answer, "shown", N_("Shown"), counts->shown);
    table_fact_int(answer, "organisational", N_("For the house to do"), counts->organisational);
    table_fact_int(answer, "open", N_("Not done"), counts->open);
    table_fact_int(answer, "unverified", N_("Text of the law not read"), counts->unverified);
}

/* The figures belong to those who may ask for them by themselves. */
static bool read_figures(struct session *session, GPtrArray **figures, GError **error)
{
    if (session->store == NULL || rights_of("compliance.state", session->role) == 0) return true;
    *figures = figures_read(session, error);
    return *figures != NULL;
}

bool compliance_command_law(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const char *profile = arguments_text(arguments, "profile"), *kind = arguments_text(arguments, "kind");
    if (profile == NULL) profile = session->store != NULL ? session_profile(session) : "CN";
    if (!check_profile(profile, error)) return false;
    g_autoptr(tsv_t) lines = tsv_load("law/articles.tsv", error);
    g_autoptr(GPtrArray) figures = NULL;
    if (lines == NULL || !read_figures(session, &figures, error)) return false;
    const struct listing listing = { lines, g_strcmp0(session->language, "zh") == 0 ? "zh" : "en", figures };
    struct counts counts = { 0 };
    for (size_t line = 0; line < tsv_rows(lines); line++)
        if (holds_for(profile, tsv_cell(lines, line, "profile"))) add_count(&counts, lines, line);
    answer_counts(answer, profile, &counts);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (size_t line = 0; line < tsv_rows(lines); line++)
        if (holds_for(profile, tsv_cell(lines, line, "profile")) &&
            (kind == NULL || strcmp(kind, tsv_cell(lines, line, "kind")) == 0) &&
            !add_row(&listing, line, answer, error))
            return false;
    return true;
}
