/* SPDX-License-Identifier: Apache-2.0 */
/* Contradictions in a furnisher's answer: between its code and its fields, its words and its fields, a field and its
 * own value. What is found here is never decided here: it is said, and a person looks. */
#include "dispute/enquiry.h"

#include <string.h>

struct word {
    char *words;
    enum contrary_means means;
};
static struct word *list;
static size_t count;

static int longest_first(const void *a, const void *b)
{
    const size_t left = strlen(((const struct word *)a)->words), right = strlen(((const struct word *)b)->words);
    return left < right ? 1 : left > right ? -1 : 0;
}

static enum contrary_means means_of(const char *word)
{
    return strcmp(word, "wrong") == 0 ? MEANS_WRONG : strcmp(word, "right") == 0 ? MEANS_RIGHT : MEANS_UNKNOWN;
}

static bool load(GError **error)
{
    if (list != NULL) return true;
    g_autoptr(tsv_t) file = tsv_load("dispute/contrary.tsv", error);
    if (file == NULL) return false;
    list = g_new0(struct word, tsv_rows(file) + 1);
    for (size_t i = 0; i < tsv_rows(file); i++)
        list[count++] = (struct word){ text_fold(tsv_cell(file, i, "words")), means_of(tsv_cell(file, i, "means")) };
    qsort(list, count, sizeof *list, longest_first);
    return true;
}

/* Words of Latin letters stand alone: "incorrect" is not "correct". */
static bool stands_alone(const char *text, const char *at, size_t length)
{
    if (!g_ascii_isalpha(*at)) return true;
    return (at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[length]);
}

unsigned contrary_read(const char *text)
{
    unsigned found = 0;
    if (text == NULL || !load(NULL)) return 0;
    g_autofree char *folded = text_fold(text);
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(list[i].words);
        for (char *at = folded; length > 0 && (at = strstr(at, list[i].words)) != NULL; at += length) {
            if (!stands_alone(folded, at, length)) continue;
            found |= list[i].means;
            memset(at, '\x01', length);
        }
    }
    return found;
}

/* ---- what the fields say ------------------------------------------------------------------------------------------
 */

struct tally {
    size_t same, different, unknown;
};

static struct tally tally_of(const struct enquiry_answer *answer)
{
    struct tally tally = { 0, 0, 0 };
    for (size_t i = 0; i < answer->item_count; i++) {
        const char *says = answer->items[i].says;
        *(strcmp(says, "same") == 0        ? &tally.same
          : strcmp(says, "different") == 0 ? &tally.different
                                           : &tally.unknown) += 1;
    }
    return tally;
}

static char *against_code(const struct enquiry_answer *answer, const struct tally *tally)
{
    const char *wanted = answer->code != NULL ? enquiry_code_says(answer->code) : NULL;
    if (wanted == NULL || strcmp(wanted, "any") == 0) return NULL;
    const bool fits = strcmp(wanted, "same") == 0        ? tally->different + tally->unknown == 0
                      : strcmp(wanted, "different") == 0 ? tally->different > 0
                                                         : tally->same + tally->different == 0;
    if (fits) return NULL;
    g_autofree char *code = g_strconcat(PHRASE_VERBATIM, answer->code, NULL);
    return phrase_make(strcmp(wanted, "same") == 0
                           ? N_("Code {1} says that everything is as reported, and a field says otherwise")
                       : strcmp(wanted, "different") == 0
                           ? N_("Code {1} says that something is changed or deleted, and no field differs")
                           : N_("Code {1} says that nothing was verified, and a field was"),
                       code, NULL);
}

static char *against_text(const struct enquiry_answer *answer, const struct tally *tally)
{
    const unsigned means = contrary_read(answer->text);
    if ((means & MEANS_WRONG) != 0 && tally->different == 0)
        return phrase_make(N_("The text speaks of an error, and no field differs"), NULL);
    if ((means & MEANS_RIGHT) != 0 && tally->same == 0 && tally->different > 0)
        return phrase_make(N_("The text says that it is right, and every field differs"), NULL);
    if ((means & MEANS_UNKNOWN) != 0 && tally->unknown == 0)
        return phrase_make(N_("The text says that it cannot be verified, and every field was"), NULL);
    return NULL;
}

static char *against_value(const struct enquiry_answer *answer, const char *const *stored)
{
    for (size_t i = 0; i < answer->item_count; i++) {
        const struct enquiry_item_answer *item = &answer->items[i];
        if (strcmp(item->says, "different") != 0 || item->value == NULL || g_strcmp0(item->value, stored[i]) != 0)
            continue;
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->item);
        return phrase_make(N_("Item {1} is said to differ, and its value is the one that is held"), number, NULL);
    }
    return NULL;
}

char *contrary_find(const struct enquiry_answer *answer, const char *const *stored, GError **error)
{
    if (!load(error)) return NULL;
    if (answer->item_count == 0) return NULL;
    const struct tally tally = tally_of(answer);
    char *found = against_code(answer, &tally);
    if (found == NULL) found = against_text(answer, &tally);
    return found != NULL ? found : against_value(answer, stored);
}

char *dispute_answer_contrary(const char *code, const char *text, const struct dispute_said *said, size_t said_count)
{
    g_autofree struct enquiry_item_answer *items = g_new0(struct enquiry_item_answer, said_count + 1);
    g_autofree const char **stored = g_new0(const char *, said_count + 1);
    for (size_t i = 0; i < said_count; i++) {
        items[i] = (struct enquiry_item_answer){ .item = said[i].item, .says = said[i].says, .value = said[i].value };
        stored[i] = said[i].stored;
    }
    return contrary_find(
        &(struct enquiry_answer){ .code = code, .text = text, .items = items, .item_count = said_count }, stored, NULL);
}
