/* SPDX-License-Identifier: Apache-2.0 */
/* How each figure of data/law/figures.tsv is counted. Every statement answers a number (nothing: never done) and a
 * moment (or nothing), and reads an index or a small table, so that the whole answer is there at once. */
#include "compliance/figures.h"

#include "command/second.h"

#include <string.h>

enum { DAY = 24 * 3600 * 1000, SOON = 30 };

/* with: what the parameters ?1 ?2 ... are, a letter each: t today, s today and SOON days, m the first day of the month,
 * p the same day a year ago; n now and k the first moment of the year in milliseconds; r
 * the rest of the id behind the dot; l the first line of the log that is not older than SOON days. */
static const struct source_of_figure {
    const char *id, *sql, *with;
} sources[] = {
    { "consents.live",
      "SELECT count(*), NULL FROM consent WHERE answer = 'granted' AND withdrawn IS NULL AND (expires IS NULL OR "
      "expires >= ?1)",
      "t" },
    { "consents.ending",
      "SELECT count(*), NULL FROM consent WHERE answer = 'granted' AND withdrawn IS NULL AND expires BETWEEN ?1 AND ?2",
      "ts" },
    { "consents.withdrawn",
      "SELECT count(*), NULL FROM consent WHERE withdrawn IS NOT NULL AND withdrawn BETWEEN ?1 AND ?2", "mt" },
    { "looks",
      "SELECT count(*), max(at) FROM audit WHERE seq >= ?1 AND subject IS NOT NULL AND purpose IS NOT NULL AND outcome "
      "= 'done'",
      "l" },
    { "refusals", "SELECT count(*), max(at) FROM audit WHERE seq >= ?1 AND outcome = 'refused'", "l" },
    { "reveals",
      "SELECT count(*), max(at) FROM audit WHERE seq >= ?1 AND outcome = 'done' AND (command = 'reveal' OR instr(note, "
      "'revealed: ') > 0)",
      "l" },
    { "looks.outside",
      "SELECT CAST((SELECT value FROM setting WHERE key = 'watch.outside') AS INTEGER), CAST((SELECT value FROM "
      "setting WHERE key = 'watch.at') AS INTEGER)",
      "" },
    { "watch.age",
      "SELECT (?1 - CAST(value AS INTEGER)) / 86400000, CAST(value AS INTEGER) FROM setting WHERE key = 'watch.at'",
      "n" },
    { "disputes.open", "SELECT count(*), NULL FROM dispute WHERE closed IS NULL", "" },
    { "disputes.overdue", "SELECT count(*), NULL FROM dispute WHERE closed IS NULL AND due < ?1", "t" },
    { "requests.open", "SELECT count(*), NULL FROM request WHERE answered IS NULL", "" },
    { "requests.overdue", "SELECT count(*), NULL FROM request WHERE answered IS NULL AND due < ?1", "t" },
    { "decisions.waiting", "SELECT count(*), min(at) FROM decision WHERE state = 'with_person'", "" },
    { "certificates", "SELECT count(*), max(made) FROM certificate", "" },
    { "sources.no_basis",
      "SELECT count(*), NULL FROM source WHERE anonymous = 0 AND (legal_basis IS NULL OR legal_basis = '')", "" },
    { "sources.unreviewed",
      "SELECT count(*), NULL FROM source WHERE anonymous = 0 AND (reviewed IS NULL OR reviewed < ?1)", "p" },
    { "batches.prohibited", "SELECT coalesce(sum(prohibited), 0), NULL FROM batch", "" },
    { "batches.unwarned", "SELECT coalesce(sum(unwarned), 0), NULL FROM batch", "" },
    { "batches.unnotified", "SELECT coalesce(sum(unnotified), 0), NULL FROM batch WHERE died IS NULL", "" },
    { "reports.free", "SELECT count(*), max(at) FROM request_event WHERE event = 'report' AND at >= ?1", "k" },
    { "protections",
      "SELECT count(*), NULL FROM protection WHERE lifted IS NULL AND kind IN ('freeze', 'restricted') AND begins <= "
      "?1 "
      "AND (ends IS NULL OR ends >= ?1)",
      "t" },
    { "incidents.open", "SELECT count(*), min(due) FROM incident WHERE closed IS NULL", "" },
    { "incidents.overdue", "SELECT count(*), min(due) FROM incident WHERE closed IS NULL AND due < ?1", "n" },
    { "assessments.due", "SELECT count(*), NULL FROM assessment WHERE state = 'valid' AND review <= ?1", "s" },
    { "agreements.ending", "SELECT count(*), NULL FROM agreement WHERE ended IS NULL AND ends BETWEEN ?1 AND ?2",
      "ts" },
    { "agreements.over", "SELECT count(*), NULL FROM agreement WHERE ended IS NULL AND ends < ?1", "t" },
    { "transfers", "SELECT count(*), max(at) FROM transfer WHERE at >= ?1", "k" },
    { "backups.age", "SELECT (?1 - max(made)) / 86400000, max(made) FROM backup", "n" },
    { "backups.unproved", "SELECT count(*), NULL FROM backup WHERE proved IS NULL OR intact = 0", "" },
    { "log.verified",
      "SELECT (?1 - at) / 86400000, at FROM audit WHERE command IN ('audit.verify', 'store.verify') ORDER BY at DESC "
      "LIMIT 1",
      "n" },
    { "users", "SELECT count(*), NULL FROM user WHERE active = 1 AND role = ?1", "r" },
};

