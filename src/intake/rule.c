/* SPDX-License-Identifier: Apache-2.0 */
/* The language of one value in a mapping: `COLUMN | modifier argument | modifier`. */
#include "intake/mapping.h"

#include <string.h>

bool mapping_wrong(const struct mapping *mapping, const char *section, const char *key, const char *what,
                   const char *allowed, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Mapping {1}, [{2}] {3}: {4} does not fit."),
                     N_("Allowed here: {5}."), mapping->path, section, key, what, allowed, NULL);
    return false;
}

bool state_known(char state)
{
    return state && strchr("N1234567CZGDB*#/MA", state);
}

GArray *offsets_parse(const char *text)
{
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(int));
    g_auto(GStrv) words = g_strsplit_set(text, " ,\t", -1);
    for (char **word = words; *word; word++) {
        if (!**word) continue;
        char *end;
        gint64 from = g_ascii_strtoll(*word, &end, 10), to = from;
        if (end == *word) return NULL;
        if (g_str_has_prefix(end, "..")) {
            const char *second = end + 2;
            to = g_ascii_strtoll(second, &end, 10);
            if (end == second) return NULL;
        }
        if (*end || ABS(from) > 1200 || ABS(to) > 1200) return NULL;
        for (int at = (int)from;; at += from <= to ? 1 : -1) {
            g_array_append_val(offsets, at);
            if (at == (int)to) break;
        }
    }
    return offsets->len > 0 && offsets->len <= CSV_COLUMN_LIMIT ? g_steal_pointer(&offsets) : NULL;
}

void rule_free(struct rule *rule)
{
    if (!rule) return;
    g_free(rule->section);
    g_free(rule->key);
    g_clear_pointer(&rule->columns, g_ptr_array_unref);
    g_free(rule->index);
    g_free(rule->constant);
    g_clear_pointer(&rule->codes, g_hash_table_unref);
    g_free(rule->codes_name);
    g_free(rule->format);
    g_free(rule->prefix);
    g_free(rule->suffix);
    g_free(rule->fallback);
    g_clear_pointer(&rule->buckets, g_array_unref);
    g_clear_pointer(&rule->months, g_array_unref);
    g_free(rule);
}

const char *rule_place(const struct rule *rule)
{
    return rule->columns ? rule->columns->pdata[0] : rule->key;
}

/* Splits at `separator` outside quotes and backquotes; parts are trimmed, empty ones dropped when it is a space. */
static GPtrArray *split(const char *text, char separator)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    char quote = 0;
    const char *begin = text;
    for (const char *at = text;; at++) {
        if (*at && quote) {
            if (*at == quote) quote = 0;
            continue;
        }
        if (*at == '"' || *at == '`') {
            quote = *at;
            continue;
        }
        if (*at && *at != separator) continue;
        char *part = g_strstrip(g_strndup(begin, (gsize)(at - begin)));
        if (*part || separator != ' ')
            g_ptr_array_add(parts, part);
        else
            g_free(part);
        if (!*at) return parts;
        begin = at + 1;
    }
}

static char *unquote(const char *text)
{
    size_t length = strlen(text);
    bool quoted = length >= 2 && (text[0] == '"' || text[0] == '`') && text[length - 1] == text[0];
    return quoted ? g_strndup(text + 1, length - 2) : g_strdup(text);
}

/* "BILL{1..6}" and "PAY_{0,2..6}": one name a number. Anything else is one name. */
static bool add_columns(GPtrArray *columns, const char *word)
{
    const char *open = *word == '`' ? NULL : strchr(word, '{'), *close = open ? strchr(open, '}') : NULL;
    if (!close) {
        g_ptr_array_add(columns, unquote(word));
        return columns->len <= CSV_COLUMN_LIMIT;
    }
    g_autofree char *list = g_strndup(open + 1, (gsize)(close - open - 1));
    g_autoptr(GArray) numbers = offsets_parse(list);
    if (!numbers) return false;
    for (guint i = 0; i < numbers->len; i++)
        g_ptr_array_add(
            columns, g_strdup_printf("%.*s%d%s", (int)(open - word), word, g_array_index(numbers, int, i), close + 1));
    return columns->len <= CSV_COLUMN_LIMIT;
}

