/* run: scenarios x replications over threads and ranks, in blocks; resume, signals, progress. The only door to OpenMP.
 *
 * Every replication owns its row; nothing is summed across threads. A block that is finished is written at once. TERM, INT and USR1 end the
 * run after the replications under way, with STATUS_INCOMPLETE; the same command goes on. In an MPI program (ranks.h) every rank calls
 * run_experiment and has the same answer; rank 0 joins the blocks. */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim/engine.h"
#include "sim/scenario.h"

/* How much of the course of time is kept: only totals; sums over replications (metric_course.h); or series and the time at each number of every
 * replication (metric.h). */
enum run_series { RUN_SERIES_NONE, RUN_SERIES_SUMMARY, RUN_SERIES_ALL };

struct result;
struct summary;

struct experiment {
    const struct model *model;
    int32_t n;                          /* scenarios; the first is the baseline */
    const struct scenario **scenarios;
    const void **plans;
    int64_t replications;               /* of every draw */
    int32_t draws;                      /* of uncertain inputs; 0: central inputs alone */
    const char *points;                 /* file of joint points for them; NULL: none */
    const struct inputs *inputs;        /* with draws; by run_plan */
    uint64_t seed;
    const struct engine *engine;
    int32_t threads;                    /* 0: OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, or all cores */
    const struct pilot *pilot;          /* NULL when no scenario asked for it */
    int32_t shard, shards;              /* part 1 to `shards` of the blocks; 0 of 0: all of them, joined at the end */
    bool reproducible;                  /* leave out /run and `history` */
    const char *command;                /* for `history` */
    enum run_series series;
    /* What stands in /summary, from the result so far; NULL: nothing. Owner: the arena. A fault leaves /summary out, and is told in it. */
    const struct summary *(*summarise)(struct result *result, struct arena *arena);
    bool log;                           /* keep what happened to every household, event by event */
    /* By run_plan: */
    const struct detail *detail;        /* NULL: only totals */
    int32_t block;                      /* replications that a worker can hold at once, a power of two; 0: RESULT_BLOCK (result.h) */
};

/* How work comes to the ranks of an MPI program: as they ask for it, or dealt out at the begin. */
enum hand_out { HAND_OUT_DYNAMIC, HAND_OUT_STATIC };

enum progress { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct run_options {
    bool replace;
    enum progress progress;
    seconds max_run_time_s;             /* 0: no limit */
    enum hand_out hand_out;
};

enum { RUN_PILOT = 20 }; /* replications of the pilot, from SIM_PILOT on */

/* Plans every scenario (runs the pilot first when one needs it). experiment is complete afterwards. */
status run_plan(struct experiment *experiment, struct arena *arena, struct faults *faults);
/* For run_plan: what is kept besides totals, and how long blocks may be. */
status run_detail(struct experiment *experiment, struct arena *arena, struct faults *faults);
/* For run_detail, of a run that keeps sums over replications: how many strata they tell apart (detail->kept). */
struct detail;
status run_course(const struct experiment *experiment, struct detail *detail, struct arena *arena);
int64_t run_course_bins(const struct experiment *experiment); /* bytes that a worker holds of every replication of a block, besides its row */
/* Runs the pilot of the baseline, as it is without what asks for one, and fills experiment->pilot. */
status run_pilot(struct experiment *experiment, struct arena *arena, struct faults *faults);
/* The pilot's table as YAML, to stand in the resolved scenario; "" without a pilot. After run_plan. */
const char *run_pilot_text(const struct experiment *experiment, int32_t scenario, struct arena *arena);
/* The number by which chance knows replication r (from 1) of a draw (from 0): every draw meets other worlds, all scenarios of a draw the same. */
enum { RUN_DRAWS = 32767 };
#define RUN_REPLICATIONS INT64_C(100000000)
#define RUN_REPLICATIONS_DRAWN (INT64_C(1) << 24) /* replications of a draw, at most */
static inline int64_t run_world(int32_t draw, int64_t replication) { return draw * RUN_REPLICATIONS_DRAWN + replication; }
/* The plan of a scenario with the inputs of draw 1, 2, ...; owner: the arena. */
status run_plan_draw(const struct experiment *experiment, int32_t scenario, int32_t draw, struct arena *arena, const void **plan);
/* Runs what is missing and leaves `out`; a shard leaves its blocks, to be joined with those of the others (result_merge). Any number of
 * processes may work on different shards of one `out` at a time. */
status run_experiment(const struct experiment *experiment, const char *out, const struct run_options *options, struct arena *arena);

/* Joins the blocks of `out`, which are all there. TERM, INT and USR1 end it too, with STATUS_INCOMPLETE: the blocks stay. */
struct result_layout;
status run_join(const struct experiment *experiment, const char *out, const struct result_layout *layout);
/* Is there a signal, held back, that asks to stop? For what takes long within run_join. */
bool run_stop_asked(void);

/* Does the shard of this experiment run the blocks of this draw and these replications (draw x result_blocks + block)? All scenarios of them
 * together, since they are compared. */
static inline bool run_in_shard(const struct experiment *experiment, int64_t at) { return experiment->shards == 0 || at % experiment->shards == experiment->shard - 1; }

/* Without a file, for tests and benchmarks: rows[replication][cell], digests[replication] of one plan; either may be NULL. */
status run_rows(const struct model *model, const void *plan, const struct engine *engine, uint64_t seed, int64_t first, int64_t n,
                int32_t threads, bool record, double *rows, uint64_t *digests, uint64_t *events);

int32_t run_cells(const struct model *model, const void *plan); /* length of a row */
/* With what the experiment keeps besides. */
int64_t run_row_cells(const struct experiment *experiment, int32_t scenario);

/* `asked` when it is above 0, else OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, or the cores this process may use. */
int32_t run_threads(int32_t asked);

#endif
