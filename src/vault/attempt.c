/* SPDX-License-Identifier: Apache-2.0 */
/* See attempt.h: the waits. They are counted in the small file auth.state beside the store, whose lock lets one try
 * after the other run. */
#include "vault/attempt_private.h"

#include "base/base.h"
#include "vault/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STATE_NAME "auth.state"

enum {
    NAME_SIZE = 16,
    COUNTS = 256, /* the first is for all users together */
    LONGEST_WAIT = 60000,
    POLL_MICROSECONDS = 20000,
    FULL_WAIT_FAILURES = 7,
};

/* As it lies in the file; of this machine only, so in its own order of bytes. */
struct record {
    uint8_t name[NAME_SIZE]; /* a digest of the user's name; zeros: free */
    struct attempt_count count;
    struct attempt_moment started;
    uint32_t pending; /* 1 while a try runs, since `started` */
};
struct state {
    uint8_t magic[8];
    uint32_t used, unused;
    struct record records[COUNTS];
    uint8_t digest[32];
};
static const uint8_t magic[8] = { 'B', 'u', 'r', 'e', 'a', 'u', 'W', '1' };

struct attempt_try {
    char *directory;
    int file;
    struct state *state;
    uint32_t user;           /* its place in the table */
    struct record before[2]; /* of all, of the user */
};

struct attempt_moment attempt_now(void)
{
    struct attempt_moment now = { 0 };
    struct timespec running = { 0 };
    g_autofree char *boot = NULL;
    clock_gettime(CLOCK_BOOTTIME, &running);
    now.running = (int64_t)running.tv_sec * 1000 + running.tv_nsec / 1000000;
    now.wall = g_get_real_time() / 1000;
    if (g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL)) {
        const struct seal_part part = { boot, strlen(boot) };
        seal_digest(now.boot, sizeof now.boot, NULL, &part, 1);
    }
    return now;
}

static bool is_same_start(const struct attempt_moment *a, const struct attempt_moment *b)
{
    static const uint8_t unknown[16];
    return memcmp(a->boot, b->boot, sizeof a->boot) == 0 && memcmp(a->boot, unknown, sizeof unknown) != 0;
}

int64_t attempt_remaining(const struct attempt_count *count, const struct attempt_moment *now)
{
    if (count->failures == 0) return 0;
    const int64_t wait = count->failures > 6 ? LONGEST_WAIT : MIN(LONGEST_WAIT, (int64_t)1000 << (count->failures - 1));
    const int64_t elapsed =
        is_same_start(&count->last, now) ? now->running - count->last.running : now->wall - count->last.wall;
    return elapsed < 0 ? wait : MAX(0, wait - elapsed);
}

/* ---- the file ---- */

static void state_digest(const struct state *state, uint8_t digest[32])
{
    const struct seal_part part = { state, offsetof(struct state, digest) };
    seal_digest(digest, 32, NULL, &part, 1);
}

/* What cannot be read counts as many failures for all: to damage the file must not shorten a wait. false: so it was. */
static bool state_read(int file, struct state *state)
{
    uint8_t digest[32];
    struct stat info;
    const ssize_t got = pread(file, state, sizeof *state, 0);
    if (got == (ssize_t)sizeof *state && memcmp(state->magic, magic, sizeof magic) == 0 && state->used >= 1 &&
        state->used <= COUNTS) {
        state_digest(state, digest);
        if (memcmp(digest, state->digest, sizeof digest) == 0) return true;
    }
    const bool is_new = fstat(file, &info) == 0 && info.st_size == 0;
    memset(state, 0, sizeof *state);
    memcpy(state->magic, magic, sizeof magic);
    state->used = 1;
    if (!is_new) state->records[0].count = (struct attempt_count){ FULL_WAIT_FAILURES, attempt_now() };
    return is_new;
}

static bool state_write(int file, struct state *state)
{
    state_digest(state, state->digest);
    return pwrite(file, state, sizeof *state, 0) == (ssize_t)sizeof *state && fsync(file) == 0;
}

static int state_open(const char *directory, int flags)
{
    g_autofree char *path = g_build_filename(directory, STATE_NAME, NULL);
    return open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, folder_file_mode(directory, 0660));
}

static void name_digest(const char *user, uint8_t name[NAME_SIZE])
{
    static const char label[] = "bureau user who waits";
    const struct seal_part parts[] = { { label, sizeof label }, { user, strlen(user) } };
    seal_digest(name, NAME_SIZE, NULL, parts, G_N_ELEMENTS(parts));
}

/* The place of a user, 0 when there is none. */
static uint32_t find(const struct state *state, const uint8_t name[NAME_SIZE])
{
    for (uint32_t i = 1; i < state->used; i++)
        if (memcmp(state->records[i].name, name, NAME_SIZE) == 0) return i;
    return 0;
}

/* A place for a user: its own, a new one, or that of who failed longest ago. */
static uint32_t find_or_make(struct state *state, const char *user)
{
    uint8_t name[NAME_SIZE];
    name_digest(user, name);
    uint32_t place = find(state, name);
    if (place) return place;
    if (state->used < COUNTS) {
        place = state->used++;
    } else {
        place = 1;
        for (uint32_t i = 2; i < COUNTS; i++)
            if (state->records[i].count.last.wall < state->records[place].count.last.wall) place = i;
    }
    memset(&state->records[place], 0, sizeof state->records[place]);
    memcpy(state->records[place].name, name, NAME_SIZE);
    return place;
}

/* A try that never ended has failed; and a moment of an earlier start of the machine is put into this one's terms, so
 * that a clock set back costs one full wait and not all the time until it has caught up. */
