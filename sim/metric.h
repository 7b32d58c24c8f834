/* metric: the metric table and the accumulators of one replication.
 *
 * Everything that is summed is a whole number (households, household-seconds): sums are exact and their order does not matter.
 * counts: things that happened in the counted window. levels: integral over the window of a number that changes in time, given as
 * its time average. tallies: sum and number of durations (seconds), given as the mean in days. values: set once by the model at the end,
 * NAN until then. `start` of the window clears counts, tallies and integrals; levels keep their present value.
 * A row of results is the array of all cells in table order; see metric_row_of. A run that wants more detail (struct detail) has cells behind
 * those: counts and levels period by period, and how long a level stood at each number. They are whole numbers too, so that the periods
 * add up to the window exactly. */
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

enum { METRIC_STRATA = 3, METRIC_VIEWS = 2 };

/* A view of a level: the share of time at each number, by these strata and summed over the others (NUMBERS_BY(0) | NUMBERS_BY(1)); the
 * sum's distribution cannot be had from the parts. */
#define NUMBERS       0x80u /* of the sum over all strata */
#define NUMBERS_BY(s) (NUMBERS | 1u << (s))

/* SPELLS: life tables of stays and waits. WARM_UP: the course of levels before the counted period. */
enum metric_shelf { SHELF_ROOT, SHELF_SPELLS, SHELF_WARM_UP };

struct metric {
    const char *name;
    enum metric_kind kind;
    const char *unit;                  /* as written in the result file: "1", "day", "eur", "km" */
    int8_t strata[METRIC_STRATA];      /* dimensions, slowest first; -1 ends */
    const char *help_en, *help_nl;     /* long_name and long_name_nl */
    bool dated;                        /* a stratum of it is a date or an age: no series of it */
    enum metric_shelf shelf;           /* where it stands in a result file */
    int16_t settles;                   /* of a value over one dimension: 1 + number of the level whose course in the warm-up it keeps; 0: none */
    uint8_t numbers[METRIC_VIEWS];     /* of a level: NUMBERS... of each view; 0: none */
};

/* What a run keeps besides the totals; the same for all its scenarios. */
struct detail {
    int32_t n_periods;                      /* 0: no series */
    const seconds *edge_s;                  /* n_periods + 1: begin of the window, ..., its end; from the begin of the warm-up */
    const int32_t (*most)[METRIC_VIEWS];    /* by metric: the last number that is told apart, and what is above it; NULL: no numbers kept */
    const int32_t *kept;                    /* by metric: the strata told apart in sums over replications (metric_course.h), which is then all that is
                                             * kept: a row holds nothing of it; NULL: every replication is kept */
};

/* One view while a replication runs. */
struct view {
    int32_t cells, most;
    int32_t stride[METRIC_STRATA]; /* 0: summed over */
    struct standing { int64_t number; seconds since_s; } *standing; /* by cell */
    int64_t *spent_s;              /* by cell and number, 0 to most */
};

struct level { int64_t value, integral; seconds since_s; };
struct tally { int64_t sum, n; };

struct recorder {
    const struct metric *metrics;
    int32_t n;
    bool on;                 /* off: nothing is recorded (events-only runs); see recorder_switch */
    bool plain;              /* on, and no numbers are kept: one thing to ask when a level changes */
    const int32_t *first;    /* of each metric: its first cell among the cells of its kind */
    const int32_t *cells;    /* of each metric: number of cells */
    const int32_t (*size)[METRIC_STRATA]; /* of each metric: length of each stratum, 1 where none */
    int64_t *count;
    struct level *level;
    struct tally *tally;
    double *value;
    int64_t *settle;         /* integrals at the ends of the parts of the warm-up, metric by metric that settles; NULL: none does */
    int32_t n_count, n_level, n_tally, n_value;
    seconds from_s;          /* begin of the window */
    const struct detail *detail; /* NULL: totals only */
    int32_t period;          /* under way */
    int64_t *before;         /* counts, then integrals, when it began */
    int64_t *series;         /* by period: counts, integrals, values at its end */
    struct view (*views)[METRIC_VIEWS]; /* by metric; NULL: no numbers kept */
};

