# unit tests of law
EXTRA_DIST += tests/unit/data/law_vectors.tsv
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_law
TESTS += tests/unit/test_law
tests_unit_test_law_SOURCES = tests/unit/test_law.c tests/unit/check.h
tests_unit_test_law_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_law_LDADD = $(TEST_LIBS)
endif
