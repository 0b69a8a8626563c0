/* SPDX-License-Identifier: Apache-2.0 */
/* The table of scenarios. What is kept are the words of the actions and the values the file had, never a changed file:
 * whoever replays one sees what the same acts would do today. */
#include "score/scenario.h"

#include "base/text.h"

#include <string.h>

void scenario_free(struct scenario *scenario)
{
    if (scenario == NULL) return;
    g_free(scenario->name);
    g_free(scenario->actions);
    g_free(scenario->model);
    g_free(scenario->user);
    g_free(scenario);
}

/* ---- words ---------------------------------------------------------------------------------------------------------
 */

bool scenario_actions(const char *text, GArray *actions, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ";", -1);
    for (char **word = words; *word != NULL; word++) {
        struct action action;
        if (*g_strstrip(*word) == '\0') continue;
        if (!action_parse(*word, &action, error)) return false;
        g_array_append_val(actions, action);
    }
    return true;
}

char *scenario_text(const GArray *actions)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < actions->len; i++) {
        g_autofree char *word = action_format(&g_array_index(actions, struct action, i));
        g_string_append_printf(text, "%s%s", i ? ";" : "", word);
    }
    return g_string_free(text, FALSE);
}

/* ---- reading -------------------------------------------------------------------------------------------------------
 */

#define COLUMNS "id, subject, name, actions, day, model, number, before, score, inputs, at, user, version"

static struct scenario *read_row(struct statement *row)
{
    struct scenario *scenario = g_new0(struct scenario, 1);
    size_t length = 0;
    scenario->id = statement_int(row, 0);
    scenario->subject = statement_int(row, 1);
    scenario->name = g_strdup(statement_text(row, 2));
    scenario->actions = g_strdup(statement_text(row, 3));
    scenario->day = statement_date(row, 4);
    scenario->model = g_strdup(statement_text(row, 5));
    scenario->number = (int)statement_int(row, 6);
    scenario->before = (int)statement_int(row, 7);
    scenario->score = (int)statement_int(row, 8);
    const void *inputs = statement_bytes(row, 9, &length);
    scenario->inputs.length = MIN(length, sizeof scenario->inputs.bytes);
    if (scenario->inputs.length > 0) memcpy(scenario->inputs.bytes, inputs, scenario->inputs.length);
    scenario->at = statement_int(row, 10);
    scenario->user = g_strdup(statement_text(row, 11));
    scenario->version = statement_int(row, 12);
    return scenario;
}

/* The end of the day that is looked at, in milliseconds: what was saved later was not there then. */
static int64_t seen_until(const struct session *session)
{
    int year, month, day;
    if (!date_is_set(session->as_of)) return G_MAXINT64;
    date_split(date_add_days(session->as_of, 1), &year, &month, &day);
    g_autoptr(GDateTime) next = g_date_time_new_local(year, month, day, 0, 0, 0);
    return next ? g_date_time_to_unix(next) * 1000 : G_MAXINT64;
}

GPtrArray *scenario_list(struct session *session, int64_t subject, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free);
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT " COLUMNS " FROM scenario WHERE subject = ?1 AND at < ?2 ORDER BY id DESC", error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, seen_until(session));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(list, read_row(row));
    return step == STEP_DONE ? g_steal_pointer(&list) : NULL;
}

static struct scenario *find(struct session *session, int64_t subject, const char *name, bool *failed, GError **error)
{
    gint64 id = 0;
    if (!g_ascii_string_to_signed(name, 10, 1, G_MAXINT64, &id, NULL)) id = 0;
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT " COLUMNS " FROM scenario WHERE subject = ?1 AND at < ?4 AND (name = ?2 OR id = ?3) "
                      "ORDER BY name = ?2 DESC LIMIT 1",
                      error);
    *failed = row == NULL;
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, subject);
    statement_bind_text(row, 2, name);
    statement_bind_int(row, 3, id);
    statement_bind_int(row, 4, seen_until(session));
    const enum step step = statement_step(row, error);
    *failed = step == STEP_ERROR;
    return step == STEP_ROW ? read_row(row) : NULL;
}

