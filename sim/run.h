/* run: scenarios x replications over threads, in blocks; resume, signals, progress. The only door to OpenMP.
 *
 * Every replication owns its row; nothing is summed across threads. A block that is finished is written at once. TERM and INT end the
 * run after the replications under way, with STATUS_INCOMPLETE; the same command goes on. */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim/engine.h"
#include "sim/scenario.h"

/* How much of the course of time is kept (metric.h): only totals, or also series and the time at each number. */
enum run_series { RUN_SERIES_NONE, RUN_SERIES_ALL };

struct experiment {
    const struct model *model;
    int32_t n;                          /* scenarios; the first is the baseline */
    const struct scenario **scenarios;
    const void **plans;
    int64_t replications;
    uint64_t seed;
    const struct engine *engine;
    int32_t threads;                    /* 0: OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, or all cores */
    const struct pilot *pilot;          /* NULL when no scenario asked for it */
    bool reproducible;                  /* leave out /run and `history` */
    const char *command;                /* for `history` */
    enum run_series series;
    bool log;                           /* keep what happened to every household, event by event */
    /* By run_plan: */
    const struct detail *detail;        /* NULL: only totals */
    int32_t block;                      /* replications in a block of results; 0: as many as there can be (result.h) */
};

enum progress { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct run_options {
    bool replace;
    enum progress progress;
    seconds max_run_time_s;             /* 0: no limit */
};

enum { RUN_PILOT = 20 }; /* replications of the pilot, from SIM_PILOT on */

/* Plans every scenario (runs the pilot first when one needs it). experiment is complete afterwards. */
status run_plan(struct experiment *experiment, struct arena *arena, struct faults *faults);
/* For run_plan: what is kept besides totals, and how long blocks may be. */
status run_detail(struct experiment *experiment, struct arena *arena, struct faults *faults);
/* Runs the pilot of the baseline, as it is without what asks for one, and fills experiment->pilot. */
status run_pilot(struct experiment *experiment, struct arena *arena, struct faults *faults);
/* The pilot's table as YAML, to stand in the resolved scenario; "" without a pilot. After run_plan. */
const char *run_pilot_text(const struct experiment *experiment, int32_t scenario, struct arena *arena);
/* Runs what is missing and leaves `out`. */
status run_experiment(const struct experiment *experiment, const char *out, const struct run_options *options, struct arena *arena);

/* Without a file, for tests and benchmarks: rows[replication][cell], digests[replication] of one plan; either may be NULL. */
status run_rows(const struct model *model, const void *plan, const struct engine *engine, uint64_t seed, int64_t first, int64_t n,
                int32_t threads, bool record, double *rows, uint64_t *digests, uint64_t *events);

int32_t run_cells(const struct model *model, const void *plan); /* length of a row */
/* With what the experiment keeps besides. */
int64_t run_row_cells(const struct experiment *experiment, int32_t scenario);

/* `asked` when it is above 0, else OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, or the cores this process may use. */
int32_t run_threads(int32_t asked);

#endif
