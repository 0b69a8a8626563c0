/* SPDX-License-Identifier: Apache-2.0 */
/* What each verb of an edit does to the spec. */
#include "training/bin_edit_private.h"
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

bool edit_refuse(GError **error, const char *message, const char *next, const char *first, const char *second)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, message, next, first, second ? second : "", NULL);
    return false;
}

struct doing {
    const struct bin_edit *edit;
    struct bin_spec *spec;
    char **word; /* ends with NULL; word[0] is the verb */
    size_t words;
    bool *again;
    GError **error;
};

static bool refuse(const struct doing *doing, const char *message, const char *next)
{
    g_autofree char *line = g_strjoinv(" ", doing->word);
    return edit_refuse(doing->error, message, next, line, NULL);
}

static bool number_of(const struct doing *doing, size_t place, double *value)
{
    if (place < doing->words && frame_number(doing->word[place], value)) return true;
    return refuse(doing, N_("“{1}”: a number is wanted."), N_("Write it with a point, as in “split 12.5”."));
}

/* The place of a range or group of the table, from 0. */
static bool place_of(const struct doing *doing, size_t place, size_t *bin)
{
    double value = 0;
    const size_t cuts = doing->spec->nominal ? doing->spec->groups->len : doing->spec->cuts->len + 1;
    if (place < doing->words && frame_number(doing->word[place], &value) && value == rint(value) && value >= 1 &&
        value <= (double)cuts) {
        *bin = (size_t)value - 1;
        return true;
    }
    return refuse(doing, N_("“{1}”: there is no such bin."), N_("Give the place of a bin in the table, from 1."));
}

static char *rest_of(const struct doing *doing, size_t from, size_t to)
{
    g_autofree char *kept = doing->word[to];
    char *text = NULL;
    doing->word[to] = NULL;
    text = g_strjoinv(" ", doing->word + from);
    doing->word[to] = g_steal_pointer(&kept);
    return text;
}

/* ---- cuts ------------------------------------------------------------------------------------------------------- */

static int find_number(const GArray *numbers, double value)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, double, i) == value) return (int)i;
    return -1;
}

static void insert_number(GArray *numbers, double value)
{
    guint at = 0;
    while (at < numbers->len && g_array_index(numbers, double, at) < value)
        at++;
    g_array_insert_val(numbers, at, value);
}

static void drop_number(GArray *numbers, double value)
{
    int at = find_number(numbers, value);
    if (at >= 0) g_array_remove_index(numbers, (guint)at);
}

/* Whether rows lie between two edges. */
static bool rows_between(const struct bin_edit *edit, double from, double below)
{
    return distinct_column_place(&edit->numeric, from) < distinct_column_place(&edit->numeric, below);
}

static bool cut_add(const struct doing *doing, double edge)
{
    const GArray *cuts = doing->spec->cuts;
    double from = -INFINITY, below = INFINITY;
    for (guint i = 0; i < cuts->len; i++) {
        double cut = g_array_index(cuts, double, i);
        if (cut <= edge) from = cut;
        if (cut > edge && below == INFINITY) below = cut;
    }
    if (from == edge) return refuse(doing, N_("“{1}”: there is a cut already."), N_("Choose another value."));
    if (cuts->len >= BINS_MOST_CUTS)
        return refuse(doing, N_("“{1}”: there are too many bins."), N_("Merge some first."));
    if (!rows_between(doing->edit, from, edge) || !rows_between(doing->edit, edge, below))
        return refuse(doing, N_("“{1}”: no row would lie on one side of the cut."),
                      N_("Choose a value between two that occur."));
    insert_number(doing->spec->cuts, edge);
    return true;
}

static void cut_drop(const struct doing *doing, double edge)
{
    drop_number(doing->spec->cuts, edge);
    drop_number(doing->spec->pinned, edge);
}

static bool edge_of(const struct doing *doing, size_t place, double *edge)
{
    double value = 0;
    if (!number_of(doing, place, &value)) return false;
    *edge = find_number(doing->spec->cuts, value) >= 0 ? value : cut_edge(value, doing->edit->numeric.integer);
    return true;
}

