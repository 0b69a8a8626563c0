/* SPDX-License-Identifier: Apache-2.0 */
/* Which model scores: the deployed one of the store, else the shipped one. Cards are parsed once for each store and
 * digest and kept as long as the program runs, because a caller may still hold one while a newer one is deployed. */
#include "score/portfolio.h"

#include <string.h>

#define MODEL_FOLDER "models"

static GMutex cards_lock;
static GHashTable *cards; /* "directory\ndigest" to struct model *; never shrinks: models are few */

static const struct model *card_cached(const char *key)
{
    g_mutex_lock(&cards_lock);
    const struct model *card = cards ? g_hash_table_lookup(cards, key) : NULL;
    g_mutex_unlock(&cards_lock);
    return card;
}

/* Takes the card; answers the one kept, which is another thread's when that was first. */
static const struct model *card_keep(const char *key, struct model *card)
{
    g_mutex_lock(&cards_lock);
    if (cards == NULL) cards = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct model *kept = g_hash_table_lookup(cards, key);
    if (kept == NULL) g_hash_table_insert(cards, g_strdup(key), card);
    g_mutex_unlock(&cards_lock);
    if (kept != NULL) model_free(card);
    return kept != NULL ? kept : card;
}

/* The shipped model: the first card of data/models by name. */
static char *shipped_path(GError **error)
{
    g_autofree char *folder = data_path(MODEL_FOLDER);
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autofree char *first = NULL;
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;)
        if (g_str_has_suffix(name, ".json") && (first == NULL || strcmp(name, first) < 0)) {
            g_free(first);
            first = g_strdup(name);
        }
    if (first != NULL) return g_build_filename(folder, first, NULL);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no model: none is deployed and {1} holds none."),
                     N_("Fit one with `bureau model train`, or install the shipped data."), folder, NULL);
    return NULL;
}

static const struct model *shipped_card(GError **error)
{
    g_autofree char *path = shipped_path(error);
    if (path == NULL) return NULL;
    const struct model *known = card_cached(path);
    if (known != NULL) return known;
    struct model *card = model_load_file(path, error);
    return card ? card_keep(path, card) : NULL;
}

static const struct model *deployed_card(struct session *session, const char *digest, GError **error)
{
    g_autofree char *key = g_strdup_printf("%s\n%s", store_directory(session->store), digest);
    const struct model *known = card_cached(key);
    if (known != NULL) return known;
    g_autofree char *body = store_query_text(
        session->store, error, "SELECT body FROM model WHERE digest = ?1 AND state = 'deployed' LIMIT 1", "s", digest);
    if (body == NULL) return NULL;
    struct model *card = model_parse(body, -1, "model", error);
    return card ? card_keep(key, card) : NULL;
}

const struct model *model_current(struct session *session, GError **error)
{
    if (session->store == NULL) return shipped_card(error);
    g_autoptr(GError) failed = NULL;
    g_autofree char *digest = store_query_text(
        session->store, &failed,
        "SELECT digest FROM model WHERE state = 'deployed' ORDER BY made DESC, number DESC LIMIT 1", "");
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return digest ? deployed_card(session, digest, error) : shipped_card(error);
}

const struct model *model_for(struct session *session, const char *subject, GError **error)
{
    (void)subject;
    return model_current(session, error);
}

struct model *model_named(struct session *session, const char *name, GError **error)
{
    g_autofree char *body = NULL;
    g_autofree char *file = g_strconcat(MODEL_FOLDER G_DIR_SEPARATOR_S, name, ".json", NULL);
    g_autofree char *shipped = data_path(file);
    if (session->store != NULL)
        body = store_query_text(
            session->store, NULL,
            "SELECT body FROM model WHERE name = ?1 AND state <> 'retired' ORDER BY number DESC LIMIT 1", "s", name);
    if (body != NULL) return model_parse(body, -1, name, error);
    if (strchr(name, G_DIR_SEPARATOR) == NULL && g_file_test(shipped, G_FILE_TEST_IS_REGULAR))
        return model_load_file(shipped, error);
    /* a path is a file to be read, and a missing one is told with its cause */
    if (strchr(name, G_DIR_SEPARATOR) || g_file_test(name, G_FILE_TEST_IS_REGULAR)) return model_load_file(name, error);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no model '{1}'."),
                     N_("See the models there are with `bureau model list`."), name, NULL);
    return NULL;
}
