/* SPDX-License-Identifier: Apache-2.0 */
/* Weights of rows, policies of codes and of missing values, pinned cuts, and the columns sorted once. */
#include "check.h"
#include "training/bins_file.h"
#include "training/csvframe.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define ROWS 2000
struct column {
    double value[ROWS];
    guint8 bad[ROWS];
    guint32 row[ROWS];
    double weight[ROWS];
};

static struct column *column_new(guint32 seed)
{
    struct column *column = g_new0(struct column, 1);
    g_autoptr(GRand) chance = g_rand_new_with_seed(seed);
    for (guint32 i = 0; i < ROWS; i++) {
        column->value[i] = floor(100 * g_rand_double(chance));
        column->bad[i] = g_rand_double(chance) < 0.1 + column->value[i] / 200;
        column->row[i] = i;
        column->weight[i] = g_rand_int_range(chance, 1, 4);
        if (i % 11 == 0) column->value[i] = NAN;
        if (i % 13 == 0) column->value[i] = i % 2 ? 998 : 999;
    }
    return column;
}

static void binnings_are_alike(const struct binning *left, const struct binning *right)
{
    assert_int_equal(left->bins, right->bins);
    for (size_t b = 0; b < left->bins; b++) {
        assert_string_equal(left->bin[b].text, right->bin[b].text);
        assert_true(left->bin[b].below == right->bin[b].below || left->bin[b].type != BIN_RANGE);
        assert_true(fabs(left->bin[b].mass - right->bin[b].mass) < 1e-9);
        assert_true(fabs(left->bin[b].weight - right->bin[b].weight) < 1e-12);
    }
    assert_true(fabs(left->information_value - right->information_value) < 1e-12);
}

static const char *const codes[] = { "998", "999", NULL };

static void a_row_of_weight_three_counts_as_three(void **state)
{
    (void)state;
    g_autofree struct column *column = column_new(1);
    g_autoptr(GArray) repeated = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = 0; i < ROWS; i++)
        for (int k = 0; k < (int)column->weight[i]; k++)
            g_array_append_val(repeated, i);
    struct binning_options options = binning_defaults;
    options.special = codes;
    options.min_bads = 30;
    options.min_difference = 0.01;
    for (int trend = TREND_NONE; trend <= TREND_MONOTONE; trend++) {
        options.trend = (enum binning_trend)trend;
        struct binning_rows once = { .rows = ROWS, .row = column->row, .bad = column->bad, .weight = column->weight };
        struct binning_rows often = { .rows = repeated->len,
                                      .row = (const guint32 *)(void *)repeated->data,
                                      .bad = column->bad };
        g_autoptr(binning_t) weighted = binning_numeric(column->value, &once, &options);
        g_autoptr(binning_t) written = binning_numeric(column->value, &often, &options);
        binnings_are_alike(weighted, written);
        int64_t all = 0;
        for (size_t b = 0; b < weighted->bins; b++)
            all += weighted->bin[b].count;
        assert_int_equal(all, ROWS); // the count stays one of rows
    }
    for (size_t i = 0; i < ROWS; i++)
        column->weight[i] = 1;
    struct binning_rows ones = { .rows = ROWS, .row = column->row, .bad = column->bad, .weight = column->weight };
    struct binning_rows bare = { .rows = ROWS, .row = column->row, .bad = column->bad };
    g_autoptr(binning_t) with = binning_numeric(column->value, &ones, &options);
    g_autoptr(binning_t) without = binning_numeric(column->value, &bare, &options);
    assert_true(with->information_value == without->information_value);
    binnings_are_alike(with, without);
}

static const struct bin *first_range(const struct binning *binning)
{
    assert_int_equal(binning->bin[0].type, BIN_RANGE);
    return &binning->bin[0];
}

