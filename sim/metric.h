/* metric: the metric table and the accumulators of one replication.
 *
 * Everything that is summed is a whole number (households, household-seconds): sums are exact and their order does not matter.
 * counts: things that happened in the counted window. levels: integral over the window of a number that changes in time, given as
 * its time average. tallies: sum and number of durations (seconds), given as the mean in days. values: set once by the model at the end,
 * NAN until then. `start` of the window clears counts, tallies and integrals; levels keep their present value.
 * A row of results is the array of all cells in table order; see metric_row_of. */
#ifndef SIM_METRIC_H
#define SIM_METRIC_H

#include "sim/arena.h"
#include "sim/unit.h"

enum metric_kind { METRIC_COUNT, METRIC_LEVEL, METRIC_TALLY, METRIC_VALUE };

/* A dimension of results: its labels come from the plan. */
struct dimension {
    const char *name; /* region, stage, group, exit, cause, year, ... */
    const char *name_nl;
    const char *help_en, *help_nl;
};

enum { METRIC_STRATA = 3 };

struct metric {
    const char *name;
    enum metric_kind kind;
    const char *unit;                  /* as written in the result file: "1", "day", "eur", "km" */
    int8_t strata[METRIC_STRATA];      /* dimensions, slowest first; -1 ends */
    const char *help_en, *help_nl;     /* long_name and long_name_nl */
};

struct level { int64_t value, integral; seconds since_s; };
struct tally { int64_t sum, n; };

struct recorder {
    const struct metric *metrics;
    int32_t n;
    bool on;                 /* off: nothing is recorded (events-only runs) */
    const int32_t *first;    /* of each metric: its first cell among the cells of its kind */
    const int32_t *cells;    /* of each metric: number of cells */
    const int32_t (*size)[METRIC_STRATA]; /* of each metric: length of each stratum, 1 where none */
    int64_t *count;
    struct level *level;
    struct tally *tally;
    double *value;
    int32_t n_count, n_level, n_tally, n_value;
    seconds from_s;          /* begin of the window */
};

/* sizes[d]: length of dimension d. Memory from the (reserved) arena. */
void recorder_init(struct recorder *recorder, const struct metric *metrics, int32_t n, const int32_t *sizes, struct arena *arena);
size_t recorder_bytes(const struct metric *metrics, int32_t n, const int32_t *sizes);
void recorder_clear(struct recorder *recorder);                  /* a new replication */
void recorder_start(struct recorder *recorder, seconds now_s);   /* the counted window begins */
void recorder_finish(struct recorder *recorder, seconds now_s);  /* closes the integrals */

/* Cells of one result row, in table order, each metric with its strata in row-major order. A tally takes two runs of cells: the mean
 * in days (NAN when nothing was counted), then the number. */
int32_t metric_row_cells(const struct metric *metrics, int32_t n, const int32_t *sizes);
/* Where the cells of metric m begin in a row. */
int32_t metric_row_of(const struct metric *metrics, int32_t m, const int32_t *sizes);
void recorder_row(const struct recorder *recorder, seconds window_s, double *row);

static inline int32_t recorder_cell(const struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k)
{
    const int32_t *size = recorder->size[metric];
    return recorder->first[metric] + (i * size[1] + j) * size[2] + k;
}

static inline void metric_count(struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k, int64_t by)
{
    if (recorder->on) recorder->count[recorder_cell(recorder, metric, i, j, k)] += by;
}

static inline void metric_tally(struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k, seconds duration_s)
{
    if (!recorder->on) return;
    struct tally *tally = &recorder->tally[recorder_cell(recorder, metric, i, j, k)];
    tally->sum += duration_s;
    tally->n++;
}

static inline void metric_level(struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k, int64_t by, seconds now_s)
{
    if (!recorder->on) return;
    struct level *level = &recorder->level[recorder_cell(recorder, metric, i, j, k)];
    level->integral += level->value * (now_s - level->since_s);
    level->since_s = now_s;
    level->value += by;
}

static inline void metric_value(struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k, double value)
{
    if (recorder->on) recorder->value[recorder_cell(recorder, metric, i, j, k)] = value;
}

#endif
