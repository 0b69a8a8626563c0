/* SPDX-License-Identifier: Apache-2.0 */
/* seat: who sits here. Nobody (the login), somebody, or somebody whose store is locked. Private to core/.
 *
 * Leaving a seat has an order that must hold: the screen is blank at once; work that somebody asked for is finished;
 * what was typed and the end of the session are written; then views, shared data and the workers' connections go, and
 * the last reference to the keys with them. */
#pragma once
#include "core/app_state.h"

enum seat_state {
    SEAT_EMPTY,  /* the login */
    SEAT_OPENED, /* keys are there; the user is being read */
    SEAT_TAKEN,
    SEAT_LEFT,   /* the screen is blank; what is to be written before the lock is being written */
    SEAT_LOCKED, /* no keys, no data; somebody's place is kept */
};

struct seat *seat_new(struct app *app);
void seat_free(struct app *app); /* wipes the keys; no job may be there */
/* Before the loop: opens the login, or goes on with keys that were given. False: nobody can sit down here. */
bool seat_begin(struct app *app, GError **error);
/* One turn: the answer of a try to unlock, the next step of leaving, the idle lock. True when something was done. */
bool seat_turn(struct app *app);
int seat_timeout(const struct app *app); /* milliseconds until something is due, -1 for never */
bool seat_is_busy(const struct app *app);
/* False in the turn in which the idle lock came: a key pressed to wake the screen is for nobody. */
bool seat_hears(const struct app *app);
/* Somebody touched a key. */
void seat_touch(struct app *app);
void seat_pretend_idle(struct app *app, int minutes); /* scripts */
/* What is written before the program ends: drafts, the end of the session. Waits for it, but not for ever. */
void seat_end(struct app *app);
/* What ended the program before anybody sat down, if anything did. */
bool seat_failure(struct app *app, GError **error);
/* Whether nobody sits here: no job may begin. */
bool seat_is_locked(const struct app *app);
/* What lies over everything while nobody sits here; NULL. */
struct view *seat_gate(const struct app *app);
/* Whether the command may be done there. */
bool seat_allows(const struct app *app, const char *command);
/* Opens the seat for the keys of a try (taken over). */
void seat_unlocked(struct app *app, struct vault_keys *keys);
/* The person that the kept place belongs to; NULL. */
const char *seat_user(const struct app *app);
enum seat_state seat_state(const struct app *app);
/* Back from the login that was opened over somebody's screens. False when there is nothing to go back to. */
bool seat_stay(struct app *app);

/* gate.c: the login as a view. `user` stands in its field (may be NULL), `title` is a msgid. */
enum gate_mode { GATE_LOGIN, GATE_LOCKED, GATE_CHANGE };
struct view *gate_new(struct app *app, enum gate_mode mode, const char *user);
void gate_tell(struct view *gate, GError *error); /* takes it over */
bool gate_turn(struct view *gate);                /* the answer of a try, the countdown */
int gate_timeout(const struct view *gate);
bool gate_is_busy(const struct view *gate); /* a try runs, or waits for its time */

/* gate_try.c: one try, in a thread of its own. */
struct gate_try;
struct gate_try *gate_try_start(struct app *app, const char *directory, const char *user, struct secret *passphrase);
void gate_try_cancel(struct gate_try *attempt);
bool gate_try_is_done(struct gate_try *attempt);
/* The keys, or NULL and the error; both are the caller's. Only when it is done. */
struct vault_keys *gate_try_keys(struct gate_try *attempt, GError **error);
void gate_try_free(struct gate_try *attempt); /* waits for the thread */

/* ask.c: a command that runs on a worker needs a passphrase; a person is asked, the worker waits. */
struct asking *asking_new(struct app *app);
void asking_free(struct asking *asking);
struct secret *asking_person(void *asking, enum secret_wanted wanted, const char *user, GError **error);
bool asking_turn(struct app *app);        /* opens what was asked for */
void asking_withdraw(struct app *app);    /* the program ends: nobody answers any more */
guint asking_open(const struct app *app); /* workers that wait for a person */
/* password.c: the person's own passphrase. */
void password_open(struct app *app);

/* draft.c */
struct drafts *drafts_new(void);
void drafts_free(struct drafts *drafts);
void drafts_take(struct app *app, GPtrArray *list); /* struct draft * of the store; replaces what there was */
void drafts_forget(struct app *app);                /* frees all; the store keeps them */
void drafts_touch(struct app *app);                 /* something may have been typed */
void drafts_offer(struct app *app);                 /* to the view on top, once */
bool drafts_turn(struct app *app);                  /* writes them when it is time */
int drafts_timeout(const struct app *app);
bool drafts_are_due(const struct app *app);
void drafts_restore_quietly(struct app *app, bool on); /* views that open take theirs without asking */
void drafts_gather(struct app *app);                   /* takes over what stands in the views now */
guint drafts_count(const struct app *app);
/* The same, and what differs from the store, for a job that writes it; NULL when nothing does. */
struct draft_batch *drafts_collect(struct app *app);
bool draft_batch_write(struct session *session, struct draft_batch *batch, GError **error);
void draft_batch_free(struct draft_batch *batch);
/* For what is no view: the words of visit.c at a lock. NULL body: it goes. */
void drafts_put(struct app *app, const char *place, const char *body);
const char *drafts_body(struct app *app, const char *place);
