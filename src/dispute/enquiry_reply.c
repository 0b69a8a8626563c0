/* SPDX-License-Identifier: Apache-2.0 */
/* `dispute reply`: a furnisher's answer by the hand of a person, field by field. */
#include "dispute/enquiry.h"

#include <string.h>

/* "1=different:N": the item, what it says, the value. The words are cut in place. */
static bool parse_says(char *word, struct enquiry_item_answer *given, GError **error)
{
    char *rest = NULL, *equals = strchr(word, '=');
    given->item = g_ascii_strtoll(word, &rest, 10);
    if (equals == NULL || rest != equals || given->item <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} does not say which item says what."),
                         N_("Write --says 1=same, 1=different:VALUE or 1=unknown."), word, NULL);
        return false;
    }
    char *colon = strchr(equals + 1, ':');
    if (colon != NULL) *colon = '\0';
    given->says = equals + 1;
    given->value = colon != NULL && colon[1] != '\0' ? colon + 1 : NULL;
    return true;
}

static bool find_furnisher(struct session *session, const struct arguments *arguments, int64_t *source, GError **error)
{
    const char *code = arguments_text(arguments, "furnisher");
    *source = 0;
    if (code == NULL) return true;
    if (!store_query_int(session->store, source, 0, error, "SELECT id FROM source WHERE code = ?1", "s", code))
        return false;
    if (*source != 0) return true;
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no source {1}."),
                     N_("`bureau intake sources` lists them."), code, NULL);
    return false;
}

static void answer_replied(struct table *answer, const struct act *act, bool complete)
{
    table_fact_int(answer, "dispute", N_("Dispute"), act->each->id);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", act->each->state);
    table_fact_flag(answer, "complete", N_("All have answered"), complete);
    table_fact_flag(answer, "contrary", N_("Contradiction"), act->each->contrary);
    table_fact_date(answer, "due", N_("Due"), act->each->due);
    table_fact_int(answer, "version", N_("Version"), act->each->version);
}

/* The file is kept with the case; the enquiry gets its digest. */
static bool keep_evidence(struct act *act, char **digest, GError **error)
{
    const char *path = arguments_text(act->arguments, "evidence");
    if (path == NULL) return true;
    if (!case_attach(act->session, act->each, act->arguments, "evidence", error)) return false;
    *digest = store_query_text(act->session->store, error,
                               "SELECT digest FROM attachment WHERE dispute = ?1 ORDER BY added DESC LIMIT 1", "i",
                               act->each->id);
    return *digest != NULL;
}

bool dispute_command_reply(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    if (arguments_has(arguments, "version") &&
        !case_check_version(session, each, arguments_int(arguments, "version", 0), error))
        return false;
    const size_t count = arguments_count(arguments, "says");
    g_autofree struct enquiry_item_answer *items = g_new0(struct enquiry_item_answer, count + 1);
    g_auto(GStrv) words = g_new0(char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        words[i] = g_strdup(arguments_nth(arguments, "says", i));
        if (!parse_says(words[i], &items[i], error)) return false;
    }
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { .session = session, .arguments = arguments, .each = each, .letters = letters };
    act.step = machine_find(each->state, "furnisher_reply", each->profile);
    if (act.step == NULL) { /* the machine says what may be done instead */
        return case_act(&act, "furnisher_reply", error);
    }
    struct enquiry_answer given = { .respondent = arguments_text(arguments, "respondent"),
                                    .code = arguments_text(arguments, "code"),
                                    .text = arguments_text(arguments, "text"),
                                    .items = items,
                                    .item_count = count };
    g_autofree char *digest = NULL;
    bool complete = false;
    if (!guards_hold(session, each, act.step, arguments, error) ||
        !case_arrival(session, each, act.step, arguments, &given.arrived, error) ||
        !find_furnisher(session, arguments, &given.source, error) || !keep_evidence(&act, &digest, error))
        return false;
    given.evidence = digest;
    if (!enquiry_take(session, each, &given, &complete, error) || !enquiry_go_on(&act, complete, error)) return false;
    answer_replied(answer, &act, complete);
    return true;
}
