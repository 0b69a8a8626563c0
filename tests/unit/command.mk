# unit tests of command: the list, the arguments, the door, the tables
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_command tests/unit/test_catalogue
TESTS += tests/unit/test_command tests/unit/test_catalogue
tests_unit_test_command_SOURCES = tests/unit/test_command.c tests/unit/check.h
tests_unit_test_command_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_command_LDADD = $(TEST_LIBS)
tests_unit_test_catalogue_SOURCES = tests/unit/test_catalogue.c tests/unit/check.h
tests_unit_test_catalogue_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_catalogue_LDADD = $(TEST_LIBS)
endif
