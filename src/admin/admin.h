/* SPDX-License-Identifier: Apache-2.0 */
/* admin: keeping the place. Users and their roles, and the doctor that says what is wrong with the machine.
 * For:    user list, add, role, remove; doctor.
 * Uses:   command, guard, store, base.
 * Never:  sees a subject's file. */
#pragma once
#include "command/command.h"

bool admin_command_users(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_add(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_role(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_remove(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_doctor(struct session *, const struct arguments *, struct table *, GError **);
