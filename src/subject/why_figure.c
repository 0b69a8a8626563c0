/* SPDX-License-Identifier: Apache-2.0 */
/* What each figure rests on. Points come from the act `score.show` itself, so that this room needs to know no model;
 * what a feature looks at (its measure and window) stands in data/features/features.tsv. */
#include "subject/why.h"

#include <string.h>

/* ---- what a figure is made of ------------------------------------------------------------------------------------ */

/* Months of every account, of one field; with `amounts` the limits as well. */
static bool rest_on_accounts(struct why *why, int window, const char *field, bool amounts, GError **error)
{
    for (guint i = 0; i < why->dossier->accounts->len; i++) {
        const struct account *account = why->dossier->accounts->pdata[i];
        if (amounts && !why_account(why, account, error)) return false;
        if (field != NULL && account->history.length > 0 && !why_months(why, account, window, field, error))
            return false;
    }
    return true;
}

static bool rest_on_enquiries(struct why *why, GError **error)
{
    for (guint i = 0; i < why->dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = why->dossier->enquiries->pdata[i];
        char day[DATE_TEXT_SIZE];
        g_autofree char *what = phrase_make(N_("enquiry of {1}"), date_format(enquiry->day, day), NULL);
        if (!why_row(why, what, enquiry->institution, &enquiry->from, error)) return false;
    }
    return true;
}

static bool rest_on_public_records(struct why *why, GError **error)
{
    for (guint i = 0; i < why->dossier->public_records->len; i++) {
        const struct public_record *record = why->dossier->public_records->pdata[i];
        char day[DATE_TEXT_SIZE];
        g_autofree char *what = phrase_make(N_("public record of {1}"), date_format(record->day, day), NULL);
        if (!why_row(why, what, record->authority, &record->from, error)) return false;
    }
    return true;
}

/* The column of values holds every kind of value, so a secret one is masked here, by its own class. */
static bool secret_row(struct why *why, const char *what, const char *value, enum secrecy secrecy,
                       const struct provenance *from, GError **error)
{
    g_autofree char *shown = shown_text(value, secrecy, table_shown(why->answer, secrecy));
    return why_row(why, what, shown, from, error);
}

/* An amount with its currency, or a number of things. */
static char *measure_text(const struct measure *measure)
{
    char text[MONEY_TEXT_SIZE];
    if (measure->value == MONEY_UNKNOWN) return NULL;
    if (strlen(measure->unit) != 3) return g_strdup_printf("%" G_GINT64_FORMAT " %s", measure->value, measure->unit);
    return g_strdup_printf("%s %s", measure->unit, money_format_minor(measure->value, false, text));
}

static bool rest_on_liabilities(struct why *why, GError **error)
{
    for (guint i = 0; i < why->dossier->liabilities->len; i++) {
        const struct liability *liability = why->dossier->liabilities->pdata[i];
        char text[MONEY_TEXT_SIZE];
        g_autofree char *value = g_strdup_printf(
            "%s %s", liability->currency,
            liability->amount == MONEY_UNKNOWN ? "–" : money_format_minor(liability->amount, false, text));
        const char *role = codes_label("LIABILITY_ROLE", liability->role, why->session->language);
        g_autofree char *what = phrase_make(N_("duty as {1}"), role, NULL);
        if (!why_row(why, what, value, &liability->from, error)) return false;
    }
    return true;
}

/* Measures whose kind begins so, of the last `window` months the file speaks of (0: all). */
static bool rest_on_measures(struct why *why, const char *kind, int window, GError **error)
{
    const struct month last = dossier_last_month(why->dossier);
    for (guint i = 0; i < why->dossier->measures->len; i++) {
        const struct measure *measure = why->dossier->measures->pdata[i];
        char month[DATE_TEXT_SIZE];
        if (!g_str_has_prefix(measure->kind, kind)) continue;
        if (window > 0 && month_is_set(last) && measure->period.index <= last.index - window) continue;
        g_autofree char *what =
            phrase_make(N_("{1} of {2}"), codes_label("MEASURE_KIND", measure->kind, why->session->language),
                        month_format(measure->period, month), NULL);
        g_autofree char *value = measure_text(measure);
        if (!secret_row(why, what, value, SECRECY_INCOME, &measure->from, error)) return false;
    }
    return true;
}

