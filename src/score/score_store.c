/* SPDX-License-Identifier: Apache-2.0 */
/* The score of one subject, kept with the values it was made from: after a change of its facts, and for whoever asks
 * for the newest. */
#include "features/pack.h"
#include "guard/access.h"
#include "score/model.h"
#include "score/portfolio.h"

#include <math.h>
#include <string.h>

struct date score_dossier(const struct model *model, const struct dossier *dossier, struct score_result *result)
{
    const struct date day = features_day(dossier);
    g_autofree double *values = g_new(double, feature_count() + 1);
    features_derive(dossier, day, values);
    model_score(model, values, result);
    return day;
}

const struct model *score_model_of(struct session *session, const struct dossier *dossier, GError **error)
{
    return model_for(session, g_strcmp0(dossier->kind, "enterprise") == 0 ? "enterprise" : "person", error);
}

/* ---- what may be read ----------------------------------------------------------------------------------------------
 */

bool score_is_covered(const struct dossier *dossier, GError **error)
{
    if (!(dossier->withheld & KIND_CREDIT)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("A score is made from credit data, which no consent covers here, and would say nothing"),
                     N_("Record a consent that covers credit too: `bureau consent grant SUBJECT --scope all`."), NULL);
    if (error) bureau_error_give_reason(*error, "out-of-scope");
    return false;
}

bool score_model_is_covered(const struct model *model, const struct dossier *dossier, GError **error)
{
    unsigned kinds = 0;
    for (size_t i = 0; i < model_inputs(model); i++) {
        const int feature = model_input_at(model, i).feature;
        if (feature >= 0) kinds |= feature_at((size_t)feature)->kind;
    }
    if (!(dossier->withheld & kinds)) return true;
    g_autofree char *words = kinds_text(dossier->withheld & kinds);
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The model {1} reads data that no consent covers here ({2}), and its score would say nothing"),
                     N_("Record a consent that covers it too: `bureau consent grant SUBJECT --scope {2}`."),
                     model_name(model), words, NULL);
    if (error) bureau_error_give_reason(*error, "out-of-scope");
    return false;
}

/* ---- inputs --------------------------------------------------------------------------------------------------------
 */

void score_inputs_pack(const double *values, size_t count, struct score_inputs *inputs)
{
    inputs->length = 0;
    for (size_t i = 0; i < count; i++) {
        const double value = isnan(values[i]) ? FEATURE_MISSING : values[i];
        guint64 bits;
        memcpy(&bits, &value, sizeof bits);
        bits = GUINT64_TO_LE(bits);
        memcpy(inputs->bytes + inputs->length, &bits, sizeof bits);
        inputs->length += sizeof bits;
    }
}

size_t score_inputs_unpack(const void *bytes, size_t length, double values[SCORE_MOST_PARTS])
{
    const size_t count = MIN(length / sizeof(guint64), SCORE_MOST_PARTS);
    for (size_t i = 0; i < count; i++) {
        guint64 bits;
        memcpy(&bits, (const guint8 *)bytes + i * sizeof bits, sizeof bits);
        bits = GUINT64_FROM_LE(bits);
        memcpy(&values[i], &bits, sizeof bits);
    }
    return count;
}

/* ---- keeping -------------------------------------------------------------------------------------------------------
 */

bool score_is_same(struct statement *row, int first, const struct score_kept *score)
{
    size_t length = 0;
    const void *inputs = statement_bytes(row, first + 4, &length);
    const int32_t day = date_is_set(score->day) ? score->day.days : 0;
    return g_strcmp0(statement_text(row, first), model_name(score->model)) == 0 &&
           statement_int(row, first + 1) == model_version(score->model) && statement_int(row, first + 2) == day &&
           statement_int(row, first + 3) == score->result->score && length == score->inputs.length &&
           (length == 0 || memcmp(inputs, score->inputs.bytes, length) == 0);
}

/* Whether the newest stored score of the subject says the same. */
static bool is_stored(struct session *session, int64_t subject, const struct score_kept *score, bool *same,
                      GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT model, number, day, score, inputs FROM score WHERE subject = ?1 ORDER BY change DESC LIMIT 1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    const enum step step = statement_step(row, error);
    *same = step == STEP_ROW && score_is_same(row, 0, score);
    return step != STEP_ERROR;
}

