# unit tests of training
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_binning tests/unit/test_logistic tests/unit/test_evaluate tests/unit/test_scorecard
TESTS += tests/unit/test_binning tests/unit/test_logistic tests/unit/test_evaluate tests/unit/test_scorecard
tests_unit_test_binning_SOURCES = tests/unit/test_binning.c tests/unit/check.h
tests_unit_test_binning_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_binning_LDADD = $(TEST_LIBS)
tests_unit_test_logistic_SOURCES = tests/unit/test_logistic.c tests/unit/check.h
tests_unit_test_logistic_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_logistic_LDADD = $(TEST_LIBS)
tests_unit_test_evaluate_SOURCES = tests/unit/test_evaluate.c tests/unit/check.h
tests_unit_test_evaluate_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_evaluate_LDADD = $(TEST_LIBS)
tests_unit_test_scorecard_SOURCES = tests/unit/test_scorecard.c tests/unit/check.h
tests_unit_test_scorecard_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_scorecard_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_binning_brute tests/unit/test_binning_policy tests/unit/test_bin_edit tests/unit/test_bins_file
TESTS += tests/unit/test_binning_brute tests/unit/test_binning_policy tests/unit/test_bin_edit tests/unit/test_bins_file
tests_unit_test_binning_brute_SOURCES = tests/unit/test_binning_brute.c tests/unit/brute_bins.c tests/unit/brute_bins.h tests/unit/check.h
tests_unit_test_binning_brute_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_binning_brute_LDADD = $(TEST_LIBS)
tests_unit_test_binning_policy_SOURCES = tests/unit/test_binning_policy.c tests/unit/check.h
tests_unit_test_binning_policy_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_binning_policy_LDADD = $(TEST_LIBS)
tests_unit_test_bin_edit_SOURCES = tests/unit/test_bin_edit.c tests/unit/check.h
tests_unit_test_bin_edit_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_bin_edit_LDADD = $(TEST_LIBS)
tests_unit_test_bins_file_SOURCES = tests/unit/test_bins_file.c tests/unit/check.h
tests_unit_test_bins_file_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_bins_file_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_evaluation tests/unit/test_reference tests/unit/test_calibrate
TESTS += tests/unit/test_evaluation tests/unit/test_reference tests/unit/test_calibrate
tests_unit_test_evaluation_SOURCES = tests/unit/test_evaluation.c tests/unit/model_files.c tests/unit/model_files.h tests/unit/check.h
tests_unit_test_evaluation_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_evaluation_LDADD = $(TEST_LIBS)
tests_unit_test_reference_SOURCES = tests/unit/test_reference.c tests/unit/model_files.c tests/unit/model_files.h tests/unit/check.h
tests_unit_test_reference_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_reference_LDADD = $(TEST_LIBS)
tests_unit_test_calibrate_SOURCES = tests/unit/test_calibrate.c tests/unit/model_files.c tests/unit/model_files.h tests/unit/check.h
tests_unit_test_calibrate_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_calibrate_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_select tests/unit/test_train_csv tests/unit/test_reasons
TESTS += tests/unit/test_select tests/unit/test_train_csv tests/unit/test_reasons
tests_unit_test_select_SOURCES = tests/unit/test_select.c tests/unit/check.h
tests_unit_test_select_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_select_LDADD = $(TEST_LIBS)
tests_unit_test_train_csv_SOURCES = tests/unit/test_train_csv.c tests/unit/check.h
tests_unit_test_train_csv_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_train_csv_LDADD = $(TEST_LIBS)
tests_unit_test_reasons_SOURCES = tests/unit/test_reasons.c tests/unit/check.h
tests_unit_test_reasons_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_reasons_LDADD = $(TEST_LIBS)
endif
