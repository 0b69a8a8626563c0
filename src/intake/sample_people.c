/* SPDX-License-Identifier: Apache-2.0 */
/* Invented identities: names as often as they are met, numbers with the right check digit and a region that does not
 * exist, and a birth and sex that agree with what the file says. */
#include "intake/words.h"

#include <string.h>

#define LATIN_SHARE 0.08

static struct value text_value(const char *text)
{
    return (struct value){ .is_set = text != NULL, .text = text };
}

bool sample_put_text(struct sample *sample, enum fact_kind kind, int64_t subject, const char *label, const char *value,
                     GError **error)
{
    const struct value values[FACT_FIELDS] = { text_value(label), text_value(value) };
    return fact_put(&sample->writer, kind, subject, 0, true, values, sample->line, error);
}

static char *chinese_name(struct sample *sample, char sex)
{
    const struct words *words = sample->words;
    const struct wheel *given = sex == 'F' ? &words->female : &words->male;
    const char *surname = wheel_word(&words->surnames, &sample->dice, "name");
    const char *first = wheel_word(given, &sample->dice, "character");
    const char *second = dice_chance(&sample->dice, 0.14) ? "" : wheel_word(given, &sample->dice, "character");
    return g_strconcat(surname, first, second, NULL);
}

/* A row of the wanted part; the list is short. */
static const char *latin_part(struct sample *sample, const char *part)
{
    const struct tsv *list = sample->words->lists[WORDS_LATIN];
    while (true) {
        size_t row = (size_t)dice_range(&sample->dice, 0, (int)tsv_rows(list) - 1);
        if (strcmp(tsv_cell(list, row, "part"), part) == 0) return tsv_cell(list, row, "name");
    }
}

static char *latin_name(struct sample *sample, char sex)
{
    const char *given = latin_part(sample, sex == 'F' ? "female" : "male");
    return g_strconcat(given, " ", latin_part(sample, "family"), NULL);
}

/* A day from which the file's year and age both follow: near `birth` (half a year at most), in its year. */
static struct date pick_birth(struct sample *sample, struct date birth, bool exact)
{
    if (exact) return birth;
    int year, month, day, other;
    date_split(birth, &year, &month, &day);
    struct date picked;
    do {
        picked = date_add_days(birth, dice_range(&sample->dice, -178, 178));
        date_split(picked, &other, &month, &day);
    } while (other != year);
    return picked;
}

/* GB 11643: region, birth, a serial number whose last digit is odd for men, check digit. */
static char *resident_number(struct sample *sample, const char *region, struct date birth, char sex)
{
    int year, month, day;
    date_split(birth, &year, &month, &day);
    while (true) {
        int serial = dice_range(&sample->dice, 0, 499) * 2 + (sex == 'M');
        char number[20];
        g_snprintf(number, sizeof number, "%.4s%02d%04d%02d%02d%03d", region, dice_range(&sample->dice, 1, 30), year,
                   month, day, serial);
        number[17] = identity_resident_check(number);
        number[18] = '\0';
        if (g_hash_table_contains(sample->identities, number)) continue;
        char *kept = g_strdup(number);
        g_hash_table_add(sample->identities, kept);
        return kept; /* owned by the table */
    }
}

bool sample_address(struct sample *sample, int64_t subject, const char *kind, bool latin, const char **region,
                    GError **error)
{
    const struct words *words = sample->words;
    size_t city = wheel_spin(&words->cities, &sample->dice), street = wheel_spin(&words->streets, &sample->dice);
    const struct tsv *cities = words->lists[WORDS_CITIES], *streets = words->lists[WORDS_STREETS];
    int number = dice_range(&sample->dice, 1, 399),
        flat = dice_range(&sample->dice, 1, 28) * 100 + dice_range(&sample->dice, 1, 4);
    if (region) *region = tsv_cell(cities, city, "region");
    const char *name = tsv_cell(cities, city, latin ? "en" : "zh");
    g_autofree char *text =
        latin ? g_strdup_printf("%d %s, flat %d, %s", number, tsv_cell(streets, street, "en"), flat, name)
              : g_strdup_printf("%s市%s%d号%d室", name, tsv_cell(streets, street, "zh"), number, flat);
    const struct value values[FACT_FIELDS] = { text_value(kind), text_value(tsv_cell(cities, city, "zh")),
                                               text_value(text) };
    return fact_put(&sample->writer, FACT_ADDRESS, subject, 0, true, values, sample->line, error);
}