/* ---- features ---------------------------------------------------------------------------------------------------- */

/* Months of one field of every account, rows of the accounts themselves, measures of a kind: what one word of the
 * column `facts` of features.tsv stands for. */
static bool rest_on_fact(struct why *why, const char *fact, int window, GError **error)
{
    if (strcmp(fact, "enquiry") == 0) return rest_on_enquiries(why, error);
    if (strcmp(fact, "public_record") == 0) return rest_on_public_records(why, error);
    if (strcmp(fact, "liability") == 0) return rest_on_liabilities(why, error);
    if (g_str_has_prefix(fact, "measure.")) return rest_on_measures(why, fact + strlen("measure."), window, error);
    if (g_str_has_prefix(fact, "history."))
        return rest_on_accounts(why, window, fact + strlen("history."), false, error);
    return !g_str_has_prefix(fact, "account.") || rest_on_accounts(why, window, NULL, true, error);
}

/* The words of `facts` are separated by commas; the fields of an account are shown by its one row. */
static bool rest_on_facts(struct why *why, const char *facts, int window, GError **error)
{
    g_auto(GStrv) words = g_strsplit(facts, ",", -1);
    bool accounts = false;
    for (char **word = words; *word != NULL; word++) {
        const bool account = g_str_has_prefix(*word, "account.");
        if (account && accounts) continue;
        accounts = accounts || account;
        if (!rest_on_fact(why, *word, window, error)) return false;
    }
    return true;
}

/* The row of a feature in the list of features; false when it is none. */
static bool find_feature(const struct tsv *features, const char *id, size_t *row)
{
    for (*row = 0; *row < tsv_rows(features); (*row)++)
        if (strcmp(tsv_cell(features, *row, "id"), id) == 0) return true;
    return false;
}

/* ---- score ------------------------------------------------------------------------------------------------------- */

static int column_number(const struct table *table, const char *id)
{
    for (size_t i = 0; i < table_column_count(table); i++)
        if (strcmp(table_column(table, i)->id, id) == 0) return (int)i;
    return -1;
}

static const struct cell *cell_of(const struct table *table, size_t row, const char *id)
{
    int column = column_number(table, id);
    return column < 0 ? NULL : &table_row(table, row)[column];
}

/* The score of this file as its own act answers it, read here inside the same look. */
static struct table *score_answer(struct why *why, GError **error)
{
    const struct command *command = command_find("score.show");
    g_autoptr(table_t) scored = table_new();
    table_mask_like(scored, why->answer);
    if (command == NULL || command->run == NULL) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no score in this program."), NULL, NULL);
        return NULL;
    }
    return command->run(why->session, why->arguments, scored, error) ? g_steal_pointer(&scored) : NULL;
}

static char *number_text(const struct cell *cell, int decimals)
{
    if (cell == NULL || cell->is_null) return g_strdup("–");
    char text[G_ASCII_DTOSTR_BUF_SIZE], format[8];
    if (decimals == 0) return g_strdup_printf("%" G_GINT64_FORMAT, cell->integer);
    g_snprintf(format, sizeof format, "%%.%df", decimals);
    return g_strdup(g_ascii_formatd(text, sizeof text, format, cell->real));
}

/* One characteristic: its value and its points. */
static bool add_characteristic(struct why *why, const struct table *scored, size_t row, GError **error)
{
    const struct cell *feature = cell_of(scored, row, "feature");
    g_autofree char *points = number_text(cell_of(scored, row, "points"), 0);
    g_autofree char *value = number_text(cell_of(scored, row, "value"), 4);
    g_autofree char *what = phrase_make(N_("{1} = {2}, points:"), feature ? feature->text : "", value, NULL);
    return why_row(why, what, points, NULL, error);
}

