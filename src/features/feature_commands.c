/* SPDX-License-Identifier: Apache-2.0 */
/* `feature list`: the catalogue. `feature show`: the features of one subject, with what was cleaned. `feature
 * cleaning`: the rules. */
#include "features/derive.h"
#include "features/features.h"
#include "guard/access.h"
#include "subject/limit.h"

#include <math.h>
#include <string.h>

static bool reads_chinese(const struct session *session)
{
    return g_strcmp0(session->language, "zh") == 0;
}

/* ---- feature list ------------------------------------------------------------------------------------------------ */

// clang-format off
static const struct column feature_columns[] = {
    { .id = "id",        .title = N_("Feature"),   .type = VALUE_TEXT },
    { .id = "title",     .title = N_("Title"),     .type = VALUE_TEXT },
    { .id = "measure",   .title = N_("Measure"),   .type = VALUE_TEXT, .priority = 3 },
    { .id = "window",    .title = N_("Window"),    .type = VALUE_INTEGER, .unit = "month", .priority = 1, .help = N_("Months back; 0 is the whole file") },
    { .id = "unit",      .title = N_("Unit"),      .type = VALUE_CODE, .group = "FEATURE_UNIT", .priority = 1 },
    { .id = "direction", .title = N_("Direction"), .type = VALUE_INTEGER, .priority = 2, .help = N_("1: more is riskier, -1: more is safer, 0: no expectation") },
    { .id = "special",   .title = N_("Special"),   .type = VALUE_TEXT, .priority = 3 },
    { .id = "reason",    .title = N_("Reason"),    .type = VALUE_CODE, .group = "SCORE_FACTOR", .priority = 2 },
    { .id = "help",      .title = N_("Meaning"),   .type = VALUE_TEXT, .priority = 4 },
    { .id = "subject",   .title = N_("Subject"),   .type = VALUE_CODE, .group = "SUBJECT_KIND", .priority = 3, .help = N_("Whose files it is derived for; nothing: anybody's") },
    { .id = "kind",      .title = N_("Kind of data"), .type = VALUE_TEXT, .priority = 3, .help = N_("What a consent must cover") },
    { .id = "facts",     .title = N_("Facts"),     .type = VALUE_TEXT, .priority = 4, .help = N_("What it is read from") },
    { .id = "lowest",    .title = N_("Lowest"),    .type = VALUE_REAL, .decimals = 2, .priority = 5, .help = N_("A value beyond is set to the bound") },
    { .id = "highest",   .title = N_("Highest"),   .type = VALUE_REAL, .decimals = 2, .priority = 5, .help = N_("A value beyond is set to the bound") },
};
// clang-format on

static bool add_feature(struct table *answer, const struct session *session, const struct feature *feature,
                        GError **error)
{
    const bool chinese = reads_chinese(session);
    g_autofree char *kind = kinds_label(feature->kind, session->language);
    table_row_begin(answer);
    table_add_text(answer, feature->id);
    table_add_text(answer, chinese ? feature->title_zh : feature->title);
    table_add_text(answer, feature->measure);
    table_add_int(answer, feature->window);
    table_add_text(answer, feature->unit);
    table_add_int(answer, feature->direction);
    table_add_text(answer, feature->special[0] ? feature->special : NULL);
    table_add_text(answer, feature->reason);
    table_add_text(answer, chinese ? feature->help_zh : feature->help);
    table_add_text(answer, feature->subject[0] ? feature->subject : NULL);
    table_add_text(answer, kind);
    table_add_text(answer, feature->facts);
    table_add_real(answer, feature->lowest);
    table_add_real(answer, feature->highest);
    return table_row_end(answer, error);
}

bool feature_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *scope = arguments_text(arguments, "kind"), *subject = arguments_text(arguments, "subject");
    g_autofree char *unknown = NULL;
    const unsigned kinds = scope ? kinds_parse(scope, &unknown) : KIND_ALL;
    if (unknown != NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no kind of data “{1}”."),
                         N_("Kinds are identity, contact, credit, public, means, behaviour and score."), unknown, NULL);
        return false;
    }
    table_set_columns(answer, feature_columns, G_N_ELEMENTS(feature_columns));
    for (size_t i = 0; i < feature_count(); i++) {
        const struct feature *feature = feature_at(i);
        if (!(feature->kind & kinds)) continue;
        if (subject && feature->subject[0] && strcmp(feature->subject, subject) != 0) continue;
        if (!add_feature(answer, session, feature, error)) return false;
    }
    return true;
}

/* ---- feature show ------------------------------------------------------------------------------------------------ */

