/* SPDX-License-Identifier: Apache-2.0 */
/* Anchors: the head of the log, signed by a person and kept outside the store. A log that was cut, emptied or put back
 * to an older state is whole in itself; only what lies outside can tell. */
#include "guard/anchor.h"

#include <stdlib.h>
#include <string.h>

#define WORD "bureau-anchor-1"
enum { FIELDS = 10, MOST_BYTES = 64 * 1024 * 1024, NEWEST_BYTES = 64 * 1024, MOST_SIGNATURES = 5000 };

char *anchor_text(const struct vault_keys *keys, const struct guard_head *head, int64_t at, const char *user,
                  const char *why)
{
    uint8_t signature[VAULT_SIGNATURE];
    g_autofree char *vault = guard_hex(vault_keys_id(keys), VAULT_ID);
    g_autofree char *state = guard_hex(head->state, sizeof head->state);
    g_autofree char *hash = guard_hex(head->hash, sizeof head->hash);
    g_autofree char *text = g_strdup_printf(WORD " %s %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s %s %s", vault,
                                            vault_keys_epoch(keys), head->seq, at, user, why, state, hash);
    vault_keys_sign(keys, text, strlen(text), signature);
    g_autofree char *seal = guard_hex(signature, sizeof signature);
    return g_strconcat(text, " ", seal, NULL);
}

