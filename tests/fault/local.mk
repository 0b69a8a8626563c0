# Tests that break things: disks, power, memory, clocks, terminals, and the real program killed in the middle of its work.
# The long campaign: BUREAU_FAULT_STEP=1 BUREAU_FAULT_CYCLES=10 make check-faults (points.h).
FAULT_COMMON = %D%/points.c %D%/points.h %D%/work.c %D%/work.h
FAULT_SHIM = %D%/shim.c %D%/shim.h
FAULT_PREMISES = %D%/premises.c %D%/premises.h
if HAVE_VTERM
FAULT_TERMINAL = %D%/test_gone
endif
FAULT_TESTS = %D%/test_io %D%/test_power %D%/test_memory %D%/test_space %D%/test_flip %D%/test_many %D%/test_race \
  %D%/test_writers %D%/test_kill %D%/test_clock $(FAULT_TERMINAL)
if HAVE_CMOCKA
check_PROGRAMS += $(FAULT_TESTS)
TESTS += $(FAULT_TESTS)
check-faults: $(FAULT_TESTS)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(FAULT_TESTS)'
tests_fault_test_io_SOURCES = %D%/test_io.c %D%/faulty.c %D%/faulty.h $(FAULT_SHIM) $(FAULT_COMMON)
tests_fault_test_io_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_io_LDADD = $(TEST_LIBS)
tests_fault_test_power_SOURCES = %D%/test_power.c %D%/recorder.c %D%/recorder.h $(FAULT_SHIM) $(FAULT_COMMON)
tests_fault_test_power_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_power_LDADD = $(TEST_LIBS)
tests_fault_test_memory_SOURCES = %D%/test_memory.c $(FAULT_PREMISES) $(FAULT_COMMON)
tests_fault_test_memory_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_memory_LDADD = $(TEST_LIBS)
tests_fault_test_space_SOURCES = %D%/test_space.c $(FAULT_COMMON)
tests_fault_test_space_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_space_LDADD = $(TEST_LIBS)
tests_fault_test_flip_SOURCES = %D%/test_flip.c $(FAULT_COMMON)
tests_fault_test_flip_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_flip_LDADD = $(TEST_LIBS)
tests_fault_test_many_SOURCES = %D%/test_many.c %D%/crew.c %D%/crew.h $(FAULT_COMMON)
tests_fault_test_many_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_many_LDADD = $(TEST_LIBS)
tests_fault_test_race_SOURCES = %D%/test_race.c %D%/crew.c %D%/crew.h $(FAULT_COMMON)
tests_fault_test_race_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_race_LDADD = $(TEST_LIBS)
tests_fault_test_writers_SOURCES = %D%/test_writers.c %D%/crew.c %D%/crew.h $(FAULT_COMMON)
tests_fault_test_writers_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_writers_LDADD = $(TEST_LIBS)
tests_fault_test_kill_SOURCES = %D%/test_kill.c $(FAULT_PREMISES) $(FAULT_COMMON)
tests_fault_test_kill_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_kill_LDADD = $(TEST_LIBS)
tests_fault_test_clock_SOURCES = %D%/test_clock.c $(FAULT_PREMISES) $(FAULT_COMMON)
tests_fault_test_clock_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_fault_test_clock_LDADD = $(TEST_LIBS)
tests_fault_test_gone_SOURCES = %D%/test_gone.c tests/pty/terminal.c $(FAULT_PREMISES) $(FAULT_COMMON)
tests_fault_test_gone_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS)
tests_fault_test_gone_LDADD = $(TEST_LIBS) $(VTERM_LIBS) -lutil
endif
