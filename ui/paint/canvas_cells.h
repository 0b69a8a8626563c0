/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the canvas; only paint/ includes this. */
#pragma once
#include "paint/canvas.h"

struct canvas_link {
    struct rect rect;
    const char *command;
    int argument;
};

struct canvas {
    int w, h;
    struct canvas_cell *cells;
    struct rect clip;
    bool ascii;
    GArray *links; /* struct canvas_link */
};
