libbureau_a_SOURCES += %D%/admin.h %D%/doctor.c %D%/users.c
