/* run_ranks: what the ranks of a run agree on. Every rank calls each of these; with one rank they answer at once. For run.c and the verbs. */
#ifndef SIM_RUN_RANKS_H
#define SIM_RUN_RANKS_H

#include "sim/status.h"

struct job;

/* The worst of what became of all ranks: a failure before a stop, of the lowest rank. */
status run_ranks_agree(status mine);
/* Everybody takes up what rank 0 found: the blocks that are done, and whether the result is complete. All must run the same thing. */
status run_ranks_same(uint64_t fingerprint, bool *done, int64_t n, bool *complete);
/* Adds up what was written, and agrees on what became of the run. */
void run_ranks_join(struct job *job);

#endif
