libbureauui_a_SOURCES += %D%/chart.c %D%/chart.h %D%/chart_bars.c %D%/chart_curves.c %D%/chrome.c %D%/chrome.h %D%/confirm.c %D%/draftbar.c %D%/editor.c %D%/editor.h \
  %D%/form.c %D%/form_words.c %D%/form_words.h %D%/fuzzy.c %D%/fuzzy.h %D%/grid.c %D%/grid.h %D%/grid_columns.c %D%/grid_command.c %D%/grid_draw.c %D%/grid_event.c \
  %D%/grid_order.c %D%/grid_state.h %D%/grid_text.c %D%/monthgrid.c %D%/monthgrid.h %D%/overlay.h %D%/palette.c %D%/passfield.c %D%/passfield.h %D%/passform.c %D%/picker.c %D%/popup.c \
  %D%/prompt.c %D%/source_page.c %D%/source_table.c %D%/textview.c %D%/textview.h
