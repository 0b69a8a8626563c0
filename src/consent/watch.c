/* SPDX-License-Identifier: Apache-2.0 */
/* The watch: goes over the looks in the log and asks of each whether it was allowed at its moment, to that person, for
 * that purpose. It trusts neither the door of then nor the basis that was written down: consents and protections are
 * never taken away and count from the moment they were entered, so what held then can be asked again, and a paper that
 * was written afterwards is told from one that was there. */
#include "consent/watch_private.h"

#include <string.h>

enum { CHUNK = 2000 };

// clang-format off
static const struct column columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT },
    { .id = "role", .title = N_("Role"), .type = VALUE_CODE, .group = "ROLE", .priority = 3 },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 2 },
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "reason", .title = N_("Outside"), .type = VALUE_CODE, .group = "WATCH" },
    { .id = "basis", .title = N_("Basis recorded"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "why", .title = N_("Why"), .type = VALUE_PHRASE, .priority = 1 },
};
// clang-format on

struct watch {
    struct session *session;
    struct table *answer;
    const char *profile;
    GHashTable *recipients; /* user -> institution, of role institution */
    struct volume *volume;  /* NULL: of one file only, nothing to say */
    GHashTable *told;       /* user and consent -> nothing: what was said of a consent is said once */
    int64_t newest;         /* the newest moment of the looks so far */
    int64_t lines, looks, outside, abnormal, own, no_case, furnished, clock_set;
};

static bool report(struct watch *watch, const struct look *look, const char *reason, const char *why, GError **error)
{
    table_row_begin(watch->answer);
    table_add_int(watch->answer, look->seq);
    table_add_int(watch->answer, look->at);
    table_add_text(watch->answer, look->user);
    table_add_text(watch->answer, look->role);
    table_add_int(watch->answer, look->subject);
    table_add_text(watch->answer, look->purpose);
    table_add_text(watch->answer, look->command);
    table_add_text(watch->answer, reason);
    table_add_text(watch->answer, look->basis);
    table_add_text(watch->answer, why);
    return table_row_end(watch->answer, error);
}

static bool report_outside(struct watch *watch, const struct look *look, const char *reason, const char *why,
                           GError **error)
{
    watch->outside++;
    return report(watch, look, reason, why, error);
}

/* ---- what the log says it rested on ------------------------------------------------------------------------------ */

/* The number in "consent 12 clause 2026-1"; 0 when the basis is no consent. */
static int64_t consent_in(const char *basis)
{
    return basis && g_str_has_prefix(basis, "consent ") ? g_ascii_strtoll(basis + strlen("consent "), NULL, 10) : 0;
}

/* The law's words may be written otherwise in a later edition of the tables; that it was a law may not. */
static bool is_same_basis(const char *recorded, const struct access *access)
{
    static const char *const sorts[] = { "law ", "not personal information" };
    if (!access->basis) return true;
    if (!recorded) return false;
    if (access->consent) return consent_in(recorded) == access->consent;
    for (size_t i = 0; i < G_N_ELEMENTS(sorts); i++)
        if (g_str_has_prefix(access->basis, sorts[i])) return g_str_has_prefix(recorded, sorts[i]);
    return strcmp(recorded, access->basis) == 0;
}

/* Whether the consent that the log names was entered only after the look. */
static bool is_backdated(struct watch *watch, const struct look *look, bool *backdated, GError **error)
{
    int64_t found = 0;
    const int64_t consent = consent_in(look->basis);
    *backdated = false;
    if (!store_query_int(
            watch->session->store, &found, 0, error,
            "SELECT 1 FROM consent WHERE subject = ?1 AND entered > ?2 AND (?3 = 0 OR id = ?3) AND answer = "
            "'granted' AND granted <= ?4",
            "iiid", look->subject, look->at, consent, access_day(look->at)))
        return false;
    *backdated = found != 0;
    return true;
}

/* ---- who brought the consent ------------------------------------------------------------------------------------- */

/* Whether this is the first look of that person under that consent. */
static bool is_first(struct watch *watch, const struct look *look, int64_t consent)
{
    return g_hash_table_add(watch->told, g_strdup_printf("%" G_GINT64_FORMAT " %s", consent, look->user));
}

