libbureau_a_SOURCES += %D%/training.h %D%/csvframe.c %D%/csvframe.h %D%/card_rows.c %D%/model_frame.c %D%/model_frame.h %D%/sample.c %D%/sample.h
libbureau_a_SOURCES += %D%/binning_search.h %D%/binning_private.h %D%/binning_nominal.c %D%/binning_numeric.c %D%/binning_optimum.c
libbureau_a_SOURCES += %D%/logistic.c %D%/logistic.h %D%/train.c %D%/train.h %D%/train_command.c
