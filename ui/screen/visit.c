/* SPDX-License-Identifier: Apache-2.0 */
/* Where the person has been, and for what purpose. Both end with the program. */
#include "screen/visit.h"

#include "screen/doorway.h"
#include "widget/overlay.h"

#include <string.h>

enum { PLACES = 20 };

static void place_free(struct visit_place *place)
{
    g_free(place->route);
    g_free(place->kind);
    g_free(place->label);
    g_free(place->tail);
    g_free(place);
}

static GPtrArray *places(struct app *app)
{
    GPtrArray *list = app_shared(app, "places");
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func((GDestroyNotify)place_free);
        app_set_shared(app, "places", list, (GDestroyNotify)g_ptr_array_unref);
    }
    return list;
}

void visit_remember(struct app *app, const struct route *route, const char *kind, const char *label, const char *tail)
{
    GPtrArray *list = places(app);
    struct visit_place *place = g_new0(struct visit_place, 1);
    *place = (struct visit_place){ route_format(route), g_strdup(kind), g_strdup(label), g_strdup(tail) };
    for (guint i = 0; i < list->len; i++)
        if (strcmp(((struct visit_place *)list->pdata[i])->route, place->route) == 0)
            g_ptr_array_remove_index(list, i--);
    g_ptr_array_insert(list, 0, place);
    if (list->len > PLACES) g_ptr_array_set_size(list, PLACES);
}

const GPtrArray *visit_places(struct app *app)
{
    return places(app);
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

static GPtrArray *queries(struct app *app)
{
    GPtrArray *list = app_shared(app, "queries");
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func(g_free);
        app_set_shared(app, "queries", list, (GDestroyNotify)g_ptr_array_unref);
    }
    return list;
}

int64_t visit_keep_query(struct app *app, const char *text)
{
    GPtrArray *list = queries(app);
    guint place = 0;
    if (!g_ptr_array_find_with_equal_func(list, text, g_str_equal, &place)) {
        place = list->len;
        g_ptr_array_add(list, g_strdup(text));
    }
    return (int64_t)place + 1;
}

const char *visit_query(struct app *app, int64_t number)
{
    const GPtrArray *list = queries(app);
    return number > 0 && number <= (int64_t)list->len ? list->pdata[number - 1] : "";
}

/* ---- over a lock: a line a place or query, its parts escaped and separated by spaces, oldest first ---- */

static void append_part(GString *text, const char *part)
{
    g_string_append_c(text, ' ');
    g_string_append_uri_escaped(text, part != NULL ? part : "", NULL, TRUE);
}

char *visit_keep(struct app *app)
{
    const GPtrArray *list = places(app), *asked = queries(app);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < asked->len; i++) {
        g_string_append(text, "query");
        append_part(text, asked->pdata[i]);
        g_string_append_c(text, '\n');
    }
    for (guint i = list->len; i > 0; i--) {
        const struct visit_place *place = list->pdata[i - 1];
        g_string_append(text, "place");
        append_part(text, place->route);
        append_part(text, place->kind);
        append_part(text, place->label);
        append_part(text, place->tail);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void take_place(struct app *app, char **words)
{
    for (int i = 1; i < 5; i++) {
        char *plain = g_uri_unescape_string(words[i], NULL);
        g_free(words[i]);
        words[i] = plain != NULL ? plain : g_strdup("");
    }
    g_autoptr(route_t) route = route_parse(words[1]);
    if (route != NULL) visit_remember(app, route, words[2], words[3], *words[4] != '\0' ? words[4] : NULL);
}

void visit_kept(struct app *app, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
        const guint count = g_strv_length(words);
        if (count == 5 && strcmp(words[0], "place") == 0) take_place(app, words);
        if (count != 2 || strcmp(words[0], "query") != 0) continue;
        g_autofree char *query = g_uri_unescape_string(words[1], NULL);
        if (query != NULL) g_ptr_array_add(queries(app), g_strdup(query)); /* in order: routes hold their numbers */
    }
}

/* ---- pins -------------------------------------------------------------------------------------------------------- */

unsigned visit_pins_version(struct app *app)
{
    return GPOINTER_TO_UINT(app_shared(app, "pins"));
}

void visit_pin(struct view *view, int kind, int64_t subject)
{
    const struct command *command = command_find("subject.pin");
    if (command == NULL) return;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    struct arguments *arguments = arguments_new(command);
    arguments_set(arguments, "subject", number, NULL);
    job_command(view, kind, command, arguments);
}

void visit_pin_done(struct view *view, const struct job_result *result)
{
    const struct job_answer *answer = result->data;
    if (result->error != NULL) {
        app_error(view->app, result->error);
        return;
    }
    const struct fact *pinned = table_find_fact(answer->table, "pinned");
    app_set_shared(view->app, "pins", GUINT_TO_POINTER(visit_pins_version(view->app) + 1), NULL);
    app_toast(view->app, "%s",
              pinned != NULL && pinned->cell.integer != 0 ? _("Kept on your desk") : _("Taken off your desk"));
}

