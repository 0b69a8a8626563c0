/* SPDX-License-Identifier: Apache-2.0 */
/* Who may be in a de-identified file, and what it says of each: figures in bands, days as quarters, nothing that names.
 * With pseudonyms the recipient could follow a person from file to file, so a separate consent that names the recipient
 * is asked, by the same rules as at the door (purpose `sharing`); without them the groups of k protect. Whoever
 * objected, is frozen, blocked or only to be kept is in neither. */
#include "guard/access.h"
#include "sharing/share_private.h"
#include "subject/figures.h"
#include "vault/seal.h"

#include <math.h>
#include <string.h>

enum { ROWS_BETWEEN_LOOKS = 256, MONTHS_OF_QUARTER = 3 };

/* ---- may ----------------------------------------------------------------------------------------------------------
 */

static bool is_stopped(struct share *share, int64_t subject, bool *stopped, GError **error)
{
    int64_t found = 0;
    if (!store_query_int(share->session->store, &found, 0, error,
                         "SELECT 1 FROM protection WHERE subject=?1 AND kind IN ('restricted', 'freeze', 'block', "
                         "'objection') AND lifted IS NULL AND begins<=?2 AND (ends IS NULL OR ends>=?2) LIMIT 1",
                         "id", subject, session_today(share->session)))
        return false;
    *stopped = found != 0;
    return true;
}

/* A consent to send it abroad, beside the one to share: kind abroad, naming the recipient. */
static bool may_abroad(struct share *share, int64_t subject, bool *may, GError **error)
{
    int64_t found = 0;
    if (!store_query_int(share->session->store, &found, 0, error,
                         "SELECT 1 FROM consent WHERE subject=?1 AND kind='abroad' AND answer='granted' AND "
                         "recipient=?2 AND granted<=?3 AND (expires IS NULL OR expires>=?3) AND entered<=?4 AND "
                         "(ended IS NULL OR ended>?4) AND (withdrawn IS NULL OR withdrawn>?3) LIMIT 1",
                         "isdi", subject, share->recipient, session_today(share->session), session_now(share->session)))
        return false;
    *may = found != 0;
    return true;
}

/* The kinds of data that may be said of the subject; 0: nothing. */
static bool agreed_kinds(struct share *share, int64_t subject, unsigned *kinds, GError **error)
{
    struct session *session = share->session;
    struct access access = { 0 };
    *kinds = KIND_ALL;
    if (share->link) {
        if (!guard_access_at(session, session_profile(session), "sharing", share->recipient, subject, 0,
                             session_now(session), &access, error))
            return false;
        *kinds = access.verdict == ACCESS_GRANTED ? access.kinds : 0;
        access_clear(&access);
    }
    bool abroad = true;
    if (*kinds != 0 && share->abroad && !may_abroad(share, subject, &abroad, error)) return false;
    if (!abroad) *kinds = 0;
    return true;
}

/* ---- what ---------------------------------------------------------------------------------------------------------
 */

static const char *keep(struct share *share, const char *text)
{
    return text != NULL && *text ? g_string_chunk_insert_const(share->words, text) : NULL;
}

static const char *count_text(struct share *share, int count)
{
    char text[16];
    g_snprintf(text, sizeof text, "%d", count);
    return keep(share, text);
}

/* The quarter in which the oldest account was opened: "2021Q3". */
static const char *since_quarter(struct share *share, const struct dossier *dossier)
{
    struct date first = DATE_NONE;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (date_is_set(account->opened) && (!date_is_set(first) || account->opened.days < first.days))
            first = account->opened;
    }
    if (!date_is_set(first)) return NULL;
    int year, month, day;
    char text[16];
    date_split(first, &year, &month, &day);
    g_snprintf(text, sizeof text, "%dQ%d", year, (month - 1) / MONTHS_OF_QUARTER + 1);
    return keep(share, text);
}

static void take_credit(struct share *share, const struct dossier *dossier, struct share_row *row)
{
    const struct summary summary = dossier_summary(dossier);
    int worst_12 = 0;
    for (guint i = 0; i < dossier->accounts->len; i++)
        worst_12 = MAX(worst_12, account_worst(dossier->accounts->pdata[i], 12));
    const bool held = dossier->accounts->len > 0;
    row->text[SHARE_SINCE] = since_quarter(share, dossier);
    row->text[SHARE_ACCOUNTS] = share_band("accounts", summary.accounts);
    row->text[SHARE_OPEN_ACCOUNTS] = share_band("open_accounts", summary.open_accounts);
    row->text[SHARE_UTILISATION] = share_band("utilisation", summary.utilisation);
    row->text[SHARE_LIMIT] = share_band("limit_band", held ? (double)summary.limit_total / 100 : NAN);
    row->text[SHARE_BALANCE] = share_band("balance_band", held ? (double)summary.balance_total / 100 : NAN);
    row->text[SHARE_WORST_12] = held ? count_text(share, worst_12) : NULL;
    row->text[SHARE_WORST_24] = held ? count_text(share, summary.worst_24) : NULL;
    row->text[SHARE_LATE_24] = held ? share_band("late_24", summary.late_30_in_24) : NULL;
    row->text[SHARE_ENQUIRIES] = share_band("enquiries_3m", summary.enquiries_3m);
}

