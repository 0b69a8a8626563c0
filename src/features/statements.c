/* SPDX-License-Identifier: Apache-2.0 */
/* The formulas of ratios.tsv and altman.tsv, read once into short lists of terms, and their values. */
#include "features/statements.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_FILE  "features/statements.tsv"
#define RATIOS_FILE "features/ratios.tsv"
#define ALTMAN_FILE "features/altman.tsv"
#define MOST_TERMS  8
#define MOST_PARTS  8

struct term {
    int item, year;
    double sign;
    bool average, optional;
};
struct formula {
    int terms;
    struct term term[MOST_TERMS];
};
struct ratio {
    const char *id;
    struct formula over, under; /* without terms below: nothing is divided */
};
/* One of Altman's functions: a constant and a sum of coefficients times ratios. */
struct discriminant {
    const char *variant;
    double constant;
    int parts;
    double coefficient[MOST_PARTS];
    struct ratio part[MOST_PARTS];
};
struct book {
    struct tsv *items, *ratios, *altman; /* own the texts */
    GArray *ratio;                       /* struct ratio */
    GArray *discriminant;                /* struct discriminant */
};

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static const struct tsv *items(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) {
        g_autoptr(GError) error = NULL;
        struct tsv *tsv = tsv_load(ITEMS_FILE, &error);
        if (tsv == NULL) g_warning("%s", error->message);
        g_once_init_leave(&shared, tsv ? (gsize)tsv : 1);
    }
    return shared == 1 ? NULL : (const struct tsv *)shared;
}

int statement_item(const char *id)
{
    const struct tsv *tsv = items();
    for (size_t row = 0; tsv != NULL && row < tsv_rows(tsv) && row < STATEMENT_MOST_ITEMS; row++)
        if (strcmp(tsv_cell(tsv, row, "item"), id) == 0) return (int)row;
    return -1;
}

const char *statement_item_id(int item)
{
    const struct tsv *tsv = items();
    return tsv != NULL && item >= 0 && (size_t)item < tsv_rows(tsv) ? tsv_cell(tsv, (size_t)item, "item") : NULL;
}

/* "-~inventory@1" */
static bool read_term(char *word, struct term *term)
{
    *term = (struct term){ .sign = 1 };
    for (;; word++) {
        if (*word == '-')
            term->sign = -1;
        else if (*word == '~')
            term->average = true;
        else if (*word == '?')
            term->optional = true;
        else
            break;
    }
    char *year = strchr(word, '@');
    if (year != NULL) {
        *year = '\0';
        term->year = atoi(year + 1);
    }
    term->item = statement_item(word);
    return term->item >= 0 && term->year >= 0 && term->year + term->average < STATEMENT_YEARS;
}

static bool read_formula(const char *text, struct formula *formula)
{
    g_auto(GStrv) list = g_strsplit(text, " ", -1);
    formula->terms = 0;
    for (char **word = list; *word != NULL; word++) {
        if (**word == '\0') continue;
        if (formula->terms == MOST_TERMS || !read_term(*word, &formula->term[formula->terms])) return false;
        formula->terms++;
    }
    return true;
}

static bool read_ratio(const struct tsv *tsv, size_t row, struct ratio *ratio)
{
    ratio->id = tsv_cell(tsv, row, "id");
    if (read_formula(tsv_cell(tsv, row, "over"), &ratio->over) && ratio->over.terms > 0 &&
        read_formula(tsv_cell(tsv, row, "under"), &ratio->under))
        return true;
    g_warning("%s: the formula of '%s' cannot be read", RATIOS_FILE, ratio->id);
    return false;
}

static struct discriminant *discriminant_of(GArray *all, const char *variant)
{
    for (guint i = 0; i < all->len; i++) {
        struct discriminant *one = &g_array_index(all, struct discriminant, i);
        if (strcmp(one->variant, variant) == 0) return one;
    }
    const struct discriminant fresh = { .variant = variant };
    g_array_append_val(all, fresh);
    return &g_array_index(all, struct discriminant, all->len - 1);
}

