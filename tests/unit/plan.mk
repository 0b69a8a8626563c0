# unit tests of plan
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_plan_search tests/unit/test_plan tests/unit/test_plan_facts \
  tests/unit/test_plan_trees
TESTS += tests/unit/test_plan_search tests/unit/test_plan tests/unit/test_plan_facts tests/unit/test_plan_trees
tests_unit_test_plan_search_SOURCES = tests/unit/test_plan_search.c tests/unit/check.h
tests_unit_test_plan_search_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_plan_search_LDADD = $(TEST_LIBS)
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_plan_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_plan_LDADD = $(TEST_LIBS)
tests_unit_test_plan_facts_SOURCES = tests/unit/test_plan_facts.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_plan_facts_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_plan_facts_LDADD = $(TEST_LIBS)
tests_unit_test_plan_trees_SOURCES = tests/unit/test_plan_trees.c tests/unit/score_files.c tests/unit/score_files.h \
  tests/unit/tree_files.c tests/unit/tree_files.h
tests_unit_test_plan_trees_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_plan_trees_LDADD = $(TEST_LIBS)
endif
