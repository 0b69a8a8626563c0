# one fragment a room
include %D%/base.mk
include %D%/vault.mk
include %D%/store.mk
include %D%/audit.mk
include %D%/command.mk
include %D%/law.mk
include %D%/subject.mk
include %D%/intake.mk
include %D%/score.mk
include %D%/features.mk
include %D%/training.mk
include %D%/models.mk
include %D%/plan.mk
include %D%/dispute.mk
include %D%/report.mk
include %D%/guard.mk
include %D%/consent.mk
include %D%/retention.mk
include %D%/request.mk
include %D%/sharing.mk
include %D%/compliance.mk
include %D%/admin.mk
include %D%/cli.mk
include %D%/ui.mk
include %D%/house.mk
EXTRA_DIST += %D%/tree.h
