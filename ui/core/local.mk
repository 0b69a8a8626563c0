libbureauui_a_SOURCES += %D%/answer.c %D%/answer.h %D%/app.c %D%/app.h %D%/app_state.h %D%/builtin.c %D%/choice.c %D%/choice.h %D%/dispatch.c %D%/frame.c \
  %D%/job.c %D%/job.h %D%/keymap.c %D%/keymap.h %D%/layout.c %D%/layout.h %D%/loop.c %D%/message.c %D%/nav.c \
  %D%/route.c %D%/route.h %D%/script.c %D%/session.c %D%/view.h %D%/watch.c
