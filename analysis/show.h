/* show: the tables of a result file: per measure and scenario the mean with its 95 % interval over replications, and the paired
 * difference with the first scenario. */
#ifndef ANALYSIS_SHOW_H
#define ANALYSIS_SHOW_H

#include "analysis/table.h"

struct show_options {
    const char *const *measures; /* NULL-terminated; NULL: all */
    const char *by;              /* a dimension; NULL: totals */
    bool json;
    enum lang lang;
};

status show_result(const char *path, const struct show_options *options, struct arena *arena, FILE *out);
/* What the file holds and what made it. */
status show_info(const char *path, enum lang lang, struct arena *arena, FILE *out);

#endif
