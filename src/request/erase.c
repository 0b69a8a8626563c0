/* SPDX-License-Identifier: Apache-2.0 */
/* Erasing a person: every version of every fact goes, physically; what must stay as proof stays without its words. What
 * happens to each table is said by data/law/erase.tsv; how, by the statements here. A certificate with a keyed digest
 * over what went is left, and the log, which holds no value of the person. */
#include "law/certificate.h"
#include "request/register.h"
#include "score/score.h"

#include <string.h>

struct table_sql {
    const char *table;
    const char *look;  /* the rows that are about to go; NULL when nothing goes */
    int columns;       /* of them, for the certificate */
    const char *erase; /* or empty, or end */
};

/* ?1 is the subject. */
#define EMPTY(table, change)                                                                                           \
    {                                                                                                                  \
        table, NULL, 0, "UPDATE " table " SET " change                                                                 \
    }

/* The place of a draft names what it is about by a number: "whatif 12", "dispute_open 12 1", "case 4 answer",
 * "case_form 4 answer", "form dispute.open subject=12", "form request.act request=3 event=answer". */
#define SAYS(before) "(place || ' ') LIKE '" before "' || ?1 || ' %'"
#define NAMES(before, table)                                                                                           \
    " OR EXISTS (SELECT 1 FROM " table " o WHERE o.subject = ?1 AND (place || ' ') LIKE '" before "' || o.id || ' %')"
#define DRAFT_IS_ABOUT                                                                                                 \
    SAYS("% subject=")                                                                                                 \
    " OR " SAYS("whatif ") " OR " SAYS("dispute_open ") NAMES("case ", "dispute") NAMES("case_form ", "dispute")       \
        NAMES("% dispute=", "dispute") NAMES("% request=", "request") NAMES("% decision=", "decision")                 \
            NAMES("% consent=", "consent") NAMES("% protection=", "protection") NAMES("% repair=", "repair")           \
                NAMES("% statement=", "statement") NAMES("% proposal=", "proposal")

#define OWN(table) "(SELECT id FROM " table " WHERE subject = ?1)"
/* An answer to an institution names nobody as its subject and is still about this one. */
#define IS_OWN_LETTER                                                                                                  \
    "subject = ?1 OR dispute IN " OWN("dispute") " OR request IN " OWN("request") " OR decision IN " OWN(              \
        "decision") " OR repair IN " OWN("repair")
#define OWN_LETTERS "(SELECT id FROM letter WHERE " IS_OWN_LETTER ")"

