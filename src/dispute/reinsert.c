/* SPDX-License-Identifier: Apache-2.0 */
/* Putting back what a case took out (15 U.S.C. 1681i(a)(5)(B)): only what was taken out, only as it was, only after its
 * furnisher certified it. It is a new version like every correction; nothing is marked. */
#include "dispute/act.h"
#include "dispute/correct.h"

#include <string.h>

/* The rows by which items of a case were taken out and did not come back. */
#define TAKEN_OUT                                                                                                      \
    " FROM dispute_correction c WHERE c.dispute = ?1 AND c.after IS NULL AND c.before IS NOT NULL AND"                 \
    " c.seq = (SELECT max(seq) FROM dispute_correction n WHERE n.dispute = c.dispute AND n.item = c.item)"

bool reinsert_possible(struct session *session, int64_t dispute, bool *possible, GError **error)
{
    int64_t count = 0;
    if (!store_query_int(session->store, &count, 0, error, "SELECT count(*)" TAKEN_OUT, "i", dispute)) return false;
    *possible = count > 0;
    return true;
}

static bool stands_again(const struct case_item *item, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->item);
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("Item {1} stands in the file again: there is nothing to put back."),
                     N_("Look at it with `bureau subject why`; what came in without a certification is disputed anew."),
                     number, NULL);
    return false;
}

/* ---- what is put back ---------------------------------------------------------------------------------------------
 */

/* A whole account with its months, as they stood before they were taken out. */
static bool account_back(struct correct_work *work, const struct case_item *item, int64_t taken, GError **error)
{
    struct session *session = work->session;
    const int64_t view = session->view;
    if (dossier_account(work->dossier, item->account) != NULL) return stands_again(item, error);
    session->view = taken - 1;
    g_autoptr(dossier_t) old = dossier_load_held(session, work->each->subject, error);
    session->view = view;
    for (guint i = 0; old != NULL && i < old->accounts->len; i++) {
        struct account *account = old->accounts->pdata[i];
        if (account->id != item->account) continue;
        g_ptr_array_steal_index(old->accounts, i);
        if (account->history.length > 0) correct_keep_origins(&account->history);
        g_ptr_array_add(work->dossier->accounts, account);
        return true;
    }
    if (old != NULL)
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("What was taken out is no longer kept."),
                         N_("It cannot be put back; the furnisher may report it anew."), NULL);
    return false;
}

/* One enquiry, public record or measure: the version that was ended begins again. */
static bool fact_back(struct correct_work *work, const struct case_item *item, int64_t taken, GError **error)
{
    static const struct {
        const char *field, *live, *sql;
    } facts[] = {
        { "enquiry", "SELECT count(*) FROM enquiry WHERE subject = ?1 AND fact = ?2 AND died IS NULL",
          "INSERT INTO enquiry (subject, fact, born, day, institution, reason) SELECT subject, fact, ?4, day,"
          " institution, reason FROM enquiry WHERE subject = ?1 AND fact = ?2 AND died = ?3" },
        { "public_", "SELECT count(*) FROM public_record WHERE subject = ?1 AND fact = ?2 AND died IS NULL",
          "INSERT INTO public_record (subject, fact, born, kind, authority, day, ended, amount, currency, text) SELECT"
          " subject, fact, ?4, kind, authority, day, ended, amount, currency, text FROM public_record"
          " WHERE subject = ?1 AND fact = ?2 AND died = ?3" },
        { "measure", "SELECT count(*) FROM measure WHERE subject = ?1 AND fact = ?2 AND died IS NULL",
          "INSERT INTO measure (subject, fact, born, kind, period, value, unit) SELECT subject, fact, ?4, kind, period,"
          " value, unit FROM measure WHERE subject = ?1 AND fact = ?2 AND died = ?3" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        int64_t live;
        if (!g_str_has_prefix(item->field, facts[i].field)) continue;
        if (!store_query_int(work->session->store, &live, 0, error, facts[i].live, "ii", work->each->subject,
                             item->fact))
            return false;
        if (live > 0) return stands_again(item, error);
        return store_run(work->session->store, error, facts[i].sql, "iiii", work->each->subject, item->fact, taken,
                         work->session->change);
    }
    return false;
}

/* A month or a figure of an account that is empty now. */
static bool value_back(struct correct_work *work, struct case_item *item, const char *before, GError **error)
{
    g_autofree char *held = item_held(work->dossier, item, error);
    if (held == NULL) return false;
    if (*held != '\0' && strcmp(held, "#") != 0) return stands_again(item, error);
    return correct_item(work->session, work->dossier, item, before, error);
}

static bool put_back(struct correct_work *work, struct case_item *item, const char *before, int64_t taken,
                     GError **error)
{
    const enum field_scope scope = field_find(item->field)->scope;
    const bool done = scope == FIELD_OF_FACT               ? fact_back(work, item, taken, error)
                      : strcmp(item->field, "exists") == 0 ? account_back(work, item, taken, error)
                                                           : value_back(work, item, before, error);
    if (done) correct_add_row(work, item, NULL, before, "reinserted");
    return done;
}

/* ---- the effect ---------------------------------------------------------------------------------------------------
 */

struct taken_out {
    int64_t item, change;
    char *before;
};

static void taken_free(gpointer data)
{
    struct taken_out *taken = data;
    g_free(taken->before);
    g_free(taken);
}

static GPtrArray *what_was_taken_out(struct session *session, int64_t dispute, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(taken_free);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT c.item, c.change, c.before" TAKEN_OUT " ORDER BY c.seq", error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, dispute);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        struct taken_out *taken = g_new0(struct taken_out, 1);
        *taken = (struct taken_out){ statement_int(row, 0), statement_int(row, 1), g_strdup(statement_text(row, 2)) };
        g_ptr_array_add(found, taken);
    }
    return step == STEP_ERROR ? NULL : g_steal_pointer(&found);
}

/* With --item that one alone, else all that were taken out. */
bool effect_reinsert(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    const int64_t wanted = arguments_int(act->arguments, "item", 0);
    g_auto(correct_work_t) work = { 0 };
    g_autoptr(GPtrArray) taken = what_was_taken_out(act->session, act->each->id, error);
    if (taken == NULL || !correct_begin(&work, act->session, act->each, &act->correction, error)) return false;
    for (guint i = 0; i < taken->len; i++) {
        const struct taken_out *each = taken->pdata[i];
        struct case_item *item = case_item_at(act->each, each->item);
        if (item == NULL || (wanted != 0 && wanted != each->item)) continue;
        if (!put_back(&work, item, each->before, each->change, error)) return false;
    }
    if (work.rows->len == 0) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, wanted);
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Item {1} was not taken out by this case."),
                         N_("`bureau dispute corrections` lists what was."), number, NULL);
        return false;
    }
    return correct_end(&work, arguments_text(act->arguments, "evidence"), "certification", error);
}
