/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: the exact search over points (30 groups of 12 options, 37 months), a file of the demonstration from the
 * command line, and the search over trees on a hundred made-up persons with the share that ran into the budget of
 * nodes. */
#include "clockwork.h"

#include "plan/branch.h"
#include "plan/knapsack.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GROUPS = 30, OPTIONS = 12, MONTHS = 37, TREES = 200, INPUTS = 7, VALUES = 32, PERSONS = 100, NODES = 200000 };

static double cpu_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- the scorecard ----------------------------------------------------------------------------------------------- */

static struct plan_option option[MONTHS][GROUPS][OPTIONS];
static struct plan_group group[MONTHS][GROUPS];

/* Options of rising price whose points rise for the most part: a sum of about 600 points, as cards have. */
static void make_card(GRand *dice)
{
    for (int t = 0; t < MONTHS; t++)
        for (int g = 0; g < GROUPS; g++) {
            for (int o = 0; o < OPTIONS; o++)
                option[t][g][o] = (struct plan_option){ o == 0 ? 0 : g_rand_int_range(dice, 0, 2 * o + 1),
                                                        { { o * (int64_t)g_rand_int_range(dice, 1000, 200000),
                                                            o > 0 ? 1 + g % 3 : 0, o > 0 } } };
            group[t][g] = (struct plan_group){ OPTIONS, option[t][g] };
        }
}

static void bench_card(int most, const char *what)
{
    struct samples samples = samples_new();
    size_t choice[GROUPS];
    int targets = 0, span = 0;
    for (int run = 0; run < 15; run++) {
        const double before = cpu_milliseconds();
        targets = 0;
        for (int t = 0; t < MONTHS; t++) {
            struct knapsack *knapsack = knapsack_solve(group[t], GROUPS, PLAN_MONEY, most);
            int reached;
            span = knapsack_greatest(knapsack) - knapsack_least(knapsack);
            for (int points = knapsack_least(knapsack); knapsack_choose(knapsack, points, choice, &reached);
                 points = reached + 1)
                targets++;
            knapsack_free(knapsack);
        }
        samples_add(&samples, cpu_milliseconds() - before);
    }
    printf("plan, %d groups x %d options, %d months, %d points%s: %.1f ms CPU, p99 %.1f ms; every target (%d)\n",
           GROUPS, OPTIONS, MONTHS, span, what, samples_at(&samples, 0.5), samples_at(&samples, 0.99), targets);
    samples_free(&samples);
}

/* ---- a file from the command line -------------------------------------------------------------------------------- */

