/* SPDX-License-Identifier: Apache-2.0 */
/* See joint.h. What must stay true: the file put together from the slots' variants is the file that whatif_apply()
 * makes of all their actions, because months pass for each account by itself; every plan is scored again as a whole
 * before it is answered (find.c). */
#include "plan/joint.h"

#include <math.h>
#include <string.h>

/* ---- variants ---------------------------------------------------------------------------------------------------- */

static struct plan_price price_of(const GArray *placed, guint from)
{
    struct plan_price sum = { { 0 } };
    for (guint i = from; i < placed->len; i++)
        sum = plan_price_add(sum, g_array_index(placed, struct placed, i).price);
    return sum;
}

static struct variant variant_make(const struct joint *joint, size_t slot, size_t deed, enum scene_when when)
{
    const struct scene *scene = joint->scene;
    struct variant variant = { .possible = deed == 0 };
    g_autoptr(GArray) placed = g_array_new(FALSE, TRUE, sizeof(struct placed));
    if (deed == 0) return variant;
    if (scene->prefix->len > 0) g_array_append_vals(placed, scene->prefix->data, scene->prefix->len);
    if (!scene_place(scene, slot, deed, when, joint->t, placed)) return variant;
    g_autoptr(GArray) actions = scene_actions(placed, joint->t);
    variant.price = price_of(placed, scene->prefix->len);
    variant.after =
        whatif_apply(scene->file, (const struct action *)(const void *)actions->data, actions->len, NULL, NULL);
    variant.possible = variant.after != NULL;
    return variant;
}

static void make_variants(struct joint *joint, enum scene_when when)
{
    for (size_t s = 0; s < joint->scene->slots->len; s++) {
        const size_t deeds = scene_slot(joint->scene, s)->deeds->len;
        joint->variant[s] = g_new0(struct variant, deeds);
        for (size_t d = 0; d < deeds; d++)
            joint->variant[s][d] = variant_make(joint, s, d, when);
    }
}

/* ---- a file put together ----------------------------------------------------------------------------------------- */

static void take_new_enquiries(GPtrArray *into, const GPtrArray *after, const GPtrArray *drift)
{
    for (guint i = drift->len; i < after->len; i++) /* new ones stand before the others */
        g_ptr_array_add(into, after->pdata[i - drift->len]);
}

/* Accounts that the file left alone does not have (it has the one of debts brought together). */
static void take_new_accounts(GPtrArray *into, const struct dossier *after, const struct dossier *drift)
{
    for (guint i = 0; i < after->accounts->len; i++) {
        struct account *account = after->accounts->pdata[i];
        if (dossier_account(drift, account->id) == NULL) g_ptr_array_add(into, account);
    }
}

/* The account as its deed left it; none when the law has taken it out since. */
static void put_account(struct dossier *file, const struct dossier *after, int64_t account)
{
    for (guint i = 0; i < file->accounts->len; i++) {
        struct account *own = file->accounts->pdata[i], *changed = dossier_account(after, account);
        if (own->id != account) continue;
        if (changed != NULL)
            file->accounts->pdata[i] = changed;
        else
            g_ptr_array_remove_index(file->accounts, i);
        return;
    }
}

static void put_record(struct dossier *file, const struct dossier *after, int64_t record)
{
    for (guint i = 0; i < file->public_records->len; i++)
        for (guint j = 0; j < after->public_records->len; j++) {
            struct public_record *own = file->public_records->pdata[i], *other = after->public_records->pdata[j];
            if (own->fact == record && other->fact == record) file->public_records->pdata[i] = other;
        }
}

static GPtrArray *borrow(const GPtrArray *all)
{
    GPtrArray *copy = g_ptr_array_sized_new(all->len + 4);
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(copy, all->pdata[i]);
    return copy;
}

/* Scores the file in which the slots of a group did these deeds. */
static void score_state(const struct joint *joint, const struct joint_group *group, const uint16_t *deed,
                        double *values, struct score_result *result)
{
    const struct dossier *drift = joint->scene->drift[joint->t];
    struct dossier file = *drift; /* borrows everything */
    g_autoptr(GPtrArray) accounts = borrow(drift->accounts), enquiries = borrow(drift->enquiries),
                         records = borrow(drift->public_records);
    file.accounts = accounts;
    file.enquiries = enquiries;
    file.public_records = records;
    for (size_t i = 0; i < group->slots; i++) {
        const struct slot *slot = scene_slot(joint->scene, group->slot[i]);
        const struct dossier *after = joint->variant[group->slot[i]][deed[i]].after;
        if (after == NULL) continue;
        if (slot->account != 0) put_account(&file, after, slot->account);
        if (slot->record != 0) put_record(&file, after, slot->record);
        take_new_accounts(accounts, after, drift);
        take_new_enquiries(enquiries, after->enquiries, drift->enquiries);
    }
    features_derive(&file, joint->scene->day[joint->t], values);
    model_score(joint->scene->model, values, result);
}

