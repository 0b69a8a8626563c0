/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and decoding. The encoding is decided at the first byte that is not ASCII, however late it comes, because a
 * file may hold a thousand plain rows before the first name. */
#include "intake/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 18)

struct decoder {
    int file;
    char *path;
    enum csv_encoding encoding;
    bool begun;
    GIConv conversion;   /* (GIConv)-1 until GB18030 is met */
    GChecksum *checksum; /* touched by the hasher only while it lives */
    GThread *hasher;
    GAsyncQueue *to_hash; /* GBytes *; an empty one ends the hasher */
    int64_t size, taken;
    size_t kept; /* bytes of an unfinished character at the start of `raw` */
    char raw[CHUNK + 8];
};

/* The digest of a large file costs a tenth of its import: it is made beside it, of the very bytes that are read. */
static void *hash_chunks(void *data)
{
    struct decoder *decoder = data;
    while (true) {
        g_autoptr(GBytes) bytes = g_async_queue_pop(decoder->to_hash);
        gsize length;
        const guchar *chunk = g_bytes_get_data(bytes, &length);
        if (length == 0) return NULL;
        g_checksum_update(decoder->checksum, chunk, (gssize)length);
    }
}

static void finish_hash(struct decoder *decoder)
{
    if (!decoder->hasher) return;
    g_async_queue_push(decoder->to_hash, g_bytes_new_static("", 0));
    g_thread_join(g_steal_pointer(&decoder->hasher));
}

struct decoder *decoder_open(const char *path, enum csv_encoding encoding, GError **error)
{
    int file = folder_open_named(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || S_ISDIR(status.st_mode)) {
        const char *cause = file < 0 ? system_error_text(errno) : system_error_text(EISDIR);
        if (file >= 0) close(file);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The file {1} cannot be read: {2}."),
                         N_("Give the path of a CSV file that you may read."), path, cause, NULL);
        return NULL;
    }
    struct decoder *decoder = g_new0(struct decoder, 1);
    decoder->file = file;
    decoder->path = g_strdup(path);
    decoder->encoding = encoding;
    decoder->conversion = (GIConv)-1;
    decoder->checksum = g_checksum_new(G_CHECKSUM_SHA256);
    decoder->size = status.st_size;
    decoder->to_hash = g_async_queue_new_full((GDestroyNotify)g_bytes_unref);
    decoder->hasher = g_thread_new("digest", hash_chunks, decoder);
    return decoder;
}

void decoder_close(struct decoder *decoder)
{
    if (!decoder) return;
    finish_hash(decoder);
    g_async_queue_unref(decoder->to_hash);
    close(decoder->file);
    if (decoder->conversion != (GIConv)-1) g_iconv_close(decoder->conversion);
    g_checksum_free(decoder->checksum);
    g_free(decoder->path);
    g_free(decoder);
}

double decoder_progress(const struct decoder *decoder)
{
    return decoder->size > 0 ? MIN(1.0, (double)decoder->taken / (double)decoder->size) : 0;
}

enum csv_encoding decoder_encoding(const struct decoder *decoder)
{
    return decoder->encoding;
}

const char *decoder_digest(struct decoder *decoder)
{
    finish_hash(decoder);
    return g_checksum_get_string(decoder->checksum);
}

static size_t ascii_length(const char *bytes, size_t length)
{
    size_t at = 0;
    uint64_t eight;
    while (at + sizeof eight <= length) {
        memcpy(&eight, bytes + at, sizeof eight);
        if (eight & 0x8080808080808080u) break;
        at += sizeof eight;
    }
    while (at < length && !(bytes[at] & 0x80))
        at++;
    return at;
}

/* Whether `bytes` are UTF-8, but for a character cut off by the end of the chunk. */
static bool is_utf8(const char *bytes, size_t length)
{
    const char *bad;
    while (length > 0 && !g_utf8_validate(bytes, (gssize)length, &bad)) {
        size_t good = (size_t)(bad - bytes);
        if (*bad != '\0')
            return length - good < 4 && g_utf8_get_char_validated(bad, (gssize)(length - good)) == (gunichar)-2;
        bytes = bad + 1; /* a NUL is for the reader of records to refuse */
        length -= good + 1;
    }
    return true;
}

static bool is_gb18030(const char *bytes, size_t length)
{
    GIConv conversion = g_iconv_open("UTF-8", "GB18030");
    if (conversion == (GIConv)-1) return false;
    char out[4096];
    char *in = (char *)bytes;
    size_t left = length;
    bool good = true;
    while (good && left > 0) {
        char *to = out;
        size_t room = sizeof out;
        if (g_iconv(conversion, &in, &left, &to, &room) != (gsize)-1) break;
        if (errno == EINVAL) break; /* cut off by the end of the chunk */
        good = errno == E2BIG;
    }
    g_iconv_close(conversion);
    return good;
}