/* A second score in one act takes the place of the first. */
bool score_keep(struct session *session, int64_t subject, const struct score_kept *score, GError **error)
{
    g_autoptr(statement_t) insert = store_prepare(
        session->store,
        "INSERT INTO score (subject, change, model, number, day, score, band, probability, inputs)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT (subject, change, model) DO UPDATE SET number = excluded.number, day = excluded.day,"
        " score = excluded.score, band = excluded.band, probability = excluded.probability, inputs = excluded.inputs",
        error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, subject);
    statement_bind_int(insert, 2, session->change);
    statement_bind_text(insert, 3, model_name(score->model));
    statement_bind_int(insert, 4, model_version(score->model));
    statement_bind_int(insert, 5, date_is_set(score->day) ? score->day.days : 0);
    statement_bind_int(insert, 6, score->result->score);
    statement_bind_text(insert, 7, score->result->band);
    statement_bind_real(insert, 8, score->result->probability);
    statement_bind_bytes(insert, 9, score->inputs.bytes, score->inputs.length);
    return statement_run(insert, error);
}

/* The model for a subject of that kind; NULL without an error: an enterprise when there is none for enterprises. */
static bool model_of_kind(struct session *session, enum pack_kind kind, const struct model **model, GError **error)
{
    g_autoptr(GError) cause = NULL;
    *model = model_for(session, kind == PACK_ENTERPRISE ? "enterprise" : "person", &cause);
    if (*model != NULL) return true;
    if (kind == PACK_ENTERPRISE && g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool keep_one(struct session *session, int64_t subject, const struct model *model, struct date day,
                     const struct score_result *result, GError **error)
{
    struct score_kept kept = { .model = model, .day = day, .result = result };
    double inputs[SCORE_MOST_PARTS];
    bool same = false;
    for (size_t i = 0; i < result->parts; i++)
        inputs[i] = result->part[i].value;
    score_inputs_pack(inputs, result->parts, &kept.inputs);
    if (!is_stored(session, subject, &kept, &same, error)) return false;
    return same || (score_keep(session, subject, &kept, error) && guard_touch(session, subject, subject, error));
}

/* A file that is restricted today is kept and not evaluated. */
static bool is_restricted(struct session *session, int64_t subject, bool *restricted, GError **error)
{
    int64_t found = 0;
    const bool read = store_query_int(session->store, &found, 0, error,
                                      "SELECT 1 FROM protection WHERE subject = ?1 AND kind = 'restricted' AND lifted "
                                      "IS NULL AND begins <= ?2 AND (ends IS NULL OR ends >= ?2) LIMIT 1",
                                      "id", subject, access_day(session_now(session)));
    *restricted = found != 0;
    return read;
}

bool score_subject_store(struct session *session, int64_t subject, struct score_result *result, GError **error)
{
    struct pack_place place;
    struct score_result own;
    const struct model *model;
    g_autofree double *values = g_new(double, feature_count() + 1);
    if (result == NULL) result = &own;
    if (!pack_derive(session, subject, &place, values, error)) return false;
    if (place.kind == PACK_NOBODY) {
        g_autoptr(dossier_t) nobody = dossier_load_held(session, subject, error); /* says that there is none */
        return false;
    }
    bool restricted;
    if (!pack_put(session, subject, &place, values, error) || !model_of_kind(session, place.kind, &model, error) ||
        !is_restricted(session, subject, &restricted, error))
        return false;
    *result = (struct score_result){ .band = "" };
    if (model == NULL || restricted) return true;
    model_score(model, values, result);
    return keep_one(session, subject, model, place.day, result, error);
}

bool score_forget(struct session *session, int64_t first, int64_t last, GError **error)
{
    return pack_wipe(session, first, last, error);
}

bool score_latest(struct session *session, int64_t subject, int *score, char band[8], GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT score, band FROM score WHERE subject = ?1 AND change <= ?2 ORDER BY change DESC LIMIT 1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, session->view);
    if (statement_step(row, error) != STEP_ROW) return false;
    if (score != NULL) *score = (int)statement_int(row, 0);
    if (band != NULL) g_strlcpy(band, statement_text(row, 1), 8);
    return true;
}