// clang-format off
static const struct column show_columns[] = {
    { .id = "feature", .title = N_("Feature"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "title",   .title = N_("Title"),   .type = VALUE_TEXT },
    { .id = "value",   .title = N_("Value"),   .type = VALUE_REAL, .decimals = 4 },
    { .id = "unit",    .title = N_("Unit"),    .type = VALUE_CODE, .group = "FEATURE_UNIT", .priority = 1 },
    { .id = "window",  .title = N_("Window"),  .type = VALUE_INTEGER, .unit = "month", .priority = 3, .help = N_("Months back; 0 is the whole file") },
    { .id = "kind",    .title = N_("Kind of data"), .type = VALUE_TEXT, .priority = 3, .help = N_("What a consent must cover") },
    { .id = "cleaned", .title = N_("Cleaned"), .type = VALUE_TEXT, .priority = 1, .help = N_("Rules without which the value would be another") },
    { .id = "missing", .title = N_("Why missing"), .type = VALUE_PHRASE, .priority = 1 },
};
// clang-format on

struct derived {
    double *values;
    enum missing *why;
    GString **cleaned; /* ids of rules, a feature */
};

static void derived_make(struct derived *derived)
{
    derived->values = g_new(double, feature_count());
    derived->why = g_new(enum missing, feature_count());
    derived->cleaned = g_new0(GString *, feature_count());
}

static void derived_clear(struct derived *derived)
{
    for (size_t i = 0; i < feature_count(); i++)
        if (derived->cleaned[i]) g_string_free(derived->cleaned[i], TRUE);
    g_free(derived->cleaned);
    g_free(derived->values);
    g_free(derived->why);
}

static bool is_same(double left, double right)
{
    return left == right || (isnan(left) && isnan(right));
}

/* Derives once more without each rule that met something: where the value is another, the rule changed it. */
static void note_cleaned(struct derived *derived, const struct dossier *dossier, struct date day,
                         const struct clean_counts *counts)
{
    g_autofree double *without = g_new(double, feature_count());
    for (unsigned rule = 0; rule < CLEAN_RULES; rule++) {
        if (counts->count[rule] == 0) continue;
        features_derive_ruled(dossier, day, CLEAN_ALL & ~(1u << rule), without, NULL, NULL);
        for (size_t i = 0; i < feature_count(); i++) {
            if (is_same(without[i], derived->values[i])) continue;
            if (derived->cleaned[i] == NULL) derived->cleaned[i] = g_string_new(NULL);
            g_string_append_printf(derived->cleaned[i], "%s%s", derived->cleaned[i]->len ? "," : "",
                                   clean_rule_at(rule)->id);
        }
    }
}

static void add_counts(struct table *answer, const struct session *session, const struct clean_counts *counts)
{
    for (unsigned rule = 0; rule < CLEAN_RULES; rule++) {
        const struct clean_rule_text *text = clean_rule_at(rule);
        if (text->declared)
            table_fact_int(answer, text->id, reads_chinese(session) ? text->zh : text->en, counts->count[rule]);
    }
}

static bool add_values(struct table *answer, const struct session *session, const struct derived *derived, bool all,
                       GError **error)
{
    table_set_columns(answer, show_columns, G_N_ELEMENTS(show_columns));
    for (size_t i = 0; i < feature_count(); i++) {
        const struct feature *feature = feature_at(i);
        if (derived->why[i] == MISSING_OTHER_KIND && !all) continue;
        g_autofree char *kind = kinds_label(feature->kind, session->language);
        g_autofree char *why = derived->why[i] ? phrase_make(missing_text(derived->why[i]), NULL) : NULL;
        table_row_begin(answer);
        table_add_text(answer, feature->id);
        table_add_text(answer, reads_chinese(session) ? feature->title_zh : feature->title);
        table_add_real(answer, derived->values[i]);
        table_add_text(answer, feature->unit);
        table_add_int(answer, feature->window);
        table_add_text(answer, kind);
        table_add_text(answer, derived->cleaned[i] ? derived->cleaned[i]->str : NULL);
        table_add_text(answer, why);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool feature_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, session->audited_subject, error);
    if (dossier == NULL) return false;
    struct date day = arguments_date(arguments, "day");
    if (!date_is_set(day)) day = features_day(dossier);
    struct clean_counts counts;
    struct derived derived;
    derived_make(&derived);
    features_derive_noted(dossier, day, derived.values, derived.why, &counts);
    note_cleaned(&derived, dossier, day, &counts);
    table_fact_date(answer, "day", N_("As of"), day);
    limit_fact(answer, session, dossier->withheld);
    add_counts(answer, session, &counts);
    const bool good = add_values(answer, session, &derived, arguments_has(arguments, "all"), error);
    derived_clear(&derived);
    return good;
}

/* ---- feature cleaning -------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column rule_columns[] = {
    { .id = "rule",      .title = N_("Rule"),      .type = VALUE_TEXT, .priority = 2 },
    { .id = "what",      .title = N_("What"),      .type = VALUE_TEXT },
    { .id = "done",      .title = N_("What is done"), .type = VALUE_TEXT },
    { .id = "action",    .title = N_("Action"),    .type = VALUE_CODE, .group = "CLEAN_ACTION", .priority = 1 },
    { .id = "threshold", .title = N_("Threshold"), .type = VALUE_REAL, .decimals = 0, .priority = 1 },
    { .id = "source",    .title = N_("Source"),    .type = VALUE_TEXT, .priority = 3 },
};
// clang-format on

bool feature_command_cleaning(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    (void)arguments;
    const bool chinese = reads_chinese(session);
    table_set_columns(answer, rule_columns, G_N_ELEMENTS(rule_columns));
    for (unsigned rule = 0; rule < CLEAN_RULES; rule++) {
        const struct clean_rule_text *text = clean_rule_at(rule);
        if (!text->declared) continue;
        table_row_begin(answer);
        table_add_text(answer, text->id);
        table_add_text(answer, chinese ? text->zh : text->en);
        table_add_text(answer, chinese ? text->done_zh : text->done_en);
        table_add_text(answer, text->action);
        table_add_real(answer, text->threshold);
        table_add_text(answer, text->source);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
