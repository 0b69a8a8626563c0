# unit tests of request
if HAVE_CMOCKA
request_tests = tests/unit/test_request tests/unit/test_protection tests/unit/test_decision tests/unit/test_erase
check_PROGRAMS += $(request_tests)
TESTS += $(request_tests)
request_files = tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_request_SOURCES = tests/unit/test_request.c $(request_files)
tests_unit_test_request_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_request_LDADD = $(TEST_LIBS)
tests_unit_test_protection_SOURCES = tests/unit/test_protection.c $(request_files)
tests_unit_test_protection_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_protection_LDADD = $(TEST_LIBS)
tests_unit_test_decision_SOURCES = tests/unit/test_decision.c $(request_files)
tests_unit_test_decision_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_decision_LDADD = $(TEST_LIBS)
tests_unit_test_erase_SOURCES = tests/unit/test_erase.c $(request_files)
tests_unit_test_erase_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_erase_LDADD = $(TEST_LIBS)
endif
