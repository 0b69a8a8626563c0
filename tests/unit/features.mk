# unit tests of features
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_features
TESTS += tests/unit/test_features
tests_unit_test_features_SOURCES = tests/unit/test_features.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_features_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_features_LDADD = $(TEST_LIBS)
endif
