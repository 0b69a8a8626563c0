libbureauui_a_SOURCES += %D%/canvas.c %D%/canvas.h %D%/canvas_cells.h %D%/canvas_shape.c %D%/canvas_text.c \
  %D%/glyphs.c %D%/glyphs.h %D%/style.c %D%/style.h