/* The deepest field a scored characteristic reads decides which months are named: states, then amounts. */
static bool rest_on_characteristics(struct why *why, const struct table *scored, const struct tsv *features,
                                    GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t row = 0; row < table_row_count(scored); row++) {
        const struct cell *feature = cell_of(scored, row, "feature");
        size_t place;
        if (feature == NULL || feature->text == NULL || !find_feature(features, feature->text, &place)) continue;
        const char *facts = tsv_cell(features, place, "facts");
        if (!g_hash_table_add(done, (gpointer)facts)) continue;
        if (!rest_on_facts(why, facts, atoi(tsv_cell(features, place, "window")), error)) return false;
    }
    return true;
}

static bool why_score(struct why *why, const struct tsv *features, GError **error)
{
    g_autoptr(table_t) scored = score_answer(why, error);
    if (scored == NULL) return false;
    const struct fact *score = table_find_fact(scored, "score"), *model = table_find_fact(scored, "model");
    g_autofree char *value = number_text(score ? &score->cell : NULL, 0);
    g_autofree char *what =
        phrase_make(N_("score of model {1}"), model && model->cell.text ? model->cell.text : "", NULL);
    if (!why_row(why, what, value, NULL, error)) return false;
    for (size_t row = 0; row < table_row_count(scored); row++)
        if (!add_characteristic(why, scored, row, error)) return false;
    return rest_on_characteristics(why, scored, features, error);
}

/* A feature that the model uses shows its points; one that it does not use shows what it rests on all the same. */
static bool why_feature(struct why *why, const struct tsv *features, size_t place, GError **error)
{
    const char *id = tsv_cell(features, place, "id");
    bool chinese = g_strcmp0(why->session->language, "zh") == 0;
    g_autoptr(table_t) scored = score_answer(why, NULL);
    bool named = false;
    for (size_t row = 0; scored != NULL && row < table_row_count(scored); row++) {
        const struct cell *feature = cell_of(scored, row, "feature");
        if (feature == NULL || g_strcmp0(feature->text, id) != 0) continue;
        named = true;
        if (!add_characteristic(why, scored, row, error)) return false;
    }
    if (!named && !why_row(why, tsv_cell(features, place, chinese ? "title_zh" : "title"), NULL, NULL, error))
        return false;
    return rest_on_facts(why, tsv_cell(features, place, "facts"), atoi(tsv_cell(features, place, "window")), error);
}

/* ---- details and the person -------------------------------------------------------------------------------------- */

static bool rest_on_details(struct why *why, const GPtrArray *details, const char *what, enum secrecy secrecy,
                            GError **error)
{
    for (guint i = 0; i < details->len; i++) {
        const struct detail *detail = details->pdata[i];
        if (!secret_row(why, what, detail->value, secrecy, &detail->from, error)) return false;
    }
    return true;
}

static bool rest_on_person(struct why *why, const char *figure, GError **error)
{
    const struct dossier *dossier = why->dossier;
    char birth[DATE_TEXT_SIZE];
    const char *value = strcmp(figure, "sex") == 0         ? dossier->sex
                        : strcmp(figure, "education") == 0 ? dossier->education
                        : strcmp(figure, "marital") == 0   ? dossier->marital
                                                           : date_format(dossier->birth, birth);
    return dossier->person_from.born == 0 || why_row(why, figure, value, &dossier->person_from, error);
}

