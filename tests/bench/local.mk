# Figures, side by side with the named peer in one run. Nothing is asserted on time.
# The peers are programs of Debian (python3-sklearn, python3-statsmodels, python3-xgboost); one that is not there is said.
bench_programs = tests/bench/bench tests/bench/vault tests/bench/door tests/bench/mask \
  tests/bench/binning tests/bench/logistic tests/bench/boost tests/bench/auc tests/bench/portfolio tests/bench/plan tests/bench/desk
bench_makers = tests/bench/desk_fill
EXTRA_DIST += tests/bench/valgrind.supp tests/bench/peer_auc.py tests/bench/peer_boost.py tests/bench/peer_logistic.py tests/bench/peer_desk.py
EXTRA_PROGRAMS += $(bench_programs) $(bench_makers)
CLEANFILES += $(bench_programs) $(bench_makers)
tests_bench_bench_SOURCES = tests/bench/bench.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_bench_CFLAGS = $(AM_CFLAGS)
tests_bench_bench_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_vault_SOURCES = tests/bench/vault.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_vault_CFLAGS = $(AM_CFLAGS)
tests_bench_vault_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_door_SOURCES = tests/bench/door.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_door_CFLAGS = $(AM_CFLAGS)
tests_bench_door_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_mask_SOURCES = tests/bench/mask.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_mask_CFLAGS = $(AM_CFLAGS)
tests_bench_mask_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_binning_SOURCES = tests/bench/binning.c tests/unit/brute_bins.c tests/unit/brute_bins.h tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_binning_CFLAGS = $(AM_CFLAGS)
tests_bench_binning_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_logistic_SOURCES = tests/bench/logistic.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_logistic_CFLAGS = $(AM_CFLAGS)
tests_bench_logistic_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_boost_SOURCES = tests/bench/boost.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_boost_CFLAGS = $(AM_CFLAGS)
tests_bench_boost_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_auc_SOURCES = tests/bench/auc.c
tests_bench_auc_CFLAGS = $(AM_CFLAGS)
tests_bench_auc_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_portfolio_SOURCES = tests/bench/portfolio.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_portfolio_CFLAGS = $(AM_CFLAGS)
tests_bench_portfolio_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_plan_SOURCES = tests/bench/plan.c tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_plan_CFLAGS = $(AM_CFLAGS)
tests_bench_plan_LDADD = libbureau.a $(SRC_LIBS) -lutil -lm
tests_bench_desk_SOURCES = tests/bench/desk.c tests/unit/desk_store.c tests/unit/desk_store.h tests/bench/clockwork.c tests/bench/clockwork.h
tests_bench_desk_CFLAGS = $(AM_CFLAGS)
tests_bench_desk_LDADD = libbureauui.a libbureau.a $(UI_LIBS) $(SRC_LIBS) -lutil -lm
tests_bench_desk_fill_SOURCES = tests/bench/desk_fill.c tests/unit/desk_store.c tests/unit/desk_store.h
tests_bench_desk_fill_CFLAGS = $(AM_CFLAGS)
tests_bench_desk_fill_LDADD = libbureau.a $(SRC_LIBS) -lm
bench: bureau $(bench_programs) $(locale_file)
	BUREAU_DATADIR='$(abs_top_srcdir)/data' BUREAU_LOCALEDIR='$(abs_top_builddir)/po/locale' \
	BUREAU_PROGRAM='$(abs_top_builddir)/bureau' BUREAU_TREE='$(abs_top_srcdir)' LC_ALL=C.UTF-8 TZ=UTC \
	sh -c 'for one in $(bench_programs); do "$$one" || exit; done'
.PHONY: bench
