/* SPDX-License-Identifier: Apache-2.0 */
/* fuzzy: the matching of every picker. Terms are AND-ed; `'exact`, `^start`, `end$`, `!not`, `a | b`. Case is ignored
 * unless the term has an upper-case letter. No globals, no domain types. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct fuzzy;
struct fuzzy *fuzzy_compile(const char *pattern); /* never fails; empty matches everything */
void fuzzy_free(struct fuzzy *fuzzy);
typedef struct fuzzy fuzzy_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(fuzzy_t, fuzzy_free)
/* Score (higher is better), -1 when it does not match. `hits` (may be NULL) gets the indices of matched code points,
 * ascending, unique. */
int fuzzy_match(const struct fuzzy *fuzzy, const char *text, GArray *hits);
