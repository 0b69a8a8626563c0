/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions about credit in which a score was used: what was decided, by whom or by what, from which score and for
 * which reasons; and what the person may do about it: have it explained, refuse a decision by machine alone, have a
 * person decide. A decision by machine that cannot be explained is not recorded as one. */
#include "request/decision.h"
#include "score/cutoff.h"
#include "score/portfolio.h"
#include "score/reasons.h"

#include <string.h>

void decision_free(struct decision *decision)
{
    if (!decision) return;
    g_free(decision->purpose);
    g_free(decision->basis);
    g_free(decision->outcome);
    g_free(decision->model);
    g_free(decision->band);
    g_free(decision->reasons);
    g_free(decision->state);
    g_free(decision->maker);
    g_free(decision->reviewer);
    g_free(decision->final);
    g_free(decision->note);
    g_free(decision->said);
    g_free(decision->override);
    g_free(decision);
}

struct decision *decision_load(struct session *session, int64_t id, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT subject, at, day, purpose, basis, outcome, machine, model, number, score, band, reasons,"
                      " state, maker, objected, reviewer, reviewed, final, note, version, said, override FROM decision"
                      " WHERE id = ?1 AND change <= ?2",
                      error);
    if (!row) return NULL;
    statement_bind_int(row, 1, id);
    statement_bind_int(row, 2, session->view);
    const enum step step = statement_step(row, error);
    if (step == STEP_DONE) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no decision {1}."),
                         N_("`bureau decision list` lists them."), number, NULL);
    }
    if (step != STEP_ROW) return NULL;
    struct decision *decision = g_new0(struct decision, 1);
    *decision = (struct decision){ .id = id,
                                   .subject = statement_int(row, 0),
                                   .at = statement_int(row, 1),
                                   .day = statement_date(row, 2),
                                   .purpose = g_strdup(statement_text(row, 3)),
                                   .basis = g_strdup(statement_text(row, 4)),
                                   .outcome = g_strdup(statement_text(row, 5)),
                                   .machine = statement_int(row, 6) != 0,
                                   .model = g_strdup(statement_text(row, 7)),
                                   .number = (int)statement_int(row, 8),
                                   .score = (int)statement_int(row, 9),
                                   .scored = !statement_is_null(row, 9),
                                   .band = g_strdup(statement_text(row, 10)),
                                   .reasons = g_strdup(statement_text(row, 11)),
                                   .state = g_strdup(statement_text(row, 12)),
                                   .maker = g_strdup(statement_text(row, 13)),
                                   .objected = statement_int(row, 14),
                                   .reviewer = g_strdup(statement_text(row, 15)),
                                   .reviewed = statement_int(row, 16),
                                   .final = g_strdup(statement_text(row, 17)),
                                   .note = g_strdup(statement_text(row, 18)),
                                   .version = statement_int(row, 19),
                                   .said = g_strdup(statement_text(row, 20)),
                                   .override = g_strdup(statement_text(row, 21)) };
    session->audited_subject = decision->subject;
    return decision;
}

/* ---- recording ----------------------------------------------------------------------------------------------------
 */

/* The reasons' codes, separated by commas, the most important first: as many as the law wants, never a prohibited one
 * (score/reasons.h). */
static char *reason_codes(const struct score_result *result)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (size_t i = 0; i < result->reasons; i++) {
        const char *code = result->part[result->reason[i]].reason;
        if (code && !g_ptr_array_find_with_equal_func(codes, code, g_str_equal, NULL))
            g_ptr_array_add(codes, (gpointer)code);
    }
    g_ptr_array_add(codes, NULL);
    return g_strjoinv(",", (char **)codes->pdata);
}

bool decision_score_now(struct session *session, struct decision *decision, GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_load_credit(session, decision->subject, error);
    if (!dossier || !score_is_covered(dossier, error)) return false;
    const struct model *card = score_model_of(session, dossier, error);
    if (!card || !score_model_is_covered(card, dossier, error)) return false;
    g_autofree double *values = g_new(double, feature_count());
    struct score_result result;
    features_derive(dossier, features_day(dossier), values);
    model_score(card, values, &result);
    if (!model_explain(card, &result, error) || !reasons_for(session, card, &result, error)) return false;
    decision->model = g_strdup(model_name(card));
    decision->number = model_version(card);
    decision->score = result.score;
    decision->scored = true;
    decision->band = g_strdup(result.band);
    decision->said = g_strdup(result.score >= model_cut_off(card) ? "approve" : "decline");
    decision->reasons = reason_codes(&result);
    return true;
}

/* What a person knows better than the model is said in codes of the same list. */
static bool take_reasons(const struct arguments *arguments, struct decision *decision, GError **error)
{
    const char *given = arguments_text(arguments, "reasons");
    if (!given) return true;
    g_auto(GStrv) codes = g_strsplit_set(given, ", ", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (size_t i = 0; codes[i]; i++) {
        if (!*codes[i]) continue;
        if (strcmp(codes_label("SCORE_FACTOR", codes[i], "en"), codes[i]) == 0) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no reason {1}."),
                             N_("Reasons are codes of the list SCORE_FACTOR, separated by commas."), codes[i], NULL);
            return false;
        }
        g_ptr_array_add(kept, codes[i]);
    }
    g_ptr_array_add(kept, NULL);
    g_free(decision->reasons);
    decision->reasons = g_strjoinv(",", (char **)kept->pdata);
    return true;
}

