/* SPDX-License-Identifier: Apache-2.0 */
/* Plans through the real engine: every set of deeds of small random files counted out, and what a plan claims against
 * what-if word for word. */
#include "check.h"

#include "plan/month.h"
#include "score_files.h"
#include "subject/dossier.h"

#include <math.h>
#include <string.h>

enum { FILES = 24, MONTHS = 12 };

static struct model *shipped;

static int setup(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = data_path("models/behaviour.json");
    (void)state;
    shipped = model_load_file(path, &error);
    assert_no_error(error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    model_free(shipped);
    return 0;
}

/* ---- random files ------------------------------------------------------------------------------------------------ */

static void add_random_account(GRand *dice, struct dossier *dossier, int64_t id)
{
    static const char states[] = "NNN*N12N3NB";
    const bool card = g_rand_int_range(dice, 0, 4) != 0;
    const int64_t limit = 10000 * g_rand_int_range(dice, 2, 30);
    struct account *account = file_account(dossier, id, card ? "R2" : "D1", limit);
    char months[MONTHS + 1] = { 0 };
    int64_t balance[MONTHS], paid[MONTHS], late[MONTHS];
    int64_t owed = g_rand_int_range(dice, 0, 50000);
    account->opened = day_of("2024-02-11");
    for (int m = 0; m < MONTHS; m++) {
        months[m] = states[g_rand_int_range(dice, 0, m + 1 < MONTHS ? 9 : 11)];
        owed = MAX(owed + g_rand_int_range(dice, -8000, 8000), 0);
        balance[m] = owed;
        paid[m] = g_rand_int_range(dice, 0, 9000);
        late[m] = history_months_late(months[m]) > 0 ? owed / 10 : 0;
    }
    file_states(account, "2025-11", months);
    file_series(account, &account->history.balance, balance);
    file_series(account, &account->history.paid, paid);
    file_series(account, &account->history.past_due, late);
}

static struct dossier *random_file(GRand *dice)
{
    struct dossier *dossier = file_new("2026-11-22");
    const int accounts = g_rand_int_range(dice, 1, 3);
    for (int i = 0; i < accounts; i++)
        add_random_account(dice, dossier, i + 1);
    if (g_rand_boolean(dice)) file_enquiry(dossier, "2026-09-03", "02");
    return dossier;
}

/* ---- counted out ------------------------------------------------------------------------------------------------- */

struct counted {
    struct plan_key *least; /* by score: the least price of at least so much */
    int lowest, highest;
    bool *found;
};

static bool price_choice(const struct scene *scene, const size_t *deed, enum scene_when when, int t, int *score,
                         struct plan_price *price)
{
    g_autoptr(GArray) placed = g_array_new(FALSE, TRUE, sizeof(struct placed));
    struct score_result result;
    *price = (struct plan_price){ { 0 } };
    for (size_t s = 0; s < scene->slots->len; s++)
        if (!scene_place(scene, s, deed[s], when, t, placed)) return false;
    for (guint i = 0; i < placed->len; i++)
        *price = plan_price_add(*price, g_array_index(placed, struct placed, i).price);
    g_autoptr(GArray) actions = scene_actions(placed, t);
    if (!whatif_score(scene->model, scene->file, (const struct action *)(const void *)actions->data, actions->len,
                      &result, NULL))
        return false;
    *score = result.score;
    return true;
}

static void count_out(const struct scene *scene, enum scene_when when, int t, const struct month_request *request,
                      struct counted *counted)
{
    size_t deed[SCENE_MOST_SLOTS] = { 0 }, place = 0;
    while (place < scene->slots->len || scene->slots->len == 0) {
        int score;
        struct plan_price price;
        const bool can = price_choice(scene, deed, when, t, &score, &price) &&
                         (request->most < 0 || price.of[PLAN_CHANGES] <= request->most);
        const struct plan_key key = plan_key_of(price, request->kind);
        for (int s = counted->lowest; can && s <= score; s++) {
            const int at = s - counted->lowest;
            if (!counted->found[at] || plan_key_less(key, counted->least[at])) counted->least[at] = key;
            counted->found[at] = true;
        }
        for (place = 0; place < scene->slots->len && ++deed[place] == scene_slot(scene, place)->deeds->len; place++)
            deed[place] = 0;
        if (scene->slots->len == 0) break;
    }
}

static void compare(const struct month_answer *answer, const struct counted *counted, enum plan_cost kind)
{
    assert_true(answer->whole);
    for (int score = counted->lowest; score <= counted->highest; score++) {
        const struct month_choice *choice = NULL;
        for (guint i = 0; i < answer->choices->len && choice == NULL; i++)
            if (g_array_index(answer->choices, struct month_choice, i).score >= score)
                choice = &g_array_index(answer->choices, struct month_choice, i);
        const int at = score - counted->lowest;
        assert_int_equal(choice != NULL, counted->found[at]);
        if (choice == NULL) continue;
        const struct plan_key own = plan_key_of(choice->price, kind);
        assert_int_equal(own.first, counted->least[at].first);
        assert_int_equal(own.rest, counted->least[at].rest);
    }
}

static void check_month(GRand *dice, const struct scene *scene)
{
    int64_t nodes = 1000;
    const struct month_request request = { .kind = (enum plan_cost)g_rand_int_range(dice, 0, PLAN_COSTS),
                                           .most = g_rand_int_range(dice, -2, 4),
                                           .budget = -1,
                                           .states = 4000,
                                           .nodes = &nodes };
    const int t = g_rand_int_range(dice, 0, scene->months + 1);
    const enum scene_when when = g_rand_boolean(dice) ? SCENE_FIRST : SCENE_LAST;
    const int span = model_highest(scene->model) - model_lowest(scene->model) + 1;
    g_autofree struct plan_key *least = g_new0(struct plan_key, span);
    g_autofree bool *found = g_new0(bool, span);
    struct counted counted = { least, model_lowest(scene->model), model_highest(scene->model), found };
    count_out(scene, when, t, &request, &counted);
    struct month_answer *answer = month_solve(scene, t, when, &request);
    compare(answer, &counted, request.kind);
    month_answer_free(answer);
}

/* Every set of deeds of a month, scored one by one by what-if: the search gives the least price of every score. */
static void test_months_counted_out(void **state)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(17);
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) small = model_parse(file_card_json, -1, "small", &error);
    (void)state;
    assert_no_error(error);
    size_t deeds = 0;
    for (int i = 0; i < FILES; i++) {
        g_autoptr(dossier_t) file = random_file(dice);
        g_autoptr(scene_t) scene = scene_new(i % 2 ? small : shipped, file, 4, NULL, false, &error);
        assert_no_error(error);
        for (size_t s = 0; s < scene->slots->len; s++)
            deeds += scene_slot(scene, s)->deeds->len;
        check_month(dice, scene);
    }
    assert_true(deeds > 5 * FILES);
}

