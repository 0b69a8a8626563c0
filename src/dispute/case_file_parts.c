/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a case's file that need more than a statement: the rules that bind it, the people, the items with
 * values that are masked by field, what was corrected from which paper, and the letters with their full text. */
#include "dispute/case_file.h"

#include <string.h>

/* ---- the rules ----------------------------------------------------------------------------------------------------
 */

/* The rules that count periods in disputes and complaints under the case's own profile. */
bool case_file_law(struct case_file *file, GError **error)
{
    (void)error;
    const struct law_rule *rule;
    for (size_t i = 0; (rule = law_rule_at(i)) != NULL; i++) {
        if (strcmp(rule->profile, file->each->profile) != 0 ||
            !(g_str_has_prefix(rule->rule, "dispute.") || g_str_has_prefix(rule->rule, "complaint.") ||
              g_str_has_prefix(rule->rule, "rights.")))
            continue;
        g_autofree char *amount = law_amount_text(rule, file->language);
        const char *article = law_article(rule, file->language);
        const char *values[] = { rule->rule, law_title(rule, file->language), amount,
                                 *article != '\0' ? article : rule->cite,
                                 letter_line(law_is_verified(rule) ? "file.yes" : "file.no", file->language) };
        case_file_row(file, "law", values, G_N_ELEMENTS(values));
    }
    return true;
}

/* ---- the people ---------------------------------------------------------------------------------------------------
 */

char *case_file_secret(const struct case_file *file, const char *value, enum secrecy secrecy)
{
    if (value == NULL || secrecy == SECRECY_OPEN) return g_strdup(value);
    return file->masked ? guard_mask(value, secrecy) : guard_show(file->session, value, secrecy);
}

bool case_file_person(struct case_file *file, GError **error)
{
    (void)error;
    const struct dispute_case *each = file->each;
    g_autofree char *name = case_file_secret(file, dossier_name(file->dossier), SECRECY_NAME);
    g_autofree char *identity = case_file_secret(file, dossier_identity(file->dossier), SECRECY_IDENTITY);
    g_autofree char *agent = case_file_secret(file, each->agent, SECRECY_NAME);
    g_autofree char *verified = date_is_set(each->verified) ? letter_day(each->verified, file->language) : NULL;
    const char *values[] = { name,
                             identity,
                             each->applicant ? codes_label("DISPUTE_APPLICANT", each->applicant, file->language) : NULL,
                             agent,
                             each->authority,
                             each->identity ? codes_label("DISPUTE_IDENTITY", each->identity, file->language) : NULL,
                             verified };
    case_file_row(file, "person", values, G_N_ELEMENTS(values));
    return true;
}

/* ---- the items ----------------------------------------------------------------------------------------------------
 */

static enum secrecy secrecy_of(const char *field)
{
    return strcmp(field, "identity") == 0  ? SECRECY_IDENTITY
           : strcmp(field, "phone") == 0   ? SECRECY_PHONE
           : strcmp(field, "address") == 0 ? SECRECY_ADDRESS
           : strcmp(field, "name") == 0    ? SECRECY_NAME
                                           : SECRECY_OPEN;
}

/* "工商银行 6222**********4417, 2026-04, repayment state". Caller frees. */
static char *item_about(const struct case_file *file, const struct case_item *item)
{
    g_autofree char *number = NULL;
    char currency[4] = "", month[DATE_TEXT_SIZE];
    const char *field = codes_label("DISPUTE_FIELD", item->field, file->language);
    const int64_t source = letter_account(file->session, file->each, item, &number, currency);
    if (source == 0) return g_strdup(field);
    g_autofree char *shown = case_file_secret(file, number, SECRECY_ACCOUNT);
    g_autofree char *who =
        g_strconcat(source_label(file->session->store, source, file->language), " ", shown, " ", currency, NULL);
    return month_is_set(item->month)
               ? letter_fill(letter_line("item.month", file->language), who, month_format(item->month, month), field)
               : letter_fill(letter_line("item.account", file->language), who, field, NULL);
}

