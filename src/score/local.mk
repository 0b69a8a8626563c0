libbureau_a_SOURCES += %D%/score.h %D%/model.c %D%/model.h %D%/current.c %D%/portfolio.c %D%/portfolio.h %D%/score_commands.c
libbureau_a_SOURCES += %D%/binning.c %D%/binning.h %D%/card.c %D%/card.h %D%/card_read.c %D%/card_write.c %D%/evaluate.c %D%/evaluate.h
libbureau_a_SOURCES += %D%/trees.c %D%/trees.h
libbureau_a_SOURCES += %D%/action.c %D%/simulate.c %D%/simulate.h %D%/whatif.c
