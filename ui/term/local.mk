libbureauui_a_SOURCES += %D%/decoder.c %D%/decoder.h %D%/keystroke.c %D%/term.h %D%/term_curses.c %D%/term_null.c \
  %D%/term_signal.c %D%/term_signal.h
