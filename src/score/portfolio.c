/* SPDX-License-Identifier: Apache-2.0 */
/* Scores over the store: one subject after an act that changed its facts, or everybody. A score is stored only when it
 * or the values it was made from changed, with those values, so that any old score can be explained later. */
#include "score/portfolio.h"

#include "guard/access.h"

#include <math.h>
#include <string.h>

#define ID_CHUNK  4096 /* ids read at a time, so that no cursor stays open over a table that is written */
#define STEP      256  /* subjects between two looks at progress and cancel */
#define TOUCH_GAP 16   /* runs of touched subjects nearer than this are recorded as one */

struct date score_dossier(const struct model *card, const struct dossier *dossier, struct score_result *result)
{
    const struct date day = features_day(dossier);
    g_autofree double *values = g_new(double, feature_count() + 1);
    features_derive(dossier, day, values);
    model_score(card, values, result);
    return day;
}

bool score_is_covered(const struct dossier *dossier, GError **error)
{
    if (!(dossier->withheld & KIND_CREDIT)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("A score is made from credit data, which no consent covers here, and would say nothing"),
                     N_("Record a consent that covers credit too: `bureau consent grant SUBJECT --scope all`."), NULL);
    if (error) bureau_error_give_reason(*error, "out-of-scope");
    return false;
}

/* ---- storing ----------------------------------------------------------------------------------------------------- */

struct inputs {
    guint8 bytes[sizeof(((struct score_result *)0)->part) / sizeof(struct score_part) * sizeof(double)];
    size_t length;
};

/* The value of each characteristic in the card's order as little-endian doubles; every NaN is the same NaN. */
static void pack_inputs(const struct score_result *result, struct inputs *inputs)
{
    inputs->length = 0;
    for (size_t i = 0; i < result->parts; i++) {
        const double value = isnan(result->part[i].value) ? NAN : result->part[i].value;
        guint64 bits;
        memcpy(&bits, &value, sizeof bits);
        bits = GUINT64_TO_LE(bits);
        memcpy(inputs->bytes + inputs->length, &bits, sizeof bits);
        inputs->length += sizeof bits;
    }
}

struct stored_score {
    const struct model *card;
    struct date day;
    const struct score_result *result;
    struct inputs inputs;
};

/* Whether the newest stored score of the subject says the same. */
static bool is_stored(struct session *session, int64_t subject, const struct stored_score *score, bool *same,
                      GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT model, number, day, score, inputs FROM score WHERE subject = ?1 ORDER BY change DESC LIMIT 1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    const enum step step = statement_step(row, error);
    *same = false;
    if (step != STEP_ROW) return step == STEP_DONE;
    size_t length = 0;
    const void *inputs = statement_bytes(row, 4, &length);
    *same = g_strcmp0(statement_text(row, 0), model_name(score->card)) == 0 &&
            statement_int(row, 1) == model_version(score->card) && statement_date(row, 2).days == score->day.days &&
            statement_int(row, 3) == score->result->score && length == score->inputs.length &&
            (length == 0 || memcmp(inputs, score->inputs.bytes, length) == 0);
    return true;
}

/* A second score in one act takes the place of the first. */
static bool store_score(struct session *session, int64_t subject, const struct stored_score *score, GError **error)
{
    g_autoptr(statement_t) insert = store_prepare(
        session->store,
        "INSERT INTO score (subject, change, model, number, day, score, band, probability, inputs)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT (subject, change, model) DO UPDATE SET number = excluded.number, day = excluded.day,"
        " score = excluded.score, band = excluded.band, probability = excluded.probability, inputs = excluded.inputs",
        error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, subject);
    statement_bind_int(insert, 2, session->change);
    statement_bind_text(insert, 3, model_name(score->card));
    statement_bind_int(insert, 4, model_version(score->card));
    statement_bind_int(insert, 5, date_is_set(score->day) ? score->day.days : 0);
    statement_bind_int(insert, 6, score->result->score);
    statement_bind_text(insert, 7, score->result->band);
    statement_bind_real(insert, 8, score->result->probability);
    statement_bind_bytes(insert, 9, score->inputs.bytes, score->inputs.length);
    return statement_run(insert, error);
}

static bool score_one(struct session *session, const struct model *card, int64_t subject, struct score_result *result,
                      bool *changed, GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, error);
    if (dossier == NULL) return false;
    struct stored_score score = { .card = card, .result = result };
    score.day = score_dossier(card, dossier, result);
    pack_inputs(result, &score.inputs);
    bool same = false;
    if (!is_stored(session, subject, &score, &same, error)) return false;
    *changed = !same;
    return same || store_score(session, subject, &score, error);
}