/* "users.officer" is counted as "users". */
static const struct source_of_figure *source_find(const char *id)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
        if (strcmp(sources[i].id, id) == 0) return &sources[i];
    return g_str_has_prefix(id, "users.") ? source_find("users") : NULL;
}

/* The first line of the log that is not older than SOON days: lines are written in the order of time, so half of what
 * is left is put aside by each look. */
static bool find_first_line(struct session *session, int64_t *first, GError **error)
{
    const int64_t since = session_now(session) - (int64_t)SOON * DAY;
    int64_t high;
    if (!store_query_int(session->store, &high, 0, error, "SELECT max(seq) FROM audit", "")) return false;
    high++;
    for (int64_t low = 1; low < high;) {
        int64_t at;
        const int64_t middle = low + (high - low) / 2;
        if (!store_query_int(session->store, &at, 0, error, "SELECT at FROM audit WHERE seq = ?1", "i", middle))
            return false;
        if (at >= since)
            high = middle;
        else
            low = middle + 1;
    }
    *first = high;
    return true;
}

struct reading {
    struct session *session;
    struct date today;
    int64_t first_line;
};

static struct date first_of(struct date day, bool of_year)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    return date_make(year, of_year ? 1 : month, 1);
}

/* In the zone of the house, as the days of the other figures are. */
static int64_t first_moment(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) begin = g_date_time_new_local(year, month, number, 0, 0, 0);
    return begin ? g_date_time_to_unix(begin) * 1000 : 0;
}

static void bind(const struct reading *reading, struct statement *row, int index, char letter, const char *id)
{
    const struct date today = reading->today, year = first_of(today, true);
    switch (letter) {
    case 's':
        statement_bind_date(row, index, date_add_days(today, SOON));
        break;
    case 'm':
        statement_bind_date(row, index, first_of(today, false));
        break;
    case 'p':
        statement_bind_date(row, index, date_add_months(today, -12));
        break;
    case 'n':
        statement_bind_int(row, index, session_now(reading->session));
        break;
    case 'k':
        statement_bind_int(row, index, first_moment(year));
        break;
    case 'l':
        statement_bind_int(row, index, reading->first_line);
        break;
    case 'r':
        statement_bind_text(row, index, strchr(id, '.') + 1);
        break;
    default:
        statement_bind_date(row, index, today);
    }
}

/* The purge takes out all that is past its day in one act. On the day it ran there is nothing left; on another day only
 * going through every file could tell, which `retention list` does. */
static void count_purge(const struct reading *reading, struct figure *figure)
{
    struct date last;
    g_autofree char *text = setting_get(reading->session->store, "retention.last", NULL);
    if (text == NULL || !date_parse(text, &last)) return;
    const int age = reading->today.days - last.days;
    const bool is_age = strcmp(figure->id, "purge.age") == 0;
    figure->known = is_age || age == 0;
    figure->count = is_age ? age : 0;
}

