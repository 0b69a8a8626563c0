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
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_scenario tests/unit/test_columns tests/unit/test_whatif_debt
TESTS += tests/unit/test_scenario tests/unit/test_columns tests/unit/test_whatif_debt
tests_unit_test_scenario_SOURCES = tests/unit/test_scenario.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_scenario_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_scenario_LDADD = $(TEST_LIBS)
tests_unit_test_columns_SOURCES = tests/unit/test_columns.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_columns_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_columns_LDADD = $(TEST_LIBS)
tests_unit_test_whatif_debt_SOURCES = tests/unit/test_whatif_debt.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_whatif_debt_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_whatif_debt_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_trees tests/unit/test_boost tests/unit/test_model_file
TESTS += tests/unit/test_trees tests/unit/test_boost tests/unit/test_model_file
tests_unit_test_trees_SOURCES = tests/unit/test_trees.c tests/unit/tree_files.c tests/unit/tree_files.h tests/unit/check.h
tests_unit_test_trees_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_trees_LDADD = $(TEST_LIBS)
tests_unit_test_boost_SOURCES = tests/unit/test_boost.c tests/unit/tree_files.c tests/unit/tree_files.h tests/unit/check.h
tests_unit_test_boost_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_boost_LDADD = $(TEST_LIBS)
tests_unit_test_model_file_SOURCES = tests/unit/test_model_file.c tests/unit/tree_files.c tests/unit/tree_files.h tests/unit/check.h
tests_unit_test_model_file_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_model_file_LDADD = $(TEST_LIBS)
endif
