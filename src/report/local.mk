libbureau_a_SOURCES += \
  %D%/workbook_cell.c \
  %D%/compliance_workbook.c \
  %D%/history_sheet.c %D%/history_sheet.h \
  %D%/month_chart.c \
  %D%/place.c %D%/place.h \
  %D%/proof.c %D%/proof.h \
  %D%/register.c \
  %D%/report.h \
  %D%/sheet.c \
  %D%/subject_workbook.c \
  %D%/watermark.c \
  %D%/words.c %D%/words.h \
  %D%/workbook.c %D%/workbook.h
libbureau_a_SOURCES += %D%/model_charts.c %D%/model_charts.h %D%/model_workbook.c
libbureau_a_SOURCES += %D%/scenario_workbook.c
libbureau_a_SOURCES += %D%/desk_workbook.c