/* An open proposal whose days are over waits for nobody. */
static bool count_proposals(const struct reading *reading, struct figure *figure, GError **error)
{
    figure->known = second_count_open(reading->session, &figure->count, &figure->at, error);
    return figure->known;
}

static bool count(const struct reading *reading, struct figure *figure, GError **error)
{
    if (strcmp(figure->id, "proposals") == 0) return count_proposals(reading, figure, error);
    if (strcmp(figure->id, "assessments.missing") == 0) {
        figure->known = true;
        return assessment_count_missing(reading->session, &figure->count, error);
    }
    if (strcmp(figure->id, "adverse.past") == 0 || strcmp(figure->id, "purge.age") == 0) {
        count_purge(reading, figure);
        return true;
    }
    const struct source_of_figure *source = source_find(figure->id);
    if (source == NULL) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("data/law/figures.tsv names a figure {1} that is not known."),
                         N_("Correct the file."), figure->id, NULL);
        return false;
    }
    g_autoptr(statement_t) row = store_prepare(reading->session->store, source->sql, error);
    if (row == NULL) return false;
    for (int i = 0; source->with[i] != '\0'; i++)
        bind(reading, row, i + 1, source->with[i], figure->id);
    enum step step = statement_step(row, error);
    figure->known = step == STEP_ROW && !statement_is_null(row, 0);
    if (step == STEP_ROW) {
        figure->count = statement_int(row, 0);
        figure->at = statement_is_null(row, 1) ? 0 : statement_int(row, 1);
    }
    return step != STEP_ERROR;
}

/* What was never done cannot be good; where nothing is aimed at there is nothing to judge. */
static const char *judge(const struct figure *figure)
{
    if (strcmp(figure->aim, "none") == 0) return "info";
    if (!figure->known) return strcmp(figure->aim, "most") == 0 ? "bad" : "watch";
    if (strcmp(figure->aim, "zero") == 0) return figure->count == 0 ? "good" : "bad";
    if (strcmp(figure->aim, "few") == 0) return figure->count == 0 ? "good" : "watch";
    if (strcmp(figure->aim, "most") == 0) return figure->count <= figure->bound ? "good" : "bad";
    return figure->count >= figure->bound ? "good" : "bad";
}

/* Kept for the life of the program: the figures point into it. */
static gpointer load(gpointer error)
{
    return tsv_load("law/figures.tsv", error);
}

static const struct tsv *figure_file(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    static GError *cause;
    const struct tsv *tsv = g_once(&once, load, &cause);
    if (tsv == NULL && error != NULL) *error = g_error_copy(cause);
    return tsv;
}

bool figures_knows(const char *id)
{
    return source_find(id) != NULL || strcmp(id, "assessments.missing") == 0 || strcmp(id, "proposals") == 0 ||
           strcmp(id, "adverse.past") == 0 || strcmp(id, "purge.age") == 0;
}

static struct figure *new_figure(const struct tsv *tsv, size_t line, bool chinese)
{
    struct figure *figure = g_new0(struct figure, 1);
    *figure = (struct figure){
        .id = tsv_cell(tsv, line, "id"),
        .title = tsv_cell(tsv, line, chinese ? "title_zh" : "title_en"),
        .unit = tsv_cell(tsv, line, "unit"),
        .aim = tsv_cell(tsv, line, "aim"),
        .article = tsv_cell(tsv, line, "article"),
        .list = tsv_cell(tsv, line, "list"),
        .bound = g_ascii_strtoll(tsv_cell(tsv, line, "bound"), NULL, 10),
    };
    return figure;
}

GPtrArray *figures_read(struct session *session, GError **error)
{
    g_autoptr(GPtrArray) figures = g_ptr_array_new_with_free_func(g_free);
    const struct tsv *tsv = figure_file(error);
    const bool chinese = g_strcmp0(session->language, "zh") == 0;
    struct reading reading = { .session = session, .today = session_today(session) };
    if (tsv == NULL || !find_first_line(session, &reading.first_line, error)) return NULL;
    for (size_t line = 0; line < tsv_rows(tsv); line++) {
        struct figure *figure = new_figure(tsv, line, chinese);
        g_ptr_array_add(figures, figure);
        if (!count(&reading, figure, error)) return NULL;
        figure->state = judge(figure);
    }
    return g_steal_pointer(&figures);
}
