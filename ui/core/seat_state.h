/* SPDX-License-Identifier: Apache-2.0 */
/* What seat.c and seat_leave.c share. */
#pragma once
#include "core/seat.h"

#define SEAT_KEPT "visit" /* the draft that holds what app_options.keep answered */

struct seat {
    enum seat_state state;
    struct view *gate;
    char *user;   /* whose place is kept; NULL before the first login */
    char *routes; /* of the screens that were closed at the lock */
    enum login_how how;
    bool opened;             /* screens have been open once: the start route is done with */
    bool drop;               /* the keys are of no use: wiped as soon as no job runs */
    bool writing;            /* what leaving writes may begin */
    bool written;            /* and has been written */
    bool had_form;           /* something lay over the screen, and is not opened again by itself */
    struct vault_keys *next; /* of the person who sits down when this one has left */
    bool deaf;               /* locked in this turn: what was typed was for the screen that is gone */
    gint64 touched;          /* boot time, microseconds */
    int lock_minutes;
    GError *failure; /* ends the program */
    GError *trouble; /* of leaving: shown to the next who sits down */
};

void seat_drop_keys(struct app *app);
void seat_close_gate(struct seat *seat);
void seat_open_gate(struct app *app, enum gate_mode mode, const char *user);
void seat_take_keys(struct app *app, struct vault_keys *keys);
/* The next step of leaving that can be done now; false when something must be waited for. */
bool seat_leave_step(struct app *app);
