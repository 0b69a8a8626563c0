/* SPDX-License-Identifier: Apache-2.0 */
/* editor: one line of text being typed. UTF-8, wide characters, paste, history. No drawing of labels, no commands. */
#pragma once
#include "paint/canvas.h"
#include "term/term.h"

struct editor;
struct editor *editor_new(const char *text);
void editor_free(struct editor *editor);
const char *editor_text(const struct editor *editor);          /* borrowed until the next change; always clean text */
void editor_set_text(struct editor *editor, const char *text); /* cursor at the end */
size_t editor_length(const struct editor *editor);             /* characters */
/* Characters accepted: NULL all; else only those of the string. */
void editor_set_accept(struct editor *editor, const char *characters);
/* Typing, Backspace, Delete, arrows, Home, End, C-a C-e C-u C-k C-w, paste (newlines become spaces). Enter, Escape, Tab
 * and everything else are not taken. `*changed` (may be NULL) tells whether the text is another. */
bool editor_event(struct editor *editor, const struct event *event, bool *changed);
/* Draws into one row, scrolled so that the cursor is seen; answers the cursor's x. */
int editor_draw(const struct editor *editor, struct canvas *canvas, int x, int y, int w, style_t style);
int editor_cursor_x(const struct editor *editor, int x, int w); /* the same without drawing */
/* History: Up and Down step through it when set. Lines are owned by the list (newest last); it outlives the editor. */
void editor_set_history(struct editor *editor, GPtrArray *lines);
void editor_remember(struct editor *editor); /* puts the text into the history */