/* The look was allowed, by a consent that the same person had recorded shortly before: nobody else saw the paper. It is
 * no violation; it is what an auditor asks the paper of first. */
static bool report_own(struct watch *watch, const struct look *look, int64_t minutes, bool documented, GError **error)
{
    watch->own++;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, minutes);
    g_autofree char *why = phrase_make(
        documented ? N_("The one who looked recorded the consent {1} minutes before; a document is named")
                   : N_("The one who looked recorded the consent {1} minutes before, and names no document"),
        number, NULL);
    return report(watch, look, "own-consent", why, error);
}

static bool weigh_origin(struct watch *watch, const struct look *look, int64_t consent, GError **error)
{
    enum { MINUTE = 60000 };
    if (!consent) return true;
    g_autoptr(statement_t) row = store_prepare(
        watch->session->store, "SELECT user, entered, batch, reference FROM consent WHERE id = ?1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, consent);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    if (!statement_is_null(row, 2)) { /* the word of whoever sent the file */
        watch->furnished++;
        return true;
    }
    const int64_t minutes = (look->at - statement_int(row, 1)) / MINUTE;
    if (g_strcmp0(statement_text(row, 0), look->user) != 0 || minutes >= consent_policy("own_minutes") ||
        !is_first(watch, look, consent))
        return true;
    const char *document = statement_text(row, 3);
    return report_own(watch, look, minutes, document && *document, error);
}

/* ---- one look ---------------------------------------------------------------------------------------------------- */

static const char *recipient_of(struct watch *watch, const struct look *look, enum role role, GError **error)
{
    if (role != ROLE_INSTITUTION) return "bureau";
    char *known = g_hash_table_lookup(watch->recipients, look->user);
    if (known) return known;
    known = access_recipient(watch->session, look->user, role, error);
    if (known) g_hash_table_insert(watch->recipients, g_strdup(look->user), known);
    return known;
}

static bool refused_then(struct watch *watch, const struct look *look, const struct access *access, GError **error)
{
    const char *reason = access_word(access->verdict);
    bool backdated = false;
    if (access->verdict == ACCESS_CONSENT_MISSING && !is_backdated(watch, look, &backdated, error)) return false;
    if (!backdated) return report_outside(watch, look, reason, access->why, error);
    g_autofree char *why =
        phrase_make(N_("The consent was entered after the look, whatever day stands on the paper"), NULL);
    return report_outside(watch, look, "consent-backdated", why, error);
}

static bool granted_then(struct watch *watch, const struct look *look, const struct access *access, GError **error)
{
    const struct access_rule *rule = access_rule_find(watch->profile, look->purpose);
    if (rule && rule->needs_reference && (!look->basis || !strstr(look->basis, " ref "))) {
        g_autofree char *why = phrase_make(N_("The number of the document it rests on was not recorded"), NULL);
        return report_outside(watch, look, "reference-missing", why, error);
    }
    if (is_same_basis(look->basis, access)) return weigh_origin(watch, look, access->consent, error);
    g_autofree char *rested = g_strconcat(PHRASE_VERBATIM, access->basis, NULL);
    g_autofree char *why = phrase_make(N_("What covered it then is: {1}"), rested, NULL);
    return report_outside(watch, look, "basis-differs", why, error);
}

/* Whether there was a purpose that the role may state; else it is reported. */
static bool purpose_held(struct watch *watch, const struct look *look, enum role role, bool *held, GError **error)
{
    *held = look->purpose && purpose_allowed(look->purpose, role);
    if (*held) return true;
    g_autofree char *why =
        phrase_make(look->purpose ? N_("The role may not state this purpose") : N_("The look states no purpose"), NULL);
    return report_outside(watch, look, look->purpose ? "purpose-mismatch" : "purpose-missing", why, error);
}

/* Under a clock that somebody set back, a consent that has ended would seem to hold: such a look is judged by nobody's
 * word for its moment. */
