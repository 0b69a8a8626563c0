libbureau_a_SOURCES += %D%/repair.h %D%/checks.c %D%/checks.h %D%/checks_facts.c %D%/checks_months.c \
  %D%/compose.c %D%/compose_steps.c %D%/diagnose_command.c %D%/diagnosis.c %D%/diagnosis.h %D%/keep.c %D%/letter.c \
  %D%/look.c %D%/paths.c %D%/plan_command.c %D%/policy.c %D%/policy.h %D%/recheck.c %D%/show.c %D%/step_command.c \
  %D%/steps.h %D%/tables.c %D%/tables.h %D%/verify.c %D%/without.c %D%/words.c
