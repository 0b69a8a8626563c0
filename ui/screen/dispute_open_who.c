/* SPDX-License-Identifier: Apache-2.0 */
/* Who brings a dispute, how that is known, and what follows from when it came: the legal last day is counted while the
 * day is typed, by the same rule that the case will get. Without identity a case that did not come over the counter
 * is received and waits; the form says so before it is sent. */
#include "screen/dispute_open.h"

#include "law/law.h"
#include "widget/overlay.h"

#include <string.h>

const char *const dispute_applicants[DISPUTE_APPLICANTS] = { "subject", "agent", "relative" };
const char *const dispute_identities[DISPUTE_IDENTITIES] = { "",         "counter", "copy", "agent",
                                                             "relative", "esign",   "known" };

static bool by_another(const struct open_view *open)
{
    return open->applicant > 0;
}

bool dispute_who_is_asked(const struct open_view *open, int line)
{
    if (line == LINE_AGENT || line == LINE_AUTHORITY) return by_another(open);
    return line != LINE_FREE || g_str_has_prefix(open->profile != NULL ? open->profile : "", "US");
}

struct editor *dispute_who_editor(const struct open_view *open, int line)
{
    return line == LINE_AGENT       ? open->agent
           : line == LINE_AUTHORITY ? open->authority
           : line == LINE_ATTACH    ? open->attach
                                    : NULL;
}

const char *dispute_who_choice(const struct open_view *open, int line)
{
    const char *language = app_language(open->view.app);
    switch (line) {
    case LINE_APPLICANT:
        return codes_label("DISPUTE_APPLICANT", dispute_applicants[open->applicant], language);
    case LINE_IDENTITY:
        return open->identity > 0 ? codes_label("DISPUTE_IDENTITY", dispute_identities[open->identity], language)
                                  : _("not verified yet");
    case LINE_FREE:
        return open->free_report ? _("yes") : _("no");
    default:
        return NULL;
    }
}

static void applicant_chosen(struct view *view, const char *value, void *data)
{
    struct open_view *open = (struct open_view *)view;
    (void)data;
    for (size_t i = 0; value != NULL && i < DISPUTE_APPLICANTS; i++)
        if (strcmp(dispute_applicants[i], value) == 0) open->applicant = i;
    open->touched = open->touched || value != NULL;
    view_dirty(view);
}

static void identity_chosen(struct view *view, const char *value, void *data)
{
    struct open_view *open = (struct open_view *)view;
    (void)data;
    for (size_t i = 0; value != NULL && i < DISPUTE_IDENTITIES; i++)
        if (strcmp(dispute_identities[i], value) == 0) open->identity = i;
    open->touched = open->touched || value != NULL;
    view_dirty(view);
}

static GPtrArray *choices(const struct open_view *open, const char *group, const char *const *codes, size_t count)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; i < count; i++) {
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text =
            g_strdup(*codes[i] ? codes_label(group, codes[i], app_language(open->view.app)) : _("not verified yet"));
        item->value = g_strdup(codes[i]);
        item->other = g_strdup(codes[i]);
        g_ptr_array_add(items, item);
    }
    return items;
}

void dispute_who_pick(struct open_view *open, int line)
{
    if (line == LINE_APPLICANT)
        picker_open(&open->view, _("Who applies?"),
                    choices(open, "DISPUTE_APPLICANT", dispute_applicants, DISPUTE_APPLICANTS), applicant_chosen, NULL,
                    NULL);
    else if (line == LINE_IDENTITY)
        picker_open(&open->view, _("How was the identity verified?"),
                    choices(open, "DISPUTE_IDENTITY", dispute_identities, DISPUTE_IDENTITIES), identity_chosen, NULL,
                    NULL);
    else if (line == LINE_FREE)
        open->free_report = !open->free_report;
}

