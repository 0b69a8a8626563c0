/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of sealed files, see envelope.h. The file may come from anywhere: every length is checked against its bounds
 * and against the size of the file before anything is made of it, and nothing is handed out before its chunk has been
 * authenticated. */
#include "base/base.h"
#include "vault/envelope_private.h"
#include "vault/private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct envelope_reader {
    char *path;
    int descriptor;
    int64_t size, chunks_begin;
    struct envelope_head head;
    GBytes *keyfile;
    uint8_t *front; /* all that stands before the chunks */
    size_t front_length;
    struct secret *stream; /* NULL: locked */
    struct secret *content;
    uint8_t *sealed;
    size_t have, given; /* of the opened chunk: how long it is, how much of it was handed out */
    int64_t at;         /* the next chunk in the file */
    bool first, ended, failed;
};

static bool damaged(struct envelope_reader *reader, GError **error)
{
    reader->failed = true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The sealed file {1} is damaged or was changed"),
                     N_("Take another copy of it; keep this one for inspection."), reader->path, NULL);
    return false;
}

static bool is_foreign(struct envelope_reader *reader, GError **error)
{
    reader->failed = true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1} is not a sealed file of this program"),
                     N_("Name a file that `bureau backup make` or `bureau backup rows` has written."), reader->path,
                     NULL);
    return false;
}

static bool cannot_read(struct envelope_reader *reader, int number, GError **error)
{
    reader->failed = true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be read: {2}"),
                     N_("See that the file is there, is a plain file and may be read."), reader->path,
                     system_error_text(number), NULL);
    return false;
}

