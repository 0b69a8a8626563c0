/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a backup a proven one: every page opens, the structure is sound, the log and all facts hold together, and
 * they are what the label says. A restore does it before it is called done, a drill for its own sake. */
#include "admin/backup.h"

void backup_proof_clear(struct backup_proof *proof)
{
    g_clear_pointer(&proof->reason, g_free);
    backup_label_clear(&proof->found);
}

void backup_proof_doubt(struct backup_proof *proof, char *doubt)
{
    if (!doubt) return;
    g_free(proof->reason);
    proof->reason = doubt;
    proof->intact = false;
}

/* An error of the store while it is looked at is a finding; anything else (cancelled) is an error. */
static bool take_finding(struct backup_proof *proof, GError *cause, GError **error)
{
    if (cause->domain == BUREAU_ERROR && (cause->code == BUREAU_ERROR_STORE || cause->code == BUREAU_ERROR_INPUT)) {
        proof->reason = bureau_error_message(cause, NULL);
        g_error_free(cause);
        return true;
    }
    g_propagate_error(error, cause);
    return false;
}

static bool prove_pages(struct session *session, struct store *store, struct backup_proof *proof, GError **error)
{
    struct backup_part part = { session, 0.6, 0.7, N_("Reading every page") };
    int64_t first_bad = 0;
    if (!store_verify_pages(store, &proof->pages, &first_bad, backup_progress, &part, error)) return false;
    if (first_bad == 0) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, first_bad);
    proof->reason = phrase_make(N_("Page {1} does not open"), number, NULL);
    return true;
}

static bool prove_structure(struct session *session, struct store *store, struct backup_proof *proof, GError **error)
{
    session_progress(session, 0.7, N_("Checking the structure"));
    g_autofree char *finding = NULL;
    if (!store_check(store, &finding, error)) return false;
    if (finding) proof->reason = phrase_make(N_("The structure of the store is damaged"), NULL);
    return true;
}

/* Somebody to whom the log can be told: the caller's wishes, the other store. */
static struct session *second_session(struct session *session, struct store *store)
{
    struct session *second = session_new();
    second->store = store;
    second->clock = session->clock;
    if (session->cancellable) second->cancellable = g_object_ref(session->cancellable);
    return second;
}

static bool prove_log(struct session *session, struct store *store, struct backup_proof *proof, GError **error)
{
    session_progress(session, 0.8, N_("Going over the log and the facts"));
    g_autoptr(session_t) second = second_session(session, store);
    struct guard_verdict verdict = { 0 };
    const bool done = guard_verify(second, true, &verdict, error);
    if (done && !verdict.intact)
        proof->reason = verdict.reason ? g_strdup(verdict.reason) : phrase_make(N_("The log does not hold"), NULL);
    guard_verdict_clear(&verdict);
    second->store = NULL;
    return done;
}

static bool prove_label(struct store *store, const struct backup_label *label, struct backup_proof *proof,
                        GError **error)
{
    if (!backup_label_read(store, &proof->found, error)) return false;
    proof->reason = backup_label_difference(label, &proof->found);
    return true;
}

bool backup_prove(struct session *session, struct store *store, const struct backup_label *label,
                  struct backup_proof *proof, GError **error)
{
    *proof = (struct backup_proof){ 0 };
    GError *cause = NULL;
    bool done = prove_label(store, label, proof, &cause);
    if (done && !proof->reason) done = prove_pages(session, store, proof, &cause);
    if (done && !proof->reason) done = prove_structure(session, store, proof, &cause);
    if (done && !proof->reason) done = prove_log(session, store, proof, &cause);
    if (!done && !take_finding(proof, cause, error)) return false;
    proof->intact = proof->reason == NULL;
    return true;
}
