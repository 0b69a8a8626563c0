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

enum { JOB_FILE = 1, JOB_OPEN = 2, JOB_REASONS = 3 };
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
        open->claims[open->claim_count++] = (struct claim){ g_intern_string(field), editor_new("") };
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
    load(view);
    return true;
}

static void open_close(struct view *view)
{
    struct open_view *open = of(view);
    for (int i = 0; i < open->claim_count; i++)
        editor_free(open->claims[i].editor);
    if (open->received != NULL) editor_free(open->received);
    if (open->text != NULL) editor_free(open->text);
    sheet_free(open->sheet);
    table_free(open->reasons);
    g_free(open->reason);
}

/* ---- what is stored ---------------------------------------------------------------------------------------------- */

static char *money_text(int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup(money_format_minor(minor, true, text));
}

static char *stored_of_month(const struct open_view *open, const struct history *history, const char *field)
{
    const int64_t place = (int64_t)open->month.index - history->first.index;
    if (place < 0 || (size_t)place >= history->length) return g_strdup("");
    if (strcmp(field, "state") == 0) {
        const char code[2] = { history->states[place], '\0' };
        return g_strdup_printf("%s %s", code, codes_label("REPAY_STATE", code, app_language(open->view.app)));
    }
    const int64_t *series = strcmp(field, "balance") == 0 ? history->balance
                            : strcmp(field, "due") == 0   ? history->due
                            : strcmp(field, "paid") == 0  ? history->paid
                                                          : history->past_due;
    return series != NULL ? money_text(series[place]) : g_strdup("");
}

static char *stored_of_account(const struct open_view *open, const struct account *account, const char *field)
{
    char day[DATE_TEXT_SIZE];
    if (strcmp(field, "amount") == 0) return money_text(account->amount);
    if (strcmp(field, "opened") == 0) return g_strdup(date_format(account->opened, day));
    if (strcmp(field, "closed") == 0) return g_strdup(date_format(account->closed, day));
    if (strcmp(field, "exists") == 0) return g_strdup(_("yes"));
    return g_strdup(account->five_class ? codes_label("FIVE_CLASS", account->five_class, app_language(open->view.app))
                                        : "");
}

/* Personal details as the sheet shows them: masked. */
static char *stored_text(const struct open_view *open, const char *field)
{
    const struct sheet *sheet = open->sheet;
    if (sheet == NULL) return g_strdup("…");
    if (open->account != 0) {
        const struct account *account = dossier_account(sheet->dossier, open->account);
        if (account == NULL) return g_strdup("");
        return month_is_set(open->month) ? stored_of_month(open, &account->history, field)
                                         : stored_of_account(open, account, field);
    }
    const char *value = strcmp(field, "name") == 0       ? sheet->name
                        : strcmp(field, "identity") == 0 ? sheet->identity
                        : strcmp(field, "phone") == 0    ? sheet->phone
                        : strcmp(field, "address") == 0  ? sheet->city
                                                         : NULL;
    return g_strdup(value != NULL ? value : "");
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
    return form_line(open) == LINE_TEXT ? open->text : NULL;
}

