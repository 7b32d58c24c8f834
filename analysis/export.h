/* export: a result file as CSV files in a folder, for spreadsheets and for programs that do not read HDF5.
 *
 * A file per measure, a row per scenario, replication and cell, with names instead of numbers. Besides these: summary.csv, what
 * the replications say together of every cell, with the paired difference with the first scenario; totals.csv, the same of what
 * `show` adds up; measures.csv, what every measure is; labels.csv, what else is known of labels; settings.csv, every value of
 * every scenario with its source; and what the file has of statistics (/summary), inputs, observed, series, levels, spells,
 * warm_up and events. datapackage.json is the data dictionary (Frictionless): every file, its columns, their units and sentences.
 *
 * A cell that is missing in all replications of a scenario has no rows; what is 0 or missing everywhere has no file, and
 * measures.csv says so. An empty value is one that is missing. In Dutch with semicolons and decimal commas. Memory: one measure
 * of two scenarios, or a piece of a group. */
#ifndef ANALYSIS_EXPORT_H
#define ANALYSIS_EXPORT_H

#include "sim/describe.h"
#include "sim/status.h"

struct export_options {
    const char *folder;          /* made when it is not there */
    const char *const *measures; /* NULL-terminated; NULL: all, and what is no measure */
    bool replace;                /* existing files may go, and those that the last export into the folder made and this one does not */
    bool json;
    enum lang lang;
};

/* Says on `out` what was written. [exists] before anything is written. */
status export_result(const char *path, const struct export_options *options, struct arena *arena, FILE *out);

#endif
