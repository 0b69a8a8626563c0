/* SPDX-License-Identifier: Apache-2.0 */
/* law: jurisdiction profiles as data, and counting time the way each law counts it.
 * For:    due days with their reasons, retention, holidays.
 * Uses:   command, base, data/law/profiles.tsv.
 * Never:  holds a number of days in code. */
#pragma once
#include "command/command.h"

struct law_rule {
    const char *profile, *rule, *cite, *trigger, *unit, *count_from, *roll, *on_miss, *status;
    const char *use;                     /* "answer", "retention", "complaint" or "" */
    const char *extends;                 /* the rule of the same profile whose period this one lengthens, or "" */
    const char *en, *zh;                 /* title */
    const char *article_en, *article_zh; /* how a letter cites it; "" takes `cite` */
    const char *trigger_zh, *on_miss_zh; /* "" takes the English */
    int amount;
};
/* NOT_FOUND names the profiles or rules there are. Profile may be a family name: "CN" reads CN-ZX. Rules are borrowed
 * and live as long as the program. */
const struct law_rule *law_find(const char *profile, const char *rule, GError **error);
/* The rule of a profile for a use: "answer" sets the due day of a dispute, "retention" how long adverse data is kept.
 */
const struct law_rule *law_find_use(const char *profile, const char *use, GError **error);
/* The profile's own rule, else the one of the same country: CN-SH has the rights of CN-PIPL. */
const struct law_rule *law_find_for(const char *profile, const char *rule, GError **error);
/* "CN" of "CN-ZX": whom the law of a whole country binds. Caller frees. */
char *law_country(const char *profile);
/* Every rule in file order; NULL past the end. */
const struct law_rule *law_rule_at(size_t index);
/* Whether the text of the law itself was read for this rule (status V). */
bool law_is_verified(const struct law_rule *rule);
/* "CN-ZX" belongs to the family "CN". */
bool law_in_family(const char *profile, const char *family);

struct law_due {
    struct date due;    /* legal last day as shown and stored (no holiday roll assumed unless the rule rolls) */
    struct date rolled; /* DATE_NONE, or where it goes when the last day is a holiday of the file given */
    char *reason;       /* phrase: rule, count, article */
    bool holidays_known;
    bool holidays_matter; /* the rule looks at days off at all */
};
void law_due_clear(struct law_due *due);
/* `holidays`: path of a file with a day a line ("2026-10-01 holiday" / "2026-10-10 workday"), or NULL. */
bool law_count(const struct law_rule *rule, struct date from, const char *holidays, struct law_due *due,
               GError **error);

/* Parts of a rule in the reader's language ("zh", else English); borrowed. */
const char *law_title(const struct law_rule *rule, const char *language);
const char *law_trigger(const struct law_rule *rule, const char *language);
const char *law_on_miss(const struct law_rule *rule, const char *language);
const char *law_article(const struct law_rule *rule, const char *language);
/* "20 calendar days", "20日历日". Caller frees. */
char *law_amount_text(const struct law_rule *rule, const char *language);

/* The moment (milliseconds since 1970) at which a period that began at `from` is over: to the hour where the rule
 * counts hours, at once where it says so, else at the end of the legal last day in the local zone. 0: the law names no
 * number. `reason` (may be NULL): a phrase, caller frees. */
bool law_count_moment(const struct law_rule *rule, int64_t from, const char *holidays, int64_t *due, char **reason,
                      GError **error);

/* ---- days off -----------------------------------------------------------------------------------------------------
 */
enum law_day_kind { DAY_PLAIN, DAY_OFF, DAY_WORKED };
/* A line of a holiday file; name and status may be NULL. */
struct law_day {
    struct date day;
    enum law_day_kind kind;
    char *name, *status;
};
void law_day_free(struct law_day *day);
/* struct law_day * of a file in its order. INPUT names the line. Free with g_ptr_array_unref. */
GPtrArray *law_days_read(const char *path, GError **error);

/* Days off and working weekends; without any only weekends are days off. `every_year`: no year is unknown to it. */
struct law_calendar;
struct law_calendar *law_calendar_new(bool every_year);
void law_calendar_add(struct law_calendar *calendar, struct date day, enum law_day_kind kind);
struct law_calendar *law_calendar_load(const char *path,
                                       GError **error); /* INPUT names the line; NULL path: weekends */
void law_calendar_free(struct law_calendar *calendar);
typedef struct law_calendar law_calendar_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(law_calendar_t, law_calendar_free)
/* What the store knows of the days off of a profile's country: table holiday, filled by `holiday load`. */
struct law_calendar *law_calendar_of_store(struct session *session, const char *profile, GError **error);
/* The first year of from..to of which it has no day; 0 when it knows them all. */
int law_calendar_unknown_year(const struct law_calendar *calendar, struct date from, struct date to);
/* The same count by the days of a calendar; a year that it does not know is said in the reason. */
bool law_count_by(const struct law_rule *rule, struct date from, const struct law_calendar *calendar,
                  struct law_due *due, GError **error);
bool law_is_business_day(const struct law_calendar *calendar, struct date day);

bool law_command_due(struct session *, const struct arguments *, struct table *, GError **);
bool law_command_retention(struct session *, const struct arguments *, struct table *, GError **);
/* The second person's approval sets law.profile; see command.h on NEEDS_SECOND. */
bool law_command_use(struct session *, const struct arguments *, struct table *, GError **);
bool law_command_profiles(struct session *, const struct arguments *, struct table *, GError **);
bool holiday_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool holiday_command_load(struct session *, const struct arguments *, struct table *, GError **);
bool law_command_compare(struct session *, const struct arguments *, struct table *, GError **);
