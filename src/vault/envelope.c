/* SPDX-License-Identifier: Apache-2.0 */
/* Writing of sealed files, see envelope.h. The content goes chunk by chunk from one buffer, which is wiped, to a file
 * that nobody else can name before it is whole. */
#include "base/base.h"
#include "vault/envelope_private.h"
#include "vault/private.h"
#include "vault/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "sealed"

struct envelope_writer {
    char *path, *name; /* the target, and its last part */
    struct scratch *place;
    int descriptor;
    bool failed, finished;
    struct secret *content; /* a chunk that fills up */
    size_t filled;
    uint8_t *sealed; /* the same chunk as it is written */
    struct secret *stream;
    uint8_t binding[ENVELOPE_BINDING]; /* of the first chunk */
    size_t binding_length;             /* 0 behind the first chunk */
    crypto_hash_sha256_state digest;
    char digest_text[2 * crypto_hash_sha256_BYTES + 1];
    int64_t size;
};

void envelope_head_clear(struct envelope_head *head)
{
    g_clear_pointer(&head->kind, g_free);
    g_clear_pointer(&head->label, g_free);
}

bool vault_keys_backup_public(const struct vault_keys *keys, uint8_t public_key[VAULT_PUBLIC])
{
    if (!keys->has_administrator) return false;
    uint8_t seed[VAULT_KEY], secret[crypto_box_SECRETKEYBYTES];
    vault_seed(keys->material->administrator, "backup", seed);
    crypto_box_seed_keypair(public_key, secret, seed);
    secret_wipe(seed, sizeof seed);
    secret_wipe(secret, sizeof secret);
    return true;
}

void envelope_binding(const void *front, size_t length, uint8_t binding[ENVELOPE_BINDING])
{
    const struct seal_part parts[] = { { "bureau envelope", strlen("bureau envelope") }, { front, length } };
    seal_digest(binding, ENVELOPE_BINDING, NULL, parts, G_N_ELEMENTS(parts));
}

bool envelope_kind_is_good(const char *kind, size_t length)
{
    if (length == 0 || length > ENVELOPE_KIND_LIMIT) return false;
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_islower(kind[i])) return false;
    return true;
}

static bool fail(struct envelope_writer *writer, int number, GError **error)
{
    writer->failed = true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Choose a place where you may write, with enough room."), writer->path,
                     system_error_text(number), NULL);
    return false;
}

static bool put(struct envelope_writer *writer, const uint8_t *bytes, size_t length, GError **error)
{
    crypto_hash_sha256_update(&writer->digest, bytes, length);
    writer->size += (int64_t)length;
    while (length > 0) {
        const ssize_t done = write(writer->descriptor, bytes, length);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return fail(writer, done < 0 ? errno : ENOSPC, error);
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static void append_number(GByteArray *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        const uint8_t byte = (uint8_t)(value >> (8 * i));
        g_byte_array_append(to, &byte, 1);
    }
}

/* Everything before the file key. */
static GByteArray *make_front(const struct envelope_head *head, GBytes *keyfile)
{
    size_t keyfile_length;
    const uint8_t *keyfile_bytes = g_bytes_get_data(keyfile, &keyfile_length);
    const size_t kind = strlen(head->kind), label = strlen(head->label);
    if (!envelope_kind_is_good(head->kind, kind) || label > ENVELOPE_LABEL_LIMIT ||
        keyfile_length > ENVELOPE_KEYFILE_LIMIT)
        g_error("envelope: a head of this size or kind is not possible");
    GByteArray *front = g_byte_array_new();
    g_byte_array_append(front, (const uint8_t *)ENVELOPE_MAGIC, ENVELOPE_MAGIC_LENGTH);
    append_number(front, ENVELOPE_HEAD_FIXED + kind + label, 4);
    append_number(front, keyfile_length, 4);
    append_number(front, (uint64_t)head->made, 8);
    g_byte_array_append(front, head->id, VAULT_ID);
    append_number(front, kind, 1);
    g_byte_array_append(front, (const uint8_t *)head->kind, (guint)kind);
    g_byte_array_append(front, (const uint8_t *)head->label, (guint)label);
    if (keyfile_length) g_byte_array_append(front, keyfile_bytes, (guint)keyfile_length);
    return front;
}

/* Draws the file key, seals it, starts the stream and writes all that stands before the chunks. */
static bool begin(struct envelope_writer *writer, const struct envelope_head *head, const uint8_t *backup_public,
                  GBytes *keyfile, GError **error)
{
    g_autoptr(GByteArray) front = make_front(head, keyfile);
    g_autoptr(secret_t) key = secret_new(ENVELOPE_KEY);
    uint8_t sealed[ENVELOPE_SEALED_KEY], header[ENVELOPE_STREAM];
    crypto_secretstream_xchacha20poly1305_keygen(secret_bytes(key));
    if (crypto_box_seal(sealed, secret_bytes(key), ENVELOPE_KEY, backup_public) != 0) {
        writer->failed = true;
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The backup key of this store cannot be used"),
                         N_("Run `bureau doctor`: the key file may be damaged."), NULL);
        return false;
    }
    writer->stream = secret_new(sizeof(crypto_secretstream_xchacha20poly1305_state));
    crypto_secretstream_xchacha20poly1305_init_push((void *)secret_bytes(writer->stream), header, secret_bytes(key));
    g_byte_array_append(front, sealed, sizeof sealed);
    g_byte_array_append(front, header, sizeof header);
    envelope_binding(front->data, front->len, writer->binding);
    writer->binding_length = ENVELOPE_BINDING;
    return put(writer, front->data, front->len, error);
}

