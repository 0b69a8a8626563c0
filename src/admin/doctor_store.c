/* SPDX-License-Identifier: Apache-2.0 */
/* The doctor at the store. Much can be said of a store that is locked: whose it is, who could reach its files, how dear
 * a guess at a passphrase is. The rest is said when keys are at hand; nobody is asked for a passphrase here. */
#include "admin/doctor.h"
#include "base/error_phrase.h"
#include "vault/agent.h"
#include "vault/keyfile.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

static bool say_error(struct table *answer, const char *check, const GError *cause, GError **error)
{
    return doctor_say(answer, check, "fail", bureau_error_message_phrase(cause), bureau_error_next_phrase(cause),
                      error);
}

/* Owner, mode and links of the folder and all that lies in it. */
static bool check_place(const char *directory, struct table *answer, GError **error)
{
    static const char *const files[] = {
        "bureau.db",    "bureau.db-log", "bureau.db-shm", "vault.keys", "vault.keys.1",
        "vault.keys.2", "vault.keys.3",  "auth.log",      "auth.state", "audit.anchors"
    };
    g_autoptr(GError) cause = NULL;
    bool good = folder_check(directory, &cause);
    for (size_t i = 0; good && i < G_N_ELEMENTS(files); i++)
        good = folder_check_file(directory, files[i], false, &cause);
    if (!good) return say_error(answer, N_("Folder and files"), cause, error);
    struct stat info;
    const bool listed = stat(directory, &info) == 0 && (info.st_mode & 0055) != 0 && !folder_is_shared(directory);
    if (listed) {
        g_autofree char *fix = phrase_make(N_("Close it: chmod go-rwx {1}"), directory, NULL);
        return doctor_say(answer, N_("Folder and files"), "warn", N_("Others may see which files lie there"), fix,
                          error);
    }
    return doctor_say(answer, N_("Folder and files"), "ok",
                      folder_is_shared(directory) ? N_("shared through the program's group") : N_("yours alone"), NULL,
                      error);
}

static bool check_keyfile(const char *directory, const struct session *session, struct table *answer, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(keyfile_t) keyfile = keyfile_read(directory, &cause);
    if (!keyfile) return say_error(answer, N_("Key file"), cause, error);
    if (session->store && !keyfile_check(keyfile, store_keys(session->store), NULL))
        return doctor_say(answer, N_("Key file"), "fail", N_("Something in it is not certified by the root key"),
                          N_("Put back one of vault.keys.1 to vault.keys.3, or that of the newest backup."), error);
    const struct passphrase_cost least = passphrase_cost_least();
    unsigned cheap = 0;
    for (size_t i = 0; i < keyfile_count(keyfile); i++) {
        const struct keyfile_slot *slot = keyfile_nth(keyfile, i);
        if (!slot->is_recovery && slot->cost.mebibytes <= least.mebibytes) cheap++;
    }
    char count[24], few[24];
    g_snprintf(count, sizeof count, "%zu", keyfile_count(keyfile));
    g_snprintf(few, sizeof few, "%u", cheap);
    g_autofree char *detail =
        cheap ? phrase_make(N_("{1} slots; a guess at {2} of them costs the least there is"), count, few, NULL)
              : phrase_make(N_("{1} slots"), count, NULL);
    return doctor_say(answer, N_("Key file"), cheap ? "warn" : "ok", detail,
                      N_("`bureau user password` sets a passphrase at the cost that this machine bears."), error);
}

static bool check_agent(struct table *answer, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) list = agent_list(&cause);
    if (!list) return say_error(answer, N_("Agent"), cause, error);
    char count[16];
    g_snprintf(count, sizeof count, "%u", list->len);
    g_autofree char *detail = list->len > 0 ? phrase_make(N_("holds keys of {1} stores or users"), count, NULL)
                                            : g_strdup(N_("does not run"));
    return doctor_say(answer, N_("Agent"), "ok", detail, NULL, error);
}

