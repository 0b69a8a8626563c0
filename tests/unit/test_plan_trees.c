/* SPDX-License-Identifier: Apache-2.0 */
/* Plans over boosted trees and a hybrid from facts to answer: every set of deeds counted out through what-if, in one
 * group and in several, and what stays true when the budget of nodes ends first. */
#include "check.h"

#include "plan/month.h"
#include "score_files.h"
#include "subject/dossier.h"
#include "tree_files.h"

#include <math.h>
#include <string.h>

enum { FILES = 12, MONTHS = 12, WITHIN = 3 };

static struct model *models[2];

/* Rows of a world in which used cards, open records and late months are bad. */
static int setup(void **state)
{
    g_autoptr(GString) csv =
        g_string_new("bad,utilisation_now,balance_total,public_records_open,enquiries_12m,worst_state_3m\n");
    g_autoptr(GRand) dice = g_rand_new_with_seed(31);
    (void)state;
    for (int i = 0; i < 3000; i++) {
        char used[32];
        const int share = g_rand_int_range(dice, 0, 120), owed = g_rand_int_range(dice, 0, 2000);
        const int records = g_rand_int_range(dice, 0, 4), asked = g_rand_int_range(dice, 0, 5);
        const int late = MAX(g_rand_int_range(dice, -5, 4), 0);
        const double odds = -3 + share / 40.0 + owed / 1500.0 + 0.5 * records + 0.2 * asked + 0.6 * late;
        g_string_append_printf(csv, "%d,%s,%d,%d,%d,%d\n", g_rand_double(dice) < 1 / (1 + exp(-odds)),
                               g_ascii_formatd(used, sizeof used, "%.2f", share / 100.0), owed, records, asked, late);
    }
    g_autoptr(sample_t) sample = sample_text(csv->str);
    models[0] = sample_model(sample, MODEL_BOOSTED);
    models[1] = sample_model(sample, MODEL_HYBRID);
    for (size_t m = 0; m < G_N_ELEMENTS(models); m++)
        for (size_t i = 0; i < model_inputs(models[m]); i++)
            assert_true(model_input_at(models[m], i).feature >= 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t m = 0; m < G_N_ELEMENTS(models); m++)
        model_free(models[m]);
    return 0;
}

static struct dossier *random_file(GRand *dice)
{
    struct dossier *dossier = file_new("2026-11-22");
    const int cards = g_rand_int_range(dice, 1, 3), records = g_rand_int_range(dice, 1, 4);
    for (int c = 0; c < cards; c++) {
        struct account *card = file_account(dossier, c + 1, "R2", 10000 * g_rand_int_range(dice, 4, 20));
        int64_t balance[MONTHS], paid[MONTHS];
        card->opened = day_of("2024-02-11");
        for (int m = 0; m < MONTHS; m++) {
            balance[m] = 1000 * g_rand_int_range(dice, 0, 90);
            paid[m] = balance[m] / 8;
        }
        file_states(card, "2025-11", g_rand_boolean(dice) ? "NNNNNNNNNN1N" : "NNNNNNNNNNNN");
        file_series(card, &card->history.balance, balance);
        file_series(card, &card->history.paid, paid);
    }
    for (int r = 0; r < records; r++) {
        file_public_record(dossier, "2025-03-04", NULL);
        struct public_record *record = dossier->public_records->pdata[r];
        record->fact = 70 + r;
        record->amount = 1000 * g_rand_int_range(dice, 1, 90);
    }
    file_enquiry(dossier, "2026-09-03", "02");
    return dossier;
}

/* ---- counted out ------------------------------------------------------------------------------------------------- */

struct outcome {
    int score;
    struct plan_price price;
};

static bool outcome_of(const struct scene *scene, const size_t *deed, enum scene_when when, int t, struct outcome *cell)
{
    g_autoptr(GArray) placed = g_array_new(FALSE, TRUE, sizeof(struct placed));
    struct score_result result;
    for (size_t s = 0; s < scene->slots->len; s++)
        if (!scene_place(scene, s, deed[s], when, t, placed)) return false;
    cell->price = (struct plan_price){ { 0 } };
    for (guint i = 0; i < placed->len; i++)
        cell->price = plan_price_add(cell->price, g_array_index(placed, struct placed, i).price);
    g_autoptr(GArray) actions = scene_actions(placed, t);
    if (!whatif_score(scene->model, scene->file, (const struct action *)(const void *)actions->data, actions->len,
                      &result, NULL))
        return false;
    cell->score = result.score;
    return true;
}

