/* SPDX-License-Identifier: Apache-2.0 */
/* Wholly invented persons and enterprises, so that every part of a file has something to show. */
#include "intake/words.h"

#include <string.h>

static const char *pick(struct sample *sample, const char *const *list, size_t count)
{
    return list[dice_range(&sample->dice, 0, (int)count - 1)];
}
#define PICK(sample, list) pick(sample, list, G_N_ELEMENTS(list))

static int draw_quality(struct sample *sample)
{
    return dice_chance(&sample->dice, 0.72) ? 0 : dice_chance(&sample->dice, 0.65) ? 1 : 2;
}

static bool put_measure(struct sample *sample, int64_t subject, const char *kind, struct month period, int64_t value,
                        const char *unit, GError **error)
{
    const struct value values[FACT_FIELDS] = {
        { true, 0, kind }, { true, period.index, NULL }, { true, value, NULL }, { true, 0, unit }
    };
    return fact_put(&sample->writer, FACT_MEASURE, subject, 0, true, values, sample->line, error);
}

/* Income by month for a year, tax of the last two years, bills, and consumption by category. */
static bool put_means(struct sample *sample, int64_t subject, GError **error)
{
    static const char *const categories[] = { "consumption.food", "consumption.housing", "consumption.transport",
                                              "consumption.education", "consumption.leisure" };
    static const char *const bills[] = { "bill.electricity", "bill.water", "bill.gas", "bill.telephone" };
    int64_t income = (int64_t)dice_range(&sample->dice, 35, 420) * 10000;
    for (int back = 11; back >= 0; back--) {
        struct month month = { sample->observed.index - back };
        if (!put_measure(sample, subject, "income.salary", month, income + dice_range(&sample->dice, -400, 900) * 100,
                         "CNY", error))
            return false;
        if (back >= 3) continue;
        for (size_t i = 0; i < G_N_ELEMENTS(categories); i++)
            if (!put_measure(sample, subject, categories[i], month, income * dice_range(&sample->dice, 3, 16) / 100,
                             "CNY", error))
                return false;
        for (size_t i = 0; i < G_N_ELEMENTS(bills); i++)
            if (!put_measure(sample, subject, bills[i], month, (int64_t)dice_range(&sample->dice, 20, 380) * 100, "CNY",
                             error))
                return false;
    }
    int year = sample->observed.index / 12;
    return put_measure(sample, subject, "tax.income", (struct month){ year * 12 - 1 },
                       income * 12 * dice_range(&sample->dice, 1, 9) / 100, "CNY", error) &&
           put_measure(sample, subject, "tax.income", (struct month){ year * 12 - 13 },
                       income * 11 * dice_range(&sample->dice, 1, 9) / 100, "CNY", error) &&
           put_measure(sample, subject, "asset.housing_fund", sample->observed,
                       income * dice_range(&sample->dice, 2, 60), "CNY", error);
}

static bool put_record(struct sample *sample, int64_t subject, GError **error)
{
    static const struct {
        const char *kind, *authority, *text;
    } records[] = {
        { "1", "99区税务局", "欠缴税款（样例）" },
        { "2", "99区人民法院", "借款合同纠纷（样例）" },
        { "3", "99区人民法院", "执行案件（样例）" },
        { "4", "99区市场监督管理局", "行政处罚（样例）" },
    };
    int at = dice_range(&sample->dice, 0, G_N_ELEMENTS(records) - 1);
    struct date day = date_add_days(sample->today, -dice_range(&sample->dice, 60, 1500));
    struct date ended = date_add_days(day, dice_range(&sample->dice, 30, 700));
    bool over = ended.days < sample->today.days;
    const struct value values[FACT_FIELDS] = {
        { true, 0, records[at].kind },
        { true, 0, records[at].authority },
        { true, day.days, NULL },
        { over, ended.days, NULL },
        { true, (int64_t)dice_range(&sample->dice, 5, 900) * 10000, NULL },
        { true, 0, "CNY" },
        { true, 0, records[at].text },
    };
    return fact_put(&sample->writer, FACT_PUBLIC_RECORD, subject, 0, true, values, sample->line, error);
}

static bool put_work(struct sample *sample, int64_t subject, GError **error)
{
    static const char *const occupations[] = { "1", "3", "4", "5", "6", "0" };
    g_autofree char *employer = sample_company(sample, NULL);
    struct date since = date_add_days(sample->today, -dice_range(&sample->dice, 100, 5000));
    const struct value values[FACT_FIELDS] = { { true, 0, employer },
                                               { true, 0, PICK(sample, occupations) },
                                               { true, since.days, NULL } };
    return fact_put(&sample->writer, FACT_EMPLOYMENT, subject, 0, true, values, sample->line, error);
}

static bool put_relation(struct sample *sample, int64_t subject, int64_t other, const char *kind, GError **error)
{
    const struct value values[FACT_FIELDS] = { { true, other, NULL }, { true, 0, kind } };
    return fact_put(&sample->writer, FACT_RELATION, subject, 0, true, values, sample->line, error);
}

