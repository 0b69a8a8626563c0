/* SPDX-License-Identifier: Apache-2.0 */
/* How well models with default settings part good from bad: five public sets, every kind, the fixed folds, next to the
 * best rows of the reference (scoring.md, section 2) and to Debian's scikit-learn and XGBoost on the same folds. Bins,
 * selection, tuning and fit are made anew inside every fold. Arguments: names of sets or kinds to limit the run to. */
#include "score/model.h"
#include "training/train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Best rows of the reference: of scorecards, and of all models. */
static const struct set {
    const char *name;
    double scorecard, best;
} sets[] = { { "german", 0.7777, 0.7996 },
             { "south_german", 0.7772, 0.7950 },
             { "australian", 0.9191, 0.9375 },
             { "japanese", 0.9273, 0.9402 },
             { "taiwan", 0.7688, 0.7847 } };
static const enum model_kind kinds[] = { MODEL_SCORECARD, MODEL_BOOSTED, MODEL_HYBRID, MODEL_FOREST, MODEL_TREE };

static char *shared(const char *folder, const char *set, const char *suffix)
{
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *name = g_strconcat(set, suffix, NULL);
    return g_build_filename(tree ? tree : ".", "..", "shared", "data", folder, name, NULL);
}

static bool wanted(int count, char **words, const char *set, const char *kind)
{
    bool a_set = false, a_kind = false, this_set = false, this_kind = false;
    for (int i = 1; i < count; i++) {
        const bool names_kind = model_kind_from_word(words[i]) >= 0;
        a_kind |= names_kind;
        a_set |= !names_kind;
        this_kind |= !strcmp(words[i], kind);
        this_set |= !strcmp(words[i], set);
    }
    return (!a_set || this_set) && (!a_kind || this_kind);
}

struct sample {
    struct frame *frame;
    guint8 *bad;
    GArray *fold;
    size_t columns, column[256];
};

static bool sample_read(const char *set, struct sample *sample)
{
    g_autofree char *data = shared("credit", set, ".csv");
    g_autofree char *folds = shared("splits", set, ".folds");
    g_autoptr(GError) error = NULL;
    sample->columns = 0;
    if (!g_file_test(data, G_FILE_TEST_EXISTS)) return false;
    sample->frame = frame_read(data, NULL, &error);
    if (sample->frame) sample->bad = train_target(sample->frame, 0, &error);
    if (sample->bad) sample->fold = frame_read_integers(folds, 1000, &error);
    if (!sample->fold) g_error("bench: %s", error->message);
    for (size_t i = 1; i < sample->frame->columns && sample->columns < G_N_ELEMENTS(sample->column); i++)
        sample->column[sample->columns++] = i;
    return true;
}

static void sample_free(struct sample *sample)
{
    frame_free(sample->frame);
    g_free(sample->bad);
    g_array_unref(sample->fold);
}

static void judge(const struct set *set, const struct sample *sample, enum model_kind kind)
{
    struct train_options options = train_defaults;
    options.kind = kind;
    const struct train_data data = {
        .frame = sample->frame, .bad = sample->bad, .columns = sample->columns, .column = sample->column
    };
    struct card_metrics metrics = { 0 };
    g_autoptr(GError) error = NULL;
    const clock_t began = clock();
    if (!train_cross_validate(&data, &options, (const guint32 *)(const void *)sample->fold->data, &metrics, NULL, NULL,
                              &error)) {
        printf("%-13s %-10s %s\n", set->name, model_kind_word(kind), error->message);
        return;
    }
    const double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
    const bool strong = kind == MODEL_BOOSTED || kind == MODEL_HYBRID;
    const double bar = kind == MODEL_SCORECARD ? set->scorecard : set->best;
    printf("%-13s %-10s auc %.4f (sd %.4f)  ks %.4f  brier %.4f  reference %.4f  %+.4f%s  %.2f s\n", set->name,
           model_kind_word(kind), metrics.fold.auc, metrics.auc_sd, metrics.fold.ks, metrics.fold.brier, bar,
           metrics.fold.auc - bar,
           kind == MODEL_SCORECARD ? " (at least 0)"
           : strong                ? " (at least -0.002)"
                                   : "",
           seconds);
    fflush(stdout);
}

static void peers(const char *set)
{
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *script = g_build_filename(tree ? tree : ".", "tests", "bench", "peer_auc.py", NULL);
    g_autofree char *data = shared("credit", set, ".csv");
    g_autofree char *folds = shared("splits", set, ".folds");
    const char *const command[] = { "/usr/bin/python3", script, set, data, folds, NULL };
    g_autofree char *out = NULL;
    int status = 0;
    if (g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                     NULL, &status, NULL) &&
        status == 0)
        fputs(out, stdout);
    else
        printf("%-13s scikit-learn and XGBoost for Python are not here\n", set);
    fflush(stdout);
}

int main(int count, char **words)
{
    printf("AUC on the fixed folds, default settings, one thread\n");
    for (size_t s = 0; s < G_N_ELEMENTS(sets); s++) {
        struct sample sample = { 0 };
        if (!sample_read(sets[s].name, &sample)) {
            printf("%-13s ../shared is not here\n", sets[s].name);
            continue;
        }
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
            if (wanted(count, words, sets[s].name, model_kind_word(kinds[k]))) judge(&sets[s], &sample, kinds[k]);
        if (count == 1) peers(sets[s].name);
        sample_free(&sample);
    }
    return 0;
}
