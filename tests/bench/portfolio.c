/* SPDX-License-Identifier: Apache-2.0 */
/* Scoring a portfolio from packed features, against a bare SELECT of the same columns from an ordinary table of the
 * same sealed store; and one what-if from facts. The subjects are synthetic; single thread, CPU time, the median of
 * several runs taken in turn. */
#include "score/portfolio.h"
#include "clockwork.h"
#include "features/pack_private.h"
#include "score/columns.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 7, WHATIFS = 2000 };

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void must(bool done, GError *error)
{
    if (done) return;
    fprintf(stderr, "portfolio: %s\n", error ? error->message : "failed");
    exit(1);
}

static guint64 dice = 20240607;
static double roll(void)
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (double)(dice >> 11) / 9007199254740992.0;
}

/* A value as the feature's unit has it: counts are whole, shares are not, one in twelve is missing. */
static double draw(const struct feature *feature)
{
    if (roll() < 1 / 12.0) return NAN;
    if (strcmp(feature->unit, "share") == 0) return roll();
    if (strcmp(feature->unit, "money") == 0) return floor(roll() * 2e6) / 100;
    return floor(roll() * roll() * 9);
}

/* ---- the store -----------------------------------------------------------------------------------------------------
 */

static void put_column(struct session *session, const char *name, int64_t block, const double *values)
{
    GError *error = NULL;
    g_autoptr(GByteArray) body = g_byte_array_new();
    pack_encode(values, body);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "INSERT INTO feature_block (feature, block, body) VALUES (?1, ?2, ?3)", &error);
    must(row != NULL, error);
    statement_bind_text(row, 1, name);
    statement_bind_int(row, 2, block);
    statement_bind_bytes(row, 3, body->data, body->len);
    must(statement_run(row, &error), error);
}

static void put_marks(struct session *session, int64_t block, int64_t set)
{
    const double marks[PACK_MARKS] = { [MARK_KIND] = PACK_PERSON,
                                       [MARK_DAY] = 20000,
                                       [MARK_MADE] = session_today(session).days,
                                       [MARK_UNTIL] = INFINITY,
                                       [MARK_CHANGE] = (double)session->change,
                                       [MARK_SET] = (double)set };
    double values[PACK_BLOCK];
    for (int m = 0; m < PACK_MARKS; m++) {
        for (int i = 0; i < PACK_BLOCK; i++)
            values[i] = marks[m];
        put_column(session, pack_mark_names[m], block, values);
    }
}

static void put_plain(struct session *session, const char *insert, int64_t subject, const double *values, size_t count,
                      int i)
{
    GError *error = NULL;
    must(store_run(session->store, &error, "INSERT INTO subject (id, kind, born) VALUES (?1, 'person', 1)", "i",
                   subject),
         error);
    g_autoptr(statement_t) row = store_prepare(session->store, insert, &error);
    must(row != NULL, error);
    statement_bind_int(row, 1, subject);
    for (size_t k = 0; k < count; k++) {
        const double value = values[k * PACK_BLOCK + (size_t)i];
        isnan(value) ? statement_bind_null(row, (int)k + 2) : statement_bind_real(row, (int)k + 2, value);
    }
    must(statement_run(row, &error), error);
}

static void write_block(struct session *session, const struct model *model, const char *insert, int64_t block,
                        int64_t set, int64_t subjects)
{
    const size_t inputs = model_inputs(model);
    g_autofree double *values = g_new(double, inputs *PACK_BLOCK);
    put_marks(session, block, set);
    for (size_t k = 0; k < inputs; k++) {
        const struct feature *feature = feature_at((size_t)model_input_at(model, k).feature);
        for (int i = 0; i < PACK_BLOCK; i++)
            values[k * PACK_BLOCK + (size_t)i] = draw(feature);
        put_column(session, feature->id, block, values + k * PACK_BLOCK);
    }
    for (int i = 0; i < PACK_BLOCK; i++) {
        const int64_t subject = block * PACK_BLOCK + i;
        if (subject >= 1 && subject <= subjects) put_plain(session, insert, subject, values, inputs, i);
    }
}