/* sizes[d]: length of dimension d. Memory from the (reserved) arena. */
void recorder_init(struct recorder *recorder, const struct metric *metrics, int32_t n, const int32_t *sizes, struct arena *arena);
size_t recorder_bytes(const struct metric *metrics, int32_t n, const int32_t *sizes);
void recorder_switch(struct recorder *recorder, bool on);        /* on at first */
void recorder_clear(struct recorder *recorder);                  /* a new replication */
void recorder_start(struct recorder *recorder, seconds now_s);   /* the counted window begins */
void recorder_finish(struct recorder *recorder, seconds now_s);  /* closes the integrals */
/* For metrics that keep the course of a level in the warm-up (settles): its mean over each of so many parts; 0 when there is no such metric. */
int32_t recorder_settle_parts(const struct recorder *recorder);
/* Part p of a warm-up of from_s ends at this date. */
static inline seconds recorder_settle_end(seconds from_s, int32_t p, int32_t parts) { return from_s * (p + 1) / parts; }
void recorder_settle(struct recorder *recorder, int32_t part, seconds now_s);
void recorder_settled(struct recorder *recorder); /* after recorder_start: puts them in the row */

/* Cells of one metric, and the length of each of its strata (1 where none). */
int32_t metric_cells_of(const struct metric *metric, const int32_t *sizes, int32_t size[METRIC_STRATA]);
/* Cells of one result row, in table order, each metric with its strata in row-major order. A tally takes two runs of cells: the mean
 * in days (NAN when nothing was counted), then the number. */
int32_t metric_row_cells(const struct metric *metrics, int32_t n, const int32_t *sizes);
/* Where the cells of metric m begin in a row. */
int32_t metric_row_of(const struct metric *metrics, int32_t m, const int32_t *sizes);
/* With the cells of its detail behind. */
void recorder_row(const struct recorder *recorder, seconds window_s, double *row);

/* ---- detail (metric_detail.c) ---- */
size_t recorder_detail_bytes(const struct metric *metrics, int32_t n, const int32_t *sizes, const struct detail *detail);
/* After recorder_init, from the same arena. */
void recorder_detail_init(struct recorder *recorder, const int32_t *sizes, const struct detail *detail, struct arena *arena);
/* The period under way ends now; whatever happens at this instant belongs to the next. */
void recorder_mark(struct recorder *recorder, seconds now_s);
/* Cells behind those of metric_row_cells, metric by metric: all series (of a count [period][cell]; of a level its means so, then its values
 * at the ends of the periods), then all numbers (by view [cell][number], as shares of the window). */
int64_t metric_detail_cells(const struct metric *metrics, int32_t n, const int32_t *sizes, const struct detail *detail);
/* Has it a series? Has view v of it numbers? */
static inline bool metric_in_series(const struct metric *metric)
{
    return metric->kind == METRIC_LEVEL || (metric->kind == METRIC_COUNT && !metric->dated);
}
static inline bool metric_has_numbers(const struct metric *metric, int v) { return metric->kind == METRIC_LEVEL && metric->numbers[v]; }
/* For metric.c and metric_level: the number changes (false: nothing is recorded); a new replication; the window opens; the window ends, and with it the last period; its
 * cells of a row. */
bool recorder_stand(struct recorder *recorder, int metric, int32_t i, int32_t j, int32_t k, int64_t by, seconds now_s);
void recorder_detail_clear(struct recorder *recorder);
void recorder_detail_start(struct recorder *recorder, seconds now_s);
void recorder_detail_finish(struct recorder *recorder, seconds now_s);
void recorder_detail_row(const struct recorder *recorder, seconds window_s, double *row);

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
    if (!recorder->plain && !recorder_stand(recorder, metric, i, j, k, by, now_s)) return;
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