static void bench_file(void)
{
    const char *program = g_getenv("BUREAU_PROGRAM");
    g_autofree char *folder = g_dir_make_tmp("bureau-plan-XXXXXX", NULL);
    if (program == NULL || folder == NULL) {
        printf("plan of a demonstration file: left out, BUREAU_PROGRAM is not set\n");
        return;
    }
    g_autofree char *store = g_build_filename(folder, "store", NULL), *pass = g_build_filename(folder, "pass", NULL);
    static const char *const names[] = { "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_setenv(names[i], folder, TRUE);
    g_file_set_contents(pass, "seven-quiet-ledgers-on-one-desk", -1, NULL);
    g_chmod(pass, 0600);
    run_timed((const char *const[]){ program, "demo", "--no-open", "--dir", store, NULL });
    static const char *const within[] = { "12", "36" };
    for (size_t w = 0; w < G_N_ELEMENTS(within); w++) {
        struct samples samples = samples_new();
        for (int run = 0; run < 5; run++)
            samples_add(&samples, run_timed((const char *const[]){ program, "--store", store, "--user", "li.na",
                                                                   "--passphrase-file", pass, "--purpose",
                                                                   "credit_review", "plan", "30007", "--target", "640",
                                                                   "--within", within[w], NULL }));
        printf("plan of a demonstration file within %s months, from the command line: %.0f ms\n", within[w],
               samples_at(&samples, 0.5));
        samples_free(&samples);
    }
    g_autofree char *remove = g_strdup_printf("rm -rf '%s'", folder);
    if (system(remove) != 0) printf("%s stays behind\n", folder);
}

/* ---- trees ------------------------------------------------------------------------------------------------------- */

/* Trees of depth two that only get better as their inputs grow, as a monotone model's do. */
struct forest {
    struct {
        int first, second;
        double cut[2];
        int leaf[4];
    } tree[TREES];
};

static void make_forest(GRand *dice, struct forest *forest)
{
    for (int t = 0; t < TREES; t++) {
        const int step = g_rand_int_range(dice, 0, 4), other = g_rand_int_range(dice, 0, 4);
        forest->tree[t].first = g_rand_int_range(dice, 0, INPUTS);
        forest->tree[t].second = g_rand_int_range(dice, 0, INPUTS);
        forest->tree[t].cut[0] = g_rand_double(dice);
        forest->tree[t].cut[1] = g_rand_double(dice);
        const int leaf[4] = { 0, other, step, step + other + g_rand_int_range(dice, 0, 3) };
        memcpy(forest->tree[t].leaf, leaf, sizeof leaf);
    }
}

static int forest_score(void *data, const double *inputs)
{
    const struct forest *forest = data;
    int sum = 0;
    for (int t = 0; t < TREES; t++)
        sum += forest->tree[t].leaf[2 * (inputs[forest->tree[t].first] >= forest->tree[t].cut[0]) +
                                    (inputs[forest->tree[t].second] >= forest->tree[t].cut[1])];
    return sum;
}

static int forest_bound(void *data, const struct branch_range *ranges)
{
    double high[INPUTS];
    for (int i = 0; i < INPUTS; i++)
        high[i] = ranges[i].high;
    return forest_score(data, high);
}

static void bench_trees(void)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(3);
    struct samples samples = samples_new();
    struct forest forest;
    int capped = 0, found = 0;
    make_forest(dice, &forest);
    for (int person = 0; person < PERSONS; person++) {
        static struct branch_option options[INPUTS][VALUES];
        static double value[INPUTS][VALUES], start[INPUTS], rest[INPUTS];
        struct branch_group groups[INPUTS];
        size_t input[INPUTS], choice[INPUTS];
        for (size_t i = 0; i < INPUTS; i++) {
            start[i] = g_rand_double(dice) / 2;
            for (int v = 0; v < VALUES; v++) {
                value[i][v] = start[i] + (1 - start[i]) * v / VALUES;
                options[i][v] = (struct branch_option){
                    { { (int64_t)(v * (double)g_rand_int_range(dice, 900, 1100)), v > 0, v > 0 } }, &value[i][v]
                };
            }
            input[i] = i;
            groups[i] = (struct branch_group){ VALUES, options[i], 1, &input[i] };
        }
        const struct branch_problem problem = { .groups = INPUTS,
                                                .group = groups,
                                                .inputs = INPUTS,
                                                .value = rest,
                                                .kind = PLAN_MONEY,
                                                .most = -1,
                                                .nodes = NODES,
                                                .score = forest_score,
                                                .bound = forest_bound,
                                                .data = &forest };
        const int target = forest_score(&forest, start) + 60;
        const double before = cpu_milliseconds();
        const struct branch_answer answer = branch_cheapest(&problem, target, choice);
        samples_add(&samples, cpu_milliseconds() - before);
        capped += !answer.proven;
        found += answer.found;
    }
    printf(
        "plan over %d trees, %d inputs of %d values, %d persons: median %.2f ms, p95 %.1f ms, most %.0f ms; %d proven, "
        "%d stopped at %d nodes\n",
        TREES, INPUTS, VALUES, PERSONS, samples_at(&samples, 0.5), samples_at(&samples, 0.95), samples_at(&samples, 1),
        found, capped, NODES);
    samples_free(&samples);
}

int main(void)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(1);
    make_card(dice);
    bench_card(-1, "");
    bench_card(4, ", at most 4 changes");
    bench_trees();
    bench_file();
    return 0;
}
