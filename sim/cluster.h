/* cluster: a run on a cluster that is not there: the ranks' own code, under SimGrid's SMPI (`doorstroom plan-cluster`).
 *
 * Blocks, groups, the queue of a rank and what its threads take next are those of a run (run_job.h), and so is who hands out what to whom
 * (ranks.c, compiled a second time). Only the clock is another: a replication takes as long as it is said to cost. Times in s.
 * Without SimGrid, and in the program of MPI's launchers, whose library has the same names, nothing can be simulated: [no-simgrid]. */
#ifndef SIM_CLUSTER_H
#define SIM_CLUSTER_H

#include "sim/arena.h"
#include "sim/run.h"

struct job;

/* ---- what is planned ---- */

/* A share of the nodes, and how fast they are beside one of speed 1. */
struct cluster_speed {
    double share, speed;
};

enum { CLUSTER_SPEEDS = 8, CLUSTER_NODES = 2000, CLUSTER_CORES = 1024 };

struct cluster {
    int32_t nodes, cores;
    struct cluster_speed speeds[CLUSTER_SPEEDS]; /* the rest has speed 1 */
    int32_t n_speeds;
    double latency_s, bytes_per_s; /* of a link between a node and the switch */
};

/* On a core of speed 1. */
struct cluster_costs {
    double *replication_s, *plan_s;   /* by scenario; plan_s: for the inputs of a draw, once for each block */
    double write_s, locked_s;         /* a block; locked_s: of that, what one thread of a rank does at a time */
    double start_s;                   /* until every rank has read and planned, and its first replication can begin */
    double merge_s, merge_block_s;    /* at the end, by rank 0: once, and for every block */
    bool measured, write_measured, merge_measured; /* here; else given */
};

/* One way to do it. */
struct cluster_way {
    int32_t nodes, ranks, threads;    /* ranks on all nodes together; threads of each */
    enum hand_out hand_out;
    bool silent;                      /* the last node takes work, and is not heard of again */
    bool uneven;                      /* speeds of the cluster; else all 1 */
    struct cluster_speed other;       /* with share > 0: instead of those of the cluster */
    double limit_s;                   /* no replication begins later; with a silent node all is ended then; 0: none */
    bool *done;                       /* by block (result.h): there already; then also what was kept. In memory of run_fork. NULL: none */
};

/* What became of it. */
struct cluster_course {
    bool came_to_end;                 /* every actor did */
    bool waited;                      /* for the limit, since not all ranks told their last word */
    int64_t groups, blocks, kept;     /* blocks: to do; kept: of them */
    double busy_s;                    /* work of all cores, as on a core of speed 1 */
    double worked_s, end_s;           /* when the last rank had written; with merging */
    int64_t messages;
};

/* ---- one rank ---- */

/* The threads of a rank, which take from its queue as those of a run do. */
struct cluster_thread {
    enum { CLUSTER_WAITS, CLUSTER_RUNS, CLUSTER_WRITES } does;
    double at_s;                      /* when that ends */
    struct task *task;
};
struct cluster_rank {
    struct job *job;
    const struct cluster_costs *costs;
    double speed, limit_s, killed_s, busy_s;  /* limit_s: nothing is begun from then on; killed_s: nothing is written any more */
    double last_s, free_s;                    /* when it had last ended something; when the next thread may write */
    int64_t room;                             /* of the queue */
    struct cluster_thread *threads;
    bool *done;                               /* by block (result.h); may be NULL */
    int64_t kept;                             /* blocks */
};

/* whole: blocks and groups of the run; limit_s: 0: none. Owner: the arena. */
void cluster_rank_init(struct cluster_rank *rank, const struct job *whole, int32_t threads, double speed, const struct cluster_costs *costs, struct arena *arena);
void cluster_rank_free(struct cluster_rank *rank);
/* Groups from ... from + n - 1 come into its queue, unseen by its threads. */
void cluster_rank_queue(struct cluster_rank *rank, int64_t from, int64_t n);
/* The same at now_s, for the threads that wait; n = 0: there is no more. */
void cluster_rank_give(struct cluster_rank *rank, int64_t from, int64_t n, double now_s);
/* Does it want more in its queue? */
bool cluster_rank_wants(const struct cluster_rank *rank);
/* Lets its threads work on until until_s, or until it wants more: the time of that; INFINITY: all has been done that was given. */
double cluster_rank_work(struct cluster_rank *rank, double until_s, bool until_wanting);

/* ---- all of them ---- */

/* What is still to do of the run, in groups for so many ranks. */
void cluster_job(struct job *job, const struct experiment *experiment, const bool *done, int32_t ranks, struct arena *arena);
/* By node; those of other speeds lie evenly among them. */
void cluster_speeds(const struct cluster *cluster, const struct cluster_way *way, double *speed_of);

/* NULL: this program cannot. In a process of its own: SimGrid can be had once. */
extern void (*const cluster_simulate)(const struct cluster *cluster, const struct cluster_costs *costs, const struct experiment *experiment,
                                      const struct cluster_way *way, struct cluster_course *course);
status cluster_can(void); /* [no-simgrid] */
/* Each way in a process of its own, some at a time. [worker], [halt] */
status cluster_courses(const struct cluster *cluster, const struct cluster_costs *costs, const struct experiment *experiment, const struct cluster_way *ways, int32_t n,
                       struct cluster_course *courses);

/* ---- what it costs ---- */

/* Runs some replications of every scenario, writes blocks and joins them in a folder that is gone afterwards. What is given (>= 0) stays. */
status cluster_measure(const struct experiment *experiment, struct cluster_costs *costs, struct arena *arena);

#endif
