/* SPDX-License-Identifier: Apache-2.0 */
/* Registering a model and moving it through its life. */
#include "score/registry.h"

#include <string.h>

#define MOST_NAME 64

/* ---- names ------------------------------------------------------------------------------------------------------- */

bool model_name_check(const char *name, GError **error)
{
    const size_t length = name ? strlen(name) : 0;
    bool fits = length > 0 && length <= MOST_NAME && g_ascii_isalnum(name[0]);
    for (size_t i = 0; fits && i < length; i++)
        fits = g_ascii_isalnum(name[i]) || strchr("._-", name[i]) != NULL;
    if (fits) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” cannot be the name of a model."),
                     N_("Letters, digits, dots, dashes and underscores, at most 64, the first a letter or a digit."),
                     name ? name : "", NULL);
    return false;
}

char *model_name_split(const char *text, int *number)
{
    const char *colon = strrchr(text, ':');
    *number = 0;
    if (!colon || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1)) return g_strdup(text);
    *number = (int)MIN(g_ascii_strtoll(colon + 1, NULL, 10), G_MAXINT);
    return g_strndup(text, (gsize)(colon - text));
}

char *model_name_join(const char *name, int number)
{
    return g_strdup_printf("%s:%d", name, number);
}

const char *model_subject(const struct model *model)
{
    const char *subject = "person";
    if (model->subject[0]) return model->subject;
    for (size_t i = 0; i < model->inputs; i++) {
        if (model->input[i].feature < 0) return "";
        const char *of = feature_at((size_t)model->input[i].feature)->subject;
        if (of && strcmp(of, "enterprise") == 0) subject = "enterprise";
    }
    return subject;
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

void model_row_free(struct model_row *row)
{
    if (!row) return;
    g_free(row->name);
    g_free(row->kind);
    g_free(row->subject);
    g_free(row->state);
    g_free(row->digest);
    g_free(row->user);
    g_free(row->note);
    g_free(row->validator);
    g_free(row->figures);
    g_free(row);
}

#define ROW_COLUMNS                                                                                                    \
    "name, number, kind, subject, state, digest, user, note, validator, figures, made, validated, deployed, version"

static struct model_row *row_of(struct statement *from)
{
    struct model_row *row = g_new0(struct model_row, 1);
    *row = (struct model_row){ .name = g_strdup(statement_text(from, 0)),
                               .number = (int)statement_int(from, 1),
                               .kind = g_strdup(statement_text(from, 2)),
                               .subject = g_strdup(statement_text(from, 3)),
                               .state = g_strdup(statement_text(from, 4)),
                               .digest = g_strdup(statement_text(from, 5)),
                               .user = g_strdup(statement_text(from, 6)),
                               .note = g_strdup(statement_text(from, 7)),
                               .validator = g_strdup(statement_text(from, 8)),
                               .figures = g_strdup(statement_text(from, 9)),
                               .made = statement_int(from, 10),
                               .validated = statement_int(from, 11),
                               .deployed = statement_int(from, 12),
                               .version = statement_int(from, 13) };
    return row;
}

struct model_row *model_row_find(struct session *session, const char *name, GError **error)
{
    int number = 0;
    g_autofree char *plain = model_name_split(name, &number);
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT " ROW_COLUMNS " FROM model WHERE name = ?1 AND (number = ?2 OR"
                                               " (?2 = 0 AND state <> 'retired')) ORDER BY number DESC LIMIT 1",
                                               error);
    if (!row) return NULL;
    statement_bind_text(row, 1, plain);
    statement_bind_int(row, 2, number);
    const enum step step = statement_step(row, error);
    if (step == STEP_ROW) return row_of(row);
    if (step == STEP_DONE)
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The store keeps no model '{1}'."),
                         N_("`bureau model list` shows them; `bureau model import` takes a file in."), name, NULL);
    return NULL;
}

struct model_row *model_row_deployed(struct session *session, const char *subject, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT " ROW_COLUMNS " FROM model WHERE subject = ?1 AND state = 'deployed'", error);
    if (!row) return NULL;
    statement_bind_text(row, 1, subject);
    return statement_step(row, error) == STEP_ROW ? row_of(row) : NULL;
}

