/* SPDX-License-Identifier: Apache-2.0 */
/* passfield: a passphrase being typed. It lies in locked memory, is never drawn (a dot a character), never remembered,
 * and is wiped when it is taken, cleared or freed. */
#pragma once
#include "paint/canvas.h"
#include "term/term.h"
#include "vault/secret.h"

struct passfield;
struct passfield *passfield_new(void);
void passfield_free(struct passfield *field);
/* Typing, Backspace, Delete, arrows, Home, End, C-a C-e C-u C-k C-w (all of it). A paste is taken up to its first line
 * end, which never submits, and is wiped where it came from. Enter, Escape and Tab are not taken. */
bool passfield_event(struct passfield *field, const struct event *event, bool *changed);
size_t passfield_length(const struct passfield *field); /* characters */
void passfield_clear(struct passfield *field);
/* A copy of what stands there; the field keeps it. */
struct secret *passfield_copy(const struct passfield *field);
/* What stands there, and the field is empty. */
struct secret *passfield_take(struct passfield *field);
bool passfield_equal(const struct passfield *a, const struct passfield *b);
/* Whether it has letters and all of them are capitals: Caps Lock may be on. */
bool passfield_is_capitals(const struct passfield *field);
void passfield_draw(const struct passfield *field, struct canvas *canvas, int x, int y, int w, style_t style);
int passfield_cursor_x(const struct passfield *field, int x, int w);
