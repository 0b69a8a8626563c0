/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions to look at, and in words: the explanation that the person may ask for, the notice that the law wants. */
#include "request/decision.h"

#include <string.h>

const struct decision_rule *decision_rule_find(const char *profile, const char *outcome, GError **error)
{
    static struct decision_rule found[16]; /* one a line, filled as they are asked for */
    static struct tsv *file;
    static GMutex lock;
    g_autoptr(GMutexLocker) locked = g_mutex_locker_new(&lock);
    (void)locked;
    if (!file && !(file = tsv_load("law/decisions.tsv", error))) return NULL;
    for (size_t i = 0; i < tsv_rows(file) && i < G_N_ELEMENTS(found); i++) {
        const char *wanted = tsv_cell(file, i, "outcome");
        if (!law_in_family(profile, tsv_cell(file, i, "family")) ||
            (strcmp(wanted, "*") != 0 && strcmp(wanted, outcome) != 0))
            continue;
        found[i] = (struct decision_rule){ .letter = tsv_cell(file, i, "letter"),
                                           .cite = tsv_cell(file, i, "cite"),
                                           .status = tsv_cell(file, i, "status") };
        return &found[i];
    }
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The profile {1} says nothing of decisions."),
                     N_("Add a line to data/law/decisions.tsv."), profile, NULL);
    return NULL;
}

/* "A, B": the reasons in words; one a line with a dash when `listed`. */
static char *reasons_text(const struct decision *decision, const char *language, bool listed)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) codes = g_strsplit(decision->reasons ? decision->reasons : "", ",", -1);
    for (size_t i = 0; codes[i]; i++) {
        if (!*codes[i]) continue;
        if (text->len > 0) g_string_append(text, listed ? "\n" : "; ");
        if (listed) g_string_append(text, "  - ");
        g_string_append(text, codes_label("SCORE_FACTOR", codes[i], language));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

void decision_facts(struct table *answer, const struct decision *decision)
{
    table_fact_int(answer, "decision", N_("Decision"), decision->id);
    table_fact_int(answer, "subject", N_("Subject"), decision->subject);
    table_fact_date(answer, "day", N_("Day"), decision->day);
    table_fact_code(answer, "outcome", N_("Outcome"), "DECISION_OUTCOME", decision->outcome);
    table_fact_code(answer, "state", N_("State"), "DECISION_STATE", decision->state);
    table_fact_flag(answer, "machine", N_("By machine alone"), decision->machine);
    table_fact_code(answer, "purpose", N_("Purpose"), "PURPOSE", decision->purpose);
    if (decision->basis) table_fact_text(answer, "basis", N_("Rests on"), decision->basis);
    if (decision->model) table_fact_text(answer, "model", N_("Model"), decision->model);
    table_fact_int(answer, "model_version", N_("Version of the model"), decision->number);
    if (decision->scored) table_fact_int(answer, "score", N_("Score"), decision->score);
    if (decision->band) table_fact_text(answer, "band", N_("Band"), decision->band);
    table_fact_text(answer, "reasons", N_("Reasons"), decision->reasons ? decision->reasons : "");
    if (decision->said) table_fact_code(answer, "said", N_("The score says"), "DECISION_OUTCOME", decision->said);
    if (decision->override)
        table_fact_code(answer, "override", N_("Decided otherwise because"), "OVERRIDE", decision->override);
    table_fact_text(answer, "maker", N_("Made by"), decision->maker);
    if (decision->objected) table_fact_moment(answer, "objected", N_("Refused by the person"), decision->objected);
    if (decision->reviewer) table_fact_text(answer, "reviewer", N_("Reviewed by"), decision->reviewer);
    if (decision->reviewed) table_fact_moment(answer, "reviewed", N_("Reviewed"), decision->reviewed);
    if (decision->final)
        table_fact_code(answer, "final", N_("Decided by a person"), "DECISION_OUTCOME", decision->final);
    if (decision->note) table_fact_text(answer, "note", N_("Note"), decision->note);
    table_fact_int(answer, "version", N_("Version"), decision->version);
}

bool decision_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(decision_t) decision = decision_load(session, arguments_int(arguments, "decision", 0), error);
    if (!decision) return false;
    decision_facts(answer, decision);
    return letter_list(session, LETTER_OF_DECISION, decision->id, answer, error);
}

static const struct column list_columns[] = {
    { .id = "decision", .title = N_("Decision"), .type = VALUE_INTEGER },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .secrecy = SECRECY_NAME, .priority = 1 },
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "DECISION_OUTCOME" },
    { .id = "machine", .title = N_("By machine alone"), .type = VALUE_FLAG },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DECISION_STATE" },
    { .id = "score", .title = N_("Score"), .type = VALUE_SCORE, .priority = 1 },
    { .id = "band", .title = N_("Band"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "maker", .title = N_("Made by"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "final",
      .title = N_("Decided by a person"),
      .type = VALUE_CODE,
      .group = "DECISION_OUTCOME",
      .priority = 1 },
    { .id = "reviewer", .title = N_("Reviewed by"), .type = VALUE_TEXT, .priority = 3 },
};

static bool list_row(struct table *answer, struct statement *row, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_date(answer, statement_date(row, 3));
    table_add_text(answer, statement_text(row, 4));
    table_add_int(answer, statement_int(row, 5));
    table_add_text(answer, statement_text(row, 6));
    if (statement_is_null(row, 7))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, 7));
    for (int column = 8; column < (int)G_N_ELEMENTS(list_columns); column++)
        table_add_text(answer, statement_text(row, column));
    return table_row_end(answer, error);
}

