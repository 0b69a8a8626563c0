/* SPDX-License-Identifier: Apache-2.0 */
/* Editing: every verb does what it says and nothing else, what cannot be is refused and changes nothing, the way back
 * leads back, and a constraint costs what the optimum without it is worth more. */
#include "check.h"
#include "training/bin_edit.h"
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

#define ROWS 4000

struct desk {
    struct frame *frame;
    struct binning_bank *bank;
    guint8 bad[ROWS];
    guint32 row[ROWS];
    struct binning_rows rows;
};

static void fill(struct desk *desk, GRand *chance)
{
    static const double risk[] = { 0.1, 0.3, 0.15, 0.5, 0.2, 0.6 };
    for (guint32 i = 0; i < ROWS; i++) {
        double value = floor(60 * g_rand_double(chance));
        gint32 category = g_rand_int_range(chance, 0, 6);
        double chances = 0.5 * risk[category] + 0.3 * (1 - fabs(value - 30) / 30);
        desk->bad[i] = g_rand_double(chance) < chances;
        desk->row[i] = i;
        desk->frame->column[0].number[i] = i % 17 == 0 ? NAN : i % 23 == 0 ? 999 : value;
        desk->frame->column[1].category[i] = i % 29 == 0 ? -1 : category;
    }
}

static int desk_up(void **state)
{
    static const char *const names[] = { "car", "house", "new kitchen", "boat", "school", "other" };
    g_autoptr(GRand) chance = g_rand_new_with_seed(17);
    struct desk *desk = g_new0(struct desk, 1);
    desk->frame = g_new0(struct frame, 1);
    desk->frame->rows = ROWS;
    desk->frame->columns = 2;
    desk->frame->line = g_new0(guint32, ROWS);
    desk->frame->column = g_new0(struct frame_column, 2);
    desk->frame->column[0] = (struct frame_column){ .name = g_strdup("age"), .number = g_new0(double, ROWS) };
    desk->frame->column[1] = (struct frame_column){ .name = g_strdup("purpose"),
                                                    .kind = FRAME_NOMINAL,
                                                    .category = g_new0(gint32, ROWS),
                                                    .categories = g_ptr_array_new_with_free_func(g_free) };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_ptr_array_add(desk->frame->column[1].categories, g_strdup(names[i]));
    fill(desk, chance);
    desk->rows = (struct binning_rows){ .rows = ROWS, .row = desk->row, .bad = desk->bad };
    desk->bank = binning_bank_new(desk->frame);
    *state = desk;
    return 0;
}

static int desk_down(void **state)
{
    struct desk *desk = *state;
    binning_bank_free(desk->bank);
    frame_free(desk->frame);
    g_free(desk);
    return 0;
}

static struct bin_edit *open_column(struct desk *desk, size_t column)
{
    g_autoptr(GError) error = NULL;
    struct bin_edit *edit = bin_edit_new(desk->bank, column, &desk->rows, NULL, &error);
    assert_no_error(error);
    return edit;
}

static void edit(struct bin_edit *session, const char *words)
{
    g_autoptr(GError) error = NULL;
    if (!bin_edit_do(session, words, &error)) fail_msg("%s: %s", words, error->message);
}

static char *state_of(const struct bin_edit *session)
{
    g_autoptr(bins_t) bins = bins_new();
    bins_put(bins, bin_spec_copy(bin_edit_spec(session)));
    return bins_to_json(bins);
}

static void refused(struct bin_edit *session, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *before = state_of(session);
    if (bin_edit_do(session, words, &error)) fail_msg("%s was taken", words);
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_USAGE));
    g_autofree char *after = state_of(session);
    assert_string_equal(before, after);
}

static double iv(const struct bin_edit *session)
{
    return bin_edit_binning(session)->information_value;
}

static size_t ranges(const struct bin_edit *session)
{
    size_t count = 0;
    const struct binning *binning = bin_edit_binning(session);
    while (count < binning->bins && binning->bin[count].type == BIN_RANGE)
        count++;
    return count;
}

static bool has_edge(const struct bin_edit *session, double edge)
{
    for (size_t b = 0; b < ranges(session); b++)
        if (bin_edit_binning(session)->bin[b].below == edge) return true;
    return false;
}

static int64_t all_rows(const struct bin_edit *session)
{
    int64_t all = 0;
    for (size_t b = 0; b < bin_edit_binning(session)->bins; b++)
        all += bin_edit_binning(session)->bin[b].count;
    return all;
}

