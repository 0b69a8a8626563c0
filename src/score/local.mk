libbureau_a_SOURCES += %D%/score.h %D%/model.c %D%/model.h %D%/current.c %D%/registry.c %D%/registry.h %D%/cutoff.c %D%/cutoff.h %D%/portfolio.c %D%/portfolio.h %D%/score_commands.c
libbureau_a_SOURCES += %D%/binning.c %D%/binning.h %D%/card.c %D%/card.h %D%/card_read.c %D%/card_write.c %D%/reasons.c %D%/reasons.h %D%/reasons_law.c %D%/evaluate.c %D%/evaluate.h
libbureau_a_SOURCES += %D%/boost.c %D%/boost.h %D%/trees.c %D%/trees.h %D%/trees_private.h %D%/trees_read.c %D%/trees_text.c %D%/trees_write.c %D%/model_explain.c %D%/model_bound.c %D%/model_file.c %D%/model_json.c %D%/model_json.h
libbureau_a_SOURCES += %D%/action.c %D%/action_explain.c %D%/simulate.c %D%/simulate.h %D%/whatif.c %D%/whatif_private.h %D%/whatif_acts.c %D%/whatif_debt.c %D%/whatif_record.c
libbureau_a_SOURCES += %D%/columns.c %D%/columns.h %D%/score_store.c %D%/score_again.c %D%/scenario.c %D%/scenario.h %D%/scenario_commands.c %D%/whatif_commands.c
libbureau_a_SOURCES += %D%/expert.c %D%/expert_commands.c %D%/expert.h
