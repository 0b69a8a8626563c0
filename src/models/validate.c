/* SPDX-License-Identifier: Apache-2.0 */
/* `model validate`: somebody who did not make a model looks at it, with the checks a program can make, and says so. */
#include "models/check.h"
#include "models/life.h"
#include "models/models.h"

#include <string.h>

// clang-format off
static const struct column check_columns[] = {
    { .id = "check", .title = N_("Check"), .type = VALUE_CODE, .group = "MODEL_CHECK" },
    { .id = "result", .title = N_("Result"), .type = VALUE_CODE, .group = "CHECK_RESULT" },
    { .id = "detail", .title = N_("Detail"), .type = VALUE_TEXT, .priority = 1 },
};
// clang-format on

static bool may_validate(const struct model_row *row, const struct session *session, GError **error)
{
    g_autofree char *name = model_name_join(row->name, row->number);
    if (strcmp(row->state, MODEL_RETIRED) == 0)
        return life_refuse(error, N_("The model {1} is retired."), N_("Import its file as a new version."), name, NULL);
    if (strcmp(row->user, session->user) != 0) return true;
    life_refuse(error, N_("{2} brought the model {1} in, so another person validates it."), N_("Ask a reviewer."), name,
                row->user);
    if (error) bureau_error_give_reason(*error, "second-person");
    return false;
}

static bool refuse_failed(const GPtrArray *checks, const char *name, GError **error)
{
    for (guint i = 0; i < checks->len; i++) {
        const struct model_check *check = checks->pdata[i];
        if (check->result != CHECK_FAILED) continue;
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The model {1} was not validated: {2} ({3})."),
                         N_("`bureau model validate {1} --dry-run` shows every check."), name,
                         codes_label("MODEL_CHECK", check->check, "en"), check->detail ? check->detail : "-", NULL);
        if (error) bureau_error_give_reason(*error, "model-check");
        return false;
    }
    return true;
}

static bool answer_checks(struct table *answer, const GPtrArray *checks, GError **error)
{
    table_set_columns(answer, check_columns, G_N_ELEMENTS(check_columns));
    for (guint i = 0; i < checks->len; i++) {
        const struct model_check *check = checks->pdata[i];
        table_row_begin(answer);
        table_add_text(answer, check->check);
        table_add_text(answer, check_result_word(check->result));
        table_add_text(answer, check->detail);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

/* A candidate becomes validated; a model that was validated before is so anew, and a deployed one goes on scoring. */
static bool keep(struct session *session, const struct model_row *row, const GPtrArray *checks, const char *note,
                 GError **error)
{
    g_autofree char *figures = model_checks_json(checks);
    const char *state = strcmp(row->state, MODEL_CANDIDATE) == 0 ? MODEL_VALIDATED : row->state;
    return model_move(session, row, state, "validate", NULL, note, error) &&
           store_run(session->store, error,
                     "UPDATE model SET validator = ?3, validated = ?4, figures = ?5 WHERE name = ?1 AND number = ?2",
                     "sisis", row->name, (int64_t)row->number, session->user, session_now(session), figures);
}

/* The checks take long; what they say is written in a short act of its own. */
bool model_command_validate(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const struct check_data data = { arguments_text(arguments, "data"), arguments_text(arguments, "target") };
    const bool dry = arguments_has(arguments, "dry-run");
    if ((data.path == NULL) != (data.target == NULL)) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--data and --target go together."),
                         N_("Name the file and the column that is 1 for a default."), NULL);
        return false;
    }
    g_autoptr(model_row_t) row = model_row_find(session, arguments_text(arguments, "model"), error);
    if (!row || (!dry && !may_validate(row, session, error))) return false;
    g_autofree char *name = model_name_join(row->name, row->number);
    g_autoptr(GPtrArray) checks = model_checks(session, row, &data, error);
    if (!checks || (!dry && !refuse_failed(checks, name, error))) return false;
    if (!dry) {
        if (!guard_act_begin(session, "model.validate", name, error)) return false;
        if (!keep(session, row, checks, arguments_text(arguments, "note"), error)) {
            guard_act_rollback(session);
            return false;
        }
        if (!guard_act_commit(session, "model.validate", name, error)) return false;
    }
    const bool moved = !dry && strcmp(row->state, MODEL_CANDIDATE) == 0;
    table_fact_text(answer, "name", N_("Model"), row->name);
    table_fact_int(answer, "version", N_("Version"), row->number);
    table_fact_code(answer, "state", N_("State"), "MODEL_STATE", moved ? MODEL_VALIDATED : row->state);
    table_fact_flag(answer, "passed", N_("Passed"), model_checks_passed(checks));
    return answer_checks(answer, checks, error);
}
