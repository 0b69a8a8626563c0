/* SPDX-License-Identifier: Apache-2.0 */
/* Why a command cannot be run now, said in full before anybody tries: which right is missing and who has it, that
 * another person must begin, that no store is open, that an earlier day is shown. The faces show it in place. */
#include "command/private.h"

unsigned command_roles(const struct command *command)
{
    return rights_roles(command->id);
}

static const char *const people[] = { N_("credit officers"), N_("customer service"), N_("reviewers"),
                                      N_("auditors"),        N_("data stewards"),    N_("model analysts"),
                                      N_("administrators"),  N_("institutions") };

/* By the number of roles that may. */
static const char *const not_you[] = {
    N_("Nobody has this right here"),
    N_("Not with your role: {1} may do this"),
    N_("Not with your role: {1} and {2} may do this"),
    N_("Not with your role: {1}, {2} and {3} may do this"),
    N_("Not with your role: {1}, {2}, {3} and {4} may do this"),
    N_("Not with your role: {1}, {2}, {3}, {4} and {5} may do this"),
    N_("Not with your role: {1}, {2}, {3}, {4}, {5} and {6} may do this"),
    N_("Not with your role: {1}, {2}, {3}, {4}, {5}, {6} and {7} may do this"),
    N_("Your role does not have this right"),
};
static const char *const not_second[] = {
    N_("Nobody may approve this here"),
    N_("Not with your role: {1} may approve this"),
    N_("Not with your role: {1} and {2} may approve this"),
    N_("Not with your role: {1}, {2} and {3} may approve this"),
    N_("Not with your role: {1}, {2}, {3} and {4} may approve this"),
    N_("Not with your role: {1}, {2}, {3}, {4} and {5} may approve this"),
    N_("Not with your role: {1}, {2}, {3}, {4}, {5} and {6} may approve this"),
    N_("Not with your role: {1}, {2}, {3}, {4}, {5}, {6} and {7} may approve this"),
    N_("Your role does not have this right"),
};

/* There are few sets of roles, so each sentence is made once and kept. */
static const char *name_those(const char *const *formats, unsigned roles)
{
    const char *names[G_N_ELEMENTS(people)];
    size_t count = 0;
    for (unsigned role = 0; role < G_N_ELEMENTS(people); role++)
        if (roles & (1u << role)) names[count++] = people[role];
    g_autofree char *phrase = phrase_make_array(formats[count], names, count);
    return g_intern_string(phrase);
}

static unsigned right_wanted(const struct command *command, bool second)
{
    if (!(command->needs & NEEDS_SECOND)) return RIGHT_DO;
    return second ? RIGHT_CHECK : RIGHT_ASK;
}

static bool lacks_right(const struct command *command, const struct session *session, bool second,
                        struct hindrance *hindrance)
{
    const unsigned wanted = right_wanted(command, second);
    const unsigned rights = rights_of(command->id, session->role);
    if (rights & wanted) return false;
    const unsigned roles = rights_roles_with(command->id, wanted);
    *hindrance = (struct hindrance){ "role", name_those(second ? not_second : not_you, roles),
                                     N_("Ask one of them; an administrator can change what your role is.") };
    if ((rights & RIGHT_CHECK) && wanted == RIGHT_ASK)
        *hindrance = (struct hindrance){ "second-person", N_("Another person asks for this first; you may approve it"),
                                         N_("`bureau second list` shows what waits for you.") };
    return true;
}

bool command_is_hindered(const struct command *command, const struct session *session, bool second,
                         struct hindrance *hindrance)
{
    const bool open = session->store || session->elsewhere;
    if (open && lacks_right(command, session, second, hindrance)) return true;
    if ((command->needs & NEEDS_STORE) && !open) {
        *hindrance =
            (struct hindrance){ "no-store", N_("No store is open"),
                                N_("Make one with `bureau demo` or `bureau init`, or name one with --store.") };
        return true;
    }
    if ((command->flags & COMMAND_WRITES) && date_is_set(session->as_of)) {
        *hindrance = (struct hindrance){ "as-of", N_("Nothing can be changed while an earlier day is shown"),
                                         N_("Go back to today: leave out --as-of.") };
        return true;
    }
    return false;
}

const char *command_why_not(const struct command *command, const struct session *session)
{
    struct hindrance hindrance;
    return command_is_hindered(command, session, false, &hindrance) ? hindrance.why : NULL;
}