static void make_plain(struct session *session, const struct model *model)
{
    GError *error = NULL;
    g_autoptr(GString) create = g_string_new("CREATE TABLE plain (subject INTEGER PRIMARY KEY");
    for (size_t i = 0; i < model_inputs(model); i++)
        g_string_append_printf(create, ", c%zu REAL", i);
    g_string_append(create, ") STRICT");
    must(store_run(session->store, &error, create->str, ""), error);
}

static void fill(struct session *session, const struct model *model, int64_t subjects)
{
    GError *error = NULL;
    int64_t set;
    g_autoptr(GString) insert = g_string_new("INSERT INTO plain VALUES (?1");
    for (size_t i = 0; i < model_inputs(model); i++)
        g_string_append_printf(insert, ", ?%zu", i + 2);
    g_string_append_c(insert, ')');
    must(guard_act_begin(session, "bench", NULL, &error), error);
    must(pack_set_take(session, &set, &error), error);
    for (int64_t block = 0; block <= subjects / PACK_BLOCK; block++)
        write_block(session, model, insert->str, block, set, subjects);
    must(pack_set_whole(session, set, &error), error);
    must(guard_act_commit(session, "bench", NULL, &error), error);
}

/* ---- what is measured ----------------------------------------------------------------------------------------------
 */

static double select_all(struct session *session, const struct model *model, int64_t *rows, double *sum)
{
    GError *error = NULL;
    g_autoptr(GString) sql = g_string_new("SELECT subject");
    for (size_t i = 0; i < model_inputs(model); i++)
        g_string_append_printf(sql, ", c%zu", i);
    g_string_append(sql, " FROM plain");
    const double begin = cpu();
    g_autoptr(statement_t) row = store_prepare(session->store, sql->str, &error);
    must(row != NULL, error);
    *rows = 0;
    while (statement_step(row, &error) == STEP_ROW) {
        for (int i = 0; i < (int)model_inputs(model); i++)
            *sum += statement_real(row, i + 1);
        ++*rows;
    }
    must(error == NULL, error);
    return cpu() - begin;
}

struct scoring {
    struct columns *columns;
    int64_t scored, sum;
};

static bool score_block(const struct pack_block *block, void *data, GError **error)
{
    struct scoring *scoring = data;
    int score[PACK_BLOCK];
    (void)error;
    columns_score(scoring->columns, block->column, PACK_BLOCK, score, NULL);
    for (int i = block->from; i < block->to; i++)
        if (block->kind[i] == PACK_PERSON) {
            scoring->scored++;
            scoring->sum += score[i];
        }
    return true;
}

static double score_all(struct session *session, const struct model *model, struct scoring *scoring)
{
    GError *error = NULL;
    int features[SCORE_MOST_PARTS];
    for (size_t i = 0; i < model_inputs(model); i++)
        features[i] = model_input_at(model, i).feature;
    const struct pack_wish wish = { features, model_inputs(model), 1, G_MAXINT64, false };
    const double begin = cpu();
    *scoring = (struct scoring){ .columns = columns_new(model) };
    must(pack_walk(session, &wish, score_block, scoring, &error), error);
    columns_free(scoring->columns);
    return cpu() - begin;
}

static void measure(struct session *session, const struct model *model, int64_t subjects)
{
    struct samples bare = samples_new(), packed = samples_new();
    struct scoring scoring;
    int64_t rows = 0;
    double sum = 0;
    for (int run = 0; run < RUNS; run++) {
        samples_add(&bare, select_all(session, model, &rows, &sum));
        samples_add(&packed, score_all(session, model, &scoring));
    }
    if (rows != subjects || scoring.scored != subjects) {
        fprintf(stderr, "portfolio: %d rows, %d scored, %d subjects\n", (int)rows, (int)scoring.scored, (int)subjects);
        exit(1);
    }
    const double select = samples_at(&bare, 0.5), score = samples_at(&packed, 0.5);
    printf("%-58s %10d subjects, %zu columns\n", "portfolio", (int)subjects, model_inputs(model));
    printf("%-58s %10.1f ms\n", "  bare SELECT of the columns from an ordinary table", select);
    printf("%-58s %10.1f ms   %.2f million a second (at least 1)\n", "  read and scored from packed features", score,
           (double)subjects / score / 1e3);
    printf("%-58s %10.2f      (at most 1.3)\n", "  scored / bare SELECT", score / select);
    samples_free(&bare);
    samples_free(&packed);
}

