# unit tests of report
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_report tests/unit/test_subject_workbook
TESTS += tests/unit/test_report tests/unit/test_subject_workbook
tests_unit_test_report_SOURCES = tests/unit/test_report.c tests/unit/zip.c tests/unit/zip.h
tests_unit_test_report_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_report_LDADD = $(TEST_LIBS)
tests_unit_test_subject_workbook_SOURCES = tests/unit/test_subject_workbook.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/zip.c tests/unit/zip.h
tests_unit_test_subject_workbook_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_subject_workbook_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_model_workbook
TESTS += tests/unit/test_model_workbook
tests_unit_test_model_workbook_SOURCES = tests/unit/test_model_workbook.c tests/unit/model_files.c tests/unit/model_files.h tests/unit/zip.c tests/unit/zip.h tests/unit/check.h
tests_unit_test_model_workbook_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_model_workbook_LDADD = $(TEST_LIBS)
endif
