/* SPDX-License-Identifier: Apache-2.0 */
/* Making a backup. The store is copied at one moment, sealed under a key drawn for this copy, into a private folder
 * beside the target; the label is read from that copy, so it says what is really in it; the copy and its key then go
 * into the envelope. No secret is asked for: the envelope is sealed to the public backup key. */
#include "admin/backup.h"

#include <errno.h>
#include <sys/stat.h>

#define COPY_NAME "copy"

void backup_progress(void *data, int64_t done, int64_t total)
{
    const struct backup_part *part = data;
    const double share = total > 0 ? (double)done / (double)total : 0;
    session_progress(part->session, part->from + (part->to - part->from) * CLAMP(share, 0, 1), part->what);
}

void backup_made_clear(struct backup_made *made)
{
    g_clear_pointer(&made->file, g_free);
    g_clear_pointer(&made->digest, g_free);
    backup_label_clear(&made->label);
}

struct keyfile *backup_keyfile(struct session *session, GError **error)
{
    g_autoptr(keyfile_t) keyfile = keyfile_read(store_directory(session->store), error);
    /* somebody's own key file in its place: a backup would be sealed to that somebody */
    if (!keyfile || !keyfile_check(keyfile, store_keys(session->store), error)) return NULL;
    return g_steal_pointer(&keyfile);
}

/* Copies the store into the place and reads the label from the copy. */
static bool copy_store(struct session *session, const char *folder, struct vault_keys *keys, struct backup_label *label,
                       GError **error)
{
    struct backup_part part = { session, 0, 0.5, N_("Copying the store") };
    g_autofree char *file = g_build_filename(folder, STORE_FILE_NAME, NULL);
    if (!store_copy(session->store, file, keys, STORE_COPY_PAGES, backup_progress, &part, error)) return false;
    struct store *copy = store_open(folder, keys, STORE_READ, error);
    if (!copy) return false;
    const bool done = backup_label_read(copy, label, error);
    store_close(copy);
    return done;
}

static bool seal_copy(struct session *session, const char *folder, struct vault_keys *keys, struct keyfile *keyfile,
                      struct backup_made *made, GError **error)
{
    struct backup_part part = { session, 0.5, 1, N_("Sealing the copy") };
    struct vault_keys *own = store_keys(session->store);
    struct envelope_head head = { .kind = (char *)"backup", .made = made->made };
    memcpy(head.id, vault_keys_id(own), VAULT_ID);
    backup_label_sign(&made->label, &head, own);
    g_autofree char *label = backup_label_write(&made->label);
    head.label = label;
    g_autoptr(GBytes) bytes = keyfile_bytes(keyfile);
    g_autoptr(envelope_writer_t) writer =
        envelope_create(made->file, &head, keyfile_backup_public(keyfile), bytes, error);
    if (!writer || !store_backup_pack(writer, folder, keys, session->cancellable, backup_progress, &part, error) ||
        session_is_cancelled(session, error) || !envelope_finish(writer, false, error))
        return false;
    made->bytes = envelope_size(writer);
    made->digest = g_strdup(envelope_digest(writer));
    return true;
}

/* Called with the rights of the person alone, since the file is one that a person names. */
static bool make(struct session *session, struct keyfile *keyfile, struct backup_made *made, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(made->file);
    struct stat info;
    if (lstat(made->file, &info) == 0) { /* said before the work; the rename says it again */
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already"),
                         N_("Choose another name; what is there is never overwritten."), made->file, NULL);
        return false;
    }
    g_autoptr(scratch_t) scratch = scratch_new(parent, error);
    if (!scratch) return false;
    g_autofree char *folder = scratch_file(scratch, COPY_NAME);
    if (mkdir(folder, 0700) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                         N_("Choose a place where you may write, with enough room."), parent, system_error_text(errno),
                         NULL);
        return false;
    }
    g_autoptr(vault_keys_t) keys = vault_keys_new();
    folder_as_program(); /* the store is read again for the copy */
    const bool copied = copy_store(session, folder, keys, &made->label, error);
    folder_as_person();
    return copied && seal_copy(session, folder, keys, keyfile, made, error);
}

bool backup_make(struct session *session, const char *file, struct backup_made *made, GError **error)
{
    const gint64 began = g_get_monotonic_time();
    *made = (struct backup_made){ .file = g_canonicalize_filename(file, NULL), .made = session_now(session) };
    g_autoptr(keyfile_t) keyfile = backup_keyfile(session, error);
    if (!keyfile) return false;
    folder_as_person();
    const bool done = make(session, keyfile, made, error);
    folder_as_program();
    made->seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    return done;
}

static bool write_rows(struct session *session, const struct backup_made *made, GPtrArray *removed, GError **error)
{
    if (made && !store_run(session->store, error,
                           "INSERT INTO backup (file, made, bytes, digest, lines, head, user) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (file) DO UPDATE SET made=excluded.made, "
                           "bytes=excluded.bytes, digest=excluded.digest, lines=excluded.lines, head=excluded.head, "
                           "user=excluded.user, proved=NULL, intact=NULL",
                           "siisiss", made->file, made->made, made->bytes, made->digest, made->label.lines,
                           made->label.head, session->user))
        return false;
    for (guint i = 0; removed && i < removed->len; i++)
        if (!store_run(session->store, error, "DELETE FROM backup WHERE file=?1", "s",
                       (const char *)g_ptr_array_index(removed, i)))
            return false;
    return true;
}

bool backup_record(struct session *session, const char *command, const struct backup_made *made, GPtrArray *removed,
                   GError **error)
{
    g_autofree char *note =
        made ? g_strdup_printf("file=%s lines=%" G_GINT64_FORMAT " sha256=%.16s removed=%u", made->file,
                               made->label.lines, made->digest, removed ? removed->len : 0)
             : g_strdup_printf("removed=%u", removed ? removed->len : 0);
    if (!guard_act_begin(session, command, note, error)) return false;
    if (!write_rows(session, made, removed, error)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, command, note, error) && guard_anchor(session, "backup", error);
}

void backup_tell(const struct backup_made *made, const struct session *session, struct table *answer)
{
    (void)session;
    table_fact_text(answer, "file", N_("File"), made->file);
    table_fact_int(answer, "bytes", N_("Bytes"), made->bytes);
    table_fact_real(answer, "seconds", N_("Seconds"), made->seconds, 2);
    table_fact_int(answer, "lines", N_("Lines of the log"), made->label.lines);
    table_fact_int(answer, "subjects", N_("Subjects"), made->label.subjects);
    table_fact_text(answer, "words", N_("Head of the log"), made->label.words);
    table_fact_text(answer, "head", N_("Head as a number"), made->label.head);
    table_fact_text(answer, "sha256", N_("SHA-256"), made->digest);
}

bool admin_command_backup_make(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    struct backup_made made;
    g_autoptr(GError) cause = NULL;
    bool done = backup_make(session, arguments_text(arguments, "file"), &made, &cause);
    if (!done) {
        g_autofree char *note = g_strdup_printf("file=%s", made.file);
        guard_audit(session, "backup.make", 0, "failed", note, NULL); /* the first error is the one to tell */
        g_propagate_error(error, g_steal_pointer(&cause));
    } else {
        backup_tell(&made, session, answer);
        done = backup_record(session, "backup.make", &made, NULL, error);
    }
    backup_made_clear(&made);
    return done;
}
