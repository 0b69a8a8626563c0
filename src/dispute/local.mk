libbureau_a_SOURCES += %D%/dispute.h %D%/case.h %D%/machine.c %D%/asks.c %D%/case.c %D%/item.c %D%/mark.c %D%/evidence.c \
  %D%/correct.c %D%/letter.c %D%/letter_text.c %D%/letter_command.c %D%/open.c %D%/guards.c %D%/act.c %D%/queue.c %D%/retained.c %D%/show.c
