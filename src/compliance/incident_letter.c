/* SPDX-License-Identifier: Apache-2.0 */
/* Notices of an incident: the three things the law wants told (which kinds of information, why and what harm; what was
 * done and what the person can do; whom to ask), in Chinese and in English. */
#include "compliance/incident.h"
#include "letter/letter.h"

static struct date day_of(int64_t moment)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(moment / 1000);
    return local == NULL ? DATE_NONE
                         : date_make(g_date_time_get_year(local), g_date_time_get_month(local),
                                     g_date_time_get_day_of_month(local));
}

static char *subjects_words(const struct incident *incident, const char *language)
{
    if (incident->subjects < 0) return g_strdup(letter_line("incident.subjects_unknown", language));
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, incident->subjects);
    return letter_fill(letter_line("incident.subjects", language), number, NULL, NULL);
}

static char *make_one(struct session *session, const struct incident *incident, const char *kind, const char *language,
                      GError **error)
{
    const struct letter letter = { LETTER_OF_INCIDENT, incident->id, 0, kind, language };
    const struct law_rule *rule = law_find_for(incident->profile, "breach.notify", error);
    if (rule == NULL) return NULL;
    g_autoptr(GHashTable) words = letter_words();
    letter_put(words, "case", incident_number(incident->id));
    letter_put(words, "what", letter_label("INCIDENT_KIND", incident->kind, language));
    letter_put(words, "grade", letter_label("INCIDENT_GRADE", incident->grade, language));
    letter_put(words, "noticed", letter_day(day_of(incident->noticed), language));
    letter_put(words, "happened",
               incident->happened != 0 ? letter_day(day_of(incident->happened), language)
                                       : g_strdup(letter_line("incident.unknown", language)));
    letter_put(words, "subjects", subjects_words(incident, language));
    letter_put(words, "kinds", kinds_label(kinds_parse(incident->kinds, NULL), language));
    letter_put(words, "cause", g_strdup(incident->cause));
    letter_put(words, "harm", g_strdup(incident->harm));
    letter_put(words, "measures", g_strdup(incident->measures));
    letter_put(words, "contact", g_strdup(incident->contact));
    letter_put(words, "article", g_strdup(law_article(rule, language)));
    return letter_make(session, &letter, words, error);
}

/* What goes out in writing is somebody's promise too: no word that the law forbids. */
static bool check_words(const struct incident *incident, GError **error)
{
    const char *const texts[] = { incident->cause, incident->harm, incident->measures, incident->contact };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!letter_check_text(texts[i], error)) return false;
    return true;
}

bool incident_letters_make(struct session *session, const struct incident *incident, const char *kind,
                           GPtrArray *numbers, GError **error)
{
    if (!check_words(incident, error)) return false;
    const bool chinese = law_in_family(incident->profile, "CN");
    const char *const languages[] = { chinese ? "zh" : "en", chinese ? "en" : "zh" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        char *number = make_one(session, incident, kind, languages[i], error);
        if (number == NULL) return false;
        g_ptr_array_add(numbers, number);
    }
    return true;
}
