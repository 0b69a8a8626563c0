libbureau_a_SOURCES += %D%/store.h %D%/private.h %D%/store.c %D%/harden.c %D%/migrate.c %D%/statement.c %D%/transaction.c %D%/digest.h %D%/digest.c %D%/row_sum.c %D%/state.c %D%/insert.c
libbureau_a_SOURCES += %D%/backup.h %D%/backup.c %D%/rows.h %D%/rows.c %D%/optimize.h %D%/optimize.c
libbureau_a_SOURCES += %D%/vfs_private.h %D%/vfs.c %D%/vfs_file.c %D%/vfs_database.c %D%/vfs_wal.c %D%/vfs_damage.c \
  %D%/vfs_journal.c %D%/memory.c %D%/engine.c %D%/selftest.c %D%/copy.c %D%/pages.c
libbureau_a_SOURCES += %D%/rekey.c
