/* SPDX-License-Identifier: Apache-2.0 */
/* The job that opens a file, and the two questions every figure answers. */
#include "screen/sheet_job.h"

#include "screen/doorway.h"

static void job_free(void *data)
{
    struct sheet_job *job = data;
    look_free(job->look);
    sheet_free(job->sheet);
    g_free(job);
}

static bool job_run(struct session *session, void *data, GError **error)
{
    struct sheet_job *job = data;
    if (!look_run(session, job->look, error) || !look_enter(session, job->look->as_of, job->look->reveal, error))
        return false;
    job->sheet = sheet_load(session, job->subject, error);
    look_leave(session);
    return job->sheet != NULL;
}

void sheet_job_start(struct view *view, int kind, const char *title, int64_t subject, struct recorded_look *look)
{
    if (!doorway_may_read(view, subject, look->command)) {
        look_free(look);
        return;
    }
    struct sheet_job *job = g_new0(struct sheet_job, 1);
    job->subject = subject;
    job->look = look;
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = kind,
                                                .title = title,
                                                .subject = subject,
                                                .run = job_run,
                                                .data = job,
                                                .free_data = job_free });
}

struct date route_day(const struct view *view, const struct route *route)
{
    struct date day = app_session(view->app)->as_of;
    const char *text = route_get(route, "as_of");
    if (text != NULL) date_parse(text, &day);
    return day;
}

struct route *subject_route(const char *screen, int64_t subject, struct date as_of)
{
    char day[DATE_TEXT_SIZE];
    struct route *route = route_set_int(route_new(screen), "subject", subject);
    return date_is_set(as_of) ? route_set(route, "as_of", date_format(as_of, day)) : route;
}

void ask_why(struct view *view, int64_t subject, struct date as_of, const char *figure)
{
    if (figure == NULL)
        app_toast(view->app, "%s", _("There is no figure under the cursor"));
    else
        app_go(view->app, route_set(subject_route("why", subject, as_of), "figure", figure));
}

void ask_dispute(struct view *view, int64_t subject, char *item)
{
    if (item == NULL) {
        app_toast(view->app, "%s", _("Put the cursor on a month, an account or a personal detail first"));
        return;
    }
    app_go(view->app, route_set(route_set_int(route_new("dispute_open"), "subject", subject), "item", item));
    g_free(item);
}
