/* export_private: what the files of the room `export` share. Not for other rooms.
 *
 * Every file is opened here, column by column with what it means, so that the data dictionary follows from what was written. */
#ifndef ANALYSIS_EXPORT_PRIVATE_H
#define ANALYSIS_EXPORT_PRIVATE_H

#include "analysis/export.h"
#include "analysis/sheet.h"
#include "analysis/summary.h"

enum export_type { EXPORT_TEXT, EXPORT_WHOLE, EXPORT_REAL, EXPORT_DATE };

struct export_column {
    const char *name;
    enum export_type type;
    const char *en, *nl, *unit; /* unit NULL: none, or in a column of its own */
};

/* A file that is written, and what the data dictionary says of it. */
struct export_file {
    const char *name, *en, *nl;
    int64_t rows;
    int32_t n, room;
    bool timed; /* its dates have a time of day */
    struct export_column *column;
    struct sheet sheet;
};

struct export
{
    const char *path;
    const struct export_options *options;
    struct arena *arena;   /* what lasts as long as the export */
    struct result *result; /* open as long */
    int32_t draws;
    int32_t n;
    const char **measures; /* names, in the order of the file */
    int32_t n_dims;
    const char **dims; /* all that any of them is split by: columns of summary.csv */
    struct export_file summary, totals, meanings;
    int32_t n_items;
    const char **items; /* datasets of groups that get a file each, as series/waiting */
    int32_t n_plans;
    const char **plans; /* every file that may be written */
    int32_t n_files;
    struct export_file *files; /* written */
    int32_t n_earlier;
    const char **earlier; /* with --replace: files that the last export into this folder made */
};

/* Opens NAME.csv; sentences in both languages. Columns follow, then export_head. */
status export_open(struct export *export, const char *name, const char *en, const char *nl, struct export_file *file);
void export_column(struct export *export, struct export_file *file, const char *name, enum export_type type, const char *unit,
                   const char *en, const char *nl);
void export_head(struct export_file *file);
/* A column of labels, and those of scenario, draw (only where there are several) and replication. */
void export_dim_column(struct export *export, struct export_file *file, const char *dim);
void export_world_columns(struct export *export, struct export_file *file);
void export_world_cells(const struct export *export, struct export_file *file, const char *scenario, int64_t draw,
                        int64_t replication);
void export_row(struct export_file *file);
/* Keeps it, or leaves nothing; what is kept is in the list of files. */
status export_close(struct export *export, struct export_file *file, status result);
/* Seconds as a date, or date and time: 2020-01-31 12:00:00, in programs' dialect with a T between. */
void export_instant(struct export *export, struct export_file *file, seconds date_s, bool time);

/* Which measures and which datasets of groups there are; the names of all files. */
status export_survey(struct export *export);
/* One measure: its file, its rows in the common ones. */
status export_measure(struct export *export, const char *name);
status export_common_open(struct export *export);
status export_common_close(struct export *export, status result);
/* One dataset of a group over scenario, draw and replication; without a file when it is 0 or missing everywhere. The name of its
 * file, from that of the dataset: series/waiting, series_waiting. */
const char *export_item_name(const char *item, struct arena *arena);
status export_item(struct export *export, const char *name);
/* statistics, inputs, observed, labels, settings: what of these there is. */
status export_tables(struct export *export);
status export_events(struct export *export);
/* datapackage.json. */
status export_package(struct export *export);
/* With --replace: notes what the last export made, before anything is written; removes what of it is no longer made, at the end. */
void export_earlier(struct export *export);
status export_drop(const struct export *export);

#endif
