libbureau_a_SOURCES += %D%/letter.h %D%/words.c %D%/make.c %D%/read.c