static bool start_conversion(struct decoder *decoder, GError **error)
{
    decoder->encoding = CSV_GB18030;
    decoder->conversion = g_iconv_open("UTF-8", "GB18030");
    if (decoder->conversion != (GIConv)-1) return true;
    bureau_error_set(
        error, BUREAU_ERROR_INPUT, N_("This system cannot convert GB18030 text."),
        N_("Install the character set modules of the C library (Debian: libc-bin), or convert the file to UTF-8."),
        NULL);
    return false;
}

/* Converts what is whole in raw[0..length); answers how many bytes were used. */
static size_t convert(struct decoder *decoder, size_t length, bool last, GByteArray *out)
{
    char *in = decoder->raw;
    size_t left = length;
    char buffer[8192];
    while (left > 0) {
        char *to = buffer;
        size_t room = sizeof buffer;
        gsize result = g_iconv(decoder->conversion, &in, &left, &to, &room);
        int cause = errno;
        g_byte_array_append(out, (const guint8 *)buffer, (guint)(sizeof buffer - room));
        if (result != (gsize)-1 || cause == E2BIG) continue;
        if (cause == EINVAL && !last) break;
        const guint8 wrong = 0xFF;
        g_byte_array_append(out, &wrong, 1);
        in++;
        left--;
    }
    return length - left;
}

/* Byte order marks, at the very start of the file. UTF-16 is named and refused. Answers the bytes to pass over, or -1.
 */
static int begin(struct decoder *decoder, size_t length, GError **error)
{
    const unsigned char *raw = (const unsigned char *)decoder->raw;
    if (length >= 2 && ((raw[0] == 0xFF && raw[1] == 0xFE) || (raw[0] == 0xFE && raw[1] == 0xFF))) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The file {1} is written in UTF-16."),
                         N_("Save it as UTF-8 or GB18030 and load it again."), decoder->path, NULL);
        return -1;
    }
    if (length >= 3 && decoder->encoding != CSV_GB18030 && memcmp(raw, "\xEF\xBB\xBF", 3) == 0) {
        decoder->encoding = CSV_UTF8;
        return 3;
    }
    if (length >= 4 && decoder->encoding != CSV_UTF8 && memcmp(raw, "\x84\x31\x95\x33", 4) == 0) {
        decoder->encoding = CSV_GB18030;
        return 4;
    }
    return 0;
}

static bool fill(struct decoder *decoder, size_t *length, bool *done, GError **error)
{
    *length = decoder->kept;
    while (*length < CHUNK) {
        ssize_t count = read(decoder->file, decoder->raw + *length, CHUNK - *length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Reading {1} failed: {2}."),
                             N_("Copy the file again and load it."), decoder->path, system_error_text(errno), NULL);
            return false;
        }
        if (count == 0) break;
        g_async_queue_push(decoder->to_hash, g_bytes_new(decoder->raw + *length, (gsize)count));
        decoder->taken += count;
        *length += (size_t)count;
    }
    *done = *length < CHUNK;
    return true;
}

bool decoder_read(struct decoder *decoder, GByteArray *out, bool *done, GError **error)
{
    size_t length;
    if (!fill(decoder, &length, done, error)) return false;
    if (!decoder->begun) {
        decoder->begun = true;
        int pass = begin(decoder, length, error);
        if (pass < 0) return false;
        length -= (size_t)pass;
        memmove(decoder->raw, decoder->raw + pass, length);
    }
    if (decoder->encoding == CSV_DETECT) {
        size_t plain = ascii_length(decoder->raw, length);
        if (plain < length) {
            const char *rest = decoder->raw + plain;
            bool other = !is_utf8(rest, length - plain) && is_gb18030(rest, length - plain);
            decoder->encoding = other ? CSV_GB18030 : CSV_UTF8;
        }
    }
    decoder->kept = 0;
    if (decoder->encoding != CSV_GB18030) {
        g_byte_array_append(out, (const guint8 *)decoder->raw, (guint)length);
        return true;
    }
    if (decoder->conversion == (GIConv)-1 && !start_conversion(decoder, error)) return false;
    size_t used = convert(decoder, length, *done, out);
    decoder->kept = length - used;
    memmove(decoder->raw, decoder->raw + used, decoder->kept);
    return true;
}
