/* SPDX-License-Identifier: Apache-2.0 */
/* Which model scores: the deployed one of the store, else the shipped one. Models are parsed once for each store and
 * digest and kept as long as the program runs, because a caller may still hold one while a newer one is deployed. */
#include "score/registry.h"

#include <string.h>

#define MODEL_FOLDER "models"

static GMutex models_lock;
static GHashTable *models; /* "directory\ndigest", or the path of a file, to struct model *; never shrinks: models are
                              few */

static const struct model *model_cached(const char *key)
{
    g_mutex_lock(&models_lock);
    const struct model *model = models ? g_hash_table_lookup(models, key) : NULL;
    g_mutex_unlock(&models_lock);
    return model;
}

/* Takes the model; answers the one kept, which is another thread's when that was first. */
static const struct model *model_keep(const char *key, struct model *model)
{
    g_mutex_lock(&models_lock);
    if (models == NULL) models = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct model *kept = g_hash_table_lookup(models, key);
    if (kept == NULL) g_hash_table_insert(models, g_strdup(key), model);
    g_mutex_unlock(&models_lock);
    if (kept != NULL) model_free(model);
    return kept != NULL ? kept : model;
}

/* ---- the shipped ones ---------------------------------------------------------------------------------------------
 */

/* For each kind of subject the file of data/models that scores where nothing is deployed. */
static const struct {
    const char *subject, *file;
} shipped[] = {
    { "person", "behaviour.json" },
    { "enterprise", "enterprise.json" },
};

static const struct model *shipped_model(const char *subject, GError **error)
{
    g_autofree char *folder = data_path(MODEL_FOLDER);
    for (size_t i = 0; i < G_N_ELEMENTS(shipped); i++) {
        if (strcmp(shipped[i].subject, subject) != 0) continue;
        g_autofree char *path = g_build_filename(folder, shipped[i].file, NULL);
        const struct model *known = model_cached(path);
        if (known != NULL) return known;
        if (!g_file_test(path, G_FILE_TEST_EXISTS)) continue;
        struct model *model = model_load_file(path, error);
        return model ? model_keep(path, model) : NULL;
    }
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no model: none is deployed and {1} holds none."),
                     N_("Fit one with `bureau model train`, or install the shipped data."), folder, NULL);
    return NULL;
}

/* ---- the deployed ones --------------------------------------------------------------------------------------------
 */

static const struct model *deployed_model(struct session *session, const char *subject, const char *digest,
                                          GError **error)
{
    g_autofree char *key = g_strdup_printf("%s\n%s", store_directory(session->store), digest);
    const struct model *known = model_cached(key);
    if (known != NULL) return known;
    g_autoptr(model_row_t) row = model_row_deployed(session, subject, error);
    struct model *model = row ? model_row_read(session, row, error) : NULL;
    return model ? model_keep(key, model) : NULL;
}

const struct model *model_for(struct session *session, const char *subject, GError **error)
{
    if (session->store == NULL) return shipped_model(subject, error);
    g_autoptr(GError) failed = NULL;
    g_autofree char *digest = store_query_text(
        session->store, &failed, "SELECT digest FROM model WHERE subject = ?1 AND state = 'deployed'", "s", subject);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return digest ? deployed_model(session, subject, digest, error) : shipped_model(subject, error);
}

const struct model *model_current(struct session *session, GError **error)
{
    return model_for(session, "person", error);
}

/* ---- by name ------------------------------------------------------------------------------------------------------
 */

struct model *model_shipped(const char *name, GError **error)
{
    g_autofree char *file = g_strconcat(MODEL_FOLDER G_DIR_SEPARATOR_S, name, ".json", NULL);
    g_autofree char *path = data_path(file);
    if (strchr(name, G_DIR_SEPARATOR) || !g_file_test(path, G_FILE_TEST_IS_REGULAR)) return NULL;
    return model_load_file(path, error);
}

/* The shipped one when it has that version; 0 is any. */
static struct model *shipped_named(const char *name, int number, GError **error)
{
    g_autoptr(model_t) model = model_shipped(name, error);
    return model && (number == 0 || model_version(model) == number) ? g_steal_pointer(&model) : NULL;
}

struct model *model_named(struct session *session, const char *name, GError **error)
{
    int number = 0;
    g_autofree char *plain = model_name_split(name, &number);
    g_autoptr(GError) cause = NULL;
    if (session->store != NULL) {
        g_autoptr(model_row_t) row = model_row_find(session, name, &cause);
        if (row) return model_row_read(session, row, error);
        if (!g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        g_clear_error(&cause);
    }
    struct model *model = shipped_named(plain, number, &cause);
    if (model) return model;
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    /* a path is a file to be read, and a missing one is told with its cause */
    if (strchr(name, G_DIR_SEPARATOR) || g_file_test(name, G_FILE_TEST_IS_REGULAR)) return model_load_file(name, error);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no model '{1}'."),
                     N_("See the models there are with `bureau model list`."), name, NULL);
    return NULL;
}