static int64_t make_person(struct sample *sample, struct lender *lenders, GError **error)
{
    static const char *const education[] = { "10", "20", "20", "30", "30", "40", "60", "91" };
    static const char *const marital[] = { "10", "20", "20", "20", "40", "30" };
    int64_t subject = fact_subject(&sample->writer, "person", sample->line + 1, error);
    if (subject == 0) return 0;
    char sex = dice_chance(&sample->dice, 0.5) ? 'M' : 'F';
    struct date birth = date_add_days(sample->today, -dice_range(&sample->dice, 21 * 366, 68 * 365));
    const struct value person[FACT_FIELDS] = {
        { true, 0, sex == 'M' ? "M" : "F" },  { true, birth.days, NULL },         { true, 1, NULL },
        { true, 0, PICK(sample, education) }, { true, 0, PICK(sample, marital) }, { true, 0, "zh" },
    };
    int quality = draw_quality(sample);
    bool good = fact_put(&sample->writer, FACT_PERSON, subject, 0, true, person, sample->line + 1, error) &&
                sample_identity(sample, subject, sex, birth, true, error) && put_work(sample, subject, error) &&
                put_means(sample, subject, error) && sample_behaviour(sample, subject, quality, error) &&
                (!dice_chance(&sample->dice, quality == 2 ? 0.3 : 0.04) || put_record(sample, subject, error)) &&
                sample_accounts(sample, lenders, subject, false, quality, error);
    return good ? subject : 0;
}

/* GB 32100: department 9, kind 1, a region that does not exist, an organisation code with its own check character (GB
 * 11714), and the check character of the whole. */
static void credit_code(struct sample *sample, const char *region, char code[24])
{
    static const int weights[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    char organisation[12];
    int sum = 0;
    g_snprintf(organisation, sizeof organisation, "%08d", dice_range(&sample->dice, 10000000, 99999999));
    for (int i = 0; i < 8; i++)
        sum += (organisation[i] - '0') * weights[i];
    int check = 11 - sum % 11;
    g_snprintf(code, 24, "91%.4s%02d%s%c", region, dice_range(&sample->dice, 1, 30), organisation,
               check == 10   ? 'X'
               : check == 11 ? '0'
                             : (char)('0' + check));
    code[17] = identity_credit_check(code);
    code[18] = '\0';
}

static int64_t make_enterprise(struct sample *sample, struct lender *lenders, int64_t head, GError **error)
{
    int64_t subject = fact_subject(&sample->writer, "enterprise", ++sample->line, error);
    if (subject == 0) return 0;
    const char *industry, *region;
    g_autofree char *name = sample_company(sample, &industry);
    struct date founded = date_add_days(sample->today, -dice_range(&sample->dice, 400, 9000));
    const struct value enterprise[FACT_FIELDS] = {
        { true, founded.days, NULL },
        { true, 0, industry },
        { true, (int64_t)dice_range(&sample->dice, 50, 20000) * 1000000, NULL },
        { true, 0, "CNY" },
        { true, 0, "1" },
    };
    char code[24], phone[16];
    g_snprintf(phone, sizeof phone, "1%d%d0000%04d", dice_range(&sample->dice, 3, 9), dice_range(&sample->dice, 0, 9),
               dice_range(&sample->dice, 0, 9999));
    int quality = draw_quality(sample);
    if (!fact_put(&sample->writer, FACT_ENTERPRISE, subject, 0, true, enterprise, sample->line, error) ||
        !sample_put_text(sample, FACT_NAME, subject, "legal", name, error) ||
        !sample_address(sample, subject, "registered", false, &region, error))
        return 0;
    credit_code(sample, region, code);
    bool good = sample_put_text(sample, FACT_IDENTIFIER, subject, "gb32100", code, error) &&
                sample_put_text(sample, FACT_CONTACT, subject, "phone", phone, error) &&
                put_relation(sample, subject, head, "legal_representative", error) &&
                sample_consent(sample, subject, error) && sample_statements(sample, subject, quality, error) &&
                (!dice_chance(&sample->dice, 0.15) || put_record(sample, subject, error)) &&
                sample_accounts(sample, lenders, subject, true, quality, error);
    return good ? subject : 0;
}

static bool fill_book(struct sample *sample, struct lender *lenders, int persons, int enterprises, GError **error)
{
    g_autofree int64_t *people = g_new0(int64_t, persons);
    int64_t last = 0;
    for (int i = 0; i < persons; i++) {
        if ((people[i] = last = make_person(sample, lenders, error)) == 0) return false;
        if (i % 10 == 9 && (!put_relation(sample, people[i], people[i - 1], "spouse", error) ||
                            !put_relation(sample, people[i - 1], people[i], "spouse", error)))
            return false;
        if (i % 64 != 0) continue;
        if (session_is_cancelled(sample->session, error)) return false;
        session_progress(sample->session, 0.4 + 0.1 * i / persons, N_("Inventing accounts"));
    }
    for (int i = 0; i < enterprises; i++)
        if ((last = make_enterprise(sample, lenders, people[dice_range(&sample->dice, 0, persons - 1)], error)) == 0)
            return false;
    return guard_touch(sample->session, people[0], last, error);
}

bool sample_book(struct sample *sample, int persons, int enterprises, GError **error)
{
    size_t count = words_institutions(sample->words);
    g_autofree struct lender *lenders = g_new0(struct lender, count);
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        const char *code, *chinese, *english, *kind;
        words_institution(sample->words, i, &code, &chinese, &english, &kind);
        good = sample_batch(sample, code, english, chinese, error);
        lenders[i].writer = sample->writer;
    }
    good = good &&
           sample_batch(sample, "sample.people", "Sample persons and enterprises (invented)", "样例个人与企业（虚构）",
                        error) &&
           fill_book(sample, lenders, persons, enterprises, error) && sample_batch_end(sample, error) &&
           month_scratch_flush(&sample->writer, &sample->scratch, error);
    for (size_t i = 0; i < count; i++) {
        struct batch_counts counts = { .read = lenders[i].line, .accepted = lenders[i].line };
        char number[32];
        g_snprintf(number, sizeof number, "sample %" G_GINT64_FORMAT, lenders[i].writer.batch);
        good = good && fact_writer_flush(&lenders[i].writer, error) &&
               batch_end(&lenders[i].writer, number, &counts, error);
        fact_writer_clear(&lenders[i].writer);
    }
    fact_writer_clear(&sample->writer);
    return good;
}
