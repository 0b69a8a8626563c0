# unit tests of consent, of the access check behind the door, and of the watch over the log
if HAVE_CMOCKA
consent_tests = tests/unit/test_access tests/unit/test_consent tests/unit/test_watch
check_PROGRAMS += $(consent_tests)
TESTS += $(consent_tests)
consent_sources = tests/unit/consent_fixture.c tests/unit/consent_fixture.h tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_access_SOURCES = tests/unit/test_access.c $(consent_sources)
tests_unit_test_access_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_access_LDADD = $(TEST_LIBS)
tests_unit_test_consent_SOURCES = tests/unit/test_consent.c $(consent_sources)
tests_unit_test_consent_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_consent_LDADD = $(TEST_LIBS)
tests_unit_test_watch_SOURCES = tests/unit/test_watch.c $(consent_sources)
tests_unit_test_watch_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_watch_LDADD = $(TEST_LIBS)
endif
