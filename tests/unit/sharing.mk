# unit tests of sharing, and of what stays of secret values
if HAVE_CMOCKA
sharing_tests = tests/unit/test_mask tests/unit/test_share tests/unit/test_fields
check_PROGRAMS += $(sharing_tests)
TESTS += $(sharing_tests)
tests_unit_test_mask_SOURCES = tests/unit/test_mask.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_mask_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_mask_LDADD = $(TEST_LIBS)
tests_unit_test_share_SOURCES = tests/unit/test_share.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_share_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_share_LDADD = $(TEST_LIBS)
tests_unit_test_fields_SOURCES = tests/unit/test_fields.c tests/unit/fixture.c tests/unit/fixture.h tests/unit/check.h
tests_unit_test_fields_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_fields_LDADD = $(TEST_LIBS)
endif
