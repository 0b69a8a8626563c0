/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a model's life that change which one scores: taken in, deployed, rolled back, retired. Each of the last
 * three is an act of two persons, made inside the door's transaction, so that a machine that stops in the middle leaves
 * the model that was deployed before. */
#include "models/life.h"
#include "models/models.h"

#include <string.h>

bool life_refuse(GError **error, const char *message, const char *next, const char *name, const char *more)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED, message, next, name, more ? more : "", NULL);
    return false;
}

static void answer_row(struct table *answer, const char *name, int number, const char *state)
{
    table_fact_text(answer, "name", N_("Model"), name);
    table_fact_int(answer, "version", N_("Version"), number);
    table_fact_code(answer, "state", N_("State"), "MODEL_STATE", state);
}

/* ---- taken in -----------------------------------------------------------------------------------------------------
 */

bool model_command_import(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *name = arguments_text(arguments, "name");
    int number = 0;
    g_autoptr(model_t) model = model_load_file(arguments_text(arguments, "file"), error);
    if (!model || (name && !model_name_check(name, error))) return false;
    if (name) {
        g_free(model_head(model)->name);
        model_head(model)->name = g_strdup(name);
    }
    if (!model_register(session, model, arguments_text(arguments, "note"), &number, error)) return false;
    answer_row(answer, model_name(model), number, MODEL_CANDIDATE);
    table_fact_text(answer, "kind", N_("Kind"), model_kind_word(model_kind(model)));
    table_fact_text(answer, "subject", N_("Subject"), model_subject(model));
    return true;
}

/* The model that is meant by "NAME" or "NAME:VERSION". The second person agrees later than the first asked: a name
 * alone must not mean another version by then. */
static struct model_row *row_meant(struct session *session, const char *asked, GError **error)
{
    int number = 0;
    int64_t versions = 0;
    g_autofree char *name = model_name_split(asked, &number);
    g_autoptr(model_row_t) row = model_row_find(session, asked, error);
    if (!row || number != 0) return g_steal_pointer(&row);
    if (!store_query_int(session->store, &versions, 0, error,
                         "SELECT count(*) FROM model WHERE name = ?1 AND state <> 'retired'", "s", name))
        return NULL;
    if (versions == 1) return g_steal_pointer(&row);
    life_refuse(error, N_("There are several versions of the model {1}."),
                N_("Name the one that is meant, such as {1}:2."), name, NULL);
    return NULL;
}

/* ---- deployed -----------------------------------------------------------------------------------------------------
 */

static bool may_deploy(const struct model_row *row, const struct session *session, GError **error)
{
    g_autofree char *name = model_name_join(row->name, row->number);
    if (strcmp(row->state, MODEL_DEPLOYED) == 0)
        return life_refuse(error, N_("The model {1} is deployed already."), NULL, name, NULL);
    if (strcmp(row->state, MODEL_VALIDATED) != 0)
        return life_refuse(error, N_("The model {1} is not validated."),
                           N_("Somebody who did not make it validates it first: `bureau model validate {1}`."), name,
                           NULL);
    if (!*row->subject)
        return life_refuse(error,
                           N_("The model {1} reads columns that are no features of this store, so it cannot score its "
                              "files."),
                           N_("Fit it on a file of `bureau model sample`; `bureau model score` uses it on others."),
                           name, NULL);
    if (strcmp(row->user, session->user) == 0) {
        life_refuse(error, N_("{2} brought the model {1} in, so another person approves it."), N_("Ask a reviewer."),
                    name, row->user);
        if (error) bureau_error_give_reason(*error, "second-person");
        return false;
    }
    return true;
}

static void answer_stale(struct table *answer, const char *before)
{
    table_fact_text(answer, "before", N_("Before"), before);
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("Scores kept until now are those of the model before: `bureau score all` makes them anew."));
}

