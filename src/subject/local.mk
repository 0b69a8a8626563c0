libbureau_a_SOURCES += %D%/consent_commands.c %D%/dossier.c %D%/dossier.h %D%/dossier_load.c %D%/dossier_private.h \
  %D%/figures.c %D%/figures.h %D%/file_commands.c %D%/history.c %D%/pin_commands.c %D%/query.c %D%/seen.c %D%/search.h %D%/search_command.c \
  %D%/search_facets.c %D%/search_index.c %D%/search_pinyin.c %D%/search_private.h %D%/search_run.c %D%/search_text.c %D%/subject.h %D%/summary.c \
  %D%/why.c %D%/why.h %D%/why_figure.c