static bool clock_held(struct watch *watch, const struct look *look, bool *held, GError **error)
{
    enum { SLACK = 60000 };
    watch->clock_set += look->by_hand;
    *held = !look->by_hand || look->at >= watch->newest - SLACK;
    watch->newest = MAX(watch->newest, look->at);
    if (*held) return true;
    g_autofree char *why = phrase_make(N_("The clock was set back by hand: at what moment it was is not known"), NULL);
    return report_outside(watch, look, "clock-back", why, error);
}

/* What is a case's by its nature has one; a purpose that a person stated by themselves may have none behind it. It is
 * no violation of a setting; it is what an auditor asks that person about. */
static bool weigh_case(struct watch *watch, const struct look *look, const struct command *command, GError **error)
{
    bool has;
    const char *kind = look->purpose && !command->purpose ? purpose_case(look->purpose) : "";
    if (!*kind) return true;
    if (!watch_has_case(watch->session, look, kind, &has, error)) return false;
    if (has) return true;
    watch->no_case++;
    g_autofree char *why =
        phrase_make(strcmp(kind, "dispute") == 0 ? N_("No dispute of this person lay behind the look")
                                                 : N_("No request of this person lay behind the look"),
                    NULL);
    return report(watch, look, "no-case", why, error);
}

static bool check_look(struct watch *watch, const struct look *look, unsigned kinds, GError **error)
{
    bool held;
    struct access access;
    const enum role role = role_from_name(look->role);
    watch->looks++;
    if (!clock_held(watch, look, &held, error)) return false;
    if (!held) return true;
    if (!purpose_held(watch, look, role, &held, error)) return false;
    if (!held) return true;
    const char *recipient = recipient_of(watch, look, role, error);
    if (!recipient || !guard_access_at(watch->session, watch->profile, look->purpose, recipient, look->subject, kinds,
                                       look->at, &access, error))
        return false;
    const bool done = access.verdict == ACCESS_GRANTED ? granted_then(watch, look, &access, error)
                                                       : refused_then(watch, look, &access, error);
    access_clear(&access);
    return done;
}

static bool check_volume(struct watch *watch, const struct look *look, GError **error)
{
    bool night;
    const int files = watch->volume ? volume_count(watch->volume, look, &night) : 0;
    if (files == 0) return true;
    g_autofree char *count = g_strdup_printf("%d", files);
    g_autofree char *why = phrase_make(night ? N_("{1} different files within this hour of the night")
                                             : N_("{1} different files within this hour"),
                                       count, NULL);
    watch->abnormal++;
    return report(watch, look, "abnormal-query", why, error);
}

/* ---- the log ----------------------------------------------------------------------------------------------------- */

#define LOOKS                                                                                                          \
    "SELECT seq, at, user, role, subject, purpose, command, basis, entered FROM audit WHERE seq > ?1 AND outcome = "   \
    "'done'"
#define ASKED " AND at >= ?2 AND (?3 IS NULL OR user = ?3) ORDER BY seq LIMIT ?4"
static const char of_all[] = LOOKS " AND subject IS NOT NULL" ASKED;
static const char of_subject[] = LOOKS " AND subject = ?5" ASKED;

struct asked {
    int64_t subject, since;
    const char *user;
};

/* Looks from behind `*seq` on; `*seq` is the last one afterwards, `*count` how many there were. The read ends between
 * two calls, so that a long watch keeps nobody from folding the log of the file. */
static bool check_chunk(struct watch *watch, const struct asked *asked, int64_t *seq, int64_t *count, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(watch->session->store, asked->subject ? of_subject : of_all, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, *seq);
    statement_bind_int(row, 2, asked->since);
    statement_bind_text(row, 3, asked->user);
    statement_bind_int(row, 4, CHUNK);
    if (asked->subject) statement_bind_int(row, 5, asked->subject);
    enum step step;
    *count = 0;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct look look = { .seq = statement_int(row, 0),
                                   .at = statement_int(row, 1),
                                   .user = statement_text(row, 2),
                                   .role = statement_text(row, 3),
                                   .subject = statement_int(row, 4),
                                   .purpose = statement_text(row, 5),
                                   .command = statement_text(row, 6),
                                   .basis = statement_text(row, 7),
                                   .by_hand = !statement_is_null(row, 8) };
        const struct command *command = command_find(look.command);
        *seq = look.seq;
        ++*count;
        if (!command || !(command->needs & NEEDS_PURPOSE)) continue;
        if (!check_look(watch, &look, command->kinds, error) || !weigh_case(watch, &look, command, error) ||
            !check_volume(watch, &look, error))
            return false;
    }
    return step == STEP_DONE;
}

