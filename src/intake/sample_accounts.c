/* SPDX-License-Identifier: Apache-2.0 */
/* Invented accounts. A month follows from the one before: how many instalments are unpaid decides the state, what is
 * past due, and how likely the next one is missed; so states and amounts never contradict each other. */
#include "intake/words.h"

#include <string.h>

struct product {
    const char *type, *business, *guarantee, *kind; /* kind of institution that offers it */
    int low, high;                                  /* limit or principal in thousands */
    int term;                                       /* months of a loan, 0 revolving */
};
static const struct product products[] = {
    { "R2", "81", "4", "card", 5, 80, 0 },       { "R2", "81", "4", "bank", 5, 120, 0 },
    { "D1", "11", "2", "bank", 400, 3000, 240 }, { "D1", "21", "2", "auto", 60, 300, 36 },
    { "D1", "91", "4", "finance", 5, 100, 12 },  { "D1", "91", "4", "finance", 10, 200, 24 },
    { "R1", "91", "4", "bank", 20, 300, 0 },     { "D1", "41", "3", "bank", 100, 1000, 36 },
};
static const struct product loans_of_firms[] = {
    { "D1", "99", "3", "bank", 500, 20000, 36 },
    { "R1", "99", "2", "bank", 1000, 30000, 0 },
    { "D1", "92", "2", "auto", 300, 5000, 24 },
};

struct course { /* an account on its way through the months */
    int64_t balance, unpaid_sum;
    int unpaid;
    double use; /* share of a limit that is used */
};

/* How many instalments are paid this month: none, one, or all that is open. */
static int payments(struct sample *sample, const struct course *course, int quality)
{
    static const double miss[] = { 0.003, 0.02, 0.08 };
    double nothing = course->unpaid == 0 ? miss[quality] : quality == 2 ? 0.55 : 0.35;
    if (dice_chance(&sample->dice, nothing)) return 0;
    return course->unpaid > 0 && dice_chance(&sample->dice, 0.35) ? 1 : course->unpaid + 1;
}

static struct month_seen next_month(struct sample *sample, const struct product *product, int64_t amount,
                                    struct course *course, int quality)
{
    int64_t due;
    if (product->term > 0) { /* equal parts of the principal, and interest on what is left */
        due = MIN(amount / product->term, course->balance) + course->balance / 240;
    } else {
        const double moved = course->use + dice_range(&sample->dice, -8, 8) / 100.0;
        course->use = CLAMP(moved, 0.0, 0.98); /* a macro: the dice must not stand inside it */
        course->balance = (int64_t)((double)amount * course->use) / 100 * 100 + course->unpaid_sum;
        due = course->balance / 10;
    }
    int paid = due > 0 || course->unpaid > 0 ? payments(sample, course, quality) : 1;
    int64_t given = paid == 0 ? 0 : paid > course->unpaid ? course->unpaid_sum + due : MIN(due, course->unpaid_sum);
    int64_t open = course->unpaid_sum + due - given;
    course->unpaid = open == 0 ? 0 : MAX(1, course->unpaid + 1 - paid);
    course->unpaid_sum = open;
    if (product->term > 0)
        course->balance = MAX(0, course->balance - (given > 0 ? MIN(given, amount / product->term * MAX(paid, 1)) : 0));
    char state = due == 0 && course->unpaid == 0 ? '*'
                 : course->unpaid == 0           ? 'N'
                                                 : (char)('0' + MIN(course->unpaid, 7));
    return (struct month_seen){ .state = state, .amounts = { MAX(course->balance, open), due, given, open } };
}

static const char *five_class(int unpaid)
{
    return unpaid == 0 ? "1" : unpaid <= 2 ? "2" : unpaid == 3 ? "3" : unpaid <= 6 ? "4" : "5";
}