static void a_policy_ends_in_the_weight(void **state)
{
    (void)state;
    g_autofree struct column *column = column_new(2);
    struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
    struct bin_treatment treatment[2] = { { BIN_NEUTRAL, NULL }, { BIN_WORST, NULL } };
    struct binning_options options = binning_defaults;
    options.special = codes;
    options.treatment = treatment;
    options.missing = BIN_JOINED;
    g_autoptr(binning_t) binning = binning_numeric(column->value, &rows, &options);
    double worst = INFINITY;
    for (size_t b = 0; b < binning->bins; b++)
        if (binning->bin[b].type == BIN_RANGE) worst = MIN(worst, binning->bin[b].weight);
    assert_true(binning_find(binning, 998)->weight == 0);
    assert_true(binning_find(binning, 999)->weight == worst && worst < 0);
    const struct bin *missing = binning_find(binning, NAN), *with = &binning->bin[missing->with - 1];
    assert_true(missing->with > 0);
    assert_true(missing->weight == with->weight);
    struct bin_totals totals = binning_sum(binning);
    struct bin_count both = { missing->mass + with->mass, missing->bad_mass + with->bad_mass };
    assert_true(fabs(bin_weight(both, totals) - with->weight) < 1e-15);
    // no other range has a share of bads that is nearer
    double own = missing->bad_mass / missing->mass, far = fabs(own - with->bad_mass / with->mass), sum = 0;
    for (size_t b = 0; b < binning->bins; b++) {
        const struct bin *bin = &binning->bin[b];
        if (bin->type == BIN_RANGE) assert_true(fabs(own - bin->bad_mass / bin->mass) >= far);
        sum += bin_share(bin, totals);
    }
    assert_true(fabs(sum - binning->information_value) < 1e-15);
}

static void codes_of_a_group_share_a_weight(void **state)
{
    (void)state;
    g_autofree struct column *column = column_new(3);
    struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
    struct bin_treatment treatment[2] = { { BIN_GROUP, "closed" }, { BIN_GROUP, "closed" } };
    struct binning_options options = binning_defaults;
    options.special = codes;
    options.treatment = treatment;
    g_autoptr(binning_t) binning = binning_numeric(column->value, &rows, &options);
    const struct bin *one = binning_find(binning, 998), *other = binning_find(binning, 999);
    struct bin_count both = { one->mass + other->mass, one->bad_mass + other->bad_mass };
    assert_true(one->weight == other->weight);
    assert_true(one->weight == bin_weight(both, binning_sum(binning)));
    treatment[1].group = "open";
    g_autoptr(binning_t) apart = binning_numeric(column->value, &rows, &options);
    assert_true(binning_find(apart, 998)->weight != binning_find(apart, 999)->weight);
}

/* What never came when the card was fitted comes when it is used. */
static void what_was_never_missing_has_a_weight_by_policy(void **state)
{
    (void)state;
    g_autofree struct column *column = column_new(4);
    for (size_t i = 0; i < ROWS; i++)
        if (isnan(column->value[i])) column->value[i] = 50;
    struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
    struct binning_options options = binning_defaults;
    g_autoptr(binning_t) plain = binning_numeric(column->value, &rows, &options);
    assert_null(binning_find(plain, NAN));
    options.missing = BIN_WORST;
    g_autoptr(binning_t) worst = binning_numeric(column->value, &rows, &options);
    assert_int_equal(binning_find(worst, NAN)->count, 0);
    assert_true(binning_find(worst, NAN)->weight < 0);
    assert_true(worst->information_value == plain->information_value);
    options.missing = BIN_JOINED;
    g_autoptr(binning_t) joined = binning_numeric(column->value, &rows, &options);
    assert_true(binning_find(joined, NAN)->weight == 0); // nothing says whom to join
}

static bool has_edge(const struct binning *binning, double edge)
{
    for (size_t b = 0; b < binning->bins; b++)
        if (binning->bin[b].type == BIN_RANGE && binning->bin[b].below == edge) return true;
    return false;
}

