/* SPDX-License-Identifier: Apache-2.0 */
/* The C API of XGBoost. What must stay true: no thread is started (every call that could is told 1), nothing is
 * written to the terminal (the log goes nowhere, and errors come back as GError), no buffer of the library is kept past
 * the next call, and a library whose files this program could read otherwise than they were meant is refused. */
#include "score/boost.h"

#include <math.h>
#include <string.h>
#include <xgboost/c_api.h>

#define OLDEST_MAJOR 1
#define OLDEST_MINOR 6 /* the first with the calls used here */
#define NEWEST_MAJOR 3 /* the last whose base_score trees_read.c knows how to read */

struct boost_matrix {
    DMatrixHandle handle;
    size_t rows;
};

struct booster {
    BoosterHandle handle;
    struct boost_matrix *matrix; /* of a loaded one; NULL else */
};

static void log_nowhere(const char *text)
{
    (void)text;
}

const char *boost_version(void)
{
    static char text[48];
    static gsize known;
    if (g_once_init_enter(&known)) {
        int major = 0, minor = 0, patch = 0;
        XGBoostVersion(&major, &minor, &patch);
        g_snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
        XGBRegisterLogCallback(log_nowhere);
        g_once_init_leave(&known, 1);
    }
    return text;
}

static bool boost_ready(GError **error)
{
    const char *version = boost_version();
    int major = 0, minor = 0, patch = 0;
    XGBoostVersion(&major, &minor, &patch);
    if ((major == OLDEST_MAJOR ? minor >= OLDEST_MINOR : major > OLDEST_MAJOR) && major <= NEWEST_MAJOR) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("XGBoost {1} is installed; this program knows 1.6 to 3."),
                     N_("Install the library of the distribution: libxgboost0."), version, NULL);
    return false;
}

/* What went wrong, without the time and the place in the library's source before it and the list of calls after it. */
static char *boost_trouble(void)
{
    const char *text = XGBGetLastError();
    const char *bracket = *text == '[' ? strchr(text, ']') : NULL;
    const char *place = bracket ? strstr(bracket, ": ") : NULL;
    if (place) text = place + 2;
    return text_sanitise(text, (gssize)strcspn(text, "\n"));
}

static bool boost_worked(int code, GError **error)
{
    if (!code) return true;
    g_autofree char *trouble = boost_trouble();
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("XGBoost refuses: {1}."),
                     N_("Check the columns, the options and the model file."), trouble, NULL);
    return false;
}

/* ---- matrices ---------------------------------------------------------------------------------------------------- */

struct boost_matrix *boost_matrix_new(const float *value, size_t rows, size_t columns, GError **error)
{
    if (!boost_ready(error)) return NULL;
    DMatrixHandle handle = NULL;
    if (!boost_worked(XGDMatrixCreateFromMat_omp(value, rows, columns, NAN, &handle, 1), error)) return NULL;
    struct boost_matrix *matrix = g_new0(struct boost_matrix, 1);
    matrix->handle = handle;
    matrix->rows = rows;
    return matrix;
}

void boost_matrix_free(struct boost_matrix *matrix)
{
    if (!matrix) return;
    XGDMatrixFree(matrix->handle);
    g_free(matrix);
}

bool boost_matrix_set(struct boost_matrix *matrix, const char *field, const float *value, GError **error)
{
    return boost_worked(XGDMatrixSetFloatInfo(matrix->handle, field, value, matrix->rows), error);
}

/* ---- boosters ---------------------------------------------------------------------------------------------------- */

static bool booster_set(struct booster *booster, const char *name, const char *value, GError **error)
{
    return boost_worked(XGBoosterSetParam(booster->handle, name, value), error);
}

static struct booster *booster_create(const DMatrixHandle *handles, size_t count, GError **error)
{
    BoosterHandle handle = NULL;
    if (!boost_ready(error) || !boost_worked(XGBoosterCreate(handles, count, &handle), error)) return NULL;
    g_autoptr(booster_t) booster = g_new0(struct booster, 1);
    booster->handle = handle;
    if (!booster_set(booster, "nthread", "1", error) || !booster_set(booster, "verbosity", "0", error)) return NULL;
    return g_steal_pointer(&booster);
}

