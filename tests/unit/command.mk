# unit tests of command: the list, the arguments, the door, the tables
if HAVE_CMOCKA
door_tests = tests/unit/test_command tests/unit/test_catalogue tests/unit/test_rights tests/unit/test_second
check_PROGRAMS += $(door_tests)
TESTS += $(door_tests)
tests_unit_test_command_SOURCES = tests/unit/test_command.c tests/unit/door_data.h tests/unit/check.h
tests_unit_test_command_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_command_LDADD = $(TEST_LIBS)
tests_unit_test_catalogue_SOURCES = tests/unit/test_catalogue.c tests/unit/check.h
tests_unit_test_catalogue_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_catalogue_LDADD = $(TEST_LIBS)
tests_unit_test_rights_SOURCES = tests/unit/test_rights.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/door_data.h tests/unit/check.h
tests_unit_test_rights_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_rights_LDADD = $(TEST_LIBS)
tests_unit_test_second_SOURCES = tests/unit/test_second.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/door_data.h tests/unit/check.h
tests_unit_test_second_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_second_LDADD = $(TEST_LIBS)
endif