static bool check_explained(const struct decision *decision, GError **error)
{
    const bool declines = strcmp(decision->outcome, "decline") == 0;
    if (!declines || (decision->reasons && *decision->reasons)) return true;
    bureau_error_set(
        error, BUREAU_ERROR_REFUSED,
        decision->machine ? N_("A machine may not decline what it cannot explain: the score has no reasons.")
                          : N_("A refusal needs its reasons: the score has none."),
        decision->machine ? N_("Have a person decide, or record the outcome refer.") : N_("Give them with --reasons."),
        NULL);
    return false;
}

bool decision_insert(struct session *session, struct decision *decision, GError **error)
{
    decision->id = store_take_ids(session->store, "decision", 1, error);
    return decision->id != 0 &&
           store_run(
               session->store, error,
               "INSERT INTO decision (id, subject, at, day, purpose, basis, outcome, machine, model, number, score,"
               " band, reasons, state, maker, note, change, said, override, version)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, 1)",
               "iiidsssisiisssss"
               "iss",
               decision->id, decision->subject, decision->at, decision->day, decision->purpose, decision->basis,
               decision->outcome, (int64_t)decision->machine, decision->model, (int64_t)decision->number,
               (int64_t)decision->score, decision->band, decision->reasons, decision->state, decision->maker,
               decision->note, session->change, decision->said, decision->override);
}

/* What was opened by right of the person, or to check a case, is not there to decide about them with. */
bool decision_check_purpose(const struct session *session, GError **error)
{
    if (purpose_decides(session->purpose)) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A decision cannot rest on a look for the purpose {1}"),
                     N_("State what is decided about, such as --purpose credit_review."),
                     session->purpose ? session->purpose : "-", NULL);
    if (error) bureau_error_give_reason(*error, "purpose-mismatch");
    return false;
}

bool decision_command_record(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(decision_t) decision = g_new0(struct decision, 1);
    const struct decision_rule *rule =
        decision_rule_find(session_profile(session), arguments_text(arguments, "outcome"), error);
    if (!rule || !decision_check_purpose(session, error)) return false;
    decision->subject = arguments_int(arguments, "subject", 0);
    decision->at = session_now(session);
    decision->day = session_today(session);
    decision->purpose = g_strdup(session->purpose ? session->purpose : "");
    decision->basis = g_strdup(session->basis);
    decision->outcome = g_strdup(arguments_text(arguments, "outcome"));
    decision->machine = arguments_has(arguments, "machine");
    decision->maker = g_strdup(session->user);
    /* a machine that says refer has decided nothing yet: a person does */
    decision->state = g_strdup(strcmp(decision->outcome, "refer") == 0 ? "with_person" : "decided");
    session->audited_subject = decision->subject;
    if (!decision_score_now(session, decision, error) || !take_reasons(arguments, decision, error) ||
        !check_explained(decision, error) || !decision_insert(session, decision, error))
        return false;
    decision_facts(answer, decision);
    return guard_touch(session, decision->subject, decision->subject, error);
}

/* ---- what the person may do ---------------------------------------------------------------------------------------
 */

static bool save(struct session *session, const struct decision *decision, GError **error)
{
    if (!store_run(session->store, error,
                   "UPDATE decision SET state = ?3, objected = nullif(?4, 0), reviewer = ?5, reviewed = nullif(?6, 0),"
                   " final = ?7, note = ?8, version = version + 1 WHERE id = ?1 AND version = ?2",
                   "iisisiss", decision->id, decision->version, decision->state, decision->objected, decision->reviewer,
                   decision->reviewed, decision->final, decision->note))
        return false;
    if (store_changes(session->store) == 1) return guard_touch(session, decision->subject, decision->subject, error);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, decision->id);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("Decision {1} was changed meanwhile."),
                     N_("Look at it again, then decide."), number, NULL);
    return false;
}

static void set_text(char **field, const char *value)
{
    g_free(*field);
    *field = value ? text_sanitise(value, -1) : NULL;
}

bool decision_command_object(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(decision_t) decision = decision_load(session, arguments_int(arguments, "decision", 0), error);
    if (!decision) return false;
    if (!decision->machine || strcmp(decision->state, "decided") != 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED,
                         decision->machine
                             ? N_("It is with a person already, or a person has decided.")
                             : N_("A person made this decision: only one by machine alone can be refused."),
                         N_("A dispute is open to the person as well: `bureau dispute open`."), NULL);
        return false;
    }
    set_text(&decision->state, "with_person");
    decision->objected = session_now(session);
    if (arguments_has(arguments, "text")) set_text(&decision->note, arguments_text(arguments, "text"));
    if (!save(session, decision, error)) return false;
    decision->version++;
    decision_facts(answer, decision);
    return true;
}

bool decision_command_review(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(decision_t) decision = decision_load(session, arguments_int(arguments, "decision", 0), error);
    if (!decision) return false;
    if (strcmp(decision->state, "with_person") != 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("This decision does not wait for a person."),
                         N_("The person concerned refuses it first: `bureau decision object`."), NULL);
        return false;
    }
    if (strcmp(decision->maker, session->user) == 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} made this decision, so another person reviews it."),
                         N_("Ask a reviewer."), session->user, NULL);
        return false;
    }
    const char *reason = arguments_text(arguments, "reason");
    if (!letter_check_text(reason, error)) return false;
    set_text(&decision->state, "reviewed");
    set_text(&decision->reviewer, session->user);
    set_text(&decision->final, arguments_text(arguments, "outcome"));
    set_text(&decision->note, reason);
    decision->reviewed = session_now(session);
    g_autofree char *letter = NULL;
    if (!save(session, decision, error) ||
        !(letter = decision_letter_make(session, decision, "decision_review", error)))
        return false;
    decision->version++;
    decision_facts(answer, decision);
    table_fact_text(answer, "letters", N_("Letters made"), letter);
    return true;
}
