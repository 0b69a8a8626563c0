/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluation against figures made by hand, by other programs, and by their definitions. */
#include "check.h"
#include "model_files.h"
#include "training/evaluation_groups.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define NEAR(a, b, e) assert_true(fabs((a) - (b)) < (e))

/* Twenty rows with ties; the figures are those of scikit-learn 1.2.1 (roc_auc_score, brier_score_loss, log_loss, each
 * without and with the weights) and of statsmodels 0.13.5 (GLM of the outcome on the log-odds). */
static const double told[] = { .03, .10, .10, .22, .35, .35, .41, .48, .52, .60,
                               .60, .66, .71, .80, .80, .87, .93, .97, .15, .28 };
static const guint8 was[] = { 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1 };
static const double times[] = { 1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2 };
enum { N = G_N_ELEMENTS(told) };

static struct judged_rows twenty(const double *weight)
{
    static double score[N];
    for (int i = 0; i < N; i++)
        score[i] = 1000 - rint(1000 * told[i]);
    return (struct judged_rows){ N, score, told, was, weight };
}

static void other_programs_agree(void **state)
{
    (void)state;
    const struct judged_rows rows = twenty(NULL), weighted = twenty(times);
    struct evaluation_summary plain, heavy;
    assert_true(evaluation_summarise(&rows, &plain));
    assert_true(evaluation_summarise(&weighted, &heavy));
    NEAR(plain.ranking.auc, 0.835, 1e-12);
    NEAR(plain.ranking.gini, 0.67, 1e-12);
    NEAR(plain.ranking.ks, 0.5, 1e-12);
    NEAR(plain.ranking.ks_at, 0.66, 1e-12);
    NEAR(plain.calibration.brier, 0.164325, 1e-12);
    NEAR(plain.calibration.log_loss, 0.4830648938096688, 1e-12);
    NEAR(plain.calibration.intercept, 0.022984575273930385, 1e-7);
    NEAR(plain.calibration.slope, 1.094287673287941, 1e-7);
    NEAR(heavy.ranking.auc, 0.8083333333333333, 1e-12);
    NEAR(heavy.calibration.brier, 0.18073333333333338, 1e-12);
    NEAR(heavy.calibration.log_loss, 0.5253497431312427, 1e-12);
    NEAR(heavy.rows, 27, 1e-12);
}

/* Placements by counting every pair (DeLong, DeLong and Clarke-Pearson 1988, formulas 3 to 5). */
static void interval_by_definition(void **state)
{
    (void)state;
    const struct judged_rows rows = twenty(NULL);
    g_autoptr(ladder_t) ladder = ladder_of_probabilities(&rows);
    struct evaluation_ranking ranking;
    double place[N], mean = 0, of_bads = 0, of_goods = 0;
    int bads = 0;
    for (int i = 0; i < N; i++) {
        double wins = 0, against = 0;
        for (int j = 0; j < N; j++) {
            if (was[j] == was[i]) continue;
            const double high = was[i] ? told[i] : told[j], low = was[i] ? told[j] : told[i];
            wins += high > low ? 1 : high == low ? 0.5 : 0;
            against++;
        }
        place[i] = wins / against;
        mean += was[i] ? place[i] : 0;
        bads += was[i];
    }
    mean /= bads;
    for (int i = 0; i < N; i++)
        *(was[i] ? &of_bads : &of_goods) += (place[i] - mean) * (place[i] - mean);
    const double variance = of_bads / (bads - 1) / bads + of_goods / (N - bads - 1) / (N - bads);
    assert_true(evaluation_rank(ladder, &ranking));
    NEAR(ranking.auc, mean, 1e-12);
    NEAR(ranking.auc_error, sqrt(variance), 1e-12);
    const double half = 1.959963984540054 * sqrt(variance) / (mean * (1 - mean));
    NEAR(log(ranking.auc_low / (1 - ranking.auc_low)), log(mean / (1 - mean)) - half, 1e-9);
    NEAR(log(ranking.auc_high / (1 - ranking.auc_high)), log(mean / (1 - mean)) + half, 1e-9);
}

