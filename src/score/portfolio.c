/* SPDX-License-Identifier: Apache-2.0 */
/* Scores over the store: everybody, from packed features, a block at a time. A score is stored only when it or the
 * values it was made from changed, with those values, so that any old score can be explained and made again later. */
#include "score/portfolio.h"

#include "features/pack.h"
#include "guard/access.h"
#include "score/columns.h"
#include "score/registry.h"

#include <math.h>
#include <string.h>

#define TOUCH_GAP 16 /* runs of touched subjects nearer than this are recorded as one */

/* ---- who is touched ------------------------------------------------------------------------------------------------
 */

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

/* Files that are restricted today: kept and not evaluated. */
static GHashTable *restricted_files(struct session *session, GError **error)
{
    g_autoptr(GHashTable) files = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT subject FROM protection WHERE kind = 'restricted' AND lifted IS "
                                               "NULL AND begins <= ?1 AND (ends IS NULL OR ends >= ?1)",
                                               error);
    if (row == NULL) return NULL;
    statement_bind_date(row, 1, access_day(session_now(session)));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t subject = statement_int(row, 0);
        g_hash_table_add(files, g_memdup2(&subject, sizeof subject));
    }
    return step == STEP_DONE ? g_steal_pointer(&files) : NULL;
}

/* ---- models over columns -------------------------------------------------------------------------------------------
 */

/* A model and where its inputs are among the columns that are read. */
struct reader {
    const struct model *model;
    struct columns *columns;
    size_t at[SCORE_MOST_PARTS];
    const double *column[SCORE_MOST_PARTS];
    int score[PACK_BLOCK];
    double probability[PACK_BLOCK];
};

struct portfolio {
    struct session *session;
    struct reader reader[2]; /* PACK_PERSON - 1, PACK_ENTERPRISE - 1; a model of NULL: not scored */
    GArray *feature;         /* int: the union of what the models read */
    GHashTable *restricted;
    struct portfolio_count *count;
    struct run run;
    struct portfolio_spread *spread; /* NULL: scores are kept */
};

static size_t wish_for(GArray *features, int feature)
{
    for (guint i = 0; i < features->len; i++)
        if (g_array_index(features, int, i) == feature) return i;
    g_array_append_val(features, feature);
    return features->len - 1;
}

static void reader_begin(struct portfolio *all, enum pack_kind kind, const struct model *model)
{
    struct reader *reader = &all->reader[kind - 1];
    reader->model = model;
    reader->columns = columns_new(model);
    for (size_t i = 0; i < model_inputs(model); i++)
        reader->at[i] = wish_for(all->feature, model_input_at(model, i).feature);
}

static void portfolio_clear(struct portfolio *all)
{
    columns_free(all->reader[0].columns);
    columns_free(all->reader[1].columns);
    g_array_unref(all->feature);
    if (all->restricted) g_hash_table_unref(all->restricted);
}

static void score_block(const struct portfolio *all, struct reader *reader, const struct pack_block *block)
{
    for (size_t i = 0; i < model_inputs(reader->model); i++)
        reader->column[i] = block->column[reader->at[i]] + block->from;
    columns_score(reader->columns, reader->column, (size_t)(block->to - block->from), reader->score + block->from,
                  all->spread != NULL ? reader->probability + block->from : NULL);
}

/* The model's inputs of one entry of a block. */
static void gather(const struct reader *reader, const struct pack_block *block, int i, double *inputs)
{
    for (size_t k = 0; k < model_inputs(reader->model); k++)
        inputs[k] = block->column[reader->at[k]][i];
}

/* ---- what is kept already ------------------------------------------------------------------------------------------
 */

static struct reader *reader_of(struct portfolio *all, double kind)
{
    return kind == PACK_PERSON || kind == PACK_ENTERPRISE ? &all->reader[(int)kind - 1] : NULL;
}

static struct date day_of(const struct pack_block *block, int i)
{
    return isnan(block->day[i]) ? DATE_NONE : (struct date){ (int32_t)block->day[i] };
}

