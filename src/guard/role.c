/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/guard.h"

#include <string.h>

static const struct {
    enum role role;
    const char *name;
} roles[] = {
    { ROLE_OFFICER, "officer" },
    { ROLE_SERVICE, "service" },
    { ROLE_REVIEWER, "reviewer" },
    { ROLE_AUDITOR, "auditor" },
    { ROLE_STEWARD, "steward" },
    { ROLE_ANALYST, "analyst" },
    { ROLE_ADMINISTRATOR, "administrator" },
    { ROLE_INSTITUTION, "institution" },
};

const char *role_name(enum role role)
{
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
        if (roles[i].role == role) return roles[i].name;
    return "nobody";
}

enum role role_from_name(const char *name)
{
    for (size_t i = 0; name && i < G_N_ELEMENTS(roles); i++)
        if (strcmp(roles[i].name, name) == 0) return roles[i].role;
    return 0;
}