static int row_of(const struct open_view *open, int line)
{
    const struct rect area = open->view.area;
    return area.y + 3 + line + (line >= open->claim_count ? 1 : 0) + (line - open->claim_count >= LINE_DONE ? 1 : 0);
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
    canvas_field(canvas, x, area.y + 2, LABEL, _("Stored"), -1, INK_DIM);
    canvas_text(canvas, x + LABEL + 2, area.y + 2, area.w - LABEL - 22, _("What the subject says"), INK_DIM);
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

static char *reason_text(const struct open_view *open)
{
    if (open->reason == NULL) return g_strdup(_("not chosen yet"));
    const char *dot = strchr(open->reason, '.');
    g_autofree char *group = dot ? g_strndup(open->reason, (gsize)(dot - open->reason)) : g_strdup(open->reason);
    const char *language = app_language(open->view.app);
    return dot ? g_strdup_printf("%s › %s", codes_label("DISPUTE_REASON", group, language),
                                 codes_label("DISPUTE_REASON", open->reason, language))
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
    const char *const labels[LINES] = { _("Reason"), _("Received on"), _("How it came"), _("In their words"), "" };
    const int base = open->claim_count, x = open->view.area.x + 22, w = open->view.area.w - 24;
    g_autofree char *reason = reason_text(open);
    for (int i = 0; i < LINES; i++)
        draw_label(open, canvas, base + i, labels[i]);
    draw_choice(open, canvas, base + LINE_REASON, reason, open->reason == NULL);
    draw_choice(open, canvas, base + LINE_CHANNEL,
                codes_label("DISPUTE_CHANNEL", dispute_channels[open->channel], app_language(open->view.app)), false);
    draw_field(open, canvas, base + LINE_RECEIVED, open->received, x, 12);
    draw_field(open, canvas, base + LINE_TEXT, open->text, x, w);
    const int y = row_of(open, base + LINE_DONE);
    canvas_text(canvas, x, y, w, _("[ Take the dispute in ]"),
                form_line(open) == LINE_DONE ? INK_STRONG | GROUND_CURSOR | STYLE_BOLD : INK_ACCENT);
    canvas_wrap(
        canvas, rect_make(open->view.area.x + 2, y + 2, open->view.area.w - 4, 3),
        _("The case starts at once: every item is marked, the letters of receipt and acceptance are made, and the "
          "legal last day is counted from the day of receipt."),
        0, INK_DIM);
}

static void open_draw(const struct view *view, struct canvas *canvas)
{
    const struct open_view *open = of_const(view);
    const struct rect area = view->area;
    draw_what(open, canvas, rect_make(area.x + 2, area.y, area.w - 4, area.h));
    for (int i = 0; i < open->claim_count; i++) {
        const char *field = open->claims[i].field;
        g_autofree char *stored = stored_text(open, field);
        draw_label(open, canvas, i, codes_label("DISPUTE_FIELD", field, app_language(view->app)));
        canvas_field(canvas, area.x + 22, row_of(open, i), LABEL, *stored ? stored : "–", -1, INK_TEXT);
        draw_field(open, canvas, i, open->claims[i].editor, area.x + 24 + LABEL, area.w - LABEL - 26);
    }
    draw_form(open, canvas);
}

static bool open_cursor(const struct view *view, struct pos *pos)
{
    const struct open_view *open = of_const(view);
    const struct editor *editor = editor_here(open);
    const bool claim = open->line < open->claim_count;
    const int x = view->area.x + (claim ? 24 + LABEL : 22);
    const int w = claim ? view->area.w - LABEL - 26 : form_line(open) == LINE_RECEIVED ? 12 : view->area.w - 24;
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
    g_free(open->reason);
    open->reason = g_strdup(value);
    open->touched = true;
    open->line = open->claim_count + LINE_RECEIVED;
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

static void channel_chosen(struct view *view, const char *value, void *data)
{
    struct open_view *open = of(view);
    (void)data;
    for (size_t i = 0; value != NULL && i < DISPUTE_CHANNELS; i++)
        if (strcmp(dispute_channels[i], value) == 0) open->channel = i;
    if (value != NULL) open->line = open->claim_count + LINE_TEXT;
    view_dirty(view);
}

static void pick_channel(struct open_view *open)
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
        g_string_append_printf(item, "field=%s,claimed=%s", open->claims[i].field, claimed);
        if (!arguments_set(arguments, "item", item->str, error)) return false;
    }
    return true;
}

/* Goes to the first line that is not filled in; true when all are. */
static bool is_filled(struct open_view *open)
{
    bool claimed = false;
    for (int i = 0; i < open->claim_count; i++)
        claimed = claimed || *editor_text(open->claims[i].editor) != '\0';
    struct date day;
    if (!claimed) {
        open->line = 0;
        app_toast(open->view.app, "%s", _("Say what the value should be"));
    } else if (open->reason == NULL) {
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
        arguments_set(arguments, "reason", open->reason, &error) &&
        arguments_set(arguments, "received", editor_text(open->received), &error) &&
        arguments_set(arguments, "channel", dispute_channels[open->channel], &error) &&
        (*editor_text(open->text) == '\0' || arguments_set(arguments, "text", editor_text(open->text), &error));
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
    open->touched = false;
    app_drop_draft(&open->view);
    app_close(&open->view);
    app_refresh(app);
    if (dispute != NULL) app_go(app, route_set_int(route_new("case"), "dispute", dispute->integer));
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

static void enter(struct open_view *open)
{
    switch (form_line(open)) {
    case LINE_REASON:
        pick_reason(open, NULL);
        break;
    case LINE_CHANNEL:
        pick_channel(open);
        break;
    case LINE_DONE:
        submit(open);
        break;
    default:
        open->line++;
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
        open->line = MAX(open->line - 1, 0);
        return true;
    }
    switch (event->key.code) {
    case KEYCAP_DOWN:
    case KEYCAP_TAB:
        open->line = MIN(open->line + 1, line_count(open) - 1);
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
