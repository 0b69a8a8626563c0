/* SPDX-License-Identifier: Apache-2.0 */
/* The dice, the word lists, and the batches of the sample. */
#include "intake/sample.h"

#include "intake/words.h"

uint64_t dice_next(struct dice *dice)
{
    uint64_t z = (dice->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

int dice_range(struct dice *dice, int low, int high)
{
    return low + (int)(dice_next(dice) % (uint64_t)(high - low + 1));
}

bool dice_chance(struct dice *dice, double share)
{
    return (double)(dice_next(dice) >> 11) * 0x1p-53 < share;
}

static void build_wheel(struct wheel *wheel, struct tsv *list, const char *column)
{
    wheel->list = list;
    wheel->rows = tsv_rows(list);
    wheel->sums = g_new(int, wheel->rows + 1);
    wheel->sums[0] = 0;
    for (size_t i = 0; i < wheel->rows; i++) {
        int weight = column ? (int)g_ascii_strtoll(tsv_cell(list, i, column), NULL, 10) : 1;
        wheel->sums[i + 1] = wheel->sums[i] + MAX(weight, 0);
    }
}

size_t wheel_spin(const struct wheel *wheel, struct dice *dice)
{
    int at = dice_range(dice, 0, wheel->sums[wheel->rows] - 1);
    size_t low = 0, high = wheel->rows;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (wheel->sums[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const char *wheel_word(const struct wheel *wheel, struct dice *dice, const char *column)
{
    return tsv_cell(wheel->list, wheel_spin(wheel, dice), column);
}

struct words *words_load(GError **error)
{
    static const char *const files[WORD_LISTS] = { "surnames", "given_names",  "latin_names", "cities",
                                                   "streets",  "institutions", "companies" };
    g_autoptr(words_t) words = g_new0(struct words, 1);
    for (int i = 0; i < WORD_LISTS; i++) {
        g_autofree char *path = g_strdup_printf("samples/%s.tsv", files[i]);
        words->lists[i] = tsv_load(path, error);
        if (!words->lists[i]) return NULL;
    }
    build_wheel(&words->surnames, words->lists[WORDS_SURNAMES], "weight");
    build_wheel(&words->male, words->lists[WORDS_GIVEN], "male");
    build_wheel(&words->female, words->lists[WORDS_GIVEN], "female");
    build_wheel(&words->cities, words->lists[WORDS_CITIES], "weight");
    build_wheel(&words->streets, words->lists[WORDS_STREETS], NULL);
    build_wheel(&words->companies, words->lists[WORDS_COMPANIES], NULL);
    return g_steal_pointer(&words);
}

void words_free(struct words *words)
{
    if (!words) return;
    struct wheel *wheels[] = { &words->surnames, &words->male,    &words->female,
                               &words->cities,   &words->streets, &words->companies };
    for (size_t i = 0; i < G_N_ELEMENTS(wheels); i++)
        g_free(wheels[i]->sums);
    for (int i = 0; i < WORD_LISTS; i++)
        g_clear_pointer(&words->lists[i], tsv_free);
    g_free(words);
}

size_t words_institutions(const struct words *words)
{
    return tsv_rows(words->lists[WORDS_INSTITUTIONS]);
}

void words_institution(const struct words *words, size_t index, const char **code, const char **chinese,
                       const char **english, const char **kind)
{
    const struct tsv *list = words->lists[WORDS_INSTITUTIONS];
    *code = tsv_cell(list, index, "code");
    *chinese = tsv_cell(list, index, "zh");
    *english = tsv_cell(list, index, "en");
    *kind = tsv_cell(list, index, "kind");
}

bool sample_batch(struct sample *sample, const char *code, const char *english, const char *chinese, GError **error)
{
    struct mapping mapping = {
        .name = "sample",
        .source_code = (char *)code,
        .source_en = (char *)english,
        .source_zh = (char *)chinese,
        .source_kind = "sample",
        .licence = "CC0",
        .legal_basis = "Invented sample data; about nobody",
        .reviewed = DATE_NONE,
    };
    sample->writer = (struct fact_writer){ .session = sample->session };
    sample->line = 0;
    return batch_begin(&sample->writer, &mapping, code, sample->observed, error);
}

bool sample_batch_end(struct sample *sample, GError **error)
{
    struct batch_counts counts = { .read = sample->line, .accepted = sample->line };
    char number[24];
    g_snprintf(number, sizeof number, "sample %" G_GINT64_FORMAT, sample->writer.batch);
    bool good = fact_writer_finish(&sample->writer, error) && batch_end(&sample->writer, number, &counts, error);
    fact_writer_clear(&sample->writer);
    return good;
}