static bool parse_source(struct mapping *mapping, struct rule *rule, const char *text, GError **error)
{
    if (strcmp(text, "@row") == 0)
        rule->source = RULE_ROW;
    else if (strcmp(text, "@observed") == 0)
        rule->source = RULE_OBSERVED;
    else if (*text == '"') {
        rule->source = RULE_CONSTANT;
        rule->constant = unquote(text);
    } else {
        rule->columns = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) words = split(text, ' ');
        for (guint i = 0; i < words->len; i++)
            if (!add_columns(rule->columns, words->pdata[i]))
                return mapping_wrong(mapping, rule->section, rule->key, words->pdata[i],
                                     "NAME, `NAME WITH SPACES`, NAME{1..6}", error);
        if (rule->columns->len == 0 || *text == '@')
            return mapping_wrong(mapping, rule->section, rule->key, *text ? text : "\"\"",
                                 "COLUMN, \"constant\", @row, @observed", error);
        rule->index = g_new0(int, rule->columns->len);
    }
    return true;
}

static bool load_codes(struct mapping *mapping, GKeyFile *file, struct rule *rule, const char *name, GError **error)
{
    g_autofree char *section = g_strconcat("codes.", name, NULL);
    g_auto(GStrv) keys = g_key_file_get_keys(file, section, NULL, NULL);
    if (!keys) return mapping_wrong(mapping, rule->section, rule->key, name, "codes NAME, [codes.NAME]", error);
    rule->codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    rule->codes_name = g_strdup(name);
    for (char **key = keys; *key; key++) {
        g_autofree char *value = g_key_file_get_value(file, section, *key, NULL);
        g_strstrip(value);
        char *ours = strcmp(value, "(empty)") == 0 ? g_strdup("") : unquote(value);
        g_hash_table_replace(rule->codes, strcmp(*key, "(empty)") == 0 ? g_strdup("") : unquote(*key), ours);
    }
    return true;
}

/* "0:N 1:1 31:2": days from which a state holds; without an argument the usual steps of 30 days. */
static bool parse_buckets(struct mapping *mapping, struct rule *rule, const char *text, GError **error)
{
    static const char usual[] = "0:N 1:1 31:2 61:3 91:4 121:5 151:6 181:7";
    rule->days = true;
    rule->buckets = g_array_new(FALSE, FALSE, sizeof(struct bucket));
    g_auto(GStrv) words = g_strsplit(*text ? text : usual, " ", -1);
    int64_t before = G_MININT64;
    for (char **word = words; *word; word++) {
        if (!**word) continue;
        char *end;
        struct bucket bucket = { g_ascii_strtoll(*word, &end, 10), 0 };
        if (*end == ':') bucket.state = end[1];
        if (end == *word || !state_known(bucket.state) || end[2] || bucket.from <= before)
            return mapping_wrong(mapping, rule->section, rule->key, *word, usual, error);
        before = bucket.from;
        g_array_append_val(rule->buckets, bucket);
    }
    return true;
}

static bool parse_count(const char *text, int64_t *number)
{
    char *end;
    *number = g_ascii_strtoll(text, &end, 10);
    return *text && !*end && *number != 0 && ABS(*number) <= 1000000000000;
}

static bool parse_range(struct rule *rule, const char *text)
{
    const char *dots = strstr(text, "..");
    if (!dots) return false;
    char *end;
    rule->has_range = true;
    rule->lowest = dots == text ? G_MININT64 : g_ascii_strtoll(text, &end, 10);
    if (dots != text && end != dots) return false;
    rule->highest = dots[2] ? g_ascii_strtoll(dots + 2, &end, 10) : G_MAXINT64;
    return (!dots[2] || !*end) && rule->lowest <= rule->highest;
}

static bool is_date_format(const char *format)
{
    return strstr(format, "yy") && strchr(format, 'm');
}

