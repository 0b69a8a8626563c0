/* SPDX-License-Identifier: Apache-2.0 */
/* `plan`: the cheapest plan for a target and what it rests on; `plan actions`: what a plan may do and what it never
 * does. */
#include "plan/ask.h"
#include "plan/rules.h"
#include "subject/limit.h"

#include <math.h>
#include <string.h>

enum { BINDING_FACTS = 5 };

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static void fact_cost(struct table *answer, const struct plan_book *book, const char *id, const char *title,
                      const struct plan_price *price)
{
    const enum plan_cost kind = book->wish.kind;
    if (price == NULL)
        table_fact_null(answer, id, title);
    else if (kind == PLAN_MONEY)
        table_fact_money(answer, id, title, price->of[kind], book->currency);
    else
        table_fact_int(answer, id, title, price->of[kind]);
}

/* Of a target that is out of reach it is proven that nothing reaches it. */
static void answer_gap(const struct plan_book *book, const struct plan *plan, struct table *answer)
{
    const struct plan_price gap = { { plan->gap, plan->gap, plan->gap } };
    const bool reached = plan->score >= book->wish.target;
    table_fact_flag(answer, "proven", N_("Proven"), reached ? plan->proven : book->reach < book->wish.target);
    fact_cost(answer, book, "gap", N_("Not cheaper by more than"), &gap);
}

static void answer_month(const struct plan_book *book, int offset, const char *id, const char *title,
                         struct table *answer)
{
    if (offset < 0)
        table_fact_null(answer, id, title);
    else
        table_fact_month(answer, id, title, (struct month){ book->month.index + offset });
}

static void answer_neighbours(const struct plan_book *book, const struct plan *plan, struct table *answer)
{
    const struct plan *cheaper = plan_cheaper(book, plan);
    struct plan_price earliest = { { 0 } };
    const int first = plan_earliest(book, book->wish.target, &earliest);
    answer_month(book, first, "earliest", N_("Earliest month"), answer);
    fact_cost(answer, book, "earliest_cost", N_("Cost in the earliest month"), first < 0 ? NULL : &earliest);
    if (cheaper == NULL)
        table_fact_null(answer, "cheaper_score", N_("Next cheaper target"));
    else
        table_fact_int(answer, "cheaper_score", N_("Next cheaper target"), cheaper->score);
    fact_cost(answer, book, "cheaper_cost", N_("Its cost"), cheaper ? &cheaper->price : NULL);
}

static void answer_words(const struct plan_book *book, const struct plan *plan, struct table *answer)
{
    char late[MONEY_TEXT_SIZE], step[MONEY_TEXT_SIZE];
    g_autofree char *actions = plan_actions_text(plan);
    g_autofree char *assumed =
        phrase_make(N_("What comes due is paid on time from now on, what is past due ({1} {2}) in the first "
                       "month, nothing "
                       "new is applied for, cards are used as before; amounts are tried in steps of {1} {3}."),
                    book->currency, money_format_minor(book->past_due, true, late),
                    money_format_minor(book->step, true, step), NULL);
    table_fact_text(answer, "actions", N_("As a what-if"), actions);
    table_fact_phrase(answer, "assumed", N_("Assumed"), assumed);
    table_fact_phrase(
        answer, "note", N_("Note"),
        N_("An estimate of what the model would say, not a promise: points are effects of the model and "
           "not causes. Nothing that is true is disputed, and past defaults, age and sex are in no plan."));
}

static void answer_facts(const struct plan_book *book, const struct plan *plan, struct table *answer)
{
    const bool reachable = plan->score >= book->wish.target;
    table_fact_flag(answer, "reachable", N_("Reachable"), reachable);
    table_fact_int(answer, "score", N_("Score"), plan->score);
    fact_cost(answer, book, "cost", N_("Cost"), &plan->price);
    table_fact_month(answer, "month", N_("Month"), plan->month);
    answer_gap(book, plan, answer);
    table_fact_int(answer, "before", N_("Score before"), book->now.score);
    table_fact_int(answer, "target", N_("Target"), book->wish.target);
    table_fact_int(answer, "best", N_("Best reachable score"), plan_best(book)->score);
    table_fact_int(answer, "bound", N_("No plan scores more than"), book->reach);
    table_fact_text(answer, "band", N_("Band"), plan->band);
    table_fact_percent(answer, "probability", N_("Probability of default"), plan->probability);
    table_fact_money(answer, "money", N_("Money"), plan->price.of[PLAN_MONEY], book->currency);
    table_fact_int(answer, "effort", N_("Effort"), plan->price.of[PLAN_EFFORT]);
    table_fact_int(answer, "changes", N_("Changes"), plan->price.of[PLAN_CHANGES]);
    answer_neighbours(book, plan, answer);
    table_fact_text(answer, "model", N_("Model"), book->model);
    table_fact_int(answer, "version", N_("Version"), book->version);
    answer_words(book, plan, answer);
}