static bool put_account(struct sample *sample, struct lender *lender, int64_t subject, const struct product *product,
                        int64_t amount, struct month first, int months, bool closes, int quality, GError **error)
{
    struct course course = { .balance = product->term ? amount : 0,
                             .use = dice_range(&sample->dice, 5, quality == 2 ? 95 : 60) / 100.0 };
    g_autofree struct month_seen *seen = g_new0(struct month_seen, months);
    lender->line++;
    for (int i = 0; i < months; i++) {
        seen[i] = next_month(sample, product, amount, &course, quality);
        seen[i].month = (struct month){ first.index + i };
        seen[i].line = lender->line;
    }
    bool closed = closes;
    if (closed)
        seen[months - 1] = (struct month_seen){ .month = seen[months - 1].month,
                                                .state = 'C',
                                                .line = lender->line,
                                                .amounts = { 0, 0, course.balance + course.unpaid_sum, 0 } };
    if (closed) course.unpaid = 0;
    int64_t id = fact_writer_id(&lender->writer, &sample->writer.accounts, "account", error);
    if (id == 0) return false;
    g_autofree char *number = g_strdup_printf("99%s%010" G_GINT64_FORMAT, product->business, id);
    struct date opened = date_add_days(month_first_day(first), dice_range(&sample->dice, 0, 24));
    struct date end = month_last_day(seen[months - 1].month);
    bool card = strcmp(product->type, "R2") == 0;
    const struct value values[FACT_FIELDS] = {
        { true, 0, number },
        { true, 0, product->type },
        { true, 0, product->business },
        { true, 0, "CNY" },
        { true, opened.days, NULL },
        { closed, end.days, NULL },
        { true, amount, NULL },
        { true, 0, product->guarantee },
        { !card, 0, five_class(course.unpaid) },
        { true, 0,
          closed                   ? (card ? "4" : "3")
          : course.unpaid && !card ? "2"
                                   : "1" },
    };
    return fact_put(&lender->writer, FACT_ACCOUNT, subject, id, true, values, lender->line, error) &&
           months_write(&lender->writer, &sample->scratch, subject, id, true, seen, (size_t)months, error);
}

static struct lender *lender_for(struct sample *sample, struct lender *lenders, const char *kind)
{
    size_t count = words_institutions(sample->words);
    while (true) {
        size_t at = (size_t)dice_range(&sample->dice, 0, (int)count - 1);
        const char *code, *chinese, *english, *has;
        words_institution(sample->words, at, &code, &chinese, &english, &has);
        if (strcmp(has, kind) == 0) return &lenders[at];
    }
}

bool sample_accounts(struct sample *sample, struct lender *lenders, int64_t subject, bool enterprise, int quality,
                     GError **error)
{
    int count = dice_range(&sample->dice, 3, 8);
    for (int i = 0; i < count; i++) {
        const struct product *product =
            enterprise ? &loans_of_firms[dice_range(&sample->dice, 0, G_N_ELEMENTS(loans_of_firms) - 1)]
                       : &products[dice_range(&sample->dice, 0, G_N_ELEMENTS(products) - 1)];
        int64_t amount = (int64_t)dice_range(&sample->dice, product->low, product->high) * 100000;
        int months = dice_range(&sample->dice, 24, 60);
        bool short_loan = product->term > 0 && product->term < months; /* paid off some time ago */
        int closed_ago = short_loan                         ? months - product->term
                         : dice_chance(&sample->dice, 0.12) ? dice_range(&sample->dice, 1, 18)
                                                            : 0;
        int held = short_loan ? product->term : MAX(6, months - closed_ago);
        struct month first = { sample->observed.index - months + 1 };
        bool closes = closed_ago > 0;
        /* one who did not pay it off still owes it: the months go on to the present */
        if (closes && quality == 2) closes = false, held = months;
        if (!put_account(sample, lender_for(sample, lenders, product->kind), subject, product, amount, first, held,
                         closes, quality, error))
            return false;
    }
    return true;
}
