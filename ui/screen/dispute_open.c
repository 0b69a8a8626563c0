/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a dispute in: what is stored stands beside what the subject says, so that nothing is claimed blindly. The item
 * under the cursor comes with the route; the neighbouring values of the same month or account are offered with it, and
 * those left empty are left out. What was typed is kept as a draft in the store: a route never holds a claimed value.
 */
#include "screen/dispute_open.h"

#include "dispute/dispute.h"
#include "screen/doorway.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/sheet_job.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/editor.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_FILE = 1, JOB_OPEN = 2, JOB_REASONS = 3, JOB_PROFILE = 4 };

static struct open_view *of(struct view *view)
{
    return (struct open_view *)view;
}
static const struct open_view *of_const(const struct view *view)
{
    return (const struct open_view *)view;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static const char *const of_month[] = { "state", "past_due", "balance", "due", "paid", NULL };
static const char *const of_account[] = { "amount", "opened", "closed", "five_class", "exists", NULL };

static void add_claim(struct open_view *open, const char *field)
{
    for (int i = 0; i < open->claim_count; i++)
        if (strcmp(open->claims[i].field, field) == 0) return;
    if (open->claim_count < ITEMS_MOST)
        open->claims[open->claim_count++] = (struct claim){ g_intern_string(field), editor_new(""), NULL };
}

/* "account=1,month=2026-04,field=state,claimed=": the wanted field first, its neighbours after it. */
static bool take_item(struct open_view *open, const char *text, GError **error)
{
    struct dispute_item item;
    g_autofree char *whole = g_str_has_suffix(text, "claimed=") ? g_strconcat(text, "-", NULL) : g_strdup(text);
    if (!dispute_item_parse(whole, &item, error)) return false;
    open->account = item.account;
    open->month = item.month;
    add_claim(open, item.field);
    const char *const *near = month_is_set(item.month) ? of_month : item.account != 0 ? of_account : NULL;
    for (size_t i = 0; near != NULL && near[i] != NULL; i++)
        add_claim(open, near[i]);
    dispute_item_clear(&item);
    return true;
}

static void load(struct view *view)
{
    struct open_view *open = of(view);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, open->subject);
    if (doorway_purpose(view->app, open->subject) == NULL) doorway_state_by_nature(view->app, open->subject, "dispute");
    sheet_job_start(view, JOB_FILE, N_("Reading the file"), open->subject,
                    look_new("subject.accounts", DATE_NONE, NULL, "subject", number, NULL));
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_PROFILE,
                                                .title = N_("Reading the law of the house"),
                                                .run = dispute_who_profile,
                                                .data = g_new0(char *, 1),
                                                .free_data = dispute_who_profile_free });
    look_start(view, JOB_REASONS, N_("Reading reasons"), look_new("dispute.reasons", DATE_NONE, NULL, NULL));
}

static bool open_open(struct view *view, const struct route *route, GError **error)
{
    struct open_view *open = of(view);
    const char *item = route_get(route, "item");
    char day[DATE_TEXT_SIZE];
    open->subject = route_int(route, "subject", 0);
    open->month = MONTH_NONE;
    if (open->subject <= 0 || item == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is nothing to dispute here"),
                         N_("Put the cursor on a month, an account or a personal detail of a file, and press d."),
                         NULL);
        return false;
    }
    if (!take_item(open, item, error)) return false;
    open->received = editor_new(date_format(app_today(view->app), day));
    editor_set_accept(open->received, "0123456789-");
    open->text = editor_new("");
    open->agent = editor_new("");
    open->authority = editor_new("");
    open->attach = editor_new("");
    open->reason_for = -1;
    load(view);
    return true;
}

