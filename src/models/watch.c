/* SPDX-License-Identifier: Apache-2.0 */
/* `model watch`: counts the months of a model and keeps them. The scores of a store are kept when they change, so the
 * scores in force at the end of a month are for each subject the newest one until then: one pass over the table does
 * all months. A month from before the store kept scores is made from what the facts of today say of that time, of
 * every nth file when there are many; it says so. */
#include "models/models.h"
#include "models/month.h"
#include "score/registry.h"
#include "subject/dossier.h"

#include <math.h>
#include <string.h>

enum { STEP = 4096, MONTHS = 3, MOST_MONTHS = 36, LOOK_BACK = 3000, OUTCOME_MONTHS = 11 };

struct watch {
    struct session *session;
    const struct model *model;
    struct model_reference *reference;
    struct outcomes *outcomes;
    struct month_count *month[MOST_MONTHS]; /* from the oldest */
    int months;
    int64_t every; /* of months made from facts: each how manieth file */
};

static void watch_clear(struct watch *watch)
{
    for (int i = 0; i < watch->months; i++)
        month_count_free(watch->month[i]);
    g_clear_pointer(&watch->reference, model_reference_free);
    g_clear_pointer(&watch->outcomes, outcomes_free);
}
typedef struct watch watch_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(watch_t, watch_clear)

static enum outcome outcome_after(struct watch *watch, int64_t subject, struct month month)
{
    return outcomes_find(watch->outcomes, subject, month, (struct month){ month.index + OUTCOME_MONTHS });
}

static void count_score(struct watch *watch, int at, int64_t subject, const double *inputs, int score,
                        double probability)
{
    struct month_count *count = watch->month[at];
    month_count_add(count, watch->model, watch->reference, inputs, score, probability,
                    outcome_after(watch, subject, count->month));
}

/* ---- months that have scores --------------------------------------------------------------------------------------
 */

/* The newest score of one subject so far. */
struct in_force {
    int64_t subject;
    struct date day;
    int score;
    double probability;
    double inputs[SCORE_MOST_PARTS];
    bool of_model, has_inputs;
};

/* Counts it for every month from its own until the one before `until`'s. */
static void close_score(struct watch *watch, const struct in_force *score, struct date until)
{
    const int from = month_of(score->day).index - watch->month[0]->month.index;
    const int to = date_is_set(until) ? month_of(until).index - watch->month[0]->month.index : watch->months;
    if (score->subject == 0 || !score->of_model) return;
    for (int at = MAX(from, 0); at < MIN(to, watch->months); at++)
        count_score(watch, at, score->subject, score->has_inputs ? score->inputs : NULL, score->score,
                    score->probability);
}

static void take_row(const struct watch *watch, struct statement *row, struct in_force *score)
{
    size_t length = 0;
    const guint8 *bytes = statement_bytes(row, 6, &length);
    score->subject = statement_int(row, 0);
    score->day = statement_date(row, 1);
    score->score = (int)statement_int(row, 2);
    score->probability = statement_real(row, 3);
    score->of_model = g_strcmp0(statement_text(row, 4), model_name(watch->model)) == 0 &&
                      statement_int(row, 5) == model_version(watch->model);
    score->has_inputs = length == model_inputs(watch->model) * sizeof(double) && length <= sizeof score->inputs;
    for (size_t i = 0; score->has_inputs && i < model_inputs(watch->model); i++) {
        guint64 bits;
        memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
        bits = GUINT64_FROM_LE(bits);
        memcpy(&score->inputs[i], &bits, sizeof bits);
    }
}

static bool count_scores(struct watch *watch, int64_t last, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(watch->session->store,
                      "SELECT subject, day, score, probability, model, number, inputs FROM score WHERE change <= ?1"
                      " ORDER BY subject, change",
                      error);
    struct in_force now = { 0 }, next;
    enum step step = STEP_ERROR;
    int64_t seen = 0;
    if (!row) return false;
    statement_bind_int(row, 1, watch->session->view);
    while ((step = statement_step(row, error)) == STEP_ROW) {
        take_row(watch, row, &next);
        close_score(watch, &now, next.subject == now.subject ? next.day : DATE_NONE);
        now = next;
        if (seen++ % STEP != 0) continue;
        if (session_is_cancelled(watch->session, error)) return false;
        session_progress(watch->session, 0.6 * (double)now.subject / (double)MAX(last, 1), N_("Counting scores"));
    }
    close_score(watch, &now, DATE_NONE);
    return step == STEP_DONE;
}

/* ---- months that have none ----------------------------------------------------------------------------------------
 */

static bool count_file(struct watch *watch, int64_t subject, int months, double *values, GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_load_credit(watch->session, subject, error);
    if (!dossier) return false;
    for (int at = 0; at < months; at++) {
        struct score_result result;
        double inputs[SCORE_MOST_PARTS];
        const struct date day = month_first_day(watch->month[at]->month);
        if (day.days > features_day(dossier).days) continue;
        features_derive(dossier, day, values);
        model_score(watch->model, values, &result);
        for (size_t i = 0; i < result.parts; i++)
            inputs[i] = result.part[i].value;
        count_score(watch, at, subject, inputs, result.score, result.probability);
    }
    return true;
}

