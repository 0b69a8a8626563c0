# unit tests of the desk
if HAVE_CMOCKA
desk_tests = tests/unit/test_desk_queue tests/unit/test_desk_take tests/unit/test_desk_race \
  tests/unit/test_desk_bulk tests/unit/test_desk_calendar tests/unit/test_desk_breach
check_PROGRAMS += $(desk_tests)
TESTS += $(desk_tests)
desk_store_files = tests/unit/desk_store.c tests/unit/desk_store.h $(fixture_files)
tests_unit_test_desk_queue_SOURCES = tests/unit/test_desk_queue.c $(desk_store_files)
tests_unit_test_desk_queue_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_desk_queue_LDADD = $(TEST_LIBS)
tests_unit_test_desk_take_SOURCES = tests/unit/test_desk_take.c $(desk_store_files)
tests_unit_test_desk_take_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_desk_take_LDADD = $(TEST_LIBS)
tests_unit_test_desk_race_SOURCES = tests/unit/test_desk_race.c $(desk_store_files)
tests_unit_test_desk_race_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_desk_race_LDADD = $(TEST_LIBS)
tests_unit_test_desk_bulk_SOURCES = tests/unit/test_desk_bulk.c $(desk_store_files)
tests_unit_test_desk_bulk_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_desk_bulk_LDADD = $(TEST_LIBS)
tests_unit_test_desk_calendar_SOURCES = tests/unit/test_desk_calendar.c $(desk_store_files)
tests_unit_test_desk_calendar_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_desk_calendar_LDADD = $(TEST_LIBS)
tests_unit_test_desk_breach_SOURCES = tests/unit/test_desk_breach.c $(desk_store_files)
tests_unit_test_desk_breach_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_desk_breach_LDADD = $(TEST_LIBS)
endif
