/* SPDX-License-Identifier: Apache-2.0 */
/* What a letter of a case is filled with: the words of data/letters/{zh,en} around figures of the case. What is filled
 * in is clean text, and identity numbers are masked. */
#include "dispute/receiver.h"

#include <string.h>

/* ---- figures as words ---------------------------------------------------------------------------------------------
 */

static char *coded(const char *group, const char *value, const char *language)
{
    g_autofree char *label = letter_label(group, value, language);
    return letter_fill(letter_line("value.coded", language), value, label, "");
}

/* A stored, claimed or corrected value as the reader may see it. */
static char *value_words(const struct case_item *item, const char *value, const char *currency, const char *language)
{
    const struct dispute_field *field = field_find(item->field);
    int64_t minor;
    struct date date;
    char buffer[MONEY_TEXT_SIZE];
    if (value == NULL || *value == '\0' || field == NULL)
        return g_strdup(letter_line(value == NULL ? "value.none" : "value.empty", language));
    switch (field->kind) {
    case FIELD_STATE:
        return coded("REPAY_STATE", value, language);
    case FIELD_CLASS:
        return coded("FIVE_CLASS", value, language);
    case FIELD_MONEY:
        if (money_parse_minor(value, &minor))
            return g_strconcat(money_format_minor(minor, true, buffer), " ", currency, NULL);
        break;
    case FIELD_DATE:
        if (date_parse(value, &date)) return letter_day(date, language);
        break;
    case FIELD_MARITAL:
        return coded("MARITAL", value, language);
    case FIELD_SCORE:
        break;
    case FIELD_FACT:
        if (strcmp(value, "no") != 0) break;
        return g_strdup(letter_line("value.not_mine", language));
    case FIELD_EXISTS:
        return g_strdup(letter_line(strcmp(value, "no") == 0 ? "value.not_mine" : "value.held", language));
    case FIELD_IDENTITY:
        return guard_mask(value, SECRECY_IDENTITY);
    case FIELD_PHONE:
        return guard_mask(value, SECRECY_PHONE);
    case FIELD_TEXT:
        return strcmp(item->field, "address") == 0 ? guard_mask(value, SECRECY_ADDRESS) : g_strdup(value);
    }
    return text_sanitise(value, -1);
}

/* The newest version of an account, also of one that a correction took out of the file. 0 when it is a personal item.
 */
int64_t letter_account(struct session *session, const struct dispute_case *each, const struct case_item *item,
                       char **number, char currency[4])
{
    if (item->account == 0) return 0;
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT source, number, currency FROM account WHERE subject = ?1 AND account = ?2"
                      " ORDER BY born DESC LIMIT 1",
                      NULL);
    if (row == NULL) return 0;
    statement_bind_int(row, 1, each->subject);
    statement_bind_int(row, 2, item->account);
    if (statement_step(row, NULL) != STEP_ROW) return 0;
    if (number != NULL) *number = g_strdup(statement_text(row, 1));
    if (currency != NULL) g_strlcpy(currency, statement_text(row, 2), 4);
    return statement_int(row, 0);
}

/* What the item is about: "工商银行 6222**********4417, 2026-04, repayment state". Gives its currency too. */
static char *item_about(const struct letter_draft *draft, const struct case_item *item, char currency[4])
{
    g_autofree char *field = letter_label("DISPUTE_FIELD", item->field, draft->language);
    g_autofree char *number = NULL;
    currency[0] = '\0';
    int64_t source = letter_account(draft->session, draft->each, item, &number, currency);
    if (source == 0) return g_steal_pointer(&field);
    g_autofree char *masked = guard_mask(number, SECRECY_ACCOUNT);
    g_autofree char *who = g_strconcat(source_label(draft->session->store, source, draft->language), " ", masked, NULL);
    char month[DATE_TEXT_SIZE];
    return month_is_set(item->month)
               ? letter_fill(letter_line("item.month", draft->language), who, month_format(item->month, month), field)
               : letter_fill(letter_line("item.account", draft->language), who, field, "");
}

static bool is_ours(const struct letter_draft *draft, const struct case_item *item)
{
    if (draft->source == 0) return true;
    if (draft->source == LETTER_PERSONAL_ONLY) return item->account == 0;
    return letter_account(draft->session, draft->each, item, NULL, NULL) == draft->source;
}

