libbureau_a_SOURCES += %D%/command.h %D%/table.h %D%/arguments.c %D%/cell.c %D%/door.c %D%/list.c %D%/private.h %D%/table.c