static bool read_hex(const char *text, uint8_t *bytes, size_t length)
{
    if (strlen(text) != 2 * length) return false;
    for (size_t i = 0; i < length; i++) {
        const int high = g_ascii_xdigit_value(text[2 * i]), low = g_ascii_xdigit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool anchor_read(const char *text, struct anchor_line *line)
{
    uint64_t epoch, seq, at;
    *line = (struct anchor_line){ 0 };
    g_auto(GStrv) words = g_strsplit(text, " ", FIELDS + 1);
    if (g_strv_length(words) != FIELDS || strcmp(words[0], WORD) != 0 ||
        !read_hex(words[1], line->vault, sizeof line->vault) ||
        !g_ascii_string_to_unsigned(words[2], 10, 0, G_MAXUINT32, &epoch, NULL) ||
        !g_ascii_string_to_unsigned(words[3], 10, 1, G_MAXINT64, &seq, NULL) ||
        !g_ascii_string_to_unsigned(words[4], 10, 0, G_MAXINT64, &at, NULL) ||
        !read_hex(words[7], line->anchor.state, sizeof line->anchor.state) ||
        !read_hex(words[8], line->anchor.head, sizeof line->anchor.head) ||
        !read_hex(words[9], line->signature, sizeof line->signature))
        return false;
    line->anchor.epoch = (uint32_t)epoch;
    line->anchor.seq = (int64_t)seq;
    line->anchor.at = (int64_t)at;
    line->anchor.user = g_strdup(words[5]);
    line->anchor.why = g_strdup(words[6]);
    line->signed_length = strlen(text) - strlen(words[9]) - 1;
    return true;
}

void anchor_free(gpointer data)
{
    struct guard_anchor *anchor = data;
    if (!anchor) return;
    g_free(anchor->user);
    g_free(anchor->why);
    g_free(anchor->file);
    g_free(anchor->text);
    g_free(anchor);
}

bool guard_anchor(struct session *session, const char *why, GError **error)
{
    struct guard_head head;
    const struct vault_keys *keys = store_keys(session->store);
    if (!keys) return true;
    if (!guard_head_read(session->store, &head, error)) return false;
    if (head.seq == 0) return true;
    const char *user = vault_keys_user(keys) ? vault_keys_user(keys) : "-";
    g_autofree char *text = anchor_text(keys, &head, session_now(session), user, why);
    g_auto(GStrv) files = anchor_files(session);
    bool done = true;
    /* each place is tried: one that is full must not keep the others from it */
    for (size_t i = 0; files[i]; i++)
        done = anchor_append(files[i], i == 0, text, done ? error : NULL) && done;
    return done;
}

bool anchor_is_signed(struct session *session, const struct keyfile *keyfile, const struct guard_anchor *anchor)
{
    const struct vault_keys *keys = store_keys(session->store);
    struct anchor_line line;
    const uint8_t *key;
    bool good = false;
    if (!anchor_read(anchor->text, &line)) return false;
    for (size_t i = 0; !good && keyfile && (key = keyfile_signer(keyfile, anchor->user, i)) != NULL; i++)
        good = vault_signature_is_good(key, anchor->text, line.signed_length, line.signature);
    /* keys that belong to nobody have no place in a key file */
    if (!vault_keys_user(keys) && strcmp(anchor->user, "-") == 0)
        good = vault_signature_is_good(vault_keys_public(keys), anchor->text, line.signed_length, line.signature);
    g_free(line.anchor.user);
    g_free(line.anchor.why);
    return good;
}

static gint by_line(gconstpointer a, gconstpointer b)
{
    const struct guard_anchor *first = *(const struct guard_anchor *const *)a,
                              *second = *(const struct guard_anchor *const *)b;
    if (first->seq != second->seq) return first->seq < second->seq ? -1 : 1;
    return (first->at > second->at) - (first->at < second->at);
}

struct reading {
    struct session *session;
    GHashTable *seen; /* text of a line -> its anchor: the same anchor lies in several files */
    GPtrArray *anchors;
    unsigned damaged;
};

static void take_line(struct reading *reading, const char *text, const char *file, bool outside)
{
    struct anchor_line line;
    if (*text == '\0') return;
    struct guard_anchor *known = g_hash_table_lookup(reading->seen, text);
    if (known) {
        known->outside = known->outside || outside;
        return;
    }
    if (!anchor_read(text, &line)) {
        reading->damaged++;
        return;
    }
    /* the store's own folder may hold anchors of what it was restored from */
    if (memcmp(line.vault, vault_keys_id(store_keys(reading->session->store)), VAULT_ID) != 0) {
        g_free(line.anchor.user);
        g_free(line.anchor.why);
        return;
    }
    struct guard_anchor *anchor = g_new(struct guard_anchor, 1);
    *anchor = line.anchor;
    anchor->outside = outside;
    anchor->file = g_strdup(file);
    anchor->text = g_strdup(text);
    g_hash_table_insert(reading->seen, anchor->text, anchor);
    g_ptr_array_add(reading->anchors, anchor);
}

/* Every anchor of this store in the last `most` bytes of each file, by line; signatures are not looked at. */
static GPtrArray *read_anchors(struct session *session, size_t most, unsigned *damaged)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    struct reading reading = { session, seen, g_ptr_array_new_with_free_func(anchor_free), 0 };
    g_auto(GStrv) files = store_keys(session->store) ? anchor_files(session) : NULL;
    for (size_t i = 0; files && files[i]; i++) {
        if (i == 1) folder_as_person();
        g_auto(GStrv) lines = anchor_lines(files[i], most);
        for (size_t l = 0; lines[l]; l++)
            take_line(&reading, lines[l], files[i], i > 0);
    }
    folder_as_program();
    g_ptr_array_sort(reading.anchors, by_line);
    *damaged = reading.damaged;
    return reading.anchors;
}

GPtrArray *guard_anchors(struct session *session, unsigned *damaged)
{
    g_autoptr(keyfile_t) keyfile = keyfile_read(store_directory(session->store), NULL);
    GPtrArray *anchors = read_anchors(session, MOST_BYTES, damaged);
    for (guint i = anchors->len > MOST_SIGNATURES ? anchors->len - MOST_SIGNATURES : 0; i < anchors->len; i++) {
        struct guard_anchor *anchor = g_ptr_array_index(anchors, i);
        anchor->good = anchor_is_signed(session, keyfile, anchor);
    }
    return anchors;
}

struct guard_anchor *anchor_newest(struct session *session)
{
    unsigned damaged;
    g_autoptr(keyfile_t) keyfile = NULL;
    g_autoptr(GPtrArray) anchors = read_anchors(session, NEWEST_BYTES, &damaged);
    if (anchors->len > 0) keyfile = keyfile_read(store_directory(session->store), NULL);
    for (guint i = anchors->len; i > 0; i--)
        if (anchor_is_signed(session, keyfile, g_ptr_array_index(anchors, i - 1)))
            return g_ptr_array_steal_index(anchors, i - 1);
    return NULL;
}