/* A line without a formula is the constant. */
static void read_altman(const struct tsv *tsv, size_t row, GArray *all)
{
    struct discriminant *one = discriminant_of(all, tsv_cell(tsv, row, "variant"));
    const double coefficient = g_ascii_strtod(tsv_cell(tsv, row, "coefficient"), NULL);
    if (*tsv_cell(tsv, row, "over") == '\0') {
        one->constant = coefficient;
    } else if (one->parts < MOST_PARTS && read_ratio(tsv, row, &one->part[one->parts])) {
        one->coefficient[one->parts++] = coefficient;
    } else {
        one->constant = NAN; /* half a function is none */
    }
}

static struct book *book_read(void)
{
    struct book *book = g_new0(struct book, 1);
    g_autoptr(GError) error = NULL;
    book->ratio = g_array_new(FALSE, FALSE, sizeof(struct ratio));
    book->discriminant = g_array_new(FALSE, FALSE, sizeof(struct discriminant));
    book->ratios = tsv_load(RATIOS_FILE, &error);
    book->altman = book->ratios ? tsv_load(ALTMAN_FILE, &error) : NULL;
    if (error != NULL) g_warning("%s", error->message);
    for (size_t row = 0; book->ratios != NULL && row < tsv_rows(book->ratios); row++) {
        struct ratio ratio;
        if (read_ratio(book->ratios, row, &ratio)) g_array_append_val(book->ratio, ratio);
    }
    for (size_t row = 0; book->altman != NULL && row < tsv_rows(book->altman); row++)
        read_altman(book->altman, row, book->discriminant);
    return book;
}

static const struct book *book_get(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) g_once_init_leave(&shared, (gsize)book_read());
    return (const struct book *)shared;
}

int ratio_find(const char *id)
{
    const GArray *all = book_get()->ratio;
    for (guint i = 0; i < all->len; i++)
        if (strcmp(g_array_index(all, struct ratio, i).id, id) == 0) return (int)i;
    return -1;
}

int altman_find(const char *variant)
{
    const GArray *all = book_get()->discriminant;
    for (guint i = 0; i < all->len; i++)
        if (strcmp(g_array_index(all, struct discriminant, i).variant, variant) == 0) return (int)i;
    return -1;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static double term_value(const struct statements *statements, const struct term *term)
{
    double value = statements->item[term->year][term->item];
    if (term->average) {
        const double before = statements->item[term->year + 1][term->item];
        if (!isnan(before)) value = (value + before) / 2;
    }
    if (isnan(value) && term->optional) value = 0;
    return term->sign * value;
}

static double formula_value(const struct statements *statements, const struct formula *formula)
{
    double sum = 0;
    for (int i = 0; i < formula->terms; i++)
        sum += term_value(statements, &formula->term[i]);
    return sum;
}

/* A ratio to nothing says nothing, and one to a negative (a loss, more debts than assets) would turn round. */
static double ratio_of(const struct statements *statements, const struct ratio *ratio, enum missing *why)
{
    const double over = formula_value(statements, &ratio->over);
    if (ratio->under.terms == 0) return over;
    const double under = formula_value(statements, &ratio->under);
    if (under > 0) return over / under;
    if (under == 0) *why = MISSING_ZERO;
    if (under < 0) *why = MISSING_NEGATIVE;
    return FEATURE_MISSING;
}

double ratio_value(const struct statements *statements, int ratio, enum missing *why)
{
    *why = MISSING_NOT_REPORTED;
    if (!month_is_set(statements->period) || ratio < 0) return FEATURE_MISSING;
    return ratio_of(statements, &g_array_index(book_get()->ratio, struct ratio, (guint)ratio), why);
}

double altman_value(const struct statements *statements, int variant, enum missing *why)
{
    *why = MISSING_NOT_REPORTED;
    if (!month_is_set(statements->period) || variant < 0) return FEATURE_MISSING;
    const struct discriminant *one = &g_array_index(book_get()->discriminant, struct discriminant, (guint)variant);
    double sum = one->constant;
    for (int i = 0; i < one->parts; i++)
        sum += one->coefficient[i] * ratio_of(statements, &one->part[i], why);
    return sum;
}
