libbureau_a_SOURCES += %D%/feature_commands.c %D%/features.c %D%/features.h %D%/file_view.c %D%/file_view.h %D%/measures.c %D%/measures.h %D%/measures_late.c %D%/measures_amounts.c
libbureau_a_SOURCES += %D%/measures_accounts.c %D%/measures_others.c %D%/measures_means.c %D%/measures_statements.c %D%/cleaning.c %D%/cleaning.h
libbureau_a_SOURCES += %D%/derive.h %D%/file_facts.c %D%/file_means.c %D%/means.c %D%/means.h %D%/statements.c %D%/statements.h
libbureau_a_SOURCES += %D%/pack.c %D%/pack.h %D%/pack_private.h %D%/pack_body.c %D%/pack_current.c %D%/pack_derive.c %D%/pack_walk.c
