libbureau_a_SOURCES += %D%/clauses.c %D%/consent.h %D%/consent_private.h %D%/grant.c %D%/list.c %D%/policy.c \
  %D%/withdraw.c %D%/watch.c %D%/watch_case.c %D%/watch_private.h %D%/watch_volume.c
