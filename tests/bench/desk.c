/* SPDX-License-Identifier: Apache-2.0 */
/* `make bench`: the desk with 200,000 open cases in a sealed store: the ids of the queue, a page of it and the counts
 * (what a screen needs to be painted), take next, and eight officers at once over 10,000 cases. The peer is the same
 * loop on plain SQLite (peer_desk.py), in the same run. What the officers left is counted: a case taken twice or lost
 * ends the benchmark. */
#include "desk/desk.h"
#include "../unit/desk_store.h"
#include "../unit/tree.h"
#include "clockwork.h"
#include "screen/screens.h"
#include "vault/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 200000, RACE = 10000, OFFICERS = 8, PAGE = 64, PEOPLE = 5000 };

#define must(done, error)                                                                                              \
    do {                                                                                                               \
        const bool went_well = (done);                                                                                 \
        if (!went_well) g_error("bench: %s", (error) ? (error)->message : "failed");                                   \
    } while (0)

/* Milliseconds. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void say(const char *what, const struct samples *samples, double aim)
{
    const double median = samples_at(samples, 0.5);
    printf("%-44s %10.3f ms      p99 %8.3f ms   aim %s", what, median, samples_at(samples, 0.99), aim > 0 ? "" : "-\n");
    if (aim > 0) printf("<= %.0f ms, %s\n", aim, median <= aim ? "met" : "MISSED");
    fflush(stdout);
}

/* ---- the store --------------------------------------------------------------------------------------------------- */

static void add_people(struct session *session)
{
    GError *error = NULL;
    struct store *store = session->store;
    must(store_run(store, &error,
                   "INSERT INTO source (id, code, name_en, name_zh, kind) VALUES (1, 'SAMPLE', 'Sample Bank', "
                   "'样本银行', 'furnisher')",
                   ""),
         error);
    for (int64_t id = 1; id <= PEOPLE; id++) {
        must(store_run(store, &error, "INSERT INTO subject (id, kind, born) VALUES (?1, 'person', 1)", "i", id), error);
        must(store_run(store, &error,
                       "INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, ?1, 1, 'name', '样本')", "i",
                       id),
             error);
        must(
            store_run(store, &error,
                      "INSERT INTO account (subject, account, born, source, number, type, currency) VALUES (?1, ?1, 1, "
                      "1, '9999000011114417', 'R2', 'CNY')",
                      "i", id),
            error);
    }
    for (int i = 0; i < OFFICERS; i++) {
        char name[16];
        g_snprintf(name, sizeof name, "officer.%d", i + 1);
        must(store_run(store, &error, "INSERT INTO user (name, role) VALUES (?1, 'officer')", "s", name), error);
    }
    must(store_run(store, &error, "INSERT INTO user (name, role) VALUES ('bench', 'officer')", ""), error);
}

/* Forty cases a person; two thirds wait for the desk, some sleep, some are somebody's. */
static void fill(struct session *session, int64_t count)
{
    GError *error = NULL;
    must(guard_act_begin(session, "test.fixture", NULL, &error), error);
    add_people(session);
    for (int64_t person = 0; person < PEOPLE; person++) {
        static const struct desk_cases kinds[] = { { .state = "MARKED", .waiting = "agent" },
                                                   { .state = "WITH_FURNISHER", .waiting = "furnisher" },
                                                   { .state = "BUREAU_CHECKED", .waiting = "agent" } };
        struct desk_cases cases = kinds[person % 3];
        cases.subject = cases.account = person + 1;
        cases.maker = "li.na";
        cases.days = -5 + (int)(person % 5);
        cases.spread = 40;
        desk_cases_add(session, &cases, count / PEOPLE);
    }
    must(store_run(session->store, &error, "UPDATE dispute SET owner = 'li.na' WHERE id % 10 = 3", ""), error);
    must(store_run(session->store, &error, "UPDATE dispute SET diary = due + 2 WHERE id % 50 = 7", ""), error);
    must(guard_act_commit(session, "test.fixture", NULL, &error), error);
}

static struct session *seat(struct store *store, const char *user)
{
    struct session *session = session_new();
    session->store = store;
    session->user = g_strdup(user);
    session->role = strcmp(user, "loader") == 0 ? ROLE_ADMINISTRATOR : ROLE_OFFICER;
    session->purpose = g_strdup("dispute");
    return session;
}

/* ---- the queue --------------------------------------------------------------------------------------------------- */

static void time_queue(struct session *session, const char *what, struct desk_query query, double aim)
{
    struct samples samples = samples_new();
    for (int round = 0; round < 15; round++) {
        GError *error = NULL;
        const double before = now();
        g_autoptr(GArray) keys = desk_keys(session, &query, &error);
        samples_add(&samples, now() - before);
        must(keys != NULL, error);
    }
    say(what, &samples, aim);
    samples_free(&samples);
}