struct scenario *scenario_find(struct session *session, int64_t subject, const char *name, GError **error)
{
    bool failed;
    struct scenario *scenario = find(session, subject, name, &failed, error);
    if (scenario != NULL || failed) return scenario;
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The file has no scenario '{1}'."),
                     N_("See those it has with `bureau scenario list SUBJECT`."), name, NULL);
    return NULL;
}

/* ---- keeping -------------------------------------------------------------------------------------------------------
 */

static bool check_name(const char *name, GError **error)
{
    const glong length = g_utf8_strlen(name, -1);
    g_autofree char *safe = text_sanitise(name, -1);
    if (length > 0 && length <= SCENARIO_NAME_MOST && strcmp(safe, name) == 0) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("'{1}' cannot be the name of a scenario."),
                     N_("Use 1 to 60 characters that can be seen."), safe, NULL);
    return false;
}

static bool take_place(struct session *session, const struct scenario *old, bool replace, GError **error)
{
    if (old == NULL) return true;
    if (replace)
        return store_run(session->store, error, "DELETE FROM scenario WHERE id = ?1 AND version = ?2", "ii", old->id,
                         old->version);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The file has a scenario '{1}' already."),
                     N_("Choose another name, or add --replace."), old->name, NULL);
    return false;
}

static bool insert(struct session *session, const struct scenario *scenario, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "INSERT INTO scenario (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, scenario->id);
    statement_bind_int(row, 2, scenario->subject);
    statement_bind_text(row, 3, scenario->name);
    statement_bind_text(row, 4, scenario->actions);
    statement_bind_int(row, 5, date_is_set(scenario->day) ? scenario->day.days : 0);
    statement_bind_text(row, 6, scenario->model);
    statement_bind_int(row, 7, scenario->number);
    statement_bind_int(row, 8, scenario->before);
    statement_bind_int(row, 9, scenario->score);
    statement_bind_bytes(row, 10, scenario->inputs.bytes, scenario->inputs.length);
    statement_bind_int(row, 11, scenario->at);
    statement_bind_text(row, 12, scenario->user);
    statement_bind_int(row, 13, scenario->version);
    return statement_run(row, error);
}

struct scenario *scenario_save(struct session *session, const struct model *model, const struct dossier *dossier,
                               const char *name, const GArray *actions, bool replace, GError **error)
{
    bool failed;
    struct score_result before, after;
    double inputs[SCORE_MOST_PARTS];
    if (!check_name(name, error)) return NULL;
    g_autoptr(scenario_t) old = find(session, dossier->subject, name, &failed, error);
    if (failed || (old != NULL && strcmp(old->name, name) == 0 && !take_place(session, old, replace, error)))
        return NULL;
    g_autoptr(scenario_t) scenario = g_new0(struct scenario, 1);
    scenario->day = score_dossier(model, dossier, &before);
    if (!whatif_score(model, dossier, (const struct action *)(const void *)actions->data, actions->len, &after, error))
        return NULL;
    for (size_t i = 0; i < before.parts; i++)
        inputs[i] = before.part[i].value;
    score_inputs_pack(inputs, before.parts, &scenario->inputs);
    scenario->id = store_take_ids(session->store, "scenario", 1, error);
    scenario->subject = dossier->subject;
    scenario->name = g_strdup(name);
    scenario->actions = scenario_text(actions);
    scenario->model = g_strdup(model_name(model));
    scenario->number = model_version(model);
    scenario->before = before.score;
    scenario->score = after.score;
    scenario->at = session_now(session);
    scenario->user = g_strdup(session->user);
    scenario->version = old != NULL && strcmp(old->name, name) == 0 ? old->version + 1 : 1;
    return scenario->id > 0 && insert(session, scenario, error) ? g_steal_pointer(&scenario) : NULL;
}