/* The model in use, or the shipped one, as a name to be told. Caller frees. */
static char *name_in_use(struct session *session, const char *subject, const struct model_row *deployed)
{
    if (deployed) return model_name_join(deployed->name, deployed->number);
    const struct model *shipped = model_for(session, subject, NULL);
    return shipped ? model_name_join(model_name(shipped), model_version(shipped)) : NULL;
}

/* Puts `row` in the place of whatever is deployed for its kind of subject. */
static bool put_in_place(struct session *session, const struct model_row *row, const char *event, const char *reason,
                         char **before, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(model_row_t) old = model_row_deployed(session, row->subject, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    g_autofree char *instead = old ? model_name_join(old->name, old->number) : NULL;
    g_autoptr(model_t) readable = model_row_read(session, row, error);
    *before = name_in_use(session, row->subject, old);
    return readable && (!old || model_move(session, old, MODEL_VALIDATED, "replaced", NULL, reason, error)) &&
           model_move(session, row, MODEL_DEPLOYED, event, instead, reason, error);
}

bool model_command_deploy(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autofree char *before = NULL;
    g_autoptr(model_row_t) row = row_meant(session, arguments_text(arguments, "model"), error);
    if (!row || !may_deploy(row, session, error) ||
        !put_in_place(session, row, "deploy", arguments_text(arguments, "reason"), &before, error))
        return false;
    answer_row(answer, row->name, row->number, MODEL_DEPLOYED);
    answer_stale(answer, before);
    return true;
}

/* ---- rolled back --------------------------------------------------------------------------------------------------
 */

/* Takes a line of the history in: a deployment adds to what was in use, a roll back goes down to the model it names, or
 * to the shipped one below them all. */
static void take_event(GPtrArray *used, char *name, bool back, bool to_shipped)
{
    if (to_shipped) g_ptr_array_set_size(used, 0);
    while (back && used->len > 0 && strcmp(used->pdata[used->len - 1], name) != 0)
        g_ptr_array_set_size(used, (int)used->len - 1);
    if (to_shipped || (back && used->len > 0))
        g_free(name);
    else
        g_ptr_array_add(used, name);
}

/* Without those retired since, and without one twice in a row. */
static void drop_retired(GPtrArray *used, GHashTable *retired)
{
    for (guint i = used->len; i-- > 0;)
        if (g_hash_table_contains(retired, used->pdata[i])) g_ptr_array_remove_index(used, i);
    for (guint i = used->len; i-- > 1;)
        if (strcmp(used->pdata[i], used->pdata[i - 1]) == 0) g_ptr_array_remove_index(used, i);
}

/* What was in use, the newest last. Of char *. */
static GPtrArray *used_before(struct session *session, const char *subject, GError **error)
{
    g_autoptr(GPtrArray) used = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) retired = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT e.name, e.number, e.event, e.after, m.state FROM model_event e"
                      " JOIN model m ON m.name = e.name AND m.number = e.number"
                      " WHERE m.subject = ?1 AND e.event IN ('deploy', 'rollback') ORDER BY e.id",
                      error);
    enum step step = STEP_ERROR;
    if (!row) return NULL;
    statement_bind_text(row, 1, subject);
    while ((step = statement_step(row, error)) == STEP_ROW) {
        char *name = model_name_join(statement_text(row, 0), (int)statement_int(row, 1));
        const bool back = strcmp(statement_text(row, 2), "rollback") == 0;
        if (strcmp(statement_text(row, 4), MODEL_RETIRED) == 0) g_hash_table_add(retired, g_strdup(name));
        take_event(used, name, back, back && strcmp(statement_text(row, 3), MODEL_DEPLOYED) != 0);
    }
    drop_retired(used, retired);
    return step == STEP_DONE ? g_steal_pointer(&used) : NULL;
}

/* The model before the deployed one; `*before` NULL: the shipped one. */
static bool model_before(struct session *session, const struct model_row *row, struct model_row **before,
                         GError **error)
{
    g_autoptr(GPtrArray) used = used_before(session, row->subject, error);
    *before = NULL;
    if (!used || used->len < 2) return used != NULL;
    *before = model_row_find(session, used->pdata[used->len - 2], error);
    return *before != NULL;
}

