# The manual page, the command reference and the completions are made from the list of commands and committed; a test
# compares them with what the program says. `make update-docs` writes them anew (maintainers).
dist_man_MANS += %D%/bureau.1
EXTRA_DIST += %D%/binning.md %D%/evaluation.md %D%/commands.md %D%/architecture.md %D%/backup.md %D%/door.md %D%/dependencies.md %D%/disputes.md %D%/repair.md %D%/letters.md %D%/law.md %D%/mappings.md %D%/security.md %D%/testing.md %D%/what-if.md %D%/features-packed.md %D%/long-files.txt
bashcompdir = $(datadir)/bash-completion/completions
dist_bashcomp_DATA = %D%/completion/bureau
zshcompdir = $(datadir)/zsh/site-functions
dist_zshcomp_DATA = %D%/completion/_bureau
fishcompdir = $(datadir)/fish/vendor_completions.d
dist_fishcomp_DATA = %D%/completion/bureau.fish
update-docs: bureau$(EXEEXT)
	@set -e; cd $(srcdir)/doc; for pair in man:bureau.1 markdown:commands.md bash:completion/bureau zsh:completion/_bureau \
	  fish:completion/bureau.fish; do \
	  BUREAU_DATADIR='$(abs_top_srcdir)/data' '$(abs_top_builddir)/bureau$(EXEEXT)' --document $${pair%%:*} > $${pair#*:}.new; \
	  mv $${pair#*:}.new $${pair#*:}; echo "  DOC      doc/$${pair#*:}"; done
.PHONY: update-docs
EXTRA_DIST += %D%/model.md %D%/features.md
EXTRA_DIST += %D%/plan.md
EXTRA_DIST += %D%/desk.md
