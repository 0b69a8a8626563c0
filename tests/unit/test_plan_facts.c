/* SPDX-License-Identifier: Apache-2.0 */
/* data/plan/facts.tsv against the engine: every feature a model of persons may use is named there, and no deed moves a
 * feature that the table does not let it move. A row too few would part what belongs together and prove a wrong plan.
 */
#include "check.h"

#include "plan/scene.h"
#include "score_files.h"
#include "subject/dossier.h"

#include <math.h>
#include <string.h>

enum { FILES = 60, MONTHS = 14 };

static unsigned facts_of(size_t feature)
{
    const struct model_input input = { .id = feature_at(feature)->id, .feature = (int)feature };
    return plan_facts_of_input(&input);
}

static void test_every_feature_is_named(void **state)
{
    (void)state;
    size_t persons = 0;
    for (size_t i = 0; i < feature_count(); i++) {
        if (strcmp(feature_at(i)->subject, "enterprise") == 0) continue;
        if (facts_of(i) == ~0u) fail_msg("%s reads every fact: name its measure in plan/facts.tsv", feature_at(i)->id);
        assert_true(facts_of(i) != 0);
        persons++;
    }
    assert_true(persons > 100);
}

/* ---- files in which everything can be done ----------------------------------------------------------------------- */

static void add_account(GRand *dice, struct dossier *dossier, int64_t id)
{
    static const char states[] = "NNN*N1N23N";
    const bool card = g_rand_int_range(dice, 0, 3) != 0;
    struct account *account = file_account(dossier, id, card ? "R2" : "D1", 10000 * g_rand_int_range(dice, 2, 40));
    char months[MONTHS + 1] = { 0 };
    int64_t balance[MONTHS], paid[MONTHS], late[MONTHS], due[MONTHS], owed = g_rand_int_range(dice, 0, 90000);
    for (int m = 0; m < MONTHS; m++) {
        months[m] = states[g_rand_int_range(dice, 0, 10)];
        owed = g_rand_int_range(dice, 0, 6) == 0 ? 0 : MAX(owed + g_rand_int_range(dice, -9000, 9000), 0);
        balance[m] = owed;
        due[m] = owed / 8;
        paid[m] = g_rand_int_range(dice, 0, 9000);
        late[m] = history_months_late(months[m]) > 0 ? owed / 10 : 0;
    }
    if (g_rand_int_range(dice, 0, 5) == 0) months[MONTHS - 1] = 'B';
    account->opened = day_of("2023-02-11");
    file_states(account, "2025-09", months);
    file_series(account, &account->history.balance, balance);
    file_series(account, &account->history.paid, paid);
    file_series(account, &account->history.past_due, late);
    file_series(account, &account->history.due, due);
}

static void add_measure(struct dossier *dossier, const char *kind, int32_t month, int64_t value)
{
    struct measure *measure = g_new0(struct measure, 1);
    measure->kind = g_strdup(kind);
    measure->unit = g_strdup("CNY");
    measure->value = value;
    measure->period = (struct month){ month };
    g_ptr_array_add(dossier->measures, measure);
}

static struct dossier *random_file(GRand *dice)
{
    struct dossier *dossier = file_new("2026-11-22");
    const int accounts = g_rand_int_range(dice, 1, 4);
    for (int i = 0; i < accounts; i++)
        add_account(dice, dossier, i + 1);
    file_enquiry(dossier, "2026-09-03", "02");
    file_public_record(dossier, "2025-03-04", NULL);
    ((struct public_record *)dossier->public_records->pdata[0])->fact = 77;
    for (int back = 0; back < 12; back++) {
        add_measure(dossier, "income.salary", month_named("2026-10").index - back, 900000);
        add_measure(dossier, "consumption.food", month_named("2026-10").index - back, 100000 + 1000 * back);
    }
    return dossier;
}

/* ---- what a deed moves ------------------------------------------------------------------------------------------- */

static unsigned facts_of_deed(const struct deed *deed)
{
    unsigned facts = 0;
    for (size_t i = 0; i < deed->count; i++)
        facts |= deed->move[i].rule->facts;
    return facts;
}

