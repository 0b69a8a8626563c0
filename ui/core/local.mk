libbureauui_a_SOURCES += %D%/answer.c %D%/answer.h %D%/app.c %D%/app.h %D%/app_state.h %D%/ask.c %D%/builtin.c %D%/choice.c %D%/choice.h %D%/dispatch.c %D%/draft.c %D%/frame.c %D%/gate.c %D%/gate_draw.c %D%/gate.h \
  %D%/job.c %D%/job.h %D%/keymap.c %D%/keymap.h %D%/layout.c %D%/layout.h %D%/loop.c %D%/message.c %D%/nav.c %D%/password.c \
  %D%/route.c %D%/route.h %D%/script.c %D%/seat.c %D%/seat.h %D%/seat_leave.c %D%/seat_state.h %D%/session.c %D%/gate_try.c %D%/view.h %D%/watch.c
