libbureau_a_SOURCES += %D%/model_commands.c %D%/models.h
libbureau_a_SOURCES += %D%/life.c %D%/life.h %D%/validate.c %D%/check.c %D%/check.h
libbureau_a_SOURCES += %D%/outcomes.c %D%/outcomes.h %D%/pairs.c %D%/pairs.h %D%/compare.c
libbureau_a_SOURCES += %D%/export.c %D%/export.h %D%/export_c.c %D%/export_pmml.c %D%/export_sql.c
libbureau_a_SOURCES += %D%/month.c %D%/month.h %D%/watch.c %D%/drift.c %D%/card_text.c %D%/feedback.c
