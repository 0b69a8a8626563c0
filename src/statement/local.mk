libbureau_a_SOURCES += %D%/statement.h