bool case_file_items(struct case_file *file, GError **error)
{
    (void)error;
    for (guint i = 0; i < file->each->items->len; i++) {
        const struct case_item *item = file->each->items->pdata[i];
        const enum secrecy secrecy = secrecy_of(item->field);
        g_autofree char *about = item_about(file, item);
        g_autofree char *claimed = case_file_secret(file, item->claimed, secrecy);
        g_autofree char *stored = case_file_secret(file, item->stored, secrecy);
        g_autofree char *answered = case_file_secret(file, item->answered, secrecy);
        g_autofree char *corrected = case_file_secret(file, item->corrected, secrecy);
        const char *values[] = {
            about,     codes_label("DISPUTE_REASON", item->reason, file->language),
            claimed,   stored,
            answered,  item->says ? codes_label("DISPUTE_SAYS", item->says, file->language) : NULL,
            corrected, item->outcome ? codes_label("DISPUTE_OUTCOME", item->outcome, file->language) : NULL
        };
        case_file_row(file, "items", values, G_N_ELEMENTS(values));
    }
    return true;
}

/* ---- corrections --------------------------------------------------------------------------------------------------
 */

/* Who applied them and when; both NULL when nobody did. Callers free. */
static bool applied(const struct case_file *file, char **user, char **moment, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        file->session->store,
        "SELECT user, at FROM dispute_event WHERE dispute = ?1 AND event = 'apply' ORDER BY seq DESC LIMIT 1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, file->each->id);
    const enum step step = statement_step(row, error);
    if (step == STEP_ROW) {
        *user = g_strdup(statement_text(row, 0));
        *moment = case_file_moment(statement_int(row, 1));
    }
    return step != STEP_ERROR;
}

bool case_file_corrections(struct case_file *file, GError **error)
{
    g_autofree char *user = NULL, *moment = NULL;
    if (!applied(file, &user, &moment, error)) return false;
    g_autofree char *papers = store_query_text(
        file->session->store, NULL,
        "SELECT group_concat(name || ' ' || substr(digest, 1, 16), ', ') FROM (SELECT name, digest FROM"
        " attachment WHERE dispute = ?1 ORDER BY added, digest)",
        "i", file->each->id);
    for (guint i = 0; i < file->each->items->len; i++) {
        const struct case_item *item = file->each->items->pdata[i];
        if (item->corrected == NULL) continue;
        const enum secrecy secrecy = secrecy_of(item->field);
        g_autofree char *about = item_about(file, item);
        g_autofree char *before = case_file_secret(file, item->stored, secrecy);
        g_autofree char *after = case_file_secret(file, item->corrected, secrecy);
        const char *values[] = { about, before, after, user, moment, papers };
        case_file_row(file, "corrections", values, G_N_ELEMENTS(values));
    }
    return true;
}

/* ---- letters ------------------------------------------------------------------------------------------------------
 */

/* The text of a letter, set in so that its lines are told from those of the file. */
static void add_words(GString *text, const char *words)
{
    if (*words == '\0') return;
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        g_string_append_printf(text, "%s%s\n", *lines[i] != '\0' ? "      " : "", lines[i]);
}

bool case_file_letters(struct case_file *file, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        file->session->store,
        "SELECT number, kind, language, made, user, digest, text FROM letter WHERE dispute = ?1 AND change <= ?2"
        " AND kind <> 'case_file' ORDER BY id",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, file->each->id);
    statement_bind_int(row, 2, file->session->change != 0 ? file->session->change : file->session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        g_autofree char *made = case_file_moment(statement_int(row, 3));
        const char *values[] = {
            statement_text(row, 0), codes_label("LETTER_KIND", statement_text(row, 1), file->language),
            statement_text(row, 2), made,
            statement_text(row, 4), statement_text(row, 5)
        };
        g_string_append(file->text, file->rows > 0 ? "\n" : "");
        case_file_row(file, "letters", values, G_N_ELEMENTS(values));
        g_string_append_c(file->text, '\n');
        add_words(file->text, statement_text(row, 6));
    }
    return step == STEP_DONE;
}
