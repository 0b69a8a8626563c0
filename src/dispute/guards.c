/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold before a case moves. Each refusal says what is missing, and who or what may come instead. */
#include "dispute/correct.h"
#include "dispute/second.h"

#include <string.h>

static bool check_day(struct session *session, const struct dispute_case *each, const struct law_step *step,
                      GError **error)
{
    if (*step->not_before == '\0') return true;
    int reserve = strcmp(step->not_before, "furnisher") == 0 ? (int)machine_policy("furnisher_reserve") : 0;
    struct date first = date_add_days(each->due, -reserve);
    if (session_today(session).days >= first.days) return true;
    char day[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot be before {2}: there is still time to answer."),
                     N_("Wait for the furnisher, or record its reply."), step->event, date_format(first, day), NULL);
    return false;
}

static bool claims_something(const struct dispute_case *each)
{
    bool claims = each->text != NULL && *each->text != '\0';
    for (guint i = 0; i < each->items->len; i++)
        claims |= ((struct case_item *)each->items->pdata[i])->claimed != NULL;
    return claims;
}

/* Who applied is known, by the case or by what the act brings. */
static bool is_identified(const struct dispute_case *each, const struct arguments *arguments)
{
    struct dispute_case seen = *each;
    if (arguments_has(arguments, "identity")) seen.identity = (char *)arguments_text(arguments, "identity");
    if (arguments_has(arguments, "authority")) seen.authority = (char *)arguments_text(arguments, "authority");
    if (arguments_has(arguments, "agent")) seen.agent = (char *)arguments_text(arguments, "agent");
    return case_lacks(&seen) == NULL;
}

/* One word of the table's column `requires`; `*met` says whether it is there. */
static bool is_met(struct session *session, const struct dispute_case *each, const struct arguments *arguments,
                   const char *word, bool *met, GError **error)
{
    int64_t count = 0;
    const char *text = arguments_text(arguments, "text");
    *met = true;
    if (strcmp(word, "evidence") == 0) {
        if (!evidence_count(session, each->id, &count, error)) return false;
        *met = count > 0 || arguments_has(arguments, "evidence");
    } else if (strcmp(word, "certification") == 0) {
        if (!store_query_int(session->store, &count, 0, error,
                             "SELECT count(*) FROM attachment WHERE dispute = ?1 AND role = 'certification'", "i",
                             each->id))
            return false;
        *met = count > 0 || arguments_has(arguments, "evidence");
    } else if (strcmp(word, "deleted") == 0)
        return reinsert_possible(session, each->id, met, error);
    else if (strcmp(word, "text") == 0)
        *met = text != NULL && *text != '\0';
    else if (strcmp(word, "objection") == 0)
        *met = claims_something(each);
    else if (strcmp(word, "letter") == 0)
        return letters_answered(session, each->id, met, error);
    else if (strcmp(word, "identity") == 0)
        *met = is_identified(each, arguments);
    else if (strcmp(word, "nothing_new") == 0) {
        if (!store_query_int(
                session->store, &count, 0, error,
                "SELECT count(*) FROM attachment WHERE dispute = ?1 AND role IN ('application', 'evidence')", "i",
                each->id))
            return false;
        *met = each->previous != 0 || count == 0;
    } else if (strcmp(word, "unarchived") == 0)
        *met = !date_is_set(each->archived);
    else if (strcmp(word, "arrives") != 0) { /* `arrives` opens the argument of the day and holds nothing back */
        *met = false;
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The dispute table names a requirement {1} that is not known."),
                         N_("Correct data/law/dispute_fsm.tsv."), word, NULL);
        return false;
    }
    return true;
}

static void set_missing(const char *word, const char *event, GError **error)
{
    static const struct {
        const char *word, *what, *next, *event; /* event: this one only; NULL: all others */
    } missing[] = {
        { "text", N_("{1} needs the words of the signed withdrawal."), N_("Give them with --text."), "withdraw" },
        { "evidence", N_("{1} needs evidence, and none is attached to the case."),
          N_("Attach the furnisher's proof with --evidence FILE."), NULL },
        { "certification", N_("{1} needs the furnisher's certification that the item is complete and accurate first."),
          N_("Attach it with --evidence FILE (15 U.S.C. 1681i(a)(5)(B))."), NULL },
        { "deleted", N_("{1} needs an item that this case took out of the file, and there is none."),
          N_("`bureau dispute corrections` lists what was changed."), NULL },
        { "text", N_("{1} needs a text: what was found, or what is missing."), N_("Give it with --text."), NULL },
        { "objection", N_("{1} needs the objection itself, and the case holds neither words nor a claimed value."),
          N_("Ask the applicant, and open the dispute with a text."), NULL },
        { "identity", N_("{1} needs to know who applied: identity, and for an agent or relative name and authority."),
          N_("Give them with --identity, --agent and --authority, or ask for what is missing with reject_incomplete."),
          NULL },
        { "nothing_new", N_("{1} cannot be said of a first dispute that brought new evidence (15 U.S.C. 1681i(a)(3))."),
          N_("Accept it and look into it."), NULL },
        { "unarchived", N_("{1} was done already: the file of the case is closed."), NULL, NULL },
        { "letter", N_("{1} needs the written reply first."), N_("Make it with the event answer."), NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(missing); i++)
        if (strcmp(missing[i].word, word) == 0 && (!missing[i].event || strcmp(missing[i].event, event) == 0)) {
            bureau_error_set(error, BUREAU_ERROR_REFUSED, missing[i].what, missing[i].next, event, NULL);
            return;
        }
}

static bool check_required(struct session *session, const struct dispute_case *each, const struct law_step *step,
                           const struct arguments *arguments, GError **error)
{
    g_auto(GStrv) words = g_strsplit(step->requires, ",", -1);
    for (size_t i = 0; words[i] != NULL; i++) {
        bool met;
        if (strcmp(words[i], "second") == 0) {
            if (!second_check(session, each, step, error)) return false;
            continue;
        }
        if (!is_met(session, each, arguments, words[i], &met, error)) return false;
        if (!met) {
            set_missing(words[i], step->event, error);
            return false;
        }
    }
    return true;
}

bool guards_hold(struct session *session, const struct dispute_case *each, const struct law_step *step,
                 const struct arguments *arguments, GError **error)
{
    return law_step_check_person(session, step, each->maker, error) && check_day(session, each, step, error) &&
           check_required(session, each, step, arguments, error) &&
           letter_check_text(arguments_text(arguments, "text"), error);
}
