/* SPDX-License-Identifier: Apache-2.0 */
/* The drill: only a restore proves a backup. With the keys of the open store the copy is proved as it is; with a
 * passphrase it is restored whole, key file and all. Either way it lies in a private folder of the store's own, sealed,
 * and is gone at the end. */
#include "admin/backup.h"

static bool drill_in(struct session *session, struct envelope_reader *reader, const struct backup_key *key,
                     struct backup_target *target, const struct backup_label *label, struct backup_proof *proof,
                     GError **error)
{
    struct store *store = backup_unpack(session, reader, backup_target_place(target), error);
    if (store && key->user) {
        struct store *copy = store;
        store = backup_settle(session, copy, envelope_keyfile(reader), key, backup_target_folder(target), error);
        store_close(copy);
    }
    if (!store) return false;
    const bool done = backup_prove(session, store, label, proof, error);
    store_close(store);
    return done;
}

static bool drill_file(struct session *session, const struct arguments *arguments, struct backup_key *key,
                       struct backup_proof *proof, GError **error)
{
    struct backup_label label;
    g_autoptr(envelope_reader_t) reader = backup_open_file(arguments_text(arguments, "file"), "backup", error);
    if (!reader || !backup_unlock(session, reader, arguments_text(arguments, "administrator"),
                                  arguments_has(arguments, "ask"), key, error))
        return false;
    /* a name in the store's own folder that nothing has: the target is never finished */
    g_autofree char *place = g_build_filename(store_directory(session->store), ".drill", NULL);
    g_autoptr(backup_target_t) target = backup_target_new(place, error);
    if (!target) return false;
    backup_label_parse(envelope_head(reader)->label, &label); /* one that cannot be read differs from what is found */
    const bool done = drill_in(session, reader, key, target, &label, proof, error);
    if (done && proof->intact) backup_proof_doubt(proof, backup_label_doubt(&label, reader, key->keys));
    backup_label_clear(&label);
    return done;
}

/* A damaged file is what a drill is there to find: it is an answer, not an error. */
static bool drill(struct session *session, const struct arguments *arguments, struct backup_key *key,
                  struct backup_proof *proof, GError **error)
{
    GError *cause = NULL;
    if (drill_file(session, arguments, key, proof, &cause)) return true;
    if (!g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_INPUT)) {
        g_propagate_error(error, cause);
        return false;
    }
    backup_proof_clear(proof);
    *proof = (struct backup_proof){ .reason = bureau_error_message(cause, NULL) };
    g_error_free(cause);
    return true;
}

static bool record(struct session *session, const char *file, const struct backup_proof *proof, GError **error)
{
    g_autofree char *full = g_canonicalize_filename(file, NULL);
    g_autofree char *note = g_strdup_printf("file=%s intact=%s", full, proof->intact ? "yes" : "no");
    if (!guard_act_begin(session, "backup.drill", note, error)) return false;
    if (!store_run(session->store, error, "UPDATE backup SET proved=?2, intact=?3 WHERE file=?1", "sii", full,
                   session_now(session), (int64_t)proof->intact)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "backup.drill", note, error);
}

static void tell(const struct backup_key *key, const struct backup_proof *proof, gint64 began, struct table *answer)
{
    table_fact_flag(answer, "intact", N_("Intact"), proof->intact);
    table_fact_int(answer, "lines", N_("Lines of the log"), proof->found.lines);
    table_fact_int(answer, "subjects", N_("Subjects"), proof->found.subjects);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC, 2);
    if (proof->reason)
        table_fact_phrase(answer, "reason", N_("Reason"), proof->reason);
    else
        table_fact_null(answer, "reason", N_("Reason"));
    table_fact_int(answer, "pages", N_("Pages"), proof->pages);
    table_fact_text(answer, "words", N_("Head of the log"), proof->found.words);
    if (key->keys) table_fact_phrase(answer, "unlocked", N_("Unlocked by"), backup_key_way(key));
}

bool admin_command_backup_drill(struct session *session, const struct arguments *arguments, struct table *answer,
                                GError **error)
{
    const gint64 began = g_get_monotonic_time();
    struct backup_key key = { 0 };
    struct backup_proof proof = { 0 };
    const bool done = drill(session, arguments, &key, &proof, error);
    if (done) tell(&key, &proof, began, answer);
    const bool recorded = done && record(session, arguments_text(arguments, "file"), &proof, error);
    backup_proof_clear(&proof);
    backup_key_clear(&key);
    return recorded;
}
