/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of the log: the chain from the first line to the last, the anchors against the lines they saw, and the
 * facts against the digest of the last line. All in one read transaction, so that others may go on writing meanwhile.
 */
#include "guard/anchor.h"

#include <string.h>

enum { PROGRESS_EVERY = 16384 };

struct walk {
    struct session *session;
    struct guard_verdict *verdict;
    GPtrArray *anchors; /* by line */
    guint next_anchor;  /* the first that was not met yet */
    uint8_t key[VAULT_KEY];
    int64_t newest_change; /* of the lines */
    int64_t expected;      /* lines, for the progress */
};

static void find(struct guard_verdict *verdict, int64_t line, char *reason)
{
    if (!verdict->intact) {
        g_free(reason); /* the first finding is the one that is named */
        return;
    }
    verdict->intact = false;
    verdict->first_bad = line;
    verdict->reason = reason;
}

static char *number(int64_t value)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, value);
}

static void find_line(struct guard_verdict *verdict, int64_t line, const char *format)
{
    g_autofree char *text = number(line);
    find(verdict, line, phrase_make(format, text, NULL));
}

/* ---- the chain ---- */

enum { SEQ, AT, ENTERED, USER, ROLE, COMMAND, SUBJECT, DISPUTE, PURPOSE, BASIS, NOTE, OUTCOME, CHANGE, STATE, HASH };
static const char all_lines[] =
    "SELECT seq, at, entered, user, role, command, subject, dispute, purpose, basis, note, outcome, change, state, "
    "hash "
    "FROM audit ORDER BY seq";

static void look_at_clock(struct guard_verdict *verdict, const struct line *line)
{
    if (line->entered) verdict->clock_set++;
    if (verdict->head.seq == 0 || line->at >= verdict->head.at) return;
    if (verdict->clock_back++ == 0) verdict->first_clock_back = line->seq;
}

/* Anchors that saw this line, or one that is not there. */
static void meet_anchors(struct walk *walk, const struct line *line, const uint8_t *hash)
{
    for (; walk->next_anchor < walk->anchors->len; walk->next_anchor++) {
        struct guard_anchor *anchor = g_ptr_array_index(walk->anchors, walk->next_anchor);
        if (anchor->seq > line->seq) return;
        anchor->fits = anchor->seq == line->seq && memcmp(anchor->head, hash, LINE_HASH) == 0;
    }
}

static void check_line(struct walk *walk, struct statement *row)
{
    struct guard_verdict *verdict = walk->verdict;
    uint8_t hash[LINE_HASH];
    size_t state_length, hash_length;
    const struct line line = { .seq = statement_int(row, SEQ),
                               .at = statement_int(row, AT),
                               .entered = statement_int(row, ENTERED),
                               .subject = statement_int(row, SUBJECT),
                               .dispute = statement_int(row, DISPUTE),
                               .change = statement_int(row, CHANGE),
                               .user = statement_text(row, USER),
                               .role = statement_text(row, ROLE),
                               .command = statement_text(row, COMMAND),
                               .purpose = statement_text(row, PURPOSE),
                               .basis = statement_text(row, BASIS),
                               .note = statement_text(row, NOTE),
                               .outcome = statement_text(row, OUTCOME),
                               .state = statement_bytes(row, STATE, &state_length) };
    const uint8_t *written = statement_bytes(row, HASH, &hash_length);
    if (line.seq != verdict->head.seq + 1) {
        find_line(verdict, verdict->head.seq + 1, N_("Line {1} of the log is missing"));
        return;
    }
    bool fits = state_length == STORE_STATE && hash_length == LINE_HASH;
    if (fits) {
        chain_hash(walk->key, verdict->head.hash, &line, hash);
        fits = memcmp(hash, written, LINE_HASH) == 0;
    }
    if (!fits) {
        find_line(verdict, line.seq, N_("Line {1} of the log is not as it was written"));
        return;
    }
    look_at_clock(verdict, &line);
    meet_anchors(walk, &line, hash);
    verdict->head.seq = line.seq;
    verdict->head.at = line.at;
    memcpy(verdict->head.hash, hash, LINE_HASH);
    memcpy(verdict->head.state, line.state, STORE_STATE);
    walk->newest_change = MAX(walk->newest_change, line.change);
}

static bool walk_lines(struct walk *walk, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(walk->session->store, all_lines, error);
    if (!row) return false;
    enum step step = STEP_DONE;
    while (walk->verdict->intact && (step = statement_step(row, error)) == STEP_ROW) {
        check_line(walk, row);
        if (walk->verdict->head.seq % PROGRESS_EVERY == 0)
            session_progress(walk->session, (double)walk->verdict->head.seq / (double)MAX(walk->expected, 1),
                             N_("Checking the log"));
    }
    return step != STEP_ERROR;
}

