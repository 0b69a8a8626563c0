/* SPDX-License-Identifier: Apache-2.0 */
/* What the screens of one visit share and nobody writes down: where the person has been, for what purpose files are
 * looked at, and the search index. Lives in the app, on the UI thread. */
#pragma once
#include "core/app.h"
#include "subject/search.h"

/* ---- where the person has been: newest first, at most twenty ---- */
struct visit_place {
    char *route; /* opens it again */
    char *kind;  /* msgid: "subject", "search" */
    char *label; /* what was looked at, as it stood on the screen */
    char *tail;  /* dim, at the right; may be NULL */
};
void visit_remember(struct app *app, const struct route *route, const char *kind, const char *label, const char *tail);
const GPtrArray *visit_places(struct app *app); /* struct visit_place *, borrowed */

/* Both, and the queries below, as text that a lock keeps in the store, sealed, and gives back: app_options.keep, .kept.
 */
char *visit_keep(struct app *app);
void visit_kept(struct app *app, const char *text);

/* A route holds no personal data and a query may: queries stay in memory, routes hold their number. */
int64_t visit_keep_query(struct app *app, const char *text);
const char *visit_query(struct app *app, int64_t number); /* "" when there is none; borrowed */

/* ---- pins: kept in the store; the desk reads them again when the count of changes differs ---- */
void visit_pin(struct view *view, int kind, int64_t subject);            /* a job; its result goes to ... */
void visit_pin_done(struct view *view, const struct job_result *result); /* ... here */
unsigned visit_pins_version(struct app *app);

/* ---- the purpose that every look states: of a file, see doorway.h ---- */
/* The one the question of a file begins with: the session's, given by the role's default the first time; NULL when the
 * role has none. Borrowed. */
const char *visit_purpose(struct app *app);
/* Its name in the language spoken. Borrowed. */
const char *visit_purpose_label(struct app *app);
/* Of any code. Borrowed. */
const char *visit_purpose_name(struct app *app, const char *code);
/* Of codes separated by commas. Caller frees. */
char *visit_purpose_names(struct app *app, const char *codes);
/* On a screen about a file: asks for its purpose anew. Elsewhere a picker of the purpose that the question of the next
 * file begins with. */
void visit_ask_purpose(struct view *view);

/* Right end of line 1: "li.na officer · Credit review · 2026-11-22". Caller frees. For view_ops.standing. */
char *visit_standing(const struct view *view);

/* The same without the day and, on narrow screens, without the user: for screens whose left end is a person. */
char *visit_standing_short(const struct view *view);
/* A painter's help: draws a purpose's code as its name. true when `column` is one. */
bool visit_draw_purpose(struct app *app, struct canvas *canvas, struct rect rect, const struct column *column,
                        const struct cell *cell, style_t ground);

/* ---- the index that search as you type asks ---- */
enum visit_index_state { INDEX_NONE, INDEX_LOADING, INDEX_READY, INDEX_FAILED };
/* Starts building it in a worker unless it is there; the view's result() is not involved: the view on top is asked to
 * lay itself out again when it is ready. */
void visit_index_want(struct app *app);
/* Takes in what was written since; in a worker. Queries go on with what there is. */
void visit_index_refresh(struct app *app);
enum visit_index_state visit_index_state(struct app *app);
/* Counts up whenever the index is another: built, or refreshed. */
unsigned visit_index_version(struct app *app);
size_t visit_index_size(struct app *app);
double visit_index_milliseconds(struct app *app); /* what building took */

/* Runs a query on the UI thread. false while the index is not ready or being changed. Ids are newly allocated. */
bool visit_search(struct app *app, const struct query *query, enum search_sort sort, bool descending,
                  int64_t **subjects, size_t *count, double *milliseconds);

/* The index for a worker: held until it is given back, and unchanged meanwhile. NULL when there is none. */
struct visit_index;
struct visit_index *visit_index_hold(struct app *app);
const struct search_index *visit_index_of(const struct visit_index *index);
void visit_index_lock(struct visit_index *index); /* around each use in a worker */
void visit_index_unlock(struct visit_index *index);
void visit_index_release(struct visit_index *index);