static const struct table_sql statements[] = {
    { "person", "SELECT born, sex, birth, education, marital, language FROM person WHERE subject = ?1 ORDER BY born", 6,
      "DELETE FROM person WHERE subject = ?1" },
    { "enterprise", "SELECT born, founded, industry, capital, state FROM enterprise WHERE subject = ?1 ORDER BY born",
      5, "DELETE FROM enterprise WHERE subject = ?1" },
    { "name", "SELECT fact, born, kind, value FROM name WHERE subject = ?1 ORDER BY fact, born", 4,
      "DELETE FROM name WHERE subject = ?1" },
    { "identifier", "SELECT fact, born, kind, value FROM identifier WHERE subject = ?1 ORDER BY fact, born", 4,
      "DELETE FROM identifier WHERE subject = ?1" },
    { "contact", "SELECT fact, born, kind, value FROM contact WHERE subject = ?1 ORDER BY fact, born", 4,
      "DELETE FROM contact WHERE subject = ?1" },
    { "address", "SELECT fact, born, kind, city, value FROM address WHERE subject = ?1 ORDER BY fact, born", 5,
      "DELETE FROM address WHERE subject = ?1" },
    { "employment",
      "SELECT fact, born, employer, occupation, since FROM employment WHERE subject = ?1 ORDER BY fact, born", 5,
      "DELETE FROM employment WHERE subject = ?1" },
    { "relation",
      "SELECT subject, fact, born, other, kind FROM relation WHERE subject = ?1 OR other = ?1 ORDER BY 1, 2, 3", 5,
      "DELETE FROM relation WHERE subject = ?1 OR other = ?1" },
    { "history", "SELECT account, born, first, states, amounts FROM history WHERE subject = ?1 ORDER BY account, born",
      5, "DELETE FROM history WHERE subject = ?1" },
    { "account",
      "SELECT account, born, source, number, type, currency, opened, closed, amount, five_class, state FROM account"
      " WHERE subject = ?1 ORDER BY account, born",
      11, "DELETE FROM account WHERE subject = ?1" },
    { "facility",
      "SELECT fact, born, source, number, amount, used FROM facility WHERE subject = ?1 ORDER BY fact, born", 6,
      "DELETE FROM facility WHERE subject = ?1" },
    { "liability",
      "SELECT fact, born, source, role, other, amount FROM liability WHERE subject = ?1 ORDER BY fact, born", 6,
      "DELETE FROM liability WHERE subject = ?1" },
    { "enquiry", "SELECT fact, born, day, institution, reason FROM enquiry WHERE subject = ?1 ORDER BY fact, born", 5,
      "DELETE FROM enquiry WHERE subject = ?1" },
    { "public_record",
      "SELECT fact, born, kind, authority, day, ended, amount, text FROM public_record WHERE subject = ?1"
      " ORDER BY fact, born",
      8, "DELETE FROM public_record WHERE subject = ?1" },
    { "measure", "SELECT fact, born, kind, period, value, unit FROM measure WHERE subject = ?1 ORDER BY fact, born", 6,
      "DELETE FROM measure WHERE subject = ?1" },
    { "score", "SELECT change, model, number, day, score, band FROM score WHERE subject = ?1 ORDER BY change, model", 6,
      "DELETE FROM score WHERE subject = ?1" },
    { "scenario", "SELECT id, name, actions, day, score FROM scenario WHERE subject = ?1 ORDER BY id", 5,
      "DELETE FROM scenario WHERE subject = ?1" },
    { "mark", "SELECT id, dispute, item, kind, account, month, field FROM mark WHERE subject = ?1 ORDER BY id", 7,
      "DELETE FROM mark WHERE subject = ?1" },
    { "note", "SELECT id, at, user, text FROM note WHERE subject = ?1 ORDER BY id", 4,
      "DELETE FROM note WHERE subject = ?1" },
    { "pin", "SELECT user, at FROM pin WHERE subject = ?1 ORDER BY user", 2, "DELETE FROM pin WHERE subject = ?1" },
    { "attachment",
      "SELECT a.dispute, a.name, a.digest FROM attachment a JOIN dispute d ON d.id = a.dispute WHERE d.subject = ?1"
      " ORDER BY a.dispute, a.digest",
      3, "DELETE FROM attachment WHERE dispute IN (SELECT id FROM dispute WHERE subject = ?1)" },
    { "draft", "SELECT user, place, at FROM draft WHERE " DRAFT_IS_ABOUT " ORDER BY user, place", 3,
      "DELETE FROM draft WHERE " DRAFT_IS_ABOUT },
    EMPTY("dispute_item", "claimed = NULL, stored = NULL, answered = NULL, corrected = NULL WHERE dispute IN"
                          " (SELECT id FROM dispute WHERE subject = ?1)"),
    EMPTY("dispute_event", "note = NULL WHERE dispute IN " OWN("dispute")),
    EMPTY("dispute_answer",
          "value = NULL WHERE enquiry IN (SELECT id FROM dispute_enquiry WHERE dispute IN " OWN("dispute") ")"),
    EMPTY("dispute_enquiry", "respondent = NULL, text = NULL, contrary = NULL, version = version + 1 WHERE dispute"
                             " IN " OWN("dispute")),
    EMPTY("dispute_correction", "before = NULL, after = NULL WHERE dispute IN " OWN("dispute")),
    EMPTY("dispute", "text = NULL, agent = NULL, authority = NULL WHERE subject = ?1"),
    { "letter_print",
      "SELECT letter, format, digest FROM letter_print WHERE letter IN " OWN_LETTERS " ORDER BY letter, format", 3,
      "DELETE FROM letter_print WHERE letter IN " OWN_LETTERS },
    EMPTY("letter", "text = '' WHERE " IS_OWN_LETTER),
    { "statement",
      "SELECT id, born, kind, account, month, field, text, author FROM statement WHERE subject = ?1"
      " ORDER BY id",
      8, "DELETE FROM statement WHERE subject = ?1" },
    { "repair_step",
      "SELECT repair, step, kind, path, account, month, field, what, evidence, note, claimed, action"
      " FROM repair_step WHERE repair IN " OWN("repair") " ORDER BY repair, step",
      12,
      "DELETE FROM repair_step WHERE repair IN " OWN("repair") }, /* before what it hangs on, and after the letters */
    { "repair", "SELECT id, day, state, score, expected, target FROM repair WHERE subject = ?1 ORDER BY id", 6,
      "DELETE FROM repair WHERE subject = ?1" },
    EMPTY("request_event", "note = NULL WHERE request IN (SELECT id FROM request WHERE subject = ?1)"),
    EMPTY("request", "text = NULL, proof = NULL, reason = NULL WHERE subject = ?1"),
    EMPTY("decision",
          "score = NULL, band = NULL, reasons = NULL, note = NULL, said = NULL, override = NULL WHERE subject = ?1"),
    EMPTY("protection", "contact = NULL, reason = '', lift_reason = NULL WHERE subject = ?1"),
    EMPTY("consent", "reference = NULL WHERE subject = ?1"),
    /* the words of this very act name the request alone, and its state is set when it is done */
    EMPTY("proposal", "words = CASE command WHEN 'request.erase' THEN words ELSE '' END, reason = NULL, note = NULL,"
                      " state = CASE WHEN state = 'open' AND command <> 'request.erase' THEN 'stale' ELSE state END,"
                      " version = version + 1 WHERE subject = ?1"),
};
#undef EMPTY
#undef OWN_LETTERS
#undef IS_OWN_LETTER
#undef OWN
#undef DRAFT_IS_ABOUT
#undef NAMES
#undef SAYS

