/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration store: real histories, invented people. Everything comes in by the ways that real data takes: the
 * import command, the fact writer, the dispute room's commands. The same seed and clock give the same content. */
#include "intake/intake.h"
#include "intake/sample.h"
#include "score/score.h"

#include <glib/gstdio.h>
#include <string.h>

#define SEED        UINT64_C(20260101)
#define PERSONS     1000
#define ENTERPRISES 50

static const struct {
    const char *name;
    enum role role;
    const char *title, *institution;
} people[] = {
    { "admin", ROLE_ADMINISTRATOR, "系统管理员", NULL }, { "li.na", ROLE_OFFICER, "李娜", NULL },
    { "wang.fang", ROLE_SERVICE, "王芳", NULL },         { "zhao.min", ROLE_REVIEWER, "赵敏", NULL },
    { "sun.wei", ROLE_AUDITOR, "孙伟", NULL },           { "chen.wei", ROLE_STEWARD, "陈伟", NULL },
    { "zhou.yan", ROLE_ANALYST, "周燕", NULL },          { "donghu.bank", ROLE_INSTITUTION, "东湖银行", "donghu.bank" },
};

static bool add_people(struct session *session, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++)
        if (!store_run(session->store, error,
                       "INSERT INTO user (name, role, title, institution) VALUES (?1, ?2, ?3, ?4)", "ssss",
                       people[i].name, role_name(people[i].role), people[i].title, people[i].institution))
            return false;
    return setting_set(session->store, "user.default", "li.na", error) &&
           setting_set(session->store, "law.profile", "CN-ZX", error) &&
           setting_set(session->store, "store.sample", "yes", error);
}

static bool import_cards(struct session *session, struct month observed, GError **error)
{
    g_autofree char *file = data_path("samples/taiwan.csv");
    char month[DATE_TEXT_SIZE];
    const struct command *command = command_find("import");
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(table_t) answer = table_new();
    return arguments_set(arguments, "mapping", "taiwan", error) && arguments_set(arguments, "file", file, error) &&
           arguments_set(arguments, "observed", month_format(observed, month), error) &&
           arguments_set(arguments, "no-score", "true", error) &&
           command_run(command, session, arguments, answer, error);
}

/* An act of the demonstration: `write` inside a transaction with its change and audit line. */
static bool act(struct session *session, const char *note, bool (*write)(struct session *, void *, GError **),
                void *data, GError **error)
{
    if (!guard_act_begin(session, "demo", note, error)) return false;
    if (write(session, data, error)) return guard_act_commit(session, "demo", note, error);
    guard_act_rollback(session);
    return false;
}

static bool write_people(struct session *session, void *data, GError **error)
{
    (void)data;
    return add_people(session, error);
}

static bool settle_consents(struct sample *sample, GError **error)
{
    bool good =
        sample->consents <= 1 || store_take_ids(sample->session->store, "consent", sample->consents - 1, error) != 0;
    sample->consents = 0;
    return good;
}

static bool write_identities(struct session *session, void *data, GError **error)
{
    struct sample *sample = data;
    sample->session = session;
    bool good =
        sample_batch(sample, "sample.identities", "Sample identities (invented)", "样例身份信息（虚构）", error) &&
        sample_identities(sample, error) && sample_batch_end(sample, error) && settle_consents(sample, error);
    fact_writer_clear(&sample->writer);
    return good;
}

static bool write_book(struct session *session, void *data, GError **error)
{
    struct sample *sample = data;
    sample->session = session;
    return sample_book(sample, PERSONS, ENTERPRISES, error) && settle_consents(sample, error);
}

static bool write_scores(struct session *session, void *data, GError **error)
{
    int64_t last;
    (void)data;
    return store_query_int(session->store, &last, 0, error, "SELECT max(id) FROM subject", "") &&
           score_portfolio(session, 1, last, &last, error);
}

static bool write_samples(struct session *session, struct month observed, GError **error)
{
    g_autoptr(words_t) words = words_load(error);
    if (!words) return false;
    g_autoptr(GHashTable) identities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct sample sample = { .dice = { SEED },
                             .words = words,
                             .identities = identities,
                             .observed = observed,
                             .today = session_today(session) };
    month_scratch_init(&sample.scratch);
    session_progress(session, 0.2, N_("Inventing identities"));
    bool good = act(session, "sample identities", write_identities, &sample, error);
    session_progress(session, 0.4, N_("Inventing accounts"));
    good = good && act(session, "sample persons and enterprises", write_book, &sample, error);
    month_scratch_clear(&sample.scratch);
    return good;
}

