/* SPDX-License-Identifier: Apache-2.0 */
/* `feature list`: the catalogue of features. */
#include "features/features.h"

#include <string.h>

const char *feature_title(const char *id, const char *language)
{
    const int index = feature_index(id);
    if (index < 0) return id;
    const struct feature *feature = feature_at((size_t)index);
    return g_strcmp0(language, "zh") == 0 ? feature->title_zh : feature->title;
}

static bool reads_chinese(const struct session *session)
{
    return g_strcmp0(session->language, "zh") == 0;
}

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
};
// clang-format on

bool feature_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)arguments;
    const bool chinese = reads_chinese(session);
    table_set_columns(answer, feature_columns, G_N_ELEMENTS(feature_columns));
    for (size_t i = 0; i < feature_count(); i++) {
        const struct feature *feature = feature_at(i);
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
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
