libbureau_a_SOURCES += %D%/base.h %D%/codes.c %D%/codes.h %D%/data.c %D%/data.h %D%/date.c %D%/date.h %D%/environment.c %D%/environment.h %D%/error.c %D%/error.h %D%/error_phrase.h %D%/folder.c %D%/folder.h \
  %D%/identity.c %D%/identity.h %D%/money.c %D%/money.h %D%/phrase.c %D%/phrase.h %D%/pinyin.c %D%/pinyin.h %D%/series.c %D%/series.h %D%/scratch.c %D%/scratch.h %D%/system.c %D%/system.h \
  %D%/text.c %D%/text.h %D%/tsv.c %D%/tsv.h

# The table of readings is made from the Unicode Han Database of the machine that builds.
nodist_libbureau_a_SOURCES = %D%/pinyin_table.h
BUILT_SOURCES += %D%/pinyin_table.h
CLEANFILES += %D%/pinyin_table.h
EXTRA_DIST += %D%/pinyin.awk %D%/surnames.tsv
%D%/pinyin.$(OBJEXT): %D%/pinyin_table.h
%D%/pinyin_table.h: %D%/pinyin.awk %D%/surnames.tsv
	$(AM_V_GEN)$(MKDIR_P) %D% && { cat $(srcdir)/%D%/surnames.tsv && \
	  $(BZCAT) $(UNIHAN)/Unihan_Readings.txt.bz2 $(UNIHAN)/Unihan_Variants.txt.bz2; } | \
	  LC_ALL=C $(AWK) -f $(srcdir)/%D%/pinyin.awk >$@.new && mv $@.new $@
