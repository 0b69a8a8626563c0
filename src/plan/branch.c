/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes and their order. A box holds, of each group, one option (fixed) or all options from a place on, in order of
 * price; opening it takes its cheapest cell out and parts what is left, so that no cell is looked at twice. */
#include "plan/branch.h"

#include <math.h>
#include <string.h>

struct box {
    struct plan_key price; /* of the cheapest cell */
    int score;             /* no cell scores more */
    size_t fixed;          /* groups before this one are fixed at `from` */
    uint32_t from[];       /* a place in the order of each group */
};

struct search {
    const struct branch_problem *problem;
    size_t **order;             /* of each group: options by price */
    struct branch_range **tail; /* of each group: places x inputs, ranges of the options from a place on */
    GPtrArray *heap;            /* struct box * */
    bool by_score;
    double *inputs;
    struct branch_range *ranges;
};

/* ---- the heap ---------------------------------------------------------------------------------------------------- */

static bool box_before(const struct search *search, const struct box *left, const struct box *right)
{
    if (search->by_score && left->score != right->score) return left->score > right->score;
    const int order = plan_key_compare(left->price, right->price);
    return order != 0 ? order < 0 : left->score > right->score;
}

static void heap_push(struct search *search, struct box *box)
{
    GPtrArray *heap = search->heap;
    g_ptr_array_add(heap, box);
    for (guint at = heap->len - 1; at > 0;) {
        const guint up = (at - 1) / 2;
        if (!box_before(search, heap->pdata[at], heap->pdata[up])) break;
        gpointer swap = heap->pdata[at];
        heap->pdata[at] = heap->pdata[up];
        heap->pdata[up] = swap;
        at = up;
    }
}

static struct box *heap_pop(struct search *search)
{
    GPtrArray *heap = search->heap;
    if (heap->len == 0) return NULL;
    struct box *top = g_ptr_array_steal_index_fast(heap, 0); /* the last one stands at the top now */
    for (guint at = 0;;) {
        guint least = at;
        for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < heap->len; child++)
            if (box_before(search, heap->pdata[child], heap->pdata[least])) least = child;
        if (least == at) return top;
        gpointer swap = heap->pdata[at];
        heap->pdata[at] = heap->pdata[least];
        heap->pdata[least] = swap;
        at = least;
    }
}

/* ---- ranges ------------------------------------------------------------------------------------------------------ */

static struct branch_range range_of(double value)
{
    return isnan(value) ? (struct branch_range){ INFINITY, -INFINITY, true }
                        : (struct branch_range){ value, value, false };
}

static struct branch_range range_join(struct branch_range left, struct branch_range right)
{
    return (struct branch_range){ fmin(left.low, right.low), fmax(left.high, right.high),
                                  left.missing || right.missing };
}

struct ordering {
    const struct branch_group *group;
    enum plan_cost kind;
};

static gint by_price(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct ordering *ordering = data;
    const size_t a = *(const size_t *)left, b = *(const size_t *)right;
    const int order = plan_key_compare(plan_key_of(ordering->group->option[a].price, ordering->kind),
                                       plan_key_of(ordering->group->option[b].price, ordering->kind));
    return order != 0 ? order : (a > b) - (a < b);
}

static void prepare_group(struct search *search, size_t g)
{
    const struct branch_group *group = &search->problem->group[g];
    struct ordering ordering = { group, search->problem->kind };
    search->order[g] = g_new(size_t, group->count);
    search->tail[g] = g_new(struct branch_range, group->count * group->inputs + 1);
    for (size_t o = 0; o < group->count; o++)
        search->order[g][o] = o;
    g_qsort_with_data(search->order[g], (gint)group->count, sizeof(size_t), by_price, &ordering);
    for (size_t place = group->count; place-- > 0;)
        for (size_t i = 0; i < group->inputs; i++) {
            struct branch_range *own = &search->tail[g][place * group->inputs + i];
            *own = range_of(group->option[search->order[g][place]].value[i]);
            if (place + 1 < group->count) *own = range_join(*own, own[group->inputs]);
        }
}

static void search_begin(struct search *search, const struct branch_problem *problem, bool by_score)
{
    *search = (struct search){ .problem = problem, .by_score = by_score };
    search->order = g_new0(size_t *, problem->groups + 1);
    search->tail = g_new0(struct branch_range *, problem->groups + 1);
    search->heap = g_ptr_array_new_with_free_func(g_free);
    search->inputs = g_memdup2(problem->value, (problem->inputs + 1) * sizeof(double));
    search->ranges = g_new(struct branch_range, problem->inputs + 1);
    for (size_t g = 0; g < problem->groups; g++)
        prepare_group(search, g);
}

static void search_end(struct search *search)
{
    for (size_t g = 0; g < search->problem->groups; g++) {
        g_free(search->order[g]);
        g_free(search->tail[g]);
    }
    g_free(search->order);
    g_free(search->tail);
    g_free(search->inputs);
    g_free(search->ranges);
    g_ptr_array_unref(search->heap);
}

/* ---- boxes ------------------------------------------------------------------------------------------------------- */

static const struct branch_option *option_at(const struct search *search, size_t g, size_t place)
{
    return &search->problem->group[g].option[search->order[g][place]];
}

