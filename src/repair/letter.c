/* SPDX-License-Identifier: Apache-2.0 */
/* `repair letter`: a plan in plain words for the person, numbered, hashed and kept as every letter is. Its words are
 * data/letters/; the word check refuses it when anything in it promises what the law forbids. */
#include "letter/letter.h"
#include "law/law.h"
#include "letter/deliver.h"
#include "repair/repair.h"
#include "repair/steps.h"

#include <string.h>

static void add_line(GString *text, const char *language, const char *key, const char *first, const char *second,
                     const char *third)
{
    g_autofree char *line = letter_fill(letter_line(key, language), first, second, third);
    g_string_append_printf(text, "%s\n", line);
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static char *place_text(const struct repair_step *step, const char *language)
{
    g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, step->account);
    g_autofree char *fact = g_strdup_printf("%" G_GINT64_FORMAT, step->fact);
    char month[DATE_TEXT_SIZE];
    if (step->account != 0 && month_is_set(step->month))
        return letter_fill(letter_line("repair.account.month", language), account, month_format(step->month, month),
                           NULL);
    if (step->account != 0) return letter_fill(letter_line("repair.account", language), account, NULL, NULL);
    return step->fact != 0 ? letter_fill(letter_line("repair.record", language), fact, NULL, NULL) : NULL;
}

static void add_amount(GString *text, const struct dossier *dossier, const struct repair_step *step,
                       const char *language)
{
    struct action action;
    char amount[MONEY_TEXT_SIZE];
    const struct account *account = dossier_account(dossier, step->account);
    if (account == NULL || step->action == NULL || !action_parse(step->action, &action, NULL)) return;
    int64_t minor = action.minor;
    if (action.kind == ACTION_CURRENT && account->history.past_due != NULL && account->history.length > 0)
        minor = account->history.past_due[account->history.length - 1];
    if (minor <= 0 || minor == MONEY_UNKNOWN) return;
    g_autofree char *words = g_strdup_printf("%s %s", account->currency, money_format_minor(minor, true, amount));
    add_line(text, language, "repair.amount", words, NULL, NULL);
}

/* Why it is disputable: the words of the check, without the values, which are the file's and stand in the report. */
static void add_reason(GString *text, const struct repair_look *look, const struct repair_step *step,
                       const char *language)
{
    for (guint i = 0; step->finding != NULL && i < look->diagnosis->findings->len; i++) {
        const struct repair_finding *finding = &g_array_index(look->diagnosis->findings, struct repair_finding, i);
        if (strcmp(finding->check, step->finding) != 0 || finding->account != step->account ||
            finding->fact != step->fact || finding->month.index != step->month.index)
            continue;
        g_autofree char *words = repair_finding_text(finding, language);
        add_line(text, language, "repair.why", words, NULL, NULL);
        return;
    }
}

static void add_step(GString *text, const struct repair_look *look, const struct repair_step *step,
                     const char *language)
{
    const struct tsv *kinds = repair_table("steps");
    const int row = repair_row(kinds, "kind", step->kind);
    if (row < 0) return;
    g_autofree char *number = g_strdup_printf("%d", step->step), *place = place_text(step, language);
    g_autofree char *begins = letter_day(step->begins, language), *ends = letter_day(step->ends, language);
    const char *title = repair_words(kinds, (size_t)row, "", language);
    add_line(text, language, place ? "repair.step" : "repair.step.plain", number, title, place);
    add_reason(text, look, step, language);
    add_amount(text, look->dossier, step, language);
    add_line(text, language, "repair.term", begins, ends, NULL);
    add_line(text, language, "repair.who", codes_label("REPAIR_WHO", step->who, language), NULL, NULL);
    if (step->points != POINTS_UNKNOWN && step->points != 0) {
        g_autofree char *points = g_strdup_printf("%+d", step->points);
        add_line(text, language, "repair.effect", points, NULL, NULL);
    }
    add_line(text, language, "repair.evidence",
             step->finding ? repair_check_evidence(step->finding, language)
                           : repair_words(kinds, (size_t)row, "evidence", language),
             NULL, NULL);
    if (strcmp(tsv_cell(kinds, (size_t)row, "article"), "-") != 0)
        add_line(text, language, "repair.article", tsv_cell(kinds, (size_t)row, "article"), NULL, NULL);
    if (step->dispute != 0) {
        g_autofree char *number_of = g_strdup_printf("D-%06" G_GINT64_FORMAT, step->dispute);
        add_line(text, language, "repair.case", number_of, NULL, NULL);
    }
}

static char *steps_text(const struct repair_look *look, const struct repair_plan *plan, const char *language)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < plan->steps->len; i++) {
        const struct repair_step *step = plan->steps->pdata[i];
        if (strcmp(step->state, "dropped") == 0 || strcmp(step->state, "done") == 0) continue;
        add_step(text, look, step, language);
    }
    if (text->len == 0) add_line(text, language, "repair.nothing", NULL, NULL, NULL);
    return g_string_free(text, FALSE);
}

