/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression against Debian's statsmodels in one run: the same tables, one thread, CPU seconds with standard
 * errors, and how far the coefficients are apart. The tables are made here from a seed: as tall and wide as a card of
 * the Taiwan clients, and as the widest of the reference. */
#include "training/logistic.h"
#include "clockwork.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct shape {
    const char *name;
    size_t rows, columns;
    int rounds;
};
static const struct shape shapes[] = { { "taiwan-like", 21000, 18, 9 },
                                       { "wide-cards", 105000, 11, 5 },
                                       { "tall-and-wide", 150000, 102, 3 } };

struct made {
    double *value; /* rows * columns */
    guint8 *bad;
};

static double normal(GRand *chance)
{
    return sqrt(-2 * log(1 - g_rand_double(chance))) * cos(2 * G_PI * g_rand_double(chance));
}

/* Columns that go together as those of a file do; about one bad in seven. */
static struct made make(const struct shape *shape)
{
    struct made made = { g_new(double, shape->rows * shape->columns), g_new(guint8, shape->rows) };
    g_autoptr(GRand) chance = g_rand_new_with_seed(20240607);
    for (size_t i = 0; i < shape->rows; i++) {
        const double common = normal(chance);
        double log_odds = -2.2;
        for (size_t j = 0; j < shape->columns; j++) {
            const double value = 0.5 * common + normal(chance);
            made.value[i * shape->columns + j] = value;
            log_odds += value * ((double)(j % 5) - 2) / (4 * sqrt((double)shape->columns));
        }
        made.bad[i] = g_rand_double(chance) < 1 / (1 + exp(-log_odds));
    }
    return made;
}

static void write_table(const struct shape *shape, const struct made *made, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file) g_error("bench: %s cannot be written", path);
    for (size_t i = 0; i < shape->rows; i++) {
        const double bad = made->bad[i];
        fwrite(&bad, sizeof bad, 1, file);
        fwrite(made->value + i * shape->columns, sizeof(double), shape->columns, file);
    }
    if (fclose(file)) g_error("bench: %s cannot be written", path);
}

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Median CPU seconds; `figure` takes first and last coefficient and their errors. */
static double ours(const struct shape *shape, const struct made *made, double figure[4])
{
    struct samples times = samples_new();
    const char **names = g_new0(const char *, shape->columns + 1);
    for (size_t j = 0; j < shape->columns; j++)
        names[j] = "x";
    const struct logistic_data data = {
        .rows = shape->rows, .columns = shape->columns, .value = made->value, .bad = made->bad, .name = names
    };
    for (int round = 0; round < shape->rounds; round++) {
        const double began = cpu();
        g_autoptr(logistic_t) fit = logistic_fit(&data, NULL, NULL, NULL);
        samples_add(&times, cpu() - began);
        if (!fit) g_error("bench: the table of %s could not be fitted", shape->name);
        figure[0] = fit->coefficient[0];
        figure[1] = fit->coefficient[shape->columns];
        figure[2] = fit->standard_error[0];
        figure[3] = fit->standard_error[shape->columns];
    }
    g_free(names);
    const double median = samples_at(&times, 0.5);
    samples_free(&times);
    return median;
}

/* What statsmodels says of the table, a line a method; NULL when it is not there. */
static char *peer(const struct shape *shape, const char *path)
{
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *script = g_build_filename(tree ? tree : ".", "tests", "bench", "peer_logistic.py", NULL);
    g_autofree char *table = g_strdup_printf("%s:%zu:%zu:%d", path, shape->rows, shape->columns, shape->rounds);
    const char *const command[] = { "/usr/bin/python3", script, table, NULL };
    char *out = NULL;
    int status = 0;
    if (!g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                      NULL, &status, NULL) ||
        status != 0)
        g_clear_pointer(&out, g_free);
    return out;
}

static void compare(const struct shape *shape, const char *answer, double seconds, const double figure[4])
{
    g_auto(GStrv) lines = g_strsplit(answer, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) word = g_strsplit(lines[i], " ", -1);
        if (g_strv_length(word) < 7) continue;
        double apart = 0;
        for (size_t k = 0; k < 4; k++) {
            const double theirs = g_ascii_strtod(word[3 + k], NULL);
            apart = MAX(apart, fabs(figure[k] - theirs) / (1 + fabs(theirs)));
        }
        const double theirs = g_ascii_strtod(word[2], NULL);
        printf("%-14s %7zu x %-4zu ours %8.4f s  statsmodels %-5s %8.4f s  ratio %.2f (at most 0.60)  apart %.1e\n",
               shape->name, shape->rows, shape->columns, seconds, word[1], theirs, seconds / theirs, apart);
    }
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("bureau-bench-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "table", NULL);
    printf("Logistic regression, CPU seconds of one thread, standard errors included\n");
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        struct made made = make(&shapes[i]);
        double figure[4];
        write_table(&shapes[i], &made, path);
        const double seconds = ours(&shapes[i], &made, figure);
        g_autofree char *answer = peer(&shapes[i], path);
        if (answer)
            compare(&shapes[i], answer, seconds, figure);
        else
            printf("%-14s %7zu x %-4zu ours %8.4f s  statsmodels is not here\n", shapes[i].name, shapes[i].rows,
                   shapes[i].columns, seconds);
        fflush(stdout);
        g_free(made.value);
        g_free(made.bad);
    }
    g_unlink(path);
    g_rmdir(folder);
    return 0;
}
