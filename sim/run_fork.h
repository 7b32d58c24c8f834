/* run_fork: one piece of work in several processes, for an engine of which a process holds only one. For run.c.
 *
 * A process begins as a copy of this one, so that what was read and planned is there already; what it leaves has to be in memory of
 * run_fork_memory. It ends with this process. */
#ifndef SIM_RUN_FORK_H
#define SIM_RUN_FORK_H

#include <signal.h>

#include "sim/status.h"

/* Zeroed, and the same for all processes that are made later; NULL when there is none. */
void *run_fork_memory(size_t bytes);
void run_fork_memory_free(void *memory, size_t bytes);

/* Calls work(context, i) in process i of n, and meanwhile look(context, signal) in this one, some fifty times a second: signal is what came in
 * of `signals`, which the caller holds back, or NULL; what it returns is sent on to the processes, 0 being nothing.
 * [worker] when a process did not come to its end. */
status run_fork(int32_t n, void (*work)(void *context, int32_t i), int (*look)(void *context, const siginfo_t *signal), void *context,
                const sigset_t *signals);

#endif
