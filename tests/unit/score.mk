# unit tests of score
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_whatif tests/unit/test_portfolio
TESTS += tests/unit/test_whatif tests/unit/test_portfolio
tests_unit_test_whatif_SOURCES = tests/unit/test_whatif.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_whatif_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_whatif_LDADD = $(TEST_LIBS)
tests_unit_test_portfolio_SOURCES = tests/unit/test_portfolio.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_portfolio_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_portfolio_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_card_sense
TESTS += tests/unit/test_card_sense
tests_unit_test_card_sense_SOURCES = tests/unit/test_card_sense.c tests/unit/check.h
tests_unit_test_card_sense_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_card_sense_LDADD = $(TEST_LIBS)
endif
