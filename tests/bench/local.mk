# Figures, side by side with the named peer in one run. Nothing is asserted on time.
EXTRA_DIST += tests/bench/valgrind.supp
EXTRA_PROGRAMS += tests/bench/bench tests/bench/vault tests/bench/door tests/bench/mask
tests_bench_mask_SOURCES = tests/bench/mask.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_mask_CFLAGS = $(AM_CFLAGS)
tests_bench_mask_LDADD = libbureau.a $(SRC_LIBS) -lutil
tests_bench_bench_SOURCES = tests/bench/bench.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_bench_CFLAGS = $(AM_CFLAGS)
tests_bench_bench_LDADD = libbureau.a $(SRC_LIBS) -lutil
tests_bench_vault_SOURCES = tests/bench/vault.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_vault_CFLAGS = $(AM_CFLAGS)
tests_bench_vault_LDADD = libbureau.a $(SRC_LIBS) -lutil
tests_bench_door_SOURCES = tests/bench/door.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_door_CFLAGS = $(AM_CFLAGS)
tests_bench_door_LDADD = libbureau.a $(SRC_LIBS) -lutil
CLEANFILES += tests/bench/bench tests/bench/vault tests/bench/door tests/bench/mask
bench: bureau tests/bench/bench tests/bench/vault tests/bench/door tests/bench/mask $(locale_file)
	BUREAU_DATADIR='$(abs_top_srcdir)/data' BUREAU_LOCALEDIR='$(abs_top_builddir)/po/locale' \
	BUREAU_PROGRAM='$(abs_top_builddir)/bureau' BUREAU_TREE='$(abs_top_srcdir)' LC_ALL=C.UTF-8 TZ=UTC sh -c 'tests/bench/bench && tests/bench/vault && tests/bench/door && tests/bench/mask'
.PHONY: bench
