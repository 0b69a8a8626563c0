/* SPDX-License-Identifier: Apache-2.0 */
/* What a step of a case needs besides words and files: who applied and by what that was verified, whether what came is
 * relevant, the day it arrived; and for the menu of steps, what each needs and why this person may not do it. */
#include "screen/dispute_case.h"

#include "widget/overlay.h"

#include <string.h>

static const char *word(const struct case_view *each, const char *group, const char *code)
{
    return codes_label(group, code, app_language(each->view.app));
}

static void given(struct view *view, const char *value, void *data)
{
    struct case_view *each = (struct case_view *)view;
    if (value == NULL || each->given == NULL) {
        case_forget(each);
        return;
    }
    if (strcmp(data, "relevant") != 0)
        case_set(each, data, value);
    else if (strcmp(value, "yes") == 0)
        case_set(each, "relevant", "yes");
    else
        each->weighed = true;
    case_ask_further(each);
}

static void add(GPtrArray *items, const char *value, const char *text)
{
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = g_strdup(text);
    item->value = g_strdup(value);
    item->other = g_strdup(value);
    g_ptr_array_add(items, item);
}

static void ask_identity(struct case_view *each)
{
    static const char *const ways[] = { "counter", "copy", "agent", "relative", "esign", "known" };
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
        add(items, ways[i], word(each, "DISPUTE_IDENTITY", ways[i]));
    picker_open(&each->view, _("How was the identity verified?"), items, given, (void *)"identity", NULL);
}

static void ask_relevant(struct case_view *each)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    add(items, "no", _("Not relevant: the period stays as it is"));
    add(items, "yes", _("Relevant: the period is lengthened where the law says so"));
    picker_open(&each->view, _("Is what came relevant to the dispute?"), items, given, (void *)"relevant", NULL);
}

static void ask_words(struct case_view *each, const char *name, const char *title)
{
    prompt_open(&each->view, &(struct prompt_options){ .title = title, .done = given, .data = (void *)name });
}

bool case_ask_person(struct case_view *each, const struct dispute_asks *asks)
{
    const struct arguments *have = each->given;
    const bool by_another =
        strcmp(case_code(each, "applicant"), "agent") == 0 || strcmp(case_code(each, "applicant"), "relative") == 0;
    const bool verified = *case_code(each, "verified_by") != '\0';
    if (asks->identity && !verified && !arguments_has(have, "identity")) return ask_identity(each), true;
    if (asks->identity && by_another && *case_code(each, "agent") == '\0' && !arguments_has(have, "agent"))
        return ask_words(each, "agent", _("Name of the agent or relative")), true;
    if (asks->identity && by_another && *case_code(each, "authority") == '\0' && !arguments_has(have, "authority"))
        return ask_words(each, "authority", _("What shows the authority of the agent or relative")), true;
    if (asks->relevant && !each->weighed && !arguments_has(have, "relevant")) return ask_relevant(each), true;
    return false;
}

/* ---- the day it arrived ------------------------------------------------------------------------------------------ */

static void day_given(struct view *view, const char *text, void *data)
{
    struct case_view *each = (struct case_view *)view;
    struct date day;
    (void)data;
    if (text == NULL) return;
    if (*text != '\0' && !date_parse(text, &day)) {
        app_toast(view->app, "%s", _("Write the day as 2026-03-31"));
        return;
    }
    g_free(each->arrived);
    each->arrived = *text != '\0' ? g_strdup(text) : NULL;
    view_dirty(view);
}

void case_ask_arrived(struct case_view *each)
{
    prompt_open(&each->view,
                &(struct prompt_options){ .title = _("Day on which what leads to the next step arrived"),
                                          .text = each->arrived,
                                          .hint = _("As 2026-03-31; empty: today. It may not lie before the case"),
                                          .done = day_given });
}

/* ---- trying again ------------------------------------------------------------------------------------------------ */

/* The words of a step as they were given, so that they can be tried again. */
static struct arguments *copy_of(const struct arguments *from, const char *version)
{
    static const char *const names[] = { "dispute", "event",    "version", "evidence",  "text",     "value",
                                         "item",    "identity", "agent",   "authority", "received", "relevant" };
    struct arguments *copy = arguments_new(command_find("dispute.act"));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = strcmp(names[i], "version") == 0 && version ? version
                            : arguments_has(from, names[i])             ? arguments_text(from, names[i])
                                                                        : NULL;
        if (value != NULL) arguments_set(copy, names[i], value, NULL);
    }
    return copy;
}

void case_keep(struct case_view *each)
{
    g_clear_pointer(&each->kept, arguments_free);
    each->kept = copy_of(each->given, NULL);
}

void case_try_again(struct case_view *each)
{
    g_autofree char *version = fact_text(each->sheet->show, "version");
    if (each->kept == NULL) return;
    struct arguments *again = copy_of(each->kept, version);
    job_command(&each->view, JOB_ACT, command_find("dispute.act"), again);
}

/* ---- what a step needs ------------------------------------------------------------------------------------------- */

/* What the person here did in the case that makes them one of its first pair of hands; NULL when nothing. */
static char *did(const struct case_view *each)
{
    static const char *const looked[] = { "own_check", "bureau_error", "furnisher_reply", "propose" };
    const struct table *events = each->sheet->show;
    const char *user = app_session(each->view.app)->user;
    g_autofree char *maker = fact_text(events, "maker");
    if (g_strcmp0(maker, user) == 0) return g_strdup(_("you took it in"));
    for (size_t row = table_row_count(events); row > 0; row--) {
        const struct cell *by = row_cell(events, row - 1, "user"), *event = row_cell(events, row - 1, "event");
        if (by->is_null || event->is_null || g_strcmp0(by->text, user) != 0) continue;
        for (size_t i = 0; i < G_N_ELEMENTS(looked); i++)
            if (strcmp(event->text, looked[i]) == 0)
                return g_strdup_printf(_("you did: %s"), word(each, "DISPUTE_EVENT", looked[i]));
    }
    return NULL;
}

static void need(GString *text, bool wanted, const char *what)
{
    if (wanted) g_string_append_printf(text, "%s · ", what);
}

char *case_needs(const struct case_view *each, const char *event)
{
    struct dispute_asks asks;
    const struct session *session = app_session(each->view.app);
    GString *text = g_string_new(NULL);
    if (!dispute_event_asks(case_code(each, "state"), event, case_code(each, "profile"), &asks))
        return g_string_free(text, FALSE);
    g_autofree char *before = asks.second ? did(each) : NULL;
    if (before != NULL)
        g_string_append_printf(text, _("a second person: %s · "), before);
    else
        need(text, asks.second, _("second person"));
    need(text, before == NULL && asks.roles != 0 && (asks.roles & (unsigned)session->role) == 0, _("not your role"));
    need(text, asks.identity && *case_code(each, "verified_by") == '\0', _("identity"));
    need(text, asks.text, _("text"));
    need(text, asks.evidence, _("evidence"));
    g_string_append_printf(text, "→ %s", word(each, "DISPUTE_STATE", asks.to));
    return g_string_free(text, FALSE);
}
