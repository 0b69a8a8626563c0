/* SPDX-License-Identifier: Apache-2.0 */
/* The copy of the file in a form that machines read: what is held, where it came from, who looked and why, what was
 * agreed. In clear, because it is the person's own. What would name others stays out: whose accounts a relation leads
 * to, and which of our people looked (their role, purpose and basis are there). */
#include "request/copy.h"

#include "subject/shown.h"

#include <glib/gstdio.h>
#include <string.h>

static struct copy_field *add(struct copy *copy, const char *field)
{
    const struct copy_field empty = { .section = copy->section, .field = field, .record = copy->record };
    g_array_append_val(copy->fields, empty);
    return &g_array_index(copy->fields, struct copy_field, copy->fields->len - 1);
}

void copy_begin(struct copy *copy, const char *section)
{
    copy->section = section;
    copy->record = 0;
}

void copy_record(struct copy *copy)
{
    copy->record++;
}

void copy_text(struct copy *copy, const char *field, const char *value)
{
    add(copy, field)->value = g_strdup(value);
}

void copy_int(struct copy *copy, const char *field, int64_t value)
{
    struct copy_field *each = add(copy, field);
    each->value = g_strdup_printf("%" G_GINT64_FORMAT, value);
    each->number = true;
}

void copy_date(struct copy *copy, const char *field, struct date date)
{
    char day[DATE_TEXT_SIZE];
    add(copy, field)->value = date_is_set(date) ? g_strdup(date_format(date, day)) : NULL;
}

void copy_moment(struct copy *copy, const char *field, int64_t moment)
{
    g_autoptr(GDateTime) at = moment ? g_date_time_new_from_unix_utc(moment / 1000) : NULL;
    add(copy, field)->value = at ? g_date_time_format_iso8601(at) : NULL;
}

void copy_money(struct copy *copy, const char *field, int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    struct copy_field *each = add(copy, field);
    if (minor == MONEY_UNKNOWN) return;
    each->value = g_strdup(money_format_minor(minor, false, text));
    each->number = true;
}

/* ---- JSON: sections of lists of records ---------------------------------------------------------------------------
 */

static void json_text(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at++) {
        const unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\')
            g_string_append_printf(out, "\\%c", c);
        else if (c < 0x20)
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

static void json_value(GString *out, const struct copy_field *field)
{
    if (!field->value)
        g_string_append(out, "null");
    else if (field->number)
        g_string_append(out, field->value);
    else
        json_text(out, field->value);
}

char *copy_json(const struct copy *copy, const char *request)
{
    g_autoptr(GString) out = g_string_new("{\n  \"format\": \"bureau-copy-1\",\n  \"request\": ");
    json_text(out, request);
    const char *section = NULL;
    int record = 0;
    for (guint i = 0; i < copy->fields->len; i++) {
        const struct copy_field *field = &g_array_index(copy->fields, struct copy_field, i);
        if (field->section != section) {
            g_string_append_printf(out, "%s,\n  \"%s\": [\n    {", section ? "}\n  ]" : "", field->section);
        } else {
            g_string_append(out, field->record != record ? "},\n    {" : ", ");
        }
        section = field->section;
        record = field->record;
        json_text(out, field->field);
        g_string_append(out, ": ");
        json_value(out, field);
    }
    g_string_append(out, section ? "}\n  ]\n}\n" : "\n}\n");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- CSV: a field a line ------------------------------------------------------------------------------------------
 */

/* Quoted; what a spreadsheet would take for a formula is made text by a quote in front. */
static void csv_text(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    if (*text && strchr("=+-@\t\r", *text)) g_string_append_c(out, '\'');
    for (const char *at = text; *at; at++) {
        if (*at == '"') g_string_append_c(out, '"');
        g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

char *copy_csv(const struct copy *copy)
{
    g_autoptr(GString) out = g_string_new("section,record,field,value\r\n");
    for (guint i = 0; i < copy->fields->len; i++) {
        const struct copy_field *field = &g_array_index(copy->fields, struct copy_field, i);
        g_string_append_printf(out, "%s,%d,%s,", field->section, field->record, field->field);
        if (field->value && field->number)
            g_string_append(out, field->value);
        else if (field->value)
            csv_text(out, field->value);
        g_string_append(out, "\r\n");
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static void clear_field(gpointer field)
{
    g_free(((struct copy_field *)field)->value);
}

static bool record_copy(struct session *session, struct request *request, const struct dossier *shown,
                        const char *digest, GError **error)
{
    g_autofree char *note = phrase_make(N_("Copy given; SHA-256 {1}"), digest, NULL);
    if (!guard_act_begin(session, "request.copy", NULL, error)) return false;
    session->audited_subject = request->subject;
    if (!request_event(session, request, "copy", request->state, request->state, note, error) ||
        !request_save(session, request, error) || report_record(session, shown, "copy", NULL, digest, error) == 0) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "request.copy", NULL, error);
}

/* The look is in the log before the file is there; the file goes again when the register cannot tell of it. */
static bool hand_over(struct session *session, struct request *request, const char *file, const char *text,
                      const struct dossier *shown, const char *digest, GError **error)
{
    if (!own_file_write(file, text, error)) return false;
    if (record_copy(session, request, shown, digest, error)) return true;
    folder_as_person();
    g_unlink(file);
    folder_as_program();
    return false;
}

bool request_command_copy(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *file = arguments_text(arguments, "file");
    const bool csv = g_str_has_suffix(file, ".csv");
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    if (!request || !request_check_verified(request, error) || !request_check_open(request, error)) return false;
    if (!csv && !g_str_has_suffix(file, ".json")) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The copy is a file that ends in .json or .csv."),
                         N_("Give such a name."), NULL);
        return false;
    }
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct copy_field));
    g_array_set_clear_func(fields, clear_field);
    struct copy copy = { .session = session, .subject = request->subject, .fields = fields };
    g_autofree char *number = request_number(request->id);
    const bool gathered = copy_gather(&copy, error);
    g_autoptr(dossier_t) shown = copy.shown;
    if (!gathered) return false;
    g_autofree char *text = csv ? copy_csv(&copy) : copy_json(&copy, number);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (!hand_over(session, request, file, text, shown, digest, error)) return false;
    table_fact_int(answer, "request", N_("Request"), request->id);
    table_fact_int(answer, "fields", N_("Fields"), fields->len);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    table_fact_int(answer, "version", N_("Version"), request->version);
    return true;
}
