libbureau_a_SOURCES += \
  %D%/cli.c %D%/cli.h \
  %D%/document.c %D%/document.h %D%/document_man.c %D%/document_markdown.c %D%/document_shell.c \
  %D%/failure.c %D%/failure.h \
  %D%/json_text.c %D%/json_text.h \
  %D%/language.c %D%/language.h \
  %D%/options.c %D%/options.h \
  %D%/output.c %D%/output.h \
  %D%/plain.c %D%/plain.h \
  %D%/prompt.c %D%/prompt.h %D%/unlock.c %D%/unlock.h \
  %D%/progress.c %D%/progress.h \
  %D%/render.c %D%/render.h %D%/render_csv.c %D%/render_json.c %D%/render_plain.c \
  %D%/suggest.c %D%/suggest.h \
  %D%/surroundings.c %D%/surroundings.h \
  %D%/usage.c %D%/usage.h
