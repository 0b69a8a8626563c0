/* SPDX-License-Identifier: Apache-2.0 */
/* Items that are one fact of several: an enquiry, a public record, a measure; and what else is corrected by one row. A
 * correction ends the version that was wrong; where something takes its place it is a new version of the same fact. */
#include "dispute/case.h"

#include <string.h>

/* ---- what is held -------------------------------------------------------------------------------------------------
 */

static char *day_and(struct date day, const char *words)
{
    char text[DATE_TEXT_SIZE];
    return g_strdup_printf("%s %s", date_format(day, text), words ? words : "");
}

static char *enquiry_held(const struct dossier *dossier, int64_t fact)
{
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *each = dossier->enquiries->pdata[i];
        if (each->fact == fact) return day_and(each->day, each->institution);
    }
    return NULL;
}

static char *record_held(const struct dossier *dossier, int64_t fact, const char *field)
{
    for (guint i = 0; i < dossier->public_records->len; i++) {
        const struct public_record *each = dossier->public_records->pdata[i];
        char text[DATE_TEXT_SIZE];
        if (each->fact != fact) continue;
        return strcmp(field, "public_ended") == 0 ? g_strdup(date_format(each->ended, text))
                                                  : day_and(each->day, each->authority);
    }
    return NULL;
}

static char *measure_held(const struct dossier *dossier, int64_t fact)
{
    for (guint i = 0; i < dossier->measures->len; i++) {
        const struct measure *each = dossier->measures->pdata[i];
        char text[DATE_TEXT_SIZE];
        if (each->fact == fact) return g_strdup_printf("%s %s", month_format(each->period, text), each->kind);
    }
    return NULL;
}

static bool has_fact(const struct case_item *item)
{
    const struct dispute_field *field = field_find(item->field);
    return field != NULL && field->scope == FIELD_OF_FACT;
}

char *item_held(const struct dossier *dossier, const struct case_item *item, GError **error)
{
    if (strcmp(item->field, "score") == 0) return g_strdup("");
    if (!has_fact(item)) return item_stored(dossier, item->account, item->month, item->field, error);
    char *held = strcmp(item->field, "enquiry") == 0   ? enquiry_held(dossier, item->fact)
                 : strcmp(item->field, "measure") == 0 ? measure_held(dossier, item->fact)
                                                       : record_held(dossier, item->fact, item->field);
    if (held != NULL) return held;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->fact);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The file shows no {1} with the number {2}."),
                     N_("`bureau subject enquiries`, `public` and `means` list what it shows, with numbers."),
                     item->field, number, NULL);
    return NULL;
}

/* ---- what it is corrected to --------------------------------------------------------------------------------------
 */

bool item_is_plain(const struct case_item *item)
{
    return !has_fact(item) && strcmp(item->field, "score") != 0 && strcmp(item->field, "marital") != 0;
}

/* The version that was wrong ends; nothing takes its place. */
static bool end_fact(struct session *session, int64_t subject, const struct case_item *item, GError **error)
{
    static const struct {
        const char *field, *sql;
    } ends[] = {
        { "enquiry", "UPDATE enquiry SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL" },
        { "public_record", "UPDATE public_record SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL" },
        { "public_ended", "UPDATE public_record SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL" },
        { "measure", "UPDATE measure SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (strcmp(ends[i].field, item->field) == 0)
            return store_run(session->store, error, ends[i].sql, "iii", subject, item->fact, session->change);
    return true;
}

static bool end_record_on(struct session *session, int64_t subject, int64_t fact, const char *value, GError **error)
{
    struct date ended;
    if (!date_parse(value, &ended)) return false;
    return store_run(session->store, error,
                     "INSERT INTO public_record (subject, fact, born, kind, authority, day, ended, amount, currency,"
                     " text) SELECT subject, fact, ?3, kind, authority, day, ?4, amount, currency, text FROM"
                     " public_record WHERE subject = ?1 AND fact = ?2 AND died IS NULL",
                     "iiid", subject, fact, session->change, ended) &&
           store_run(
               session->store, error,
               "UPDATE public_record SET died = ?3 WHERE subject = ?1 AND fact = ?2 AND died IS NULL AND born < ?3",
               "iii", subject, fact, session->change);
}

static bool marital_store(struct session *session, int64_t subject, const char *value, GError **error)
{
    return store_run(session->store, error,
                     "INSERT INTO person (subject, born, sex, birth, birth_exact, education, marital, language)"
                     " SELECT subject, ?2, sex, birth, birth_exact, education, ?3, language FROM person"
                     " WHERE subject = ?1 AND died IS NULL",
                     "iis", subject, session->change, value) &&
           store_run(session->store, error,
                     "UPDATE person SET died = ?2 WHERE subject = ?1 AND died IS NULL AND born < ?2", "ii", subject,
                     session->change);
}

bool item_fact_correct(struct session *session, int64_t subject, const struct case_item *item, const char *value,
                       GError **error)
{
    if (strcmp(item->field, "score") == 0) return true; /* it is made again from the facts in the same act */
    if (strcmp(item->field, "marital") == 0) return marital_store(session, subject, value, error);
    if (strcmp(item->field, "public_ended") == 0 && *value != '\0')
        return end_record_on(session, subject, item->fact, value, error);
    return end_fact(session, subject, item, error);
}
