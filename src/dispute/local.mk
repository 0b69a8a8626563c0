libbureau_a_SOURCES += %D%/dispute.h %D%/case.h %D%/clock.h %D%/enquiry.h %D%/machine.c %D%/asks.c %D%/case.c %D%/item.c %D%/mark.c %D%/evidence.c \
  %D%/correct.c %D%/letter.c %D%/letter_text.c %D%/letter_command.c %D%/open.c %D%/guards.c %D%/act.h %D%/act.c %D%/effects.c %D%/effect_answer.c \
  %D%/effect_decide.c %D%/effect_statement.c %D%/effect_again.c %D%/queue.c %D%/retained.c %D%/show.c
