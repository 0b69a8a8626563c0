/* SPDX-License-Identifier: Apache-2.0 */
/* What gate.c and gate_draw.c share. */
#pragma once
#include "core/seat.h"
#include "vault/keyfile.h"
#include "widget/editor.h"
#include "widget/passfield.h"

enum gate_field { GATE_USER, GATE_PASSPHRASE };

struct gate_view {
    struct view view; /* first */
    enum gate_mode mode;
    struct keyfile *keyfile; /* NULL: it could not be read */
    struct editor *user;
    struct passfield *passphrase;
    enum gate_field focus;
    GError *failure;                    /* of the last try */
    bool capitals;                      /* the passphrase that failed had no small letter */
    gint64 wait_until;                  /* monotonic microseconds: no try before; 0 when there is none */
    bool armed;                         /* Enter was pressed while waiting: the try begins by itself */
    struct gate_try *trying, *given_up; /* given_up: cancelled, its thread still runs */
    gint64 since;                       /* the real time the store was locked, milliseconds since 1970 */
    struct rect box, fields;
};

/* Seconds that are left to wait, rounded up. */
int gate_seconds_left(const struct gate_view *gate);
/* gate_draw.c */
void gate_layout(struct view *view, struct rect area);
void gate_draw(const struct view *view, struct canvas *canvas);
bool gate_cursor(const struct view *view, struct pos *pos);