static void a_pinned_cut_is_an_edge(void **state)
{
    (void)state;
    g_autofree struct column *column = column_new(5);
    struct binning_rows rows = { .rows = ROWS, .row = column->row, .bad = column->bad };
    struct binning_options options = binning_defaults;
    static const double pins[] = { -20, 3, 3.2, 41.5, 1500 };
    options.special = codes;
    options.trend = TREND_UP;
    options.pins = G_N_ELEMENTS(pins);
    options.pin = pins;
    g_autoptr(binning_t) binning = binning_numeric(column->value, &rows, &options);
    assert_true(has_edge(binning, -20.5) && has_edge(binning, 2.5) && has_edge(binning, 3.5));
    assert_true(has_edge(binning, 41.5) && has_edge(binning, 1499.5));
    assert_int_equal(first_range(binning)->count, 0); // below -20 there is nobody
    assert_true(first_range(binning)->weight == 0);
    int64_t all = 0;
    for (size_t b = 0; b < binning->bins; b++)
        all += binning->bin[b].count;
    assert_int_equal(all, ROWS);
    // a cut that is forbidden is not made, and costs something
    options.pins = 0;
    g_autoptr(binning_t) open = binning_numeric(column->value, &rows, &options);
    double banned = first_range(open)->below;
    options.bans = 1;
    options.ban = &banned;
    g_autoptr(binning_t) other = binning_numeric(column->value, &rows, &options);
    assert_false(has_edge(other, banned));
    assert_true(other->information_value < open->information_value);
}

static void an_unseen_category_has_a_weight_by_policy(void **state)
{
    (void)state;
    static const char *const names[] = { "a", "b", "c" };
    static const char *const together[] = { "a", "c", NULL };
    static const char *const *const groups[] = { together, NULL };
    enum { N = 600 };
    gint32 category[N];
    guint8 bad[N];
    guint32 row[N];
    for (guint32 i = 0; i < N; i++) {
        category[i] = (gint32)(i % 3);
        bad[i] = i / 3 % 10 < 1 + 3 * (i % 3);
        row[i] = i;
    }
    struct binning_rows rows = { .rows = N, .row = row, .bad = bad };
    struct binning_options options = binning_defaults;
    options.unseen = BIN_WORST;
    g_autoptr(binning_t) binning = binning_nominal(category, names, 3, &rows, &options);
    const struct bin *unseen = binning_find_category(binning, "z");
    assert_true(unseen->rest && unseen->count == 0);
    assert_true(unseen->weight == binning_find_category(binning, "c")->weight);
    assert_ptr_not_equal(binning_find_category(binning, "a"), binning_find_category(binning, "c"));
    options.group = groups;
    g_autoptr(binning_t) pinned = binning_nominal(category, names, 3, &rows, &options);
    assert_ptr_equal(binning_find_category(pinned, "a"), binning_find_category(pinned, "c"));
    assert_ptr_not_equal(binning_find_category(pinned, "a"), binning_find_category(pinned, "b"));
    assert_true(pinned->information_value < binning->information_value);
}

/* ---- sorted once ------------------------------------------------------------------------------------------------ */

static struct frame *frame_of(const struct column *column)
{
    struct frame *frame = g_new0(struct frame, 1);
    frame->rows = ROWS;
    frame->columns = 2;
    frame->column = g_new0(struct frame_column, 2);
    frame->line = g_new0(guint32, ROWS);
    frame->column[0] =
        (struct frame_column){ .name = g_strdup("x"), .number = g_memdup2(column->value, sizeof column->value) };
    frame->column[1] = (struct frame_column){ .name = g_strdup("n"),
                                              .kind = FRAME_NOMINAL,
                                              .category = g_new0(gint32, ROWS),
                                              .categories = g_ptr_array_new_with_free_func(g_free) };
    for (int i = 0; i < 6; i++)
        g_ptr_array_add(frame->column[1].categories, g_strdup_printf("k%d", i));
    for (size_t i = 0; i < ROWS; i++)
        frame->column[1].category[i] = isnan(column->value[i]) ? -1 : (gint32)column->value[i] % 6;
    return frame;
}