static bool fingerprint(struct session *session, struct certificate *certificate, const struct table_sql *sql,
                        int64_t subject, GError **error)
{
    if (!sql->look) return true;
    g_autoptr(statement_t) row = store_prepare(session->store, sql->look, error);
    if (!row) return false;
    statement_bind_int(row, 1, subject);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        certificate_add(certificate, sql->table, row, sql->columns);
    return step == STEP_DONE;
}

/* Only what the law's table says is touched; a table that it does not name stops everything. */
static bool rule_of(const struct tsv *rules, const char *table, GError **error)
{
    for (size_t i = 0; i < tsv_rows(rules); i++)
        if (strcmp(tsv_cell(rules, i, "table"), table) == 0) return strcmp(tsv_cell(rules, i, "does"), "keep") != 0;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("data/law/erase.tsv says nothing of the table {1}."),
                     N_("Add its line."), table, NULL);
    return false;
}

static bool erase_tables(struct session *session, int64_t subject, struct certificate *certificate, GError **error)
{
    g_autoptr(tsv_t) rules = tsv_load("law/erase.tsv", error);
    if (!rules) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_autoptr(GError) cause = NULL;
        if (!rule_of(rules, statements[i].table, &cause)) {
            if (!cause) continue; /* kept */
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
        if (!fingerprint(session, certificate, &statements[i], subject, error) ||
            !store_run(session->store, error, statements[i].erase, "i", subject))
            return false;
    }
    return store_run(session->store, error,
                     "UPDATE subject SET died = ?2, batch = NULL, line = NULL WHERE id = ?1 AND died IS NULL", "ii",
                     subject, session->change) &&
           score_forget(session, subject, subject, error);
}

