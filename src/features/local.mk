libbureau_a_SOURCES += %D%/feature_commands.c %D%/features.c %D%/features.h %D%/file_view.c %D%/file_view.h %D%/measures.c