/* Answers how many features moved. */
static size_t check_deed(const struct scene *scene, size_t slot, size_t number, int t, const double *before)
{
    size_t moved = 0;
    struct date day;
    g_autoptr(GArray) placed = g_array_new(FALSE, TRUE, sizeof(struct placed));
    if (!scene_place(scene, slot, number, SCENE_FIRST, t, placed)) return 0;
    g_autoptr(GArray) actions = scene_actions(placed, t);
    g_autoptr(dossier_t) after =
        whatif_apply(scene->file, (const struct action *)(const void *)actions->data, actions->len, &day, NULL);
    if (after == NULL) return 0;
    g_autofree double *values = g_new(double, feature_count());
    features_derive(after, day, values);
    const struct deed *deed = scene_deed(scene, slot, number);
    for (size_t i = 0; i < feature_count(); i++) {
        if (values[i] == before[i] || (isnan(values[i]) && isnan(before[i]))) continue;
        if ((facts_of(i) & facts_of_deed(deed)) == 0)
            fail_msg("%s moves %s, and plan/facts.tsv says it cannot", deed->move[0].rule->id, feature_at(i)->id);
        moved++;
    }
    return moved;
}

/* A card that reads one feature of every fact, so that everything that can be done is among the deeds. */
static struct model *reader(void)
{
    static const char *const features[] = { "worst_state_3m", "balance_total", "limit_total",        "accounts_open",
                                            "enquiries_3m",   "age_oldest",    "public_records_open" };
    g_autoptr(GString) json = g_string_new(
        "{\"format\":\"bureau-scorecard\",\"format_version\":1,\"name\":\"reader\",\"version\":1,\"card\":{},"
        "\"left_out\":{},\"fitted_on\":{\"rows\":100,\"bads\":20},\"metrics\":{},\"scale\":{\"base_score\":600,"
        "\"base_odds\":15,\"points_to_double\":50,\"lowest\":0,\"highest\":2000},\"bands\":[{\"letter\":\"E\","
        "\"from\":0}],\"intercept\":-1,\"intercept_error\":0.1,\"characteristics\":[");
    for (size_t i = 0; i < G_N_ELEMENTS(features); i++)
        g_string_append_printf(json,
                               "%s{\"feature\":\"%s\",\"reason\":\"01\",\"coefficient\":-1,\"standard_error\":0.1,"
                               "\"neutral\":150,\"kind\":\"numeric\",\"integer\":false,\"information_value\":0.5,"
                               "\"bins\":[{\"type\":\"range\",\"below\":1,\"count\":50,\"bads\":5,\"woe\":1,"
                               "\"points\":200},{\"type\":\"range\",\"below\":null,\"count\":50,\"bads\":15,"
                               "\"woe\":-1,\"points\":100}]}",
                               i ? "," : "", features[i]);
    g_string_append(json, "]}");
    g_autoptr(GError) error = NULL;
    struct model *model = model_parse(json->str, -1, "reader", &error);
    assert_no_error(error);
    return model;
}

static void test_deeds_move_what_is_said(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(29);
    g_autoptr(model_t) model = reader();
    g_autofree double *before = g_new(double, feature_count());
    g_autofree size_t *by_rule = g_new0(size_t, plan_action_count());
    for (int f = 0; f < FILES; f++) {
        g_autoptr(dossier_t) file = random_file(dice);
        g_autoptr(GError) error = NULL;
        g_autoptr(scene_t) scene = scene_new(model, file, 6, NULL, false, &error);
        assert_no_error(error);
        const int t = g_rand_int_range(dice, 1, 7);
        features_derive(scene->drift[t], scene->day[t], before);
        for (size_t s = 0; s < scene->slots->len; s++)
            for (size_t d = 1; d < scene_slot(scene, s)->deeds->len; d++) {
                const size_t moved = check_deed(scene, s, d, t, before);
                for (size_t a = 0; a < plan_action_count(); a++)
                    if (plan_action_at(a) == scene_deed(scene, s, d)->move[0].rule) by_rule[a] += moved;
            }
    }
    for (size_t a = 0; a < plan_action_count(); a++) {
        const struct plan_action *rule = plan_action_at(a);
        if (!rule->forbidden && rule->account != PLAN_CARDS && by_rule[a] == 0) fail_msg("%s was never done", rule->id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_feature_is_named),
        cmocka_unit_test(test_deeds_move_what_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
