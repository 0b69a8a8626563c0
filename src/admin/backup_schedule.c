/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduled backups: where, how often, how long they are kept. The schedule stands in the store; whoever runs
 * `backup run` (a timer, or the open workstation) makes one when it is due and takes away those that may go. */
#include "admin/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define HOUR (INT64_C(60) * 60 * 1000)

struct schedule {
    char *directory; /* NULL: there is none */
    int64_t hours;
    struct backup_keep keep;
};

static int64_t number_setting(struct store *store, const char *key, int64_t fallback)
{
    g_autofree char *value = setting_get(store, key, NULL);
    return value ? g_ascii_strtoll(value, NULL, 10) : fallback;
}

static struct schedule read_schedule(struct store *store)
{
    struct schedule schedule = { .directory = setting_get(store, "backup.dir", "") };
    if (schedule.directory[0] == '\0') g_clear_pointer(&schedule.directory, g_free);
    schedule.hours = number_setting(store, "backup.hours", 24);
    schedule.keep.days = (int)number_setting(store, "backup.keep.days", 7);
    schedule.keep.weeks = (int)number_setting(store, "backup.keep.weeks", 5);
    schedule.keep.months = (int)number_setting(store, "backup.keep.months", 12);
    return schedule;
}

static bool no_schedule(GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("No backups are scheduled for this store"),
                     N_("Set it up with `bureau backup schedule --dir DIR --every HOURS`."), NULL);
    return false;
}

/* ---- the backups that are there ---- */

struct kept {
    char *file;
    int64_t made;
    bool stays;
};

static void kept_free(gpointer data)
{
    struct kept *kept = data;
    g_free(kept->file);
    g_free(kept);
}

/* Files of this store by their names, newest last; NULL when the folder is not there. */
static GPtrArray *list_kept(struct session *session, const char *directory, GError **error)
{
    GError *cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(directory, 0, &cause);
    if (!dir) {
        g_clear_error(&cause);
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The folder of the backups, {1}, is not there"),
                         N_("Mount its disk, or name another with `bureau backup schedule --dir DIR`."), directory,
                         NULL);
        return NULL;
    }
    GPtrArray *list = g_ptr_array_new_with_free_func(kept_free);
    const uint8_t *id = vault_keys_id(store_keys(session->store));
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        int64_t made;
        if (!backup_name_parse(name, id, &made)) continue;
        struct kept *kept = g_new0(struct kept, 1);
        kept->file = g_build_filename(directory, name, NULL);
        kept->made = made;
        g_ptr_array_add(list, kept);
    }
    return list;
}

/* A clock that was far ahead once must not hold backups up for ever. */
static bool is_due(const struct schedule *schedule, int64_t newest, int64_t now)
{
    return now - newest >= schedule->hours * HOUR || newest > now + HOUR;
}

static int64_t newest_of(const GPtrArray *list)
{
    int64_t newest = 0;
    for (guint i = 0; i < list->len; i++)
        newest = MAX(newest, ((const struct kept *)g_ptr_array_index(list, i))->made);
    return newest;
}

bool admin_backup_is_due(struct session *session)
{
    if (!session->store || date_is_set(session->as_of)) return false;
    struct schedule schedule = read_schedule(session->store);
    g_autoptr(GPtrArray) list = schedule.directory ? list_kept(session, schedule.directory, NULL) : NULL;
    const bool due = schedule.directory && (!list || is_due(&schedule, newest_of(list), session_now(session)));
    g_free(schedule.directory);
    return due;
}

/* ---- taking old ones away ---- */

/* The whole file is what it was when it was finished, by its recorded digest. */
static bool is_good(struct session *session, const char *file)
{
    g_autofree char *wanted =
        store_query_text(session->store, NULL, "SELECT digest FROM backup WHERE file=?1", "s", file);
    g_autofree char *found = wanted ? backup_file_digest(file, session->cancellable, NULL) : NULL;
    return found && strcmp(found, wanted) == 0;
}