/* ---- parts ------------------------------------------------------------------------------------------------------- */

// clang-format off
#define COST_OF(kind) ((kind) == PLAN_MONEY ? 0 : 1)
static const struct column step_columns[][10] = {
#define STEP_COLUMNS(cost_type) {                                                                                       \
    { .id = "step",    .title = N_("Step"),    .type = VALUE_INTEGER },                                                 \
    { .id = "action",  .title = N_("Action"),  .type = VALUE_TEXT },                                                    \
    { .id = "month",   .title = N_("Month"),   .type = VALUE_MONTH },                                                   \
    { .id = "cost",    .title = N_("Cost"),    .type = cost_type },                                                     \
    { .id = "points",  .title = N_("Points"),  .type = VALUE_INTEGER },                                                 \
    { .id = "score",   .title = N_("Score"),   .type = VALUE_INTEGER, .priority = 1 },                                  \
    { .id = "what",    .title = N_("What it is"), .type = VALUE_PHRASE, .priority = 2 },                                \
    { .id = "feature", .title = N_("Feature"), .type = VALUE_TEXT, .priority = 3 },                                     \
    { .id = "before",  .title = N_("Before"),  .type = VALUE_REAL, .decimals = 4, .priority = 4 },                      \
    { .id = "after",   .title = N_("After"),   .type = VALUE_REAL, .decimals = 4, .priority = 4 } }
    STEP_COLUMNS(VALUE_MONEY), STEP_COLUMNS(VALUE_INTEGER),
};
static const struct column frontier_columns[][6] = {
#define FRONTIER_COLUMNS(cost_type) {                                                                                   \
    { .id = "score",   .title = N_("Score"),   .type = VALUE_INTEGER },                                                 \
    { .id = "cost",    .title = N_("Cost"),    .type = cost_type },                                                     \
    { .id = "month",   .title = N_("Month"),   .type = VALUE_MONTH },                                                   \
    { .id = "changes", .title = N_("Changes"), .type = VALUE_INTEGER, .priority = 1 },                                  \
    { .id = "proven",  .title = N_("Proven cheapest"), .type = VALUE_FLAG, .priority = 2 },                             \
    { .id = "actions", .title = N_("As a what-if"), .type = VALUE_TEXT, .priority = 3 } }
    FRONTIER_COLUMNS(VALUE_MONEY), FRONTIER_COLUMNS(VALUE_INTEGER),
};
static const struct column month_columns[][5] = {
#define MONTH_COLUMNS(cost_type) {                                                                                      \
    { .id = "month",   .title = N_("Month"),   .type = VALUE_MONTH },                                                   \
    { .id = "drift",   .title = N_("Left alone"), .type = VALUE_INTEGER, .help = N_("The score when only time passes") }, \
    { .id = "plan",    .title = N_("With the plan"), .type = VALUE_INTEGER },                                           \
    { .id = "cost",    .title = N_("Cost"),    .type = cost_type, .help = N_("The least with which the target is reached in that month") }, \
    { .id = "best",    .title = N_("Best"),    .type = VALUE_INTEGER, .priority = 1, .help = N_("The best score of that month") } }
    MONTH_COLUMNS(VALUE_MONEY), MONTH_COLUMNS(VALUE_INTEGER),
};
static const struct column binding_columns[] = {
    { .id = "what",    .title = N_("What holds back"), .type = VALUE_TEXT },
    { .id = "value",   .title = N_("Value"),   .type = VALUE_REAL, .decimals = 4 },
    { .id = "lost",    .title = N_("Lost"),    .type = VALUE_INTEGER, .help = N_("Points below the best bin") },
    { .id = "month",   .title = N_("Better by time"), .type = VALUE_MONTH, .help = N_("The month in which time alone gives points back") },
    { .id = "won",     .title = N_("Points then"), .type = VALUE_INTEGER },
    { .id = "leaves",  .title = N_("Leaves the file"), .type = VALUE_DATE, .help = N_("The last day the law lets it be shown") },
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "title",   .title = N_("Meaning"), .type = VALUE_TEXT, .priority = 2 },
};
// clang-format on

