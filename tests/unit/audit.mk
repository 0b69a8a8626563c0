# unit tests of the log: the digest of the facts, the chain, the anchors, the proof
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_digest
TESTS += tests/unit/test_digest
tests_unit_test_digest_SOURCES = tests/unit/test_digest.c tests/unit/check.h
tests_unit_test_digest_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_digest_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_audit
TESTS += tests/unit/test_audit
tests_unit_test_audit_SOURCES = tests/unit/test_audit.c tests/unit/audit_fixture.c tests/unit/audit_fixture.h tests/unit/fixture.c \
  tests/unit/fixture.h tests/unit/check.h
tests_unit_test_audit_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_audit_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_anchor
TESTS += tests/unit/test_anchor
tests_unit_test_anchor_SOURCES = tests/unit/test_anchor.c tests/unit/audit_fixture.c tests/unit/audit_fixture.h tests/unit/fixture.c \
  tests/unit/fixture.h tests/unit/check.h
tests_unit_test_anchor_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_anchor_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_acts
TESTS += tests/unit/test_acts
tests_unit_test_acts_SOURCES = tests/unit/test_acts.c tests/unit/audit_fixture.c tests/unit/audit_fixture.h tests/unit/fixture.c \
  tests/unit/fixture.h tests/unit/check.h
tests_unit_test_acts_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_acts_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_audit_program
TESTS += tests/unit/test_audit_program
tests_unit_test_audit_program_SOURCES = tests/unit/test_audit_program.c tests/unit/check.h
tests_unit_test_audit_program_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_audit_program_LDADD = $(TEST_LIBS)
endif
