/* SPDX-License-Identifier: Apache-2.0 */
/* What the law of the profile asks of every purpose, and how it stands for one file: asked at the door itself, so that
 * what is said before a look can never differ from what the look will meet. No line of the log: nothing is seen. */
#include "screen/doorway.h"

#include "base/tsv.h"

#include <string.h>

static void rule_free(gpointer data)
{
    struct doorway_rule *rule = data;
    access_clear(&rule->now);
    g_free(rule->purpose);
    g_free(rule->profile);
    g_free(rule);
}

void doorway_rules_free(void *data)
{
    struct doorway_rules *rules = data;
    if (rules == NULL) return;
    g_ptr_array_unref(rules->list);
    g_free(rules);
}

static struct tsv *purposes_of(struct app *app)
{
    struct tsv *tsv = app_shared(app, "purposes");
    if (tsv == NULL && (tsv = tsv_load("law/purposes.tsv", NULL)) != NULL)
        app_set_shared(app, "purposes", tsv, (GDestroyNotify)tsv_free);
    return tsv;
}

struct doorway_rules *doorway_rules_new(struct app *app, int64_t subject, const char *only)
{
    const struct tsv *purposes = purposes_of(app);
    struct doorway_rules *rules = g_new0(struct doorway_rules, 1);
    rules->subject = subject;
    rules->list = g_ptr_array_new_with_free_func(rule_free);
    for (size_t row = 0; purposes != NULL && row < tsv_rows(purposes); row++) {
        const char *code = tsv_cell(purposes, row, "code");
        if (only != NULL ? strcmp(only, code) != 0 : !purpose_allowed(code, app_session(app)->role)) continue;
        struct doorway_rule *rule = g_new0(struct doorway_rule, 1);
        rule->purpose = g_strdup(code);
        g_ptr_array_add(rules->list, rule);
    }
    return rules;
}

/* ---- in a worker ------------------------------------------------------------------------------------------------- */

static bool read_run(struct session *session, void *data, GError **error)
{
    struct doorway_rules *rules = data;
    for (guint i = 0; i < rules->list->len; i++) {
        struct doorway_rule *rule = rules->list->pdata[i];
        g_free(session->purpose);
        session->purpose = g_strdup(rule->purpose);
        access_clear(&rule->now);
        if (!guard_access(session, rules->subject, 0, &rule->now, error)) return false;
        g_free(rule->profile);
        rule->profile = g_strdup(session_profile(session));
        rule->known = true;
    }
    return true;
}

void doorway_rules_read(struct view *view, int kind, struct doorway_rules *rules)
{
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = kind,
                                                .title = N_("Reading what the law asks"),
                                                .run = read_run,
                                                .data = rules,
                                                .free_data = doorway_rules_free });
}

/* ---- in words ---------------------------------------------------------------------------------------------------- */

static const char *refused_text(enum access_verdict verdict)
{
    switch (verdict) {
    case ACCESS_CONSENT_MISSING:
        return _("consent: none on file");
    case ACCESS_CONSENT_EXPIRED:
        return _("consent: it has ended");
    case ACCESS_CONSENT_WITHDRAWN:
        return _("consent: withdrawn");
    case ACCESS_OUT_OF_SCOPE:
        return _("consent: does not cover it");
    case ACCESS_FROZEN:
        return _("the file is frozen");
    case ACCESS_RESTRICTED:
        return _("the file is restricted");
    case ACCESS_NO_REFERENCE:
        return _("asks for the number of a document");
    default:
        return _("not allowed here");
    }
}

static char *granted_text(const struct access *access)
{
    char day[DATE_TEXT_SIZE];
    if (access->consent == 0) return g_strdup(_("no consent needed"));
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, access->consent);
    if (!date_is_set(access->until)) return g_strdup_printf(_("consent %s, no last day"), number);
    return g_strdup_printf(_("consent %s, until %s"), number, date_format(access->until, day));
}

char *doorway_rule_text(const struct doorway_rule *rule, enum ink *ink)
{
    *ink = INK_DIM;
    if (!rule->known) return g_strdup("");
    if (rule->now.verdict == ACCESS_GRANTED) {
        *ink = INK_GOOD;
        return granted_text(&rule->now);
    }
    *ink = rule->now.verdict == ACCESS_NO_REFERENCE ? INK_WARN : INK_BAD;
    return g_strdup(refused_text(rule->now.verdict));
}

char *doorway_basis_text(const struct access *access)
{
    if (access->consent != 0) return granted_text(access);
    const char *law = access->basis != NULL && g_str_has_prefix(access->basis, "law ") ? access->basis + 4 : NULL;
    return law != NULL ? g_strdup_printf(_("by law: %s"), law) : g_strdup(access->basis != NULL ? access->basis : "");
}

static const struct access_rule *rule_of_law(const struct doorway_rule *rule)
{
    return rule->known ? access_rule_find(rule->profile, rule->purpose) : NULL;
}

char *doorway_rule_words(const struct doorway_rule *rule)
{
    const struct access_rule *law = rule_of_law(rule);
    if (law == NULL) return NULL;
    const char *words = strcmp(language_code(), "zh") == 0 ? law->zh : law->en;
    return g_strdup_printf("%s · %s [%s]", law->cite, words, law->status);
}
