/* SPDX-License-Identifier: Apache-2.0 */
/* See attempt.h: the sealed failures. The file is written to by programs that have no key; so it only grows, up to a
 * bound, and beyond that it only counts. */
#include "vault/attempt_private.h"

#include "base/base.h"
#include "vault/keyfile_private.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_NAME "auth.log"

enum { LOG_LIMIT = 1 << 20, TEXT_LIMIT = 200, ENTRY_HEAD = 8 + 16 + 2 + 2, ENTRY_LIMIT = 1024 };

struct head {
    uint8_t magic[8];
    uint64_t dropped;      /* not written since the file was full */
    uint64_t read;         /* everything before this place was read, */
    uint64_t dropped_read; /* and this many of the dropped were told */
};
static const uint8_t magic[8] = { 'B', 'u', 'r', 'e', 'a', 'u', 'L', '1' };

void attempt_free(struct attempt *attempt)
{
    if (!attempt) return;
    g_free(attempt->user);
    g_free(attempt->from);
    g_free(attempt);
}

/* Opens and locks it; -1 when it is not there (or cannot be made). It is never replaced, so the lock is on the file. */
static int log_open(const char *directory, int flags)
{
    g_autofree char *path = g_build_filename(directory, LOG_NAME, NULL);
    const int file =
        open(path, flags | O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, folder_file_mode(directory, 0660));
    if (file < 0) return -1;
    while (flock(file, LOCK_EX) != 0)
        if (errno != EINTR) {
            close(file);
            return -1;
        }
    return file;
}

/* The head and the size of the file; false: there was none that makes sense, and `head` is that of an empty file. */
static bool head_read(int file, struct head *head, uint64_t *size)
{
    struct stat info;
    *size = fstat(file, &info) == 0 ? (uint64_t)info.st_size : 0;
    const bool sound = pread(file, head, sizeof *head, 0) == (ssize_t)sizeof *head &&
                       memcmp(head->magic, magic, sizeof magic) == 0 && head->read <= *size &&
                       head->read >= sizeof *head;
    if (sound) return true;
    memset(head, 0, sizeof *head);
    memcpy(head->magic, magic, sizeof magic);
    head->read = sizeof *head;
    return false;
}

static bool head_write(int file, const struct head *head)
{
    return pwrite(file, head, sizeof *head, 0) == (ssize_t)sizeof *head;
}

/* ---- one entry: when, its id, the lengths of user and place, user, place ---- */

/* The terminal and the name the system knows the person by. */
static char *from_where(void)
{
    char terminal[64] = "";
    if (ttyname_r(STDIN_FILENO, terminal, sizeof terminal) != 0) terminal[0] = 0;
    g_autofree char *text = g_strdup_printf("%s %s", g_get_user_name(), *terminal ? terminal : "-");
    return text_sanitise(text, -1);
}

static void cut(GByteArray *to, const char *text, uint16_t length)
{
    g_byte_array_append(to, (const guint8 *)text, length);
}

static GByteArray *entry_make(const char *user)
{
    uint8_t id[16];
    g_autofree char *from = from_where();
    const int64_t at = GINT64_TO_LE(g_get_real_time() / 1000);
    const uint16_t lengths[2] = { (uint16_t)MIN(strlen(user), TEXT_LIMIT), (uint16_t)MIN(strlen(from), TEXT_LIMIT) };
    const uint16_t little[2] = { GUINT16_TO_LE(lengths[0]), GUINT16_TO_LE(lengths[1]) };
    GByteArray *entry = g_byte_array_new();
    randombytes_buf(id, sizeof id);
    g_byte_array_append(entry, (const guint8 *)&at, sizeof at);
    g_byte_array_append(entry, id, sizeof id);
    g_byte_array_append(entry, (const guint8 *)little, sizeof little);
    cut(entry, user, lengths[0]);
    cut(entry, from, lengths[1]);
    return entry;
}

static struct attempt *entry_read(const uint8_t *bytes, size_t length)
{
    int64_t at;
    uint16_t lengths[2];
    if (length < ENTRY_HEAD) return NULL;
    memcpy(&at, bytes, sizeof at);
    memcpy(lengths, bytes + 24, sizeof lengths);
    const size_t user = GUINT16_FROM_LE(lengths[0]), from = GUINT16_FROM_LE(lengths[1]);
    if (length != ENTRY_HEAD + user + from) return NULL;
    struct attempt *attempt = g_new0(struct attempt, 1);
    attempt->at = GINT64_FROM_LE(at);
    memcpy(attempt->id, bytes + 8, sizeof attempt->id);
    attempt->user = text_sanitise((const char *)bytes + ENTRY_HEAD, (gssize)user);
    attempt->from = text_sanitise((const char *)bytes + ENTRY_HEAD + user, (gssize)from);
    return attempt;
}

/* ---- writing ---- */

static bool append(int file, const uint8_t *bytes, size_t length)
{
    struct head head;
    uint64_t size;
    if (!head_read(file, &head, &size)) {
        /* what is there cannot be read: one more is counted as lost, and the rest begins anew */
        head.dropped = size > 0;
        size = sizeof head;
        if (ftruncate(file, 0) != 0 || !head_write(file, &head)) return false;
    }
    if (size + length > LOG_LIMIT) {
        head.dropped++;
        return head_write(file, &head) && fsync(file) == 0;
    }
    if (pwrite(file, bytes, length, (off_t)size) == (ssize_t)length) return fsync(file) == 0;
    if (ftruncate(file, (off_t)size) != 0) return false; /* half an entry would hide those behind it */
    return false;
}

