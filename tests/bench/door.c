/* SPDX-License-Identifier: Apache-2.0 */
/* `make bench`, third part: what the check at the door costs a command. A look that does nothing is run through
 * command_run() on a store of 30,000 persons with their consents, files in no order: what is measured is finding the
 * right, resolving the subject, the purpose, the rule, protections and consents. Nothing is written, so the line of the
 * log is not in it. Beside it the question alone, a look that is refused by right, and files that nobody can be told
 * from. */
#include "../unit/tree.h"
#include "clockwork.h"
#include "command/command.h"
#include "vault/keys.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SUBJECTS = 30000, NAMELESS = 3000, LOOKS = 60000 };

/* `done` first: what it does may set `error`. */
#define must(done, error)                                                                                              \
    do {                                                                                                               \
        const bool went_well = (done);                                                                                 \
        if (!went_well) g_error("bench: %s", (error) ? (error)->message : "failed");                                   \
    } while (0)

/* Microseconds. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void say(const char *what, const struct samples *samples, double aim)
{
    const double median = samples_at(samples, 0.5), late = samples_at(samples, 0.99);
    printf("%-44s %10.2f us      p99 %8.2f us   aim %s\n", what, median, late,
           aim <= 0        ? "-"
           : median <= aim ? "<= 20 us, met"
                           : "<= 20 us, MISSED");
    fflush(stdout);
}

/* ---- the store --------------------------------------------------------------------------------------------------- */

/* Every person has the consent that counts; every third one two others beside it, one of them ended. */
static void add_consents(struct store *store, int64_t id, GError **error)
{
    static const char sql[] =
        "INSERT INTO consent (subject, kind, answer, recipient, purpose, scope, clause, form, told, granted, entered, "
        "ended) VALUES (?1, ?2, 'granted', 'bureau', ?3, 'all', '2026-1', 'paper', 19000, 19000, 1, ?4)";
    must(store_run(store, error, sql, "issi", id, "query", "credit_review,post_loan", INT64_MAX / 2), *error);
    if (id % 3 != 0) return;
    must(store_run(store, error, sql, "issi", id, "sensitive", "credit_review", INT64_MAX / 2), *error);
    must(store_run(store, error, sql, "issi", id, "query", "guarantee_review", (int64_t)2), *error);
}

static void add_person(struct store *store, int64_t id, GError **error)
{
    char number[24];
    g_snprintf(number, sizeof number, "TW-%08" G_GINT64_FORMAT, id);
    must(store_run(store, error, "INSERT INTO subject (id, kind, born) VALUES (?1, 'person', 1)", "i", id), *error);
    must(store_run(store, error,
                   "INSERT INTO identifier (subject, fact, born, kind, value) VALUES (?1, ?1, 1, 'client', ?2)", "is",
                   id, number),
         *error);
    must(store_run(store, error, "INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, ?1, 1, 'name', ?2)",
                   "is", id, number),
         *error);
    add_consents(store, id, error);
    if (id % 200 != 0) return;
    must(store_run(store, error,
                   "INSERT INTO protection (subject, kind, begins, contact, reason, placed, placed_by) VALUES (?1, "
                   "'alert.initial', 19000, '13800138000', 'bench', 1, 'bench')",
                   "i", id),
         *error);
}

/* Files without a name, from a source that says that nobody can be told from them: no consent is asked. */
static void add_nameless(struct store *store, GError **error)
{
    must(store_run(store, error,
                   "INSERT INTO source (id, code, name_en, name_zh, kind, anonymous) VALUES (1, 'OPEN', 'Open data', "
                   "'公开数据', 'open', 1)",
                   ""),
         *error);
    must(store_run(store, error,
                   "INSERT INTO batch (id, source, mapping, file, digest, loaded, user, born) "
                   "VALUES (1, 1, 'bench', 'bench', '-', 1, 'bench', 1)",
                   ""),
         *error);
    for (int64_t id = SUBJECTS + 1; id <= SUBJECTS + NAMELESS; id++)
        must(
            store_run(store, error, "INSERT INTO subject (id, kind, born, batch) VALUES (?1, 'person', 1, 1)", "i", id),
            *error);
}

