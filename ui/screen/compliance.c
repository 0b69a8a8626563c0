/* SPDX-License-Identifier: Apache-2.0 */
/* What the law asks of the house, article by article, and what shows that it is so; the state in numbers; the registers
 * that an inspection opens first. Every tab is a recorded command, and what it shows can be exported as it stands. */
#include "screen/acts.h"
#include "screen/ledger.h"
#include "screen/screens.h"
#include "widget/overlay.h"

#include <string.h>

enum { TAB_ARTICLES, TAB_STATE };

static const char *const incident_acts[] = { "incident.act",     "incident.tell", "incident.letter",
                                             "incident.letters", "incident.show", NULL };
static const char *const assessment_acts[] = { "assessment.review", "assessment.close", NULL };
static const char *const agreement_acts[] = { "agreement.review", "agreement.end", "agreement.show", NULL };

/* A figure leads to the cases it counts: the answer names the command that lists them. */
static bool open_cases(struct ledger_view *ledger)
{
    struct cell cell;
    const struct cell *list = ledger_cell(ledger, "list", &cell);
    if (list == NULL || list->text == NULL || *list->text == '\0') return false;
    return screens_show_list(ledger->view.app, list->text);
}

static bool open_incident(struct ledger_view *ledger)
{
    struct cell cell;
    const struct cell *incident = ledger_cell(ledger, "incident", &cell);
    return incident != NULL &&
           app_go(ledger->view.app, route_set_int(route_new("incident"), "incident", incident->integer));
}

static const char *const certificate_acts[] = { "retention.certificate", NULL };

static const struct ledger_tab tabs[] = {
    [TAB_ARTICLES] = { .word = "articles",
                       .title = N_("The law"),
                       .command = "law.compliance",
                       .empty = N_("No article is known for this profile."),
                       .details = "asked done shown test reason",
                       .hidden = "id figure test",
                       .kind = "kind" },
    [TAB_STATE] = { .word = "state",
                    .title = N_("State"),
                    .command = "compliance.state",
                    .empty = N_("There is no figure yet."),
                    .details = "title aim article",
                    .hidden = "code list unit article",
                    .kind = "state",
                    .enter = open_cases },
    { .word = "incidents",
      .title = N_("Incidents"),
      .command = "incident.list",
      .key = "incident",
      .empty = N_("No incident was taken in."),
      .enter = open_incident,
      .fresh = "incident.open",
      .acts = incident_acts,
      .hidden = "incident noticed",
      .details = "what due_reason next",
      .kind = "kind" },
    { .word = "assessments",
      .title = N_("Assessments"),
      .command = "assessment.list",
      .key = "assessment",
      .empty = N_("No impact assessment was written yet."),
      .fresh = "assessment.add",
      .acts = assessment_acts,
      .details = "about lawful effect measures",
      .hidden = "assessment",
      .kind = "occasion" },
    { .word = "agreements",
      .title = N_("Agreements"),
      .command = "agreement.list",
      .key = "agreement",
      .empty = N_("There is no agreement with a third party."),
      .fresh = "agreement.add",
      .acts = agreement_acts,
      .details = "purpose method scope" },
    { .word = "transfers",
      .title = N_("Transfers"),
      .command = "transfer.list",
      .key = "transfer",
      .empty = N_("Nothing was handed to others."),
      .fresh = "transfer.add",
      .details = "purpose method scope basis" },
    { .word = "certificates",
      .title = N_("Certificates"),
      .command = "retention.certificates",
      .key = "certificate",
      .empty = N_("Nothing was purged or deleted yet."),
      .acts = certificate_acts,
      .details = "rule digest" },
    { .word = "fields",
      .title = N_("Fields"),
      .command = "field.list",
      .empty = N_("No field is held."),
      .kind = "grade",
      .details = "why basis retention" },
};

/* ---- the profile that is read ------------------------------------------------------------------------------------ */

static void profile_chosen(struct view *view, const char *value, void *data)
{
    struct ledger_view *ledger = (struct ledger_view *)view;
    (void)data;
    if (value == NULL) return;
    g_free(ledger->profile);
    ledger->profile = *value != '\0' ? g_strdup(value) : NULL;
    ledger_load(ledger, TAB_ARTICLES);
    ledger_go_to_tab(ledger, TAB_ARTICLES);
}

static void listed(struct app *app, const struct job_result *result)
{
    struct view *view = app_screen(app);
    if (result->error != NULL) {
        app_error(app, result->error);
        return;
    }
    if (view == NULL || strcmp(view->ops->id, "compliance") != 0) return;
    g_autoptr(table_t) profiles = look_take(result->data);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    struct picker_item *own = g_new0(struct picker_item, 1);
    own->text = g_strdup(_("the profile of this store"));
    own->value = g_strdup("");
    g_ptr_array_add(items, own);
    for (size_t row = 0; row < table_row_count(profiles); row++) {
        const struct cell *code = row_cell(profiles, row, "profile");
        if (code == NULL || code->is_null || !g_hash_table_add(seen, (gpointer)code->text)) continue;
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(codes_label("LAW_PROFILE", code->text, app_language(app)));
        if (strcmp(item->text, code->text) != 0) item->detail = g_strdup(code->text);
        item->value = g_strdup(code->text);
        g_ptr_array_add(items, item);
    }
    picker_open(view, _("Whose law?"), items, profile_chosen, NULL, NULL);
}

static bool command(struct ledger_view *ledger, const char *id)
{
    struct app *app = ledger->view.app;
    if (strcmp(id, "compliance.profile") == 0) {
        job_start(app, &(struct job_request){ .title = N_("Reading profiles"),
                                              .run = look_run,
                                              .data = look_new("law.profiles", DATE_NONE, NULL, NULL),
                                              .free_data = look_free,
                                              .done = listed });
        return true;
    }
    if (strcmp(id, "compliance.compare") == 0) return app_command(app, "law.compare", -1), true;
    if (strcmp(id, "compliance.export") == 0) return app_command(app, "export.compliance", -1), true;
    return false;
}

const struct ledger screen_compliance = {
    .ops = LEDGER_OPS("compliance", "compliance ledger tabs", N_("Compliance")),
    .tabs = tabs,
    .count = G_N_ELEMENTS(tabs),
    .command = command,
};