struct envelope_writer *envelope_create(const char *path, const struct envelope_head *head,
                                        const uint8_t *backup_public, GBytes *keyfile, GError **error)
{
    g_autoptr(envelope_writer_t) writer = g_new0(struct envelope_writer, 1);
    g_autofree char *parent = g_path_get_dirname(path);
    writer->descriptor = -1;
    writer->path = g_strdup(path);
    writer->name = g_path_get_basename(path);
    writer->content = secret_new(ENVELOPE_CHUNK);
    writer->sealed = g_malloc(ENVELOPE_SEALED_CHUNK);
    crypto_hash_sha256_init(&writer->digest);
    writer->place = scratch_new(parent, error);
    if (!writer->place) return NULL;
    writer->descriptor = scratch_create(writer->place, FILE_NAME, error);
    if (writer->descriptor < 0 || !begin(writer, head, backup_public, keyfile, error)) return NULL;
    return g_steal_pointer(&writer);
}

/* Seals and writes what has been gathered. */
static bool push(struct envelope_writer *writer, uint8_t mark, GError **error)
{
    unsigned long long length = 0;
    crypto_secretstream_xchacha20poly1305_push(
        (void *)secret_bytes(writer->stream), writer->sealed, &length, secret_bytes(writer->content), writer->filled,
        writer->binding_length ? writer->binding : NULL, writer->binding_length, mark);
    writer->binding_length = 0;
    writer->filled = 0;
    return put(writer, writer->sealed, (size_t)length, error);
}

bool envelope_write(struct envelope_writer *writer, const void *bytes, size_t length, GError **error)
{
    const uint8_t *from = bytes;
    if (writer->failed || writer->finished) return fail(writer, EIO, error);
    while (length > 0) {
        /* a full chunk waits for what follows, since the last one is marked */
        if (writer->filled == ENVELOPE_CHUNK && !push(writer, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, error))
            return false;
        const size_t part = MIN(length, ENVELOPE_CHUNK - writer->filled);
        memcpy(secret_bytes(writer->content) + writer->filled, from, part);
        writer->filled += part;
        from += part;
        length -= part;
    }
    return true;
}

bool envelope_finish(struct envelope_writer *writer, bool replace, GError **error)
{
    uint8_t digest[crypto_hash_sha256_BYTES];
    if (writer->failed || writer->finished) return fail(writer, EIO, error);
    if (!push(writer, crypto_secretstream_xchacha20poly1305_TAG_FINAL, error)) return false;
    if (fsync(writer->descriptor) != 0) return fail(writer, errno, error);
    const int descriptor = writer->descriptor;
    writer->descriptor = -1;
    if (close(descriptor) != 0) return fail(writer, errno, error); /* a share says only here that it is full */
    crypto_hash_sha256_final(&writer->digest, digest);
    sodium_bin2hex(writer->digest_text, sizeof writer->digest_text, digest, sizeof digest);
    writer->finished = scratch_keep(writer->place, FILE_NAME, writer->name, replace, error);
    writer->failed = !writer->finished;
    return writer->finished;
}

int64_t envelope_size(const struct envelope_writer *writer)
{
    return writer->size;
}

const char *envelope_digest(const struct envelope_writer *writer)
{
    return writer->digest_text;
}

void envelope_writer_free(struct envelope_writer *writer)
{
    if (!writer) return;
    if (writer->descriptor >= 0) close(writer->descriptor);
    scratch_free(writer->place);
    secret_free(writer->content);
    secret_free(writer->stream);
    g_free(writer->sealed);
    g_free(writer->path);
    g_free(writer->name);
    g_free(writer);
}