/* Ours by more than its name: a sealed backup of this very store. */
static bool is_ours(struct session *session, const struct kept *kept)
{
    g_autoptr(envelope_reader_t) reader = envelope_open(kept->file, NULL);
    if (!reader || strcmp(envelope_head(reader)->kind, "backup") != 0) return false;
    return memcmp(envelope_head(reader)->id, vault_keys_id(store_keys(session->store)), VAULT_ID) == 0;
}

/* The newest that is good stays whatever the rule says; when there is none, nothing is taken away. */
static bool protect_last_good(struct session *session, GPtrArray *list)
{
    g_autofree bool *tried = g_new0(bool, MAX(list->len, 1));
    for (guint turn = 0; turn < list->len; turn++) {
        guint newest = list->len;
        for (guint i = 0; i < list->len; i++) {
            const struct kept *one = g_ptr_array_index(list, i);
            if (tried[i]) continue;
            if (newest == list->len || one->made > ((struct kept *)g_ptr_array_index(list, newest))->made) newest = i;
        }
        struct kept *kept = g_ptr_array_index(list, newest);
        tried[newest] = true;
        kept->stays = true; /* newer than the good one: damaged, and kept for whoever asks why */
        if (is_good(session, kept->file)) return true;
    }
    return false;
}

static void mark(GPtrArray *list, struct backup_keep keep)
{
    g_autofree int64_t *made = g_new0(int64_t, MAX(list->len, 1));
    g_autofree bool *stays = g_new0(bool, MAX(list->len, 1));
    for (guint i = 0; i < list->len; i++)
        made[i] = ((const struct kept *)g_ptr_array_index(list, i))->made;
    backup_rotation(made, list->len, keep, stays);
    for (guint i = 0; i < list->len; i++)
        ((struct kept *)g_ptr_array_index(list, i))->stays = stays[i];
}

static bool anything_goes(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++)
        if (!((const struct kept *)g_ptr_array_index(list, i))->stays) return true;
    return false;
}

/* Files taken away (char *). */
static GPtrArray *rotate(struct session *session, GPtrArray *list, struct backup_keep keep)
{
    GPtrArray *removed = g_ptr_array_new_with_free_func(g_free);
    mark(list, keep);
    if (!anything_goes(list) || !protect_last_good(session, list)) return removed;
    for (guint i = 0; i < list->len; i++) {
        const struct kept *kept = g_ptr_array_index(list, i);
        if (kept->stays || !is_ours(session, kept) || unlink(kept->file) != 0) continue;
        g_ptr_array_add(removed, g_strdup(kept->file));
    }
    return removed;
}

/* ---- running ---- */

/* One at a time, of all processes; -1 when another one is at it or the folder is not there. */
static int lock_folder(const char *directory)
{
    const int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return descriptor;
    close(descriptor);
    return -1;
}

static void tell_not_due(const struct schedule *schedule, int64_t newest, struct table *answer)
{
    table_fact_flag(answer, "due", N_("Due"), false);
    table_fact_text(answer, "dir", N_("Folder"), schedule->directory);
    table_fact_moment(answer, "newest", N_("Newest backup"), newest);
    table_fact_moment(answer, "next", N_("Next backup"), newest ? newest + schedule->hours * HOUR : 0);
}

/* Makes one, takes old ones away and records both. */
static bool make_due(struct session *session, const struct schedule *schedule, struct backup_made *made,
                     GPtrArray **removed, GError **error)
{
    g_autofree char *name = backup_name(vault_keys_id(store_keys(session->store)), session_now(session));
    g_autofree char *file = g_build_filename(schedule->directory, name, NULL);
    if (!backup_make(session, file, made, error) || !backup_record(session, "backup.run", made, NULL, error))
        return false;
    folder_as_person();
    g_autoptr(GPtrArray) list = list_kept(session, schedule->directory, error);
    *removed = list ? rotate(session, list, schedule->keep) : NULL;
    folder_as_program();
    return list && ((*removed)->len == 0 || backup_record(session, "backup.run", NULL, *removed, error));
}

