/* SPDX-License-Identifier: Apache-2.0 */
/* See audit_verdict.h. */
#include "screen/audit_verdict.h"

#include "screen/look.h"

void audit_verdict_clear(struct audit_verdict *verdict)
{
    table_free(verdict->verified);
    table_free(verdict->head);
    *verdict = (struct audit_verdict){ 0 };
}

static int64_t number(const struct table *table, const char *fact)
{
    const struct cell *cell = fact_cell(table, fact);
    return cell != NULL ? cell->integer : 0;
}

static bool is_intact(const struct table *table)
{
    return number(table, "intact") != 0;
}

/* "Line 1,204 is not what it was: ..." */
static char *finding(const struct table *table)
{
    g_autofree char *reason = fact_text(table, "reason"), *line = fact_text(table, "first_bad");
    const bool there = number(table, "first_bad") > 0;
    return there ? g_strdup_printf(_("NOT INTACT at line %s: %s"), line, reason)
                 : g_strdup_printf(_("NOT INTACT: %s"), reason);
}

static char *first_line(const struct audit_verdict *verdict, const char *key)
{
    if (verdict->verified == NULL)
        return g_strdup_printf(_("Not verified in this visit; %s goes over every line."), key);
    if (!is_intact(verdict->verified)) return finding(verdict->verified);
    g_autofree char *lines = fact_text(verdict->verified, "lines");
    g_autofree char *anchors = fact_text(verdict->verified, "anchors");
    g_autofree char *outside = fact_text(verdict->verified, "anchors_outside");
    return g_strdup_printf(_("Intact: %s lines, %s anchors, %s of them kept outside"), lines, anchors, outside);
}

static char *second_line(const struct audit_verdict *verdict)
{
    const struct table *table = verdict->verified != NULL ? verdict->verified : verdict->head;
    if (table == NULL) return g_strdup("");
    g_autofree char *words = verdict->for_picture ? g_strdup("…") : fact_text(table, "words");
    return g_strdup_printf(_("Head: %s"), words);
}

void audit_verdict_draw(const struct audit_verdict *verdict, const char *key, struct canvas *canvas, struct rect area)
{
    g_autofree char *first = first_line(verdict, key), *second = second_line(verdict);
    const style_t ink = verdict->verified == NULL      ? INK_DIM
                        : is_intact(verdict->verified) ? INK_GOOD
                                                       : INK_BAD | STYLE_BOLD;
    canvas_text(canvas, area.x + 1, area.y, area.w - 2, first, ink);
    canvas_text(canvas, area.x + 1, area.y + 1, area.w - 2, second, INK_DIM);
}

static void append_fact(GString *text, const struct table *table, const char *label, const char *fact)
{
    g_autofree char *value = fact_text(table, fact);
    g_string_append_printf(text, "%s: %s\n", label, value);
}

char *audit_verdict_text(const struct audit_verdict *verdict)
{
    const struct table *table = verdict->verified;
    if (table == NULL) return NULL;
    g_autofree char *first = first_line(verdict, "");
    GString *text = g_string_new(first);
    g_string_append(text, "\n\n");
    append_fact(text, table, _("Lines"), "lines");
    append_fact(text, table, _("Anchors found"), "anchors");
    append_fact(text, table, _("Anchors kept outside the store"), "anchors_outside");
    append_fact(text, table, _("Anchors that cannot be read"), "anchors_damaged");
    append_fact(text, table, _("Lines older than the one before"), "clock_back");
    append_fact(text, table, _("Lines under a clock set by hand"), "clock_set");
    if (!verdict->for_picture) append_fact(text, table, _("Head"), "words");
    if (!is_intact(table)) {
        if (fact_cell(table, "table") != NULL) append_fact(text, table, _("Facts that differ"), "table");
        g_string_append_printf(
            text, "\n%s",
            _("Write nothing more into this store. Keep it as it is, tell the administrator, and compare "
              "with the newest backup."));
    }
    return g_string_free(text, FALSE);
}
