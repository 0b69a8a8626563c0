/* SPDX-License-Identifier: Apache-2.0 */
/* The doctor: what of this machine and this store may make trouble, and the next step for each. */
#include "admin/admin.h"

#include <langinfo.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const struct column columns[] = {
    { .id = "check", .title = N_("Check"), .type = VALUE_PHRASE },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DOCTOR" },
    { .id = "detail", .title = N_("Detail"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "fix", .title = N_("What to do"), .type = VALUE_PHRASE, .priority = 1 },
};

static bool say(struct table *answer, const char *check, const char *state, const char *detail, const char *fix,
                GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, check);
    table_add_text(answer, state);
    table_add_text(answer, detail);
    table_add_text(answer, strcmp(state, "ok") == 0 ? NULL : fix);
    return table_row_end(answer, error);
}

static bool check_terminal(struct table *answer, GError **error)
{
    const char *codeset = nl_langinfo(CODESET), *term = g_getenv("TERM");
    return say(answer, N_("Character set"), strcmp(codeset, "UTF-8") == 0 ? "ok" : "warn", codeset,
               N_("Set LANG to a UTF-8 locale such as C.UTF-8."), error) &&
           say(answer, N_("Terminal"), term && *term && strcmp(term, "dumb") != 0 ? "ok" : "warn", term ? term : "-",
               N_("Set TERM, for example to xterm-256color; the command line works without."), error);
}

static bool check_data(struct table *answer, GError **error)
{
    static const char *const files[] = { "schema/0001_ground.sql", "codes/codes.tsv",       "law/profiles.tsv",
                                         "law/dispute_fsm.tsv",    "features/features.tsv", "mappings/taiwan.mapping" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = data_path(files[i]);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return say(answer, N_("Data files"), "fail", path,
                       N_("Install the program again, or set BUREAU_DATADIR to its data folder."), error);
    }
    g_autofree char *folder = data_path("");
    return say(answer, N_("Data files"), "ok", folder, NULL, error);
}

static bool check_machine(struct table *answer, GError **error)
{
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    g_autofree char *swaps = NULL;
    g_file_get_contents("/proc/swaps", &swaps, NULL, NULL);
    const char *second = swaps ? strchr(swaps, '\n') : NULL;
    const bool swapping = second && second[1];
    return say(answer, N_("Core dumps"), core.rlim_cur == 0 ? "ok" : "warn", core.rlim_cur == 0 ? N_("off") : N_("on"),
               N_("A core file would hold personal data: ulimit -c 0"), error) &&
           say(answer, N_("Swap"), swapping ? "warn" : "ok", swapping ? N_("on") : N_("off"),
               N_("Turn swap off or encrypt it: memory holds personal data."), error);
}

static bool check_space(struct table *answer, const char *directory, GError **error)
{
    struct statvfs space;
    if (statvfs(directory, &space) != 0) return true;
    const double share = space.f_blocks ? (double)space.f_bavail / (double)space.f_blocks : 1;
    g_autofree char *detail = g_strdup_printf("%.1f GiB", (double)space.f_bavail * (double)space.f_frsize / (1 << 30));
    return say(answer, N_("Free space"), share < 0.05 ? "warn" : "ok", detail,
               /* xgettext:no-c-format */ N_("Less than 5 % is free: make room before the next load."), error);
}

static bool check_store(struct table *answer, struct session *session, GError **error)
{
    g_autofree char *fallback = store_default_directory();
    if (!session->store)
        return say(answer, N_("Store"), "none", fallback,
                   N_("Make one with `bureau demo` or `bureau init`, or name one with --store."), error);
    g_autofree char *finding = NULL;
    if (!store_check(session->store, &finding, error)) return false;
    return say(answer, N_("Store"), finding ? "fail" : "ok", finding ? finding : store_directory(session->store),
               N_("Restore the newest backup; keep the damaged file for inspection."), error) &&
           check_space(answer, store_directory(session->store), error);
}

bool admin_command_doctor(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autofree char *engine = g_strconcat("SQLite ", store_engine_version(), NULL);
    return check_terminal(answer, error) && check_data(answer, error) &&
           say(answer, N_("Engine"), "ok", engine, NULL, error) && check_machine(answer, error) &&
           check_store(answer, session, error);
}
