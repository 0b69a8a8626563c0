/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: files kept whole with their digest. Read once, through one descriptor, so that what was checked is what is
 * kept. */
#include "dispute/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void refuse(const char *why, const char *name, GError **error)
{
    g_autofree char *limit = g_strdup_printf("%" G_GINT64_FORMAT, machine_policy("evidence_limit"));
    bureau_error_set(error, BUREAU_ERROR_INPUT, why,
                     N_("Give a plain file of at most {2} MiB, not a link or a folder."), name, limit, NULL);
}

static bool read_whole(int file, size_t size, GByteArray *body)
{
    g_byte_array_set_size(body, (guint)size);
    for (size_t at = 0; at < size;) {
        ssize_t got = read(file, body->data + at, size - at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += (size_t)got;
    }
    char more;
    return read(file, &more, 1) == 0; /* it grew while it was read */
}

static GByteArray *read_evidence(const char *path, const char *name, GError **error)
{
    int file = folder_open_named(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    struct stat about;
    g_autoptr(GByteArray) body = NULL;
    if (file < 0 || fstat(file, &about) != 0) {
        g_autofree char *clean = text_sanitise(path, -1);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The evidence cannot be opened: {1}: {2}."),
                         N_("Give a plain file that you may read, not a link or a folder."), clean,
                         system_error_text(errno), NULL);
    } else if (!S_ISREG(about.st_mode))
        refuse(N_("The evidence {1} is not a plain file."), name, error);
    else if (about.st_size == 0 || about.st_size > machine_policy("evidence_limit") * 1024 * 1024)
        refuse(N_("The evidence {1} is empty or too large."), name, error);
    else {
        body = g_byte_array_new();
        if (!read_whole(file, (size_t)about.st_size, body)) {
            refuse(N_("The evidence {1} cannot be read whole."), name, error);
            g_clear_pointer(&body, g_byte_array_unref);
        }
    }
    if (file >= 0) close(file);
    return g_steal_pointer(&body);
}

bool evidence_keep(struct session *session, int64_t dispute, const char *path, const char *role, int64_t item,
                   GError **error)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = text_sanitise(base, -1);
    g_autoptr(GByteArray) body = read_evidence(path, name, error);
    if (body == NULL) return false;
    const char *type = evidence_type(&(struct evidence_body){ body->data, body->len }, name, error);
    if (type == NULL) return false;
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, body->data, body->len);
    g_autoptr(statement_t) insert = store_prepare(
        session->store,
        "INSERT INTO attachment (dispute, name, size, digest, body, added, user, type, role, item)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, 0)) ON CONFLICT (dispute, digest) DO NOTHING",
        error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, dispute);
    statement_bind_text(insert, 2, name);
    statement_bind_int(insert, 3, body->len);
    statement_bind_text(insert, 4, digest);
    statement_bind_bytes(insert, 5, body->data, body->len);
    statement_bind_int(insert, 6, session_now(session));
    statement_bind_text(insert, 7, session->user);
    statement_bind_text(insert, 8, type);
    statement_bind_text(insert, 9, role);
    statement_bind_int(insert, 10, item);
    return statement_run(insert, error);
}

bool evidence_attach(struct session *session, int64_t dispute, const char *path, GError **error)
{
    return evidence_keep(session, dispute, path, "evidence", 0, error);
}

bool evidence_count(struct session *session, int64_t dispute, int64_t *count, GError **error)
{
    return store_query_int(session->store, count, 0, error, "SELECT count(*) FROM attachment WHERE dispute = ?1", "i",
                           dispute);
}
