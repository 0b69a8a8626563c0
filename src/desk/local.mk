libbureau_a_SOURCES += %D%/desk.h
libbureau_a_SOURCES += %D%/desk_private.h %D%/queue.c %D%/queue_then.c %D%/queue_rows.c %D%/queue_list.c %D%/counts.c %D%/take.c %D%/hold.c %D%/diary.c %D%/breach.c %D%/calendar.c %D%/bulk.c
libbureau_a_SOURCES += %D%/figures.c %D%/figures_furnishers.c %D%/meanings.c
