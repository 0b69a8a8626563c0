/* SPDX-License-Identifier: Apache-2.0 */
/* `dispute list`: the queue for whoever has no screen. Open cases first, by the legal last day or by our own target;
 * then those that are done. */
#include "desk/desk_private.h"

#include <string.h>

static bool state_check(const char *wanted, GError **error)
{
    if (strcmp(wanted, "open") == 0 || strcmp(wanted, "all") == 0 || machine_state(wanted) != NULL) return true;
    g_autoptr(GString) names = g_string_new("open, all");
    const struct law_state *state;
    for (size_t i = 0; (state = machine_state_at(i)) != NULL; i++)
        g_string_append_printf(names, ", %s", state->state);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no state {1}."), N_("The states are: {2}."), wanted,
                     names->str, NULL);
    return false;
}

bool desk_query_from(const struct arguments *arguments, struct desk_query *query, GError **error)
{
    *query = (struct desk_query){ .waiting = arguments_text(arguments, "waiting"),
                                  .owner = arguments_text(arguments, "owner"),
                                  .subject = arguments_int(arguments, "subject", 0),
                                  .by_target = g_strcmp0(arguments_text(arguments, "by"), "target") == 0 };
    if (arguments_has(arguments, "due-before")) query->before = arguments_date(arguments, "due-before");
    return desk_lane_parse(arguments_text(arguments, "lane"), &query->lane, error) &&
           desk_waiting_check(query->waiting, error);
}

static bool add(struct session *session, const struct desk_query *query, int64_t *room, struct table *answer,
                GError **error)
{
    g_autoptr(GArray) keys = desk_keys(session, query, error);
    if (keys == NULL) return false;
    const size_t count = MIN((size_t)*room, keys->len);
    *room -= (int64_t)count;
    return desk_rows(session, (const int64_t *)(void *)keys->data, count, answer, error);
}

bool desk_command_list(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    struct desk_query query;
    const char *wanted = arguments_has(arguments, "state") ? arguments_text(arguments, "state") : "all";
    if (!machine_loaded(error) || !state_check(wanted, error) || !desk_query_from(arguments, &query, error))
        return false;
    int64_t room = arguments_int(arguments, "limit", G_MAXUINT32);
    if (room < 1) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A list needs room for at least one row"),
                         N_("Give a --limit of 1 or more."), NULL);
        return false;
    }
    const struct law_state *state = machine_state(wanted);
    query.state = state != NULL ? state->state : NULL;
    const bool all = strcmp(wanted, "all") == 0;
    /* lanes, owners and who is waited for are of open cases */
    const bool queue_only = query.lane != LANE_ALL || query.owner != NULL || query.waiting != NULL;
    if ((state == NULL || state->open) && !add(session, &query, &room, answer, error)) return false;
    query.closed = true;
    if ((state != NULL && !state->open) || (all && !queue_only)) return add(session, &query, &room, answer, error);
    return true;
}