static void cuts_are_edited(void **state)
{
    g_autoptr(bin_edit_t) session = open_column(*state, 0);
    edit(session, "special 999");
    edit(session, "optimise");
    const size_t before = ranges(session);
    const double optimum = iv(session);
    const int64_t first = bin_edit_binning(session)->bin[0].count;
    assert_true(before >= 3);
    assert_true(fabs(optimum - bin_edit_optimum(session, NULL)) < 1e-12);
    edit(session, "split 1");
    assert_true(has_edge(session, 0.5)); // whole numbers get half edges
    assert_int_equal(ranges(session), before + 1);
    assert_int_equal(bin_edit_binning(session)->bin[0].count + bin_edit_binning(session)->bin[1].count, first);
    edit(session, "move 0.5 2");
    assert_true(has_edge(session, 1.5) && !has_edge(session, 0.5));
    edit(session, "merge 1");
    assert_false(has_edge(session, 1.5));
    assert_int_equal(ranges(session), before);
    assert_true(fabs(iv(session) - optimum) < 1e-15);
    assert_int_equal(all_rows(session), ROWS);
    refused(session, "split abc");
    refused(session, "split -7");
    refused(session, "split 5000");
    refused(session, "merge 0");
    refused(session, "merge 99");
    refused(session, "merge 2.5");
    refused(session, "move 7777 3");
    refused(session, "jump 3");
    refused(session, "   ");
    refused(session, "trend sideways");
    refused(session, "min-share 2");
    refused(session, "max-bins 2.5");
    refused(session, "missing group");
    refused(session, "special x");
    refused(session, "special 5 group");
    refused(session, "plain 12");
    refused(session, "unseen worst");
}

static void a_pin_survives_every_optimum(void **state)
{
    g_autoptr(bin_edit_t) session = open_column(*state, 0);
    edit(session, "special 999");
    edit(session, "pin 7");
    assert_true(has_edge(session, 6.5));
    assert_true(bin_edit_spec(session)->pinned->len == 1);
    edit(session, "trend peak");
    assert_true(has_edge(session, 6.5));
    edit(session, "max-bins 2");
    assert_true(has_edge(session, 6.5));
    assert_int_equal(ranges(session), 2);
    refused(session, "pin 7");
    refused(session, "forbid 7");
    edit(session, "unpin 7");
    edit(session, "optimise");
    assert_false(has_edge(session, 6.5));
    refused(session, "unpin 7");
    edit(session, "max-bins 8");
    double edge = bin_edit_binning(session)->bin[0].below;
    g_autofree char *forbid = g_strdup_printf("forbid %g", edge);
    edit(session, forbid);
    assert_false(has_edge(session, edge));
    g_autofree char *allow = g_strdup_printf("allow %g", edge);
    edit(session, allow);
    assert_true(has_edge(session, edge));
}

static void the_way_back_leads_back(void **state)
{
    static const char *const edits[] = { "special 999",       "optimise",       "pin 20",     "split 3",
                                         "merge 2",           "missing joined", "trend auto", "forbid 9",
                                         "special 999 worst", "min-bads 40",    "p-value 1",  "min-difference 0.02",
                                         "plain 999" };
    g_autoptr(bin_edit_t) session = open_column(*state, 0);
    g_autoptr(GPtrArray) states = g_ptr_array_new_with_free_func(g_free);
    assert_false(bin_edit_is_changed(session) || bin_edit_can_undo(session));
    g_ptr_array_add(states, state_of(session));
    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        edit(session, edits[i]);
        g_ptr_array_add(states, state_of(session));
    }
    assert_true(bin_edit_is_changed(session));
    for (size_t i = G_N_ELEMENTS(edits); i-- > 0;) {
        edit(session, "undo");
        g_autofree char *now = state_of(session);
        assert_string_equal(now, states->pdata[i]);
        assert_int_equal(all_rows(session), ROWS);
    }
    assert_false(bin_edit_is_changed(session));
    refused(session, "undo");
    for (size_t i = 1; i <= G_N_ELEMENTS(edits); i++) {
        edit(session, "redo");
        g_autofree char *now = state_of(session);
        assert_string_equal(now, states->pdata[i]);
    }
    refused(session, "redo");
    edit(session, "undo");
    edit(session, "optimise");
    assert_false(bin_edit_can_redo(session));
}

static double cost_of(const struct bin_edit *session, const char *id)
{
    struct bin_cost cost[BIN_MOST_COSTS];
    const size_t count = bin_edit_costs(session, cost);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(cost[i].id, id)) return cost[i].cost;
    return NAN;
}