static void a_fold_of_the_bank_is_binned_as_if_alone(void **state)
{
    (void)state;
    g_autofree struct column *column = column_new(6);
    for (size_t i = 0; i < ROWS; i += 3)
        column->value[i] = column->value[i] == 0 ? -0.0 : -column->value[i] / 7;
    g_autoptr(frame_t) frame = frame_of(column);
    g_autoptr(binning_bank_t) bank = binning_bank_new(frame);
    struct binning_options options = binning_defaults;
    options.special = codes;
    for (guint32 fold = 0; fold < 5; fold++) {
        guint32 part[ROWS];
        double weight[ROWS];
        size_t count = 0;
        for (guint32 i = 0; i < ROWS; i++)
            if (i % 5 != fold) part[count++] = i;
        struct binning_rows rows = {
            .rows = count, .row = part, .bad = column->bad, .weight = fold % 2 ? column->weight : NULL
        };
        g_autoptr(binning_t) banked = binning_bank_search(bank, 0, &rows, &options);
        g_autoptr(binning_t) alone = binning_numeric(column->value, &rows, &options);
        binnings_are_alike(banked, alone);
        assert_true(banked->bins > 3);
        binning_bank_weights(bank, 0, banked, column->row, ROWS, weight, 1);
        for (size_t i = 0; i < ROWS; i++)
            assert_true(weight[i] ==
                        (binning_find(banked, column->value[i]) ? binning_find(banked, column->value[i])->weight : 0));
        g_autoptr(binning_t) names = binning_bank_search(bank, 1, &rows, &binning_defaults);
        binning_bank_weights(bank, 1, names, column->row, ROWS, weight, 1);
        for (size_t i = 0; i < ROWS; i++) {
            gint32 category = frame->column[1].category[i];
            const struct bin *bin =
                binning_find_category(names, category < 0 ? NULL : frame->column[1].categories->pdata[category]);
            assert_true(weight[i] == (bin ? bin->weight : 0));
        }
    }
}

/* ---- the golden files ------------------------------------------------------------------------------------------- */

static void near_enough(double found, double expected)
{
    assert_true(fabs(found - expected) <= 1e-9 * MAX(1, fabs(expected)));
}

/* The spec that a golden entry describes: its edges, or its categories grouped by the weight they share. */
static struct bin_spec *golden_spec(const char *name, JsonObject *entry)
{
    bool nominal = !strcmp(json_object_get_string_member(entry, "kind"), "nominal");
    struct bin_spec *spec = bin_spec_new(name, nominal);
    spec->fixed = true;
    if (!nominal) {
        JsonArray *edges = json_object_get_array_member(entry, "edges");
        for (guint i = 0; i < json_array_get_length(edges); i++) {
            double edge = json_array_get_double_element(edges, i);
            g_array_append_val(spec->cuts, edge);
        }
        g_autoptr(GList) special = json_object_get_members(json_object_get_object_member(entry, "special"));
        for (GList *at = special; at; at = at->next)
            bin_spec_add_code(spec, at->data, BIN_OWN, NULL);
        return spec;
    }
    JsonObject *woe = json_object_get_object_member(entry, "woe");
    g_autoptr(GList) members = json_object_get_members(woe);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (GList *at = members; at; at = at->next) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        double weight = json_object_get_double_member(woe, at->data);
        bool rest = false;
        for (GList *other = at; other; other = other->next) {
            if (json_object_get_double_member(woe, other->data) != weight || !g_hash_table_add(taken, other->data))
                continue;
            if (!strcmp(other->data, "<rare>"))
                rest = true;
            else if (strcmp(other->data, "<missing>"))
                g_ptr_array_add(names, other->data);
        }
        if (!names->len && !rest) continue;
        g_ptr_array_add(names, NULL);
        bin_spec_add_group(spec, (const char *const *)names->pdata, false, rest);
    }
    return spec;
}

static void golden_numeric(const struct binning *binning, JsonObject *entry)
{
    JsonArray *woe = json_object_get_array_member(entry, "woe");
    JsonObject *special = json_object_get_object_member(entry, "special");
    g_autoptr(GList) members = json_object_get_members(special);
    for (guint i = 0; i < json_array_get_length(woe); i++)
        near_enough(binning->bin[i].weight, json_array_get_double_element(woe, i));
    for (GList *at = members; at; at = at->next)
        near_enough(binning_find(binning, g_ascii_strtod(at->data, NULL))->weight,
                    json_object_get_double_member(special, at->data));
    const struct bin *missing = binning_find(binning, NAN);
    near_enough(missing ? missing->weight : 0, json_object_get_double_member(entry, "missing"));
}