static void roc_is_the_one_drawn_by_hand(void **state)
{
    (void)state;
    static const double goods[] = { 0, 0, 0, 0, .1, .1, .1, .2, .3, .3, .4, .5, .5, .6, .7, .9, 1 };
    static const double bads[] = { 0, .1, .2, .3, .4, .5, .6, .7, .7, .8, .8, .9, 1, 1, 1, 1, 1 };
    const struct judged_rows rows = twenty(NULL);
    g_autoptr(ladder_t) ladder = ladder_of_probabilities(&rows);
    size_t count;
    g_autofree struct roc_point *roc = evaluation_roc(ladder, &count);
    assert_int_equal(count, G_N_ELEMENTS(goods));
    for (size_t i = 0; i < count; i++) {
        NEAR(roc[i].goods, goods[i], 1e-12);
        NEAR(roc[i].bads, bads[i], 1e-12);
    }
    g_autofree struct roc_point *thin = g_memdup2(roc, count * sizeof *roc);
    const size_t left = evaluation_roc_thin(thin, count, 6);
    assert_int_equal(left, 6);
    NEAR(thin[0].goods + thin[0].bads, 0, 1e-15);
    NEAR(thin[5].goods + thin[5].bads, 2, 1e-15);
    for (size_t i = 1; i < left; i++)
        assert_true(thin[i].goods >= thin[i - 1].goods && thin[i].bads >= thin[i - 1].bads);
}

/* Every weight is how often the row is there. */
static void weights_are_copies(void **state)
{
    (void)state;
    double p[64], score[64];
    guint8 bad[64];
    size_t count = 0;
    for (int i = 0; i < N; i++)
        for (int n = 0; n < (int)times[i]; n++) {
            p[count] = told[i];
            score[count] = 1000 - rint(1000 * told[i]);
            bad[count++] = was[i];
        }
    const struct judged_rows copies = { count, score, p, bad, NULL }, weighted = twenty(times);
    struct evaluation_summary a, b;
    struct evaluation_band of_a[EVALUATION_GROUPS], of_b[EVALUATION_GROUPS];
    evaluation_summarise(&copies, &a);
    evaluation_summarise(&weighted, &b);
    NEAR(a.ranking.auc_error, b.ranking.auc_error, 1e-12);
    NEAR(a.calibration.reliability, b.calibration.reliability, 1e-12);
    NEAR(a.calibration.slope, b.calibration.slope, 1e-7);
    const size_t bands = evaluation_bands(&copies, of_a);
    assert_int_equal(bands, evaluation_bands(&weighted, of_b));
    for (size_t i = 0; i < bands; i++) {
        NEAR(of_a[i].goods, of_b[i].goods, 1e-12);
        NEAR(of_a[i].bads, of_b[i].bads, 1e-12);
        NEAR(of_a[i].expected, of_b[i].expected, 1e-12);
    }
}

/* ---- cut-offs ---------------------------------------------------------------------------------------------------- */

static void cutoffs_are_the_best_of_all(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(5);
    for (int round = 0; round < 200; round++) {
        double score[40], p[40];
        guint8 bad[40];
        const size_t count = (size_t)g_rand_int_range(chance, 2, 40);
        for (size_t i = 0; i < count; i++) {
            score[i] = g_rand_int_range(chance, 0, 15);
            p[i] = 0.5;
            bad[i] = g_rand_double(chance) < 0.4;
        }
        const struct judged_rows rows = { count, score, p, bad, NULL };
        g_autoptr(ladder_t) ladder = ladder_of_scores(&rows);
        const double of_bad = g_rand_int_range(chance, 0, 9), of_good = g_rand_int_range(chance, 1, 5);
        const double share = g_rand_double(chance);
        double least = INFINITY, most = -1;
        for (double cutoff = -1; cutoff <= 16; cutoff++) {
            const struct confusion at = evaluation_confusion(ladder, cutoff);
            least = fmin(least, confusion_cost(&at, of_bad, of_good));
            if (confusion_approval(&at) <= share) most = fmax(most, confusion_approval(&at));
        }
        struct confusion at = evaluation_confusion(ladder, evaluation_cutoff_by_cost(ladder, of_bad, of_good));
        NEAR(confusion_cost(&at, of_bad, of_good), least, 1e-9);
        at = evaluation_confusion(ladder, evaluation_cutoff_by_approval(ladder, share));
        NEAR(confusion_approval(&at), most, 1e-12);
        struct evaluation_ranking ranking;
        if (!evaluation_rank(ladder, &ranking)) continue;
        at = evaluation_confusion(ladder, evaluation_cutoff_by_ks(ladder));
        const double apart = at.refused_bad / ladder->bads - at.refused_good / ladder->goods;
        assert_true(apart <= ranking.ks + 1e-12 && apart >= -1e-12);
    }
}

