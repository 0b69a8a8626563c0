libbureau_a_SOURCES +=
libbureau_a_SOURCES += %D%/features.c %D%/file_view.c %D%/file_view.h %D%/measures.c %D%/score.h
libbureau_a_SOURCES += %D%/action.c %D%/simulate.c %D%/simulate.h %D%/whatif.c
libbureau_a_SOURCES += %D%/current.c %D%/portfolio.c %D%/portfolio.h %D%/sample.c %D%/score_commands.c
libbureau_a_SOURCES += %D%/csvframe.c %D%/csvframe.h %D%/binning.c %D%/binning.h %D%/binning_private.h %D%/binning_nominal.c %D%/binning_optimum.c
libbureau_a_SOURCES += %D%/logistic.c %D%/logistic.h %D%/evaluate.c %D%/evaluate.h
libbureau_a_SOURCES += %D%/card.c %D%/card.h %D%/card_read.c %D%/card_write.c %D%/card_frame.c %D%/card_frame.h
libbureau_a_SOURCES += %D%/train.c %D%/train.h %D%/train_command.c %D%/model_commands.c