static void a_constraint_costs_what_it_costs(void **state)
{
    g_autoptr(bin_edit_t) session = open_column(*state, 0);
    edit(session, "special 999");
    edit(session, "optimise");
    const double free = iv(session);
    assert_true(isnan(cost_of(session, "trend")));
    assert_true(fabs(cost_of(session, "hand")) < 1e-15);
    edit(session, "trend up");
    assert_true(cost_of(session, "trend") > 0.01); // the column has a peak
    assert_true(fabs(free - iv(session) - cost_of(session, "trend")) < 1e-12);
    edit(session, "trend auto");
    assert_int_equal(binning_shape(bin_edit_binning(session)), TREND_PEAK);
    edit(session, "trend none");
    edit(session, "max-bins 2");
    assert_true(cost_of(session, "max_bins") > free - iv(session) - 1e-12); // without it there may be more than 8
    assert_true(cost_of(session, "max_bins") > 0);
    edit(session, "max-bins 8");
    edit(session, "merge 1");
    assert_true(fabs(free - iv(session) - cost_of(session, "hand")) < 1e-12);
    edit(session, "undo");
    edit(session, "missing neutral");
    assert_true(fabs(free - iv(session) - cost_of(session, "missing")) < 1e-12);
    edit(session, "special 999 worst");
    const double cost = cost_of(session, "special"), worst = iv(session);
    edit(session, "special 999 own");
    assert_true(fabs(iv(session) - worst - cost) < 1e-12 && cost != 0);
}

static const struct bin *group_named(const struct bin_edit *session, const char *name)
{
    return binning_find_category(bin_edit_binning(session), name);
}

static int place_named(const struct bin_edit *session, const char *name)
{
    return (int)(group_named(session, name) - bin_edit_binning(session)->bin) + 1;
}

static void groups_are_edited(void **state)
{
    g_autoptr(bin_edit_t) session = open_column(*state, 1);
    edit(session, "max-bins 2");
    assert_ptr_equal(group_named(session, "boat"), group_named(session, "other"));
    edit(session, "split boat");
    assert_ptr_not_equal(group_named(session, "boat"), group_named(session, "other"));
    refused(session, "split boat");
    refused(session, "split zeppelin");
    g_autofree char *move = g_strdup_printf("move new kitchen %d", place_named(session, "boat"));
    edit(session, move);
    assert_ptr_equal(group_named(session, "boat"), group_named(session, "new kitchen"));
    refused(session, move);
    g_autofree char *pin = g_strdup_printf("pin %d", place_named(session, "boat"));
    edit(session, pin);
    edit(session, "max-bins 6");
    assert_ptr_equal(group_named(session, "boat"), group_named(session, "new kitchen"));
    for (int i = 0; i < 2; i++)
        assert_ptr_not_equal(group_named(session, "boat"), group_named(session, i ? "car" : "other"));
    assert_true(bin_edit_is_pinned(session, (size_t)place_named(session, "boat") - 1));
    assert_true(cost_of(session, "pinned") > 0);
    assert_int_equal(all_rows(session), ROWS);
    edit(session, "unseen worst");
    assert_true(group_named(session, "zeppelin")->rest);
    edit(session, "special school joined");
    assert_int_equal(group_named(session, "school")->type, BIN_SPECIAL);
    edit(session, "merge 1");
    assert_int_equal(all_rows(session), ROWS);
    refused(session, "trend up");
    refused(session, "forbid 3");
}

/* What the session shows is what the file gives on the same rows. */
static void what_is_saved_is_what_was_shown(void **state)
{
    struct desk *desk = *state;
    for (size_t column = 0; column < 2; column++) {
        g_autoptr(bin_edit_t) session = open_column(desk, column);
        g_autoptr(GError) error = NULL;
        edit(session, column ? "max-bins 2" : "special 999 joined");
        edit(session, "missing worst");
        g_autofree char *json = state_of(session);
        g_autoptr(bins_t) bins = bins_parse(json, -1, "bins.json", &error);
        assert_no_error(error);
        g_autoptr(binning_t) again =
            bins_apply(bins_find(bins, column ? "purpose" : "age"), desk->bank, column, &desk->rows, NULL);
        const struct binning *shown = bin_edit_binning(session);
        assert_int_equal(again->bins, shown->bins);
        for (size_t b = 0; b < again->bins; b++) {
            assert_string_equal(again->bin[b].text, shown->bin[b].text);
            assert_int_equal(again->bin[b].count, shown->bin[b].count);
            assert_true(again->bin[b].weight == shown->bin[b].weight);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_are_edited),         cmocka_unit_test(a_pin_survives_every_optimum),
        cmocka_unit_test(the_way_back_leads_back), cmocka_unit_test(a_constraint_costs_what_it_costs),
        cmocka_unit_test(groups_are_edited),       cmocka_unit_test(what_is_saved_is_what_was_shown),
    };
    return cmocka_run_group_tests(tests, desk_up, desk_down);
}