struct booster *booster_new(struct boost_matrix *const *matrices, size_t count, const struct boost_parameter *parameter,
                            size_t parameters, GError **error)
{
    g_autofree DMatrixHandle *handles = g_new0(DMatrixHandle, count + 1);
    for (size_t i = 0; i < count; i++)
        handles[i] = matrices[i]->handle;
    g_autoptr(booster_t) booster = booster_create(handles, count, error);
    if (!booster) return NULL;
    for (size_t i = 0; i < parameters; i++)
        if (!booster_set(booster, parameter[i].name, parameter[i].value, error)) return NULL;
    return g_steal_pointer(&booster);
}

struct booster *booster_load(const char *json, size_t length, GError **error)
{
    const float nothing[] = { 0 };
    const char *settings = NULL;
    bst_ulong bytes = 0;
    g_autoptr(boost_matrix_t) matrix = boost_matrix_new(nothing, 1, 1, error);
    g_autoptr(booster_t) booster = matrix ? booster_create(&matrix->handle, 1, error) : NULL;
    if (!booster) return NULL;
    booster->matrix = g_steal_pointer(&matrix);
    // parameters are taken over late: asked for its settings, the booster does so before it loads, or it would load
    // with a thread for every processor; and it has settings only when it has a matrix
    if (!boost_worked(XGBoosterSaveJsonConfig(booster->handle, &bytes, &settings), error) ||
        !boost_worked(XGBoosterLoadModelFromBuffer(booster->handle, json, length), error))
        return NULL;
    // a file may bring settings of its own
    if (!booster_set(booster, "nthread", "1", error)) return NULL;
    return g_steal_pointer(&booster);
}

void booster_free(struct booster *booster)
{
    if (!booster) return;
    XGBoosterFree(booster->handle);
    boost_matrix_free(booster->matrix);
    g_free(booster);
}

bool booster_round(struct booster *booster, struct boost_matrix *matrix, int round, GError **error)
{
    return boost_worked(XGBoosterUpdateOneIter(booster->handle, round, matrix->handle), error);
}

#define PREDICT "{\"type\":%d,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,\"strict_shape\":false}"
#define MARGINS 1
#define SHAP    2

static const float *booster_predict(struct booster *booster, struct boost_matrix *matrix, int type, size_t expected,
                                    GError **error)
{
    char config[160];
    const bst_ulong *shape = NULL;
    bst_ulong dimensions = 0, count = 1;
    const float *answer = NULL;
    g_snprintf(config, sizeof config, PREDICT, type);
    if (!boost_worked(
            XGBoosterPredictFromDMatrix(booster->handle, matrix->handle, config, &shape, &dimensions, &answer), error))
        return NULL;
    for (bst_ulong i = 0; i < dimensions; i++)
        count *= shape[i];
    if (answer && count == expected) return answer;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("XGBoost refuses: {1}."),
                     N_("Check the columns, the options and the model file."), "another number of answers than rows",
                     NULL);
    return NULL;
}

const float *booster_margins(struct booster *booster, struct boost_matrix *matrix, GError **error)
{
    return booster_predict(booster, matrix, MARGINS, matrix->rows, error);
}

bool booster_contributions(struct booster *booster, const float *row, size_t columns, float *contribution,
                           GError **error)
{
    g_autoptr(boost_matrix_t) matrix = boost_matrix_new(row, 1, columns, error);
    if (!matrix) return false;
    const float *answer = booster_predict(booster, matrix, SHAP, columns + 1, error);
    if (!answer) return false;
    memcpy(contribution, answer, (columns + 1) * sizeof *contribution);
    return true;
}

char *booster_to_json(struct booster *booster, size_t *length, GError **error)
{
    bst_ulong bytes = 0;
    const char *text = NULL;
    if (!boost_worked(XGBoosterSaveModelToBuffer(booster->handle, "{\"format\":\"json\"}", &bytes, &text), error))
        return NULL;
    *length = bytes;
    return g_strndup(text, bytes);
}
