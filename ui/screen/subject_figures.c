/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of the summary. Each names the feature it is, so that "why" leads to the same figure the score uses. */
#include "screen/subject_figures.h"

#include "screen/look.h"

#include <math.h>
#include <string.h>

void figure_line_clear(struct figure_line *line)
{
    g_free(line->text);
}

static GArray *lines_new(void)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct figure_line));
    g_array_set_clear_func(lines, (GDestroyNotify)figure_line_clear);
    return lines;
}

static struct figure_line *add(GArray *lines, const char *label, char *text, const char *why)
{
    const struct figure_line line = { .label = label, .text = text, .style = INK_TEXT, .why = why, .share = NAN };
    g_array_append_val(lines, line);
    return &g_array_index(lines, struct figure_line, lines->len - 1);
}

static char *amount(int64_t minor, const char *currency)
{
    char text[MONEY_TEXT_SIZE];
    if (minor == MONEY_UNKNOWN) return g_strdup("–");
    return g_strdup_printf("%s %s", money_format_minor(minor, true, text), currency);
}

static char *months(int count)
{
    return g_strdup_printf(ngettext("%d month", "%d months", (unsigned)count), count);
}

/* A sum over nothing reported is not known, it is not nothing. */
static bool past_due_is_known(const struct sheet *sheet)
{
    for (guint i = 0; i < sheet->dossier->accounts->len; i++) {
        const struct account *account = sheet->dossier->accounts->pdata[i];
        if (amount_newest(account->history.past_due, account->history.length) != MONEY_UNKNOWN) return true;
    }
    return false;
}

char *figure_past_due(const struct sheet *sheet)
{
    const struct summary *summary = &sheet->summary;
    return past_due_is_known(sheet) ? amount(summary->past_due_total, summary->currency) : g_strdup(_("not reported"));
}

static void add_amounts(GArray *lines, const struct sheet *sheet)
{
    const struct summary *summary = &sheet->summary;
    struct figure_line *line = add(lines, _("Past due now"), figure_past_due(sheet), "past_due_now");
    line->style = summary->past_due_total > 0 ? INK_BAD | STYLE_BOLD : INK_TEXT;
    add(lines, _("Balance"), amount(summary->balance_total, summary->currency), "balance_total");
    add(lines, _("Card limits"), amount(summary->limit_total, summary->currency), "limit_total");
    line = add(lines, _("Utilisation"),
               isnan(summary->utilisation) ? g_strdup("–") : g_strdup_printf("%.0f %%", summary->utilisation * 100),
               "utilisation_now");
    line->share = summary->utilisation;
    line->style = summary->utilisation > 0.9 ? INK_BAD : summary->utilisation > 0.6 ? INK_WARN : INK_TEXT;
}

GArray *figures_of_credit(const struct sheet *sheet)
{
    const struct summary *summary = &sheet->summary;
    GArray *lines = lines_new();
    if (sheet->dossier->withheld & KIND_CREDIT) { /* sums over nothing would look like a clean file */
        add(lines, _("Credit data"), g_strdup(_("not covered")), NULL)->style = INK_WARN;
        return lines;
    }
    add_amounts(lines, sheet);
    add(lines, _("Accounts open"), g_strdup_printf(_("%d of %d"), summary->open_accounts, summary->accounts),
        "accounts_open");
    struct figure_line *line =
        add(lines, _("Worst in 24 months"),
            summary->worst_24 > 0 ? g_strdup_printf("M%d", summary->worst_24) : g_strdup("–"), "worst_state_24m");
    line->style = summary->worst_24 > 2 ? INK_LATE_3 : summary->worst_24 > 0 ? INK_LATE_1 : INK_GOOD;
    line = add(lines, _("Months 30+ in 24"), g_strdup_printf("%d", summary->late_30_in_24), "late_30_months_24m");
    line->style = summary->late_30_in_24 > 0 ? INK_LATE_2 : INK_GOOD;
    add(lines, _("Last clean streak"), months(summary->clean_streak), "clean_months");
    add(lines, _("Enquiries, 3 months"), g_strdup_printf("%d", summary->enquiries_3m), "enquiries_3m");
    line = add(lines, _("Disputed"), g_strdup_printf(summary->disputes > 0 ? "⚑ %d" : "%d", summary->disputes), NULL);
    line->style = summary->disputes > 0 ? INK_MARK : INK_TEXT;
    return lines;
}

static char *birth_text(const struct dossier *dossier)
{
    char day[DATE_TEXT_SIZE];
    if (!date_is_set(dossier->birth)) return g_strdup("–");
    date_format(dossier->birth, day);
    if (!dossier->birth_exact) day[4] = '\0'; /* only the year is known */
    return g_strdup(day);
}

static char *or_dash(const char *text)
{
    return g_strdup(text != NULL && *text ? text : "–");
}

GArray *figures_of_person(const struct sheet *sheet)
{
    const struct dossier *dossier = sheet->dossier;
    const char *language = language_code();
    const bool enterprise = g_strcmp0(dossier->kind, "enterprise") == 0;
    GArray *lines = lines_new();
    struct figure_line *line = add(lines, _("Identity"), or_dash(sheet->identity), "identity");
    line->dispute = "identity";
    line = add(lines, _("Phone"), or_dash(sheet->phone), "phone");
    line->dispute = "phone";
    line = add(lines, _("City"), or_dash(sheet->city), "address");
    line->dispute = "address";
    if (enterprise) return lines;
    line = add(lines, _("Born"), birth_text(dossier), "birth");
    line->dispute = "birth";
    add(lines, _("Education"),
        dossier->education ? g_strdup(codes_label("EDUCATION", dossier->education, language)) : g_strdup("–"), NULL);
    add(lines, _("Marital status"),
        dossier->marital ? g_strdup(codes_label("MARITAL", dossier->marital, language)) : g_strdup("–"), NULL);
    if (dossier->employments->len > 0) {
        const struct employment *employment = dossier->employments->pdata[0];
        add(lines, _("Employer"), or_dash(employment->employer), NULL);
    }
    return lines;
}