/* ---- ways -------------------------------------------------------------------------------------------------------- */

static char *paths_text(const char *profile, bool open, const char *language)
{
    const struct tsv *table = repair_table("paths");
    GString *text = g_string_new(NULL);
    for (size_t row = 0; table != NULL && row < tsv_rows(table); row++) {
        const char *held = tsv_cell(table, row, "profile");
        if ((strcmp(tsv_cell(table, row, "open"), "yes") == 0) != open) continue;
        if (strcmp(held, "*") != 0 && !law_in_family(profile, held)) continue;
        add_line(text, language, open ? "repair.open" : "repair.closed", repair_words(table, row, "", language),
                 repair_words(table, row, "how", language), tsv_cell(table, row, "article"));
    }
    if (text->len == 0) add_line(text, language, "repair.nothing", NULL, NULL, NULL);
    return g_string_free(text, FALSE);
}

/* ---- the letter -------------------------------------------------------------------------------------------------- */

static char *number_line(const char *key, int number, const char *language)
{
    g_autofree char *text = g_strdup_printf("%d", number);
    return letter_fill(letter_line(key, language), text, NULL, NULL);
}

static GHashTable *gather(struct session *session, const struct repair_look *look, const struct repair_plan *plan,
                          const char *language)
{
    GHashTable *words = letter_words();
    const char *profile = session_profile(session), *identity = dossier_identity(look->dossier);
    g_autofree char *family = law_country(profile), *remedies = g_strconcat("remedies.", family, NULL);
    g_autofree char *recheck = letter_day(plan->recheck, language);
    letter_put(words, "addressee", text_sanitise(dossier_name(look->dossier), -1));
    letter_put(words, "identity",
               identity ? guard_mask(identity, SECRECY_IDENTITY) : g_strdup(letter_line("value.none", language)));
    letter_put(words, "case", g_strdup_printf("P-%06" G_GINT64_FORMAT, plan->id));
    letter_put(words, "now", g_strdup_printf("%d", look->diagnosis->now.score));
    letter_put(words, "expected", number_line("repair.expected", plan->expected, language));
    letter_put(words, "target",
               plan->target == 0 ? NULL
                                 : number_line(plan->expected >= plan->target ? "repair.target" : "repair.short",
                                               plan->target, language));
    letter_put(words, "recheck",
               date_is_set(plan->recheck) ? letter_fill(letter_line("repair.recheck", language), recheck, NULL, NULL)
                                          : NULL);
    letter_put(words, "model", g_strdup_printf("%s %d", plan->model, plan->number));
    letter_put(words, "steps", steps_text(look, plan, language));
    letter_put(words, "open", paths_text(profile, true, language));
    letter_put(words, "closed", paths_text(profile, false, language));
    letter_put(words, "remedies", g_strdup(letter_line(remedies, language)));
    return words;
}

/* Made, checked and kept; the number is the caller's to free. */
static char *make(struct session *session, const struct repair_look *look, const struct repair_plan *plan,
                  const char *language, char **text, GError **error)
{
    const struct letter letter = { LETTER_OF_REPAIR, plan->id, plan->subject, "repair_plan", language };
    g_autoptr(GHashTable) words = gather(session, look, plan, language);
    g_autofree char *number = letter_next_number(session, &letter, error);
    if (number == NULL) return NULL;
    letter_put(words, "number", g_strdup(number));
    letter_put_usual(words, session, language);
    *text = letter_text(letter.kind, language, words, error);
    if (*text == NULL || !letter_check_text(*text, error) || !letter_store(session, &letter, number, *text, error))
        return NULL;
    return g_steal_pointer(&number);
}

bool repair_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_auto(repair_look_t) look = { 0 };
    g_autofree char *text = NULL;
    const char *asked = arguments_text(arguments, "language"), *out = arguments_text(arguments, "out");
    g_autoptr(repair_plan_t) plan = repair_plan_load(session, arguments_int(arguments, "repair", 0), error);
    if (plan == NULL || !repair_look_begin(session, plan->subject, NULL, &look, error)) return false;
    const char *language = asked ? asked : letter_language(look.dossier->language, session_profile(session));
    g_autofree char *number = make(session, &look, plan, language, &text, error);
    if (number == NULL) return false;
    if (out != NULL && !letter_deliver(out, arguments_has(arguments, "replace"), text, strlen(text), error))
        return false;
    table_fact_int(answer, "repair", N_("Plan"), plan->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_code(answer, "kind", N_("Kind"), "LETTER_KIND", "repair_plan");
    table_fact_text(answer, "language", N_("Language"), language);
    table_fact_text(answer, "file", N_("File"), out);
    table_fact_text(answer, "text", N_("Text"), text);
    return true;
}
