/* SPDX-License-Identifier: Apache-2.0 */
/* Facets are searches: each line is the query with one more term, run over the same index, so that a count can never
 * differ from what choosing the line then shows. */
#include "screen/search_facets.h"

#include "score/score.h"

#include <string.h>

const char *facet_title(int facet)
{
    switch (facet) {
    case FACET_CITY:
        return _("City");
    case FACET_BAND:
        return _("Band");
    default:
        return _("Overdue");
    }
}

void facets_free(void *data)
{
    struct facets *facets = data;
    for (int f = 0; facets != NULL && f < FACETS; f++)
        for (size_t i = 0; i < facets->lines[f]; i++) {
            g_free(facets->line[f][i].label);
            g_free(facets->line[f][i].term);
        }
    g_free(facets);
}

static void add_line(struct facets *facets, int facet, struct facet_line line)
{
    if (facets->lines[facet] < FACET_LINES) {
        facets->line[facet][facets->lines[facet]++] = line;
        return;
    }
    g_free(line.label);
    g_free(line.term);
}

/* How many meet the query and one more term. */
static size_t count_with(const struct facet_job *job, const char *term)
{
    g_autofree char *text = g_strdup_printf("%s %s", job->query, term);
    g_autoptr(query_t) query = query_parse(text, NULL);
    g_autofree int64_t *subjects = NULL;
    return query != NULL ? search_run(visit_index_of(job->index), query, SEARCH_BY_MATCH, false, &subjects) : 0;
}

static void count_cities(struct facet_job *job)
{
    g_autoptr(query_t) query = query_parse(job->query, NULL);
    g_autofree int64_t *subjects = NULL;
    if (query == NULL) return;
    const size_t count = search_run(visit_index_of(job->index), query, SEARCH_BY_MATCH, false, &subjects);
    g_autoptr(GArray) cities = search_count_cities(visit_index_of(job->index), subjects, count);
    for (guint i = 0; i < cities->len; i++) {
        const struct search_count *city = &g_array_index(cities, struct search_count, i);
        if (*city->value != '\0')
            add_line(job->facets, FACET_CITY,
                     (struct facet_line){ g_strdup(city->value), g_strdup_printf("city:%s", city->value), city->count,
                                          INK_TEXT, false });
    }
}

static void count_bands(struct facet_job *job, const struct model *card)
{
    const size_t bands = card != NULL ? model_band_count(card) : 0;
    for (size_t i = 0; i < bands; i++) {
        const char *letter = "", *next_letter = "";
        int from = 0, next = 0;
        model_band(card, i, &letter, &from);
        if (i == 0) from = model_lowest(card);
        const bool last = i + 1 == bands;
        if (!last) model_band(card, i + 1, &next_letter, &next);
        char *term = last ? g_strdup_printf("score:>=%d", from) : g_strdup_printf("score:>=%d score:<%d", from, next);
        char *label =
            last ? g_strdup_printf("%s %d+", letter, from) : g_strdup_printf("%s %d-%d", letter, from, next - 1);
        const size_t count = count_with(job, term);
        add_line(job->facets, FACET_BAND,
                 (struct facet_line){ label, term, count, ink_of_band((int)i, (int)bands), false });
    }
}

static void count_overdue(struct facet_job *job)
{
    /* states in days: 1 is 1-30, 2 is 31-60 ... */
    static const struct {
        const char *label, *term;
        enum ink ink;
    } steps[] = {
        { N_("none"), "overdue:<1", INK_ON_TIME },
        { "M1", "overdue:>=1 overdue:<31", INK_LATE_1 },
        { "M2", "overdue:>=31 overdue:<61", INK_LATE_2 },
        { "M3+", "overdue:>=61", INK_LATE_3 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        add_line(job->facets, FACET_OVERDUE,
                 (struct facet_line){ g_strdup(steps[i].label), g_strdup(steps[i].term), count_with(job, steps[i].term),
                                      steps[i].ink, i == 0 });
}

static bool count_facets(struct session *session, void *data, GError **error)
{
    struct facet_job *job = data;
    const struct model *card = model_current(session, NULL);
    job->facets = g_new0(struct facets, 1);
    if (session_is_cancelled(session, error)) return false;
    visit_index_lock(job->index);
    count_cities(job);
    count_bands(job, card);
    count_overdue(job);
    visit_index_unlock(job->index);
    return true;
}

static void job_free(void *data)
{
    struct facet_job *job = data;
    visit_index_release(job->index);
    g_free(job->query);
    facets_free(job->facets);
    g_free(job);
}

void facets_start(struct view *view, int kind, const char *query)
{
    struct visit_index *index = visit_index_hold(view->app);
    if (index == NULL) return;
    struct facet_job *job = g_new0(struct facet_job, 1);
    *job = (struct facet_job){ .index = index, .query = g_strdup(query) };
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = kind,
                                                .title = N_("Counting"),
                                                .delay = 120,
                                                .run = count_facets,
                                                .data = job,
                                                .free_data = job_free });
}