static bool check_all(struct watch *watch, const struct asked *asked, GError **error)
{
    int64_t seq = 0, count = CHUNK;
    if (!store_query_int(watch->session->store, &watch->lines, 0, error, "SELECT max(seq) FROM audit", ""))
        return false;
    while (count == CHUNK) {
        if (session_is_cancelled(watch->session, error)) return false;
        if (!check_chunk(watch, asked, &seq, &count, error)) return false;
        session_progress(watch->session, watch->lines > 0 ? MIN((double)seq / (double)watch->lines, 1) : 1,
                         N_("Going over the looks"));
    }
    return true;
}

/* ---- the act ----------------------------------------------------------------------------------------------------- */

static bool keep_number(struct session *session, const char *key, int64_t value, GError **error)
{
    char text[32];
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    return setting_set(session->store, key, text, error);
}

/* What a watch over the whole log found is kept: the compliance screen and the desk show it. */
static bool keep(const struct watch *watch, GError **error)
{
    struct session *session = watch->session;
    if (!guard_act_begin(session, "consent.watch", NULL, error)) return false;
    if (keep_number(session, "watch.at", session_now(session), error) &&
        keep_number(session, "watch.lines", watch->lines, error) &&
        keep_number(session, "watch.outside", watch->outside, error) &&
        keep_number(session, "watch.abnormal", watch->abnormal, error))
        return guard_act_commit(session, "consent.watch", "kept", error);
    guard_act_rollback(session);
    return false;
}

static int64_t read_number(struct session *session, const char *key)
{
    g_autofree char *text = setting_get(session->store, key, "0");
    return g_ascii_strtoll(text, NULL, 10);
}

void watch_last(struct session *session, struct watch_result *result)
{
    *result = (struct watch_result){ .at = read_number(session, "watch.at"),
                                     .lines = read_number(session, "watch.lines"),
                                     .outside = read_number(session, "watch.outside"),
                                     .abnormal = read_number(session, "watch.abnormal") };
}

/* The first moment of a day, local zone. */
static int64_t day_start(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) start = g_date_time_new_local(year, month, number, 0, 0, 0);
    return start ? g_date_time_to_unix(start) * 1000 : G_MININT64;
}

bool consent_command_watch(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const struct asked asked = { .subject = arguments_int(arguments, "subject", 0),
                                 .since = arguments_has(arguments, "since")
                                              ? day_start(arguments_date(arguments, "since"))
                                              : G_MININT64,
                                 .user = arguments_text(arguments, "user") };
    const bool whole = !asked.subject && !asked.user && !arguments_has(arguments, "since");
    g_autoptr(GHashTable) recipients = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(volume_t) volume = asked.subject ? NULL : volume_new();
    struct watch watch = { .session = session,
                           .answer = answer,
                           .profile = session_profile(session),
                           .recipients = recipients,
                           .told = told,
                           .newest = G_MININT64 / 2,
                           .volume = volume };
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    if (!check_all(&watch, &asked, error) || (whole && !keep(&watch, error))) return false;
    table_fact_int(answer, "lines", N_("Lines of the log"), watch.lines);
    table_fact_int(answer, "looks", N_("Looks"), watch.looks);
    table_fact_int(answer, "outside", N_("Outside the settings"), watch.outside);
    table_fact_int(answer, "abnormal", N_("Unusual volumes"), watch.abnormal);
    table_fact_int(answer, "own_consents", N_("Consents recorded by the one who looked"), watch.own);
    table_fact_int(answer, "no_case", N_("Looks for a case that is not there"), watch.no_case);
    table_fact_int(answer, "furnished", N_("Looks on a consent out of a file"), watch.furnished);
    table_fact_int(answer, "clock_set", N_("Looks under a clock set by hand"), watch.clock_set);
    table_fact_flag(answer, "obeyed", N_("Settings obeyed"), watch.outside == 0);
    return true;
}
