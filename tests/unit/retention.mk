# unit tests of retention
if HAVE_CMOCKA
retention_tests = tests/unit/test_retention tests/unit/test_purge tests/unit/test_intake_rules
check_PROGRAMS += $(retention_tests)
TESTS += $(retention_tests)
tests_unit_test_retention_SOURCES = tests/unit/test_retention.c tests/unit/subject_store.c tests/unit/subject_store.h tests/unit/check.h
tests_unit_test_retention_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_retention_LDADD = $(TEST_LIBS)
tests_unit_test_purge_SOURCES = tests/unit/test_purge.c tests/unit/subject_store.c tests/unit/subject_store.h tests/unit/check.h
tests_unit_test_purge_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_purge_LDADD = $(TEST_LIBS)
tests_unit_test_intake_rules_SOURCES = tests/unit/test_intake_rules.c tests/unit/subject_store.c tests/unit/subject_store.h tests/unit/check.h
tests_unit_test_intake_rules_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_intake_rules_LDADD = $(TEST_LIBS)
endif