static void confusion_by_hand(void **state)
{
    (void)state;
    const struct judged_rows rows = twenty(NULL);
    g_autoptr(ladder_t) ladder = ladder_of_scores(&rows);
    const struct confusion at = evaluation_confusion(ladder, 400); // accepted: told at most 0.60
    NEAR(at.accepted_good, 9, 1e-12);
    NEAR(at.accepted_bad, 4, 1e-12);
    NEAR(at.refused_good, 1, 1e-12);
    NEAR(at.refused_bad, 6, 1e-12);
    NEAR(confusion_approval(&at), 13 / 20.0, 1e-12);
    NEAR(confusion_bad_rate(&at), 4 / 13.0, 1e-12);
    NEAR(confusion_cost(&at, 5, 1), 21, 1e-12);
    // of the least cost at equal costs: the row of 0.66 and riskier are refused
    NEAR(evaluation_cutoff_by_cost(ladder, 1, 1), 400, 1e-12);
    NEAR(evaluation_cutoff_by_ks(ladder), 400, 1e-12);
    NEAR(evaluation_cutoff_by_approval(ladder, 1), 30, 1e-12);
    NEAR(evaluation_cutoff_by_approval(ladder, 0), 971, 1e-12);
    const struct confusion none = evaluation_confusion(ladder, 971);
    assert_true(isnan(confusion_bad_rate(&none)));
}

/* ---- calibration ------------------------------------------------------------------------------------------------- */

/* Four probabilities of five rows each: bands hold one probability, so the decomposition is exact. */
static void decomposition_by_hand(void **state)
{
    (void)state;
    static const double four[] = { 0.1, 0.3, 0.6, 0.9 };
    static const int bads[] = { 1, 1, 3, 4 };
    double p[20], score[20];
    guint8 bad[20];
    for (int i = 0; i < 20; i++) {
        p[i] = four[i / 5];
        score[i] = 0;
        bad[i] = i % 5 < bads[i / 5];
    }
    const struct judged_rows rows = { 20, score, p, bad, NULL };
    struct evaluation_calibration found;
    struct evaluation_band band[EVALUATION_GROUPS];
    assert_int_equal(evaluation_bands(&rows, band), 4);
    NEAR(band[0].from, 0.9, 1e-15); // the riskiest first
    NEAR(band[0].bads, 4, 1e-15);
    evaluation_calibrate(&rows, &found);
    const double mean = 9 / 20.0;
    NEAR(found.observed, mean, 1e-12);
    NEAR(found.uncertainty, mean * (1 - mean), 1e-12);
    NEAR(found.reliability, (.1 * .1 + .1 * .1 + 0 + .1 * .1) / 4, 1e-12);
    NEAR(found.resolution, (.25 * .25 * 2 + .15 * .15 + .35 * .35) / 4, 1e-12);
    NEAR(found.brier, found.reliability - found.resolution + found.uncertainty, 1e-12);
    NEAR(found.within, 0, 1e-12);
    NEAR(found.ece, (.1 + .1 + 0 + .1) / 4, 1e-12);
}

static void interval_of_a_share(void **state)
{
    (void)state;
    double low, high;
    evaluation_interval(10, 100, &low, &high); // Wilson 1927; as statsmodels proportion_confint
    NEAR(low, 0.05522914, 1e-7);
    NEAR(high, 0.17436566, 1e-7);
    evaluation_interval(0, 10, &low, &high);
    NEAR(low, 0, 1e-12);
    NEAR(high, 0.27753279, 1e-7);
    evaluation_interval(0, 0, &low, &high);
    assert_true(isnan(low) && isnan(high));
}

