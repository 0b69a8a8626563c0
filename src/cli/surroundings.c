/* SPDX-License-Identifier: Apache-2.0 */
/* See surroundings.h. */
#include "cli/surroundings.h"

#include "cli/language.h"
#include "cli/progress.h"
#include "store/rows.h"
#include "subject/retention.h"

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

/* Whoever may choose the time may write what they like into the log. */
static bool may_set_clock(GError **error)
{
    if (!folder_program_has_group()) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The clock of a shared installation is not set by hand"),
                     N_("Leave out --clock."), NULL);
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

static void warn_plain(const char *text)
{
    g_autofree char *clean = text_sanitise(text, -1);
    progress_clear();
    fprintf(stderr, "bureau: %s\n", clean);
}

static void warn(const char *phrase)
{
    g_autofree char *text = phrase_expand(phrase, language_translate);
    warn_plain(text);
}

static struct store *open_with_keys(struct surroundings *around, unsigned needs, GError **error)
{
    const enum store_access access = needs & NEEDS_BULK ? STORE_MAINTENANCE : STORE_WRITE; /* a look is recorded too */
    const unsigned agent = needs & NEEDS_PASSPHRASE ? 0 : UNLOCK_AGENT;
    const unsigned person = needs & NEEDS_STORE_IF_ANY ? 0 : UNLOCK_PROMPT;
    g_autoptr(vault_keys_t) keys = unlock_keys(around->unlock, agent | person, error);
    if (keys == NULL) return NULL;
    g_autoptr(GError) cause = NULL;
    struct store *store = store_open(around->unlock->directory, keys, access, &cause);
    /* an engine that is not trusted to write may still be read with, so that nobody's data is held hostage */
    if (store == NULL && (needs & NEEDS_EXPORT))
        store = store_open(around->unlock->directory, keys, STORE_EXPORT, NULL);
    if (store == NULL) g_propagate_error(error, g_steal_pointer(&cause));
    return store;
}

static bool open_store(struct surroundings *around, const struct options *options, unsigned needs, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (!(needs & (NEEDS_STORE | NEEDS_BULK | NEEDS_STORE_IF_ANY))) return true;
    if (unlock_check_place(around->unlock->directory, &cause))
        around->session->store = open_with_keys(around, needs, &cause);
    if (around->session->store != NULL || cause == NULL) return true;
    /* who does without says itself what is wrong with it; only a passphrase that was given must be right */
    if ((needs & NEEDS_STORE_IF_ANY) && options->passphrase_file == NULL && options->passphrase_fd == NULL) return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool fill_session(struct surroundings *around, const struct options *options, GError **error)
{
    struct session *session = around->session;
    const char *clock = options->clock != NULL ? options->clock : g_getenv("BUREAU_CLOCK");
    session->reveal = g_strdup(options->reveal);
    session->reference = g_strdup(options->reference);
    session->reason = g_strdup(options->reason);
    session->progress = progress_show;
    session->ask = unlock_ask;
    session->ask_data = around->unlock;
    if (options->cancellable != NULL) session->cancellable = g_object_ref(options->cancellable);
    g_free(session->language);
    session->language = g_strdup(language_code());
    if (clock != NULL && clock[0] != '\0' && (!may_set_clock(error) || !set_clock(session, clock, error))) return false;
    return set_purpose(session, options->purpose, error);
}

/* Who sits there, and since when: the login is in the log before the first act is. */
static bool sit_down(struct surroundings *around, const struct options *options, GError **error)
{
    struct session *session = around->session;
    if (around->session->store == NULL) {
        /* No store, so nothing to guard: a person works on files of their own. */
        session->role = ROLE_ADMINISTRATOR;
        session->user = g_strdup(unlock_named_user(options));
        session->as_of = options->as_of;
        return true;
    }
    store_set_cancellable(around->session->store, session->cancellable);
    if (!session_set_user(session, unlock_named_user(options), error) ||
        (store_may_write(session->store) && !guard_login(session, around->unlock->how, error)) ||
        !session_set_as_of(session, options->as_of, error))
        return false;
    if (session->alarm != NULL) warn(session->alarm);
    return !options->expired ||
           retention_look_back(session, options->command != NULL ? options->command->id : "login", error);
}

static struct surroundings *begin(const struct options *options, GError **error)
{
    g_autoptr(surroundings_t) around = g_new0(struct surroundings, 1);
    g_autofree char *usual = store_default_directory();
    g_autofree char *directory = g_canonicalize_filename(options->store != NULL ? options->store : usual, NULL);
    around->session = session_new();
    around->unlock = unlock_new(options, directory);
    around->session->place = g_strdup(directory);
    return fill_session(around, options, error) ? g_steal_pointer(&around) : NULL;
}

struct surroundings *surroundings_new(const struct options *options, unsigned needs, GError **error)
{
    g_autoptr(surroundings_t) around = begin(options, error);
    if (around == NULL || !open_store(around, options, needs, error) || !sit_down(around, options, error)) return NULL;
    if (around->session->store != NULL && !secret_is_locked() && isatty(STDERR_FILENO))
        warn(N_("The keys cannot be kept out of swap here: raise the limit of locked memory (ulimit -l)"));
    return g_steal_pointer(&around);
}

void surroundings_leave(struct surroundings *surroundings)
{
    g_autoptr(GError) error = NULL;
    struct session *session = surroundings->session;
    if (session->store == NULL || session->user == NULL || !store_may_write(session->store)) return;
    /* an interruption ends the act, not the log */
    store_set_cancellable(surroundings->session->store, NULL);
    g_clear_object(&session->cancellable);
    if (guard_logout(session, &error) || error == NULL) return;
    g_autofree char *message = bureau_error_message(error, language_translate);
    warn_plain(message);
}

void surroundings_free(struct surroundings *surroundings)
{
    if (surroundings == NULL) return;
    if (surroundings->session->store != NULL) {
        store_set_cancellable(surroundings->session->store, NULL);
        store_close(surroundings->session->store);
    }
    session_free(surroundings->session);
    unlock_free(surroundings->unlock);
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

struct surroundings *surroundings_workstation(const struct options *options, const struct secret *known,
                                              struct workstation_request *request, GError **error)
{
    g_autoptr(surroundings_t) around = begin(options, error);
    g_autoptr(GError) cause = NULL;
    if (around == NULL || !unlock_check_place(around->unlock->directory, error)) return NULL;
    struct session *session = around->session;
    struct unlock *unlock = around->unlock;
    unlock->known = known;
    session->progress = NULL;
    session->ask = NULL;
    session->ask_data = NULL;
    session->as_of = options->as_of;
    session->expired_too = options->expired; /* who sits down is known later; it holds for an auditor's audit alone */
    session->user = g_strdup(unlock_named_user(options));
    *request = (struct workstation_request){ .session = session,
                                             .store = unlock->directory,
                                             .script = options->script,
                                             .output = options->output,
                                             .start = options->start,
                                             .theme = options->theme };
    if (options->size != NULL && !parse_size(options->size, &request->columns, &request->rows, error)) return NULL;
    if (options->depth != NULL && !parse_depth(options->depth, &request->depth, error)) return NULL;
    request->keys = unlock_keys(unlock, UNLOCK_AGENT, &cause);
    request->how = unlock->how;
    g_clear_pointer(&unlock->typed,
                    secret_free); /* nothing below asks for it, and the lock screen wipes all there is */
    g_clear_pointer(&unlock->given, secret_free);
    if (request->keys != NULL && session->user == NULL) session->user = g_strdup(vault_keys_user(request->keys));
    if (cause == NULL || known != NULL) return g_steal_pointer(&around);
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}
