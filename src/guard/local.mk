libbureau_a_SOURCES += %D%/guard.h %D%/act.c %D%/mask.c %D%/purpose.c %D%/role.c %D%/session.c %D%/setting.c
