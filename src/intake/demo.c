/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration store: real histories, invented people. Everything comes in by the ways that real data takes: the
 * import command, the fact writer, the dispute room's commands. The same seed and clock give the same content. */
#include "intake/intake.h"
#include "intake/making.h"
#include "intake/sample.h"
#include "score/score.h"

#include <glib/gstdio.h>
#include <string.h>

#define SEED        UINT64_C(20260101)
#define PERSONS     1000
#define ENTERPRISES 50

/* The passphrases are public: whoever makes a demonstration can open it. */
static const struct {
    const char *name;
    enum role role;
    const char *title, *institution, *passphrase;
} people[] = {
    { "admin", ROLE_ADMINISTRATOR, "系统管理员", NULL, "the-key-hangs-behind-the-green-door" },
    { "li.na", ROLE_OFFICER, "李娜", NULL, "seven-quiet-ledgers-on-one-desk" },
    { "wang.fang", ROLE_SERVICE, "王芳", NULL, "a-patient-voice-at-the-counter" },
    { "zhao.min", ROLE_REVIEWER, "赵敏", NULL, "two-signatures-before-high-noon" },
    { "sun.wei", ROLE_AUDITOR, "孙伟", NULL, "every-footprint-stays-in-the-snow" },
    { "chen.wei", ROLE_STEWARD, "陈伟", NULL, "count-the-rows-then-load-them-all" },
    { "zhou.yan", ROLE_ANALYST, "周燕", NULL, "small-trees-make-a-wide-forest" },
    { "donghu.bank", ROLE_INSTITUTION, "东湖银行", "donghu.bank", "one-lake-east-of-the-old-town" },
};

const char *demo_passphrase(const char *user)
{
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++)
        if (g_strcmp0(people[i].name, user) == 0) return people[i].passphrase;
    return NULL;
}

static bool add_people(struct session *session, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++)
        if (!store_run(session->store, error,
                       "INSERT INTO user (name, role, title, institution) VALUES (?1, ?2, ?3, ?4)", "ssss",
                       people[i].name, role_name(people[i].role), people[i].title, people[i].institution))
            return false;
    return setting_set(session->store, "user.default", DEMO_USER, error) &&
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
    return sample_book(sample, PERSONS, ENTERPRISES, error) && settle_consents(sample, error) &&
           sample_separate_consents(sample, error);
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
    if (!act(session, "users", write_people, NULL, error) || !session_act_as(session, "chen.wei", error)) return false;
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
    return sample_cases(session, SEED, MIN(begin + 240000, now), &opened, error) && sample_acts(session, error);
}

/* ---- the slots -----------------------------------------------------------------------------------------------------
 */

struct enrolling {
    const char *directory;
    struct vault_keys *keys;
    GError *error;
};

/* In a thread beside the loading: each slot costs an Argon2. The floor is enough where the passphrase is public. */
static gpointer enrol_people(gpointer data)
{
    struct enrolling *enrolling = data;
    bool good = true;
    for (size_t i = 1; good && i < G_N_ELEMENTS(people); i++) {
        g_autoptr(secret_t) passphrase = secret_copy(people[i].passphrase, strlen(people[i].passphrase));
        good =
            keyfile_enrol(enrolling->directory, enrolling->keys, people[i].name, people[i].role == ROLE_ADMINISTRATOR,
                          passphrase, passphrase_cost_least(), &enrolling->error);
    }
    good = good && keyfile_set_default_user(enrolling->directory, enrolling->keys, DEMO_USER, &enrolling->error);
    return GINT_TO_POINTER(good);
}

static bool fill_and_enrol(struct session *session, const char *directory, struct vault_keys *keys, GError **error)
{
    struct enrolling enrolling = { .directory = directory, .keys = keys };
    GThread *thread = g_thread_new("enrol", enrol_people, &enrolling);
    const bool filled = fill(session, error);
    const bool enrolled = GPOINTER_TO_INT(g_thread_join(thread)) != 0;
    if (filled && !enrolled) g_propagate_error(error, g_steal_pointer(&enrolling.error));
    g_clear_error(&enrolling.error);
    return filled && enrolled;
}

bool demo_make(struct session *session, const char *directory, struct secret **recovery, GError **error)
{
    g_autoptr(making_t) making = making_begin(directory, error);
    if (!making) return false;
    g_autoptr(secret_t) passphrase = secret_copy(people[0].passphrase, strlen(people[0].passphrase));
    g_autoptr(session_t) inner =
        making_session(making, people[0].name, passphrase, passphrase_cost_least(), recovery, error);
    if (!inner) return false;
    inner->clock = session_now(session);
    inner->progress = session->progress;
    inner->progress_data = session->progress_data;
    if (session->cancellable) inner->cancellable = g_object_ref(session->cancellable);
    bool good = fill_and_enrol(inner, directory, store_keys(inner->store), error);
    if (good) good = session_set_user(inner, people[0].name, error) && guard_logout(inner, error);
    store_close(g_steal_pointer(&inner->store));
    if (good) making_done(making);
    return good;
}

static const struct column demo_columns[] = {
    { .id = "role", .title = N_("Role"), .type = VALUE_TEXT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "passphrase", .title = N_("Passphrase"), .type = VALUE_TEXT },
};

/* Whether the store that is there has the demonstration's users; one that has not is somebody's work. */
static bool is_demonstration(const char *directory, GError **error)
{
    g_autoptr(keyfile_t) keyfile = keyfile_read(directory, error);
    if (!keyfile) return false;
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
        if (keyfile_find(keyfile, people[i].name)) continue;
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The store at {1} is not the demonstration"),
                         N_("Make the demonstration in another folder: bureau demo --dir FOLDER"), directory, NULL);
        return false;
    }
    return true;
}

static bool add_rows(struct table *answer, GError **error)
{
    table_set_columns(answer, demo_columns, G_N_ELEMENTS(demo_columns));
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
        table_row_begin(answer);
        table_add_text(answer, role_name(people[i].role));
        table_add_text(answer, people[i].name);
        table_add_text(answer, people[i].passphrase);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool intake_command_demo(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *asked = arguments_text(arguments, "dir");
    g_autofree char *directory = asked ? g_canonicalize_filename(asked, NULL) : store_default_directory();
    g_autofree char *file = g_build_filename(directory, "bureau.db", NULL);
    g_autoptr(secret_t) recovery = NULL;
    bool there = g_file_test(file, G_FILE_TEST_IS_REGULAR);
    gint64 begun = g_get_monotonic_time();
    if (there && !is_demonstration(directory, error)) return false;
    if (!there && !demo_make(session, directory, &recovery, error)) return false;
    table_fact_text(answer, "dir", N_("Folder"), asked ? asked : directory);
    table_fact_flag(answer, "made", N_("Made now"), !there);
    table_fact_real(answer, "seconds", N_("Seconds"), (double)(g_get_monotonic_time() - begun) / 1e6, 3);
    if (recovery) table_fact_text(answer, "recovery_key", N_("Recovery key"), (const char *)secret_bytes(recovery));
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("The passphrases stand in the program for everybody to read: put nobody's real data into this "
                         "store. All identities in it are invented."));
    return add_rows(answer, error);
}
