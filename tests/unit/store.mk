# unit tests of store
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_store
TESTS += tests/unit/test_store
tests_unit_test_store_SOURCES = tests/unit/test_store.c tests/unit/check.h
tests_unit_test_store_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_store_LDADD = $(TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_rekey
TESTS += tests/unit/test_rekey
tests_unit_test_rekey_SOURCES = tests/unit/test_rekey.c tests/unit/keyfile_fixture.c tests/unit/keyfile_fixture.h \
  tests/unit/check.h
tests_unit_test_rekey_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_rekey_LDADD = $(TEST_LIBS)
endif
# the sealed files: one program a theme, over one set of helpers
if HAVE_CMOCKA
SEALED_TESTS = tests/unit/test_vfs tests/unit/test_vfs_copy tests/unit/test_vfs_damage tests/unit/test_vfs_hazards \
  tests/unit/test_vfs_leak tests/unit/test_vfs_memory
check_PROGRAMS += $(SEALED_TESTS)
TESTS += $(SEALED_TESTS)
tests_unit_test_vfs_SOURCES = tests/unit/test_vfs.c tests/unit/sealed.c tests/unit/sealed.h tests/unit/check.h
tests_unit_test_vfs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_vfs_LDADD = $(TEST_LIBS)
tests_unit_test_vfs_copy_SOURCES = tests/unit/test_vfs_copy.c tests/unit/sealed.c tests/unit/sealed.h tests/unit/check.h
tests_unit_test_vfs_copy_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_vfs_copy_LDADD = $(TEST_LIBS)
tests_unit_test_vfs_damage_SOURCES = tests/unit/test_vfs_damage.c tests/unit/sealed.c tests/unit/sealed.h tests/unit/check.h
tests_unit_test_vfs_damage_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_vfs_damage_LDADD = $(TEST_LIBS)
tests_unit_test_vfs_hazards_SOURCES = tests/unit/test_vfs_hazards.c tests/unit/sealed.c tests/unit/sealed.h tests/unit/check.h
tests_unit_test_vfs_hazards_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_vfs_hazards_LDADD = $(TEST_LIBS)
tests_unit_test_vfs_leak_SOURCES = tests/unit/test_vfs_leak.c tests/unit/sealed.c tests/unit/sealed.h tests/unit/check.h
tests_unit_test_vfs_leak_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_vfs_leak_LDADD = $(TEST_LIBS)
tests_unit_test_vfs_memory_SOURCES = tests/unit/test_vfs_memory.c tests/unit/sealed.c tests/unit/sealed.h tests/unit/check.h
tests_unit_test_vfs_memory_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_vfs_memory_LDADD = $(TEST_LIBS)
endif
