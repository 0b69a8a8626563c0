if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_csv tests/unit/test_mapping tests/unit/test_intake
TESTS += tests/unit/test_csv tests/unit/test_mapping tests/unit/test_intake
tests_unit_test_csv_SOURCES = tests/unit/test_csv.c
tests_unit_test_csv_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_csv_LDADD = $(TEST_LIBS)
tests_unit_test_mapping_SOURCES = tests/unit/test_mapping.c
tests_unit_test_mapping_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_mapping_LDADD = $(TEST_LIBS)
tests_unit_test_intake_SOURCES = tests/unit/test_intake.c
tests_unit_test_intake_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_intake_LDADD = $(TEST_LIBS)
endif