static bool run_locked(struct session *session, const struct schedule *schedule, bool now, struct table *answer,
                       GError **error)
{
    folder_as_person();
    g_autoptr(GPtrArray) list = list_kept(session, schedule->directory, error);
    folder_as_program();
    if (!list) return false;
    const int64_t newest = newest_of(list);
    if (!now && !is_due(schedule, newest, session_now(session))) {
        tell_not_due(schedule, newest, answer);
        return true;
    }
    struct backup_made made = { 0 };
    g_autoptr(GPtrArray) removed = NULL;
    g_autoptr(GError) cause = NULL;
    const bool done = make_due(session, schedule, &made, &removed, &cause);
    if (done) {
        table_fact_flag(answer, "due", N_("Due"), true);
        backup_tell(&made, session, answer);
        table_fact_int(answer, "removed", N_("Taken away"), removed->len);
        table_fact_moment(answer, "next", N_("Next backup"), made.made + schedule->hours * HOUR);
    } else {
        guard_audit(session, "backup.run", 0, "failed", NULL, NULL); /* the first error is the one to tell */
        g_propagate_error(error, g_steal_pointer(&cause));
    }
    backup_made_clear(&made);
    return done;
}

bool admin_command_backup_run(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    struct schedule schedule = read_schedule(session->store);
    if (!schedule.directory) return no_schedule(error);
    g_autofree char *directory = schedule.directory;
    folder_as_person();
    const int lock = lock_folder(directory);
    folder_as_program();
    bool done = true;
    if (lock < 0 && g_file_test(directory, G_FILE_TEST_IS_DIR))
        tell_not_due(&schedule, 0, answer); /* somebody else makes it at this moment */
    else
        done = run_locked(session, &schedule, arguments_has(arguments, "now"), answer, error);
    if (lock >= 0) close(lock);
    return done;
}

/* ---- setting it up ---- */

static bool set_number(struct session *session, const struct arguments *arguments, const char *option, const char *key,
                       int64_t least, int64_t most, GError **error)
{
    if (!arguments_has(arguments, option)) return true;
    const int64_t value = arguments_int(arguments, option, 0);
    if (value >= least && value <= most) {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
        return setting_set(session->store, key, text, error);
    }
    g_autofree char *name = g_strconcat(PHRASE_VERBATIM "--", option, NULL);
    g_autofree char *low = g_strdup_printf("%" G_GINT64_FORMAT, least);
    g_autofree char *high = g_strdup_printf("%" G_GINT64_FORMAT, most);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The number for {1} is out of bounds"),
                     N_("Give a number from {2} to {3}."), name, low, high, NULL);
    return false;
}

static bool set_directory(struct session *session, const struct arguments *arguments, GError **error)
{
    if (arguments_has(arguments, "off")) return setting_set(session->store, "backup.dir", "", error);
    const char *named = arguments_text(arguments, "dir");
    if (!named) return true;
    g_autofree char *directory = g_canonicalize_filename(named, NULL);
    folder_as_person();
    const bool there = g_mkdir_with_parents(directory, 0700) == 0 && access(directory, W_OK | X_OK) == 0;
    const int number = errno;
    folder_as_program();
    if (there) return setting_set(session->store, "backup.dir", directory, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Choose a place where you may write, with enough room."), directory, system_error_text(number),
                     NULL);
    return false;
}

bool admin_command_backup_schedule(struct session *session, const struct arguments *arguments, struct table *answer,
                                   GError **error)
{
    if (!set_directory(session, arguments, error) ||
        !set_number(session, arguments, "every", "backup.hours", 1, 24 * 366, error) ||
        !set_number(session, arguments, "keep-days", "backup.keep.days", 0, 10000, error) ||
        !set_number(session, arguments, "keep-weeks", "backup.keep.weeks", 0, 10000, error) ||
        !set_number(session, arguments, "keep-months", "backup.keep.months", 0, 10000, error))
        return false;
    struct schedule schedule = read_schedule(session->store);
    table_fact_text(answer, "dir", N_("Folder"), schedule.directory);
    table_fact_int(answer, "every", N_("Hours between backups"), schedule.hours);
    table_fact_int(answer, "keep_days", N_("Days kept"), schedule.keep.days);
    table_fact_int(answer, "keep_weeks", N_("Weeks kept"), schedule.keep.weeks);
    table_fact_int(answer, "keep_months", N_("Months kept"), schedule.keep.months);
    g_free(schedule.directory);
    return true;
}
