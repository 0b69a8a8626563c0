libbureau_a_SOURCES += %D%/compliance.h
libbureau_a_SOURCES += %D%/incident.h %D%/incident_rules.c %D%/incident.c %D%/incident_open.c %D%/incident_act.c \
  %D%/incident_letter.c %D%/incident_show.c %D%/assessment.h %D%/assessment.c %D%/assessment_missing.c
libbureau_a_SOURCES += %D%/today.c
libbureau_a_SOURCES += %D%/figures.h %D%/figures.c %D%/state.c %D%/articles.c