bool decision_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT d.id, d.subject, (SELECT n.value FROM name n WHERE n.subject = d.subject AND n.born <= ?1"
                      "   AND (n.died IS NULL OR n.died > ?1) ORDER BY n.fact LIMIT 1), d.day, d.outcome, d.machine,"
                      " d.state, d.score, d.band, d.maker, d.final, d.reviewer FROM decision d"
                      " WHERE d.change <= ?1 AND (?2 = 0 OR d.subject = ?2) AND (?3 IS NULL OR d.state = ?3)"
                      " ORDER BY d.state <> 'with_person', d.id DESC",
                      error);
    if (!row) return false;
    statement_bind_int(row, 1, session->view);
    statement_bind_int(row, 2, session->audited_subject);
    statement_bind_text(row, 3, arguments_text(arguments, "state"));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!list_row(answer, row, error)) return false;
    return step == STEP_DONE;
}

/* ---- in words -----------------------------------------------------------------------------------------------------
 */

static bool put_score(struct session *session, const struct decision *decision, const char *language, GHashTable *words,
                      GError **error)
{
    const struct model *card = model_current(session, error);
    if (!card) return false;
    letter_put(words, "model", g_strdup(decision->model));
    letter_put(words, "version", g_strdup_printf("%d", decision->number));
    letter_put(words, "score",
               decision->scored ? g_strdup_printf("%d", decision->score)
                                : g_strdup(letter_line("value.none", language)));
    letter_put(words, "band", g_strdup(decision->band ? decision->band : letter_line("value.none", language)));
    letter_put(words, "lowest", g_strdup_printf("%d", model_lowest(card)));
    letter_put(words, "highest", g_strdup_printf("%d", model_highest(card)));
    g_autofree char *reasons = reasons_text(decision, language, true);
    letter_put(words, "reasons", g_strdup(*reasons ? reasons : letter_line("decision.no_reasons", language)));
    return true;
}

char *decision_letter_make(struct session *session, const struct decision *decision, const char *kind, GError **error)
{
    const char *profile = session_profile(session);
    g_autoptr(dossier_t) dossier = dossier_load(session, decision->subject, error);
    const struct decision_rule *rule = dossier ? decision_rule_find(profile, decision->outcome, error) : NULL;
    if (!rule) return NULL;
    const char *language = letter_language(dossier->language, profile);
    const struct letter letter = { LETTER_OF_DECISION, decision->id, decision->subject, kind, language };
    g_autoptr(GHashTable) words = letter_words();
    g_autofree char *family = law_country(profile), *remedies = g_strconcat("remedies.", family, NULL);
    put_person(words, dossier, language);
    if (!put_score(session, decision, language, words, error)) return NULL;
    letter_put(words, "decision", g_strdup_printf("%" G_GINT64_FORMAT, decision->id));
    letter_put(words, "day", letter_day(decision->day, language));
    letter_put(words, "outcome", letter_label("DECISION_OUTCOME", decision->outcome, language));
    letter_put(words, "final",
               g_strdup(decision->final ? codes_label("DECISION_OUTCOME", decision->final, language) : ""));
    letter_put(words, "how",
               g_strdup(letter_line(decision->machine ? "decision.machine" : "decision.person", language)));
    letter_put(words, "text", g_strdup(decision->note ? decision->note : letter_line("text.none", language)));
    letter_put(words, "article", g_strdup(rule->cite));
    letter_put(words, "remedies", g_strdup(letter_line(remedies, language)));
    return letter_make(session, &letter, words, error);
}

bool decision_command_explain(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    g_autoptr(decision_t) decision = decision_load(session, arguments_int(arguments, "decision", 0), error);
    const struct decision_rule *rule =
        decision ? decision_rule_find(session_profile(session), decision->outcome, error) : NULL;
    if (!rule) return false;
    g_autofree char *number = decision_letter_make(session, decision, rule->letter, error);
    if (!number) return false;
    bool found;
    table_fact_int(answer, "decision", N_("Decision"), decision->id);
    g_autofree char *zh = reasons_text(decision, "zh", false), *en = reasons_text(decision, "en", false);
    table_fact_text(answer, "reasons_en", N_("Reasons in English"), en);
    table_fact_text(answer, "reasons_zh", N_("Reasons in Chinese"), zh);
    return letter_show(session, LETTER_OF_DECISION, decision->id, 0, answer, &found, error);
}

bool decision_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(decision_t) decision = decision_load(session, arguments_int(arguments, "decision", 0), error);
    bool found;
    if (!decision || !letter_show(session, LETTER_OF_DECISION, decision->id, arguments_int(arguments, "letter", 0),
                                  answer, &found, error))
        return false;
    if (found) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, decision->id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("Decision {1} has no such letter."),
                     N_("`bureau decision explain` makes one."), number, NULL);
    return false;
}