static bool move_cut(const struct doing *doing)
{
    double from = 0, to = 0;
    if (doing->words != 3) return refuse(doing, N_("“{1}”: say from where to where."), N_("As in “move 25.5 30”."));
    if (!edge_of(doing, 1, &from) || !edge_of(doing, 2, &to)) return false;
    const bool pinned = find_number(doing->spec->pinned, from) >= 0;
    if (find_number(doing->spec->cuts, from) < 0)
        return refuse(doing, N_("“{1}”: there is no cut at that value."), N_("Name an edge of the table."));
    cut_drop(doing, from);
    if (!cut_add(doing, to)) return false;
    if (pinned) insert_number(doing->spec->pinned, to);
    return true;
}

/* ---- groups ----------------------------------------------------------------------------------------------------- */

static struct bin_group *group_at(const struct doing *doing, size_t place)
{
    return doing->spec->groups->pdata[place];
}

/* The group that holds a category, -1 when none does by name. */
static int group_of_category(const struct doing *doing, const char *name)
{
    for (guint i = 0; i < doing->spec->groups->len; i++)
        if (g_strv_contains((const char *const *)group_at(doing, i)->categories, name)) return (int)i;
    return -1;
}

static bool category_is_known(const struct bin_edit *edit, const char *name)
{
    for (size_t i = 0; i < edit->names.categories; i++)
        if (!strcmp(edit->names.name[i], name) && edit->names.rows[i].count) return true;
    return false;
}

static void names_add(char ***names, char **more)
{
    const guint had = g_strv_length(*names), come = g_strv_length(more);
    *names = g_renew(char *, *names, had + come + 1);
    for (guint i = 0; i <= come; i++)
        (*names)[had + i] = g_strdup(more[i]);
}

static void names_drop(char **names, const char *name)
{
    while (*names && strcmp(*names, name))
        names++;
    if (*names) g_free(*names);
    for (; *names; names++)
        *names = names[1];
}

/* Takes a category out of where it is. A group that is left empty goes. */
static bool category_take(const struct doing *doing, const char *name, struct bin_group *keep)
{
    const int at = group_of_category(doing, name);
    if (!category_is_known(doing->edit, name))
        return refuse(doing, N_("“{1}”: the column has no such category."), N_("Write it as it stands in the table."));
    if (at < 0) return true; // of the rest, which needs no naming
    struct bin_group *group = group_at(doing, (size_t)at);
    if (group == keep) return refuse(doing, N_("“{1}”: it is there already."), N_("Name another group."));
    names_drop(group->categories, name);
    if (!*group->categories && !group->rest) g_ptr_array_remove_index(doing->spec->groups, (guint)at);
    return true;
}

static bool split_category(const struct doing *doing)
{
    g_autofree char *name = rest_of(doing, 1, doing->words);
    const int at = group_of_category(doing, name);
    const char *const alone[] = { name, NULL };
    if (at >= 0 && g_strv_length(group_at(doing, (size_t)at)->categories) == 1 && !group_at(doing, (size_t)at)->rest)
        return refuse(doing, N_("“{1}”: it stands alone already."), N_("Split a category off a larger group."));
    if (!category_take(doing, name, NULL)) return false;
    bin_spec_add_group(doing->spec, alone, false, false);
    return true;
}

static bool move_category(const struct doing *doing)
{
    size_t to = 0;
    if (doing->words < 3) return refuse(doing, N_("“{1}”: say what and where to."), N_("As in “move CATEGORY 3”."));
    if (!place_of(doing, doing->words - 1, &to)) return false;
    g_autofree char *name = rest_of(doing, 1, doing->words - 1);
    struct bin_group *group = group_at(doing, to);
    char *alone[] = { name, NULL };
    if (!category_take(doing, name, group)) return false;
    names_add(&group->categories, alone);
    return true;
}

/* ---- verbs ------------------------------------------------------------------------------------------------------ */

static bool do_split(const struct doing *doing)
{
    double edge = 0;
    if (doing->spec->nominal) return split_category(doing);
    return edge_of(doing, 1, &edge) && cut_add(doing, edge);
}

static bool do_merge(const struct doing *doing)
{
    size_t bin = 0;
    if (!place_of(doing, 1, &bin)) return false;
    const size_t cuts = doing->spec->nominal ? doing->spec->groups->len : doing->spec->cuts->len + 1;
    if (bin + 1 >= cuts)
        return refuse(doing, N_("“{1}”: there is no bin behind it."), N_("Name the first of the two."));
    if (!doing->spec->nominal) {
        cut_drop(doing, g_array_index(doing->spec->cuts, double, bin));
        return true;
    }
    struct bin_group *into = group_at(doing, bin), *from = group_at(doing, bin + 1);
    names_add(&into->categories, from->categories);
    into->rest |= from->rest;
    into->pinned = false;
    g_ptr_array_remove_index(doing->spec->groups, (guint)bin + 1);
    return true;
}