static GArray *every_nth(struct watch *watch, const char *kind, GError **error)
{
    int64_t count = 0;
    if (!store_query_int(watch->session->store, &count, 0, error,
                         "SELECT count(*) FROM subject WHERE kind = ?1 AND" FACT_SEEN(2), "si", kind,
                         watch->session->view))
        return NULL;
    watch->every = MAX(1, count / LOOK_BACK);
    g_autoptr(GArray) restricted = restricted_read(watch->session, error);
    g_autoptr(statement_t) row =
        restricted
            ? store_prepare(watch->session->store,
                            "SELECT id FROM subject WHERE kind = ?1 AND id % ?3 = 0 AND" FACT_SEEN(2) "ORDER BY id",
                            error)
            : NULL;
    enum step step = STEP_ERROR;
    if (!row) return NULL;
    statement_bind_text(row, 1, kind);
    statement_bind_int(row, 2, watch->session->view);
    statement_bind_int(row, 3, watch->every);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        if (!restricted_holds(restricted, id)) g_array_append_val(ids, id);
    }
    return step == STEP_DONE ? g_steal_pointer(&ids) : NULL;
}

/* The months before the first in which at least half as many files were scored as in the newest one: those before it,
 * the few scores that they have put aside, are made from facts. Answers how many they are. */
static int months_without(struct watch *watch)
{
    int months = 0;
    const int64_t newest = watch->month[watch->months - 1]->scored;
    while (months < watch->months && watch->month[months]->scored * 2 < newest)
        months++;
    for (int at = 0; at < months; at++) {
        const struct month month = watch->month[at]->month;
        month_count_free(watch->month[at]);
        watch->month[at] = month_count_new(watch->model, watch->reference, month);
        watch->month[at]->source = "facts";
    }
    return months;
}

static bool look_back(struct watch *watch, GError **error)
{
    const int months = months_without(watch);
    if (months == 0) return true;
    g_autoptr(GArray) ids = every_nth(watch, model_subject(watch->model), error);
    g_autofree double *values = g_new(double, feature_count() + 1);
    for (guint i = 0; ids && i < ids->len; i++) {
        if (i % 256 == 0) {
            if (session_is_cancelled(watch->session, error)) return false;
            session_progress(watch->session, 0.6 + 0.4 * i / ids->len, N_("Looking back"));
        }
        if (!count_file(watch, g_array_index(ids, int64_t, i), months, values, error)) return false;
    }
    return ids != NULL;
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static bool begin(struct watch *watch, int months, GError **error)
{
    g_autoptr(GError) failed = NULL;
    watch->reference = model_reference_read(watch->model, &failed);
    if (failed) return g_propagate_error(error, g_steal_pointer(&failed)), false;
    watch->outcomes = outcomes_read(watch->session, OUTCOME_DEFAULT, error);
    if (!watch->outcomes) return false;
    const struct month last = month_of(session_today(watch->session));
    for (int i = 0; i < months; i++)
        watch->month[watch->months++] =
            month_count_new(watch->model, watch->reference, (struct month){ last.index - months + 1 + i });
    return true;
}

/* Counting takes long and reads only; what it found is written in a short act of its own. */
static bool keep(struct watch *watch, int *kept, const char **light, GError **error)
{
    struct drift_limits limits;
    g_autofree char *note = g_strdup_printf("%s:%d", model_name(watch->model), model_version(watch->model));
    if (!drift_limits_load(&limits, error) || !guard_act_begin(watch->session, "model.watch", note, error))
        return false;
    for (int i = 0; i < watch->months; i++) {
        struct month_figures figures;
        if (watch->month[i]->scored == 0) continue;
        month_judge(watch->month[i], watch->model, watch->reference, &limits, &figures);
        if (!month_store(watch->session, watch->month[i], watch->model, watch->reference, &figures, error)) {
            guard_act_rollback(watch->session);
            return false;
        }
        ++*kept;
        *light = figures.light;
    }
    return guard_act_commit(watch->session, "model.watch", note, error);
}

bool model_command_watch(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *name = arguments_text(arguments, "model");
    const int64_t months = arguments_int(arguments, "months", MONTHS);
    if (months < 1 || months > MOST_MONTHS) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1} does not take “{2}”."), N_("Give 1 to 36 months."),
                         "months", arguments_text(arguments, "months"), NULL);
        return false;
    }
    g_autoptr(model_t) named = name ? model_named(session, name, error) : NULL;
    g_auto(watch_t) watch = { .session = session, .every = 1 };
    int64_t last = 0;
    int kept = 0;
    const char *light = NULL;
    watch.model = name ? named : model_current(session, error);
    if (!watch.model || !begin(&watch, (int)months, error) ||
        !store_query_int(session->store, &last, 0, error, "SELECT max(subject) FROM score", "") ||
        !count_scores(&watch, last, error) || !look_back(&watch, error) || !keep(&watch, &kept, &light, error))
        return false;
    table_fact_text(answer, "name", N_("Model"), model_name(watch.model));
    table_fact_int(answer, "version", N_("Version"), model_version(watch.model));
    table_fact_int(answer, "months", N_("Months"), kept);
    table_fact_int(answer, "every", N_("Look back at every"), watch.every);
    if (light) table_fact_code(answer, "light", N_("Newest month"), "DRIFT_LIGHT", light);
    if (!watch.reference)
        table_fact_phrase(answer, "note", N_("Note"),
                          N_("The model keeps no distribution of the rows it was fitted on, so nothing can be compared "
                             "with them: fit it again."));
    return true;
}
