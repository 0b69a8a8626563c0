/* SPDX-License-Identifier: Apache-2.0 */
/* The doctor: what of this machine and this store may make trouble, and the next step for each. */
#include "admin/doctor.h"
#include "letter/print.h"
#include "vault/secret.h"

#include <langinfo.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct column columns[] = {
    { .id = "check", .title = N_("Check"), .type = VALUE_PHRASE },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DOCTOR" },
    { .id = "detail", .title = N_("Detail"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "fix", .title = N_("What to do"), .type = VALUE_PHRASE, .priority = 1 },
};

bool doctor_say(struct table *answer, const char *check, const char *state, const char *detail, const char *fix,
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
    return doctor_say(answer, N_("Character set"), strcmp(codeset, "UTF-8") == 0 ? "ok" : "warn", codeset,
                      N_("Set LANG to a UTF-8 locale such as C.UTF-8."), error) &&
           doctor_say(answer, N_("Terminal"), term && *term && strcmp(term, "dumb") != 0 ? "ok" : "warn",
                      term ? term : "-", N_("Set TERM, for example to xterm-256color; the command line works without."),
                      error);
}

static bool check_data(struct table *answer, GError **error)
{
    static const char *const files[] = { "schema/0001_ground.sql", "codes/codes.tsv",       "law/profiles.tsv",
                                         "law/dispute_fsm.tsv",    "features/features.tsv", "mappings/taiwan.mapping" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = data_path(files[i]);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return doctor_say(answer, N_("Data files"), "fail", path,
                              N_("Install the program again, or set BUREAU_DATADIR to its data folder."), error);
    }
    g_autofree char *folder = data_path("");
    return doctor_say(answer, N_("Data files"), "ok", folder, NULL, error);
}

static bool check_machine(struct table *answer, GError **error)
{
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    g_autofree char *swaps = NULL;
    g_file_get_contents("/proc/swaps", &swaps, NULL, NULL);
    const char *second = swaps ? strchr(swaps, '\n') : NULL;
    const bool swapping = second && second[1];
    return doctor_say(answer, N_("Core dumps"), core.rlim_cur == 0 ? "ok" : "warn",
                      core.rlim_cur == 0 ? N_("off") : N_("on"),
                      N_("A core file would hold personal data: ulimit -c 0"), error) &&
           doctor_say(answer, N_("Swap"), swapping ? "warn" : "ok", swapping ? N_("on") : N_("off"),
                      N_("Turn swap off or encrypt it: memory holds personal data."), error) &&
           doctor_say(answer, N_("Locked memory"), secret_is_locked() ? "ok" : "warn",
                      secret_is_locked() ? N_("keys stay out of swap") : N_("keys may get into swap"),
                      N_("Raise the limit of locked memory to 64 KiB at the least: ulimit -l"), error);
}

/* Letters are refused rather than printed with boxes: better known before the first one has to go out. */
static bool check_fonts(struct table *answer, GError **error)
{
    g_autofree char *missing = print_fonts_missing();
    return doctor_say(answer, N_("Fonts for letters"), missing == NULL ? "ok" : "warn",
                      missing == NULL ? N_("every character of the letters, in both languages") : missing,
                      N_("Install fonts: apt-get install fonts-wqy-microhei"), error);
}

bool admin_command_doctor(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autofree char *engine = g_strconcat("SQLite ", store_engine_version(), NULL);
    return check_terminal(answer, error) && check_data(answer, error) &&
           doctor_say(answer, N_("Engine"), "ok", engine, NULL, error) && check_machine(answer, error) &&
           check_fonts(answer, error) && doctor_check_store(session, answer, error);
}
