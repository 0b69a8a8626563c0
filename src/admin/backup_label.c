/* SPDX-License-Identifier: Apache-2.0 */
/* The label of a backup. It stands in the clear head, so it holds counts and digests and nothing of anybody. */
#include "admin/backup.h"

#include "vault/seal.h"

#include <json-glib/json-glib.h>
#include <string.h>

static bool count(struct store *store, const char *sql, int64_t *value, GError **error)
{
    return store_query_int(store, value, 0, error, sql, "");
}

bool backup_label_read(struct store *store, struct backup_label *label, GError **error)
{
    struct guard_head head;
    *label = (struct backup_label){ 0 };
    if (!guard_head_read(store, &head, error)) return false;
    label->lines = head.seq;
    label->head = guard_hex(head.hash, sizeof head.hash);
    label->state = guard_hex(head.state, sizeof head.state);
    label->words = guard_words(head.hash, "en", error);
    label->engine = g_strdup(store_engine_version());
    return label->words && count(store, "SELECT count(*) FROM subject", &label->subjects, error) &&
           count(store, "SELECT count(*) FROM account", &label->accounts, error);
}

void backup_label_clear(struct backup_label *label)
{
    g_clear_pointer(&label->head, g_free);
    g_clear_pointer(&label->state, g_free);
    g_clear_pointer(&label->words, g_free);
    g_clear_pointer(&label->engine, g_free);
    g_clear_pointer(&label->signer, g_free);
    g_clear_pointer(&label->signature, g_free);
}

/* What is signed: a digest of everything the label says, of which store and when. */
static void signed_digest(const struct backup_label *label, const struct envelope_head *head, uint8_t digest[32])
{
    static const char domain[] = "bureau backup label 1";
    const int64_t numbers[] = { GINT64_TO_LE(head->made), GINT64_TO_LE(label->lines), GINT64_TO_LE(label->subjects),
                                GINT64_TO_LE(label->accounts) };
    const char *const texts[] = { head->kind, label->head, label->state, label->words, label->engine, label->signer };
    struct seal_part parts[3 + G_N_ELEMENTS(texts)] = { { domain, sizeof domain },
                                                        { head->id, VAULT_ID },
                                                        { numbers, sizeof numbers } };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        parts[3 + i] = (struct seal_part){ texts[i] ? texts[i] : "", texts[i] ? strlen(texts[i]) : 0 };
    seal_digest(digest, 32, NULL, parts, G_N_ELEMENTS(parts));
}

void backup_label_sign(struct backup_label *label, const struct envelope_head *head, const struct vault_keys *keys)
{
    uint8_t digest[32], signature[VAULT_SIGNATURE];
    g_free(label->signer);
    g_free(label->signature);
    label->signer = g_strdup(vault_keys_user(keys) ? vault_keys_user(keys) : "");
    signed_digest(label, head, digest);
    vault_keys_sign(keys, digest, sizeof digest, signature);
    label->signature = guard_hex(signature, sizeof signature);
}

static bool read_hex(const char *text, uint8_t *bytes, size_t length)
{
    if (!text || strlen(text) != 2 * length) return false;
    for (size_t i = 0; i < length; i++) {
        const int high = g_ascii_xdigit_value(text[2 * i]), low = g_ascii_xdigit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

char *backup_label_doubt(const struct backup_label *label, const struct envelope_reader *reader,
                         const struct vault_keys *opened)
{
    uint8_t digest[32], signature[VAULT_SIGNATURE];
    const uint8_t *key;
    g_autoptr(keyfile_t) keyfile = keyfile_parse(envelope_keyfile(reader), KEYFILE_NAME, NULL);
    /* its signers are certified by a root key, which must be that of the person who opened it */
    if (!keyfile || !keyfile_has_root_of(keyfile, opened))
        return phrase_make(N_("The key file in it is not that of this store"), NULL);
    bool good = false;
    if (label->signer && read_hex(label->signature, signature, sizeof signature)) {
        signed_digest(label, envelope_head(reader), digest);
        for (size_t i = 0; !good && (key = keyfile_signer(keyfile, label->signer, i)) != NULL; i++)
            good = vault_signature_is_good(key, digest, sizeof digest, signature);
    }
    return good ? NULL : phrase_make(N_("Nobody of this store has signed its label"), NULL);
}

static void add_text(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static void add_number(JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

char *backup_label_write(const struct backup_label *label)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add_number(builder, "lines", label->lines);
    add_text(builder, "head", label->head);
    add_text(builder, "words", label->words);
    add_text(builder, "state", label->state);
    add_number(builder, "subjects", label->subjects);
    add_number(builder, "accounts", label->accounts);
    add_text(builder, "engine", label->engine);
    add_text(builder, "signer", label->signer ? label->signer : "");
    add_text(builder, "signature", label->signature ? label->signature : "");
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

/* Text of a hostile file: short and safe to show, or nothing. */
static char *text_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING) return NULL;
    const char *text = json_node_get_string(node);
    return g_utf8_strlen(text, -1) <= 200 ? text_sanitise(text, -1) : NULL;
}

static int64_t number_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    const bool is_number = node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64;
    return is_number ? json_node_get_int(node) : 0;
}

bool backup_label_parse(const char *json, struct backup_label *label)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    *label = (struct backup_label){ 0 };
    if (!json_parser_load_from_data(parser, json, -1, NULL)) return false;
    JsonNode *root = json_parser_get_root(parser);
    if (!root || !JSON_NODE_HOLDS_OBJECT(root)) return false;
    JsonObject *object = json_node_get_object(root);
    label->lines = number_member(object, "lines");
    label->subjects = number_member(object, "subjects");
    label->accounts = number_member(object, "accounts");
    label->head = text_member(object, "head");
    label->words = text_member(object, "words");
    label->state = text_member(object, "state");
    label->engine = text_member(object, "engine");
    label->signer = text_member(object, "signer");
    label->signature = text_member(object, "signature");
    return label->head && label->state;
}

static char *number_difference(const char *format, int64_t wanted, int64_t found)
{
    if (wanted == found) return NULL;
    g_autofree char *first = g_strdup_printf("%" G_GINT64_FORMAT, wanted);
    g_autofree char *second = g_strdup_printf("%" G_GINT64_FORMAT, found);
    return phrase_make(format, first, second, NULL);
}

char *backup_label_difference(const struct backup_label *wanted, const struct backup_label *found)
{
    char *reason =
        number_difference(N_("The label says {1} lines of the log, and there are {2}"), wanted->lines, found->lines);
    if (!reason && g_strcmp0(wanted->head, found->head) != 0)
        reason = phrase_make(N_("The head of the log is not the one of the label"), NULL);
    if (!reason && g_strcmp0(wanted->state, found->state) != 0)
        reason = phrase_make(N_("The facts are not those of the label"), NULL);
    if (!reason)
        reason =
            number_difference(N_("The label says {1} subjects, and there are {2}"), wanted->subjects, found->subjects);
    if (!reason)
        reason =
            number_difference(N_("The label says {1} accounts, and there are {2}"), wanted->accounts, found->accounts);
    return reason;
}