static GArray *all_cells(const struct scene *scene, enum scene_when when, int t)
{
    GArray *cells = g_array_new(FALSE, TRUE, sizeof(struct outcome));
    size_t deed[SCENE_MOST_SLOTS] = { 0 }, place = 0;
    while (place < scene->slots->len) {
        struct outcome cell;
        if (outcome_of(scene, deed, when, t, &cell)) g_array_append_val(cells, cell);
        for (place = 0; place < scene->slots->len && ++deed[place] == scene_slot(scene, place)->deeds->len; place++)
            deed[place] = 0;
    }
    return cells;
}

static bool least_of(const GArray *cells, int target, enum plan_cost kind, int most, struct plan_key *least)
{
    bool found = false;
    for (guint i = 0; i < cells->len; i++) {
        const struct outcome *cell = &g_array_index(cells, struct outcome, i);
        const struct plan_key key = plan_key_of(cell->price, kind);
        if (cell->score < target || (most >= 0 && cell->price.of[PLAN_CHANGES] > most)) continue;
        if (!found || plan_key_less(key, *least)) *least = key;
        found = true;
    }
    return found;
}

static const struct month_choice *choice_for(const struct month_answer *answer, int target)
{
    for (guint i = 0; i < answer->choices->len; i++)
        if (g_array_index(answer->choices, struct month_choice, i).score >= target)
            return &g_array_index(answer->choices, struct month_choice, i);
    return NULL;
}

/* The targets searched for are exact; with a budget that ends, nothing is cheaper than what is said to be left. */
static void check_targets(const struct month_answer *answer, const GArray *cells, const struct month_request *request,
                          int *proven, int *stopped)
{
    int highest = G_MININT;
    for (guint i = 0; i < cells->len; i++) {
        const struct outcome *cell = &g_array_index(cells, struct outcome, i);
        if (request->most < 0 || cell->price.of[PLAN_CHANGES] <= request->most) highest = MAX(highest, cell->score);
    }
    assert_true(answer->reach >= highest);
    struct plan_key least = { 0 };
    const bool found = least_of(cells, request->target, request->kind, request->most, &least);
    const struct month_choice *choice = choice_for(answer, request->target);
    if (answer->whole) {
        assert_int_equal(choice != NULL, found);
        if (found) assert_int_equal(plan_key_compare(plan_key_of(choice->price, request->kind), least), 0);
        ++*proven;
        return;
    }
    ++*stopped;
    if (choice == NULL || plan_key_less(least, plan_key_of(choice->price, request->kind)))
        if (found) assert_false(plan_key_less(least, answer->left)); /* the bound holds */
}

/* `apart`: a state too few for one group of all. */
static void count_files(bool apart, int64_t budget, int *proven, int *stopped)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(37);
    for (int f = 0; f < FILES; f++) {
        g_autoptr(dossier_t) file = random_file(dice);
        g_autoptr(GError) error = NULL;
        g_autoptr(scene_t) scene = scene_new(models[f % 2], file, WITHIN, NULL, false, &error);
        assert_no_error(error);
        const int t = g_rand_int_range(dice, 2, WITHIN + 1);
        const enum scene_when when = g_rand_boolean(dice) ? SCENE_FIRST : SCENE_LAST;
        g_autoptr(GArray) cells = all_cells(scene, when, t);
        struct score_result now;
        assert_true(whatif_score(scene->model, file, NULL, 0, &now, &error));
        int64_t nodes = budget;
        const struct month_request request = { .kind = (enum plan_cost)g_rand_int_range(dice, 0, PLAN_COSTS),
                                               .most = g_rand_int_range(dice, -2, 4),
                                               .budget = -1,
                                               .states = apart ? (int64_t)cells->len - 1 : (int64_t)cells->len * 10,
                                               .nodes = &nodes,
                                               .target = now.score + g_rand_int_range(dice, 5, 60) };
        struct month_answer *answer = month_solve(scene, t, when, &request);
        check_targets(answer, cells, &request, proven, stopped);
        month_answer_free(answer);
    }
}

static void test_one_group(void **state)
{
    int proven = 0, stopped = 0;
    (void)state;
    count_files(false, 1000, &proven, &stopped);
    assert_int_equal(proven, FILES);
}

/* Fewer states than all together: accounts and records part into groups, and branch and bound joins them. */
static void test_several_groups(void **state)
{
    int proven = 0, stopped = 0;
    (void)state;
    count_files(true, 1000000, &proven, &stopped);
    assert_int_equal(proven, FILES);
}

static void test_budget_ends(void **state)
{
    int proven = 0, stopped = 0;
    (void)state;
    count_files(true, 3, &proven, &stopped);
    assert_true(stopped > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_group),
        cmocka_unit_test(test_several_groups),
        cmocka_unit_test(test_budget_ends),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
