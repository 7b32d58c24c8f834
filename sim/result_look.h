/* result_look: the folder of blocks of an unfinished result, as those see it who do not work on it: what is finished, by the names of its
 * files alone, and the notes that processes leave beside the blocks. No block is opened, so that nobody who writes is hindered. */
#ifndef SIM_RESULT_LOOK_H
#define SIM_RESULT_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/arena.h"

/* Is there a folder of blocks of a run that is not over? A result that is later than the folder was joined from it, and the folder is on its
 * way out; one that is earlier is being extended or replaced. */
bool result_look(const char *result);
/* Calls each(context, ...) for every finished block, in no order; scenario, draw and block count from 0. */
void result_look_blocks(const char *result, void (*each)(void *context, int32_t scenario, int32_t draw, int64_t block), void *context);

/* Puts a note beside the blocks; `name` begins with "status". It is there whole or as it was before: by rename, and not synced. Nothing
 * depends on a note: where it cannot be written (a full disk, a folder that is gone) it is left out, and *false* is all that is said. */
bool result_note(const char *result, const char *name, const char *text);
/* Paths of the notes that are there, n in *n. Owner: the arena. */
const char *const *result_notes(const char *result, struct arena *arena, int32_t *n);

#endif
