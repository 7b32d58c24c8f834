/* ranks: the processes of one MPI program: what they tell one another, and how pieces of work are handed out to them. The only door to MPI.
 *
 * A program without MPI (ranks_alone.c) is rank 0 of 1 and tells nobody anything. Only the main thread may call what is here, or one other
 * thread at a time where ranks_any_thread. Pieces are numbers 0 ... n-1; they are handed out in order, in stretches that grow shorter towards the end, so that nobody waits long for the last one
 * (guided self-scheduling: Polychronopoulos and Kuck 1987, doi 10.1109/TC.1987.5009495, with a quarter of what is left over the ranks).
 *
 * RANKS_SIMULATED: the same code under SimGrid's SMPI, for `plan-cluster`; then these are other names in one program. */
#ifndef SIM_RANKS_H
#define SIM_RANKS_H

#include "sim/status.h"

#ifdef RANKS_SIMULATED
#define ranks_begin simulated_ranks_begin
#define ranks_end simulated_ranks_end
#define ranks_rank simulated_ranks_rank
#define ranks_count simulated_ranks_count
#define ranks_share simulated_ranks_share
#define ranks_gather simulated_ranks_gather
#define ranks_pool_take simulated_ranks_pool_take
#define ranks_serve simulated_ranks_serve
#define ranks_ask simulated_ranks_ask
#define ranks_tell simulated_ranks_tell
#define ranks_told_stop simulated_ranks_told_stop
#define ranks_any_thread simulated_ranks_any_thread
#define ranks_version simulated_ranks_version
#endif

/* ---- who ---- */

/* Joins the others when a launcher (mpirun, srun) started this process as one of several; call once, first. */
void ranks_begin(int *argc, char ***argv);
void ranks_end(void);
int32_t ranks_rank(void);
int32_t ranks_count(void);
bool ranks_any_thread(void); /* may another thread than the main one talk? */
const char *ranks_version(void); /* of the MPI library; NULL: built without MPI */

/* ---- what all tell one another: every rank calls, and waits asleep ---- */

/* All have the bytes of rank 0. */
void ranks_share(void *bytes, int32_t n);
/* Rank 0 has the n bytes of every rank, one after another, in `all` (elsewhere NULL). */
void ranks_gather(const void *bytes, int32_t n, void *all);

/* ---- pieces of work ---- */

struct ranks_stretch {
    int64_t from, n; /* n = 0: there is no more */
};

/* What is left to hand out; with rank 0. */
struct ranks_pool {
    int64_t next, end;
    int32_t ranks; /* that take from it */
    bool stopped;  /* nothing more is handed out */
};

/* The next stretch. */
struct ranks_stretch ranks_pool_take(struct ranks_pool *pool);

/* What a rank tells rank 0. */
struct ranks_word {
    int64_t done; /* replications of the run this rank has ended so far */
    bool stop;    /* it stops, and so should all */
    bool last;    /* nothing more is to be heard of it */
};

struct ranks_hooks {
    void *context;
    /* Called over and over while a message is waited for; with rank 0: false when it has nothing of its own to wait for. NULL: waits inside MPI. */
    bool (*idle)(void *context);
    /* With rank 0: what a rank told. May be NULL. */
    void (*heard)(void *context, int32_t rank, struct ranks_word word);
};

/* Rank 0: answers the `askers` other ranks until each has told its last word and idle has nothing to wait for. A pool that is stopped meanwhile,
 * by idle or by the word of a rank, stops all. */
void ranks_serve(struct ranks_pool *pool, int32_t askers, const struct ranks_hooks *hooks);
/* Another rank: the next stretch from rank 0; without an answer; and whether all are asked to stop. */
struct ranks_stretch ranks_ask(struct ranks_word word, const struct ranks_hooks *hooks);
void ranks_tell(struct ranks_word word);
bool ranks_told_stop(void);

#endif