/* ---- what-if -------------------------------------------------------------------------------------------------------
 */

static int64_t *series(int months, int64_t start)
{
    int64_t *values = g_new(int64_t, months);
    for (int i = 0; i < months; i++)
        values[i] = start + i * 100;
    return values;
}

static struct dossier *file_of(struct session *session, int64_t subject, int accounts, int months)
{
    GError *error = NULL;
    struct dossier *dossier = dossier_load_credit(session, subject, &error);
    must(dossier != NULL, error);
    for (int a = 0; a < accounts; a++) {
        struct account *account = g_new0(struct account, 1);
        account->id = a + 1;
        account->type = g_strdup(a % 3 ? "R2" : "D1");
        account->furnisher = g_strdup("BANK");
        account->number = g_strdup("990001");
        account->amount = 5000000;
        account->opened = date_make(2020, 3, 1);
        account->closed = account->changed = DATE_NONE;
        g_strlcpy(account->currency, "CNY", sizeof account->currency);
        struct history *history = &account->history;
        history->first = (struct month){ 2021 * 12 };
        history->length = (size_t)months;
        history->states = g_strnfill((gsize)months, 'N');
        history->states[months - 2] = '1';
        history->balance = series(months, 100000);
        history->due = series(months, 10000);
        history->paid = series(months, 10000);
        history->past_due = series(months, 0);
        history->batches = series(months, 1);
        history->lines = series(months, 1);
        g_ptr_array_add(dossier->accounts, account);
    }
    return dossier;
}

static void measure_whatif(const struct model *model, const struct dossier *dossier, const char *name)
{
    GError *error = NULL;
    struct action action;
    struct samples each = samples_new();
    struct score_result result;
    must(action_parse("pay(account=1,amount=100)", &action, &error), error);
    for (int batch = 0; batch < RUNS; batch++) {
        const double begin = cpu();
        for (int i = 0; i < WHATIFS / RUNS; i++)
            must(whatif_score(model, dossier, &action, 1, &result, &error), error);
        samples_add(&each, (cpu() - begin) * 1e3 / (WHATIFS / RUNS));
    }
    printf("%-58s %10.1f us   (at most 100)\n", name, samples_at(&each, 0.5));
    samples_free(&each);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    const int64_t subjects = argc > 1 ? atoll(argv[1]) : 400000;
    g_autofree char *folder = g_dir_make_tmp("bureau-bench-XXXXXX", &error);
    must(folder != NULL, error);
    g_autofree char *place = g_build_filename(folder, "store", NULL);
    g_autofree char *path = data_path("models/behaviour.json");
    g_autoptr(model_t) model = model_load_file(path, &error);
    must(model != NULL, error);
    struct vault_keys *keys = vault_keys_new();
    struct store *made = store_create(place, keys, &error);
    must(made != NULL, error);
    store_close(made);
    g_autoptr(session_t) session = session_new();
    session->user = g_strdup("bench");
    session->store = store_open(place, keys, STORE_MAINTENANCE, &error);
    must(session->store != NULL, error);
    store_bulk_begin(session->store);
    make_plain(session, model);
    fill(session, model, subjects);
    measure(session, model, subjects);
    g_autoptr(dossier_t) typical = file_of(session, 1, 3, 24), large = file_of(session, 1, 10, 60);
    measure_whatif(model, typical, "what-if from facts, 3 accounts of 24 months");
    measure_whatif(model, large, "what-if from facts, 10 accounts of 60 months");
    store_close(session->store);
    const char *const remove[] = { "rm", "-rf", folder, NULL };
    run_timed(remove);
    return 0;
}
