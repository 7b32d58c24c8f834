/* cluster_plan: which way to run a batch on a cluster: several are simulated (cluster.h), and the first that is good enough is advised.
 *
 * Efficiency is the time of one node over the time of all nodes together. Times in s, from the begin of the job until the result is there. */
#ifndef SIM_CLUSTER_PLAN_H
#define SIM_CLUSTER_PLAN_H

#include "sim/cluster.h"

#define CLUSTER_PAYS 0.8        /* efficiency below which more nodes no longer pay */
#define CLUSTER_MARGIN 1.25     /* asked of Slurm, over what is expected */
enum { CLUSTER_STEPS = 24, CLUSTER_SPLITS = 6, CLUSTER_RANKS = 2000, CLUSTER_JOBS = 20 };

struct cluster_try {
    struct cluster_way way;
    struct cluster_course course;
    double efficiency;
};

struct cluster_plan {
    const struct cluster *cluster;
    const struct cluster_costs *costs;
    const struct experiment *experiment;
    int32_t threads;                          /* asked for; 0: choose */
    double limit_s;                           /* of a job; 0: none */
    /* by cluster_plan_make: */
    int64_t replications, blocks, groups;     /* groups: blocks that are compared with one another */
    int32_t n_steps, n_splits;
    struct cluster_try steps[CLUSTER_STEPS];  /* by nodes, with the threads that are advised; the last has all nodes */
    struct cluster_try splits[CLUSTER_SPLITS]; /* on the nodes that are advised */
    const struct cluster_try *advised;        /* of steps */
    struct cluster_try dealt;                 /* the same, handed out at the begin */
    int32_t slow;                             /* nodes in `uneven` that have another speed */
    struct cluster_speed slowness;            /* when it is not that of the cluster */
    struct cluster_try uneven, uneven_dealt;  /* with those; of a cluster with speeds, all at speed 1 instead */
    struct cluster_try parts;                 /* an array of jobs of one node each, dealt out at the begin; merged afterwards */
    struct cluster_try silent, again;         /* the last node is not heard of again; and the rerun of what then misses. On one node: nothing */
    int64_t missing;                          /* replications then */
    double ask_s;                             /* of Slurm; the limit when that is less */
    int32_t jobs;                             /* one after another, each within the limit; 0: more than CLUSTER_JOBS */
    double jobs_s;                            /* together */
};

/* The first five fields are given. */
status cluster_plan_make(struct cluster_plan *plan);
/* Ranks of one node, so that their threads have a core each. */
static inline int32_t cluster_plan_per_node(const struct cluster *cluster, int32_t threads) { return threads < cluster->cores ? cluster->cores / threads : 1; }
/* More than this and in whole steps of time that people ask for: 5 min, 15 min, 1 h. */
double cluster_plan_ask(double end_s);
/* As Slurm takes it: `04:00:00`, `1-12:00:00`. */
const char *cluster_plan_slurm(double time_s, struct arena *arena);

#endif
