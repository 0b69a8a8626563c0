TESTS += tests/screen/screens.test
EXTRA_DIST += tests/screen/screens.test tests/screen/run.sh tests/screen/evaluation.json $(srcdir)/tests/screen/*.keys $(srcdir)/tests/screen/*.screen

# Writes the expected screens anew. Read the difference before it is committed.
.PHONY: goldens
goldens: all
	@$(AM_TESTS_ENVIRONMENT) sh $(srcdir)/tests/screen/run.sh --write
