/* SPDX-License-Identifier: Apache-2.0 */
/* Some purposes need no consent because the law gives a right or a duty: to answer a dispute, to give the person what
 * is theirs. Whoever states one should have such a case of that person before them; anybody can state it. */
#include "consent/consent_private.h"
#include "consent/watch_private.h"

#include "guard/access.h"

#include <string.h>

static const struct {
    const char *kind, *sql;
} cases[] = {
    { "dispute", "SELECT 1 FROM dispute WHERE subject = ?1 AND received <= ?2 + ?3 AND (closed IS NULL OR closed >= ?2 "
                 "- ?3) LIMIT 1" },
    { "request",
      "SELECT 1 FROM request WHERE subject = ?1 AND received <= ?2 + ?3 AND (answered IS NULL OR answered >= "
      "?2 - ?3) LIMIT 1" },
};

bool watch_has_case(struct session *session, const struct look *look, const char *kind, bool *has, GError **error)
{
    int64_t found = 0;
    *has = true;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (strcmp(cases[i].kind, kind) != 0) continue;
        if (!store_query_int(session->store, &found, 0, error, cases[i].sql, "iii", look->subject,
                             (int64_t)access_day(look->at).days, (int64_t)consent_policy("case_days")))
            return false;
        *has = found != 0;
    }
    return true;
}