bool score_subject_store(struct session *session, int64_t subject, struct score_result *result, GError **error)
{
    const struct model *card = model_current(session, error);
    struct score_result own;
    bool changed = false;
    if (card == NULL || !score_one(session, card, subject, result ? result : &own, &changed, error)) return false;
    return !changed || guard_touch(session, subject, subject, error);
}

/* ---- everybody --------------------------------------------------------------------------------------------------- */

/* Subjects whose score changed, collected into runs of ids. */
struct run {
    int64_t first, last; /* 0 when empty */
};

static bool run_end(struct session *session, struct run *run, GError **error)
{
    const struct run done = *run;
    *run = (struct run){ 0 };
    return done.first == 0 || guard_touch(session, done.first, done.last, error);
}

static bool run_add(struct session *session, struct run *run, int64_t subject, GError **error)
{
    if (run->first != 0 && subject - run->last > TOUCH_GAP && !run_end(session, run, error)) return false;
    if (run->first == 0) run->first = subject;
    run->last = subject;
    return true;
}

/* The next ids from `from` to `last`; empty at the end. A file that is restricted is kept and not evaluated. */
static GArray *next_subjects(struct session *session, int64_t from, int64_t last, GError **error)
{
    g_autoptr(GArray) ids = g_array_sized_new(FALSE, FALSE, sizeof(int64_t), ID_CHUNK);
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT id FROM subject WHERE id >= ?1 AND id <= ?2 AND" FACT_SEEN(
                                                   3) "AND NOT EXISTS (SELECT 1 FROM "
                                                      "protection p WHERE p.subject = subject.id AND p.kind = "
                                                      "'restricted' AND p.lifted IS NULL AND p.begins <= ?5 "
                                                      "AND (p.ends IS NULL OR p.ends >= ?5)) ORDER BY id LIMIT ?4",
                                               error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, from);
    statement_bind_int(row, 2, last);
    statement_bind_int(row, 3, session->view);
    statement_bind_int(row, 4, ID_CHUNK);
    statement_bind_date(row, 5, access_day(session_now(session)));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        g_array_append_val(ids, id);
    }
    return step == STEP_ERROR ? NULL : g_steal_pointer(&ids);
}

struct portfolio {
    struct session *session;
    const struct model *card;
    int64_t first, last; /* the ids there really are, for the progress */
    struct run run;
    struct portfolio_count *count;
};

static bool keep_going(const struct portfolio *all, int64_t subject, GError **error)
{
    if (session_is_cancelled(all->session, error)) return false;
    const double span = (double)(all->last - all->first) + 1;
    session_progress(all->session, CLAMP((double)(subject - all->first) / span, 0, 1), N_("Scoring"));
    return true;
}

static bool score_chunk(struct portfolio *all, const GArray *ids, GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        const int64_t subject = g_array_index(ids, int64_t, i);
        struct score_result result;
        bool changed = false;
        if (all->count->scored % STEP == 0 && !keep_going(all, subject, error)) return false;
        if (!score_one(all->session, all->card, subject, &result, &changed, error)) return false;
        all->count->scored++;
        all->count->changed += changed;
        if (changed && !run_add(all->session, &all->run, subject, error)) return false;
    }
    return true;
}

bool portfolio_score(struct session *session, int64_t first, int64_t last, struct portfolio_count *count,
                     GError **error)
{
    struct portfolio all = { .session = session, .card = model_current(session, error), .count = count };
    *count = (struct portfolio_count){ 0 };
    if (all.card == NULL) return false;
    if (!store_query_int(session->store, &all.first, first, error, "SELECT min(id) FROM subject WHERE id >= ?1", "i",
                         first) ||
        !store_query_int(session->store, &all.last, last, error, "SELECT max(id) FROM subject WHERE id <= ?1", "i",
                         last))
        return false;
    for (int64_t from = first;;) {
        g_autoptr(GArray) ids = next_subjects(session, from, last, error);
        if (ids == NULL || !score_chunk(&all, ids, error)) return false;
        if (ids->len < ID_CHUNK) break;
        from = g_array_index(ids, int64_t, ids->len - 1) + 1;
    }
    session_progress(session, 1, N_("Scoring"));
    return run_end(session, &all.run, error);
}

bool score_portfolio(struct session *session, int64_t first, int64_t last, int64_t *scored, GError **error)
{
    struct portfolio_count count;
    const bool done = portfolio_score(session, first, last, &count, error);
    if (scored != NULL) *scored = count.scored;
    return done;
}

bool score_latest(struct session *session, int64_t subject, int *score, char band[8], GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT score, band FROM score WHERE subject = ?1 AND change <= ?2 ORDER BY change DESC LIMIT 1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, session->view);
    if (statement_step(row, error) != STEP_ROW) return false;
    if (score != NULL) *score = (int)statement_int(row, 0);
    if (band != NULL) g_strlcpy(band, statement_text(row, 1), 8);
    return true;
}
