/* SPDX-License-Identifier: Apache-2.0 */
/* Cells are read strictly: what cannot be read for certain refuses its row and says why. A rounded amount or a guessed
 * date would stand in somebody's credit file. */
#include "intake/value.h"

#include <string.h>

#define MONEY_LIMIT 9000000000000000 /* 90 million million in hundredths: beyond it a figure is a mistake */

void failure_clear(struct failure *failure)
{
    g_clear_pointer(&failure->reason, g_free);
    *failure = (struct failure){ 0 };
}

static bool fail(const struct rule *rule, guint column, const char *value_class, const char *reason,
                 const char *argument, struct failure *failure)
{
    failure->field = rule->columns ? rule->columns->pdata[MIN(column, rule->columns->len - 1)] : rule->key;
    failure->value_class = value_class;
    failure->reason = phrase_make(reason, argument ? argument : "", NULL);
    return false;
}

/* ---- numbers ------------------------------------------------------------------------------------------------------
 */

bool value_scan_number(const char *text, bool decimal_comma, int64_t multiply, int64_t divide, int64_t *number)
{
    char point = decimal_comma ? ',' : '.', group = decimal_comma ? '.' : ',';
    bool negative = *text == '-', fraction = false;
    if (*text == '-' || *text == '+') text++;
    int64_t plain = 0; /* nearly every cell is a plain number: no 128-bit arithmetic for it */
    const char *digit = text;
    for (; g_ascii_isdigit(*digit) && plain < 100000000; digit++)
        plain = plain * 10 + (*digit - '0');
    if (!*digit && digit > text && divide == 1 && ABS(multiply) <= 1000000) {
        *number = negative ? -plain * multiply : plain * multiply;
        return true;
    }
    __int128 value = 0, parts = divide;
    int digits = 0;
    for (; *text; text++) {
        if (g_ascii_isdigit(*text)) {
            if (++digits > 30 || value > (__int128)G_MAXINT64 * 1000) return false;
            value = value * 10 + (*text - '0');
            if (fraction) parts *= 10;
            if (parts > (__int128)G_MAXINT64 * 1000000) return false;
        } else if (*text == point && !fraction)
            fraction = true;
        else if (*text != group || fraction || digits == 0)
            return false;
    }
    if (digits == 0) return false;
    value *= multiply;
    if (value % parts != 0) return false;
    value /= parts;
    if (value > MONEY_LIMIT || value < -(__int128)MONEY_LIMIT) return false;
    *number = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

/* The number of a cell in 1/scale parts, with the mapping's units and range. The range speaks of the cell as it stands.
 */
static bool number_of(const struct rule *rule, guint column, const char *text, int64_t scale, int64_t *number,
                      struct failure *failure)
{
    if (value_scan_number(text, rule->decimal_comma, rule->multiply * scale, rule->divide, number)) {
        if (!rule->has_range) return true;
        int64_t plain, low = rule->lowest, high = rule->highest;
        bool whole = value_scan_number(text, rule->decimal_comma, 1000000, 1, &plain);
        bool above = low == G_MININT64 || plain >= low * 1000000, below = high == G_MAXINT64 || plain <= high * 1000000;
        if (whole && above && below) return true;
        return fail(rule, column, N_("number out of range"), N_("the number lies outside the range of the mapping"),
                    NULL, failure);
    }
    int64_t ignored;
    if (value_scan_number(text, rule->decimal_comma, 1000000, 1, &ignored))
        return fail(rule, column, N_("number"), N_("the number has more decimals than the unit allows"), NULL, failure);
    bool any = strpbrk(text, "0123456789") != NULL;
    return fail(rule, column, any ? N_("number") : N_("text"), N_("this is not a number that can be held"), NULL,
                failure);
}

/* ---- dates --------------------------------------------------------------------------------------------------------
 */

static bool scan_digits(const char **text, int least, int most, int *number)
{
    int count = 0;
    *number = 0;
    while (count < most && g_ascii_isdigit(**text)) {
        *number = *number * 10 + (**text - '0');
        (*text)++;
        count++;
    }
    return count >= least;
}

static bool scan_month_name(const char **text, int *month)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int i = 0; i < 12; i++) {
        if (g_ascii_strncasecmp(*text, names + i * 3, 3) != 0) continue;
        *month = i + 1;
        *text += 3;
        return true;
    }
    return false;
}

/* One element of a format, "mm" or "d"; exact when another element follows without a separator. */
static bool scan_part(const char **text, const char **format, const char *both, int *number)
{
    size_t width = strncmp(*format, both, 2) == 0 ? 2 : 1;
    *format += width;
    bool tight = **format && strchr("ymd", **format);
    return scan_digits(text, tight && width == 2 ? 2 : 1, 2, number);
}