static void golden_nominal(const struct binning *binning, JsonObject *entry)
{
    JsonObject *woe = json_object_get_object_member(entry, "woe");
    g_autoptr(GList) members = json_object_get_members(woe);
    for (GList *at = members; at; at = at->next) {
        const char *name = !strcmp(at->data, "<rare>")      ? "never seen"
                           : !strcmp(at->data, "<missing>") ? NULL
                                                            : at->data;
        const struct bin *bin = binning_find_category(binning, name);
        near_enough(bin ? bin->weight : 0, json_object_get_double_member(woe, at->data));
    }
}

static size_t golden_file(const char *tree, const char *set)
{
    g_autofree char *csv = g_strdup_printf("%s/../shared/data/credit/%s.csv", tree, set);
    g_autofree char *json = g_strdup_printf("%s/../shared/data/golden/%s_bins.json", tree, set);
    g_autofree char *split = g_strdup_printf("%s/../shared/data/splits/%s_train.idx", tree, set);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    assert_true(json_parser_load_from_file(parser, json, &error));
    JsonObject *root = json_node_get_object(json_parser_get_root(parser));
    g_autoptr(GList) names = json_object_get_members(root);
    g_autoptr(GPtrArray) nominal = g_ptr_array_new();
    for (GList *at = names; at; at = at->next)
        if (!strcmp(json_object_get_string_member(json_object_get_object_member(root, at->data), "kind"), "nominal"))
            g_ptr_array_add(nominal, at->data);
    g_ptr_array_add(nominal, NULL);
    g_autoptr(frame_t) frame = frame_read(csv, (const char *const *)nominal->pdata, &error);
    assert_no_error(error);
    g_autoptr(GArray) rows = frame_read_integers(split, (gint64)frame->rows, &error);
    assert_no_error(error);
    g_autofree guint8 *bad = g_new0(guint8, frame->rows);
    for (size_t i = 0; i < frame->rows; i++)
        bad[i] = frame->column[frame_find(frame, "bad")].number[i] == 1;
    g_autoptr(binning_bank_t) bank = binning_bank_new(frame);
    struct binning_rows train = { .rows = rows->len, .row = (const guint32 *)(void *)rows->data, .bad = bad };
    size_t columns = 0;
    for (GList *at = names; at; at = at->next, columns++) {
        JsonObject *entry = json_object_get_object_member(root, at->data);
        g_autoptr(bin_spec_t) spec = golden_spec(at->data, entry);
        int column = frame_find(frame, at->data);
        assert_true(column >= 0);
        g_autoptr(binning_t) binning = bins_apply(spec, bank, (size_t)column, &train, NULL);
        if (spec->nominal)
            golden_nominal(binning, entry);
        else
            golden_numeric(binning, entry);
        near_enough(binning->information_value, json_object_get_double_member(entry, "iv"));
    }
    return columns;
}

static void the_golden_bins_are_reproduced(void **state)
{
    (void)state;
    const char *tree = g_getenv("BUREAU_TREE");
    g_autofree char *golden = g_strdup_printf("%s/../shared/data/golden", tree ? tree : "");
    if (!tree || !g_file_test(golden, G_FILE_TEST_IS_DIR)) skip();
    assert_true(golden_file(tree, "german") > 10);
    assert_true(golden_file(tree, "taiwan") > 10);
    assert_true(golden_file(tree, "australian") > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_of_weight_three_counts_as_three),
        cmocka_unit_test(a_policy_ends_in_the_weight),
        cmocka_unit_test(codes_of_a_group_share_a_weight),
        cmocka_unit_test(what_was_never_missing_has_a_weight_by_policy),
        cmocka_unit_test(a_pinned_cut_is_an_edge),
        cmocka_unit_test(an_unseen_category_has_a_weight_by_policy),
        cmocka_unit_test(a_fold_of_the_bank_is_binned_as_if_alone),
        cmocka_unit_test(the_golden_bins_are_reproduced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