static void kept_of(const struct reader *reader, const struct pack_block *block, int i,
                    const struct score_result *result, struct score_kept *kept)
{
    double inputs[SCORE_MOST_PARTS];
    gather(reader, block, i, inputs);
    kept->model = reader->model;
    kept->day = day_of(block, i);
    kept->result = result;
    score_inputs_pack(inputs, model_inputs(reader->model), &kept->inputs);
}

static struct statement *newest_scores(struct session *session, const struct pack_block *block, GError **error)
{
    struct statement *row =
        store_prepare(session->store,
                      "SELECT subject, model, number, day, score, inputs FROM score s WHERE subject BETWEEN ?1 AND ?2 "
                      "AND change = (SELECT max(change) FROM score n WHERE n.subject = s.subject)",
                      error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, block->first + block->from);
    statement_bind_int(row, 2, block->first + block->to - 1);
    return row;
}

/* Which entries of the block have their score already. */
static bool find_same(struct portfolio *all, const struct pack_block *block, bool same[PACK_BLOCK], GError **error)
{
    g_autoptr(statement_t) row = newest_scores(all->session, block, error);
    if (row == NULL) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int i = (int)(statement_int(row, 0) - block->first);
        const struct reader *reader = reader_of(all, block->kind[i]);
        if (reader == NULL || reader->model == NULL || statement_int(row, 4) != reader->score[i]) continue;
        const struct score_result result = { .score = reader->score[i] };
        struct score_kept kept;
        kept_of(reader, block, i, &result, &kept);
        same[i] = score_is_same(row, 1, &kept);
    }
    return step == STEP_DONE;
}

/* ---- a block -------------------------------------------------------------------------------------------------------
 */

static bool keep_one(struct portfolio *all, const struct pack_block *block, int i, GError **error)
{
    const struct reader *reader = reader_of(all, block->kind[i]);
    const int64_t subject = block->first + i;
    double inputs[SCORE_MOST_PARTS];
    struct score_result result;
    struct score_kept kept;
    gather(reader, block, i, inputs);
    model_score_inputs(reader->model, inputs, &result);
    kept_of(reader, block, i, &result, &kept);
    all->count->changed++;
    return score_keep(all->session, subject, &kept, error) && run_add(all->session, &all->run, subject, error);
}

/* Whether an entry is to be scored; counts why not. */
static bool counts(struct portfolio *all, const struct pack_block *block, int i)
{
    const int64_t subject = block->first + i;
    const struct reader *reader = reader_of(all, block->kind[i]);
    if (reader == NULL) return false;
    if (all->restricted != NULL && g_hash_table_contains(all->restricted, &subject)) {
        all->count->restricted++;
        return false;
    }
    if (reader->model == NULL) {
        all->count->without_model++;
        return false;
    }
    all->count->scored++;
    return true;
}

static void score_both(struct portfolio *all, const struct pack_block *block)
{
    bool kinds[2] = { false, false };
    for (int i = block->from; i < block->to; i++) {
        kinds[0] |= block->kind[i] == PACK_PERSON;
        kinds[1] |= block->kind[i] == PACK_ENTERPRISE;
    }
    for (int k = 0; k < 2; k++)
        if (kinds[k] && all->reader[k].model != NULL) score_block(all, &all->reader[k], block);
    all->count->derived += block->count.derived;
}

static bool keep_block(const struct pack_block *block, void *data, GError **error)
{
    struct portfolio *all = data;
    bool same[PACK_BLOCK] = { false };
    score_both(all, block);
    if (!find_same(all, block, same, error)) return false;
    for (int i = block->from; i < block->to; i++)
        if (counts(all, block, i) && !same[i] && !keep_one(all, block, i, error)) return false;
    return true;
}

static size_t band_of(const struct model *model, int score)
{
    size_t found = 0;
    for (size_t b = 1; b < MIN(model_band_count(model), SPREAD_MOST_BANDS); b++) {
        const char *letter;
        int from;
        model_band(model, b, &letter, &from);
        if (score >= from) found = b;
    }
    return found;
}