static bool take_score(struct share *share, const struct dossier *dossier, struct share_row *row, GError **error)
{
    GError *failure = NULL;
    int64_t score;
    char band[8] = "";
    if (newest_score(share->session, dossier, &score, band, &failure)) row->text[SHARE_SCORE] = keep(share, band);
    if (failure == NULL) return true;
    g_propagate_error(error, failure);
    return false;
}

static bool take_person(struct share *share, const struct dossier *dossier, unsigned kinds, struct share_row *row,
                        GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *city = store_query_text(
        share->session->store, &failure,
        "SELECT city FROM address WHERE subject=?1 AND" FACT_SEEN(2) "AND city IS NOT NULL ORDER BY fact LIMIT 1", "ii",
        dossier->subject, share->session->view);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    row->exact[SHARE_KIND] = keep(share, dossier->kind);
    row->exact[SHARE_SEX] = keep(share, dossier->sex);
    /* where somebody lives is agreed to as contact, not as identity */
    if (kinds & KIND_CONTACT) row->exact[SHARE_REGION] = keep(share, share_province(city));
    row->exact[SHARE_EDUCATION] = keep(share, dossier->education);
    row->exact[SHARE_MARITAL] = keep(share, dossier->marital);
    row->age = -1;
    const struct date today = session_today(share->session);
    if (date_is_set(dossier->birth) && dossier->birth.days <= today.days)
        row->age = (int16_t)CLAMP(date_age(dossier->birth, today), 0, 200);
    return true;
}

/* Who is told apart in the file may be followed in it: what is disputed of them, and what they said, is counted there.
 */
static bool take_beside(struct share *share, int64_t subject, struct share_row *row, GError **error)
{
    if (!share->link) return true;
    row->shown = dossier_load_beside(share->session, subject, error);
    if (row->shown == NULL) return false;
    row->text[SHARE_MARKS] = count_text(share, (int)row->shown->marks->len);
    row->text[SHARE_STATEMENTS] = count_text(share, (int)row->shown->statements->len);
    return true;
}

/* The pseudonym hangs on a secret of the store and on the recipient: two recipients cannot lay their files together,
 * and nobody can try all persons. Without pseudonyms it is random and only mixes the rows. */
static void take_id(struct share *share, int64_t subject, struct share_row *row)
{
    if (share->link) {
        const int64_t number = GINT64_TO_LE(subject);
        const struct seal_part part = { &number, sizeof number };
        seal_digest(row->id, SHARE_PSEUDONYM, share->key, &part, 1);
        return;
    }
    uint8_t random[SEAL_NONCE];
    seal_nonce(random);
    memcpy(row->id, random, SHARE_PSEUDONYM);
}

static bool add_subject(struct share *share, int64_t subject, GError **error)
{
    bool stopped = false;
    unsigned kinds = 0;
    share->considered++;
    if (!is_stopped(share, subject, &stopped, error)) return false;
    if (stopped) {
        share->stopped++;
        return true;
    }
    if (!agreed_kinds(share, subject, &kinds, error)) return false;
    if (!(kinds & KIND_CREDIT)) {
        share->not_agreed++;
        return true;
    }
    g_autoptr(dossier_t) dossier = dossier_load_credit(share->session, subject, error);
    if (dossier == NULL) return false;
    struct share_row row = { .age = -1 };
    take_id(share, subject, &row);
    take_credit(share, dossier, &row);
    if (!take_person(share, dossier, kinds, &row, error)) return false;
    if ((kinds & KIND_SCORE) && (share->columns & (1u << SHARE_SCORE)) && !take_score(share, dossier, &row, error))
        return false;
    if (!take_beside(share, subject, &row, error)) return false;
    g_array_append_val(share->rows, row);
    return true;
}

static int by_id(gconstpointer a, gconstpointer b)
{
    return memcmp(((const struct share_row *)a)->id, ((const struct share_row *)b)->id, SHARE_PSEUDONYM);
}

bool share_read(struct share *share, GError **error)
{
    struct session *session = share->session;
    int64_t total = 0;
    if (share->link) {
        g_autofree char *label = g_strconcat("share pseudonym ", share->recipient, NULL);
        store_derive(session->store, label, share->key);
    }
    if (!store_query_int(session->store, &total, 0, error, "SELECT count(*) FROM subject WHERE" FACT_SEEN(1), "i",
                         session->view))
        return false;
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT id FROM subject WHERE" FACT_SEEN(1) "ORDER BY id", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        if (share->considered % ROWS_BETWEEN_LOOKS == 0) {
            if (session_is_cancelled(session, error)) return false;
            session_progress(session, 0.9 * (double)share->considered / (double)MAX(total, 1), N_("Reading files"));
        }
        if (!add_subject(share, statement_int(row, 0), error)) return false;
    }
    if (step != STEP_DONE) return false;
    g_array_sort(share->rows, by_id);
    return true;
}