/* ---- the anchors ---- */

static void find_anchor(struct guard_verdict *verdict, const struct guard_anchor *anchor)
{
    g_autofree char *line = number(anchor->seq), *last = number(verdict->head.seq);
    if (!anchor->good) {
        find(verdict, anchor->seq,
             phrase_make(N_("The anchor of line {1} does not carry the signature of {2}"), line, anchor->user, NULL));
    } else if (anchor->seq > verdict->head.seq) {
        find(verdict, verdict->head.seq + 1,
             phrase_make(N_("The log ends at line {1}, and {2} signed line {3}: it was cut, or the store put back"),
                         last, anchor->user, line, NULL));
    } else {
        find(verdict, anchor->seq,
             phrase_make(N_("Line {1} of the log is not the one that {2} signed"), line, anchor->user, NULL));
    }
}

static void check_anchors(struct walk *walk)
{
    g_autoptr(keyfile_t) keyfile = NULL;
    for (guint i = 0; i < walk->anchors->len; i++) {
        struct guard_anchor *anchor = g_ptr_array_index(walk->anchors, i);
        walk->verdict->anchors++;
        if (anchor->outside) walk->verdict->anchors_outside++;
        if (anchor->fits && anchor->good) continue;
        if (!keyfile) keyfile = keyfile_read(store_directory(walk->session->store), NULL);
        anchor->good = anchor->good || anchor_is_signed(walk->session, keyfile, anchor);
        if (!anchor->fits || !anchor->good) find_anchor(walk->verdict, anchor);
    }
}

/* ---- the facts ---- */

/* A change that no line tells of: the tail of the log was cut and nobody had signed it. */
static bool check_changes(struct walk *walk, GError **error)
{
    int64_t newest;
    if (!store_query_int(walk->session->store, &newest, 0, error, "SELECT max(id) FROM change", "")) return false;
    if (newest <= walk->newest_change) return true;
    g_autofree char *change = number(newest);
    find(walk->verdict, walk->verdict->head.seq + 1,
         phrase_make(N_("The log has no line for change {1}"), change, NULL));
    return true;
}

static void show_tables(void *data, int64_t done, int64_t tables)
{
    session_progress(data, (double)done / (double)MAX(tables, 1), N_("Comparing the facts with the log"));
}

static bool check_facts(struct walk *walk, GError **error)
{
    uint8_t live[STORE_STATE];
    struct guard_verdict *verdict = walk->verdict;
    g_autoptr(GPtrArray) tables = store_state_scan(walk->session->store, live, show_tables, walk->session, error);
    if (!tables) return false;
    for (guint i = 0; i < tables->len && !verdict->table; i++) {
        const struct store_table_state *table = g_ptr_array_index(tables, i);
        if (!table->differs) continue;
        verdict->table = g_strdup(table->name);
        find(verdict, 0,
             phrase_make(N_("The rows of the table {1} are not those that the log tells of"), verdict->table, NULL));
    }
    if (memcmp(live, verdict->head.state, STORE_STATE) != 0)
        find(verdict, 0, g_strdup(N_("The facts are not those that the last line of the log tells of")));
    return true;
}

static bool verify(struct walk *walk, bool facts, GError **error)
{
    struct guard_verdict *verdict = walk->verdict;
    if (!store_query_int(walk->session->store, &walk->expected, 0, error, "SELECT count(*) FROM audit", ""))
        return false;
    verdict->lines = walk->expected;
    if (!walk_lines(walk, error)) return false;
    /* behind a line that is wrong nothing more can be said */
    if (!verdict->intact) return true;
    check_anchors(walk);
    return check_changes(walk, error) && (!facts || !verdict->intact || check_facts(walk, error));
}

bool guard_verify(struct session *session, bool facts, struct guard_verdict *verdict, GError **error)
{
    unsigned damaged;
    *verdict = (struct guard_verdict){ .intact = true };
    struct walk walk = { .session = session, .verdict = verdict };
    /* read before the log: an anchor written meanwhile would be of a line that this reading does not see */
    g_autoptr(GPtrArray) anchors = walk.anchors = guard_anchors(session, &damaged);
    verdict->anchors_damaged = damaged;
    if (!store_begin_read(session->store, error)) return false;
    chain_key(session->store, walk.key);
    const bool done = verify(&walk, facts, error);
    secret_wipe(walk.key, sizeof walk.key);
    store_end_read(session->store);
    if (done) return true;
    guard_verdict_clear(verdict);
    return false;
}

void guard_verdict_clear(struct guard_verdict *verdict)
{
    g_clear_pointer(&verdict->reason, g_free);
    g_clear_pointer(&verdict->table, g_free);
}
