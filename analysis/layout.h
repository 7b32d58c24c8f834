/* layout: every dataset of a result file as Markdown: its dimensions, its unit, and its sentence in both languages, all from the
 * file itself.
 *
 * The second half of results/README.md is this, of a file that has every group (tests/layout.sh). */
#ifndef ANALYSIS_LAYOUT_H
#define ANALYSIS_LAYOUT_H

#include <stdio.h>

#include "sim/arena.h"
#include "sim/status.h"

status layout_print(const char *path, struct arena *arena, FILE *out);

#endif
