/* result: one HDF5 file that is also netCDF-4; whole or absent. The only door to HDF5.
 *
 * A run's results are first written as blocks (whole chunks of replications of one scenario) in OUT.h5.blocks/, each under a
 * temporary name, synced and renamed; result_merge joins them by copying raw chunks into OUT.h5, again by rename. A block exists
 * if and only if it is complete. The layout is that of results/README.md. Not thread-safe, but for what says so: the caller holds a
 * lock. */
#ifndef SIM_RESULT_H
#define SIM_RESULT_H

#include "sim/metric_course.h"
#include "sim/run.h"

/* Replications in a block and in a chunk, as long as there are no more blocks of a scenario and draw than RESULT_BLOCKS. */
enum { RESULT_BLOCK = 16, RESULT_BLOCKS = 4096 };

/* Of one scenario within a run: how its labels stand in the union of labels over the scenarios. */
struct result_layout;

/* Builds union of labels, datasets and chunks from the experiment alone. Owner: the arena. */
status result_layout_make(const struct experiment *experiment, struct arena *arena, const struct result_layout **layout);
/* 64-bit number of everything that decides a byte of the blocks: resolved scenarios, seed, model tables, build, layout, pilot. */
uint64_t result_fingerprint(const struct experiment *experiment);

/* Replications in a block of this experiment when there are few of them: fewer than RESULT_BLOCK where rows are long. */
static inline int32_t result_block_least(const struct experiment *experiment)
{
    return experiment->block > 0 && experiment->block < RESULT_BLOCK ? experiment->block : RESULT_BLOCK;
}

/* Replications in a block of this experiment: as many as keep the number of files bounded, and no more than a worker can hold. It follows
 * from the scenarios and the number of replications alone. */
static inline int32_t result_block_most(const struct experiment *experiment)
{
    int32_t block = result_block_least(experiment);
    while (2 * block <= experiment->block && experiment->replications > (int64_t)block * RESULT_BLOCKS) block *= 2;
    return block;
}

/* Draws of the inputs; without any there is one, the central one. */
static inline int32_t result_draws(const struct experiment *experiment) { return experiment->draws > 0 ? experiment->draws : 1; }

/* Blocks of one scenario and draw; the last one may hold fewer replications. */
static inline int64_t result_blocks(const struct experiment *experiment)
{
    return (experiment->replications + result_block_most(experiment) - 1) / result_block_most(experiment);
}

/* All blocks of a run, numbered by scenario, then draw, then replications. */
static inline int64_t result_blocks_all(const struct experiment *experiment) { return experiment->n * (int64_t)result_draws(experiment) * result_blocks(experiment); }

/* Creates OUT.h5.blocks/ or takes up the one of the same fingerprint, and the blocks of an OUT.h5 with fewer replications or draws.
 * *done: (*done)[number of a block] says what is already there. *complete: OUT.h5 is this result
 * and nothing need be done. Refuses with [other-run] when OUT.h5 or its blocks belong to another run, or when OUT.h5 holds more
 * replications than asked (unless replace); with [other-blocks] when unfinished work has blocks of another length (unless replace); with [unwritable] when nothing can be written there. OUT.h5 itself is not touched. */
status result_open(const char *path, const struct experiment *experiment, const struct result_layout *layout, bool replace,
                   struct arena *arena, bool **done, bool *complete);
/* One finished block on its way into a file, in three steps, since HDF5 takes one thread at a time. result_block_pack, by any number of
 * threads at once: makes its chunks of rows[replication - first][cell] in the metric order of metric.h, events and digests beside them; log:
 * of the one replication there is in a block with a log, else NULL; course: what result_course_make made and was filled, else NULL, and stays
 * until the block is settled. Replications count from 1: first is 1, 17, 33, ... (by
 * result_block_most); n is that, or what is left for the last block. result_block_write, under a lock: writes them under a temporary name.
 * result_block_settle, by any number of threads at once: makes that file the block, or after a fault leaves nothing of it; gives the memory
 * back and answers with the first fault. [disk-full], [write]: nothing is left of the block, earlier blocks stay. */
struct result_block;
status result_block_pack(const struct experiment *experiment, const struct result_layout *layout, int32_t scenario, int32_t draw, int64_t first,
                         int32_t n, const double *rows, const uint64_t *digests, const uint64_t *events, const struct trace *log,
                         const struct course *course, struct result_block **block);
status result_block_write(struct result_block *block, const char *path);
status result_block_settle(struct result_block *block, status so_far);
/* All three, for a program of one thread. */
status result_block(const char *path, const struct experiment *experiment, const struct result_layout *layout, int32_t scenario, int32_t draw,
                    int64_t first, int32_t n, const double *rows, const uint64_t *digests, const uint64_t *events, const struct trace *log,
                    const struct course *course);
/* Joins the blocks, writes /scenarios, /build, /run, removes the blocks' folder. After a fault the blocks are all still there. */
status result_merge(const char *path, const struct experiment *experiment, const struct result_layout *layout);

/* ---- sums over the replications of a block, of a run with --series summary ---- */

