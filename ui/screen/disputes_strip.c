/* SPDX-License-Identifier: Apache-2.0 */
/* The strip above the queue: lanes by days left with how many stand in each, and below them who is waited for, what is
 * one's own, and where a furnisher contradicts itself. What is open stands in brackets, not only in colour. */
#include "base/codes.h"
#include "base/text.h"
#include "screen/disputes_view.h"
#include "widget/chrome.h"

#include <string.h>

const char *queue_tab_word(size_t tab)
{
    return tab >= QUEUE_CLOSED ? "closed" : desk_lane_word((enum desk_lane)tab);
}

size_t queue_tab_of_word(const char *word)
{
    for (size_t i = 0; word != NULL && i < QUEUE_TABS; i++)
        if (strcmp(word, queue_tab_word(i)) == 0) return i;
    return LANE_ALL;
}

/* A long queue is counted in thousands where there is no room for more: 107k stands for 107,230. */
static char *count_text(int64_t count, bool brief)
{
    if (!brief || count < 10000) return g_strdup_printf("%" G_GINT64_FORMAT, count);
    return g_strdup_printf("%" G_GINT64_FORMAT "k", count / 1000);
}

/* The titles of the lanes; answers how wide they are together. */
static int lane_titles(const struct disputes_view *disputes, bool brief, GPtrArray *titles)
{
    int width = 0;
    for (size_t i = 0; i < QUEUE_TABS; i++) {
        const bool closed = i == QUEUE_CLOSED;
        const char *title = closed ? _("closed") : codes_label("DESK_LANE", queue_tab_word(i), language_code());
        g_autofree char *count = closed ? NULL : count_text(disputes->counts.lane[i], brief);
        g_ptr_array_add(titles,
                        disputes->counted && !closed ? g_strdup_printf("%s %s", title, count) : g_strdup(title));
        width += text_width(titles->pdata[i]) + 2;
    }
    g_ptr_array_add(titles, NULL);
    return width;
}

static void draw_lanes(const struct disputes_view *disputes, struct canvas *canvas, struct rect row)
{
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
    if (lane_titles(disputes, false, titles) > row.w) {
        g_ptr_array_set_size(titles, 0);
        lane_titles(disputes, true, titles);
    }
    tabs_draw(canvas, row.x, row.y, row.w, (const char *const *)titles->pdata, disputes->part.tab);
}

/* One choice of the second line; answers where the next begins. */
static int draw_choice(struct canvas *canvas, int x, int y, int end, const char *text, bool open, const char *command,
                       int argument, enum ink ink)
{
    const int width = text_width(text) + 2;
    if (x + width > end) return end;
    canvas_format(canvas, x, y, width, open ? INK_ACCENT | STYLE_BOLD : ink, open ? "[%s]" : " %s ", text);
    canvas_link(canvas, rect_make(x, y, width, 1), command, argument);
    return x + width;
}

struct choice {
    char *text;
    bool open;
    const char *command;
    int argument;
    enum ink ink;
};

static void choice_clear(gpointer choice)
{
    g_free(((struct choice *)choice)->text);
}

static void add_choice(GArray *choices, const char *word, int64_t count, bool brief, const struct choice *choice)
{
    struct choice added = *choice;
    g_autofree char *number = count_text(count, brief);
    added.text = g_strdup_printf("%s %s", word, number);
    g_array_append_val(choices, added);
}