bool attempt_log(const char *directory, const uint8_t audit_public[VAULT_PUBLIC], const char *user)
{
    uint8_t sealed[4 + ENTRY_LIMIT + crypto_box_SEALBYTES];
    g_autoptr(GByteArray) entry = entry_make(user);
    const uint32_t length = entry->len + crypto_box_SEALBYTES, little = GUINT32_TO_LE(length);
    memcpy(sealed, &little, sizeof little);
    if (crypto_box_seal(sealed + 4, entry->data, entry->len, audit_public) != 0) return false;
    const int file = log_open(directory, O_CREAT);
    if (file < 0) return false;
    const bool written = append(file, sealed, 4 + length);
    close(file);
    return written;
}

/* ---- reading ---- */

/* Opens what lies between two places; what does not open is counted. A length that makes no sense ends it: nobody
 * knows where the next one begins. */
static void open_entries(const uint8_t *bytes, size_t length, const uint8_t pair[2][VAULT_KEY], GPtrArray *attempts,
                         unsigned *damaged)
{
    size_t at = 0;
    while (at < length) {
        uint8_t plain[ENTRY_LIMIT];
        uint32_t size = 0;
        if (length - at > 4) memcpy(&size, bytes + at, 4);
        size = GUINT32_FROM_LE(size);
        if (size <= crypto_box_SEALBYTES || size > ENTRY_LIMIT || size > length - at - 4) {
            ++*damaged;
            return;
        }
        struct attempt *attempt = NULL;
        if (crypto_box_seal_open(plain, bytes + at + 4, size, pair[0], pair[1]) == 0)
            attempt = entry_read(plain, size - crypto_box_SEALBYTES);
        if (attempt)
            g_ptr_array_add(attempts, attempt);
        else
            ++*damaged;
        at += 4 + size;
    }
}

static void audit_pair(const struct vault_keys *keys, uint8_t pair[2][VAULT_KEY])
{
    uint8_t seed[VAULT_KEY];
    vault_seed(keys->material->audit, "audit", seed);
    crypto_box_seed_keypair(pair[0], pair[1], seed);
    secret_wipe(seed, sizeof seed);
}

static void refuse_log(const char *directory, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The failed logins noted beside the store {1} cannot be read: {2}"),
                     N_("See who owns auth.log in its folder, and look at the disk."), directory,
                     system_error_text(errno), NULL);
}

GPtrArray *attempt_read(const char *directory, const struct vault_keys *keys, unsigned *damaged, GError **error)
{
    struct head head;
    uint64_t size;
    uint8_t pair[2][VAULT_KEY];
    *damaged = 0;
    g_autoptr(GPtrArray) attempts = g_ptr_array_new_with_free_func((GDestroyNotify)attempt_free);
    const int file = log_open(directory, 0);
    if (file < 0 && errno == ENOENT) return g_steal_pointer(&attempts);
    if (file < 0) {
        refuse_log(directory, error);
        return NULL;
    }
    const bool sound = head_read(file, &head, &size);
    size = MIN(size, LOG_LIMIT);
    g_autofree uint8_t *bytes = g_malloc0(size + 1);
    const ssize_t got = sound ? pread(file, bytes, size, 0) : 0;
    if (!sound && size > 0) *damaged = 1;
    if (sound && got == (ssize_t)size) {
        audit_pair(keys, pair);
        open_entries(bytes + sizeof head, size - sizeof head, (const uint8_t(*)[VAULT_KEY])pair, attempts, damaged);
        secret_wipe(pair, sizeof pair);
        *damaged += (unsigned)MIN(head.dropped, G_MAXUINT16);
    }
    head.read = MAX(size, sizeof head);
    head.dropped_read = head.dropped;
    const bool marked = got == (ssize_t)size || !sound ? head_write(file, &head) : false;
    if (!marked) refuse_log(directory, error);
    close(file);
    return marked ? g_steal_pointer(&attempts) : NULL;
}

/* Moves what was not read to the front. */
static bool take_away(int file)
{
    struct head head;
    uint64_t size;
    if (!head_read(file, &head, &size)) return ftruncate(file, 0) == 0;
    const size_t left = (size_t)(MIN(size, LOG_LIMIT) - MIN(head.read, size));
    g_autofree uint8_t *bytes = g_malloc0(left + 1);
    if (pread(file, bytes, left, (off_t)head.read) != (ssize_t)left) return false;
    head.dropped -= MIN(head.dropped, head.dropped_read);
    head.dropped_read = 0;
    head.read = sizeof head;
    return pwrite(file, bytes, left, sizeof head) == (ssize_t)left && head_write(file, &head) &&
           ftruncate(file, (off_t)(sizeof head + left)) == 0 && fsync(file) == 0;
}

bool attempt_forget(const char *directory, GError **error)
{
    const int file = log_open(directory, 0);
    if (file < 0 && errno == ENOENT) return true;
    const bool done = file >= 0 && take_away(file);
    if (!done) refuse_log(directory, error);
    if (file >= 0) close(file);
    return done;
}