bool value_scan_date(const char *text, const char *format, struct date *date)
{
    int year = 0, month = 0, day = 1;
    while (*format) {
        if (strncmp(format, "yyyy", 4) == 0) {
            if (!scan_digits(&text, 4, 4, &year)) return false;
            format += 4;
        } else if (strncmp(format, "yy", 2) == 0) {
            if (!scan_digits(&text, 2, 2, &year)) return false;
            year += year < 50 ? 2000 : 1900;
            format += 2;
        } else if (strncmp(format, "mon", 3) == 0) {
            if (!scan_month_name(&text, &month)) return false;
            format += 3;
        } else if (*format == 'm') {
            if (!scan_part(&text, &format, "mm", &month)) return false;
        } else if (*format == 'd') {
            if (!scan_part(&text, &format, "dd", &day)) return false;
        } else if (*format == '*') {
            text = "";
            format = "";
        } else if (*format++ != *text++)
            return false;
    }
    *date = date_make(year, month, day);
    return *text == '\0' && date_is_set(*date);
}

static bool relative_day(const struct rule *rule, guint column, struct value_context *context, const char *text,
                         struct date *date, struct failure *failure)
{
    int64_t number;
    if (!month_is_set(context->observed))
        return fail(rule, column, N_("date"), N_("the observation month is not known"), NULL, failure);
    if (!number_of(rule, column, text, 1, &number, failure)) return false;
    if (ABS(number) > 100000)
        return fail(rule, column, N_("number out of range"), N_("the number lies outside the range of the mapping"),
                    NULL, failure);
    struct date observed = month_last_day(context->observed);
    if (rule->age) /* the middle of the twelve months in which somebody of this age was born */
        *date = number < 0 || number > 130 ? DATE_NONE : date_add_months(observed, -12 * (int)number - 6);
    else if (rule->relative == RELATIVE_DAYS)
        *date = date_add_days(observed, (int)number);
    else
        *date = date_add_months(observed, (int)number * (rule->relative == RELATIVE_YEARS ? 12 : 1));
    if (date_is_set(*date)) return true;
    return fail(rule, column, N_("number out of range"), N_("this is not an age"), NULL, failure);
}

static bool date_of(const struct rule *rule, guint column, struct value_context *context, const char *text,
                    struct date *date, struct failure *failure)
{
    if (rule->age || rule->relative != RELATIVE_NONE) {
        if (!relative_day(rule, column, context, text, date, failure)) return false;
    } else {
        struct month month;
        bool good = rule->format ? value_scan_date(text, rule->format, date) : date_parse(text, date);
        if (!good && !rule->format && rule->field->type == FIELD_MONTH && month_parse(text, &month)) {
            *date = month_first_day(month);
            good = true;
        }
        if (!good)
            return fail(rule, column, N_("date"), N_("this is not a day written as {1}"),
                        rule->format ? rule->format : "YYYY-MM-DD", failure);
    }
    int year = 0, month, day;
    date_split(*date, &year, &month, &day);
    if (year >= 1850 && year <= 2150 &&
        (!rule->has_range || rule->age || rule->relative != RELATIVE_NONE ||
         (year >= rule->lowest && year <= rule->highest)))
        return true;
    return fail(rule, column, N_("date out of range"), N_("the day lies outside the range of the mapping"), NULL,
                failure);
}

/* ---- texts and codes ----------------------------------------------------------------------------------------------
 */

static const char *keep(struct value_context *context, char *text)
{
    g_ptr_array_add(context->made, text);
    return text;
}

static const char *reshape(const struct rule *rule, struct value_context *context, const char *text)
{
    if (!rule->digits && !rule->upper && !rule->pad && !rule->prefix && !rule->suffix) return text;
    GString *made = g_string_sized_new(32);
    for (const char *at = text; *at; at++) {
        if (rule->digits && !g_ascii_isdigit(*at)) continue;
        g_string_append_c(made, rule->upper ? g_ascii_toupper(*at) : *at);
    }
    while (made->len < (gsize)rule->pad)
        g_string_prepend_c(made, '0');
    if (rule->prefix) g_string_prepend(made, rule->prefix);
    if (rule->suffix) g_string_append(made, rule->suffix);
    return keep(context, g_string_free(made, FALSE));
}

static bool code_of(const struct rule *rule, guint column, const char *text, bool ours, struct value *value,
                    struct failure *failure)
{
    const struct field *field = rule->field;
    value->text = text;
    if (ours) return true;
    if (field->group && codes_known(field->group, text)) return true;
    if (field->allowed) {
        g_auto(GStrv) words = g_strsplit(field->allowed, " ", -1);
        if (g_strv_contains((const char *const *)words, text)) return true;
    }
    return fail(rule, column, N_("unknown code"), N_("this is not one of the codes {1}"),
                field->group ? field->group : field->allowed, failure);
}