static bool apply(struct mapping *mapping, GKeyFile *file, struct rule *rule, const char *modifier, GError **error)
{
    static const char allowed[] = "codes NAME, date FORMAT, month FORMAT, relative days|months|years, age, days "
                                  "[FROM:STATE ...], multiply N, divide N, "
                                  "decimal comma, whole, range A..B, required, default VALUE, prefix TEXT, suffix "
                                  "TEXT, pad N, upper, digits, months LIST";
    const char *space = strchr(modifier, ' ');
    g_autofree char *word = g_strndup(modifier, space ? (gsize)(space - modifier) : strlen(modifier));
    g_autofree char *rest = space ? g_strstrip(g_strdup(space)) : g_strdup("");
    g_autofree char *argument = unquote(rest);
    int64_t number = 0;
    bool counted = parse_count(argument, &number);
#define IS(text) (strcmp(word, text) == 0)
    if (IS("codes")) return load_codes(mapping, file, rule, argument, error);
    if (IS("days")) return parse_buckets(mapping, rule, argument, error);
    if ((IS("date") || IS("month")) && is_date_format(argument))
        return (g_free(rule->format), rule->format = g_steal_pointer(&argument)), true;
    if (IS("relative") && strcmp(argument, "days") == 0) return rule->relative = RELATIVE_DAYS, true;
    if (IS("relative") && strcmp(argument, "months") == 0) return rule->relative = RELATIVE_MONTHS, true;
    if (IS("relative") && strcmp(argument, "years") == 0) return rule->relative = RELATIVE_YEARS, true;
    if (IS("age") && !space) return rule->age = true;
    if (IS("multiply") && counted) return rule->multiply = number, true;
    if (IS("divide") && counted && number > 0) return rule->divide = number, true;
    if (IS("decimal") && strcmp(argument, "comma") == 0) return rule->decimal_comma = true;
    if (IS("whole") && !space) return rule->whole = true;
    if (IS("range") && parse_range(rule, argument)) return true;
    if (IS("required") && !space) return rule->required = true;
    if (IS("default") && space) return (g_free(rule->fallback), rule->fallback = g_steal_pointer(&argument)), true;
    if (IS("prefix") && space) return (g_free(rule->prefix), rule->prefix = g_steal_pointer(&argument)), true;
    if (IS("suffix") && space) return (g_free(rule->suffix), rule->suffix = g_steal_pointer(&argument)), true;
    if (IS("pad") && counted && number > 0 && number <= 40) return rule->pad = (int)number, true;
    if (IS("upper") && !space) return rule->upper = true;
    if (IS("digits") && !space) return rule->digits = true;
    if (IS("months")) {
        g_clear_pointer(&rule->months, g_array_unref);
        if ((rule->months = offsets_parse(argument))) return true;
    }
#undef IS
    return mapping_wrong(mapping, rule->section, rule->key, modifier, allowed, error);
}

static bool value_fits(const struct rule *rule, const char *value)
{
    const struct field *field = rule->field;
    if (field->type == FIELD_STATE) return state_known(value[0]) && !value[1];
    if (field->type == FIELD_CURRENCY) return currency_is_formed(value);
    if (field->type != FIELD_CODE) return true;
    if (field->group) return codes_known(field->group, value);
    g_auto(GStrv) words = g_strsplit(field->allowed, " ", -1);
    return g_strv_contains((const char *const *)words, value);
}

/* What the mapping itself says (constants, translations, defaults) is checked once, here, and not a row at a time. */
static bool check_targets(struct mapping *mapping, const struct rule *rule, GError **error)
{
    const char *group = rule->field->group                    ? rule->field->group
                        : rule->field->type == FIELD_STATE    ? "REPAY_STATE"
                        : rule->field->type == FIELD_CURRENCY ? CURRENCY_FORM
                                                              : rule->field->allowed;
    if (rule->constant && !rule->codes && !value_fits(rule, rule->constant))
        return mapping_wrong(mapping, rule->section, rule->key, rule->constant, group, error);
    if (rule->fallback && !value_fits(rule, rule->fallback))
        return mapping_wrong(mapping, rule->section, rule->key, rule->fallback, group, error);
    if (!rule->codes) return true;
    GHashTableIter iterator;
    gpointer theirs, ours;
    g_hash_table_iter_init(&iterator, rule->codes);
    while (g_hash_table_iter_next(&iterator, &theirs, &ours))
        if (*(char *)ours && !value_fits(rule, ours)) {
            g_autofree char *section = g_strconcat("codes.", rule->codes_name, NULL);
            return mapping_wrong(mapping, section, theirs, ours, group, error);
        }
    return true;
}

struct rule *rule_parse(struct mapping *mapping, GKeyFile *file, const char *section, const char *key,
                        const struct field *field, GError **error)
{
    g_autofree char *text = g_key_file_get_value(file, section, key, NULL);
    struct rule *rule = g_new0(struct rule, 1);
    rule->section = g_strdup(section);
    rule->key = g_strdup(key);
    rule->field = field;
    rule->multiply = rule->divide = 1;
    g_ptr_array_add(mapping->rules, rule);
    g_autoptr(GPtrArray) parts = split(text ? text : "", '|');
    if (!parse_source(mapping, rule, parts->pdata[0], error)) return NULL;
    for (guint i = 1; i < parts->len; i++)
        if (!apply(mapping, file, rule, parts->pdata[i], error)) return NULL;
    bool dated = rule->format || rule->relative != RELATIVE_NONE || rule->age;
    if (dated && field->type != FIELD_DATE && field->type != FIELD_MONTH)
        return mapping_wrong(mapping, section, key, text,
                             "opened, closed, birth, since, day, ended, founded, month, period", error),
               NULL;
    if (rule->days && field->type != FIELD_STATE)
        return mapping_wrong(mapping, section, key, text, "state", error), NULL;
    return check_targets(mapping, rule, error) ? rule : NULL;
}
