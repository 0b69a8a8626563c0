# unit tests of vault
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_envelope
TESTS += tests/unit/test_envelope
tests_unit_test_envelope_SOURCES = tests/unit/test_envelope.c tests/unit/check.h
tests_unit_test_envelope_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_envelope_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_agent
TESTS += tests/unit/test_agent
tests_unit_test_agent_SOURCES = tests/unit/test_agent.c
tests_unit_test_agent_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_agent_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_keyfile
TESTS += tests/unit/test_keyfile
tests_unit_test_keyfile_SOURCES = tests/unit/test_keyfile.c tests/unit/keyfile_fixture.c tests/unit/keyfile_fixture.h \
  tests/unit/check.h
tests_unit_test_keyfile_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_keyfile_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_passphrase
TESTS += tests/unit/test_passphrase
tests_unit_test_passphrase_SOURCES = tests/unit/test_passphrase.c tests/unit/check.h
tests_unit_test_passphrase_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_passphrase_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_attempt
TESTS += tests/unit/test_attempt
tests_unit_test_attempt_SOURCES = tests/unit/test_attempt.c tests/unit/keyfile_fixture.c tests/unit/keyfile_fixture.h tests/unit/check.h
tests_unit_test_attempt_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_attempt_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_keyfile_tamper
TESTS += tests/unit/test_keyfile_tamper
tests_unit_test_keyfile_tamper_SOURCES = tests/unit/test_keyfile_tamper.c tests/unit/keyfile_fixture.c \
  tests/unit/keyfile_fixture.h tests/unit/check.h
tests_unit_test_keyfile_tamper_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_keyfile_tamper_LDADD = $(TEST_LIBS)
endif
