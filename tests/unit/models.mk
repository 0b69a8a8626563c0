# unit tests of models
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_registry tests/unit/test_model_life tests/unit/test_drift tests/unit/test_feedback
TESTS += tests/unit/test_registry tests/unit/test_model_life tests/unit/test_drift tests/unit/test_feedback
tests_unit_test_registry_SOURCES = tests/unit/test_registry.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_registry_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_registry_LDADD = $(TEST_LIBS)
tests_unit_test_model_life_SOURCES = tests/unit/test_model_life.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_model_life_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_model_life_LDADD = $(TEST_LIBS)
tests_unit_test_drift_SOURCES = tests/unit/test_drift.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_drift_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_drift_LDADD = $(TEST_LIBS)
tests_unit_test_feedback_SOURCES = tests/unit/test_feedback.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_feedback_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_feedback_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_export_model
TESTS += tests/unit/test_export_model
tests_unit_test_export_model_SOURCES = tests/unit/test_export_model.c tests/unit/pmml_reader.c tests/unit/pmml_reader.h tests/unit/model_files.c tests/unit/model_files.h tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_export_model_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_export_model_LDADD = $(TEST_LIBS)
endif
