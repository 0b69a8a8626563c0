# unit tests of features
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_features
TESTS += tests/unit/test_features
tests_unit_test_features_SOURCES = tests/unit/test_features.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_features_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_features_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_pack
TESTS += tests/unit/test_pack
tests_unit_test_pack_SOURCES = tests/unit/test_pack.c tests/unit/pack_check.c tests/unit/pack_check.h tests/unit/score_files.c tests/unit/score_files.h tests/unit/subject_store.c tests/unit/subject_store.h
tests_unit_test_pack_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_pack_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_pack_life
TESTS += tests/unit/test_pack_life
tests_unit_test_pack_life_SOURCES = tests/unit/test_pack_life.c tests/unit/pack_check.c tests/unit/pack_check.h tests/unit/fixture.c tests/unit/fixture.h
tests_unit_test_pack_life_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_pack_life_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_cleaning tests/unit/test_enterprise
TESTS += tests/unit/test_cleaning tests/unit/test_enterprise
tests_unit_test_cleaning_SOURCES = tests/unit/test_cleaning.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_cleaning_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_cleaning_LDADD = $(TEST_LIBS)
tests_unit_test_enterprise_SOURCES = tests/unit/test_enterprise.c tests/unit/score_files.c tests/unit/score_files.h
tests_unit_test_enterprise_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_enterprise_LDADD = $(TEST_LIBS)
endif
