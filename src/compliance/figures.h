/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the compliance room: the state in numbers. */
#pragma once
#include "compliance/compliance.h"

struct figure {
    const char *id, *title, *unit, *aim, *article, *list; /* of data/law/figures.tsv; borrowed */
    int64_t bound;
    bool known; /* false: what it counts has never been done */
    int64_t count;
    int64_t at;        /* the moment that goes with it (last certificate, next clock), 0 for none */
    const char *state; /* "good", "watch", "bad", "info" */
};
/* All of them in the order of the file, title in the session's language. Each is one read over an index. Free with
 * g_ptr_array_unref; NULL and an error when the store or the file cannot be read. */
GPtrArray *figures_read(struct session *session, GError **error);
/* How a figure is counted is known for this id. */
bool figures_knows(const char *id);