static void one_kind_says_nothing(void **state)
{
    (void)state;
    static const double p[] = { 0.1, 0.2 }, score[] = { 2, 1 };
    static const guint8 good[] = { 0, 0 };
    const struct judged_rows rows = { 2, score, p, good, NULL }, none = { 0, score, p, good, NULL };
    struct evaluation_summary summary;
    assert_false(evaluation_summarise(&rows, &summary));
    assert_true(isnan(summary.ranking.auc) && isnan(summary.ranking.auc_low));
    assert_true(isnan(summary.calibration.slope));
    NEAR(summary.calibration.brier, 0.025, 1e-12);
    assert_false(evaluation_summarise(&none, &summary));
    NEAR(summary.rows, 0, 1e-15);
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static struct evaluation_policy policy(void)
{
    g_autoptr(GError) error = NULL;
    struct evaluation_policy found;
    assert_true(evaluation_policy_load(&found, &error));
    assert_no_error(error);
    return found;
}

/* Two groups of 200 and one of 10: by hand. */
static void fairness_by_hand(void **state)
{
    (void)state;
    enum { ROWS = 410 };
    double score[ROWS], p[ROWS];
    guint8 bad[ROWS];
    guint32 of[ROWS];
    for (int i = 0; i < ROWS; i++) {
        const int at = i % 200;
        of[i] = i < 200 ? 0 : i < 400 ? 1 : 2;
        bad[i] = at < 40; // 40 bads, 160 goods; the small group is all bad
        // first group: 10 of 40 bads and 150 of 160 goods accepted; second: 10 and 100; third: everybody
        score[i] = of[i] == 2 || (bad[i] ? at < 10 : at < (of[i] ? 140 : 190)) ? 700 : 500;
        p[i] = of[i] ? 0.3 : 0.2;
    }
    struct evaluation_grouping grouping = { .groups = 3, .of = of };
    const struct judged_rows rows = { ROWS, score, p, bad, NULL };
    const struct evaluation_policy rules = policy();
    struct evaluation_fairness fair[3];
    evaluation_fair(&rows, &grouping, 600, &rules, fair);
    NEAR(fair[0].approval, 0.8, 1e-12);
    NEAR(fair[1].approval, 0.55, 1e-12);
    assert_true(fair[0].compared && !fair[1].compared && !fair[2].compared); // not the small one, though it has 100 %
    NEAR(fair[1].impact, 0.55 / 0.8, 1e-12);
    NEAR(fair[1].tpr, 100 / 160.0, 1e-12);
    NEAR(fair[1].tpr_gap, 100 / 160.0 - 150 / 160.0, 1e-12);
    NEAR(fair[1].fpr_gap, 0, 1e-12);
    NEAR(fair[1].precision, 100 / 110.0, 1e-12);
    NEAR(fair[1].foretold, 0.3, 1e-12);
    NEAR(fair[1].observed, 0.2, 1e-12);
    // z = 0.25 / sqrt(0.675 * 0.325 * 0.01)
    NEAR(fair[1].p_value, erfc(0.25 / sqrt(0.675 * 0.325 * 0.01) / sqrt(2)), 1e-12);
    assert_true(fair[1].flagged && !fair[0].flagged);
    assert_true(fair[2].small && !fair[2].flagged && !fair[0].small);
    struct evaluation_segment segment;
    evaluation_segment(&rows, &grouping, 1, 600, &rules, NULL, &segment);
    NEAR(segment.approval, 0.55, 1e-12);
    NEAR(segment.summary.rows, 200, 1e-12);
    // the pairs: 30 of 40 bads below, 100 of 160 goods above
    NEAR(segment.summary.ranking.auc, 0.5, 1e-12); // by probability all are alike
    NEAR(segment.mean_score, (110 * 700 + 90 * 500) / 200.0, 1e-12);
    assert_false(segment.small);
}

static void columns_are_parted(void **state)
{
    (void)state;
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) csv = g_string_new("code,number,text,month\n");
    const int file = g_file_open_tmp("bureau-groups-XXXXXX", &path, NULL);
    close(file);
    for (int i = 0; i < 100; i++)
        g_string_append_printf(csv, "%d,%d.5,%s,2026-%02d\n", i % 3, i, i % 10 ? "b" : i ? "a" : "", 12 - i / 25);
    assert_true(g_file_set_contents(path, csv->str, -1, NULL));
    g_autoptr(frame_t) frame = frame_read(path, NULL, &error);
    assert_no_error(error);
    guint32 row[100];
    for (guint32 i = 0; i < 100; i++)
        row[i] = i;
    struct evaluation_policy rules = policy();
    g_autoptr(evaluation_grouping_t) codes = evaluation_group(&frame->column[0], row, 100, &rules, &error);
    assert_int_equal(codes->groups, 3);
    assert_string_equal(codes->label[2], "2");
    assert_int_equal(codes->of[5], 2);
    g_autoptr(evaluation_grouping_t) numbers = evaluation_group(&frame->column[1], row, 100, &rules, &error);
    assert_int_equal(numbers->groups, 5);
    assert_string_equal(numbers->label[0], "< 20.5");
    assert_int_equal(numbers->of[20], 1);
    g_autoptr(evaluation_grouping_t) texts = evaluation_group(&frame->column[2], row, 100, &rules, &error);
    assert_int_equal(texts->groups, 3);
    assert_string_equal(texts->label[0], "a");
    assert_string_equal(texts->label[2], "missing");
    g_autoptr(evaluation_grouping_t) months = evaluation_group(&frame->column[3], row, 100, &rules, &error);
    assert_string_equal(months->label[0], "2026-09");
    assert_int_equal(months->of[0], 3);
    rules.most_categories = 1;
    assert_null(evaluation_group(&frame->column[2], row, 100, &rules, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    g_unlink(path);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

static char *folder;

static char *place(const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    if (text) assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static int prepare(void **state)
{
    g_autoptr(GPtrArray) rows = hostile_rows(2000, 7);
    g_autoptr(model_t) model = hostile_model();
    g_autofree char *csv = hostile_csv(rows);
    g_autofree char *json = model_to_json(model);
    folder = g_dir_make_tmp("bureau-evaluation-XXXXXX", NULL);
    g_free(place("data.csv", csv));
    g_free(place("model.json", json));
    *state = NULL;
    return 0;
}

static int clear(void **state)
{
    (void)state;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = place(name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

static void command_answers_the_same(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *model_path = place("model.json", NULL), *data = place("data.csv", NULL);
    g_autoptr(GPtrArray) rows = hostile_rows(2000, 7);
    g_autoptr(model_t) model = hostile_model();
    double score[2000], p[2000];
    guint8 bad[2000];
    for (guint i = 0; i < rows->len; i++) {
        const struct hostile_row *row = rows->pdata[i];
        struct score_result result;
        score[i] = hostile_score(model, row, &result);
        p[i] = result.probability;
        bad[i] = row->bad;
    }
    struct evaluation plain;
    assert_true(evaluate(p, bad, rows->len, &plain));
    g_autoptr(table_t) answer = command_words(&error, "model.evaluate", "--model", model_path, "--data", data,
                                              "--target", "bad", "--approve", "0.6", "--part", "confusion", NULL);
    assert_no_error(error);
    NEAR(fact_number(answer, "auc"), plain.auc, 1e-9);
    NEAR(fact_number(answer, "ks"), plain.ks, 1e-9);
    NEAR(fact_number(answer, "brier"), plain.brier, 1e-9);
    assert_true(fact_number(answer, "approval_rate") <= 0.6 && fact_number(answer, "approval_rate") > 0.4);
    const double cutoff = fact_number(answer, "cutoff");
    double accepted[2] = { 0, 0 };
    for (guint i = 0; i < rows->len; i++)
        accepted[bad[i]] += score[i] >= cutoff;
    NEAR(table_row(answer, 0)[1].real, accepted[0], 1e-9);
    NEAR(table_row(answer, 1)[1].real, accepted[1], 1e-9);
    assert_true(isnan(fact_number(answer, "psi"))); // the card keeps no reference
}

static void parts_add_up(void **state)
{
    (void)state;
    static const char *const parts[] = { "roc", "cutoffs", "distribution", "lift", "calibration", "confusion" };
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer = command_words(&error, "model.evaluate", "--model", model, "--data", data,
                                                  "--target", "bad", "--part", parts[i], NULL);
        assert_no_error(error);
        double rows = 0;
        const size_t count = table_row_count(answer);
        assert_true(count > 2);
        if (!strcmp(parts[i], "distribution")) {
            for (size_t r = 0; r < count; r++)
                rows += table_row(answer, r)[2].real + table_row(answer, r)[3].real;
            NEAR(rows, 2000, 1e-9);
        } else if (!strcmp(parts[i], "lift")) {
            for (size_t r = 0; r < count; r++)
                rows += table_row(answer, r)[3].real;
            NEAR(rows, 2000, 1e-9);
            NEAR(table_row(answer, count - 1)[9].real, 1, 1e-12);
        } else if (!strcmp(parts[i], "roc")) {
            NEAR(table_row(answer, count - 1)[1].real, 1, 1e-12);
        }
    }
}

static void segments_folds_and_time(void **state)
{
    (void)state;
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 2000; i++)
        g_string_append_printf(text, "%d\n", i % 4);
    g_autofree char *folds = place("folds", text->str), *rows = place("rows", "0\n5\n7\n1999\n8\n9\n10\n11\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) segments = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                                "bad", "--by", "grp", "--by", "mon", NULL);
    assert_no_error(error);
    assert_int_equal(table_row_count(segments), 3 + 12);
    double sum = 0;
    for (size_t r = 0; r < 3; r++)
        sum += table_row(segments, r)[2].real;
    NEAR(sum, 2000, 1e-9);
    assert_int_equal(table_row(segments, 2)[17].integer, 1); // "c" is rare: marked
    g_autoptr(table_t) fair = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                            "bad", "--fair", "grp", NULL);
    assert_no_error(error);
    assert_int_equal(table_row_count(fair), 3);
    g_autoptr(table_t) by_fold = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                               "bad", "--folds", folds, NULL);
    assert_no_error(error);
    assert_int_equal(table_row_count(by_fold), 6);
    double mean = 0;
    for (size_t r = 0; r < 4; r++)
        mean += table_row(by_fold, r)[3].real / 4;
    NEAR(table_row(by_fold, 4)[3].real, mean, 1e-12);
    g_autoptr(table_t) later = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                             "bad", "--since", "mon=2026-10", NULL);
    assert_no_error(error);
    NEAR(fact_number(later, "rows"), 500, 1);
    g_autoptr(table_t) some = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                            "bad", "--rows", rows, NULL);
    assert_no_error(error);
    NEAR(fact_number(some, "rows"), 8, 1e-9);
    g_autoptr(table_t) heavy = command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target",
                                             "bad", "--weight", "twice", NULL);
    assert_no_error(error);
    NEAR(fact_number(heavy, "rows"), 2000 + fact_number(heavy, "bads") / 2, 1e-9);
}

