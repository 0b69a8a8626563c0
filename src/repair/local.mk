libbureau_a_SOURCES += %D%/repair.h
