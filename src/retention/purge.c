/* SPDX-License-Identifier: Apache-2.0 */
/* `retention purge` and `retention run`: one act, so that a purge that was killed has taken nothing and the next one
 * takes all of it, with one certificate for what really went. */
#include "retention/retention_private.h"
#include "score/score.h"

#define DIGEST_KEY "bureau.retention.certificate"
enum { NEAR = 16 /* runs of touched subjects nearer than this are one */ };

void purge_begin(struct purge *purge, struct session *session, const struct retention *retention, bool dry)
{
    uint8_t key[VAULT_KEY];
    store_derive(session->store, DIGEST_KEY, key);
    *purge = (struct purge){ .retention = *retention,
                             .dry = dry,
                             .digest = g_hmac_new(G_CHECKSUM_SHA256, key, sizeof key),
                             .lines = g_ptr_array_new_with_free_func(g_free),
                             .touched = g_array_new(FALSE, FALSE, sizeof(int64_t)) };
}

void purge_clear(struct purge *purge)
{
    g_hmac_unref(purge->digest);
    g_ptr_array_unref(purge->lines);
    g_array_unref(purge->touched);
}

/* Whether the store has a model: without one nobody has a score to make anew. */
static bool can_score(struct session *session, bool *can, GError **error)
{
    g_autoptr(GError) cause = NULL;
    *can = model_current(session, &cause) != NULL;
    if (*can || g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

/* Those who lost something are scored by what is left. */
static bool settle(struct session *session, const struct purge *purge, int64_t *scored, GError **error)
{
    bool can;
    *scored = 0;
    if (!can_score(session, &can, error)) return false;
    for (guint i = 0, to; i < purge->touched->len; i = to + 1) {
        const int64_t first = g_array_index(purge->touched, int64_t, i);
        int64_t last = first, count = 0;
        for (to = i; to + 1 < purge->touched->len; to++, last = g_array_index(purge->touched, int64_t, to))
            if (g_array_index(purge->touched, int64_t, to + 1) - last > NEAR) break;
        /* without a model nobody derives the features anew: what they still know goes */
        if (!guard_touch(session, first, last, error) ||
            !(can ? score_portfolio(session, first, last, &count, error) : score_forget(session, first, last, error)))
            return false;
        *scored += count;
    }
    return true;
}

bool purge_store(struct session *session, struct purge *purge, int64_t *certificate, int64_t *scored, GError **error)
{
    char day[DATE_TEXT_SIZE];
    *certificate = *scored = 0;
    if (date_is_set(purge->retention.cut) &&
        !adverse_walk(session, &purge->retention, month_of(purge->retention.cut), 0.8, purge_subject, purge, error))
        return false;
    if (purge->dry) return true;
    if (purge->items > 0) {
        session_progress(session, 0.8, N_("Scoring"));
        if (!settle(session, purge, scored, error) || (*certificate = purge_certificate(session, purge, error)) == 0)
            return false;
    }
    return setting_set(session->store, "retention.last", date_format(purge->retention.today, day), error);
}

void purge_answer(const struct purge *purge, int64_t certificate, int64_t scored, struct table *answer)
{
    table_fact_int(answer, "items", N_("Items"), purge->items);
    table_fact_int(answer, "subjects", N_("Subjects"), purge->subjects);
    table_fact_int(answer, "versions", N_("Versions of facts"), purge->versions);
    table_fact_int(answer, "excluded", N_("Out of the views, kept"), purge->excluded);
    table_fact_flag(answer, "dry_run", N_("Trial"), purge->dry);
    table_fact_int(answer, "scored", N_("Subjects scored"), scored);
    if (certificate != 0)
        table_fact_int(answer, "certificate", N_("Certificate"), certificate);
    else
        table_fact_null(answer, "certificate", N_("Certificate"));
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

static bool purge_now(struct session *session, bool dry, struct table *answer, GError **error)
{
    struct retention retention;
    struct purge purge;
    int64_t certificate, scored;
    if (!retention_of_session(&retention, session, error)) return false;
    purge_begin(&purge, session, &retention, dry);
    const bool good = purge_store(session, &purge, &certificate, &scored, error);
    if (good) purge_answer(&purge, certificate, scored, answer);
    purge_clear(&purge);
    return good;
}

/* What is deleted is gone: a day that is not here yet deletes nothing but in a demonstration. */
static bool clock_is_not_ahead(struct session *session, GError **error)
{
    enum { DAY = 24 * 60 * 60 * 1000 };
    g_autofree char *sample = setting_get(session->store, "store.sample", "no");
    if (session->clock <= g_get_real_time() / 1000 + DAY || g_str_equal(sample, "yes")) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The clock was set ahead by hand: nothing is deleted by a day that is not here yet"),
                     N_("Leave out --clock."), NULL);
    return false;
}

/* One transaction around it, with its line in the log; a trial writes nothing but that somebody looked. */
static bool purge_as_act(struct session *session, const char *command, struct table *answer, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (!clock_is_not_ahead(session, error) || !guard_act_begin(session, command, NULL, error)) return false;
    if (purge_now(session, false, answer, &cause)) return guard_act_commit(session, command, NULL, error);
    guard_act_rollback(session);
    if (!g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_CANCELLED))
        guard_audit(session, command, 0, "failed", NULL, NULL); /* the first error is the one to tell */
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

bool retention_command_purge(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    if (!arguments_has(arguments, "dry-run")) return purge_as_act(session, "retention.purge", answer, error);
    return guard_audit(session, "retention.purge", 0, "done", "trial", error) &&
           purge_now(session, true, answer, error);
}

bool retention_is_due(struct session *session)
{
    struct retention retention;
    char day[DATE_TEXT_SIZE];
    if (!session->store || date_is_set(session->as_of) || !retention_of_session(&retention, session, NULL))
        return false;
    g_autofree char *last = setting_get(session->store, "retention.last", NULL);
    return g_strcmp0(last, date_format(retention.today, day)) != 0;
}

bool retention_command_run(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    (void)arguments;
    const bool due = retention_is_due(session);
    table_fact_flag(answer, "due", N_("Due"), due);
    if (due) return purge_as_act(session, "retention.run", answer, error);
    g_autofree char *last = setting_get(session->store, "retention.last", NULL);
    table_fact_text(answer, "purged", N_("Last purge"), last);
    return true;
}
