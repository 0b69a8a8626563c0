/* SPDX-License-Identifier: Apache-2.0 */
/* Lending keys to the agent, seeing what it holds, and ending it. */
#include "admin/admin.h"

#include "vault/agent.h"

#include <string.h>

#define USUAL_LIFETIME (15 * 60)
#define LONGEST        (24 * 60 * 60)

/* "90", "90s", "15m", "8h": seconds; 0 when it is none. */
static int64_t parse_lifetime(const char *text)
{
    char *end = NULL;
    const gint64 number = g_ascii_strtoll(text, &end, 10);
    if (end == text || number <= 0 || number > LONGEST || strchr("+- ", text[0])) return 0;
    int64_t unit = 0;
    if (strcmp(end, "") == 0 || strcmp(end, "s") == 0) unit = 1;
    if (strcmp(end, "m") == 0) unit = 60;
    if (strcmp(end, "h") == 0) unit = 60 * 60;
    return number * unit <= LONGEST ? number * unit : 0;
}

bool admin_command_agent_start(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    const char *asked = arguments_text(arguments, "lifetime");
    const int64_t seconds = asked ? parse_lifetime(asked) : USUAL_LIFETIME;
    if (seconds == 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("“{1}” is not a time that keys are lent for"),
                         N_("Give seconds, minutes or hours up to a day: 90s, 15m, 8h."), asked, NULL);
        return false;
    }
    if (!agent_lend(store_directory(session->store), store_keys(session->store), seconds, error)) return false;
    table_fact_text(answer, "store", N_("Store"), store_directory(session->store));
    table_fact_text(answer, "user", N_("User"), session->user);
    table_fact_int(answer, "seconds", N_("Seconds"), seconds);
    return true;
}

static const struct column columns[] = {
    { .id = "store", .title = N_("Store") },
    { .id = "user", .title = N_("User") },
    { .id = "seconds", .title = N_("Seconds left"), .type = VALUE_INTEGER },
};

bool admin_command_agent_list(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    (void)session;
    (void)arguments;
    g_autoptr(GPtrArray) list = agent_list(error);
    if (!list) return false;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < list->len; i++) {
        const struct agent_entry *entry = list->pdata[i];
        table_row_begin(answer);
        table_add_text(answer, entry->directory);
        table_add_text(answer, entry->user);
        table_add_int(answer, entry->seconds_left);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool admin_command_agent_stop(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const bool all = arguments_has(arguments, "all");
    const char *directory = session->store ? store_directory(session->store) : session->place;
    g_autofree char *usual = directory ? NULL : store_default_directory();
    if (!agent_forget(all ? NULL : directory ? directory : usual, error)) return false;
    g_autoptr(GPtrArray) left = agent_list(error);
    if (!left) return false;
    table_fact_int(answer, "left", N_("Stores it still holds keys of"), left->len);
    return true;
}