static void add_cost(struct table *answer, const struct plan_book *book, const struct plan_price *price)
{
    if (price == NULL)
        table_add_null(answer);
    else if (book->wish.kind == PLAN_MONEY)
        table_add_money(answer, price->of[PLAN_MONEY], book->currency);
    else
        table_add_int(answer, price->of[book->wish.kind]);
}

static bool answer_steps(const struct plan_asked *asked, const struct plan *plan, struct table *answer, GError **error)
{
    table_set_columns(answer, step_columns[COST_OF(asked->wish.kind)], G_N_ELEMENTS(step_columns[0]));
    for (size_t i = 0; i < plan->steps; i++) {
        const struct plan_step *step = &plan->step[i];
        g_autofree char *action = action_format(&step->action), *what = action_explain(&step->action, asked->dossier);
        table_row_begin(answer);
        table_add_int(answer, (int64_t)i + 1);
        table_add_text(answer, action);
        table_add_month(answer, step->month);
        add_cost(answer, asked->book, &step->price);
        table_add_int(answer, step->points);
        table_add_int(answer, step->score);
        table_add_text(answer, what);
        table_add_text(answer, step->moved);
        table_add_real(answer, step->moved ? step->before : NAN);
        table_add_real(answer, step->moved ? step->after : NAN);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool answer_frontier(const struct plan_asked *asked, struct table *answer, GError **error)
{
    const struct plan_book *book = asked->book;
    table_set_columns(answer, frontier_columns[COST_OF(asked->wish.kind)], G_N_ELEMENTS(frontier_columns[0]));
    for (size_t i = 0; i < book->plans; i++) {
        const struct plan *plan = &book->plan[i];
        g_autofree char *actions = plan_actions_text(plan);
        table_row_begin(answer);
        table_add_int(answer, plan->score);
        add_cost(answer, book, &plan->price);
        table_add_month(answer, plan->month);
        table_add_int(answer, plan->price.of[PLAN_CHANGES]);
        table_add_int(answer, plan->proven);
        table_add_text(answer, actions);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool answer_months(const struct plan_asked *asked, const struct plan *plan, struct table *answer, GError **error)
{
    const struct plan_book *book = asked->book;
    table_set_columns(answer, month_columns[COST_OF(asked->wish.kind)], G_N_ELEMENTS(month_columns[0]));
    for (size_t t = 0; t < book->months; t++) {
        const struct plan_stair *stair = &book->stair[t];
        const struct plan_price *price = NULL;
        for (size_t i = 0; price == NULL && i < stair->plans; i++)
            if (stair->stage[i].score >= book->wish.target) price = &stair->stage[i].price;
        table_row_begin(answer);
        table_add_month(answer, (struct month){ book->month.index + (int32_t)t });
        table_add_int(answer, book->drift[t]);
        table_add_int(answer, plan->path[t]);
        add_cost(answer, book, price);
        if (stair->plans > 0)
            table_add_int(answer, stair->stage[stair->plans - 1].score);
        else
            table_add_null(answer);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool answer_binding(struct session *session, const GArray *binds, struct table *answer, GError **error)
{
    table_set_columns(answer, binding_columns, G_N_ELEMENTS(binding_columns));
    for (guint i = 0; i < binds->len; i++) {
        const struct plan_bind *bind = &g_array_index(binds, struct plan_bind, i);
        const bool fact = bind->input == NULL;
        table_row_begin(answer);
        table_add_text(answer, fact ? bind->item : bind->input);
        table_add_real(answer, fact ? NAN : bind->value);
        if (fact)
            table_add_null(answer);
        else
            table_add_int(answer, bind->lost);
        table_add_month(answer, bind->month);
        if (month_is_set(bind->month))
            table_add_int(answer, bind->won);
        else
            table_add_null(answer);
        table_add_date(answer, fact ? bind->leaves : DATE_NONE);
        if (bind->account != 0)
            table_add_int(answer, bind->account);
        else
            table_add_null(answer);
        table_add_text(answer, fact ? codes_label("ADVERSE_ITEM", bind->item, session->language)
                                    : feature_title(bind->input, session->language));
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* The facts binding_1 ...: what loses most when the target cannot be reached. */
static void binding_facts(struct session *session, const GArray *binds, struct table *answer)
{
    static const char *const ids[BINDING_FACTS] = { "binding_1", "binding_2", "binding_3", "binding_4", "binding_5" };
    for (guint i = 0, place = 0; i < binds->len && place < BINDING_FACTS; i++) {
        const struct plan_bind *bind = &g_array_index(binds, struct plan_bind, i);
        char month[DATE_TEXT_SIZE];
        if (bind->input == NULL) continue;
        g_autofree char *lost = g_strdup_printf("%d", bind->lost), *won = g_strdup_printf("%d", bind->won);
        g_autofree char *title = g_strconcat(PHRASE_VERBATIM, feature_title(bind->input, session->language), NULL);
        g_autofree char *phrase =
            phrase_make(month_is_set(bind->month) ? N_("{1}: -{2} points until {3}, then {4} come back by time alone")
                                                  : N_("{1}: -{2} points, and time alone does not better it soon"),
                        title, lost, month_format(bind->month, month), won, NULL);
        table_fact_phrase(answer, ids[place++], N_("Holds back"), phrase);
    }
}

/* ---- the commands ------------------------------------------------------------------------------------------------ */

bool plan_command(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    g_auto(plan_asked_t) asked = { 0 };
    if (!plan_ask(session, arguments, &asked, error)) return false;
    const struct plan *plan = plan_for(asked.book, asked.wish.target);
    const bool reachable = plan != NULL;
    const char *part = arguments_text(arguments, "part");
    if (plan == NULL) plan = plan_best(asked.book);
    const bool binding = g_strcmp0(part, "binding") == 0;
    g_autoptr(GArray) binds =
        binding || !reachable ? plan_binding(session, asked.model, asked.dossier, plan, error) : NULL;
    if (binds == NULL && (binding || !reachable)) return false;
    answer_facts(asked.book, plan, answer);
    if (!reachable) binding_facts(session, binds, answer);
    limit_fact(answer, session, asked.dossier->withheld);
    if (binding) return answer_binding(session, binds, answer, error);
    if (arguments_has(arguments, "frontier") || g_strcmp0(part, "frontier") == 0)
        return answer_frontier(&asked, answer, error);
    if (g_strcmp0(part, "months") == 0) return answer_months(&asked, plan, answer, error);
    return answer_steps(&asked, plan, answer, error);
}

// clang-format off
static const struct column action_columns[] = {
    { .id = "id",        .title = N_("Action"),  .type = VALUE_TEXT },
    { .id = "title",     .title = N_("Meaning"), .type = VALUE_TEXT },
    { .id = "allowed",   .title = N_("Allowed"), .type = VALUE_FLAG },
    { .id = "lead",      .title = N_("Months until it counts"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "effort",    .title = N_("Effort"),  .type = VALUE_INTEGER, .priority = 1 },
    { .id = "needs",     .title = N_("Needs, or why not"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "evidence",  .title = N_("Evidence"), .type = VALUE_TEXT, .priority = 3 },
};
// clang-format on

bool plan_command_actions(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const bool zh = g_strcmp0(session->language, "zh") == 0;
    (void)arguments;
    table_set_columns(answer, action_columns, G_N_ELEMENTS(action_columns));
    for (size_t i = 0; i < plan_action_count(); i++) {
        const struct plan_action *rule = plan_action_at(i);
        const char *needs = zh ? rule->needs_zh : rule->needs, *why_not = zh ? rule->why_not_zh : rule->why_not;
        table_row_begin(answer);
        table_add_text(answer, rule->id);
        table_add_text(answer, zh ? rule->title_zh : rule->title);
        table_add_int(answer, !rule->forbidden);
        if (rule->forbidden)
            table_add_null(answer);
        else
            table_add_int(answer, rule->lead);
        if (rule->forbidden)
            table_add_null(answer);
        else
            table_add_int(answer, rule->effort);
        table_add_text(answer, rule->forbidden ? why_not : needs);
        table_add_text(answer, zh ? rule->evidence_zh : rule->evidence);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
