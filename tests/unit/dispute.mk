# unit tests of dispute
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_dispute tests/unit/test_dispute_rules tests/unit/test_letters tests/unit/test_dispute_asks
TESTS += tests/unit/test_dispute tests/unit/test_dispute_rules tests/unit/test_letters tests/unit/test_dispute_asks
fixture_files = tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_dispute_SOURCES = tests/unit/test_dispute.c $(fixture_files)
tests_unit_test_dispute_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_dispute_LDADD = $(TEST_LIBS)
tests_unit_test_dispute_rules_SOURCES = tests/unit/test_dispute_rules.c $(fixture_files)
tests_unit_test_dispute_rules_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_dispute_rules_LDADD = $(TEST_LIBS)
tests_unit_test_letters_SOURCES = tests/unit/test_letters.c $(fixture_files)
tests_unit_test_letters_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_letters_LDADD = $(TEST_LIBS)
tests_unit_test_dispute_asks_SOURCES = tests/unit/test_dispute_asks.c tests/unit/check.h
tests_unit_test_dispute_asks_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_dispute_asks_LDADD = $(TEST_LIBS)
endif