/* Addressed to the request and not to a name: it stays as it was sent, and holds nothing of the person. */
static char *write_letter(struct session *session, const struct request *request, const char *language,
                          const char *certificate, const char *items, const char *digest, GError **error)
{
    struct request_rule rule = { .right = "-" };
    const struct letter letter = { LETTER_OF_REQUEST, request->id, request->subject, "request_deletion", language };
    g_autoptr(GHashTable) words = letter_words();
    request_rule_find(request->profile, request->kind, &rule, NULL);
    letter_put(words, "case", request_number(request->id));
    letter_put(words, "received", letter_day(request->received, language));
    letter_put(words, "right", g_strdup(rule.right));
    letter_put(words, "certificate", g_strdup(certificate));
    letter_put(words, "items", g_strdup(items));
    letter_put(words, "digest", g_strdup(digest));
    return letter_make(session, &letter, words, error);
}

static bool check_ready(struct session *session, const struct request *request, GError **error)
{
    g_autofree char *number = request_number(request->id);
    if (strcmp(request->state, "TO_ERASE") != 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is not waiting for its file to be erased."),
                         N_("Bring a request to delete to its event fulfil first."), number, NULL);
        return false;
    }
    if (!request_check_verified(request, error)) return false;
    /* what has to be kept may have come in since it was decided */
    g_autoptr(GPtrArray) list = obligations_of(session, request->subject, request->profile, error);
    if (!list || list->len == 0) return list != NULL;
    g_autofree char *why = obligations_text(list, letter_language(session->language, request->profile));
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The file may not be erased now: {1}."),
                     N_("Refuse the request with these reasons, or wait until they are gone."), why, NULL);
    return false;
}

static bool finish(struct session *session, struct request *request, const char *note, GError **error)
{
    g_autofree char *before = g_steal_pointer(&request->state);
    const struct law_step *step = law_machine_find(steps(), before, "erased", request->profile, request->kind);
    request->state = g_strdup(step ? step->to : "FULFILLED");
    request->answered = session_today(session);
    g_free(request->outcome);
    request->outcome = g_strdup("fulfilled");
    g_free(request->decider);
    request->decider = g_strdup(session->user);
    g_clear_pointer(&request->proof, g_free);
    g_clear_pointer(&request->reason, g_free);
    return request_event(session, request, "erased", before, request->state, note, error) &&
           request_save(session, request, error) && guard_touch(session, request->subject, request->subject, error);
}

bool request_command_erase(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    if (!request || !check_ready(session, request, error)) return false;
    g_autofree char *own = store_query_text(
        session->store, error, "SELECT coalesce(max(language), '') FROM person WHERE subject = ?1 AND died IS NULL",
        "i", request->subject);
    if (!own) return false;
    const char *language = letter_language(own, request->profile);
    g_autoptr(certificate_t) certificate = certificate_new(session, "erasure");
    if (!erase_tables(session, request->subject, certificate, error)) return false;
    struct request_rule rule = { .right = "-" };
    request_rule_find(request->profile, request->kind, &rule, NULL);
    g_autofree char *items = g_strdup_printf("%" G_GINT64_FORMAT, certificate_items(certificate));
    g_autofree char *request_no = request_number(request->id), *digest = NULL;
    g_autofree char *body = phrase_make(N_("The file asked for in {1} was erased: rows {2}"), request_no, items, NULL);
    const int64_t number = certificate_write(certificate, request->profile, rule.right, 1, body, &digest, error);
    if (number == 0) return false;
    g_autofree char *number_text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *note = phrase_make(N_("Certificate {1}, rows {2}"), number_text, items, NULL);
    g_autofree char *letter = write_letter(session, request, language, number_text, items, digest, error);
    if (!letter || !finish(session, request, note, error)) return false;
    table_fact_int(answer, "request", N_("Request"), request->id);
    table_fact_code(answer, "state", N_("State"), "REQUEST_STATE", request->state);
    table_fact_int(answer, "certificate", N_("Certificate"), number);
    table_fact_int(answer, "items", N_("Rows erased"), certificate_items(certificate));
    table_fact_text(answer, "digest", N_("Digest"), digest);
    table_fact_text(answer, "letters", N_("Letters made"), letter);
    return true;
}
