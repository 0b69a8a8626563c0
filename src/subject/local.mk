libbureau_a_SOURCES += %D%/dossier.c %D%/dossier.h %D%/dossier_load.c %D%/dossier_private.h \
  %D%/figures.c %D%/figures.h %D%/file_commands.c %D%/history.c %D%/limit.c %D%/limit.h %D%/pin_commands.c %D%/query.c %D%/retention.c %D%/retention.h %D%/retention_dossier.c %D%/retention_law.c %D%/reveal_command.c %D%/seen.c %D%/shown.c %D%/shown.h %D%/search.h %D%/search_command.c \
  %D%/search_facets.c %D%/search_index.c %D%/search_pinyin.c %D%/search_private.h %D%/search_run.c %D%/search_text.c %D%/subject.h %D%/summary.c \
  %D%/why.c %D%/why.h %D%/why_figure.c
