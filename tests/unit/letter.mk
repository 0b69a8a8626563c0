# unit tests of letter
if HAVE_CMOCKA
letter_tests = tests/unit/test_print tests/unit/test_letter_kinds tests/unit/test_letter_words tests/unit/test_case_file
check_PROGRAMS += $(letter_tests)
TESTS += $(letter_tests)
letter_files = tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_print_SOURCES = tests/unit/test_print.c $(letter_files)
tests_unit_test_print_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_print_LDADD = $(TEST_LIBS)
tests_unit_test_letter_kinds_SOURCES = tests/unit/test_letter_kinds.c $(letter_files)
tests_unit_test_letter_kinds_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_letter_kinds_LDADD = $(TEST_LIBS)
tests_unit_test_letter_words_SOURCES = tests/unit/test_letter_words.c tests/unit/check.h
tests_unit_test_letter_words_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_letter_words_LDADD = $(TEST_LIBS)
tests_unit_test_case_file_SOURCES = tests/unit/test_case_file.c $(letter_files)
tests_unit_test_case_file_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_case_file_LDADD = $(TEST_LIBS)
endif
