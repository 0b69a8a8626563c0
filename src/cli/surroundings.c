/* SPDX-License-Identifier: Apache-2.0 */
/* See surroundings.h. */
#include "cli/surroundings.h"

#include "cli/language.h"
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "2026-11-22T09:30:00" or "2026-11-22 09:30" in the local zone; a bare day is its beginning. */
static bool set_clock(struct session *session, const char *text, GError **error)
{
    int year, month, day, hour = 0, minute = 0, second = 0, length = 0;
    bool read = sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) == 3;
    if (read && text[length] != '\0') {
        const char *time = text + length;
        int taken = 0;
        read = (*time == 'T' || *time == ' ') && sscanf(time + 1, "%2d:%2d%n", &hour, &minute, &taken) == 2;
        if (read && time[1 + taken] == ':') {
            int more = 0;
            read = sscanf(time + 1 + taken, ":%2d%n", &second, &more) == 1;
            taken += more;
        }
        read = read && time[1 + taken] == '\0';
    }
    g_autoptr(GDateTime) moment = read ? g_date_time_new_local(year, month, day, hour, minute, second) : NULL;
    if (moment != NULL) {
        session->clock = g_date_time_to_unix(moment) * 1000;
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is not a time for the clock"),
                     N_("Give a local time as 2026-11-22T09:30:00."), text, NULL);
    return false;
}

static bool set_purpose(struct session *session, const char *purpose, GError **error)
{
    if (purpose == NULL) return true;
    if (!purpose_known(purpose)) {
        g_autofree char *list = purpose_list();
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no purpose “{1}”"), N_("Give one of: {2}"), purpose,
                         list, NULL);
        return false;
    }
    session->purpose = g_strdup(purpose);
    return true;
}

static struct store *open_store(const struct options *options, unsigned needs, GError **error)
{
    g_autofree char *usual = store_default_directory();
    const char *directory = options->store != NULL ? options->store : usual;
    /* Even a reading command writes: its look is recorded. */
    return store_open(directory, needs & NEEDS_BULK ? STORE_MAINTENANCE : STORE_WRITE, error);
}

static bool fill_session(struct surroundings *around, const struct options *options, GError **error)
{
    struct session *session = around->session;
    const char *clock = options->clock != NULL ? options->clock : g_getenv("BUREAU_CLOCK");
    const char *user = options->user != NULL ? options->user : g_getenv("BUREAU_USER");
    session->store = around->store;
    session->reveal = g_strdup(options->reveal);
    session->progress = progress_show;
    if (options->cancellable != NULL) session->cancellable = g_object_ref(options->cancellable);
    g_free(session->language);
    session->language = g_strdup(language_code());
    if (clock != NULL && clock[0] != '\0' && !set_clock(session, clock, error)) return false;
    if (!set_purpose(session, options->purpose, error)) return false;
    if (around->store == NULL) {
        /* No store, so nothing to guard: a person works on files of their own. */
        session->role = ROLE_ADMINISTRATOR;
        session->as_of = options->as_of;
        return true;
    }
    store_set_cancellable(around->store, session->cancellable);
    return session_set_user(session, user != NULL && user[0] != '\0' ? user : NULL, error) &&
           session_set_as_of(session, options->as_of, error);
}

struct surroundings *surroundings_new(const struct options *options, unsigned needs, GError **error)
{
    g_autoptr(surroundings_t) around = g_new0(struct surroundings, 1);
    around->session = session_new();
    if (needs & (NEEDS_STORE | NEEDS_BULK)) {
        around->store = open_store(options, needs, error);
        if (around->store == NULL) return NULL;
    } else if (needs & NEEDS_STORE_IF_ANY) {
        /* a store that was named must be there; the usual one need not */
        around->store = open_store(options, needs, options->store != NULL ? error : NULL);
        if (around->store == NULL && options->store != NULL) return NULL;
    }
    return fill_session(around, options, error) ? g_steal_pointer(&around) : NULL;
}

void surroundings_free(struct surroundings *surroundings)
{
    if (surroundings == NULL) return;
    if (surroundings->store != NULL) {
        store_set_cancellable(surroundings->store, NULL);
        store_close(surroundings->store);
    }
    session_free(surroundings->session);
    g_free(surroundings);
}

static bool parse_size(const char *text, int *columns, int *rows, GError **error)
{
    int length = 0;
    if (sscanf(text, "%4dx%4d%n", columns, rows, &length) == 2 && text[length] == '\0' && *columns > 0 && *rows > 0)
        return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is not a size"),
                     N_("Give columns and rows, for example 120x40."), text, NULL);
    return false;
}

static bool parse_depth(const char *text, int *depth, GError **error)
{
    static const char *const known[] = { "1", "16", "256" };
    for (size_t index = 0; index < G_N_ELEMENTS(known); index++)
        if (strcmp(text, known[index]) == 0) {
            *depth = atoi(text);
            return true;
        }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is not a number of colours"), N_("Give 1, 16 or 256."), text,
                     NULL);
    return false;
}

bool surroundings_has_terminal(const struct options *options, GError **error)
{
    if (options->script == NULL && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The workstation needs a terminal, and this is none"),
                         N_("Start it on a terminal, or name a command: bureau help lists them."), NULL);
        return false;
    }
    return true;
}

bool surroundings_workstation(struct surroundings *surroundings, const struct options *options,
                              struct workstation_request *request, GError **error)
{
    struct session *session = surroundings->session;
    session->progress = NULL;
    if (session->purpose == NULL) session->purpose = g_strdup(purpose_default(session->role));
    *request = (struct workstation_request){ .session = session,
                                             .store = store_directory(surroundings->store),
                                             .script = options->script,
                                             .output = options->output,
                                             .start = options->start,
                                             .theme = options->theme };
    if (options->size != NULL && !parse_size(options->size, &request->columns, &request->rows, error)) return false;
    return options->depth == NULL || parse_depth(options->depth, &request->depth, error);
}
