/* SPDX-License-Identifier: Apache-2.0 */
/* `make bench`: growing trees beside python xgboost in one run (the same rows and parameters, CPU time of one thread,
 * the least of three), what the default training costs with its cross-validation inside, how long a score and its
 * explanation take, and the AUC on the fixed folds against the aims. Data and splits are ../shared; without them
 * nothing is measured. */
#include "score/boost.h"
#include "clockwork.h"
#include "training/boost_train.h"
#include "training/model_frame.h"

#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 200, ATTEMPTS = 3, SCORES = 20000, EXPLANATIONS = 500 };

#define must(done, error)                                                                                              \
    do {                                                                                                               \
        const bool went_well = (done);                                                                                 \
        if (!went_well) g_error("bench: %s", (error) ? (error)->message : "failed");                                   \
    } while (0)

static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static char *shared(const char *folder, const char *name)
{
    const char *tree = g_getenv("BUREAU_TREE");
    return g_build_filename(tree ? tree : ".", "..", "shared", "data", folder, name, NULL);
}

struct loaded {
    struct frame *frame;
    guint8 *bad;
    size_t *column;
    guint32 *row;
    GArray *fold;
    struct train_data data;
};

static void loaded_clear(struct loaded *loaded)
{
    frame_free(loaded->frame);
    g_free(loaded->bad);
    g_free(loaded->column);
    g_free(loaded->row);
    g_clear_pointer(&loaded->fold, g_array_unref);
}
typedef struct loaded loaded_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(loaded_t, loaded_clear)

static void load(const char *name, struct loaded *loaded)
{
    GError *error = NULL;
    g_autofree char *file = g_strconcat(name, ".csv", NULL);
    g_autofree char *folds = g_strconcat(name, ".folds", NULL);
    g_autofree char *data = shared("credit", file);
    g_autofree char *parts = shared("splits", folds);
    loaded->frame = frame_read(data, NULL, &error);
    must(loaded->frame != NULL, error);
    loaded->fold = frame_read_integers(parts, 1000, &error);
    must(loaded->fold != NULL, error);
    const size_t rows = loaded->frame->rows;
    const int target = frame_find(loaded->frame, "bad");
    loaded->bad = train_target(loaded->frame, (size_t)target, &error);
    must(loaded->bad != NULL, error);
    loaded->column = g_new0(size_t, loaded->frame->columns);
    loaded->row = g_new0(guint32, rows);
    size_t columns = 0;
    for (size_t i = 0; i < loaded->frame->columns; i++)
        if ((int)i != target) loaded->column[columns++] = i;
    for (size_t i = 0; i < rows; i++)
        loaded->row[i] = (guint32)i;
    loaded->data =
        (struct train_data){ .frame = loaded->frame, .bad = loaded->bad, .columns = columns, .column = loaded->column };
}

/* ---- beside the peer --------------------------------------------------------------------------------------------- */

static struct model *grow_once(struct loaded *taiwan)
{
    GError *error = NULL;
    struct train_options options = train_defaults;
    const struct boost_settings settings = { .rounds = ROUNDS,
                                             .parallel = 1,
                                             .depth = 4,
                                             .eta = 0.05,
                                             .rows = 0.8,
                                             .columns = 0.8,
                                             .least = 5,
                                             .seed = 20240607 };
    options.kind = MODEL_BOOSTED;
    struct model *model =
        boost_train_with(&taiwan->data, &options, &settings, taiwan->row, taiwan->frame->rows, &error);
    must(model != NULL, error);
    return model;
}

