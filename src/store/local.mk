libbureau_a_SOURCES += %D%/store.h %D%/private.h %D%/store.c %D%/harden.c %D%/migrate.c %D%/statement.c %D%/transaction.c
