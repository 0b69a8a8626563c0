libbureau_a_SOURCES += %D%/certificate.c %D%/list_command.c %D%/purge.c %D%/purge_subject.c %D%/retention.h %D%/retention_private.h %D%/walk.c