/* All that a painted queue asks of the store. */
static void time_paint(struct session *session)
{
    struct samples page = samples_new(), counts = samples_new(), all = samples_new();
    for (int round = 0; round < 30; round++) {
        GError *error = NULL;
        struct desk_counts counted;
        const double start = now();
        g_autoptr(GArray) keys = desk_keys(session, &(struct desk_query){ 0 }, &error);
        must(keys != NULL && keys->len >= OPEN, error);
        const double after_keys = now();
        g_autoptr(table_t) rows = table_new();
        const size_t at = (size_t)round * 6000;
        must(desk_rows(session, &g_array_index(keys, int64_t, at), PAGE, rows, &error), error);
        const double after_rows = now();
        must(desk_count(session, &counted, &error), error);
        const double end = now();
        samples_add(&page, after_rows - after_keys);
        samples_add(&counts, end - after_rows);
        samples_add(&all, end - start);
    }
    say("a page of 64 rows, anywhere in the queue", &page, 2);
    say("counts by lane and by who is waited for", &counts, 0);
    say("the queue as it is painted: all of these", &all, 50);
    samples_free(&page);
    samples_free(&counts);
    samples_free(&all);
}

/* ---- the queue on the screen ------------------------------------------------------------------------------------- */

static void waiting_room_draw(const struct view *view, struct canvas *canvas)
{
    canvas_text(canvas, view->area.x, view->area.y, view->area.w, "-", INK_TEXT);
}

/* The workstation from its start to its end, with the queue opened `times` times: looked at, recorded, read, drawn on a
 * terminal that is not there. */
static double run_screens(struct store *store, const char *folder, int times)
{
    static const struct view_ops waiting_room = {
        .id = "room", .contexts = "room", .title = "Room", .size = sizeof(struct view), .draw = waiting_room_draw
    };
    static const struct view_ops *const both[] = { &waiting_room, &screen_disputes, NULL };
    GError *error = NULL;
    g_autofree char *path = g_build_filename(folder, "script.keys", NULL);
    g_autoptr(GString) script = g_string_new(NULL);
    for (int i = 0; i < times; i++)
        g_string_append(script, "go disputes\nexpect row 1/200\nEscape\n");
    must(g_file_set_contents(path, script->str, -1, &error), error);
    struct session *session = seat(NULL, "bench");
    g_free(session->language);
    session->language = g_strdup("en");
    const double before = now();
    const int code = app_run(&(struct app_options){ .session = session,
                                                    .store = store_directory(store),
                                                    .keys = vault_keys_ref(store_keys(store)),
                                                    .screens = both,
                                                    .script = path,
                                                    .columns = 80,
                                                    .rows = 24,
                                                    .theme = "dark",
                                                    .output = folder },
                             &error);
    const double after = now();
    must(code == 0, error);
    session_free(session);
    return after - before;
}

static void time_screen(struct store *store, const char *folder)
{
    enum { TIMES = 20 };
    struct samples samples = samples_new();
    for (int round = 0; round < 5; round++) {
        const double without = run_screens(store, folder, 0);
        samples_add(&samples, (run_screens(store, folder, TIMES) - without) / TIMES);
    }
    say("the queue opened on the screen, looked at", &samples, 50);
    samples_free(&samples);
}

/* ---- take next --------------------------------------------------------------------------------------------------- */

static struct table *run_command(struct session *session, const char *id, const char *const *words, size_t count,
                                 GError **error)
{
    const struct command *command = command_find(id);
    g_autoptr(arguments_t) arguments = arguments_parse(command, words, count, error);
    g_autoptr(table_t) answer = table_new();
    if (arguments == NULL || !command_run(command, session, arguments, answer, error)) return NULL;
    return g_steal_pointer(&answer);
}

static void time_next(struct session *session)
{
    struct samples samples = samples_new();
    for (int round = 0; round < 300; round++) {
        GError *error = NULL;
        const double before = now();
        g_autoptr(table_t) answer = run_command(session, "desk.next", NULL, 0, &error);
        samples_add(&samples, now() - before);
        must(answer != NULL, error);
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, table_find_fact(answer, "dispute")->cell.integer);
        g_autoptr(table_t) given = run_command(session, "desk.release", (const char *[]){ number }, 1, &error);
        must(given != NULL, error);
    }
    say("take next, through the door, flushed", &samples, 20);
    samples_free(&samples);
}

/* ---- eight officers ---------------------------------------------------------------------------------------------- */

static int officer(const char *place, struct vault_keys *keys, int number)
{
    GError *error = NULL;
    g_autofree char *name = g_strdup_printf("officer.%d", number + 1);
    struct store *store = store_open(place, keys, STORE_WRITE, &error);
    must(store != NULL, error);
    struct session *session = seat(store, name);
    for (;;) {
        g_autoptr(table_t) taken = run_command(session, "desk.next", NULL, 0, &error);
        if (taken == NULL && g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) break;
        must(taken != NULL, error);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, table_find_fact(taken, "dispute")->cell.integer);
        g_autoptr(table_t) moved =
            run_command(session, "dispute.act", (const char *[]){ id, "bureau_error" }, 2, &error);
        must(moved != NULL, error);
    }
    g_clear_error(&error);
    session_free(session);
    store_close(store);
    return 0;
}

