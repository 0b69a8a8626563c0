include %D%/term/local.mk
include %D%/paint/local.mk
include %D%/core/local.mk
include %D%/widget/local.mk
include %D%/screen/local.mk
