# unit tests of subject, and of what base holds for it: pinyin and identity numbers
if HAVE_CMOCKA
subject_tests = tests/unit/test_dossier tests/unit/test_search tests/unit/test_identity tests/unit/test_pinyin \
  tests/unit/test_subject_commands
check_PROGRAMS += $(subject_tests)
TESTS += $(subject_tests)
EXTRA_DIST += tests/unit/data/identity_vectors.tsv
tests_unit_test_dossier_SOURCES = tests/unit/test_dossier.c tests/unit/subject_store.c tests/unit/subject_store.h tests/unit/check.h
tests_unit_test_dossier_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_dossier_LDADD = $(TEST_LIBS)
tests_unit_test_search_SOURCES = tests/unit/test_search.c tests/unit/subject_store.c tests/unit/subject_store.h tests/unit/check.h
tests_unit_test_search_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_search_LDADD = $(TEST_LIBS)
tests_unit_test_identity_SOURCES = tests/unit/test_identity.c tests/unit/check.h
tests_unit_test_identity_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_identity_LDADD = $(TEST_LIBS)
tests_unit_test_pinyin_SOURCES = tests/unit/test_pinyin.c tests/unit/check.h
tests_unit_test_pinyin_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_pinyin_LDADD = $(TEST_LIBS)
tests_unit_test_subject_commands_SOURCES = tests/unit/test_subject_commands.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_subject_commands_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_subject_commands_LDADD = $(TEST_LIBS)
endif
