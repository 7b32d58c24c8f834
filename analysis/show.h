/* show: the tables of a result file: per measure and scenario the mean with its 95 % interval over replications, and the paired
 * difference with the first scenario. */
#ifndef ANALYSIS_SHOW_H
#define ANALYSIS_SHOW_H

#include "analysis/table.h"

/* What is shown: measures, or a table of its own (show_views.h). */
enum show_view { SHOW_MEASURES, SHOW_FARES, SHOW_STAYS, SHOW_WAITS, SHOW_RANKS, SHOW_ENVELOPE, SHOW_WARM_UP, SHOW_INPUTS, SHOW_QUANTILE, SHOW_ABOVE };

struct show_options {
    const char *const *measures; /* NULL-terminated; NULL: all */
    const char *by;              /* a dimension; NULL: totals */
    const char *against;         /* the scenario to compare with; NULL: the first */
    enum show_view view;
    double quantile, above;      /* of SHOW_QUANTILE, between 0 and 1; of SHOW_ABOVE, in the unit of the measure */
    bool json, together, bars;   /* together: differences hold all at once; bars: where a terminal can show them */
    enum lang lang;
};

status show_result(const char *path, const struct show_options *options, struct arena *arena, FILE *out);
/* What the file holds and what made it; of a run that is not finished how far it is. [incomplete] then, after all has been shown. */
status show_info(const char *path, bool json, enum lang lang, struct arena *arena, FILE *out);

#endif