static bool state_of(const struct rule *rule, guint column, const char *text, struct value *value,
                     struct failure *failure)
{
    if (rule->days) {
        int64_t days;
        if (!number_of(rule, column, text, 1, &days, failure)) return false;
        value->number = 0;
        for (guint i = 0; i < rule->buckets->len; i++) {
            const struct bucket *bucket = &g_array_index(rule->buckets, struct bucket, i);
            if (days >= bucket->from) value->number = bucket->state;
        }
        if (value->number) return true;
        return fail(rule, column, N_("number out of range"), N_("no state is given for this number of days"), NULL,
                    failure);
    }
    value->number = text[0];
    if (state_known(text[0]) && !text[1]) return true;
    return fail(rule, column, N_("unknown code"), N_("this is not one of the codes {1}"), "REPAY_STATE", failure);
}

/* ---- the whole way ------------------------------------------------------------------------------------------------
 */

static const char *raw_text(const struct rule *rule, guint column, struct value_context *context)
{
    if (rule->source == RULE_CONSTANT) return rule->constant;
    if (rule->source == RULE_ROW) return keep(context, g_strdup_printf("%" G_GINT64_FORMAT, context->row));
    if (rule->source == RULE_OBSERVED) {
        char buffer[DATE_TEXT_SIZE];
        if (rule->field->type == FIELD_MONTH) return keep(context, g_strdup(month_format(context->observed, buffer)));
        return keep(
            context,
            g_strdup(month_is_set(context->observed) ? date_format(month_last_day(context->observed), buffer) : ""));
    }
    int index = rule->index[MIN(column, rule->columns->len - 1)];
    char *text = context->record->field[index];
    while (g_ascii_isspace(*text))
        text++;
    char *end = context->record->field[index] + context->record->length[index];
    while (end > text && g_ascii_isspace(end[-1]))
        end--;
    *end = '\0';
    return g_hash_table_size(context->mapping->empty) > 0 && g_hash_table_contains(context->mapping->empty, text)
               ? ""
               : text;
}

const char *value_own_code(const struct rule *rule, guint column, struct value_context *context)
{
    if ((!rule->codes && !rule->days) || rule->source != RULE_COLUMNS) return NULL;
    const char *text = raw_text(rule, column, context);
    return text[0] && text[1] && strpbrk(text, " \t\r\n") ? keep(context, g_strdelimit(g_strdup(text), " \t\r\n", '_'))
                                                          : text;
}

static bool convert(const struct rule *rule, guint column, struct value_context *context, const char *text, bool ours,
                    struct value *value, struct failure *failure)
{
    struct date date;
    switch (rule->field->type) {
    case FIELD_TEXT:
        value->text = reshape(rule, context, text);
        if (!*value->text) return value->is_set = false, true;
        if (rule->source == RULE_CONSTANT || text_is_clean(value->text, -1)) return true;
        return fail(rule, column, N_("text"), N_("the text holds hidden or control characters"), NULL, failure);
    case FIELD_CURRENCY:
        value->text = reshape(rule, context, text);
        if (currency_is_formed(value->text)) return true;
        return fail(rule, column, N_("unknown code"), N_("a currency is three capital letters (ISO 4217), such as CNY"),
                    NULL, failure);
    case FIELD_CODE:
        return code_of(rule, column, reshape(rule, context, text), ours || rule->source == RULE_CONSTANT, value,
                       failure);
    case FIELD_STATE:
        return state_of(rule, column, text, value, failure);
    case FIELD_MONEY:
        return number_of(rule, column, text, rule->whole ? 1 : 100, &value->number, failure);
    case FIELD_INTEGER:
        return number_of(rule, column, text, 1, &value->number, failure);
    case FIELD_DATE:
    case FIELD_MONTH:
        if (!date_of(rule, column, context, text, &date, failure)) return false;
        value->number = rule->field->type == FIELD_DATE ? date.days : month_of(date).index;
        return true;
    }
    return false;
}

bool value_of(const struct rule *rule, guint column, struct value_context *context, struct value *value,
              struct failure *failure)
{
    const char *text = raw_text(rule, column, context);
    bool ours = false;
    *value = (struct value){ .is_set = true };
    const char *translated = rule->codes ? g_hash_table_lookup(rule->codes, text) : NULL;
    if (rule->codes && !translated && *text) translated = g_hash_table_lookup(rule->codes, "*");
    if (translated) {
        text = translated;
        ours = true;
    } else if (rule->codes && *text)
        return fail(rule, column, N_("unknown code"), N_("this code is not translated in [codes.{1}]"),
                    rule->codes_name, failure);
    if (!*text && rule->fallback) {
        text = rule->fallback;
        ours = true;
    }
    if (*text) return convert(rule, column, context, text, ours, value, failure);
    value->is_set = false;
    if (!rule->required) return true;
    return fail(rule, column, N_("empty"), N_("a value is needed here"), NULL, failure);
}
