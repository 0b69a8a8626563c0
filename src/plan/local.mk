libbureau_a_SOURCES += %D%/plan.h
