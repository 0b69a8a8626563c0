libbureau_a_SOURCES += %D%/desk.h
