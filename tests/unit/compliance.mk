# unit tests of compliance
if HAVE_CMOCKA
compliance_tests = tests/unit/test_compliance tests/unit/test_incident tests/unit/test_assessment tests/unit/test_today
check_PROGRAMS += $(compliance_tests)
TESTS += $(compliance_tests)
tests_unit_test_compliance_SOURCES = tests/unit/test_compliance.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/zip.c tests/unit/zip.h tests/unit/check.h
tests_unit_test_compliance_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_compliance_LDADD = $(TEST_LIBS)
tests_unit_test_incident_SOURCES = tests/unit/test_incident.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_incident_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_incident_LDADD = $(TEST_LIBS)
tests_unit_test_assessment_SOURCES = tests/unit/test_assessment.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_assessment_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_assessment_LDADD = $(TEST_LIBS)
tests_unit_test_today_SOURCES = tests/unit/test_today.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_today_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_today_LDADD = $(TEST_LIBS)
endif
