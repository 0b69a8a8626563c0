libbureau_a_SOURCES += %D%/statement.h %D%/private.h %D%/rules.c %D%/write.c %D%/command.c