/* To fill by course_add, block after block; NULL when this run keeps none. */
struct course *result_course_make(const struct result_layout *layout, struct arena *arena);
void result_course_begin(const struct result_layout *layout, struct course *course, int32_t scenario);
/* What a result at `path` that is gone on from has summed already: replications 1 to `replications` of the first draws. Its sums cannot be
 * divided again, so that they are carried on: those replications are added to no block any more, even where they are run again. */
struct result_carried {
    int32_t draws;
    int64_t replications;
};
struct result_carried result_course_carried(const char *path, const struct experiment *experiment, const struct result_layout *layout);
static inline bool result_carries(struct result_carried carried, int32_t draw, int64_t replication) { return draw < carried.draws && replication <= carried.replications; }

/* Removes the blocks of a run that can never be finished. */
void result_drop(const char *path);

/* ---- what is worked out from a result, and kept in it: the group /summary ---- */

struct summary_dim {
    const char *name; /* of a dimension of the result, or a new one, in the group */
    int32_t n;
    const char *const *label; /* of a new one; NULL: it is in the root */
    const char *long_name, *long_name_nl;
};

enum { SUMMARY_RANK = 3 };
struct summary_set {
    const char *name, *units, *long_name, *long_name_nl;
    int rank;
    int32_t dim[SUMMARY_RANK]; /* numbers of dimensions of the summary */
    const double *values;      /* row-major; NAN: missing */
};
struct summary {
    int32_t n_dims, n_sets;
    const struct summary_dim *dims;
    const struct summary_set *sets;
    const char *method, *method_nl; /* how intervals were made, in a sentence */
};

/* ---- reading: any file of the documented layout ---- */
struct result;
struct result_measure {
    const char *name, *units, *long_name, *long_name_nl, *cell_methods;
    int32_t n_strata;
    const char *strata[METRIC_STRATA]; /* names of dimensions after replication */
    int32_t size[METRIC_STRATA];
};
/* [unreadable], [not-a-result]. Close it after a fault too. */
status result_read_open(const char *path, struct arena *arena, struct result **result);
void result_read_close(struct result *result);
/* What is read from now on lives in this arena, so that its memory can be given back; labels and what measures are stay where they are. */
void result_read_into(struct result *result, struct arena *arena);
int32_t result_scenarios(const struct result *result);
/* Draws of the inputs (1: the central ones alone), and worlds of a scenario: replications of all draws, draw by draw. */
int32_t result_drawn(const struct result *result);
int64_t result_replications(const struct result *result);
/* Those of the root. Behind them, for result_find alone, come those of /spells, /warm_up and /series, as `spells/stay_ended`. */
int32_t result_measures(const struct result *result);
const struct result_measure *result_measure(const struct result *result, int32_t i);
int32_t result_find(const struct result *result, const char *measure); /* -1: none */
/* Labels of a dimension (scenario, region, ...), n in *n; NULL when there is none. Also reads a text over a dimension, as
 * region_name. */
const char *const *result_labels(const struct result *result, const char *dimension, int32_t *n);
/* All of one measure of one scenario: [replication][cell], NAN where filled. Owner: the arena given at open. */
status result_values(struct result *result, int32_t measure, int32_t scenario, const double **values);
/* Worlds first..first+n-1 alone, counted draw by draw, into values[world - first][cell]: for files larger than memory. */
status result_worlds(struct result *result, int32_t measure, int32_t scenario, int64_t first, int64_t n, double *values);
/* Attribute of the root ("/"), of "/scenarios/<label>", of "/build", "/run" or a dataset; numbers written out; NULL when absent.
 */
const char *result_text(struct result *result, const char *group, const char *attribute);
/* Numbers over a dimension, as lat(region); NAN where missing; NULL when absent. */
const double *result_coordinate(struct result *result, const char *name, int32_t *n);
/* Numbers over up to three axes, in a group too, as inputs/uniform: row-major, NAN where missing; NULL when there is nothing of that rank. */
const double *result_numbers(struct result *result, const char *name, int rank, int32_t *size);
/* Texts over a dimension, in a group too, as observed/name; NULL when absent. */
const char *const *result_texts(struct result *result, const char *name, int32_t *n);
/* Is there something of this name in the root of the file, whether or not it can be read? */
bool result_has(struct result *result, const char *name);

/* ---- reading anything in the file, part by part ---- */
enum { RESULT_RANK = 8 };
struct result_item {
    int64_t id;
    const char *name; /* from the root, as series/waiting */
    const char *units, *long_name, *long_name_nl;
    bool text, number; /* neither: nothing that can be read here */
    bool whole;        /* number: of whole numbers */
    bool scale, bare;  /* a dimension; one without values of its own */
    int rank;
    int64_t size[RESULT_RANK];
    const char *dim[RESULT_RANK]; /* NULL: the axis has no name */
};
/* Names in a group ("/": the root) as they stand in it; n in *n, 0 when there is no such group. */
const char *const *result_inside(struct result *result, const char *group, int32_t *n);
/* False: there is no dataset of this name. */
bool result_item(struct result *result, const char *name, struct result_item *item);
/* A box of its numbers, row-major, NAN where missing. */
status result_box(struct result *result, const struct result_item *item, const int64_t *start, const int64_t *count, double *values);

/* The observed figures of the baseline; none is no fault. Texts and years that were not given are NULL and 0. */
status result_observations(struct result *result, struct arena *arena, const struct observation **list, int32_t *n);

#endif