/* Exactly `length` bytes. */
static bool get(struct envelope_reader *reader, void *bytes, size_t length, GError **error)
{
    uint8_t *to = bytes;
    while (length > 0) {
        const ssize_t got = read(reader->descriptor, to, length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_read(reader, errno, error);
        if (got == 0) return damaged(reader, error);
        to += got;
        length -= (size_t)got;
    }
    return true;
}

static uint64_t number(const uint8_t *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static bool parse_head(struct envelope_reader *reader, const uint8_t *at, size_t length, GError **error)
{
    const size_t kind = at[8 + VAULT_ID];
    if (kind > length - ENVELOPE_HEAD_FIXED) return damaged(reader, error);
    const char *text = (const char *)at + ENVELOPE_HEAD_FIXED, *label = text + kind;
    const size_t label_length = length - ENVELOPE_HEAD_FIXED - kind;
    if (!envelope_kind_is_good(text, kind) || !g_utf8_validate_len(label, label_length, NULL))
        return damaged(reader, error);
    reader->head.made = (int64_t)number(at, 8);
    memcpy(reader->head.id, at + 8, VAULT_ID);
    reader->head.kind = g_strndup(text, kind);
    reader->head.label = g_strndup(label, label_length);
    return reader->head.made >= 0 || damaged(reader, error);
}

/* Reads all that stands before the chunks. */
static bool read_front(struct envelope_reader *reader, GError **error)
{
    uint8_t fixed[ENVELOPE_FIXED];
    if (reader->size < ENVELOPE_FIXED) return is_foreign(reader, error);
    if (!get(reader, fixed, sizeof fixed, error)) return false;
    if (memcmp(fixed, ENVELOPE_MAGIC, ENVELOPE_MAGIC_LENGTH) != 0) return is_foreign(reader, error);
    const uint64_t head = number(fixed + ENVELOPE_MAGIC_LENGTH, 4),
                   keyfile = number(fixed + ENVELOPE_MAGIC_LENGTH + 4, 4);
    if (head < ENVELOPE_HEAD_FIXED || head > ENVELOPE_HEAD_FIXED + ENVELOPE_KIND_LIMIT + ENVELOPE_LABEL_LIMIT ||
        keyfile > ENVELOPE_KEYFILE_LIMIT)
        return damaged(reader, error);
    reader->front_length = (size_t)(ENVELOPE_FIXED + head + keyfile) + ENVELOPE_SEALED_KEY + ENVELOPE_STREAM;
    if (reader->size < (int64_t)reader->front_length + ENVELOPE_MORE) return damaged(reader, error);
    reader->chunks_begin = reader->at = (int64_t)reader->front_length;
    reader->front = g_malloc(reader->front_length);
    memcpy(reader->front, fixed, sizeof fixed);
    if (!get(reader, reader->front + sizeof fixed, reader->front_length - sizeof fixed, error)) return false;
    reader->keyfile = g_bytes_new(reader->front + sizeof fixed + head, (size_t)keyfile);
    return parse_head(reader, reader->front + sizeof fixed, (size_t)head, error);
}

struct envelope_reader *envelope_open(const char *path, GError **error)
{
    g_autoptr(envelope_reader_t) reader = g_new0(struct envelope_reader, 1);
    struct stat info;
    reader->path = g_strdup(path);
    /* not waiting: somebody's pipe of that name must not hold us up */
    reader->descriptor = folder_open_named(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (reader->descriptor < 0 || fstat(reader->descriptor, &info) != 0) {
        cannot_read(reader, errno, error);
        return NULL;
    }
    if (!S_ISREG(info.st_mode)) {
        is_foreign(reader, error);
        return NULL;
    }
    reader->size = info.st_size;
    return read_front(reader, error) ? g_steal_pointer(&reader) : NULL;
}

const struct envelope_head *envelope_head(const struct envelope_reader *reader)
{
    return &reader->head;
}

GBytes *envelope_keyfile(const struct envelope_reader *reader)
{
    return reader->keyfile;
}

int64_t envelope_file_size(const struct envelope_reader *reader)
{
    return reader->size;
}

int64_t envelope_content_size(const struct envelope_reader *reader)
{
    const int64_t sealed = reader->size - reader->chunks_begin;
    const int64_t chunks = (sealed + ENVELOPE_SEALED_CHUNK - 1) / ENVELOPE_SEALED_CHUNK;
    return MAX(sealed - chunks * ENVELOPE_MORE, 0);
}

/* Reads and opens the next chunk. A full chunk may be the last; a shorter one must be. */
static bool pull(struct envelope_reader *reader, GError **error)
{
    const int64_t left = reader->size - reader->at;
    const size_t length = (size_t)MIN(left, (int64_t)ENVELOPE_SEALED_CHUNK);
    uint8_t binding[ENVELOPE_BINDING], mark = 0;
    unsigned long long opened = 0;
    if (length < ENVELOPE_MORE) return damaged(reader, error);
    if (!get(reader, reader->sealed, length, error)) return false;
    if (reader->first) envelope_binding(reader->front, reader->front_length, binding);
    if (crypto_secretstream_xchacha20poly1305_pull(
            (void *)secret_bytes(reader->stream), secret_bytes(reader->content), &opened, &mark, reader->sealed, length,
            reader->first ? binding : NULL, reader->first ? sizeof binding : 0) != 0)
        return damaged(reader, error);
    reader->at += (int64_t)length;
    reader->first = false;
    reader->have = (size_t)opened;
    reader->given = 0;
    reader->ended = mark == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    /* the mark and the end of the file must come together */
    return reader->ended == (reader->at == reader->size) || damaged(reader, error);
}

/* The file key, NULL when these keys do not open it. */
static struct secret *open_key(const struct envelope_reader *reader, const struct vault_keys *keys)
{
    if (!keys->has_administrator) return NULL;
    g_autoptr(secret_t) pair = secret_new(VAULT_KEY + crypto_box_SECRETKEYBYTES);
    g_autoptr(secret_t) key = secret_new(ENVELOPE_KEY);
    uint8_t public_key[VAULT_PUBLIC];
    uint8_t *seed = secret_bytes(pair), *secret = seed + VAULT_KEY;
    vault_seed(keys->material->administrator, "backup", seed);
    crypto_box_seed_keypair(public_key, secret, seed);
    const uint8_t *sealed = reader->front + reader->front_length - ENVELOPE_STREAM - ENVELOPE_SEALED_KEY;
    return crypto_box_seal_open(secret_bytes(key), sealed, ENVELOPE_SEALED_KEY, public_key, secret) == 0
               ? g_steal_pointer(&key)
               : NULL;
}

bool envelope_unlock(struct envelope_reader *reader, const struct vault_keys *keys, GError **error)
{
    g_autoptr(secret_t) key = open_key(reader, keys);
    if (!key) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("These keys do not open the sealed file {1}"),
                         N_("Use the passphrase of an administrator of that time, or the recovery key."), reader->path,
                         NULL);
        return false;
    }
    secret_free(reader->stream);
    reader->stream = secret_new(sizeof(crypto_secretstream_xchacha20poly1305_state));
    if (!reader->content) {
        reader->content = secret_new(ENVELOPE_CHUNK);
        reader->sealed = g_malloc(ENVELOPE_SEALED_CHUNK);
    }
    if (lseek(reader->descriptor, reader->chunks_begin, SEEK_SET) < 0) return cannot_read(reader, errno, error);
    reader->at = reader->chunks_begin;
    reader->first = true;
    reader->failed = reader->ended = false;
    if (crypto_secretstream_xchacha20poly1305_init_pull((void *)secret_bytes(reader->stream),
                                                        reader->front + reader->front_length - ENVELOPE_STREAM,
                                                        secret_bytes(key)) != 0)
        return damaged(reader, error);
    return pull(reader, error);
}

gssize envelope_read(struct envelope_reader *reader, void *bytes, size_t room, GError **error)
{
    if (!reader->stream || reader->failed) {
        damaged(reader, error);
        return -1;
    }
    if (reader->given == reader->have) {
        if (reader->ended) return 0;
        if (!pull(reader, error)) return -1;
        if (reader->have == 0) return 0; /* an empty last chunk */
    }
    const size_t part = MIN(room, reader->have - reader->given);
    memcpy(bytes, secret_bytes(reader->content) + reader->given, part);
    reader->given += part;
    return (gssize)part;
}

void envelope_reader_free(struct envelope_reader *reader)
{
    if (!reader) return;
    if (reader->descriptor >= 0) close(reader->descriptor);
    envelope_head_clear(&reader->head);
    if (reader->keyfile) g_bytes_unref(reader->keyfile);
    secret_free(reader->stream);
    secret_free(reader->content);
    g_free(reader->sealed);
    g_free(reader->front);
    g_free(reader->path);
    g_free(reader);
}