static bool do_move(const struct doing *doing)
{
    return doing->spec->nominal ? move_category(doing) : move_cut(doing);
}

static bool do_pin(const struct doing *doing)
{
    const bool pin = !strcmp(doing->word[0], "pin");
    size_t bin = 0;
    double edge = 0;
    if (doing->spec->nominal) {
        if (!place_of(doing, 1, &bin)) return false;
        if (group_at(doing, bin)->rest)
            return refuse(doing, N_("“{1}”: the group of all others cannot be pinned."), N_("Pin the other groups."));
        group_at(doing, bin)->pinned = pin;
        return true;
    }
    if (!edge_of(doing, 1, &edge)) return false;
    const bool is = find_number(doing->spec->pinned, edge) >= 0;
    if (!pin && !is) return refuse(doing, N_("“{1}”: that cut is not pinned."), N_("Name a pinned edge."));
    if (is && pin) return refuse(doing, N_("“{1}”: that cut is pinned already."), N_("Choose another value."));
    if (pin && doing->spec->pinned->len >= BINNING_MOST_PINS)
        return refuse(doing, N_("“{1}”: there are too many pinned cuts."), N_("Unpin some first."));
    if (pin && find_number(doing->spec->cuts, edge) < 0 && !cut_add(doing, edge)) return false;
    drop_number(doing->spec->forbidden, edge);
    if (pin)
        insert_number(doing->spec->pinned, edge);
    else
        drop_number(doing->spec->pinned, edge);
    return true;
}

static bool do_forbid(const struct doing *doing)
{
    const bool forbid = !strcmp(doing->word[0], "forbid");
    double edge = 0;
    if (doing->spec->nominal)
        return refuse(doing, N_("“{1}”: groups have no cuts."), N_("Pin the groups that must stay."));
    if (!edge_of(doing, 1, &edge)) return false;
    if (forbid == (find_number(doing->spec->forbidden, edge) >= 0))
        return refuse(doing,
                      forbid ? N_("“{1}”: that cut is forbidden already.") : N_("“{1}”: that cut is not forbidden."),
                      N_("Choose another value."));
    if (forbid && doing->spec->forbidden->len >= BINS_MOST_CUTS)
        return refuse(doing, N_("“{1}”: there are too many forbidden cuts."), N_("Allow some first."));
    if (forbid && find_number(doing->spec->pinned, edge) >= 0)
        return refuse(doing, N_("“{1}”: that cut is pinned."), N_("Unpin it first."));
    if (forbid)
        insert_number(doing->spec->forbidden, edge);
    else
        drop_number(doing->spec->forbidden, edge);
    *doing->again = true;
    return true;
}

static bool do_optimise(const struct doing *doing)
{
    *doing->again = true;
    return true;
}

static bool do_trend(const struct doing *doing)
{
    const int trend = doing->words == 2 ? binning_trend_from_name(doing->word[1]) : -1;
    if (trend < 0 || doing->spec->nominal)
        return refuse(doing, N_("“{1}”: that is no trend of this column."),
                      N_("A trend is none, up, down, monotone, peak, valley or auto, of a numeric column."));
    doing->spec->trend = (enum binning_trend)trend;
    *doing->again = true;
    return true;
}

/* The constraints that are one number. */
static bool do_number(const struct doing *doing)
{
    struct bin_spec *spec = doing->spec;
    double bins = (double)spec->max_bins, value = 0;
    const struct {
        const char *verb;
        double least, most, *to;
    } numbers[] = {
        { "max-bins", 1, BINNING_MOST_PRE_BINS, &bins },
        { "min-share", 0, 0.5, &spec->min_share },
        { "min-bads", 0, 1e12, &spec->min_bads },
        { "min-goods", 0, 1e12, &spec->min_goods },
        { "p-value", 0, 1, &spec->p_value },
        { "min-difference", 0, 1, &spec->min_difference },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (strcmp(doing->word[0], numbers[i].verb)) continue;
        if (!number_of(doing, 1, &value)) return false;
        if (value < numbers[i].least || value > numbers[i].most || (!i && value != rint(value)))
            return refuse(doing, N_("“{1}”: the number is out of range."),
                          N_("Shares and levels lie between 0 and 1."));
        *numbers[i].to = value;
    }
    spec->max_bins = (size_t)bins;
    *doing->again = true;
    return true;
}

