libbureau_a_SOURCES += %D%/catalogue.c
include %D%/base/local.mk
include %D%/vault/local.mk
include %D%/store/local.mk
include %D%/guard/local.mk
include %D%/command/local.mk
include %D%/law/local.mk
include %D%/subject/local.mk
include %D%/intake/local.mk
include %D%/score/local.mk
include %D%/dispute/local.mk
include %D%/report/local.mk
include %D%/admin/local.mk
include %D%/cli/local.mk
