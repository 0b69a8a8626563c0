libbureau_a_SOURCES += %D%/law.h %D%/profile.c %D%/calendar.c %D%/count.c %D%/law_command.c