static bool do_policy(const struct doing *doing)
{
    const bool unseen = !strcmp(doing->word[0], "unseen");
    const int policy = doing->words == 2 ? bin_policy_from_name(doing->word[1]) : -1;
    if (policy < 0 || policy == BIN_GROUP || (unseen && (policy == BIN_JOINED || !doing->spec->nominal)))
        return refuse(doing, N_("“{1}”: that is no policy for these rows."),
                      N_("A policy is own, neutral, worst or joined; for unseen categories own, neutral or worst."));
    *(unseen ? &doing->spec->unseen : &doing->spec->missing) = (enum bin_policy)policy;
    return true;
}

static int code_at(const struct doing *doing, const char *code)
{
    double number = 0, other = 0;
    const bool is_number = !doing->spec->nominal && frame_number(code, &number);
    for (guint i = 0; i < doing->spec->codes->len; i++) {
        const struct bin_code *known = doing->spec->codes->pdata[i];
        if (!strcmp(known->code, code) || (is_number && frame_number(known->code, &other) && other == number))
            return (int)i;
    }
    return -1;
}

static bool do_plain(const struct doing *doing)
{
    const int at = doing->words == 2 ? code_at(doing, doing->word[1]) : -1;
    if (at < 0) return refuse(doing, N_("“{1}”: that is no special code."), N_("Name a code of the table."));
    g_ptr_array_remove_index(doing->spec->codes, (guint)at);
    return true;
}

static bool do_special(const struct doing *doing)
{
    const int policy = doing->words >= 3 ? bin_policy_from_name(doing->word[2]) : doing->words == 2 ? BIN_OWN : -1;
    double number = 0;
    const bool grouped = policy == BIN_GROUP;
    if (policy < 0 || doing->words > (grouped ? 4 : 3) || (grouped && doing->words != 4))
        return refuse(doing, N_("“{1}”: that is no policy for these rows."),
                      N_("As in “special 999 joined” or “special 999 group closed”."));
    if (!doing->spec->nominal && !frame_number(doing->word[1], &number))
        return refuse(doing, N_("“{1}”: a number is wanted."), N_("Codes of a numeric column are numbers."));
    const int at = code_at(doing, doing->word[1]), group = group_of_category(doing, doing->word[1]);
    if (at >= 0) g_ptr_array_remove_index(doing->spec->codes, (guint)at);
    if (group >= 0 && !category_take(doing, doing->word[1], NULL)) return false;
    bin_spec_add_code(doing->spec, doing->word[1], (enum bin_policy)policy, grouped ? doing->word[3] : NULL);
    return true;
}

static const struct {
    const char *verb;
    bool (*run)(const struct doing *doing);
} verbs[] = {
    { "split", do_split },       { "merge", do_merge },      { "move", do_move },       { "pin", do_pin },
    { "unpin", do_pin },         { "forbid", do_forbid },    { "allow", do_forbid },    { "optimise", do_optimise },
    { "optimize", do_optimise }, { "trend", do_trend },      { "max-bins", do_number }, { "min-share", do_number },
    { "min-bads", do_number },   { "min-goods", do_number }, { "p-value", do_number },  { "min-difference", do_number },
    { "missing", do_policy },    { "unseen", do_policy },    { "special", do_special }, { "plain", do_plain },
};

bool edit_words(const struct bin_edit *edit, struct bin_spec *spec, char **word, size_t words, bool *again,
                GError **error)
{
    const struct doing doing = { edit, spec, word, words, again, error };
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (!strcmp(word[0], verbs[i].verb)) return verbs[i].run(&doing);
    return edit_refuse(error, N_("“{1}” is no edit."),
                       N_("Edits: split, merge, move, pin, unpin, forbid, allow, optimise, trend, max-bins, min-share, "
                          "min-bads, min-goods, p-value, min-difference, missing, unseen, special, plain, undo, redo."),
                       word[0], NULL);
}
