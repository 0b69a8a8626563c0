/* SPDX-License-Identifier: Apache-2.0 */
/* What a sheet says in words: furnishers, accounts, where a month came from, features and their values. Everything is
 * put into the language spoken when it is drawn, so that the language can be switched at any time. */
#include "screen/look.h"
#include "screen/sheet.h"

#include <math.h>
#include <string.h>

/* ---- batches ----------------------------------------------------------------------------------------------------- */

struct batch_columns {
    struct sheet *sheet;
    int batch, file, loaded, user;
};

static bool take_batch(void *data, const struct table *table, const struct cell *row, GError **error)
{
    (void)error;
    struct batch_columns *columns = data;
    if (columns->batch < 0) {
        columns->batch = column_index(table, "batch");
        columns->file = column_index(table, "file");
        columns->loaded = column_index(table, "loaded");
        columns->user = column_index(table, "user");
    }
    if (columns->batch < 0) return true;
    struct sheet_batch *batch = g_hash_table_lookup(columns->sheet->batches, &row[columns->batch].integer);
    if (batch == NULL || batch->file != NULL) return true;
    batch->file = g_strdup(columns->file < 0 ? NULL : row[columns->file].text);
    batch->user = g_strdup(columns->user < 0 ? NULL : row[columns->user].text);
    batch->loaded = DATE_NONE;
    if (columns->loaded >= 0 && !row[columns->loaded].is_null) {
        const int64_t value = row[columns->loaded].integer;
        const bool moment = table_column(table, (size_t)columns->loaded)->type == VALUE_MOMENT;
        batch->loaded.days = (int32_t)(moment ? value / 86400000 : value);
    }
    return true;
}

void sheet_read_batches(struct sheet *sheet, struct session *session)
{
    const struct command *command = command_find("intake.batches");
    if (command == NULL || g_hash_table_size(sheet->batches) == 0) return;
    struct batch_columns columns = { sheet, -1, -1, -1, -1 };
    g_autoptr(table_t) table = table_new();
    g_autoptr(arguments_t) arguments = arguments_new(command);
    table_set_sink(table, take_batch, &columns);
    command_run(command, session, arguments, table, NULL);
}

static char *batch_number(int64_t batch)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, batch);
    return g_strdup_printf(_("batch %s"), number);
}

/* 20114 as "20,114"; the locale of numbers is "C", so that printf does not group. */
static char *grouped(int64_t number)
{
    char text[MONEY_TEXT_SIZE];
    money_format_minor(number * 100, true, text);
    char *dot = strchr(text, '.');
    if (dot != NULL) *dot = '\0';
    return g_strdup(text);
}

char *sheet_origin(const struct sheet *sheet, int64_t batch, int64_t line)
{
    if (batch <= 0) return g_strdup(_("made here, by a correction"));
    const struct sheet_batch *known = g_hash_table_lookup(sheet->batches, &batch);
    g_autofree char *name = known != NULL && known->file != NULL ? g_strdup(known->file) : batch_number(batch);
    GString *text = g_string_new(NULL);
    g_autofree char *number = grouped(line);
    if (line > 0)
        g_string_append_printf(text, _("from %s, line %s"), name, number);
    else
        g_string_append_printf(text, _("from %s"), name);
    if (known != NULL && known->file != NULL && date_is_set(known->loaded)) {
        char day[DATE_TEXT_SIZE];
        g_string_append_printf(text, _(", loaded %s by %s"), date_format(known->loaded, day),
                               known->user ? known->user : "-");
    }
    return g_string_free(text, FALSE);
}

void sheet_month_origin(const struct history *history, size_t place, int64_t *batch, int64_t *line)
{
    *batch = history->batches != NULL && place < history->length ? history->batches[place] : SERIES_UNKNOWN;
    *line = history->lines != NULL && place < history->length ? history->lines[place] : SERIES_UNKNOWN;
    if (*batch == SERIES_UNKNOWN) {
        *batch = history->from.batch;
        *line = history->from.line;
    }
    if (*line == SERIES_UNKNOWN) *line = 0;
}

/* ---- accounts ---------------------------------------------------------------------------------------------------- */

const char *sheet_source(const struct sheet *sheet, int64_t source)
{
    const char *const *labels = g_hash_table_lookup(sheet->sources, &source);
    return labels == NULL ? "" : labels[strcmp(language_code(), "zh") == 0];
}