/* Mobile numbers with four zeros in the middle: right in form, and plainly nobody's. */
static bool put_phone(struct sample *sample, int64_t subject, GError **error)
{
    char number[16];
    g_snprintf(number, sizeof number, "1%d%d0000%04d", dice_range(&sample->dice, 3, 9), dice_range(&sample->dice, 0, 9),
               dice_range(&sample->dice, 0, 9999));
    return sample_put_text(sample, FACT_CONTACT, subject, "mobile", number, error);
}

static bool put_enquiries(struct sample *sample, int64_t subject, GError **error)
{
    static const char *const reasons[] = { "02", "02", "03", "03", "03", "01", "01", "26", "08", "25" };
    int count = dice_chance(&sample->dice, 0.45)   ? 0
                : dice_chance(&sample->dice, 0.75) ? dice_range(&sample->dice, 1, 2)
                                                   : dice_range(&sample->dice, 3, 6);
    for (int i = 0; i < count; i++) {
        const char *code, *chinese, *english, *kind;
        words_institution(sample->words,
                          (size_t)dice_range(&sample->dice, 0, (int)words_institutions(sample->words) - 1), &code,
                          &chinese, &english, &kind);
        struct date day = date_add_days(sample->today, -dice_range(&sample->dice, 1, 720));
        const struct value values[FACT_FIELDS] = { { true, day.days, NULL },
                                                   text_value(chinese),
                                                   text_value(reasons[dice_range(&sample->dice, 0, 9)]) };
        if (!fact_put(&sample->writer, FACT_ENQUIRY, subject, 0, true, values, sample->line, error)) return false;
    }
    return true;
}

bool sample_identity(struct sample *sample, int64_t subject, char sex, struct date birth, bool exact, GError **error)
{
    sample->line++;
    bool latin = dice_chance(&sample->dice, LATIN_SHARE);
    g_autofree char *name = latin ? latin_name(sample, sex) : chinese_name(sample, sex);
    const char *region;
    if (!sample_put_text(sample, FACT_NAME, subject, "legal", name, error) ||
        !sample_address(sample, subject, "home", latin, &region, error))
        return false;
    const char *number = resident_number(sample, region, pick_birth(sample, birth, exact), sex);
    return sample_put_text(sample, FACT_IDENTIFIER, subject, "gb11643", number, error) &&
           put_phone(sample, subject, error) && put_enquiries(sample, subject, error) &&
           sample_consent(sample, subject, error);
}

struct nameless {
    int64_t subject;
    struct date birth;
    char sex;
    bool exact;
};

bool sample_identities(struct sample *sample, GError **error)
{
    g_autoptr(GArray) people = g_array_new(FALSE, FALSE, sizeof(struct nameless));
    g_autoptr(statement_t) query =
        store_prepare(sample->session->store,
                      "SELECT subject, birth, sex, birth_exact FROM person WHERE died IS NULL AND birth IS NOT NULL "
                      "AND NOT EXISTS (SELECT 1 FROM name WHERE name.subject = person.subject AND name.died IS NULL) "
                      "ORDER BY subject",
                      error);
    if (!query) return false;
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        const char *sex = statement_text(query, 2);
        struct nameless one = { statement_int(query, 0), statement_date(query, 1), sex && *sex == 'F' ? 'F' : 'M',
                                statement_int(query, 3) != 0 };
        g_array_append_val(people, one);
    }
    if (step == STEP_ERROR) return false;
    for (guint i = 0; i < people->len; i++) {
        const struct nameless *one = &g_array_index(people, struct nameless, i);
        if (!sample_identity(sample, one->subject, one->sex, one->birth, one->exact, error)) return false;
        if (i % 2048 != 0) continue;
        if (session_is_cancelled(sample->session, error)) return false;
        session_progress(sample->session, 0.2 + 0.2 * i / people->len, N_("Inventing identities"));
    }
    if (people->len == 0) return true;
    return guard_touch(sample->session, g_array_index(people, struct nameless, 0).subject,
                       g_array_index(people, struct nameless, people->len - 1).subject, error);
}

/* "晨曦软件(杭州)有限公司": a stem, a city, a form. Caller frees. */
char *sample_company(struct sample *sample, const char **industry)
{
    size_t stem = wheel_spin(&sample->words->companies, &sample->dice);
    const struct tsv *list = sample->words->lists[WORDS_COMPANIES];
    if (industry) *industry = tsv_cell(list, stem, "industry");
    return g_strdup_printf("%s（%s）有限公司", tsv_cell(list, stem, "zh"),
                           wheel_word(&sample->words->cities, &sample->dice, "zh"));
}
