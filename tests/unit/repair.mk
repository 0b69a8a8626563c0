# unit tests of repair
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_repair_checks tests/unit/test_repair_policy tests/unit/test_repair_diagnose \
  tests/unit/test_repair_plan tests/unit/test_repair_follow
TESTS += tests/unit/test_repair_checks tests/unit/test_repair_policy tests/unit/test_repair_diagnose \
  tests/unit/test_repair_plan tests/unit/test_repair_follow
tests_unit_test_repair_checks_SOURCES = tests/unit/test_repair_checks.c tests/unit/score_files.c \
  tests/unit/score_files.h
tests_unit_test_repair_checks_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_repair_checks_LDADD = $(TEST_LIBS)
tests_unit_test_repair_policy_SOURCES = tests/unit/test_repair_policy.c tests/unit/score_files.c \
  tests/unit/score_files.h
tests_unit_test_repair_policy_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_repair_policy_LDADD = $(TEST_LIBS)
tests_unit_test_repair_diagnose_SOURCES = tests/unit/test_repair_diagnose.c tests/unit/score_files.c \
  tests/unit/score_files.h
tests_unit_test_repair_diagnose_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_repair_diagnose_LDADD = $(TEST_LIBS)
tests_unit_test_repair_plan_SOURCES = tests/unit/test_repair_plan.c tests/unit/fixture.c tests/unit/fixture.h
tests_unit_test_repair_plan_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_repair_plan_LDADD = $(TEST_LIBS)
tests_unit_test_repair_follow_SOURCES = tests/unit/test_repair_follow.c tests/unit/fixture.c tests/unit/fixture.h
tests_unit_test_repair_follow_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_repair_follow_LDADD = $(TEST_LIBS)
endif