static void open_close(struct view *view)
{
    struct open_view *open = of(view);
    for (int i = 0; i < open->claim_count; i++) {
        editor_free(open->claims[i].editor);
        g_free(open->claims[i].reason);
    }
    if (open->agent != NULL) editor_free(open->agent);
    if (open->authority != NULL) editor_free(open->authority);
    if (open->attach != NULL) editor_free(open->attach);
    g_free(open->profile);
    if (open->received != NULL) editor_free(open->received);
    if (open->text != NULL) editor_free(open->text);
    sheet_free(open->sheet);
    table_free(open->reasons);
    g_free(open->reason);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static int line_count(const struct open_view *open)
{
    return open->claim_count + LINES;
}
static int form_line(const struct open_view *open)
{
    return open->line - open->claim_count;
}

static struct editor *editor_here(const struct open_view *open)
{
    if (open->line < open->claim_count) return open->claims[open->line].editor;
    if (form_line(open) == LINE_RECEIVED) return open->received;
    return form_line(open) == LINE_TEXT ? open->text : dispute_who_editor(open, form_line(open));
}

/* Lines that this law or this applicant does not ask are not there: nothing is drawn, and the cursor goes past. */
static bool line_is_asked(const struct open_view *open, int line)
{
    return line < open->claim_count || dispute_who_is_asked(open, line - open->claim_count);
}

static int row_of(const struct open_view *open, int line)
{
    const struct rect area = open->view.area;
    const bool tight = area.h < 3 + open->claim_count + LINES + 2;
    int left_out = 0;
    for (int i = open->claim_count; i < line; i++)
        left_out += line_is_asked(open, i) ? 0 : 1;
    return area.y + (tight ? 2 : 3) + line - left_out + (!tight && line >= open->claim_count ? 1 : 0) +
           (!tight && line - open->claim_count >= LINE_DONE ? 1 : 0);
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void draw_what(const struct open_view *open, struct canvas *canvas, struct rect area)
{
    char month[DATE_TEXT_SIZE];
    g_autofree char *account = NULL;
    if (open->sheet != NULL && open->account != 0) {
        const struct account *of_it = dossier_account(open->sheet->dossier, open->account);
        account = of_it != NULL ? sheet_account_label(open->sheet, of_it) : NULL;
    }
    canvas_format(canvas, area.x, area.y, area.w, INK_STRONG | STYLE_BOLD, "%s  %s",
                  open->account == 0 ? _("Personal detail")
                  : account != NULL  ? account
                                     : "…",
                  month_format(open->month, month));
    const int x = area.x + 20;
    const int y = row_of(open, 0) - 1;
    canvas_field(canvas, x, y, LABEL, _("Stored"), -1, INK_DIM);
    canvas_text(canvas, x + LABEL + 2, y, area.w - LABEL - 22, _("What the subject says"), INK_DIM);
}

static void draw_field(const struct open_view *open, struct canvas *canvas, int line, struct editor *editor, int x,
                       int w)
{
    const int y = row_of(open, line);
    canvas_fill(canvas, rect_make(x, y, w, 1), INK_TEXT | GROUND_FIELD);
    editor_draw(editor, canvas, x, y, w, INK_TEXT | GROUND_FIELD);
}

static void draw_choice(const struct open_view *open, struct canvas *canvas, int line, const char *text, bool missing)
{
    const int y = row_of(open, line), x = open->view.area.x + 22;
    const bool here = open->line == line;
    const style_t ground = here ? GROUND_CURSOR : GROUND_NORMAL;
    const int used =
        canvas_text(canvas, x, y, open->view.area.w - 34, text, (missing ? INK_WARN : INK_STRONG) | ground);
    if (here) canvas_text(canvas, x + used + 2, y, 24, _("Enter chooses"), INK_DIM);
}

static char *reason_text(const struct open_view *open, const char *reason)
{
    if (reason == NULL) return g_strdup(_("not chosen yet"));
    const char *dot = strchr(reason, '.');
    g_autofree char *group = dot ? g_strndup(reason, (gsize)(dot - reason)) : g_strdup(reason);
    const char *language = app_language(open->view.app);
    return dot ? g_strdup_printf("%s › %s", codes_label("DISPUTE_REASON", group, language),
                                 codes_label("DISPUTE_REASON", reason, language))
               : g_strdup(codes_label("DISPUTE_REASON", group, language));
}

static void draw_label(const struct open_view *open, struct canvas *canvas, int line, const char *label)
{
    const struct rect area = open->view.area;
    const int y = row_of(open, line);
    canvas_text(canvas, area.x + 2, y, 19, label, open->line == line ? INK_ACCENT | STYLE_BOLD : INK_TEXT);
    if (open->line == line) canvas_text(canvas, area.x, y, 1, "▌", INK_ACCENT);
    canvas_link(canvas, rect_make(area.x, y, area.w, 1), "dispute.line", line);
}

static void draw_form(const struct open_view *open, struct canvas *canvas)
{
    const char *const labels[LINES] = { _("Reason"),
                                        _("Received on"),
                                        _("How it came"),
                                        _("In their words"),
                                        _("Applicant"),
                                        _("Agent or relative"),
                                        _("Authority"),
                                        _("Identity verified"),
                                        _("File with it"),
                                        _("Free report"),
                                        "" };
    const int base = open->claim_count, x = open->view.area.x + 22, w = open->view.area.w - 24;
    g_autofree char *reason = reason_text(open, open->reason), *outlook = dispute_who_outlook(open);
    for (int i = 0; i < LINES; i++) {
        if (!line_is_asked(open, base + i)) continue;
        draw_label(open, canvas, base + i, labels[i]);
        const char *choice = dispute_who_choice(open, i);
        struct editor *editor = dispute_who_editor(open, i);
        if (choice != NULL) draw_choice(open, canvas, base + i, choice, i == LINE_IDENTITY && open->identity == 0);
        if (editor != NULL) draw_field(open, canvas, base + i, editor, x, w);
    }
    canvas_text(canvas, x + 14, row_of(open, base + LINE_RECEIVED), w - 14, outlook, INK_DIM);
    draw_choice(open, canvas, base + LINE_REASON, reason, open->reason == NULL);
    draw_choice(open, canvas, base + LINE_CHANNEL,
                codes_label("DISPUTE_CHANNEL", dispute_channels[open->channel], app_language(open->view.app)), false);
    draw_field(open, canvas, base + LINE_RECEIVED, open->received, x, 12);
    draw_field(open, canvas, base + LINE_TEXT, open->text, x, w);
    const int y = row_of(open, base + LINE_DONE);
    canvas_text(canvas, x, y, w, _("[ Take the dispute in ]"),
                form_line(open) == LINE_DONE ? INK_STRONG | GROUND_CURSOR | STYLE_BOLD : INK_ACCENT);
    const int bottom = open->view.area.y + open->view.area.h;
    if (y + 2 < bottom)
        canvas_wrap(
            canvas, rect_make(open->view.area.x + 2, y + 2, open->view.area.w - 4, MIN(3, bottom - y - 2)),
            _("The case starts at once: every item is marked, the letters of receipt and acceptance are made, and the "
              "legal last day is counted from the day of receipt."),
            0, INK_DIM);
}

/* An item with a reason of its own leaves room for it. */
static int claim_width(const struct open_view *open, int claim)
{
    const int whole = open->view.area.w - LABEL - 26;
    return open->claims[claim].reason != NULL ? whole / 2 : whole;
}

static void open_draw(const struct view *view, struct canvas *canvas)
{
    const struct open_view *open = of_const(view);
    const struct rect area = view->area;
    draw_what(open, canvas, rect_make(area.x + 2, area.y, area.w - 4, area.h));
    for (int i = 0; i < open->claim_count; i++) {
        const char *field = open->claims[i].field;
        g_autofree char *stored = dispute_stored_text(open, field);
        draw_label(open, canvas, i, codes_label("DISPUTE_FIELD", field, app_language(view->app)));
        canvas_field(canvas, area.x + 22, row_of(open, i), LABEL, *stored ? stored : "–", -1, INK_TEXT);
        g_autofree char *own = open->claims[i].reason != NULL ? reason_text(open, open->claims[i].reason) : NULL;
        draw_field(open, canvas, i, open->claims[i].editor, area.x + 24 + LABEL, claim_width(open, i));
        if (own != NULL)
            canvas_text(canvas, area.x + 25 + LABEL + claim_width(open, i), row_of(open, i),
                        area.w - LABEL - 27 - claim_width(open, i), own, INK_DIM);
    }
    draw_form(open, canvas);
}

static bool open_cursor(const struct view *view, struct pos *pos)
{
    const struct open_view *open = of_const(view);
    const struct editor *editor = editor_here(open);
    const bool claim = open->line < open->claim_count;
    const int x = view->area.x + (claim ? 24 + LABEL : 22);
    const int w = claim ? claim_width(open, open->line) : form_line(open) == LINE_RECEIVED ? 12 : view->area.w - 24;
    *pos = (struct pos){ editor != NULL ? editor_cursor_x(editor, x, w) : x, row_of(open, open->line) };
    return true;
}

static char *open_heading(const struct view *view)
{
    const struct open_view *open = of_const(view);
    if (open->sheet == NULL) return NULL;
    return sheet_heading(open->sheet, _("New dispute"));
}

/* ---- choosing ---------------------------------------------------------------------------------------------------- */

static void pick_reason(struct open_view *open, const char *group);

static void reason_chosen(struct view *view, const char *value, void *data)
{
    struct open_view *open = of(view);
    if (value == NULL) return;
    (void)data;
    if (g_str_has_suffix(value, ".")) {
        g_autofree char *group = g_strndup(value, strlen(value) - 1);
        pick_reason(open, group);
        return;
    }
    open->touched = true;
    char **place = open->reason_for >= 0 ? &open->claims[open->reason_for].reason : &open->reason;
    g_free(*place);
    *place = g_strdup(value);
    if (open->reason_for < 0) open->line = open->claim_count + LINE_RECEIVED;
    view_dirty(view);
}

static bool has_members(const struct table *reasons, const char *group)
{
    g_autofree char *prefix = g_strconcat(group, ".", NULL);
    for (size_t row = 0; row < table_row_count(reasons); row++)
        if (g_str_has_prefix(row_cell(reasons, row, "reason")->text, prefix)) return true;
    return false;
}

/* `group` NULL: the first level; a group with members leads on, one without is a reason itself. */
static void pick_reason(struct open_view *open, const char *group)
{
    const struct table *reasons = open->reasons;
    const char *language = app_language(open->view.app), *other = strcmp(language, "zh") == 0 ? "en" : "zh";
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t row = 0; reasons != NULL && row < table_row_count(reasons); row++) {
        const char *code = row_cell(reasons, row, "reason")->text, *dot = strchr(code, '.');
        const bool first = dot == NULL;
        if (group == NULL
                ? !first
                : first || strncmp(code, group, (size_t)(dot - code)) != 0 || strlen(group) != (size_t)(dot - code))
            continue;
        const bool leads_on = first && has_members(reasons, code);
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(codes_label("DISPUTE_REASON", code, language));
        item->other = g_strdup(codes_label("DISPUTE_REASON", code, other));
        item->detail = g_strdup(leads_on ? "›" : code);
        item->value = leads_on ? g_strconcat(code, ".", NULL) : g_strdup(code);
        g_ptr_array_add(items, item);
    }
    picker_open(&open->view,
                group == NULL ? _("Reason of the dispute") : codes_label("DISPUTE_REASON", group, language), items,
                reason_chosen, NULL, NULL);
}

/* ---- taking it in ------------------------------------------------------------------------------------------------ */

static bool add_items(const struct open_view *open, struct arguments *arguments, GError **error)
{
    char text[DATE_TEXT_SIZE];
    for (int i = 0; i < open->claim_count; i++) {
        const char *claimed = editor_text(open->claims[i].editor);
        if (*claimed == '\0') continue;
        g_autoptr(GString) item = g_string_new(NULL);
        if (open->account != 0) g_string_append_printf(item, "account=%" G_GINT64_FORMAT ",", open->account);
        if (month_is_set(open->month)) g_string_append_printf(item, "month=%s,", month_format(open->month, text));
        if (open->claims[i].reason != NULL) g_string_append_printf(item, "reason=%s,", open->claims[i].reason);
        g_string_append_printf(item, "field=%s,claimed=%s", open->claims[i].field, claimed);
        if (!arguments_set(arguments, "item", item->str, error)) return false;
    }
    return true;
}

/* Goes to the first line that is not filled in; true when all are. */
static bool is_filled(struct open_view *open)
{
    bool claimed = false, reasons = true;
    for (int i = 0; i < open->claim_count; i++) {
        if (*editor_text(open->claims[i].editor) == '\0') continue;
        claimed = true;
        reasons = reasons && open->claims[i].reason != NULL;
    }
    struct date day;
    if (!claimed) {
        open->line = 0;
        app_toast(open->view.app, "%s", _("Say what the value should be"));
    } else if (open->reason == NULL && !reasons) {
        open->line = open->claim_count + LINE_REASON;
        app_toast(open->view.app, "%s", _("Choose a reason"));
    } else if (!date_parse(editor_text(open->received), &day)) {
        open->line = open->claim_count + LINE_RECEIVED;
        app_toast(open->view.app, "%s", _("Write the day as 2026-03-31"));
    } else {
        return true;
    }
    return false;
}

static void submit(struct open_view *open)
{
    const struct command *command = command_find("dispute.open");
    g_autoptr(GError) error = NULL;
    const char *why = command_why_not(command, app_session(open->view.app));
    if (why != NULL) {
        g_autofree char *reason = phrase_expand(why, language_translate);
        app_toast(open->view.app, "%s: %s", _(command->title), reason);
        return;
    }
    if (open->sent || !is_filled(open)) return;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, open->subject);
    g_autoptr(arguments_t) arguments = arguments_new(command);
    const bool good =
        arguments_set(arguments, "subject", subject, &error) && add_items(open, arguments, &error) &&
        (open->reason == NULL || arguments_set(arguments, "reason", open->reason, &error)) &&
        arguments_set(arguments, "received", editor_text(open->received), &error) &&
        arguments_set(arguments, "channel", dispute_channels[open->channel], &error) &&
        (*editor_text(open->text) == '\0' || arguments_set(arguments, "text", editor_text(open->text), &error)) &&
        dispute_who_set(open, arguments, &error);
    if (!good) {
        app_error(open->view.app, error);
        return;
    }
    open->sent = true;
    job_command(&open->view, JOB_OPEN, command, g_steal_pointer(&arguments));
}

