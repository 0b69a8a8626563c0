libbureau_a_SOURCES += %D%/model_commands.c %D%/models.h
