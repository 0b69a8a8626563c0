/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in the place of a file that the door refused: what was asked, why not, by which article, that the attempt
 * was recorded, and what can be done now. It goes only by what a person does: nothing is tried again by itself. */
#include "base/text.h"
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/visit.h"

#include <string.h>

enum { JOB_RULES = 1, LABEL = 14 };

struct refusal_veil {
    struct view view; /* first */
    int64_t subject;
    const struct command *command;
    char *purpose, *reference; /* of the try; NULL: none */
    GError *error;
    struct doorway_rules *rules; /* of the purpose that was stated */
    bool acted;                  /* the person did something about it */
    bool tried;                  /* at the door, so that it was recorded */
};

/* What can be done, in this order, with the key each has here. A command this program lacks is left out. */
static const char *const ways[] = { "session.purpose", "consent.grant", "protection.list", "view.refresh",
                                    "view.back" };

static struct refusal_veil *of(const struct view *view)
{
    return (struct refusal_veil *)view;
}

void veil_refusal_set(struct view *view, int64_t subject, const struct command *command, const GError *error)
{
    struct refusal_veil *veil = of(view);
    veil->subject = subject;
    veil->command = command;
    g_free(veil->purpose);
    g_free(veil->reference);
    veil->purpose = g_strdup(doorway_purpose(view->app, subject));
    veil->reference = g_strdup(doorway_reference(view->app, subject));
    g_clear_error(&veil->error);
    veil->error = g_error_copy(error);
    veil->acted = false;
    veil->tried = true;
    if (veil->purpose != NULL)
        doorway_rules_read(view, JOB_RULES, doorway_rules_new(view->app, subject, veil->purpose));
    view_dirty(view);
}

void veil_refusal_set_untried(struct view *view, int64_t subject, const struct command *command, const char *why)
{
    struct refusal_veil *veil = of(view);
    veil->subject = subject;
    veil->command = command;
    veil->tried = veil->acted = false;
    g_clear_error(&veil->error);
    bureau_error_set(&veil->error, BUREAU_ERROR_REFUSED, why,
                     N_("Ask one of them; an administrator can change what your role is."), NULL);
}

bool veil_refusal_may_retry(const struct view *view, const char **purpose, const char **reference)
{
    const struct refusal_veil *veil = of(view);
    *purpose = veil->purpose;
    *reference = veil->reference;
    return !veil->tried || (veil->acted && veil->purpose != NULL);
}

static void refusal_result(struct view *view, const struct job_result *result)
{
    struct refusal_veil *veil = of(view);
    if (result->error != NULL) return; /* the page says less, and nothing wrong */
    doorway_rules_free(veil->rules);
    veil->rules = result->data;
    *result->steal = NULL;
    view_dirty(view);
}