/* Who is waited for, where there is any case; what is one's own; contradictions. */
static GArray *choices_of(const struct disputes_view *disputes, bool brief)
{
    const struct queue_part *part = &disputes->part;
    const struct desk_counts *counts = &disputes->counts;
    GArray *choices = g_array_new(FALSE, FALSE, sizeof(struct choice));
    g_array_set_clear_func(choices, choice_clear);
    struct choice anyone = { g_strdup(_("anyone")), part->waiting == 0, "disputes.waiting", 0, INK_TEXT };
    g_array_append_val(choices, anyone);
    const char *word;
    for (size_t i = 0; i < DESK_WAITING_MOST && (word = desk_waiting(i)) != NULL; i++)
        if (counts->waiting[i] > 0 || part->waiting == i + 1)
            add_choice(choices, codes_label("DISPUTE_WAITING", word, language_code()), counts->waiting[i], brief,
                       &(struct choice){ NULL, part->waiting == i + 1, "disputes.waiting", (int)i + 1, INK_TEXT });
    add_choice(choices, _("mine"), counts->mine, brief,
               &(struct choice){ NULL, part->mine, "disputes.mine", -1, INK_TEXT });
    if (counts->contrary > 0 || part->contrary)
        add_choice(choices, _("contrary"), counts->contrary, brief,
                   &(struct choice){ NULL, part->contrary, "disputes.contrary", -1, INK_WARN });
    return choices;
}

static int choices_width(const GArray *choices)
{
    int width = 0;
    for (guint i = 0; i < choices->len; i++)
        width += text_width(g_array_index(choices, struct choice, i).text) + 2;
    return width;
}

static void draw_waiting(const struct disputes_view *disputes, struct canvas *canvas, struct rect row)
{
    const char *order = disputes->part.by_target ? _("by our target") : _("by legal day"), *title = _("waits for");
    const int tail = text_width(order), end = row.x + row.w - tail - 1, head = text_width(title) + 1;
    g_autoptr(GArray) choices = choices_of(disputes, false);
    if (choices_width(choices) + head > end - row.x - 1) {
        g_array_unref(choices);
        choices = choices_of(disputes, true);
    }
    int x = row.x + 1;
    if (choices_width(choices) + head <= end - x) x += canvas_text(canvas, x, row.y, end - x, title, INK_DIM) + 1;
    for (guint i = 0; i < choices->len; i++) {
        const struct choice *choice = &g_array_index(choices, struct choice, i);
        x = draw_choice(canvas, x, row.y, end, choice->text, choice->open, choice->command, choice->argument,
                        choice->ink);
    }
    canvas_text(canvas, end + 1, row.y, tail, order, INK_DIM);
}

void queue_strip_draw(const struct disputes_view *disputes, struct canvas *canvas, struct rect area)
{
    draw_lanes(disputes, canvas, rect_cut_top(&area, 1));
    if (disputes->counted) draw_waiting(disputes, canvas, rect_cut_top(&area, 1));
}

/* Those who are waited for now, in turn; nobody is stopped at where no case is. */
static size_t waiting_after(const struct disputes_view *disputes)
{
    for (size_t i = disputes->part.waiting; i < DESK_WAITING_MOST && desk_waiting(i) != NULL; i++)
        if (disputes->counts.waiting[i] > 0) return i + 1;
    return 0;
}

bool queue_strip_command(struct disputes_view *disputes, const char *id, int argument, bool *other)
{
    const struct queue_part before = disputes->part;
    struct queue_part *part = &disputes->part;
    if (strcmp(id, "tab.next") == 0)
        part->tab = (part->tab + 1) % QUEUE_TABS;
    else if (strcmp(id, "tab.previous") == 0)
        part->tab = (part->tab + QUEUE_TABS - 1) % QUEUE_TABS;
    else if (strcmp(id, "tab.go") == 0)
        part->tab = argument >= 0 && argument < QUEUE_TABS ? (size_t)argument : part->tab;
    else if (strcmp(id, "disputes.waiting") == 0)
        part->waiting = argument >= 0 ? (size_t)argument : waiting_after(disputes);
    else if (strcmp(id, "disputes.mine") == 0)
        part->mine = !part->mine;
    else if (strcmp(id, "disputes.contrary") == 0)
        part->contrary = !part->contrary;
    else if (strcmp(id, "disputes.order") == 0)
        part->by_target = !part->by_target;
    else
        return false;
    *other = before.tab != part->tab || before.waiting != part->waiting || before.mine != part->mine ||
             before.contrary != part->contrary || before.by_target != part->by_target;
    return true;
}