/* A moment of the day `day` in the local zone, in milliseconds. */
static int64_t morning(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) time = g_date_time_new_local(year, month, number, 0, 30, 0);
    return g_date_time_to_unix(time) * 1000;
}

/* The files come in on the first morning after the month they speak of; the cases follow, up to now, so that every
 * change lies behind the one before it and a look at an earlier day shows what was there. */
static bool fill(struct session *session, GError **error)
{
    int64_t now = session_now(session);
    struct date today = session_today(session);
    struct month observed = { month_of(today).index - 1 };
    int64_t begin = MIN(morning(month_first_day(month_of(today))), now);
    session->clock = begin;
    if (!act(session, "users", write_people, NULL, error) || !session_set_user(session, "chen.wei", error))
        return false;
    session_progress(session, 0.02, N_("Reading rows"));
    session->clock = MIN(begin + 60000, now);
    struct stage stage;
    stage_begin(&stage, session, 0.02, 0.2);
    bool loaded = import_cards(session, observed, error);
    stage_end(&stage);
    if (!loaded) return false;
    session->clock = MIN(begin + 120000, now);
    if (!write_samples(session, observed, error)) return false;
    session_progress(session, 0.5, N_("Scoring"));
    session->clock = MIN(begin + 180000, now);
    stage_begin(&stage, session, 0.5, 0.9);
    bool scored = act(session, "scores", write_scores, NULL, error);
    stage_end(&stage);
    if (!scored) return false;
    store_bulk_end(session->store);
    session->clock = now;
    int opened;
    return sample_cases(session, SEED, MIN(begin + 240000, now), &opened, error);
}

/* Half a demonstration is none: the store that was made goes, and its folder when that was made too. Nothing else is
 * touched: a folder that holds anything stays. */
static void take_away(const char *directory, bool folder)
{
    static const char *const files[] = { "bureau.db", "bureau.db-wal", "bureau.db-shm" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(directory, files[i], NULL);
        g_remove(path);
    }
    if (folder) g_rmdir(directory);
}

bool demo_make(struct session *session, const char *directory, GError **error)
{
    const bool was_there = g_file_test(directory, G_FILE_TEST_EXISTS);
    struct store *store = store_create(directory, error);
    if (!store) return false;
    store_close(store);
    g_autoptr(session_t) inner = session_new();
    inner->store = store_open(directory, STORE_MAINTENANCE, error);
    if (!inner->store) return false;
    inner->user = g_strdup("admin");
    inner->role = ROLE_ADMINISTRATOR;
    inner->clock = session_now(session);
    inner->progress = session->progress;
    inner->progress_data = session->progress_data;
    if (session->cancellable) inner->cancellable = g_object_ref(session->cancellable);
    bool good = fill(inner, error);
    store_close(g_steal_pointer(&inner->store));
    if (!good) take_away(directory, !was_there);
    return good;
}

static const struct column demo_columns[] = {
    { .id = "role", .title = N_("Role"), .type = VALUE_TEXT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "passphrase", .title = N_("Passphrase"), .type = VALUE_TEXT },
};

bool intake_command_demo(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *asked = arguments_text(arguments, "dir");
    g_autofree char *directory = asked ? g_strdup(asked) : store_default_directory();
    g_autofree char *file = g_build_filename(directory, "bureau.db", NULL);
    bool there = g_file_test(file, G_FILE_TEST_EXISTS);
    gint64 begun = g_get_monotonic_time();
    if (!there && !demo_make(session, directory, error)) return false;
    table_fact_text(answer, "dir", N_("Folder"), directory);
    table_fact_flag(answer, "made", N_("Made now"), !there);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - begun) / 1e6, 3);
    table_fact_phrase(
        answer, "note", N_("Note"),
        N_("The store is not sealed yet, so there are no passphrases. All identities in it are invented."));
    table_set_columns(answer, demo_columns, G_N_ELEMENTS(demo_columns));
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
        table_row_begin(answer);
        table_add_text(answer, role_name(people[i].role));
        table_add_text(answer, people[i].name);
        table_add_null(answer);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