static void channel_chosen(struct view *view, const char *value, void *data)
{
    struct open_view *open = (struct open_view *)view;
    (void)data;
    for (size_t i = 0; value != NULL && i < DISPUTE_CHANNELS; i++)
        if (strcmp(dispute_channels[i], value) == 0) open->channel = i;
    if (value != NULL) open->line = open->claim_count + LINE_TEXT;
    view_dirty(view);
}

void dispute_who_pick_channel(struct open_view *open)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; i < DISPUTE_CHANNELS; i++) {
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(codes_label("DISPUTE_CHANNEL", dispute_channels[i], app_language(open->view.app)));
        item->value = g_strdup(dispute_channels[i]);
        item->other = g_strdup(dispute_channels[i]);
        g_ptr_array_add(items, item);
    }
    picker_open(&open->view, _("How did it come?"), items, channel_chosen, NULL, NULL);
}

static bool put(struct arguments *arguments, const char *name, const char *value, GError **error)
{
    return value == NULL || *value == '\0' || arguments_set(arguments, name, value, error);
}

bool dispute_who_set(const struct open_view *open, struct arguments *arguments, GError **error)
{
    const bool another = by_another(open);
    return put(arguments, "applicant", another ? dispute_applicants[open->applicant] : NULL, error) &&
           put(arguments, "agent", another ? editor_text(open->agent) : NULL, error) &&
           put(arguments, "authority", another ? editor_text(open->authority) : NULL, error) &&
           put(arguments, "identity", dispute_identities[open->identity], error) &&
           put(arguments, "attach", editor_text(open->attach), error) &&
           put(arguments, "free-report", open->free_report && dispute_who_is_asked(open, LINE_FREE) ? "yes" : NULL,
               error);
}

/* In a worker: the law of the house. A job_function; data is a char **. */
bool dispute_who_profile(struct session *session, void *data, GError **error)
{
    char **profile = data;
    (void)error;
    *profile = g_strdup(session_profile(session));
    return true;
}

void dispute_who_profile_free(void *data)
{
    char **profile = data;
    g_free(*profile);
    g_free(profile);
}

/* ---- what follows ------------------------------------------------------------------------------------------------ */

static void add(GString *text, const char *part)
{
    g_string_append_printf(text, "%s%s", text->len > 0 ? " · " : "", part);
}

static void add_due(const struct open_view *open, struct date day, GString *text)
{
    char due[DATE_TEXT_SIZE];
    struct law_due counted;
    const struct law_rule *rule = NULL;
    if (open->profile != NULL && open->free_report) rule = law_find(open->profile, "dispute.annual_report", NULL);
    if (open->profile != NULL && rule == NULL) rule = law_find_use(open->profile, "answer", NULL);
    if (rule == NULL || !law_count(rule, day, NULL, &counted, NULL)) return;
    g_autofree char *amount = law_amount_text(rule, app_language(open->view.app));
    g_autofree char *part = g_strdup_printf(_("answer by %s (%s)"), date_format(counted.due, due), amount);
    add(text, part);
    law_due_clear(&counted);
}

static bool waits(const struct open_view *open)
{
    const bool counter = strcmp(dispute_channels[open->channel], "counter") == 0;
    if (by_another(open) && (*editor_text(open->agent) == '\0' || *editor_text(open->authority) == '\0')) return true;
    return open->identity == 0 && (by_another(open) || !counter);
}

char *dispute_who_outlook(const struct open_view *open)
{
    GString *text = g_string_new(NULL);
    struct date day;
    if (date_parse(editor_text(open->received), &day)) {
        const int late = app_today(open->view.app).days - day.days;
        if (late >= 0) add_due(open, day, text);
        g_autofree char *part =
            late < 0 ? g_strdup(_("that day is not here yet"))
            : late > 0
                ? g_strdup_printf(ngettext("entered %d day late", "entered %d days late", (unsigned long)late), late)
                : NULL;
        if (part != NULL) add(text, part);
    }
    if (waits(open)) add(text, _("received only: identity or authority is missing"));
    return g_string_free(text, FALSE);
}
