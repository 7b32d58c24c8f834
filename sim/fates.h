/* fates: what became of everyone who asked in one replication, kept to lay beside what becomes of the same ones in another scenario.
 *
 * A key names somebody, the same in every scenario of a run (sim.h: the entity of draws). A value is the model's own: a time in seconds, or
 * a number below 0 for what has no time. Kept outside the arena of a world: a baseline's fates outlive its replication.
 * Owner: whoever calls fates_free. Running out of memory ends the program, as for the log (trace.h). */
#ifndef SIM_FATES_H
#define SIM_FATES_H

#include <stdint.h>

struct fate { uint64_t key; int32_t value; int16_t by[2]; }; /* by: labels, of the dimensions the model has in mind */

struct fates {
    struct fate *item;
    int64_t n, capacity;
    int32_t *slot; /* open addressing: number of an item, -1: free; made by fates_index */
    int64_t slots; /* a power of two */
};

void fates_clear(struct fates *fates); /* keeps the memory */
void fates_free(struct fates *fates);
/* Every key once. */
void fates_add(struct fates *fates, struct fate fate);
/* Afterwards any number of threads may search at once. */
void fates_index(struct fates *fates);
/* NULL: not there. */
const struct fate *fates_find(const struct fates *fates, uint64_t key);

#endif