GPtrArray *model_rows(struct session *session, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)model_row_free);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT " ROW_COLUMNS " FROM model ORDER BY name, number", error);
    enum step step = STEP_ERROR;
    while (row && (step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(rows, row_of(row));
    return step == STEP_DONE ? g_steal_pointer(&rows) : NULL;
}

struct model *model_row_read(struct session *session, const struct model_row *row, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = model_name_join(row->name, row->number);
    g_autofree char *body =
        store_query_text(session->store, &failed, "SELECT body FROM model WHERE name = ?1 AND number = ?2", "si",
                         row->name, (int64_t)row->number);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    g_autofree char *digest = body ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, body, -1) : NULL;
    if (g_strcmp0(digest, row->digest) == 0) return model_parse(body, -1, name, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The model {1} is not what was registered: its digest differs."),
                     N_("Roll back to the model before it, import its file anew, and run `bureau store verify`."), name,
                     NULL);
    return NULL;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

bool model_event_add(struct session *session, const struct model_row *row, const char *event, const char *after,
                     const char *instead, const char *note, GError **error)
{
    const int64_t id = store_take_ids(session->store, "model_event", 1, error);
    return id != 0 &&
           store_run(session->store, error,
                     "INSERT INTO model_event (id, name, number, at, user, maker, event, before, after,"
                     " instead, note, change) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                     "isiisssssssi", id, row->name, (int64_t)row->number, session_now(session), session->user,
                     session->maker, event, row->state, after, instead, note, session->change);
}

bool model_move(struct session *session, const struct model_row *row, const char *state, const char *event,
                const char *instead, const char *note, GError **error)
{
    const int64_t now = session_now(session);
    if (!store_run(session->store, error,
                   "UPDATE model SET state = ?4, version = version + 1,"
                   " deployed = CASE ?4 WHEN 'deployed' THEN ?5 ELSE deployed END"
                   " WHERE name = ?1 AND number = ?2 AND version = ?3",
                   "siisi", row->name, (int64_t)row->number, row->version, state, now))
        return false;
    if (store_changes(session->store) == 1) return model_event_add(session, row, event, state, instead, note, error);
    g_autofree char *name = model_name_join(row->name, row->number);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("The model {1} was changed meanwhile."),
                     N_("Look at it again, then decide."), name, NULL);
    return false;
}

/* The body of the version `number`, and the model as it is read back from it. */
static char *numbered(const struct model *model, int number, struct model **read, GError **error)
{
    g_autofree char *given = model_to_json(model);
    g_autoptr(model_t) copy = model_parse(given, -1, model_name(model), error);
    if (!copy) return NULL;
    model_head(copy)->version = number;
    g_autofree char *body = model_to_json(copy);
    *read = model_parse(body, -1, model_name(model), error);
    return *read ? g_steal_pointer(&body) : NULL;
}

/* The version a model gets that is registered now. */
static bool next_number(struct session *session, const struct model *model, int64_t *next, GError **error)
{
    g_autoptr(GError) failed = NULL;
    int64_t newest = 0;
    if (!store_query_int(session->store, &newest, 0, error, "SELECT max(number) FROM model WHERE name = ?1", "s",
                         model_name(model)))
        return false;
    g_autoptr(model_t) shipped = model_shipped(model_name(model), &failed), read = NULL;
    if (failed) return g_propagate_error(error, g_steal_pointer(&failed)), false;
    *next = newest + 1;
    if (!shipped || newest >= model_version(shipped)) return true;
    g_autofree char *its = model_to_json(shipped), *ours = numbered(model, model_version(shipped), &read, error);
    if (ours) *next = model_version(shipped) + (strcmp(its, ours) != 0);
    return ours != NULL;
}

bool model_register(struct session *session, const struct model *model, const char *note, int *number, GError **error)
{
    int64_t next;
    if (!model_name_check(model_name(model), error) || !next_number(session, model, &next, error)) return false;
    g_autoptr(model_t) read = NULL;
    g_autofree char *body = numbered(model, (int)next, &read, error);
    if (!body) return false;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, body, -1);
    if (!store_run(session->store, error,
                   "INSERT INTO model (name, number, state, body, digest, made, user, kind, subject, note, version)"
                   " VALUES (?1, ?2, 'candidate', ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
                   "sississss", model_name(read), next, body, digest, session_now(session), session->user,
                   model_kind_word(model_kind(read)), model_subject(read), note))
        return false;
    const struct model_row row = { .name = model_head(read)->name, .number = (int)next };
    if (number) *number = row.number;
    return model_event_add(session, &row, "register", MODEL_CANDIDATE, NULL, note, error);
}
