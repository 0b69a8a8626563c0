/* SPDX-License-Identifier: Apache-2.0 */
/* The state in numbers as an answer: what is good, what to watch, what is bad, and which command lists the cases. */
#include "compliance/figures.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "code", .title = N_("Figure"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "title", .title = N_("What is counted"), .type = VALUE_TEXT },
    { .id = "count", .title = N_("Count"), .type = VALUE_INTEGER },
    { .id = "unit", .title = N_("Unit"), .type = VALUE_CODE, .group = "FIGURE_UNIT", .priority = 3 },
    { .id = "at", .title = N_("Last or next"), .type = VALUE_MOMENT, .priority = 2 },
    { .id = "aim", .title = N_("Aim"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "FIGURE_STATE" },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "list", .title = N_("Listed by"), .type = VALUE_TEXT, .priority = 2 },
};

/* "0", "<= 7", ">= 1"; NULL where nothing is aimed at. */
static char *aim_text(const struct figure *figure)
{
    if (strcmp(figure->aim, "none") == 0) return NULL;
    if (strcmp(figure->aim, "most") == 0) return g_strdup_printf("<= %" G_GINT64_FORMAT, figure->bound);
    if (strcmp(figure->aim, "least") == 0) return g_strdup_printf(">= %" G_GINT64_FORMAT, figure->bound);
    return g_strdup("0");
}

static bool add_row(struct table *answer, const struct figure *figure, GError **error)
{
    g_autofree char *aim = aim_text(figure);
    table_row_begin(answer);
    table_add_text(answer, figure->id);
    table_add_text(answer, figure->title);
    if (figure->known)
        table_add_int(answer, figure->count);
    else
        table_add_null(answer);
    table_add_text(answer, figure->unit);
    if (figure->at != 0)
        table_add_int(answer, figure->at);
    else
        table_add_null(answer);
    table_add_text(answer, aim);
    table_add_text(answer, figure->state);
    table_add_text(answer, figure->article);
    table_add_text(answer, *figure->list != '\0' && command_find(figure->list) != NULL ? figure->list : NULL);
    return table_row_end(answer, error);
}

bool compliance_command_state(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    (void)arguments;
    int bad = 0, watch = 0;
    g_autoptr(GPtrArray) figures = figures_read(session, error);
    if (figures == NULL) return false;
    for (guint i = 0; i < figures->len; i++) {
        const struct figure *figure = figures->pdata[i];
        bad += strcmp(figure->state, "bad") == 0;
        watch += strcmp(figure->state, "watch") == 0;
    }
    table_fact_text(answer, "profile", N_("Profile"), session_profile(session));
    table_fact_date(answer, "day", N_("Day"), session_today(session));
    table_fact_int(answer, "figures", N_("Figures"), figures->len);
    table_fact_int(answer, "bad", N_("To act on"), bad);
    table_fact_int(answer, "watch", N_("To watch"), watch);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < figures->len; i++)
        if (!add_row(answer, figures->pdata[i], error)) return false;
    return true;
}
