libbureau_a_SOURCES += %D%/letter.h %D%/print.h %D%/words.c %D%/make.c %D%/read.c