/* ---- purpose ----------------------------------------------------------------------------------------------------- */

static struct tsv *purposes(struct app *app)
{
    struct tsv *tsv = app_shared(app, "purposes");
    if (tsv == NULL && (tsv = tsv_load("law/purposes.tsv", NULL)) != NULL)
        app_set_shared(app, "purposes", tsv, (GDestroyNotify)tsv_free);
    return tsv;
}

const char *visit_purpose(struct app *app)
{
    struct session *session = app_session(app);
    if (session->purpose == NULL) session->purpose = g_strdup(purpose_default(session->role));
    return session->purpose;
}

const char *visit_purpose_name(struct app *app, const char *code)
{
    const struct tsv *tsv = purposes(app);
    for (size_t row = 0; tsv != NULL && row < tsv_rows(tsv); row++)
        if (strcmp(tsv_cell(tsv, row, "code"), code) == 0) return tsv_cell(tsv, row, app_language(app));
    return code;
}

char *visit_purpose_names(struct app *app, const char *codes)
{
    g_auto(GStrv) words = g_strsplit(codes, ",", -1);
    GString *text = g_string_new(NULL);
    for (size_t i = 0; words[i] != NULL; i++)
        g_string_append_printf(text, "%s%s", text->len > 0 ? _(", ") : "", visit_purpose_name(app, words[i]));
    return g_string_free(text, FALSE);
}

const char *visit_purpose_label(struct app *app)
{
    const char *code = visit_purpose(app);
    return code != NULL ? visit_purpose_name(app, code) : _("no purpose");
}

bool visit_draw_purpose(struct app *app, struct canvas *canvas, struct rect rect, const struct column *column,
                        const struct cell *cell, style_t ground)
{
    if (cell->is_null || strcmp(column->id, "purpose") != 0) return false;
    g_autofree char *text = visit_purpose_names(app, cell->text);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, ground);
    return true;
}

static void purpose_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value == NULL) return;
    struct session *session = app_session(view->app);
    g_free(session->purpose);
    session->purpose = g_strdup(value);
    app_toast(view->app, _("The next file is asked for with: %s"), visit_purpose_label(view->app));
    view_dirty(view);
}

static struct picker_item *purpose_item(struct app *app, const struct tsv *tsv, size_t row)
{
    const bool chinese = strcmp(app_language(app), "zh") == 0;
    g_auto(GStrv) roles = g_strsplit_set(tsv_cell(tsv, row, "roles"), ", ", -1);
    const bool allowed = g_strv_contains((const char *const *)roles, role_name(app_session(app)->role));
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = g_strdup(tsv_cell(tsv, row, chinese ? "zh" : "en"));
    item->other = g_strdup(tsv_cell(tsv, row, chinese ? "en" : "zh"));
    item->value = g_strdup(tsv_cell(tsv, row, "code"));
    item->reason = allowed ? NULL : g_strdup(_("Your role may not state this purpose"));
    if (g_strcmp0(item->value, app_session(app)->purpose) == 0) item->detail = g_strdup(_("now"));
    return item;
}

void visit_ask_purpose(struct view *view)
{
    if (doorway_subject(view) > 0) {
        doorway_ask(view, doorway_subject(view));
        return;
    }
    const struct tsv *tsv = purposes(view->app);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t row = 0; tsv != NULL && row < tsv_rows(tsv); row++)
        g_ptr_array_add(items, purpose_item(view->app, tsv, row));
    picker_open(view, _("What are files looked at for?"), items, purpose_chosen, NULL, NULL);
}

/* Of the file on the screen, as it was stated; else the one the day started with. */
static const char *standing_purpose(const struct view *view)
{
    const char *stated = doorway_purpose(view->app, doorway_subject(view));
    return stated != NULL ? visit_purpose_name(view->app, stated) : visit_purpose_label(view->app);
}

char *visit_standing(const struct view *view)
{
    const struct session *session = app_session(view->app);
    char day[DATE_TEXT_SIZE];
    date_format(app_today(view->app), day);
    return g_strdup_printf("%s %s · %s · %s", session->user ? session->user : "-",
                           codes_label("ROLE", role_name(session->role), language_code()), standing_purpose(view), day);
}

char *visit_standing_short(const struct view *view)
{
    const char *user = app_session(view->app)->user;
    const char *purpose = standing_purpose(view);
    return view->area.w < 100 ? g_strdup_printf(_("for %s"), purpose)
                              : g_strdup_printf("%s · %s", user ? user : "-", purpose);
}