static void words_are_checked(void **state)
{
    (void)state;
    g_autofree char *model = place("model.json", NULL), *data = place("data.csv", NULL);
    g_autofree char *twice = place("twice", "1\n1\n"), *few = place("few", "0\n1\n");
    const struct {
        const char *option, *value, *option_2, *value_2;
        int code;
    } wrong[] = {
        { "--target", "nobody", NULL, NULL, BUREAU_ERROR_USAGE },
        { "--target", "bad", "--approve", "1.5", BUREAU_ERROR_USAGE },
        { "--target", "bad", "--cutoff", "abc", BUREAU_ERROR_USAGE },
        { "--target", "bad", "--fair", "nobody", BUREAU_ERROR_USAGE },
        { "--target", "bad", "--since", "mon", BUREAU_ERROR_USAGE },
        { "--target", "bad", "--since", "mon=9999", BUREAU_ERROR_INPUT },
        { "--target", "bad", "--rows", twice, BUREAU_ERROR_INPUT },
        { "--target", "bad", "--folds", few, BUREAU_ERROR_INPUT },
        { "--target", "bad", "--part", "psi", BUREAU_ERROR_NOT_FOUND },
        { "--target", "bad", "--part", "segments", BUREAU_ERROR_USAGE },
        { "--target", "grp", NULL, NULL, BUREAU_ERROR_INPUT },
        { "--target", "bad", "--weight", "mon", BUREAU_ERROR_INPUT },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer =
            command_words(&error, "model.evaluate", "--model", model, "--data", data, wrong[i].option, wrong[i].value,
                          wrong[i].option_2, wrong[i].value_2, NULL);
        assert_null(answer);
        assert_error_code(error, wrong[i].code);
    }
    g_autoptr(GError) error = NULL;
    assert_null(command_words(&error, "model.evaluate", "--model", model, "--data", data, "--target", "bad",
                              "--approve", "0.5", "--cutoff", "600", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_programs_agree),
        cmocka_unit_test(interval_by_definition),
        cmocka_unit_test(roc_is_the_one_drawn_by_hand),
        cmocka_unit_test(weights_are_copies),
        cmocka_unit_test(cutoffs_are_the_best_of_all),
        cmocka_unit_test(confusion_by_hand),
        cmocka_unit_test(decomposition_by_hand),
        cmocka_unit_test(interval_of_a_share),
        cmocka_unit_test(one_kind_says_nothing),
        cmocka_unit_test(fairness_by_hand),
        cmocka_unit_test(columns_are_parted),
        cmocka_unit_test(command_answers_the_same),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(segments_folds_and_time),
        cmocka_unit_test(words_are_checked),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
