/* SPDX-License-Identifier: Apache-2.0 */
/* textview: text that scrolls. Lines are wrapped at words and between wide characters. */
#pragma once
#include "paint/canvas.h"
#include "term/term.h"

struct textview;
struct textview *textview_new(const char *text);
void textview_free(struct textview *view);
void textview_set_text(struct textview *view, const char *text);
const char *textview_text(const struct textview *view);
void textview_place(struct textview *view, struct rect area);
void textview_draw(const struct textview *view, struct canvas *canvas, style_t style);
bool textview_event(struct textview *view, const struct event *event); /* arrows, pages, Home, End, wheel */