bool model_command_rollback(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const char *subject = arguments_text(arguments, "subject"), *reason = arguments_text(arguments, "reason");
    g_autoptr(GError) failed = NULL;
    g_autoptr(model_row_t) row = model_row_deployed(session, subject ? subject : "person", &failed);
    g_autoptr(model_row_t) older = NULL;
    if (!row) {
        if (failed) return g_propagate_error(error, g_steal_pointer(&failed)), false;
        return life_refuse(error, N_("No model is deployed, so there is nothing to roll back."),
                           N_("`bureau model list` shows what scores."), "", NULL);
    }
    if (!model_before(session, row, &older, &failed)) return g_propagate_error(error, g_steal_pointer(&failed)), false;
    g_autofree char *before = model_name_join(row->name, row->number);
    if (!older) { /* the shipped one scores again, if there is one */
        if (!model_move(session, row, MODEL_VALIDATED, "rollback", NULL, reason, error)) return false;
        const struct model *shipped = model_for(session, row->subject, error);
        if (!shipped) return false;
        answer_row(answer, model_name(shipped), model_version(shipped), "shipped");
        return answer_stale(answer, before), true;
    }
    g_autofree char *unused = NULL;
    if (!put_in_place(session, older, "rollback", reason, &unused, error)) return false;
    answer_row(answer, older->name, older->number, MODEL_DEPLOYED);
    return answer_stale(answer, before), true;
}

/* ---- retired ------------------------------------------------------------------------------------------------------
 */

bool model_command_retire(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(model_row_t) row = row_meant(session, arguments_text(arguments, "model"), error);
    if (!row) return false;
    g_autofree char *name = model_name_join(row->name, row->number);
    if (strcmp(row->state, MODEL_RETIRED) == 0)
        return life_refuse(error, N_("The model {1} is retired already."), NULL, name, NULL);
    if (strcmp(row->state, MODEL_DEPLOYED) == 0)
        return life_refuse(error, N_("The model {1} is deployed: it scores until another one does."),
                           N_("Deploy another one or roll back first."), name, NULL);
    if (!model_move(session, row, MODEL_RETIRED, "retire", NULL, arguments_text(arguments, "reason"), error))
        return false;
    answer_row(answer, row->name, row->number, MODEL_RETIRED);
    return true;
}

/* ---- what happened ------------------------------------------------------------------------------------------------
 */

// clang-format off
static const struct column event_columns[] = {
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "name", .title = N_("Model"), .type = VALUE_TEXT },
    { .id = "version", .title = N_("Version"), .type = VALUE_INTEGER },
    { .id = "event", .title = N_("Event"), .type = VALUE_CODE, .group = "MODEL_EVENT" },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "MODEL_STATE" },
    { .id = "instead", .title = N_("Instead of"), .type = VALUE_TEXT, .priority = 2, .help = N_("The model that was in use until then.") },
    { .id = "maker", .title = N_("Asked by"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "note", .title = N_("Note"), .type = VALUE_TEXT, .priority = 2 },
};
// clang-format on

bool model_command_history(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    int number = 0;
    const char *asked = arguments_text(arguments, "model");
    g_autofree char *name = model_name_split(asked ? asked : "", &number);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT at, name, number, event, after, instead, maker, user, note FROM model_event"
                      " WHERE (?1 = '' OR name = ?1) AND (?2 = 0 OR number = ?2) ORDER BY id DESC",
                      error);
    enum step step = STEP_ERROR;
    table_set_columns(answer, event_columns, G_N_ELEMENTS(event_columns));
    if (!row) return false;
    statement_bind_text(row, 1, name);
    statement_bind_int(row, 2, number);
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(row, 0));
        table_add_text(answer, statement_text(row, 1));
        table_add_int(answer, statement_int(row, 2));
        for (int column = 3; column <= 8; column++)
            table_add_text(answer, statement_text(row, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}
