libbureau_a_SOURCES += %D%/sharing.h %D%/share_private.h %D%/agreement.c %D%/transfer.c %D%/share_data.c \
  %D%/share_read.c %D%/share_groups.c %D%/share_make.c %D%/field.c
