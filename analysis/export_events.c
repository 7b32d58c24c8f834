/* The group /events as a log for process mining: a row per event of a household, piece by piece. */
#include <math.h>
#include <string.h>

#include "analysis/export_private.h"

enum { PIECE = 1 << 15 };
enum column { SCENARIO, REPLICATION, T, HOUSEHOLD, EPISODE, KIND, GROUP, REGION, STAGE, CAUSE, EXIT, COLUMNS };
static const char *const names[COLUMNS] = {"scenario_index", "replication_number", "t_s",          "household",   "episode",
                                           "kind",           "group_index",        "region_index", "stage_index", "cause_index",
                                           "exit_index"};
/* Where the labels of a column stand. */
static const char *const dims[COLUMNS] = {
    [SCENARIO] = "scenario", [GROUP] = "group", [REGION] = "region", [STAGE] = "stage", [CAUSE] = "cause", [EXIT] = "exit"};

struct log {
    struct export *export;
    struct export_file file;
    seconds start_s;
    bool there[COLUMNS];
    struct result_item item[COLUMNS];
    double *values[COLUMNS];
    const char *const *label[COLUMNS];
    int32_t labels[COLUMNS];
    const double *world_rows; /* of every world */
    int32_t worlds, world;    /* all; of the row being written */
    int64_t left;             /* rows of that world */
};

static bool log_find(struct log *log)
{
    struct result *result = log->export->result;
    const char *start = result_text(result, "/", "time_coverage_start");
    for (int c = 0; c < COLUMNS; c++) {
        log->there[c] = result_item(result, arena_format(log->export->arena, "events/%s", names[c]), &log->item[c]) &&
                        log->item[c].number && log->item[c].rank == 1;
        if (!log->there[c] && c <= KIND) return false;
        log->values[c] = ARENA_ARRAY(log->export->arena, double, PIECE);
        if (dims[c]) log->label[c] = result_labels(result, dims[c], &log->labels[c]);
    }
    log->label[KIND] = result_texts(result, "events/kind_name", &log->labels[KIND]);
    log->world_rows = result_coordinate(result, "events/row_size", &log->worlds);
    return log->label[KIND] && log->world_rows && start && date_parse(start, &log->start_s);
}

static void text_column(struct log *log, const char *name, const char *en, const char *nl)
{
    export_column(log->export, &log->file, name, EXPORT_TEXT, NULL, en, nl);
}
static void whole_column(struct log *log, const char *name, const char *unit, const char *en, const char *nl)
{
    export_column(log->export, &log->file, name, EXPORT_WHOLE, unit, en, nl);
}

static void columns(struct log *log)
{
    text_column(log, "case", "one household in one world: scenario, replication and household, as s1r3h12",
                "één huishouden in één wereld: scenario, herhaling en huishouden, zoals s1r3h12");
    text_column(log, "activity", "what happened", "wat er gebeurde");
    export_column(
        log->export, &log->file, "timestamp", EXPORT_DATE, NULL,
        "when, in simulated time without summer time; rows of one case stand in order, also where it is equal",
        "wanneer, in gesimuleerde tijd zonder zomertijd; regels van een geval staan op volgorde, ook als die gelijk is");
    text_column(log, "resource", "where: stage and region of the place, or the region alone",
                "waar: voorziening en regio van de plaats, of alleen de regio");
    text_column(log, "group", "group of the household", "groep van het huishouden");
    text_column(log, "stage", "stage it concerns", "voorziening waar het om gaat");
    text_column(log, "region", "region it concerns", "regio waar het om gaat");
    text_column(log, "cause", "what is waited for, or why", "waarop wordt gewacht, of waarom");
    text_column(log, "exit", "where the household goes", "waar het huishouden heen gaat");
    whole_column(log, "episode", NULL, "request of this household, from 1", "hulpvraag van dit huishouden, vanaf 1");
    export_world_columns(log->export, &log->file);
    whole_column(log, "household", NULL, "household, from 1 in the order of first arrival",
                 "huishouden, vanaf 1 op volgorde van eerste komst");
    whole_column(log, "time_s", "s", "seconds since the start of counting; below 0 in the warm-up",
                 "seconden sinds het begin van het tellen; onder 0 in de aanloop");
    export_head(&log->file);
}