char *sheet_account_label(const struct sheet *sheet, const struct account *account)
{
    const char *furnisher = sheet_source(sheet, account->source);
    return g_strdup_printf("%s %s", *furnisher ? furnisher : account->furnisher,
                           codes_label("ACCOUNT_TYPE", account->type, language_code()));
}

char *sheet_account_number(const struct sheet *sheet, const struct account *account)
{
    if (sheet->accounts == SHOWN_HIDDEN) return g_strdup("–");
    return shown_text(account->number, SECRECY_ACCOUNT, sheet->accounts);
}

int64_t amount_newest(const int64_t *values, size_t length)
{
    while (values != NULL && length-- > 0)
        if (values[length] != MONEY_UNKNOWN) return values[length];
    return MONEY_UNKNOWN;
}

double account_share(const struct account *account)
{
    const int64_t balance = amount_newest(account->history.balance, account->history.length);
    if (account->type == NULL || account->type[0] != 'R' || account->amount == MONEY_UNKNOWN || account->amount <= 0 ||
        balance == MONEY_UNKNOWN || date_is_set(account->closed))
        return NAN;
    return (double)MAX(balance, 0) / (double)account->amount;
}

/* ---- score ------------------------------------------------------------------------------------------------------- */

enum ink sheet_band_ink(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->band_count; i++)
        if (g_strcmp0(sheet->bands[i].letter, sheet->band) == 0) return ink_of_band((int)i, (int)sheet->band_count);
    return INK_TEXT;
}

const char *feature_label(const struct feature *feature, const char *id)
{
    if (feature == NULL) return id;
    return strcmp(language_code(), "zh") == 0 && *feature->title_zh ? feature->title_zh : feature->title;
}

/* Units of data/features/features.tsv, in the singular and the plural. */
static const struct unit {
    const char *id, *one, *many;
} units[] = {
    { "months", N_("%s month"), N_("%s months") },       { "months late", N_("%s month late"), N_("%s months late") },
    { "accounts", N_("%s account"), N_("%s accounts") }, { "enquiries", N_("%s enquiry"), N_("%s enquiries") },
    { "records", N_("%s record"), N_("%s records") },    { "special", N_("never late"), NULL },
};

static char *with_unit(const char *unit, double value)
{
    /* a ratio is told in thousandths; a count as it is */
    g_autofree char *number = g_strdup_printf("%.6g", round(value * 1000) / 1000);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(units[i].id, unit) == 0) {
            GString *text = g_string_new(ngettext(units[i].one, units[i].many, value > 1 || value < 1 ? 2 : 1));
            g_string_replace(text, "%s", number, 1);
            return g_string_free(text, FALSE);
        }
    return g_steal_pointer(&number);
}

/* "-1=never late" says what -1 stands for. */
static bool is_special(const struct feature *feature, double value, const char **meaning)
{
    char *end = NULL;
    if (feature->special == NULL || *feature->special == '\0') return false;
    const double special = g_ascii_strtod(feature->special, &end);
    if (end == NULL || *end != '=' || special < value || special > value) return false;
    *meaning = end + 1;
    return true;
}

char *feature_text(const struct feature *feature, double value)
{
    const char *meaning = NULL;
    if (isnan(value)) return g_strdup(_("not known"));
    if (feature == NULL) return g_strdup_printf("%.4g", value);
    if (is_special(feature, value, &meaning)) return g_strdup(language_translate(meaning));
    if (g_strcmp0(feature->unit, "share") == 0) return g_strdup_printf("%.0f %%", value * 100);
    if (g_strcmp0(feature->unit, "money") == 0) {
        char text[MONEY_TEXT_SIZE];
        return g_strdup(money_format_minor((int64_t)llround(value * 100), true, text));
    }
    return with_unit(feature->unit ? feature->unit : "", value);
}

char *sheet_short_name(const struct sheet *sheet)
{
    enum { WIDEST = 30 };
    return text_fit(sheet->name, MIN(text_width(sheet->name), WIDEST), -1);
}

char *sheet_heading(const struct sheet *sheet, const char *screen)
{
    g_autofree char *name = sheet_short_name(sheet);
    return g_strdup_printf("%s  %s › %s", name, sheet->identity ? sheet->identity : "", screen);
}
