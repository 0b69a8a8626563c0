/* SPDX-License-Identifier: Apache-2.0 */
/* `make bench`, second part: what sealing costs. The same statements run on a sealed store through store.h and on a
 * plain SQLite file of the same shape and settings, in turn, in one run; CPU times are compared where the disk would be
 * most of the wall time. Then what the log costs, and eight processes on one store. */
#include "vault/vault.h"
#include "../unit/tree.h"
#include "clockwork.h"
#include "guard/guard.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 5, ROWS = 200000, READS = 100000, LINES = 1000000, WRITERS = 8, SECONDS = 4 };

static char *folder;
static struct vault_keys *keys;

static void say(const char *what, double value, const char *unit, const char *aim, const char *more)
{
    printf("%-44s %10.3f %-6s  aim %-14s %s\n", what, value, unit, aim, more ? more : "");
    fflush(stdout);
}

/* `done` first: what it does may set `error`. */
#define must(done, error)                                                                                              \
    do {                                                                                                               \
        const bool went_well = (done);                                                                                 \
        if (!went_well) g_error("bench: %s", (error) ? (error)->message : "failed");                                   \
    } while (0)

/* Milliseconds of CPU of this process, user and system. */
static double cpu(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
}

static double wall(void)
{
    return (double)g_get_monotonic_time() / 1e3;
}

/* ---- one workload, two stores ------------------------------------------------------------------------------------ */

static const char *const tables[] = {
    "CREATE TABLE holder (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL, number TEXT NOT NULL, "
    "birth INTEGER NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX holder_name ON holder (name)",
    "CREATE INDEX holder_number ON holder (number)",
};
static const char insert_row[] = "INSERT INTO holder (id, name, city, number, birth, note) VALUES (?1,?2,?3,?4,?5,?6)";
static const char read_row[] = "SELECT name, city, number, birth, note FROM holder WHERE id=?1";
static const char scan_rows[] = "SELECT count(*), sum(birth), sum(length(note)) FROM holder";

struct row {
    char name[40], city[24], number[32], note[72];
    int64_t birth;
};

/* The same rows for both, in no order of any index. */
static void make_row(int64_t id, struct row *row)
{
    const uint64_t mixed = ((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) ^ ((uint64_t)id >> 3);
    g_snprintf(row->name, sizeof row->name, "Holder %08x %04x", (unsigned)(mixed >> 32), (unsigned)(mixed & 0xFFFF));
    g_snprintf(row->city, sizeof row->city, "City %u", (unsigned)(mixed % 337));
    g_snprintf(row->number, sizeof row->number, "99%016llx", (unsigned long long)mixed);
    g_snprintf(row->note, sizeof row->note, "account opened at the counter, checked %u", (unsigned)(mixed % 100000));
    row->birth = (int64_t)(mixed % 20000);
}

/* One of the two: either `db` or `store`. */
struct side {
    char *path;
    sqlite3 *db;
    struct store *store;
    double insert, point, scan, scan_wall;
};

static void plain_run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) g_error("bench: sqlite: %s", sqlite3_errmsg(db));
}

static void side_open(struct side *side, bool sealed, bool fresh)
{
    GError *error = NULL;
    if (sealed) {
        side->store =
            fresh ? store_create(side->path, keys, &error) : store_open(side->path, keys, STORE_MAINTENANCE, &error);
        must(side->store != NULL, error);
        return;
    }
    if (sqlite3_open_v2(side->path, &side->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        g_error("bench: sqlite does not open");
    plain_run(side->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
                        "PRAGMA cache_size=-16384; PRAGMA foreign_keys=ON; PRAGMA secure_delete=OFF;");
}

static void side_close(struct side *side)
{
    if (side->store) store_close(side->store);
    if (side->db) sqlite3_close(side->db);
    side->store = NULL;
    side->db = NULL;
}

static void side_make_tables(struct side *side)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        GError *error = NULL;
        if (side->store)
            must(store_run(side->store, &error, tables[i], ""), error);
        else
            plain_run(side->db, tables[i]);
    }
}