/* One line an item; `result`: what became of it, else what was asked. */
static char *item_lines(const struct letter_draft *draft, bool result)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < draft->each->items->len; i++) {
        const struct case_item *item = draft->each->items->pdata[i];
        if (!is_ours(draft, item)) continue;
        char currency[4];
        g_autofree char *about = item_about(draft, item, currency);
        g_autofree char *stored = value_words(item, item->stored, currency, draft->language);
        const char *other = !result ? item->claimed : item->corrected ? item->corrected : item->stored;
        g_autofree char *value = value_words(item, other, currency, draft->language);
        const char *key = !result ? "item.claim" : item->corrected ? "item.corrected" : "item.kept";
        g_autofree char *line = letter_fill(letter_line(key, draft->language), about, stored, value);
        g_string_append_printf(lines, "%s  (%u) %s", lines->len > 0 ? "\n" : "", i + 1, line);
    }
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

/* ---- what the case gathered ---------------------------------------------------------------------------------------
 */

static char *listed(struct session *session, int64_t dispute, const char *sql, const char *none, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, dispute);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_string_append_printf(lines, "%s  - %s", lines->len > 0 ? "\n" : "", statement_text(row, 0));
    if (step == STEP_ERROR) return NULL;
    if (lines->len == 0) g_string_append(lines, none);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static char *findings(const struct letter_draft *draft, GError **error)
{
    return listed(
        draft->session, draft->each->id,
        "SELECT note FROM dispute_event WHERE dispute = ?1 AND note IS NOT NULL AND instr(note, char(31)) = 0 AND "
        "event IN"
        " ('own_check', 'bureau_error', 'furnisher_reply', 'confirm_error', 'confirm_correct', 'cannot_determine')"
        " ORDER BY seq",
        letter_line("findings.none", draft->language), error);
}

static char *evidence(const struct letter_draft *draft, GError **error)
{
    return listed(draft->session, draft->each->id,
                  "SELECT name || ' (SHA-256 ' || substr(digest, 1, 16) || ')' FROM attachment WHERE dispute = ?1 "
                  "ORDER BY added, digest",
                  letter_line("evidence.none", draft->language), error);
}

static char *receivers(const struct letter_draft *draft, GError **error)
{
    g_autoptr(GPtrArray) names = letters_receivers(draft->session, draft->each, error);
    if (names == NULL) return NULL;
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(lines, "%s  - %s", i > 0 ? "\n" : "", (const char *)names->pdata[i]);
    return g_strdup(lines->len > 0 ? lines->str : letter_line("receivers.none", draft->language));
}

static bool gather(const struct letter_draft *draft, GHashTable *words, GError **error)
{
    const struct dispute_case *each = draft->each;
    const char *language = draft->language;
    const char *identity = dossier_identity(draft->dossier);
    const struct case_item *first = each->items->len > 0 ? each->items->pdata[0] : NULL;
    int months;
    if (!receivers_months(draft->session, each, &months, error)) return false;
    struct date furnisher_due = date_add_days(each->due, -(int)machine_policy("furnisher_reserve"));
    letter_put(words, "number", g_strdup(draft->number));
    letter_put(words, "window", g_strdup_printf("%d", months));
    letter_put(words, "case", case_number(each->id));
    letter_put(words, "received", letter_day(each->received, language));
    letter_put(words, "due", letter_day(each->due, language));
    letter_put(words, "furnisher_due", letter_day(furnisher_due, language));
    letter_put_usual(words, draft->session, language);
    letter_put(words, "addressee", g_strdup(draft->addressee));
    letter_put(words, "name", text_sanitise(dossier_name(draft->dossier), -1));
    letter_put(words, "identity",
               identity ? guard_mask(identity, SECRECY_IDENTITY) : g_strdup(letter_line("value.none", language)));
    letter_put(words, "reason", first ? letter_label("DISPUTE_REASON", first->reason, language) : NULL);
    letter_put(words, "items", item_lines(draft, false));
    letter_put(words, "results", item_lines(draft, true));
    letter_put(words, "text", g_strdup(draft->text ? draft->text : letter_line("text.none", language)));
    letter_put(words, "objection", g_strdup(each->text ? each->text : letter_line("objection.none", language)));
    letter_put(words, "findings", findings(draft, error));
    letter_put(words, "evidence", evidence(draft, error));
    letter_put(words, "receivers", receivers(draft, error));
    if (!letter_put_law(draft, words, error)) return false;
    return g_hash_table_lookup(words, "findings") && g_hash_table_lookup(words, "evidence") &&
           g_hash_table_lookup(words, "receivers");
}

char *letter_write(const struct letter_draft *draft, GError **error)
{
    g_autoptr(GHashTable) words = letter_words();
    return gather(draft, words, error) ? letter_text(draft->kind, draft->language, words, error) : NULL;
}