/* The form gives way to the case it made: back leads to the file. */
static void opened(struct open_view *open, const struct table *answer)
{
    struct app *app = open->view.app;
    const struct cell *dispute = fact_cell(answer, "dispute");
    g_autofree char *number = fact_text(answer, "number"), *due = fact_text(answer, "due");
    g_autofree char *missing = fact_text(answer, "missing");
    open->touched = false;
    app_drop_draft(&open->view);
    app_close(&open->view);
    app_refresh(app);
    if (dispute != NULL) app_go(app, route_set_int(route_new("case"), "dispute", dispute->integer));
    if (*missing != '\0')
        app_toast(app, _("%s is received, answer by %s; missing: %s"), number, due, missing);
    else
        app_toast(app, _("%s is open; answer by %s"), number, due);
}

static void open_result(struct view *view, const struct job_result *result)
{
    struct open_view *open = of(view);
    if (result->error != NULL) {
        open->sent = false;
        if (result->kind == JOB_FILE)
            doorway_failed(view, open->subject, command_find("subject.accounts"), result);
        else
            app_error(view->app, result->error);
    } else if (result->kind == JOB_FILE) {
        sheet_free(open->sheet);
        open->sheet = g_steal_pointer(&((struct sheet_job *)result->data)->sheet);
    } else if (result->kind == JOB_PROFILE) {
        g_free(open->profile);
        open->profile = g_strdup(*(char **)result->data);
    } else if (result->kind == JOB_REASONS) {
        table_free(open->reasons);
        open->reasons = look_take(result->data);
    } else {
        opened(open, ((const struct job_answer *)result->data)->table);
        return;
    }
    view_dirty(view);
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

/* To the next line that is asked, or the one before. */
static void step(struct open_view *open, int by)
{
    int line = open->line + by;
    while (line > 0 && line < line_count(open) && !line_is_asked(open, line))
        line += by;
    open->line = CLAMP(line, 0, line_count(open) - 1);
}

static void enter(struct open_view *open)
{
    switch (form_line(open)) {
    case LINE_REASON:
        open->reason_for = -1;
        pick_reason(open, NULL);
        break;
    case LINE_APPLICANT:
    case LINE_IDENTITY:
    case LINE_FREE:
        dispute_who_pick(open, form_line(open));
        break;
    case LINE_CHANNEL:
        dispute_who_pick_channel(open);
        break;
    case LINE_DONE:
        submit(open);
        break;
    default:
        step(open, 1);
        break;
    }
}

static bool open_event(struct view *view, const struct event *event)
{
    struct open_view *open = of(view);
    struct editor *editor = editor_here(open);
    bool changed = false;
    if (editor != NULL && (event->kind == EVENT_PASTE || event->kind == EVENT_KEY) &&
        editor_event(editor, event, &changed)) {
        open->touched = open->touched || changed;
        return true;
    }
    if (event->kind != EVENT_KEY || event->key.modifiers & ~(unsigned)MODIFIER_SHIFT) return false;
    const bool back =
        event->key.code == KEYCAP_UP || (event->key.code == KEYCAP_TAB && event->key.modifiers & MODIFIER_SHIFT);
    if (back) {
        step(open, -1);
        return true;
    }
    switch (event->key.code) {
    case KEYCAP_DOWN:
    case KEYCAP_TAB:
        step(open, 1);
        return true;
    case KEYCAP_ENTER:
        enter(open);
        return true;
    case ' ':
        if (editor == NULL) enter(open);
        return editor == NULL;
    default:
        return false;
    }
}

static bool open_command(struct view *view, const char *id, int argument)
{
    struct open_view *open = of(view);
    if (strcmp(id, "dispute.submit") == 0) return submit(open), true;
    if (strcmp(id, "dispute.item_reason") == 0) {
        open->reason_for = open->line < open->claim_count ? open->line : -1;
        pick_reason(open, NULL);
        return true;
    }
    if (strcmp(id, "dispute.line") == 0) {
        open->line = CLAMP(argument, 0, line_count(open) - 1);
        if (editor_here(open) == NULL) enter(open);
        return true;
    }
    return screens_command(view, id, argument);
}

static unsigned open_facts(const struct view *view)
{
    const struct open_view *open = of_const(view);
    return (editor_here(open) != NULL ? FACT_TYPING : 0) | (open->touched ? FACT_UNSAVED : 0);
}

static char *open_argument(const struct view *view, const char *name)
{
    return strcmp(name, "subject") == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, of_const(view)->subject) : NULL;
}

const struct view_ops screen_dispute_open = {
    .id = "dispute_open",
    .contexts = "disputeform",
    .title = N_("New dispute"),
    .size = sizeof(struct open_view),
    .open = open_open,
    .draw = open_draw,
    .event = open_event,
    .command = open_command,
    .facts = open_facts,
    .result = open_result,
    .cursor = open_cursor,
    .argument = open_argument,
    .draft_place = dispute_draft_place,
    .draft_save = dispute_draft_save,
    .draft_restore = dispute_draft_restore,
    .heading = open_heading,
    .standing = visit_standing_short,
    .close = open_close,
};