/* ---- what a plan claims ------------------------------------------------------------------------------------------ */

static GArray *actions_of(const struct plan *plan)
{
    g_autofree char *text = plan_actions_text(plan);
    g_auto(GStrv) each = g_strsplit(text, "; ", -1);
    GArray *actions = g_array_new(FALSE, TRUE, sizeof(struct action));
    for (size_t i = 0; each[i] != NULL; i++) {
        struct action action;
        g_autoptr(GError) error = NULL;
        action_parse(each[i], &action, &error);
        assert_no_error(error);
        g_array_append_val(actions, action);
    }
    return actions;
}

static void check_plan(const struct plan_book *book, const struct dossier *file, const struct plan *plan)
{
    struct score_result result;
    struct plan_price sum = { { 0 } };
    int points = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) actions = actions_of(plan);
    whatif_score(shipped, file, (const struct action *)(const void *)actions->data, actions->len, &result, &error);
    assert_no_error(error);
    assert_int_equal(result.score, plan->score);
    assert_true(plan->proven);
    assert_int_equal(plan->gap, 0);
    for (size_t i = 0; i < plan->steps; i++) {
        sum = plan_price_add(sum, plan->step[i].price);
        points += plan->step[i].points;
        assert_true(plan->step[i].action.kind != ACTION_REMOVE && plan->step[i].action.kind != ACTION_OPEN);
    }
    if (plan->steps > 0) assert_int_equal(plan->step[0].action.kind, ACTION_WAIT); /* a reported month stays */
    assert_int_equal(points, plan->score - book->now.score);
    assert_memory_equal(&sum, &plan->price, sizeof sum);
    assert_int_equal(plan->path[plan->offset], plan->score);
    assert_int_equal(plan->month.index, book->month.index + plan->offset);
}

