# Tests that break things: the real program is killed in the middle of its work.
if HAVE_CMOCKA
check_PROGRAMS += tests/fault/test_kill
TESTS += tests/fault/test_kill
tests_fault_test_kill_SOURCES = tests/fault/test_kill.c
tests_fault_test_kill_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_kill_LDADD = $(TEST_LIBS)
endif