static void refusal_close(struct view *view)
{
    struct refusal_veil *veil = of(view);
    g_clear_error(&veil->error);
    doorway_rules_free(veil->rules);
    g_free(veil->purpose);
    g_free(veil->reference);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

/* A label and its text, broken into lines; answers the lines used. */
static int draw_part(struct canvas *canvas, struct rect area, int y, const char *label, const char *text, style_t style)
{
    if (text == NULL || *text == '\0') return 0;
    const int lines =
        canvas_wrap(canvas, rect_make(area.x + LABEL, area.y + y, area.w - LABEL, area.h - y), text, 0, style);
    canvas_text(canvas, area.x, area.y + y, LABEL - 1, label, INK_DIM);
    return lines;
}

static char *asked_text(const struct refusal_veil *veil)
{
    struct app *app = veil->view.app;
    const char *title = veil->command != NULL ? language_translate(veil->command->title) : "";
    if (veil->purpose == NULL) return g_strdup(title);
    return g_strdup_printf(_("%s, for: %s"), title, visit_purpose_name(app, veil->purpose));
}

static char *rule_text(const struct refusal_veil *veil)
{
    const struct doorway_rule *rule =
        veil->rules != NULL && veil->rules->list->len > 0 ? veil->rules->list->pdata[0] : NULL;
    return rule != NULL ? doorway_rule_words(rule) : NULL;
}

static int draw_way(const struct refusal_veil *veil, struct canvas *canvas, struct rect area, int y, const char *id)
{
    struct app *app = veil->view.app;
    const struct command *command = command_find(id);
    if (command == NULL) return 0;
    g_autofree char *key = app_key_of(app, id);
    const char *why = app_why_not(app, command);
    const style_t ink = why != NULL ? INK_DIM : INK_TEXT;
    canvas_text(canvas, area.x, area.y + y, LABEL - 1, key, why != NULL ? INK_DIM : INK_ACCENT | STYLE_BOLD);
    const int used =
        canvas_text(canvas, area.x + LABEL, area.y + y, area.w - LABEL, language_translate(command->title), ink);
    if (why != NULL)
        canvas_text(canvas, area.x + LABEL + used + 2, area.y + y, area.w - LABEL - used - 2, why, INK_WARN);
    canvas_link(canvas, rect_make(area.x, area.y + y, area.w, 1), command->id, -1);
    return 1;
}

static void refusal_draw(const struct view *view, struct canvas *canvas)
{
    const struct refusal_veil *veil = of(view);
    struct rect area = rect_make(view->area.x + 1, view->area.y, view->area.w - 2, view->area.h);
    if (veil->error == NULL) return;
    g_autofree char *asked = asked_text(veil), *rule = rule_text(veil);
    g_autofree char *why = bureau_error_message(veil->error, language_translate);
    g_autofree char *next = bureau_error_next(veil->error, language_translate);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, veil->subject);
    canvas_format(canvas, area.x, area.y, area.w, INK_STRONG | STYLE_BOLD, _("File %s is not shown"), number);
    int y = 2;
    y += draw_part(canvas, area, y, _("Asked for"), asked, INK_TEXT);
    y += draw_part(canvas, area, y, _("Why not"), why, INK_BAD | STYLE_BOLD);
    y += draw_part(canvas, area, y, _("Rule"), rule, INK_TEXT);
    y += draw_part(canvas, area, y, _("What helps"), next, INK_TEXT);
    y += draw_part(canvas, area, y, _("Recorded"),
                   veil->tried ? _("The attempt stands in the log, with its reason.")
                               : _("Nothing: it was not tried, because your role could not."),
                   INK_TEXT) +
         1;
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) /* what was not tried is not helped by trying otherwise */
        if (veil->tried || strcmp(ways[i], "view.back") == 0) y += draw_way(veil, canvas, area, y, ways[i]);
}

static bool refusal_cursor(const struct view *view, struct pos *pos)
{
    *pos = (struct pos){ view->area.x + 1, view->area.y }; /* a braille display begins with what this is */
    return true;
}

/* ---- acts -------------------------------------------------------------------------------------------------------- */

/* Asked for by hand: a try of its own, and recorded as one. */
static void refusal_refresh(struct view *view)
{
    of(view)->acted = true;
    if (view->behind != NULL && view->behind->ops->refresh != NULL) view->behind->ops->refresh(view->behind);
}

/* For the purpose that was refused; the form is filled in from the paper. */
static void record_consent(struct refusal_veil *veil, const struct command *command)
{
    struct arguments *arguments = arguments_new(command);
    if (veil->purpose != NULL) arguments_set(arguments, "purpose", veil->purpose, NULL);
    const struct doorway_rule *rule =
        veil->rules != NULL && veil->rules->list->len > 0 ? veil->rules->list->pdata[0] : NULL;
    const struct access_rule *law = rule != NULL && rule->known ? access_rule_find(rule->profile, rule->purpose) : NULL;
    if (law != NULL && *law->consent != '\0') arguments_set(arguments, "kind", law->consent, NULL);
    app_command_form(veil->view.app, command, arguments);
}

static bool refusal_command(struct view *view, const char *id, int argument)
{
    struct refusal_veil *veil = of(view);
    const struct command *command = command_find(id);
    /* what is written from here may let the next try through: the refresh after it is one */
    if (command != NULL && (command->flags & COMMAND_WRITES)) veil->acted = true;
    if (command != NULL && strcmp(id, "consent.grant") == 0) return record_consent(veil, command), true;
    return screens_command(view, id, argument);
}

/* A consent that was recorded here shows in the file that opens then, or in the next refusal. */
static bool refusal_answered(struct view *view, const struct command *command, const struct table *answer)
{
    (void)view;
    (void)answer;
    return strcmp(command->id, "consent.grant") == 0;
}

static char *refusal_argument(const struct view *view, const char *name)
{
    const struct refusal_veil *veil = of(view);
    return strcmp(name, "subject") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, veil->subject) : NULL;
}

const struct view_ops veil_refusal = {
    .id = "refusal",
    .contexts = "refusal",
    .title = N_("Not shown"),
    .size = sizeof(struct refusal_veil),
    .draw = refusal_draw,
    .command = refusal_command,
    .answered = refusal_answered,
    .result = refusal_result,
    .refresh = refusal_refresh,
    .cursor = refusal_cursor,
    .argument = refusal_argument,
    .close = refusal_close,
};