static void test_plans_are_what_if(void **state)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(19);
    (void)state;
    for (int i = 0; i < FILES; i++) {
        g_autoptr(dossier_t) file = random_file(dice);
        g_autoptr(GError) error = NULL;
        const struct plan_wish wish = {
            .kind = (enum plan_cost)(i % PLAN_COSTS), .within = 6, .most = -1, .budget = -1
        };
        g_autoptr(plan_book_t) book = plan_find(NULL, shipped, file, &wish, &error);
        assert_no_error(error);
        assert_true(book->plans > 0 && book->reach_proven);
        for (size_t p = 0; p < book->plans; p++) {
            check_plan(book, file, &book->plan[p]);
            if (p > 0) assert_true(book->plan[p].score > book->plan[p - 1].score);
        }
        assert_ptr_equal(plan_for(book, book->plan[0].score), &book->plan[0]);
        assert_null(plan_for(book, plan_best(book)->score + 1));
    }
}

/* ---- wishes ------------------------------------------------------------------------------------------------------ */

static struct plan_book *find(const struct dossier *file, struct plan_wish wish)
{
    g_autoptr(GError) error = NULL;
    struct plan_book *book = plan_find(NULL, shipped, file, &wish, &error);
    assert_no_error(error);
    return book;
}

static const struct plan_wish usual = { .kind = PLAN_MONEY, .within = 6, .most = -1, .budget = -1 };

static void test_wishes(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_card_client();
    g_autoptr(plan_book_t) all = find(file, usual);
    const struct plan *best = plan_best(all);
    assert_true(best->score > all->now.score);
    struct plan_wish wish = usual;
    wish.most = 0;
    g_autoptr(plan_book_t) still = find(file, wish);
    assert_int_equal(plan_best(still)->price.of[PLAN_CHANGES], 0);
    assert_true(plan_best(still)->score <= best->score);
    wish = usual;
    const char *const without[] = { "pay", "limit", NULL };
    wish.without = without;
    g_autoptr(plan_book_t) barred = find(file, wish);
    for (size_t p = 0; p < barred->plans; p++)
        for (size_t i = 0; i < barred->plan[p].steps; i++) {
            assert_string_not_equal(barred->plan[p].step[i].rule, "pay");
            assert_string_not_equal(barred->plan[p].step[i].rule, "limit");
        }
    wish = usual;
    wish.budget = 30000;
    g_autoptr(plan_book_t) poor = find(file, wish);
    for (size_t p = 0; p < poor->plans; p++)
        assert_true(poor->plan[p].price.of[PLAN_MONEY] <= MAX(wish.budget * poor->plan[p].offset, poor->past_due));
    wish = usual;
    wish.within = 0;
    g_autoptr(plan_book_t) now = find(file, wish);
    assert_int_equal(plan_best(now)->score, now->now.score);
    assert_int_equal(plan_best(now)->steps, 0);
}

static void test_refused_wishes(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_card_client();
    g_autoptr(GError) far = NULL, mixed = NULL;
    struct plan_wish wish = usual;
    wish.within = plan_most_months() + 1;
    assert_null(plan_find(NULL, shipped, file, &wish, &far));
    assert_error_code(far, BUREAU_ERROR_USAGE);
    wish = usual;
    wish.kind = PLAN_EFFORT;
    wish.budget = 100;
    assert_null(plan_find(NULL, shipped, file, &wish, &mixed));
    assert_error_code(mixed, BUREAU_ERROR_USAGE);
}

/* The same file gives the same plans. */
static void test_deterministic(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(23);
    g_autoptr(dossier_t) file = random_file(dice);
    g_autoptr(plan_book_t) one = find(file, usual), two = find(file, usual);
    assert_int_equal(one->plans, two->plans);
    for (size_t p = 0; p < one->plans; p++) {
        g_autofree char *left = plan_actions_text(&one->plan[p]), *right = plan_actions_text(&two->plan[p]);
        assert_string_equal(left, right);
    }
}

/* What holds back ages out: a late month leaves its window, and the binding says when. */
static void test_binding(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_card_client();
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) binds = plan_binding(NULL, shipped, file, NULL, &error);
    assert_no_error(error);
    assert_true(binds->len > 0);
    int ahead = 0;
    for (guint i = 0; i < binds->len; i++) {
        const struct plan_bind *bind = &g_array_index(binds, struct plan_bind, i);
        assert_true(bind->lost > 0);
        if (i > 0) assert_true(bind->lost <= g_array_index(binds, struct plan_bind, i - 1).lost);
        if (!month_is_set(bind->month)) continue;
        assert_true(bind->won > 0 && bind->won <= bind->lost);
        ahead++;
    }
    assert_true(ahead > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months_counted_out),
        cmocka_unit_test(test_plans_are_what_if),
        cmocka_unit_test(test_wishes),
        cmocka_unit_test(test_refused_wishes),
        cmocka_unit_test(test_deterministic),
        cmocka_unit_test(test_binding),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
