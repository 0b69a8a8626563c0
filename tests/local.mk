# Every test speaks TAP; the driver counts each case.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/tap.sh
EXTRA_DIST += %D%/tap.sh
AM_TESTS_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
  BUREAU_DATADIR='$(abs_top_srcdir)/data'; export BUREAU_DATADIR; \
  BUREAU_LOCALEDIR='$(abs_top_builddir)/po/locale'; export BUREAU_LOCALEDIR; \
  BUREAU_PROGRAM='$(abs_top_builddir)/bureau'; export BUREAU_PROGRAM; \
  BUREAU_TREE='$(abs_top_srcdir)'; export BUREAU_TREE; \
  XDG_STATE_HOME='$(abs_top_builddir)/tests/state'; export XDG_STATE_HOME; \
  TZ=UTC; export TZ; LC_ALL=C.UTF-8; export LC_ALL;
TEST_LIBS = libbureauui.a libbureau.a $(CMOCKA_LIBS) $(UI_LIBS) $(SRC_LIBS)
include %D%/unit/local.mk
include %D%/screen/local.mk
include %D%/fault/local.mk
include %D%/pty/local.mk
include %D%/bench/local.mk
