libbureau_a_SOURCES += %D%/request.h %D%/register.h %D%/decision.h %D%/copy.h %D%/steps.c %D%/register.c %D%/open.c %D%/guards.c %D%/act.c \
  %D%/show.c %D%/letter.c %D%/obligations.c %D%/erase.c %D%/protection.c %D%/protection_list.c %D%/decision.c %D%/decision_show.c %D%/override.c \
  %D%/own_report.c %D%/own_file.c %D%/copy.c %D%/copy_gather.c