/* Made before anything is timed, so that only the stores are compared. */
static const struct row *rows(void)
{
    static struct row *made;
    if (!made) {
        made = g_new(struct row, ROWS);
        for (int64_t id = 1; id <= ROWS; id++)
            make_row(id, &made[id - 1]);
    }
    return made;
}

static void insert_sealed(struct store *store)
{
    GError *error = NULL;
    store_bulk_begin(store);
    must(store_begin(store, &error), error);
    struct statement *statement = store_prepare(store, insert_row, &error);
    must(statement != NULL, error);
    for (int64_t id = 1; id <= ROWS; id++) {
        const struct row *row = &rows()[id - 1];
        statement_bind_int(statement, 1, id);
        statement_bind_text(statement, 2, row->name);
        statement_bind_text(statement, 3, row->city);
        statement_bind_text(statement, 4, row->number);
        statement_bind_int(statement, 5, row->birth);
        statement_bind_text(statement, 6, row->note);
        must(statement_run(statement, &error), error);
    }
    statement_done(statement);
    uint8_t state[STORE_STATE] = { 0 }; /* the digest of the facts is part of what a change costs here */
    must(store_state_take(store, state, &error), error);
    must(store_commit(store, &error), error);
    store_bulk_end(store);
}

static void insert_plain(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    plain_run(db, "PRAGMA cache_size=-131072; PRAGMA wal_autocheckpoint=0; BEGIN IMMEDIATE");
    sqlite3_prepare_v3(db, insert_row, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
    for (int64_t id = 1; id <= ROWS; id++) {
        const struct row *row = &rows()[id - 1];
        sqlite3_bind_int64(statement, 1, id);
        sqlite3_bind_text(statement, 2, row->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 3, row->city, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 4, row->number, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 5, row->birth);
        sqlite3_bind_text(statement, 6, row->note, -1, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE) g_error("bench: sqlite: %s", sqlite3_errmsg(db));
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    plain_run(db, "COMMIT; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=1000; PRAGMA wal_checkpoint(TRUNCATE)");
}

/* Random ids; the first pass fills the cache and is not counted. Microseconds of CPU a read. */
static double read_points(struct side *side)
{
    GError *error = NULL;
    double start = 0;
    uint64_t dice = 20260101;
    sqlite3_stmt *plain = NULL;
    struct statement *sealed = side->store ? store_prepare(side->store, read_row, &error) : NULL;
    if (!sealed) sqlite3_prepare_v3(side->db, read_row, -1, SQLITE_PREPARE_PERSISTENT, &plain, NULL);
    for (int i = -READS / 2; i < READS; i++) {
        if (i == 0) start = cpu();
        dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const int64_t id = (int64_t)(dice >> 33) % ROWS + 1;
        if (sealed) {
            statement_bind_int(sealed, 1, id);
            must(statement_step(sealed, &error) == STEP_ROW && statement_text(sealed, 0)[0] == 'H', error);
            statement_reset(sealed);
        } else {
            sqlite3_bind_int64(plain, 1, id);
            if (sqlite3_step(plain) != SQLITE_ROW || sqlite3_column_text(plain, 0)[0] != 'H') g_error("bench: read");
            sqlite3_reset(plain);
        }
    }
    const double took = cpu() - start;
    statement_done(sealed);
    sqlite3_finalize(plain);
    return took * 1e3 / READS;
}

/* The pages of a file out of the kernel's cache, while nobody has it open. */
static void forget_pages(const char *file)
{
    const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    fsync(descriptor);
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    close(descriptor);
}

static void scan(struct side *side, bool sealed)
{
    g_autofree char *file = sealed ? g_build_filename(side->path, "bureau.db", NULL) : g_strdup(side->path);
    GError *error = NULL;
    int64_t count = 0;
    forget_pages(file);
    side_open(side, sealed, false);
    const double start = cpu(), begun = wall();
    if (sealed) {
        must(store_query_int(side->store, &count, 0, &error, scan_rows, ""), error);
    } else {
        sqlite3_stmt *statement = NULL;
        sqlite3_prepare_v2(side->db, scan_rows, -1, &statement, NULL);
        if (sqlite3_step(statement) == SQLITE_ROW) count = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
    }
    side->scan = cpu() - start;
    side->scan_wall = wall() - begun;
    if (count != ROWS) g_error("bench: the scan found %" G_GINT64_FORMAT " rows", count);
    side_close(side);
}

static void run_side(struct side *side, bool sealed)
{
    side_open(side, sealed, true);
    side_make_tables(side);
    rows();
    const double start = cpu();
    if (sealed)
        insert_sealed(side->store);
    else
        insert_plain(side->db);
    side->insert = cpu() - start;
    side->point = read_points(side);
    side_close(side);
    scan(side, sealed);
    if (sealed)
        remove_tree(side->path);
    else
        g_remove(side->path);
}

static void compare(const char *what, double mine, double peer, const char *unit, const char *aim, double ratio)
{
    g_autofree char *more = g_strdup_printf("plain SQLite %.3f: %.2f times", peer, ratio);
    say(what, mine, unit, aim, more);
}

static void bench_sealing(void)
{
    struct samples mine[4], peer[4], ratio[4];
    for (int i = 0; i < 4; i++) {
        mine[i] = samples_new();
        peer[i] = samples_new();
        ratio[i] = samples_new();
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct side sealed = { .path = g_build_filename(folder, "sealed", NULL) },
                    plain = { .path = g_build_filename(folder, "plain.db", NULL) };
        run_side(round % 2 ? &sealed : &plain, round % 2);
        run_side(round % 2 ? &plain : &sealed, round % 2 == 0);
        const double ours[] = { sealed.insert, sealed.point, sealed.scan, sealed.scan_wall },
                     theirs[] = { plain.insert, plain.point, plain.scan, plain.scan_wall };
        for (int i = 0; i < 4; i++) {
            samples_add(&mine[i], ours[i]);
            samples_add(&peer[i], theirs[i]);
            samples_add(&ratio[i], ours[i] / theirs[i]);
        }
        g_free(sealed.path);
        g_free(plain.path);
    }
    static const char *const names[] = { "bulk insert of 200,000 rows, CPU", "warm point read, CPU", "cold scan, CPU",
                                         "cold scan, wall" },
                             *const units[] = { "ms", "us", "ms", "ms" },
                             *const aims[] = { "<= 1.5 times", "<= 1.4 times", "<= 1.3 times", "" };
    for (int i = 0; i < 4; i++) {
        compare(names[i], samples_at(&mine[i], 0.5), samples_at(&peer[i], 0.5), units[i], aims[i],
                samples_at(&ratio[i], 0.5));
        samples_free(&mine[i]);
        samples_free(&peer[i]);
        samples_free(&ratio[i]);
    }
}

/* ---- the log ----------------------------------------------------------------------------------------------------- */

static struct session *sit_down(const char *directory, const char *user)
{
    GError *error = NULL;
    struct session *session = session_new();
    session->store = store_open(directory, keys, STORE_WRITE, &error);
    must(session->store != NULL, error);
    must(session_set_user(session, user, &error), error);
    return session;
}

static void stand_up(struct session *session)
{
    store_close(session->store);
    session_free(session);
}

static char *make_store(const char *name)
{
    GError *error = NULL;
    char *directory = g_build_filename(folder, name, NULL);
    struct store *store = store_create(directory, keys, &error);
    must(store != NULL, error);
    g_autoptr(session_t) session = session_new();
    session->store = store;
    session->user = g_strdup("bench");
    session->role = ROLE_ADMINISTRATOR;
    must(guard_act_begin(session, "bench", NULL, &error), error);
    must(store_run(store, &error, "INSERT INTO user (name, role) VALUES ('bench', 'administrator')", ""), error);
    for (int i = 1; i <= 200; i++) {
        g_autofree char *kind = g_strdup_printf("hot.%d", i);
        must(store_run(store, &error, "INSERT INTO counter (kind, next) VALUES (?1, 0)", "s", kind), error);
    }
    must(guard_act_commit(session, "bench", NULL, &error), error);
    store_close(store);
    return directory;
}

/* What a line costs inside a transaction, and the proof of a million of them. */
static void bench_log(void)
{
    GError *error = NULL;
    g_autofree char *directory = make_store("log");
    struct session *session = sit_down(directory, "bench");
    double spent = 0;
    for (int written = 0; written < LINES; written += 10000) {
        const double start = cpu();
        must(guard_act_begin(session, "bench", NULL, &error), error);
        for (int i = 0; i < 10000; i++)
            must(guard_audit(session, "subject.show", written + i, "done", NULL, &error), error);
        spent += cpu() - start;
        must(guard_act_commit(session, "bench", NULL, &error), error);
    }
    say("audit line, CPU, without the flush", spent * 1e3 / LINES, "us", "<= 10 us", NULL);
    struct guard_verdict verdict = { 0 };
    const double begun = wall();
    must(guard_verify(session, false, &verdict, &error), error);
    if (!verdict.intact || verdict.lines < LINES) g_error("bench: the log of its own making is not intact");
    say("proof of a log of 1,000,000 lines", (wall() - begun) / 1e3, "s", "<= 3 s", NULL);
    guard_verdict_clear(&verdict);
    stand_up(session);
    remove_tree(directory);
}

/* ---- eight processes on one store -------------------------------------------------------------------------------- */

/* A writer reads a hot row, adds one and writes it back with its line, again and again; each act's milliseconds go to
 * the pipe. */
static void write_for_a_while(const char *directory, int number, int pipe)
{
    GError *error = NULL;
    struct session *session = sit_down(directory, "bench");
    const double end = wall() + SECONDS * 1e3;
    uint64_t dice = 7 + (uint64_t)number * 1000003;
    while (wall() < end) {
        dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        g_autofree char *kind = g_strdup_printf("hot.%d", (int)((dice >> 33) % 200) + 1);
        int64_t next;
        const double start = wall();
        must(guard_act_begin(session, "bench", NULL, &error), error);
        must(store_query_int(session->store, &next, -1, &error, "SELECT next FROM counter WHERE kind=?1", "s", kind) &&
                 store_run(session->store, &error, "UPDATE counter SET next=?2 WHERE kind=?1", "si", kind, next + 1),
             error);
        must(guard_act_commit(session, "bench", NULL, &error), error);
        const double took = wall() - start;
        if (write(pipe, &took, sizeof took) != sizeof took) _exit(1);
    }
    stand_up(session);
    _exit(0);
}

static void bench_many(void)
{
    GError *error = NULL;
    g_autofree char *directory = make_store("many");
    int ends[2], status;
    pid_t children[WRITERS];
    struct samples acts = samples_new();
    if (pipe(ends) != 0) g_error("bench: pipe");
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            close(ends[0]);
            write_for_a_while(directory, i, ends[1]);
        }
    }
    close(ends[1]);
    for (double took; read(ends[0], &took, sizeof took) == sizeof took;)
        samples_add(&acts, took);
    close(ends[0]);
    for (int i = 0; i < WRITERS; i++)
        if (waitpid(children[i], &status, 0) < 0 || status != 0) g_error("bench: a writer failed");
    struct session *session = sit_down(directory, "bench");
    int64_t sum;
    must(store_query_int(session->store, &sum, 0, &error, "SELECT sum(next) FROM counter WHERE kind LIKE 'hot.%'", ""),
         error);
    g_autofree char *more = g_strdup_printf(
        "median %.1f, longest %.0f ms; %.0f acts/s; %" G_GINT64_FORMAT " lost updates", samples_at(&acts, 0.5),
        samples_at(&acts, 1), acts.values->len / (double)SECONDS, (int64_t)acts.values->len - sum);
    say("eight processes, an act with its line, p99", samples_at(&acts, 0.99), "ms", "<= 100 ms", more);
    samples_free(&acts);
    stand_up(session);
    remove_tree(directory);
}

int main(void)
{
    folder = g_dir_make_tmp("bureau-bench-XXXXXX", NULL);
    g_setenv("XDG_STATE_HOME", folder, TRUE);
    keys = vault_keys_new();
    bench_sealing();
    bench_log();
    bench_many();
    vault_keys_unref(keys);
    remove_tree(folder);
    g_free(folder);
    return 0;
}
