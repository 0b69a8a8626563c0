libbureau_a_SOURCES += %D%/law.h %D%/use.c %D%/profile.c %D%/calendar.c %D%/holiday.c %D%/count.c %D%/law_command.c %D%/machine.h %D%/machine.c %D%/certificate.h %D%/certificate.c %D%/compare.c
