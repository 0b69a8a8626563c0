libbureau_a_SOURCES += %D%/batch.c %D%/batch.h %D%/bulk.c %D%/bulk.h %D%/commands.c %D%/csv.c %D%/csv.h %D%/decode.c %D%/decode.h %D%/demo.c \
  %D%/facts.c %D%/facts.h %D%/identify.c %D%/import.c %D%/intake.h %D%/lawful.c %D%/lawful.h %D%/lawful_row.c %D%/loader.c %D%/loader.h %D%/making.c %D%/making.h %D%/mapping.c \
  %D%/mapping.h %D%/months.c %D%/months.h %D%/rule.c %D%/sample.c %D%/sample.h %D%/sample_accounts.c %D%/sample_acts.c %D%/sample_book.c \
  %D%/sample_cases.c %D%/sample_consents.c %D%/sample_means.c %D%/sample_people.c %D%/sources.c %D%/undo.c %D%/value.c %D%/value.h %D%/words.h
