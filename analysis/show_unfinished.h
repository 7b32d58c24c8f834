/* show_unfinished: an unfinished run in words, and for programs. */
#ifndef ANALYSIS_SHOW_UNFINISHED_H
#define ANALYSIS_SHOW_UNFINISHED_H

#include "analysis/unfinished.h"

/* One word: wait, continue (the same command), missing (and run those parts), merge. */
const char *show_unfinished_next(const struct unfinished *unfinished);
void show_unfinished(const char *path, const struct unfinished *unfinished, enum lang lang, struct arena *arena, FILE *out);
/* A JSON object; its keys stand in results/README.md. */
void show_unfinished_json(const struct unfinished *unfinished, FILE *out);

#endif
