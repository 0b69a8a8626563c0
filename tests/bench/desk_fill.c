/* SPDX-License-Identifier: Apache-2.0 */
/* `desk_fill STORE USER COUNT` with the passphrase on standard input: puts open cases of the demonstration's people
 * into an opened store, so that the queue can be looked at as long as it becomes in a large house. For stores that are
 * thrown away: the cases are written as rows, not received. */
#include "../unit/desk_store.h"
#include "vault/keyfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define must(done, error)                                                                                              \
    do {                                                                                                               \
        const bool went_well = (done);                                                                                 \
        if (!went_well) g_error("desk_fill: %s", (error) ? (error)->message : "failed");                               \
    } while (0)

/* Every account there is, one after another, gets its share. */
static void fill(struct session *session, int64_t count)
{
    static const struct desk_cases kinds[] = { { .state = "MARKED", .waiting = "agent" },
                                               { .state = "WITH_FURNISHER", .waiting = "furnisher" },
                                               { .state = "BUREAU_CHECKED", .waiting = "agent" } };
    GError *error = NULL;
    g_autoptr(GArray) accounts = g_array_new(FALSE, FALSE, 2 * sizeof(int64_t));
    {
        g_autoptr(statement_t) row =
            store_prepare(session->store,
                          "SELECT DISTINCT subject, account FROM account WHERE died IS NULL ORDER BY account", &error);
        must(row != NULL, error);
        while (statement_step(row, &error) == STEP_ROW) {
            const int64_t pair[2] = { statement_int(row, 0), statement_int(row, 1) };
            g_array_append_val(accounts, pair);
        }
        must(error == NULL && accounts->len > 0, error);
    }
    must(guard_act_begin(session, "test.fixture", NULL, &error), error);
    for (guint i = 0; i < accounts->len; i++) {
        const int64_t *pair = &((const int64_t *)(const void *)accounts->data)[2 * i];
        struct desk_cases cases = kinds[i % G_N_ELEMENTS(kinds)];
        cases.subject = pair[0];
        cases.account = pair[1];
        cases.maker = session->user;
        cases.days = -5 + (int)(i % 5);
        cases.spread = 40;
        desk_cases_add(session, &cases, count / accounts->len + (i < count % accounts->len));
    }
    must(guard_act_commit(session, "test.fixture", NULL, &error), error);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    char line[512] = "";
    if (argc != 4 || fgets(line, sizeof line, stdin) == NULL) {
        fprintf(stderr, "desk_fill STORE USER COUNT <passphrase\n");
        return 2;
    }
    g_strchomp(line);
    g_autoptr(secret_t) passphrase = secret_copy(line, strlen(line));
    secret_wipe(line, sizeof line);
    g_autoptr(vault_keys_t) keys = keyfile_unlock(argv[1], argv[2], passphrase, NULL, &error);
    must(keys != NULL, error);
    struct session *session = session_new();
    session->store = store_open(argv[1], keys, STORE_WRITE, &error);
    must(session->store != NULL, error);
    g_free(session->user);
    session->user = g_strdup(argv[2]);
    session->role = ROLE_OFFICER;
    session->purpose = g_strdup("dispute");
    fill(session, g_ascii_strtoll(argv[3], NULL, 10));
    store_close(session->store);
    session->store = NULL;
    session_free(session);
    return 0;
}