static int64_t count_of(struct store *store, const char *sql)
{
    int64_t count = -1;
    GError *error = NULL;
    must(store_query_int(store, &count, -1, &error, sql, ""), error);
    return count;
}

static void check_race(const char *place, struct vault_keys *keys)
{
    GError *error = NULL;
    struct store *store = store_open(place, keys, STORE_READ, &error);
    must(store != NULL, error);
    const int64_t taken =
        count_of(store, "SELECT count(*) FROM audit WHERE command = 'desk.next' AND outcome = 'done'");
    const int64_t cases = count_of(store, "SELECT count(DISTINCT dispute) FROM audit WHERE command = 'desk.next'");
    const int64_t moved = count_of(store, "SELECT count(*) FROM dispute WHERE state = 'CORRECTING' AND owner IS NULL");
    store_close(store);
    if (taken != RACE || cases != RACE || moved != RACE)
        g_error("bench: %d cases, %d taken, %d of them different, %d brought on", RACE, (int)taken, (int)cases,
                (int)moved);
}

static double run_peer(void)
{
    g_autofree char *script = g_build_filename(g_getenv("BUREAU_TREE"), "tests/bench/peer_desk.py", NULL);
    g_autofree char *officers = g_strdup_printf("%d", OFFICERS), *cases = g_strdup_printf("%d", RACE);
    g_autofree char *output = NULL;
    int status = -1;
    char *words[] = { (char *)"python3", script, officers, cases, NULL };
    if (!g_spawn_sync(NULL, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, NULL) || status != 0)
        return 0;
    return g_ascii_strtod(output, NULL);
}

static void time_race(const char *folder, struct vault_keys *keys)
{
    GError *error = NULL;
    g_autofree char *place = g_build_filename(folder, "race", NULL);
    struct store *store = store_create(place, keys, &error);
    must(store != NULL, error);
    struct session *session = seat(store, "loader");
    must(guard_act_begin(session, "test.fixture", NULL, &error), error);
    add_people(session);
    const struct desk_cases cases = { 1, 1, "BUREAU_CHECKED", "agent", "li.na", -5, 60 };
    desk_cases_add(session, &cases, RACE);
    must(guard_act_commit(session, "test.fixture", NULL, &error), error);
    session_free(session);
    store_close(store);
    pid_t officers[OFFICERS];
    fflush(stdout);
    const double before = now();
    for (int i = 0; i < OFFICERS; i++)
        if ((officers[i] = fork()) == 0) _exit(officer(place, keys, i));
    for (int i = 0; i < OFFICERS; i++) {
        int status = -1;
        must(waitpid(officers[i], &status, 0) == officers[i] && status == 0, (GError *)NULL);
    }
    const double mine = RACE / (now() - before) * 1e3, peer = run_peer();
    check_race(place, keys);
    printf("%-44s %10.1f cases/s  none taken twice, none lost", "eight officers, 10,000 cases", mine);
    if (peer > 0)
        printf("; plain SQLite, no log, no seal: %.1f: %.2f of its rate\n", peer, mine / peer);
    else
        printf("; the peer (python3) could not be run\n");
}

int main(void)
{
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("bureau-bench-XXXXXX", &error);
    must(folder != NULL, error);
    g_autofree char *place = g_build_filename(folder, "store", NULL);
    g_autoptr(vault_keys_t) keys = vault_keys_new();
    struct store *store = store_create(place, keys, &error);
    must(store != NULL, error);
    struct session *loader = seat(store, "loader");
    fill(loader, OPEN);
    session_free(loader);
    struct session *session = seat(store, "bench");
    const double before = now();
    g_autoptr(GArray) first = desk_keys(session, &(struct desk_query){ 0 }, &error);
    must(first != NULL, error);
    printf("%-44s %10.3f ms      %u ids\n", "all ids, the first time", now() - before, first->len);
    time_queue(session, "all ids of 200,000 open cases", (struct desk_query){ 0 }, 20);
    time_queue(session, "all ids, by our own target", (struct desk_query){ .by_target = true }, 0);
    time_queue(session, "ids of a lane that wait for the desk",
               (struct desk_query){ .lane = LANE_SEVEN, .waiting = "agent" }, 0);
    time_queue(session, "ids of nobody's cases", (struct desk_query){ .owner = "-" }, 0);
    time_paint(session);
    time_screen(store, folder);
    time_next(session);
    session_free(session);
    store_close(store);
    time_race(folder, keys);
    remove_tree(folder);
    return 0;
}
