/* SPDX-License-Identifier: Apache-2.0 */
/* A look at a file for diagnosis and plan: file, model, law, consents and what the person says is wrong. */
#include "dispute/dispute.h"
#include "repair/diagnosis.h"
#include "score/portfolio.h"

static void finding_clear(void *finding)
{
    repair_finding_clear(finding);
}

/* "account=3,month=2026-04,field=state,claimed=N", as an item of a dispute is written. */
static bool read_said(const struct arguments *arguments, struct repair_look *look, GError **error)
{
    look->said = g_array_new(FALSE, TRUE, sizeof(struct repair_finding));
    g_array_set_clear_func(look->said, finding_clear);
    for (size_t i = 0; arguments != NULL && i < arguments_count(arguments, "wrong"); i++) {
        struct dispute_item item;
        if (!dispute_item_parse(arguments_nth(arguments, "wrong", i), &item, error)) return false;
        if (item.account != 0 && dossier_account(look->dossier, item.account) == NULL) {
            g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item.account);
            bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The file has no account {1}."),
                             N_("See its accounts with `bureau subject accounts`."), number, NULL);
            dispute_item_clear(&item);
            return false;
        }
        repair_add_finding(look->said, repair_said_wrong(item.account, item.month, item.field, item.claimed));
        dispute_item_clear(&item);
    }
    return true;
}

bool repair_look_begin(struct session *session, int64_t subject, const struct arguments *arguments,
                       struct repair_look *look, GError **error)
{
    const char *name = arguments ? arguments_text(arguments, "model") : NULL;
    session->audited_subject = subject;
    *look = (struct repair_look){ 0 };
    look->dossier = dossier_load(session, subject, error);
    if (look->dossier == NULL || !score_is_covered(look->dossier, error) || !read_said(arguments, look, error))
        return false;
    look->named = name ? model_named(session, name, error) : NULL;
    look->model = name ? look->named : score_model_of(session, look->dossier, error);
    if (look->model == NULL || !score_model_is_covered(look->model, look->dossier, error) ||
        !retention_of_session(&look->rules, session, error))
        return false;
    look->grants = repair_grants(session, subject, error);
    if (look->grants == NULL) return false;
    look->diagnosis = diagnosis_make(look->model, look->dossier, &look->rules, session_profile(session), look->grants,
                                     look->said, session_today(session));
    return true;
}

void repair_look_clear(struct repair_look *look)
{
    diagnosis_free(look->diagnosis);
    dossier_free(look->dossier);
    model_free(look->named);
    if (look->grants != NULL) g_ptr_array_unref(look->grants);
    if (look->said != NULL) g_array_unref(look->said);
    *look = (struct repair_look){ 0 };
}
