libbureau_a_SOURCES += %D%/admin.h %D%/audit.h %D%/audit_list.c %D%/audit_day.c %D%/audit_proof.c %D%/audit_anchors.c %D%/doctor.c %D%/doctor.h %D%/doctor_store.c %D%/users.c
libbureau_a_SOURCES += %D%/backup.h %D%/backup_drill.c %D%/backup_label.c %D%/backup_list.c %D%/backup_make.c \
  %D%/backup_open.c %D%/backup_prove.c %D%/backup_restore.c %D%/backup_rotation.c %D%/backup_rows.c \
  %D%/backup_schedule.c %D%/backup_target.c %D%/backup_unlock.c %D%/compact.c
libbureau_a_SOURCES += %D%/agent_commands.c %D%/key_commands.c %D%/slots.c %D%/slots.h %D%/user_password.c
