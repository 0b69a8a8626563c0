/* SPDX-License-Identifier: Apache-2.0 */
/* See certificate.h. */
#include "law/certificate.h"

#include <string.h>

struct certificate {
    struct session *session;
    const char *kind;
    GHmac *hmac;
    int64_t items;
};

struct certificate *certificate_new(struct session *session, const char *kind)
{
    uint8_t key[VAULT_KEY];
    struct certificate *certificate = g_new0(struct certificate, 1);
    store_derive(session->store, "certificate", key);
    *certificate = (struct certificate){ session, kind, g_hmac_new(G_CHECKSUM_SHA256, key, sizeof key), 0 };
    explicit_bzero(key, sizeof key);
    return certificate;
}

void certificate_free(struct certificate *certificate)
{
    if (!certificate) return;
    g_hmac_unref(certificate->hmac);
    g_free(certificate);
}

/* Length before content, so that two rows never look like another one. */
static void add(struct certificate *certificate, const void *bytes, size_t length)
{
    g_autofree char *head = g_strdup_printf("%zu:", length);
    g_hmac_update(certificate->hmac, (const guchar *)head, -1);
    g_hmac_update(certificate->hmac, bytes, (gssize)length);
}

void certificate_add(struct certificate *certificate, const char *table, struct statement *row, int columns)
{
    add(certificate, table, strlen(table));
    for (int column = 0; column < columns; column++) {
        size_t length = 0;
        const void *bytes = statement_is_null(row, column) ? NULL : statement_bytes(row, column, &length);
        if (bytes)
            add(certificate, bytes, length);
        else
            g_hmac_update(certificate->hmac, (const guchar *)"-", 1);
    }
    certificate->items++;
}

int64_t certificate_items(const struct certificate *certificate)
{
    return certificate->items;
}

int64_t certificate_write(struct certificate *certificate, const char *profile, const char *rule, int64_t subjects,
                          const char *body, char **digest, GError **error)
{
    struct session *session = certificate->session;
    const char *hex = g_hmac_get_string(certificate->hmac);
    const int64_t id = store_take_ids(session->store, "certificate", 1, error);
    if (id == 0 ||
        !store_run(
            session->store, error,
            "INSERT INTO certificate (id, kind, made, user, profile, rule, items, subjects, digest, body, change)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            "isisssiissi", id, certificate->kind, session_now(session), session->user, profile, rule,
            certificate->items, subjects, hex, body, session->change))
        return 0;
    if (digest) *digest = g_strdup(hex);
    return id;
}