/* ---- states, cheapest first -------------------------------------------------------------------------------------- */

struct partial {
    struct plan_price price;
    uint16_t deed[SCENE_MOST_SLOTS];
};

static gint by_price(gconstpointer left, gconstpointer right, gpointer data)
{
    const enum plan_cost kind = *(const enum plan_cost *)data;
    const struct partial *a = left, *b = right;
    const int order = plan_key_compare(plan_key_of(a->price, kind), plan_key_of(b->price, kind));
    return order != 0 ? order : memcmp(a->deed, b->deed, sizeof a->deed);
}

/* Keeps the cheapest and the dearest: what is dropped is at least as dear as `left` then says. */
static void cut_states(struct joint *joint, GArray *states, size_t most)
{
    if (states->len <= most) return;
    const struct partial last = g_array_index(states, struct partial, states->len - 1);
    const struct plan_key dropped = plan_key_of(g_array_index(states, struct partial, most - 1).price, joint->kind);
    if (joint->whole || plan_key_less(dropped, joint->left)) joint->left = dropped;
    joint->whole = false;
    g_array_index(states, struct partial, most - 1) = last;
    g_array_set_size(states, (guint)most);
}

static GArray *joint_states(struct joint *joint, const struct joint_group *group, size_t most)
{
    GArray *states = g_array_new(FALSE, TRUE, sizeof(struct partial));
    const struct partial nothing = { 0 };
    g_array_append_val(states, nothing);
    for (size_t i = 0; i < group->slots; i++) {
        const struct variant *variant = joint->variant[group->slot[i]];
        GArray *next = g_array_new(FALSE, TRUE, sizeof(struct partial));
        for (guint p = 0; p < states->len; p++)
            for (size_t d = 0; d < scene_slot(joint->scene, group->slot[i])->deeds->len; d++) {
                struct partial one = g_array_index(states, struct partial, p);
                if (!variant[d].possible) continue;
                one.price = plan_price_add(one.price, variant[d].price);
                one.deed[i] = (uint16_t)d;
                g_array_append_val(next, one);
            }
        g_array_unref(states);
        states = next;
        g_array_sort_with_data(states, by_price, &joint->kind);
        cut_states(joint, states, most);
    }
    return states;
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static double count_states(const struct joint *joint, size_t slot)
{
    double possible = 0;
    for (size_t d = 0; d < scene_slot(joint->scene, slot)->deeds->len; d++)
        possible += joint->variant[slot][d].possible;
    return possible;
}

/* `of` takes the group of each slot: slots that one input binds, for a model whose parts do not add up all of them as
 * long as the states of all together are not too many. */
static size_t bind_slots(const struct joint *joint, size_t most, size_t *of)
{
    const size_t slots = joint->scene->slots->len;
    double all = 1;
    for (size_t s = 0; s < slots; s++) {
        of[s] = s;
        all *= count_states(joint, s);
    }
    for (size_t i = 0; i < model_inputs(joint->scene->model); i++) {
        const struct model_input input = model_input_at(joint->scene->model, i);
        const unsigned facts = !joint->adds_up && all <= (double)most ? ~0u : plan_facts_of_input(&input);
        size_t bound = SIZE_MAX;
        for (size_t s = 0; s < slots; s++) {
            if ((scene_slot(joint->scene, s)->facts & facts) == 0) continue;
            if (bound == SIZE_MAX) bound = of[s];
            const size_t from = of[s];
            for (size_t other = 0; other < slots; other++)
                if (of[other] == from) of[other] = bound;
        }
    }
    size_t groups = 0;
    for (size_t s = 0; s < slots; s++) { /* numbered in the order of their first slots */
        if (of[s] >= SCENE_MOST_SLOTS) continue;
        const size_t from = of[s];
        for (size_t other = s; other < slots; other++)
            if (of[other] == from) of[other] = SCENE_MOST_SLOTS + groups;
        groups++;
    }
    for (size_t s = 0; s < slots; s++)
        of[s] -= SCENE_MOST_SLOTS;
    return groups;
}

static void make_members(const struct joint *joint, const size_t *of, size_t place, struct joint_group *group)
{
    unsigned facts = 0;
    const size_t slots = joint->scene->slots->len, inputs = model_inputs(joint->scene->model);
    group->slot = g_new(size_t, slots + 1);
    group->input = g_new(size_t, inputs + 1);
    for (size_t s = 0; s < slots; s++) {
        if (of[s] != place) continue;
        group->slot[group->slots++] = s;
        facts |= scene_slot(joint->scene, s)->facts;
    }
    for (size_t i = 0; i < inputs; i++) {
        const struct model_input input = model_input_at(joint->scene->model, i);
        if ((plan_facts_of_input(&input) & facts) != 0) group->input[group->inputs++] = i;
    }
}

static double input_value(const struct model_input *input, const double *values)
{
    return input->feature < 0 ? FEATURE_MISSING : values[input->feature];
}

static void score_states(const struct joint *joint, struct joint_group *group, const GArray *states)
{
    g_autofree double *values = g_new(double, feature_count() + 1);
    group->count = states->len;
    group->deed = g_new(uint16_t, group->count * group->slots + 1);
    group->price = g_new(struct plan_price, group->count);
    group->points = g_new0(int, group->count);
    group->value = g_new(double, group->count * group->inputs + 1);
    for (size_t s = 0; s < group->count; s++) {
        const struct partial *state = &g_array_index(states, struct partial, s);
        struct score_result result;
        score_state(joint, group, state->deed, values, &result);
        memcpy(group->deed + s * group->slots, state->deed, group->slots * sizeof *state->deed);
        group->price[s] = state->price;
        for (size_t i = 0; i < group->inputs; i++) {
            const struct model_input input = model_input_at(joint->scene->model, group->input[i]);
            group->value[s * group->inputs + i] = input_value(&input, values);
            group->points[s] += joint->adds_up ? result.part[group->input[i]].points : 0;
        }
        if (!joint->adds_up) group->points[s] = result.score;
    }
}

/* Whether the parts are the inputs, in their order, and their points add up to the score. */
static bool card_adds_up(const struct model *model, const struct score_result *result)
{
    const enum model_kind kind = model_kind(model);
    int sum = result->base;
    if ((kind != MODEL_SCORECARD && kind != MODEL_EXPERT) || result->parts != model_inputs(model)) return false;
    for (size_t i = 0; i < result->parts; i++) {
        if (strcmp(result->part[i].characteristic, model_input_at(model, i).id) != 0) return false;
        sum += result->part[i].points;
    }
    return CLAMP(sum, model_lowest(model), model_highest(model)) == result->score;
}

static void score_drift(struct joint *joint)
{
    const size_t inputs = model_inputs(joint->scene->model);
    g_autofree double *values = g_new(double, feature_count() + 1);
    features_derive(joint->scene->drift[joint->t], joint->scene->day[joint->t], values);
    model_score(joint->scene->model, values, &joint->drift);
    joint->drift_inputs = g_new(double, inputs + 1);
    for (size_t i = 0; i < inputs; i++) {
        const struct model_input input = model_input_at(joint->scene->model, i);
        joint->drift_inputs[i] = input_value(&input, values);
    }
    joint->adds_up = card_adds_up(joint->scene->model, &joint->drift);
}

struct joint *joint_new(const struct scene *scene, int t, enum scene_when when, const struct month_request *request)
{
    struct joint *joint = g_new0(struct joint, 1);
    size_t of[SCENE_MOST_SLOTS];
    *joint = (struct joint){ .scene = scene, .t = t, .kind = request->kind, .whole = true };
    score_drift(joint);
    make_variants(joint, when);
    joint->groups = bind_slots(joint, (size_t)request->states, of);
    joint->group = g_new0(struct joint_group, joint->groups + 1);
    for (size_t g = 0; g < joint->groups; g++) {
        make_members(joint, of, g, &joint->group[g]);
        g_autoptr(GArray) states = joint_states(joint, &joint->group[g], (size_t)request->states);
        score_states(joint, &joint->group[g], states);
    }
    return joint;
}

void joint_free(struct joint *joint)
{
    if (joint == NULL) return;
    for (size_t s = 0; s < joint->scene->slots->len; s++) {
        for (size_t d = 0; d < scene_slot(joint->scene, s)->deeds->len; d++)
            dossier_free(joint->variant[s][d].after);
        g_free(joint->variant[s]);
    }
    for (size_t g = 0; g < joint->groups; g++) {
        g_free(joint->group[g].slot);
        g_free(joint->group[g].input);
        g_free(joint->group[g].deed);
        g_free(joint->group[g].price);
        g_free(joint->group[g].points);
        g_free(joint->group[g].value);
    }
    g_free(joint->group);
    g_free(joint->drift_inputs);
    g_free(joint);
}