/* Price of the cheapest cell. */
static struct plan_price cheapest(const struct search *search, const struct box *box)
{
    struct plan_price sum = { { 0 } };
    for (size_t g = 0; g < search->problem->groups; g++)
        sum = plan_price_add(sum, option_at(search, g, box->from[g])->price);
    return sum;
}

/* A box can be left out when its fixed groups alone have more changes than may be. */
static bool has_room(const struct search *search, const struct box *box)
{
    int64_t changes = 0;
    for (size_t g = 0; g < box->fixed; g++)
        changes += option_at(search, g, box->from[g])->price.of[PLAN_CHANGES];
    return search->problem->most < 0 || changes <= search->problem->most;
}

static int bound_of(struct search *search, const struct box *box)
{
    const struct branch_problem *problem = search->problem;
    for (size_t i = 0; i < problem->inputs; i++)
        search->ranges[i] = range_of(problem->value[i]);
    for (size_t g = 0; g < problem->groups; g++) {
        const struct branch_group *group = &problem->group[g];
        for (size_t i = 0; i < group->inputs; i++)
            search->ranges[group->input[i]] = g < box->fixed ? range_of(option_at(search, g, box->from[g])->value[i])
                                                             : search->tail[g][box->from[g] * group->inputs + i];
    }
    return problem->bound(problem->data, search->ranges);
}

static int score_cell(struct search *search, const struct box *box)
{
    const struct branch_problem *problem = search->problem;
    for (size_t g = 0; g < problem->groups; g++)
        for (size_t i = 0; i < problem->group[g].inputs; i++)
            search->inputs[problem->group[g].input[i]] = option_at(search, g, box->from[g])->value[i];
    return problem->score(problem->data, search->inputs);
}

static void push_box(struct search *search, struct box *box, int target)
{
    box->price = plan_key_of(cheapest(search, box), search->problem->kind);
    box->score = has_room(search, box) ? bound_of(search, box) : G_MININT;
    if (box->score < target || box->score == G_MININT)
        g_free(box);
    else
        heap_push(search, box);
}

/* What is left of a box without its cheapest cell: for each free group the cells that differ there first. */
static void open_box(struct search *search, const struct box *box, int target)
{
    const size_t groups = search->problem->groups, size = sizeof *box + groups * sizeof *box->from;
    for (size_t g = box->fixed; g < groups; g++) {
        if (box->from[g] + 1 >= search->problem->group[g].count) continue;
        struct box *part = g_memdup2(box, size);
        part->fixed = g;
        part->from[g]++;
        push_box(search, part, target);
    }
}

static void first_box(struct search *search, int target)
{
    struct box *all = g_malloc0(sizeof *all + search->problem->groups * sizeof *all->from);
    push_box(search, all, target);
}

static void keep(const struct search *search, const struct box *box, size_t *choice)
{
    for (size_t g = 0; g < search->problem->groups; g++)
        choice[g] = search->order[g][box->from[g]];
}

static bool may_be(const struct search *search, struct plan_price price)
{
    return search->problem->most < 0 || price.of[PLAN_CHANGES] <= search->problem->most;
}

/* ---- the two questions ------------------------------------------------------------------------------------------- */

struct branch_answer branch_cheapest(const struct branch_problem *problem, int target, size_t *choice)
{
    struct branch_answer answer = { .score = G_MININT, .proven = true };
    struct search search;
    search_begin(&search, problem, false);
    first_box(&search, target);
    for (struct box *box; !answer.found && answer.proven && (box = heap_pop(&search)) != NULL; g_free(box)) {
        const struct plan_price price = cheapest(&search, box);
        const int score = may_be(&search, price) ? score_cell(&search, box) : G_MININT;
        answer.bound = box->price;
        if (score >= target) {
            answer.found = true;
            answer.score = score;
            answer.price = price;
            keep(&search, box, choice);
        } else if (answer.nodes >= problem->nodes) {
            answer.proven = false;
        } else {
            answer.nodes++;
            open_box(&search, box, target);
        }
    }
    search_end(&search);
    return answer;
}

struct branch_answer branch_greatest(const struct branch_problem *problem, size_t *choice, int *reach)
{
    struct branch_answer answer = { .score = G_MININT, .proven = true };
    struct search search;
    search_begin(&search, problem, true);
    first_box(&search, G_MININT + 1);
    *reach = G_MININT;
    for (struct box *box; answer.proven && (box = heap_pop(&search)) != NULL; g_free(box)) {
        if (answer.found && box->score <= answer.score) { /* nothing left exceeds it */
            g_free(box);
            break;
        }
        const struct plan_price price = cheapest(&search, box);
        const int score = may_be(&search, price) ? score_cell(&search, box) : G_MININT;
        if (score > answer.score) {
            answer.found = true;
            answer.score = score;
            answer.price = price;
            keep(&search, box, choice);
        }
        *reach = box->score;
        if (answer.nodes >= problem->nodes) {
            answer.proven = false;
        } else {
            answer.nodes++;
            open_box(&search, box, answer.score);
        }
    }
    if (answer.proven) *reach = answer.score;
    *reach = MAX(*reach, answer.score);
    search_end(&search);
    return answer;
}