/* SHA-256 of the margins of all rows, as the peer makes it. */
static char *margins_digest(const struct loaded *taiwan, const struct model *model)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(model_frame_t) over = model_frame_new(model, taiwan->frame, NULL);
    for (size_t row = 0; row < taiwan->frame->rows; row++) {
        double inputs[SCORE_MOST_PARTS];
        model_frame_inputs(over, row, inputs);
        const float margin = (float)trees_log_odds(model->trees, inputs, 0);
        g_checksum_update(sum, (const guchar *)&margin, sizeof margin);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static void beside_peer(struct loaded *taiwan)
{
    double best = INFINITY;
    g_autofree char *digest = NULL;
    for (int i = 0; i < ATTEMPTS; i++) {
        const double start = cpu();
        g_autoptr(model_t) model = grow_once(taiwan);
        best = MIN(best, cpu() - start);
        if (!digest) digest = margins_digest(taiwan, model);
    }
    printf("grow %d rounds of depth 4, %zu rows            %8.3f s CPU (encoded, grown, read into arrays)\n", ROUNDS,
           taiwan->frame->rows, best);
    g_autofree char *script = g_build_filename(g_getenv("BUREAU_TREE"), "tests", "bench", "peer_boost.py", NULL);
    g_autofree char *data = shared("credit", "taiwan.csv");
    g_autofree char *out = NULL;
    const char *const arguments[] = { "/usr/bin/python3", script, data, G_STRINGIFY(200), G_STRINGIFY(3), NULL };
    int status = 0;
    if (!g_spawn_sync(NULL, (char **)(guintptr)arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL,
                      &status, NULL) ||
        status != 0) {
        printf("  python xgboost is not here: no ratio\n");
        return;
    }
    g_auto(GStrv) words = g_strsplit(g_strstrip(out), " ", 3);
    const double peer = g_ascii_strtod(words[0], NULL);
    printf("  python xgboost %s, the same parameters    %8.3f s CPU, ratio %.2f   aim <= 1.0, %s\n",
           words[1] ? words[2] : "", peer, best / peer, best <= peer ? "met" : "MISSED");
    printf("  margins of all rows beside python's: %s\n",
           words[1] && !strcmp(words[1], digest) ? "the same to the last bit" : "DIFFERENT");
}

/* ---- scores ------------------------------------------------------------------------------------------------------ */

static void time_scores(struct loaded *taiwan, enum model_kind kind)
{
    GError *error = NULL;
    struct train_options options = train_defaults;
    options.kind = kind;
    double start = cpu();
    g_autoptr(model_t) model = train_model(&taiwan->data, &options, taiwan->row, taiwan->frame->rows, &error);
    must(model != NULL, error);
    printf("%-9s default training, all settled inside   %8.3f s CPU, %zu trees\n", model_kind_word(kind), cpu() - start,
           trees_count(model->trees));
    g_autoptr(model_frame_t) over = model_frame_new(model, taiwan->frame, &error);
    double inputs[SCORE_MOST_PARTS], sum = 0;
    struct score_result result;
    start = cpu();
    for (size_t i = 0; i < SCORES; i++) {
        model_frame_inputs(over, i, inputs);
        model_score_inputs(model, inputs, &result);
        sum += result.log_odds;
    }
    printf("  a score                                      %8.2f us (mean log-odds %.4f)\n",
           (cpu() - start) / SCORES * 1e6, sum / SCORES);
    must(model_explain(model, &result, &error), error); // loads the booster
    start = cpu();
    for (size_t i = 0; i < EXPLANATIONS; i++) {
        model_frame_inputs(over, i, inputs);
        model_score_inputs(model, inputs, &result);
        must(model_explain(model, &result, &error), error);
    }
    const double each = (cpu() - start) / EXPLANATIONS * 1e6;
    printf("  a score explained                            %8.1f us   aim <= 1000 us, %s\n", each,
           each <= 1000 ? "met" : "MISSED");
    fflush(stdout);
}

/* ---- the aims ---------------------------------------------------------------------------------------------------- */

static void judge(const char *name, double aim)
{
    static const enum model_kind kinds[] = { MODEL_BOOSTED, MODEL_HYBRID };
    g_auto(loaded_t) loaded = { 0 };
    load(name, &loaded);
    double best = 0;
    printf("AUC %-13s", name);
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        GError *error = NULL;
        struct train_options options = train_defaults;
        struct card_metrics metrics = { 0 };
        options.kind = kinds[k];
        must(train_cross_validate(&loaded.data, &options, (const guint32 *)(const void *)loaded.fold->data, &metrics,
                                  NULL, NULL, &error),
             error);
        printf(" %s %.4f", model_kind_word(kinds[k]), metrics.fold.auc);
        best = MAX(best, metrics.fold.auc);
    }
    printf("   aim >= %.4f, %s\n", aim, best >= aim ? "met" : "MISSED");
    fflush(stdout);
}

int main(void)
{
    g_autofree char *data = shared("credit", "taiwan.csv");
    if (!g_file_test(data, G_FILE_TEST_EXISTS)) {
        printf("boost: ../shared is not here, nothing is measured\n");
        return 0;
    }
    printf("--- trees, XGBoost %s\n", boost_version());
    g_auto(loaded_t) taiwan = { 0 };
    load("taiwan", &taiwan);
    beside_peer(&taiwan);
    time_scores(&taiwan, MODEL_BOOSTED);
    time_scores(&taiwan, MODEL_HYBRID);
    // the reference's best row of each set, minus 0.002
    judge("taiwan", 0.7827);
    judge("german", 0.7976);
    judge("south_german", 0.7930);
    judge("australian", 0.9355);
    judge("japanese", 0.9382);
    return 0;
}
