# unit tests of cli
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_render tests/unit/test_cli
TESTS += tests/unit/test_render tests/unit/test_cli
tests_unit_test_render_SOURCES = tests/unit/test_render.c
tests_unit_test_render_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_render_LDADD = $(TEST_LIBS)
tests_unit_test_cli_SOURCES = tests/unit/test_cli.c tests/unit/fixture.c tests/unit/fixture.h
tests_unit_test_cli_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_cli_LDADD = $(TEST_LIBS)
endif
TESTS += tests/unit/test_documents.sh tests/unit/test_access.sh tests/unit/test_setgid.sh
EXTRA_DIST += tests/unit/test_documents.sh tests/unit/test_access.sh tests/unit/test_setgid.sh
