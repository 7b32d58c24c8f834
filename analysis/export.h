/* export: a result file as CSV files in a folder, for spreadsheets and for programs that do not read HDF5.
 *
 * A file per measure, a row per scenario, replication and cell, with names instead of numbers; an empty value is one that is missing. Besides
 * these: summary.csv, what the replications say together of every cell, with the paired difference with the first scenario; totals.csv, the
 * same of what `show` adds up; measures.csv, what every measure is. In Dutch with semicolons and decimal commas. */
#ifndef ANALYSIS_EXPORT_H
#define ANALYSIS_EXPORT_H

#include "sim/describe.h"
#include "sim/status.h"

struct export_options {
    const char *folder;          /* made when it is not there */
    const char *const *measures; /* NULL-terminated; NULL: all */
    bool replace, json;
    enum lang lang;
};

/* Says on `out` what was written. [exists] before anything is written. */
status export_result(const char *path, const struct export_options *options, struct arena *arena, FILE *out);

#endif
