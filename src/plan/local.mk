libbureau_a_SOURCES += %D%/plan.h %D%/price.c %D%/price.h %D%/knapsack.c %D%/knapsack.h %D%/branch.c %D%/branch.h \
  %D%/rules.c %D%/rules.h %D%/scene.c %D%/scene.h %D%/joint.c %D%/joint.h %D%/month.c %D%/month.h \
  %D%/ask.c %D%/ask.h %D%/binding.c %D%/book.c %D%/find.c %D%/plan_command.c %D%/plan_letter.c %D%/trace.c %D%/trace.h
