/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a book of plans. */
#include "plan/price.h"

void plan_book_free(struct plan_book *book)
{
    if (book == NULL) return;
    for (size_t i = 0; i < book->plans; i++) {
        g_free(book->plan[i].step);
        g_free(book->plan[i].path);
    }
    for (size_t t = 0; t < book->months; t++)
        g_free(book->stair[t].stage);
    g_free(book->stair);
    g_free(book->plan);
    g_free(book->drift);
    g_free(book->model);
    g_free(book);
}

const struct plan *plan_for(const struct plan_book *book, int target)
{
    for (size_t i = 0; i < book->plans; i++)
        if (book->plan[i].score >= target) return &book->plan[i];
    return NULL;
}

const struct plan *plan_best(const struct plan_book *book)
{
    return book->plans > 0 ? &book->plan[book->plans - 1] : NULL;
}

const struct plan *plan_cheaper(const struct plan_book *book, const struct plan *plan)
{
    const struct plan_key own = plan_key_of(plan->price, book->wish.kind);
    for (size_t i = book->plans; i-- > 0;)
        if (book->plan[i].score < plan->score && plan_key_less(plan_key_of(book->plan[i].price, book->wish.kind), own))
            return &book->plan[i];
    return NULL;
}

int plan_earliest(const struct plan_book *book, int target, struct plan_price *price)
{
    for (size_t t = 0; t < book->months; t++)
        for (size_t i = 0; i < book->stair[t].plans; i++)
            if (book->stair[t].stage[i].score >= target) {
                *price = book->stair[t].stage[i].price;
                return (int)t;
            }
    return -1;
}

char *plan_actions_text(const struct plan *plan)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < plan->steps; i++) {
        g_autofree char *one = action_format(&plan->step[i].action);
        g_string_append_printf(text, "%s%s", i ? "; " : "", one);
    }
    return g_string_free(text, FALSE);
}
