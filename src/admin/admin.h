/* SPDX-License-Identifier: Apache-2.0 */
/* admin: keeping the place. Users and their roles, the log and its proof, and the doctor that says what is wrong with
 * the machine. For:    users, their roles and passphrases; the key file; the agent; audit list, verify, head, day,
 * anchors; store verify; doctor. Uses:   command, guard, store, vault, base. Never:  sees a subject's file. */
#pragma once
#include "admin/audit.h"
#include "command/command.h"

bool admin_command_users(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_add(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_role(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_remove(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_user_password(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_key_list(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_key_recovery(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_key_rotate(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_agent_start(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_agent_list(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_agent_stop(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_doctor(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_make(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_restore(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_drill(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_show(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_list(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_schedule(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_run(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_rows(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_backup_open(struct session *, const struct arguments *, struct table *, GError **);
bool admin_command_compact(struct session *, const struct arguments *, struct table *, GError **);

/* Whether the schedule of the open store asks for a backup now: cheap, for looking every few minutes. The command is
 * `backup.run`. */
bool admin_backup_is_due(struct session *session);