static const char *label_of(const struct log *log, enum column c, int64_t i)
{
    const double at = log->there[c] ? log->values[c][i] : NAN;
    return log->label[c] && at >= 0 && at < log->labels[c] ? log->label[c][(int32_t)at] : NULL;
}

static void resource_cell(struct log *log, int64_t i)
{
    const char *stage = label_of(log, STAGE, i), *region = label_of(log, REGION, i);
    char text[512];
    snprintf(text, sizeof text, "%s%s%s", stage ? stage : "", stage && region ? " " : "", region ? region : "");
    sheet_text(&log->file.sheet, text);
}

static void write_row(struct log *log, int64_t i)
{
    struct sheet *sheet = &log->file.sheet;
    const int64_t per_scenario = log->worlds / result_scenarios(log->export->result), each = per_scenario / log->export->draws;
    const int64_t scenario = log->world / per_scenario, draw = log->world % per_scenario / each, replication = log->world % each;
    const int64_t household = (int64_t)log->values[HOUSEHOLD][i];
    char text[96];
    if (log->export->draws > 1)
        snprintf(text, sizeof text, "s%lldd%lldr%lldh%lld", (long long)scenario + 1, (long long)draw + 1,
                 (long long)replication + 1, (long long)household);
    else
        snprintf(text, sizeof text, "s%lldr%lldh%lld", (long long)scenario + 1, (long long)replication + 1, (long long)household);
    sheet_text(sheet, text);
    sheet_text(sheet, label_of(log, KIND, i));
    export_instant(log->export, &log->file, log->start_s + (seconds)log->values[T][i], true);
    resource_cell(log, i);
    sheet_text(sheet, label_of(log, GROUP, i));
    sheet_text(sheet, label_of(log, STAGE, i));
    sheet_text(sheet, label_of(log, REGION, i));
    sheet_text(sheet, label_of(log, CAUSE, i));
    sheet_text(sheet, label_of(log, EXIT, i));
    sheet_whole(sheet, (int64_t)log->values[EPISODE][i]);
    export_world_cells(log->export, &log->file, label_of(log, SCENARIO, i), draw + 1, replication + 1);
    sheet_whole(sheet, household);
    sheet_whole(sheet, (int64_t)log->values[T][i]);
    export_row(&log->file);
}

/* The world of the next row. */
static void next_world(struct log *log)
{
    while (log->left == 0 && log->world + 1 < log->worlds) log->left = (int64_t)log->world_rows[++log->world];
    log->left--;
}

static status write_rows(struct log *log)
{
    const int64_t rows = log->item[T].size[0];
    for (int64_t first = 0; first < rows; first += PIECE) {
        const int64_t n = rows - first < PIECE ? rows - first : PIECE;
        for (int c = 0; c < COLUMNS; c++)
            if (log->there[c]) TRY(result_box(log->export->result, &log->item[c], &first, &n, log->values[c]));
        for (int64_t i = 0; i < n; i++) {
            next_world(log);
            if (log->values[HOUSEHOLD][i] > 0) write_row(log, i);
        }
    }
    return status_ok();
}

status export_events(struct export *export)
{
    struct log log = {.export = export, .world = -1};
    int32_t n = 0;
    if (!result_inside(export->result, "events", &n) || n == 0 || !log_find(&log)) return status_ok();
    TRY(export_open(
        export, "events",
        "Everything that happened to every household, from the begin of the warm-up: an event log for process mining.",
        "Alles wat elk huishouden overkwam, vanaf het begin van de aanloop: een logboek voor process mining.", &log.file));
    columns(&log);
    return export_close(export, &log.file, write_rows(&log));
}
