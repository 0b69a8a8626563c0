/* SPDX-License-Identifier: Apache-2.0 */
/* Restoring. The copy is taken out of the envelope, sealed anew under the master key of the key file that travelled
 * with it, and proved; only then does it stand under the name that was asked for. It is another store than the one that
 * was backed up (a new id), with the same people and the same passphrases. */
#include "admin/backup.h"

#include <string.h>

struct store *backup_unpack(struct session *session, struct envelope_reader *reader, const char *folder, GError **error)
{
    struct backup_part part = { session, 0, 0.3, N_("Opening the sealed file") };
    g_autoptr(vault_keys_t) keys =
        store_backup_unpack(reader, folder, session->cancellable, backup_progress, &part, error);
    struct store *copy = keys ? store_open(folder, keys, STORE_READ, error) : NULL;
    if (copy && session->cancellable) store_set_cancellable(copy, session->cancellable);
    return copy;
}

/* Keys of our own: adopting changes their id, and those of an open store are others'. */
static struct vault_keys *own_keys(struct vault_keys *keys, GError **error)
{
    g_autoptr(secret_t) packed = vault_keys_pack(keys);
    return vault_keys_unpack(secret_bytes(packed), secret_length(packed), error);
}

struct store *backup_settle(struct session *session, struct store *copy, GBytes *keyfile, const struct backup_key *key,
                            const char *folder, GError **error)
{
    struct backup_part part = { session, 0.3, 0.6, N_("Sealing the store anew") };
    g_autofree char *file = g_build_filename(folder, STORE_FILE_NAME, NULL);
    g_autoptr(vault_keys_t) keys = own_keys(key->keys, error);
    if (!keys || !keyfile_adopt(keyfile, folder, keys, error) ||
        !store_copy(copy, file, keys, STORE_COPY_PAGES, backup_progress, &part, error))
        return NULL;
    struct store *store = store_open(folder, keys, STORE_WRITE, error);
    if (store && session->cancellable) store_set_cancellable(store, session->cancellable);
    return store;
}

static bool say_not_intact(const char *file, const struct backup_proof *proof, GError **error)
{
    g_autofree char *reason = phrase_expand(proof->reason, NULL);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The backup {1} does not hold what it should: {2}"),
                     N_("Nothing was restored. Take an older backup; `bureau backup drill FILE` proves one."), file,
                     reason, NULL);
    return false;
}

/* The first line of the new log behind the old ones, and its anchor. */
static bool record(struct session *session, struct store *store, const struct backup_key *key,
                   const struct envelope_head *head, const struct backup_label *label, GError **error)
{
    g_autofree char *from = guard_hex(head->id, VAULT_ID);
    g_autofree char *note =
        g_strdup_printf("from=%s lines=%" G_GINT64_FORMAT " head=%.16s", from, label->lines, label->head);
    g_autoptr(session_t) inner = session_new();
    inner->store = store;
    inner->clock = session->clock;
    const char *user = key->user ? key->user : vault_keys_user(store_keys(store));
    const bool done = session_set_user(inner, user, error) &&
                      guard_audit(inner, "backup.restore", 0, "done", note, error) &&
                      guard_anchor(inner, "backup", error);
    inner->store = NULL;
    return done;
}

static bool prove_and_record(struct session *session, struct store *store, const char *file,
                             const struct backup_key *key, const struct envelope_reader *reader,
                             struct backup_proof *proof, GError **error)
{
    const struct envelope_head *head = envelope_head(reader);
    struct backup_label label;
    if (!backup_label_parse(head->label, &label)) {
        backup_label_clear(&label);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The label of the backup {1} cannot be read"),
                         N_("Take another backup; keep this one for inspection."), file, NULL);
        return false;
    }
    bool done = backup_prove(session, store, &label, proof, error);
    if (done && proof->intact) backup_proof_doubt(proof, backup_label_doubt(&label, reader, key->keys));
    if (done && !proof->intact) done = say_not_intact(file, proof, error);
    if (done) done = record(session, store, key, head, &label, error);
    backup_label_clear(&label);
    return done;
}

/* Everything but the last rename. */
static bool restore(struct session *session, struct envelope_reader *reader, const char *file,
                    const struct backup_key *key, struct backup_target *target, struct backup_proof *proof,
                    GError **error)
{
    struct store *copy = backup_unpack(session, reader, backup_target_place(target), error);
    if (!copy) return false;
    struct store *store =
        backup_settle(session, copy, envelope_keyfile(reader), key, backup_target_folder(target), error);
    store_close(copy);
    if (!store) return false;
    const bool done = prove_and_record(session, store, file, key, reader, proof, error) && store_fold(store, error);
    store_close(store);
    return done;
}

static void tell(const char *directory, const struct backup_key *key, const struct backup_proof *proof, gint64 began,
                 struct table *answer)
{
    table_fact_text(answer, "dir", N_("Folder"), directory);
    table_fact_flag(answer, "intact", N_("Intact"), proof->intact);
    table_fact_int(answer, "lines", N_("Lines of the log"), proof->found.lines);
    table_fact_int(answer, "subjects", N_("Subjects"), proof->found.subjects);
    table_fact_int(answer, "pages", N_("Pages"), proof->pages);
    table_fact_text(answer, "words", N_("Head of the log"), proof->found.words);
    table_fact_phrase(answer, "unlocked", N_("Unlocked by"), backup_key_way(key));
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC, 2);
}

bool admin_command_backup_restore(struct session *session, const struct arguments *arguments, struct table *answer,
                                  GError **error)
{
    const gint64 began = g_get_monotonic_time();
    const char *file = arguments_text(arguments, "file"), *directory = arguments_text(arguments, "dir");
    struct backup_key key;
    struct backup_proof proof = { 0 };
    g_autoptr(envelope_reader_t) reader = backup_open_file(file, "backup", error);
    if (!reader) return false;
    /* looked at before anybody types a passphrase */
    g_autoptr(backup_target_t) target = backup_target_new(directory, error);
    if (!target || !backup_unlock(session, reader, arguments_text(arguments, "administrator"), true, &key, error))
        return false;
    const bool done = restore(session, reader, file, &key, target, &proof, error) &&
                      backup_target_finish(target, STORE_FILE_NAME, error);
    if (done) tell(directory, &key, &proof, began, answer);
    backup_proof_clear(&proof);
    backup_key_clear(&key);
    return done;
}