static bool check_space(struct table *answer, const char *directory, GError **error)
{
    struct statvfs space;
    if (statvfs(directory, &space) != 0) return true;
    const double share = space.f_blocks ? (double)space.f_bavail / (double)space.f_blocks : 1;
    g_autofree char *detail = g_strdup_printf("%.1f GiB", (double)space.f_bavail * (double)space.f_frsize / (1 << 30));
    return doctor_say(answer, N_("Free space"), share < 0.05 ? "warn" : "ok", detail,
                      /* xgettext:no-c-format */ N_("Less than 5 % is free: make room before the next load."), error);
}

/* A copy of the anchors elsewhere is what an older state of the whole folder is known by. */
static bool check_anchors(struct session *session, struct table *answer, GError **error)
{
    unsigned damaged = 0, outside = 0;
    g_autoptr(GPtrArray) anchors = guard_anchors(session, &damaged);
    for (guint i = 0; anchors && i < anchors->len; i++)
        if (((const struct guard_anchor *)anchors->pdata[i])->outside) outside++;
    char all[16], others[16];
    g_snprintf(all, sizeof all, "%u", anchors ? anchors->len : 0);
    g_snprintf(others, sizeof others, "%u", outside);
    g_autofree char *detail = phrase_make(N_("{1}, of them {2} outside the store"), all, others, NULL);
    if (damaged > 0)
        return doctor_say(answer, N_("Anchors of the log"), "fail", N_("Some of them cannot be read"),
                          N_("Run `bureau audit verify`."), error);
    return doctor_say(answer, N_("Anchors of the log"), outside > 0 ? "ok" : "warn", detail,
                      N_("Log in once more; name a folder on another disk with the setting audit.anchors."), error);
}

static bool check_backup(struct session *session, struct table *answer, GError **error)
{
    int64_t newest = 0;
    if (!store_query_int(session->store, &newest, 0, error, "SELECT max(made) FROM backup", "")) return false;
    const int64_t days = (session_now(session) - newest) / (24 * 60 * 60 * 1000LL);
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, days);
    g_autofree char *detail =
        newest == 0 ? g_strdup(N_("none was made")) : phrase_make(N_("the newest is {1} days old"), number, NULL);
    const bool due = newest == 0 || days > 7 || admin_backup_is_due(session);
    return doctor_say(answer, N_("Backup"), due ? "warn" : "ok", detail,
                      N_("Make one with `bureau backup make`, or let it be made: bureau backup schedule"), error);
}

static bool check_contents(struct session *session, struct table *answer, GError **error)
{
    if (!session->store)
        return doctor_say(answer, N_("Store"), "none", N_("locked"),
                          N_("Give --passphrase-file, or lend the keys to the agent, to have it looked at too."),
                          error);
    g_autofree char *finding = NULL;
    if (!store_check(session->store, &finding, error)) return false;
    return doctor_say(answer, N_("Store"), finding ? "fail" : "ok", finding ? finding : store_directory(session->store),
                      N_("Restore the newest backup; keep the damaged file for inspection."), error) &&
           check_anchors(session, answer, error) && check_backup(session, answer, error);
}

bool doctor_check_store(struct session *session, struct table *answer, GError **error)
{
    g_autofree char *usual = store_default_directory();
    const char *directory = session->store ? store_directory(session->store) : session->place ? session->place : usual;
    g_autofree char *file = g_build_filename(directory, "bureau.db", NULL);
    if (!g_file_test(file, G_FILE_TEST_IS_REGULAR))
        return doctor_say(answer, N_("Store"), "none", directory,
                          N_("Make one with `bureau demo` or `bureau init`, or name one with --store."), error);
    const bool has_keyfile = !session->store || vault_keys_user(store_keys(session->store));
    return check_place(directory, answer, error) &&
           (!has_keyfile || check_keyfile(directory, session, answer, error)) && check_agent(answer, error) &&
           check_contents(session, answer, error) && check_space(answer, directory, error);
}
