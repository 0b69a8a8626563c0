/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of a terminal as events: UTF-8, both forms of arrows, function keys, Alt, SGR mouse, bracketed paste. Pure: no
 * file descriptor, no clock. Whatever comes in, a sequence is never shown or run as text. */
#pragma once
#include "term/term.h"

struct decoder;
struct decoder *decoder_new(void);
void decoder_free(struct decoder *decoder);
void decoder_feed(struct decoder *decoder, const void *bytes, size_t length);
/* The next whole event; false when there is none or only the beginning of one. */
bool decoder_next(struct decoder *decoder, struct event *event);
/* An escape character waits for what may follow it; after 25 ms the caller says that nothing does. */
bool decoder_is_waiting(const struct decoder *decoder);
void decoder_flush(struct decoder *decoder);
