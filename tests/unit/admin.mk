# unit tests of admin
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_backup tests/unit/test_backup_keep
TESTS += tests/unit/test_backup tests/unit/test_backup_keep
backup_store = tests/unit/backup_store.c tests/unit/backup_store.h tests/unit/check.h
tests_unit_test_backup_SOURCES = tests/unit/test_backup.c $(backup_store)
tests_unit_test_backup_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_backup_LDADD = $(TEST_LIBS)
tests_unit_test_backup_keep_SOURCES = tests/unit/test_backup_keep.c $(backup_store)
tests_unit_test_backup_keep_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_backup_keep_LDADD = $(TEST_LIBS)
endif
