/* SPDX-License-Identifier: Apache-2.0 */
/* See trace.h. Waiting is parted where it changes the score, so that each row of a plan says what it gains. */
#include "plan/trace.h"

#include <string.h>

struct tracing {
    const struct scene *scene;
    const struct plan_book *book;
    GArray *done;  /* struct action: up to here */
    GArray *steps; /* struct plan_step */
    int offset;
    struct score_result last;
    GError **error;
};

static bool score_of(const struct scene *scene, const GArray *actions, struct score_result *result, GError **error)
{
    return whatif_score(scene->model, scene->file, (const struct action *)(const void *)actions->data, actions->len,
                        result, error);
}

static struct month month_after(const struct plan_book *book, int offset)
{
    return (struct month){ book->month.index + offset };
}

/* The part that gained most between two scores of one model. */
static void say_moved(struct plan_step *step, const struct score_result *before, const struct score_result *after)
{
    int most = 0;
    for (size_t i = 0; i < MIN(before->parts, after->parts); i++) {
        const int gain = after->part[i].points - before->part[i].points;
        if (ABS(gain) <= ABS(most)) continue;
        most = gain;
        step->moved = after->part[i].characteristic;
        step->before = before->part[i].value;
        step->after = after->part[i].value;
    }
}

static void end_step(struct tracing *tracing, struct plan_step *step, const struct score_result *result)
{
    step->offset = tracing->offset;
    step->month = month_after(tracing->book, tracing->offset);
    step->points = result->score - tracing->last.score;
    step->score = result->score;
    say_moved(step, &tracing->last, result);
    g_array_append_vals(tracing->steps, step, 1);
    tracing->last = *result;
}

/* Months pass one by one; a step ends where the score changes. What is past due is paid in the first of them. */
static bool trace_wait(struct tracing *tracing, int months, bool last)
{
    int since = 0;
    for (int i = 1; i <= months; i++) {
        struct score_result result;
        const struct action wait = { .kind = ACTION_WAIT, .months = 1 };
        struct plan_step step = { .rule = "wait" };
        g_array_append_val(tracing->done, wait);
        if (!score_of(tracing->scene, tracing->done, &result, tracing->error)) return false;
        tracing->offset++;
        if (tracing->offset == 1) step.price.of[PLAN_MONEY] = tracing->scene->past_due;
        if (result.score == tracing->last.score && step.price.of[PLAN_MONEY] == 0 && (i < months || last)) continue;
        step.action = (struct action){ .kind = ACTION_WAIT, .months = i - since };
        since = i;
        end_step(tracing, &step, &result);
    }
    if (since == months) return true;
    struct plan_step rest = { .rule = "wait", .action = { .kind = ACTION_WAIT, .months = months - since } };
    struct score_result same = tracing->last;
    end_step(tracing, &rest, &same);
    return true;
}

static bool trace_action(struct tracing *tracing, const struct placed *placed)
{
    struct score_result result;
    struct plan_step step = { .action = placed->action, .rule = placed->rule->id, .price = placed->price };
    g_array_append_val(tracing->done, placed->action);
    if (!score_of(tracing->scene, tracing->done, &result, tracing->error)) return false;
    end_step(tracing, &step, &result);
    return true;
}

static gint by_month(gconstpointer left, gconstpointer right)
{
    return ((const struct placed *)left)->month - ((const struct placed *)right)->month;
}

static GArray *place_all(const struct month_answer *answer, const struct month_choice *choice)
{
    const struct scene *scene = answer->scene;
    GArray *placed = g_array_new(FALSE, TRUE, sizeof(struct placed));
    if (scene->prefix->len > 0) g_array_append_vals(placed, scene->prefix->data, scene->prefix->len);
    for (size_t s = 0; s < scene->slots->len; s++)
        scene_place(scene, s, choice->deed[s], answer->when, answer->t, placed);
    g_array_sort(placed, by_month);
    return placed;
}

static bool trace_steps(struct tracing *tracing, const GArray *placed, int t)
{
    for (guint i = 0; i < placed->len; i++) {
        const struct placed *one = &g_array_index(placed, struct placed, i);
        if (!trace_wait(tracing, one->month - tracing->offset, false) || !trace_action(tracing, one)) return false;
    }
    return trace_wait(tracing, t - tracing->offset, true);
}

static bool trace_path(const struct month_answer *answer, const GArray *placed, struct plan *plan, GError **error)
{
    const struct scene *scene = answer->scene;
    plan->path = g_new0(int, (size_t)scene->months + 1);
    for (int m = 0; m <= scene->months; m++) {
        struct score_result result;
        g_autoptr(GArray) so_far = g_array_new(FALSE, TRUE, sizeof(struct placed));
        for (guint i = 0; i < placed->len; i++)
            if (g_array_index(placed, struct placed, i).month <= m)
                g_array_append_val(so_far, g_array_index(placed, struct placed, i));
        g_autoptr(GArray) actions = scene_actions(so_far, m);
        if (!score_of(scene, actions, &result, error)) return false;
        plan->path[m] = result.score;
    }
    return true;
}

bool plan_trace(const struct month_answer *answer, const struct month_choice *choice, struct plan_price price,
                const struct plan_book *book, struct plan *plan, GError **error)
{
    g_autoptr(GArray) placed = place_all(answer, choice);
    g_autoptr(GArray) done = g_array_new(FALSE, TRUE, sizeof(struct action));
    g_autoptr(GArray) steps = g_array_new(FALSE, TRUE, sizeof(struct plan_step));
    struct tracing tracing = { answer->scene, book, done, steps, 0, book->now, error };
    if (!trace_steps(&tracing, placed, answer->t) || !trace_path(answer, placed, plan, error)) return false;
    plan->score = tracing.last.score;
    if (plan->score != choice->score) {
        g_warning("a plan scores %d and not %d as it was added up", plan->score, choice->score);
        plan->proven = false;
    }
    g_strlcpy(plan->band, tracing.last.band ? tracing.last.band : "", sizeof plan->band);
    plan->probability = tracing.last.probability;
    plan->offset = answer->t;
    plan->month = month_after(book, answer->t);
    plan->price = price;
    plan->steps = steps->len;
    plan->step = g_new0(struct plan_step, steps->len + 1);
    if (steps->len > 0) memcpy(plan->step, steps->data, steps->len * sizeof *plan->step);
    return true;
}

void trace_drift(const struct scene *scene, struct plan_book *book)
{
    g_autofree double *values = g_new(double, feature_count() + 1);
    for (int t = 0; t <= scene->months; t++) {
        struct score_result result;
        features_derive(scene->drift[t], scene->day[t], values);
        model_score(scene->model, values, &result);
        book->drift[t] = result.score;
        if (t == 0) book->now = result;
    }
}