static bool why_detail(struct why *why, const char *figure, bool *known, GError **error)
{
    const struct dossier *dossier = why->dossier;
    static const char *const person[] = { "birth", "age", "sex", "education", "marital", NULL };
    *known = true;
    if (strcmp(figure, "name") == 0) return rest_on_details(why, dossier->names, N_("name"), SECRECY_NAME, error);
    if (strcmp(figure, "identity") == 0)
        return rest_on_details(why, dossier->identifiers, N_("identity"), SECRECY_IDENTITY, error);
    if (strcmp(figure, "phone") == 0) return rest_on_details(why, dossier->contacts, N_("phone"), SECRECY_PHONE, error);
    if (strcmp(figure, "address") == 0 || strcmp(figure, "city") == 0)
        return rest_on_details(why, dossier->addresses, N_("address"), SECRECY_ADDRESS, error);
    if (g_strv_contains(person, figure)) return rest_on_person(why, figure, error);
    *known = false;
    return true;
}

/* ---- account=A[,month=M][,field=F] ------------------------------------------------------------------------------- */

static bool bad_figure(const char *figure, GError **error)
{
    bureau_error_set(
        error, BUREAU_ERROR_USAGE, N_("There is no figure “{1}”."),
        N_("Ask for score, a feature, a figure of `bureau subject show`, or account=A,month=YYYY-MM,field=state."),
        figure, NULL);
    return false;
}

struct place {
    int64_t account;
    struct month month;
    const char *field;
};

static bool parse_place(const char *figure, char **parts, struct place *place, GError **error)
{
    static const char *const fields[] = { "state", "balance", "due", "paid", "past_due", NULL };
    for (; *parts != NULL; parts++) {
        char *value = strchr(*parts, '=');
        if (value == NULL) return bad_figure(figure, error);
        *value++ = '\0';
        bool good = false;
        if (strcmp(*parts, "account") == 0)
            good = g_ascii_string_to_signed(value, 10, 1, G_MAXINT64, &place->account, NULL);
        else if (strcmp(*parts, "month") == 0)
            good = month_parse(value, &place->month);
        else if (strcmp(*parts, "field") == 0)
            good = g_strv_contains(fields, place->field = value);
        if (!good) return bad_figure(figure, error);
    }
    return true;
}

static bool why_place(struct why *why, const char *figure, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(figure, ",", -1);
    struct place place = { 0, MONTH_NONE, "state" };
    if (!parse_place(figure, parts, &place, error)) return false;
    const struct account *account = dossier_account(why->dossier, place.account);
    if (account == NULL) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no such account."),
                         N_("`bureau subject accounts SUBJECT` names them."), NULL);
        return false;
    }
    if (month_is_set(place.month)) return why_month(why, account, place.month, place.field, error);
    return why_account(why, account, error) &&
           (account->history.length == 0 || why_months(why, account, 0, place.field, error));
}

/* ---- the summary ------------------------------------------------------------------------------------------------- */

static const struct {
    const char *figure, *field;
    int window;
    bool amounts;
} summary_figures[] = {
    { "utilisation", "balance", 1, true },    { "limit_total", NULL, 0, true },
    { "balance_total", "balance", 1, false }, { "past_due", "past_due", 1, false },
    { "worst_now", "state", 1, false },       { "worst_24", "state", 24, false },
    { "clean_streak", "state", 0, false },    { "last_month", "state", 1, false },
    { "overdue", "state", 1, false },
};

bool why_figure(struct why *why, const char *figure, GError **error)
{
    bool known = false;
    size_t place = 0;
    if (g_str_has_prefix(figure, "account=")) return why_place(why, figure, error);
    if (!why_detail(why, figure, &known, error)) return false;
    if (known) return true;
    for (size_t i = 0; i < G_N_ELEMENTS(summary_figures); i++)
        if (strcmp(figure, summary_figures[i].figure) == 0)
            return rest_on_accounts(why, summary_figures[i].window, summary_figures[i].field,
                                    summary_figures[i].amounts, error);
    g_autoptr(tsv_t) features = tsv_load("features/features.tsv", error);
    if (features == NULL) return false;
    if (strcmp(figure, "score") == 0) return why_score(why, features, error);
    return find_feature(features, figure, &place) ? why_feature(why, features, place, error)
                                                  : bad_figure(figure, error);
}