static void spread_add(struct portfolio_spread *spread, const struct reader *reader, int i)
{
    const int score = reader->score[i];
    const bool first = spread->count.scored == 1;
    spread->band[band_of(reader->model, score)]++;
    spread->score_sum += score;
    spread->probability_sum += reader->probability[i];
    spread->lowest = first ? score : MIN(spread->lowest, score);
    spread->highest = first ? score : MAX(spread->highest, score);
}

static bool try_block(const struct pack_block *block, void *data, GError **error)
{
    struct portfolio *all = data;
    bool in[PACK_BLOCK] = { false };
    score_both(all, block);
    for (int i = block->from; i < block->to; i++) {
        in[i] = counts(all, block, i);
        if (in[i]) spread_add(all->spread, reader_of(all, block->kind[i]), i);
    }
    g_autoptr(statement_t) row = newest_scores(all->session, block, error);
    if (row == NULL) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int i = (int)(statement_int(row, 0) - block->first);
        if (!in[i]) continue;
        const int64_t change = reader_of(all, block->kind[i])->score[i] - statement_int(row, 4);
        *(change > 0 ? &all->spread->up : change < 0 ? &all->spread->down : &all->spread->same) += 1;
    }
    return step == STEP_DONE;
}

/* ---- everybody -----------------------------------------------------------------------------------------------------
 */

static bool begin_models(struct portfolio *all, GError **error)
{
    g_autoptr(GError) cause = NULL;
    const struct model *person = model_for(all->session, "person", error);
    if (person == NULL) return false;
    reader_begin(all, PACK_PERSON, person);
    const struct model *enterprise = model_for(all->session, "enterprise", &cause);
    if (enterprise != NULL) reader_begin(all, PACK_ENTERPRISE, enterprise);
    if (cause == NULL || g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool walk(struct portfolio *all, int64_t first, int64_t last, bool fresh, pack_visit *visit, GError **error)
{
    const struct pack_wish wish = { .feature = (const int *)(const void *)all->feature->data,
                                    .features = all->feature->len,
                                    .first = first,
                                    .last = last,
                                    .fresh = fresh };
    all->restricted = restricted_files(all->session, error);
    return all->restricted != NULL && pack_walk(all->session, &wish, visit, all, error);
}

bool portfolio_score(struct session *session, int64_t first, int64_t last, bool fresh, struct portfolio_count *count,
                     GError **error)
{
    struct portfolio *all = g_new0(struct portfolio, 1);
    struct pack_count packed = { 0 };
    *count = (struct portfolio_count){ 0 };
    all->session = session;
    all->count = count;
    all->feature = g_array_new(FALSE, FALSE, sizeof(int));
    const bool done = begin_models(all, error) && pack_refresh(session, first, last, fresh, &packed, error) &&
                      walk(all, first, last, false, keep_block, error) && run_end(session, &all->run, error);
    count->derived += packed.derived;
    portfolio_clear(all);
    g_free(all);
    if (done) session_progress(session, 1, N_("Scoring"));
    return done;
}

bool portfolio_try(struct session *session, const struct model *model, bool fresh, struct portfolio_spread *spread,
                   GError **error)
{
    struct portfolio *all = g_new0(struct portfolio, 1);
    *spread = (struct portfolio_spread){ 0 };
    all->session = session;
    all->count = &spread->count;
    all->spread = spread;
    all->feature = g_array_new(FALSE, FALSE, sizeof(int));
    reader_begin(all, g_strcmp0(model_subject(model), "enterprise") == 0 ? PACK_ENTERPRISE : PACK_PERSON, model);
    const bool done = walk(all, 1, G_MAXINT64, fresh, try_block, error);
    portfolio_clear(all);
    g_free(all);
    return done;
}

bool score_portfolio(struct session *session, int64_t first, int64_t last, int64_t *scored, GError **error)
{
    struct portfolio_count count;
    const bool done = portfolio_score(session, first, last, true, &count, error);
    if (scored != NULL) *scored = count.scored;
    return done;
}