static void settle(struct record *record, const struct attempt_moment *now)
{
    if (record->pending) record->count = (struct attempt_count){ record->count.failures + 1, record->started };
    record->pending = 0;
    if (record->count.failures == 0 || is_same_start(&record->count.last, now)) return;
    const int64_t elapsed = now->wall - record->count.last.wall;
    record->count.last = *now;
    if (elapsed > 0) record->count.last.running -= MIN(elapsed, LONGEST_WAIT);
}

static int64_t longest(const struct state *state, uint32_t place, const struct attempt_moment *now)
{
    const int64_t all = attempt_remaining(&state->records[0].count, now);
    return place ? MAX(all, attempt_remaining(&state->records[place].count, now)) : all;
}

int attempt_wait(const char *directory, const char *user)
{
    uint8_t name[NAME_SIZE];
    const int file = state_open(directory, O_RDWR);
    if (file < 0) return 0;
    const bool locked = flock(file, LOCK_EX | LOCK_NB) == 0; /* else a try is under way, and its end is not known */
    g_autofree struct state *state = g_new0(struct state, 1);
    const struct attempt_moment now = attempt_now();
    const bool sound = state_read(file, state);
    if (!locked && !sound) { /* read while it was being written */
        close(file);
        return 0;
    }
    name_digest(user, name);
    const uint32_t place = find(state, name);
    if (locked) {
        const bool is_older = !is_same_start(&state->records[0].count.last, &now);
        for (uint32_t i = 0; i < state->used; i++)
            settle(&state->records[i], &now);
        if (is_older && state->records[0].count.failures) state_write(file, state);
    }
    const int64_t left = longest(state, place, &now);
    close(file);
    return (int)((left + 999) / 1000);
}

/* ---- a try ---- */

static bool is_cancelled(GCancellable *cancellable, GError **error)
{
    if (!cancellable || !g_cancellable_is_cancelled(cancellable)) return false;
    bureau_error_set(error, BUREAU_ERROR_CANCELLED, N_("Stopped as asked; nothing was changed"), NULL, NULL);
    return true;
}

static bool lock(int file, GCancellable *cancellable, GError **error)
{
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            bureau_error_set(error, BUREAU_ERROR_STORE, N_("Waiting for another login failed: {1}"),
                             N_("Try again; if it stays so, look at the disk."), system_error_text(errno), NULL);
            return false;
        }
        if (is_cancelled(cancellable, error)) return false;
        g_usleep(POLL_MICROSECONDS);
    }
    return true;
}

static void attempt_try_free(struct attempt_try *attempt)
{
    if (attempt->file >= 0) close(attempt->file); /* and the lock goes */
    g_free(attempt->directory);
    g_free(attempt->state);
    g_free(attempt);
}

/* Counts the try as failed for now. */
static bool count_pending(struct attempt_try *attempt)
{
    const struct attempt_moment now = attempt_now();
    struct record *const records[] = { &attempt->state->records[0], &attempt->state->records[attempt->user] };
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        attempt->before[i] = *records[i];
        records[i]->pending = 1;
        records[i]->started = now;
    }
    return state_write(attempt->file, attempt->state);
}

static struct attempt_try *refuse_state(struct attempt_try *attempt, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The failed logins of the store {1} cannot be counted: {2}"),
                     N_("See who owns the folder and whether the disk is full or read-only."), attempt->directory,
                     system_error_text(errno), NULL);
    attempt_try_free(attempt);
    return NULL;
}

struct attempt_try *attempt_begin(const char *directory, const char *user, GCancellable *cancellable, GError **error)
{
    struct attempt_try *attempt = g_new0(struct attempt_try, 1);
    attempt->directory = g_strdup(directory);
    attempt->state = g_new0(struct state, 1);
    attempt->file = state_open(directory, O_RDWR | O_CREAT);
    if (attempt->file < 0) return refuse_state(attempt, error);
    if (is_cancelled(cancellable, error) || !lock(attempt->file, cancellable, error)) {
        attempt_try_free(attempt);
        return NULL;
    }
    const struct attempt_moment now = attempt_now();
    state_read(attempt->file, attempt->state);
    for (uint32_t i = 0; i < attempt->state->used; i++)
        settle(&attempt->state->records[i], &now);
    attempt->user = find_or_make(attempt->state, user);
    const int64_t left = longest(attempt->state, attempt->user, &now);
    if (left > 0) {
        g_autofree char *seconds = g_strdup_printf("%d", (int)((left + 999) / 1000));
        state_write(attempt->file, attempt->state);
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("It is too early to try again after a failed login"),
                         N_("Wait {1} seconds, then try again."), seconds, NULL);
        attempt_try_free(attempt);
        return NULL;
    }
    return count_pending(attempt) ? attempt : refuse_state(attempt, error);
}

void attempt_end(struct attempt_try *attempt, enum attempt_result result, const uint8_t audit_public[VAULT_PUBLIC],
                 const char *user)
{
    struct record *const records[] = { &attempt->state->records[0], &attempt->state->records[attempt->user] };
    const struct attempt_moment now = attempt_now();
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        *records[i] = attempt->before[i];
        if (result == ATTEMPT_GOOD) records[i]->count.failures = 0;
        if (result == ATTEMPT_BAD) records[i]->count = (struct attempt_count){ records[i]->count.failures + 1, now };
    }
    state_write(attempt->file, attempt->state);
    if (result == ATTEMPT_BAD && audit_public) attempt_log(attempt->directory, audit_public, user);
    attempt_try_free(attempt);
}
