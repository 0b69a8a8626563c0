# unit tests of training
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_binning tests/unit/test_logistic tests/unit/test_evaluate tests/unit/test_scorecard
TESTS += tests/unit/test_binning tests/unit/test_logistic tests/unit/test_evaluate tests/unit/test_scorecard
tests_unit_test_binning_SOURCES = tests/unit/test_binning.c tests/unit/check.h
tests_unit_test_binning_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_binning_LDADD = $(TEST_LIBS)
tests_unit_test_logistic_SOURCES = tests/unit/test_logistic.c tests/unit/check.h
tests_unit_test_logistic_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_logistic_LDADD = $(TEST_LIBS)
tests_unit_test_evaluate_SOURCES = tests/unit/test_evaluate.c tests/unit/check.h
tests_unit_test_evaluate_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_evaluate_LDADD = $(TEST_LIBS)
tests_unit_test_scorecard_SOURCES = tests/unit/test_scorecard.c tests/unit/check.h
tests_unit_test_scorecard_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_scorecard_LDADD = $(TEST_LIBS)
endif
