/* SPDX-License-Identifier: Apache-2.0 */
/* See ask.h. */
#include "plan/ask.h"

#include "plan/rules.h"
#include "score/portfolio.h"

#include <string.h>

static enum plan_cost cost_of(const char *word)
{
    if (word != NULL && strcmp(word, "effort") == 0) return PLAN_EFFORT;
    return word != NULL && strcmp(word, "changes") == 0 ? PLAN_CHANGES : PLAN_MONEY;
}

static bool is_known(const char *word, const struct dossier *dossier)
{
    const struct plan_action *rule = plan_action_find(word);
    char *end = NULL;
    const gint64 account = g_ascii_strtoll(word, &end, 10);
    return (rule != NULL && !rule->forbidden) || (*end == '\0' && dossier_account(dossier, account) != NULL);
}

static bool check_without(char **without, const struct dossier *dossier, GError **error)
{
    for (size_t i = 0; without[i] != NULL; i++) {
        if (is_known(without[i], dossier)) continue;
        g_autoptr(GString) known = g_string_new(NULL);
        for (size_t a = 0; a < plan_action_count(); a++)
            if (!plan_action_at(a)->forbidden)
                g_string_append_printf(known, "%s%s", known->len ? ", " : "", plan_action_at(a)->id);
        bureau_error_set(error, BUREAU_ERROR_USAGE,
                         N_("{1} is neither an action of a plan nor an account of this file."),
                         N_("The actions are {2}."), without[i], known->str, NULL);
        return false;
    }
    return true;
}

static void read_wish(const struct arguments *arguments, struct plan_asked *asked)
{
    const size_t count = arguments_count(arguments, "without");
    asked->without = g_new0(char *, count + 1);
    for (size_t i = 0; i < count; i++)
        asked->without[i] = g_strdup(arguments_nth(arguments, "without", i));
    asked->wish = (struct plan_wish){ .kind = cost_of(arguments_text(arguments, "cost")),
                                      .within = (int)CLAMP(arguments_int(arguments, "within", plan_usual_months()), -1,
                                                           plan_most_months() + 1),
                                      .most = (int)CLAMP(arguments_int(arguments, "most", -1), -1, 64),
                                      .target = (int)CLAMP(arguments_int(arguments, "target", 0), 0, 100000),
                                      .budget = arguments_int(arguments, "budget", -1),
                                      .without = (const char *const *)asked->without };
}

bool plan_ask(struct session *session, const struct arguments *arguments, struct plan_asked *asked, GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    const char *name = arguments_text(arguments, "model");
    session->audited_subject = subject;
    *asked = (struct plan_asked){ 0 };
    read_wish(arguments, asked);
    asked->dossier = dossier_load_credit(session, subject, error);
    if (asked->dossier == NULL || !score_is_covered(asked->dossier, error)) return false;
    if (!check_without(asked->without, asked->dossier, error)) return false;
    asked->named = name != NULL ? model_named(session, name, error) : NULL;
    asked->model = name != NULL ? asked->named : model_for(session, asked->dossier->kind, error);
    if (asked->model == NULL || !score_model_is_covered(asked->model, asked->dossier, error)) return false;
    asked->book = plan_find(session, asked->model, asked->dossier, &asked->wish, error);
    return asked->book != NULL;
}

void plan_asked_clear(struct plan_asked *asked)
{
    plan_book_free(asked->book);
    dossier_free(asked->dossier);
    model_free(asked->named);
    g_strfreev(asked->without);
}