static void fill(struct session *session)
{
    GError *error = NULL;
    must(guard_act_begin(session, "test.fixture", NULL, &error), error);
    must(store_run(session->store, &error, "INSERT INTO user (name, role) VALUES ('li.na', 'officer')", ""), error);
    for (int64_t id = 1; id <= SUBJECTS; id++)
        add_person(session->store, id, &error);
    add_nameless(session->store, &error);
    must(guard_act_commit(session, "test.fixture", NULL, &error), error);
    must(session_set_user(session, "li.na", &error), error);
}

/* ---- what is timed ----------------------------------------------------------------------------------------------- */

static bool nothing(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    (void)session;
    (void)arguments;
    (void)answer;
    (void)error;
    return true;
}

static const struct argument subject[] = { { "subject", ARGUMENT_SUBJECT, ARGUMENT_REQUIRED, "", NULL }, { 0 } };
/* ids of the real table of rights */
static const struct command look = { .id = "subject.show",
                                     .title = "",
                                     .help = "",
                                     .needs = NEEDS_STORE | NEEDS_PURPOSE,
                                     .run = nothing,
                                     .arguments = subject };
static const struct command plain = {
    .id = "subject.pins", .title = "", .help = "", .needs = NEEDS_STORE, .run = nothing, .arguments = subject
};

/* In no order of any index, the same for every part. */
static int64_t nth(int64_t first, int64_t count, int64_t index)
{
    return first + (int64_t)(((uint64_t)index * UINT64_C(2654435761)) % (uint64_t)count);
}

static void time_command(const char *what, struct session *session, const struct command *command, int64_t first,
                         int64_t count, double aim)
{
    struct samples samples = samples_new();
    for (int64_t i = 0; i < LOOKS; i++) {
        GError *error = NULL;
        char word[24];
        g_snprintf(word, sizeof word, "%" G_GINT64_FORMAT, nth(first, count, i));
        g_autoptr(arguments_t) arguments = arguments_new(command);
        g_autoptr(table_t) answer = table_new();
        must(arguments_set(arguments, "subject", word, &error), error);
        const double before = now();
        const bool done = command_run(command, session, arguments, answer, &error);
        samples_add(&samples, now() - before);
        must(done, error);
    }
    say(what, &samples, aim);
    samples_free(&samples);
}

static void time_question(struct session *session)
{
    struct samples samples = samples_new();
    for (int64_t i = 0; i < LOOKS; i++) {
        GError *error = NULL;
        struct access access;
        const double before = now();
        const bool asked = guard_access(session, nth(1, SUBJECTS, i), 0, &access, &error);
        samples_add(&samples, now() - before);
        must(asked && access.verdict == ACCESS_GRANTED, error);
        access_clear(&access);
    }
    say("guard_access() alone", &samples, 0);
    samples_free(&samples);
}

static void time_right(void)
{
    struct samples samples = samples_new();
    unsigned sum = 0;
    for (int64_t i = 0; i < LOOKS / 100; i++) {
        const double before = now();
        for (int j = 0; j < 100; j++)
            sum += rights_of("table.sort", ROLE_OFFICER) + rights_of("subject.show", ROLE_OFFICER);
        samples_add(&samples, (now() - before) / 200);
    }
    must(sum != 0, (GError *)NULL);
    say("rights_of(), a line and a room", &samples, 0);
    samples_free(&samples);
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
    session_t *session = session_new();
    session->store = store;
    session->user = g_strdup("bench");
    session->role = ROLE_ADMINISTRATOR;
    fill(session);
    session->purpose = g_strdup("credit_review");
    time_right();
    time_question(session);
    time_command("a command that looks at no file", session, &plain, 1, SUBJECTS, 0);
    time_command("the check at the door, a look", session, &look, 1, SUBJECTS, 20);
    time_command("the same, files that name nobody", session, &look, SUBJECTS + 1, NAMELESS, 20);
    session_free(session);
    store_close(store);
    remove_tree(folder);
    return 0;
}
